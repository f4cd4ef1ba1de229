"""Timers and the grid of a week: now, as of any moment, and built anew."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.execution.timer_words import StartTimer, StopTimer
from workdomain.people.place import SetTimeZone

HOUR = timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


def test_the_same_question_has_one_answer(target: str):
    office = Office(target, MONDAY)
    ana, ben = office.person("Ana"), office.person("Ben")
    draw = office.item("Draw")
    told: list[tuple[int, Any]] = []

    def everything(**when: Any) -> list[Any]:
        return [
            office.views.timers(**when),
            office.views.timers(person=ana, **when),
            office.views.week_grid(person=ana, day=MONDAY, **when),
        ]

    def look() -> None:
        told.append((office.work.log.head().position, everything()))
        office.clock.now += HOUR

    office.do(ana, StartTimer(item=draw, activity="design"))
    look()
    office.do(ben, StartTimer(note="Call"))
    office.do(ana, StopTimer())
    look()
    office.log(ana, None, 1.5, MONDAY)
    first = everything()
    told.append((office.work.log.head().position, first))
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, answers in told[:-1]:
            assert everything(as_of=position) == answers
        assert everything(valid_at=office.clock.now) == first
    office.close()


def test_a_timer_that_was_forgotten_stands_out(office: Office):
    ana = office.person("Ana")
    draw = office.item("Draw")
    office.do(ana, StartTimer(item=draw, note="Plan"))
    office.clock.now += HOUR * 2
    (row,) = office.views.timers()
    assert (row.name, row.title, row.hours, row.forgotten) == ("Ana", "Draw", 2, False)
    office.clock.now += HOUR * 9
    assert office.views.timers()[0].forgotten


def test_a_grid_begins_on_the_day_that_the_persons_weeks_begin_on(office: Office):
    ana, draw = office.person("Ana"), office.item("Draw")
    sunday = MONDAY + timedelta(days=6)
    office.do(ana, SetTimeZone(zone="America/New_York", first_weekday=6, valid_from=MONDAY))
    office.on(sunday + timedelta(days=3))
    for day, hours in ((MONDAY, 1), (sunday, 2), (sunday + timedelta(days=2), 3)):
        office.log(ana, draw, hours, day)
    row, _ = office.views.week_grid(person=ana)
    assert (row.week, row.sunday, row.monday, row.tuesday, row.total) == (sunday, 2, 0, 3, 5)
    assert office.views.week_grid(person=ana, day=MONDAY)[0].monday == 1


def test_a_week_is_a_grid(office: Office):
    ana, draw = office.person("Ana"), office.item("Draw")
    office.on(MONDAY + timedelta(days=3))
    assert office.views.week_grid(person=ana) == []
    office.log(ana, draw, 2, MONDAY)
    office.log(ana, draw, 1, MONDAY + timedelta(days=2))
    office.log(ana, None, 0.5, MONDAY)
    rows = office.views.week_grid(person=ana)
    assert [(r.title, r.monday, r.wednesday, r.total) for r in rows] == [
        ("Draw", 2, 1, 3),
        ("No work item", 0.5, 0, 0.5),
        ("In all", 2.5, 1, 3.5),
    ]
