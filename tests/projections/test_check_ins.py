"""Check-ins: what was told, when, of what, and where it was expected to end."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from projections.check_ins import CheckInsOf, CheckInsRow
from projections.view import Page
from tests.projections.goal_studio import Studio
from tests.projections.office import Office
from workdomain.identification.cadence import Timing
from workdomain.identification.check_in_words import (
    AcknowledgeCheckIn,
    CorrectCheckIn,
    DiscardCheckIn,
    DraftCheckIn,
    PublishCheckIn,
    ScheduleCheckIn,
)
from workdomain.identification.check_ins import Stage
from workdomain.identification.goal_words import Status
from workdomain.identification.key_result_words import RenameKeyResult, SetTarget
from workdomain.kernel import Context
from workdomain.values import new_id


def jan(day: int) -> date:
    return date(2024, 1, day)


@pytest.fixture
def studio(office: Office) -> Studio:
    return Studio(office)


def told(studio: Studio, **asked: Any) -> list[CheckInsRow]:
    found: list[CheckInsRow] = list(studio.office.check_ins(**asked))
    return found


def test_no_check_ins_are_no_rows(studio: Studio):
    studio.objective("Grow")
    assert told(studio) == []


def test_values_are_a_timeline_by_what_was_measured_at_the_time(studio: Studio):
    goal = studio.objective("Grow")
    clients = studio.key_result(goal, "Clients")
    uptime = studio.key_result(goal, "Uptime", "stay_above", target=99, unit="percentage")
    studio.office.on(jan(5))
    studio.check_in(
        goal,
        {clients: 2, uptime: 98},
        status=Status.BEHIND,
        confidence=4,
        note="Slow",
        projected=[{"key_result": clients, "value": 9}],
    )
    studio.office.do(goal, SetTarget(key_result=clients, target=20))
    studio.office.do(goal, RenameKeyResult(key_result=clients, name="Buyers"))
    studio.office.on(jan(12))
    studio.check_in(goal, {clients: 5})
    rows = [
        (row.name, row.value, row.target, row.progress, row.projected, row.projected_progress)
        for row in told(studio)
    ]
    assert rows == [
        ("Clients", "2", "10", 0.2, "9", 0.9),
        ("Uptime", "98 %", "99 %", 0, None, None),
        ("Buyers", "5", "20", 0.25, None, None),
        ("Uptime", None, "99 %", None, None, None),
    ]
    first = told(studio)[0]
    assert (first.status, first.confidence, first.note, first.timing) == (
        Status.BEHIND,
        4,
        "Slow",
        Timing.ON_TIME,
    )


def test_what_is_asked_for_is_shown(studio: Studio):
    ana = studio.office.person("Ana")
    goal, other = studio.objective("Grow"), studio.objective("Rest")
    clients = studio.key_result(goal, "Clients")
    studio.key_result(goal, "Visits")
    studio.office.on(jan(5))
    studio.check_in(goal, {clients: 2})
    studio.office.on(jan(6))
    empty = new_id()
    drafted = DraftCheckIn(check_in=empty)
    studio.office.work.do(other, drafted, Context(ana, studio.office.clock.now))

    def shown(**asked: Any) -> list[tuple[str, str | None]]:
        return [(row.title, row.name) for row in told(studio, **asked)]

    assert shown() == [("Grow", "Clients"), ("Grow", "Visits"), ("Rest", None)]
    assert shown(objective=other) == [("Rest", None)]
    assert shown(key_result=clients) == [("Grow", "Clients")]
    assert shown(author=ana) == [("Rest", None)]
    assert shown(stage=["draft"]) == [("Rest", None)]
    assert shown(first=jan(5), last=jan(5)) == [("Grow", "Clients"), ("Grow", "Visits")]
    assert shown(first=jan(6)) == shown(last=jan(4)) == []
    page = studio.office.views.ask("check-ins", CheckInsOf(), page=Page(limit=1))
    rest = studio.office.views.ask("check-ins", CheckInsOf(), page=Page(after=page.next))
    assert [*page.rows, *rest.rows] == told(studio)


def test_a_check_in_goes_through_its_stages(studio: Studio):
    ana, ben = studio.office.person("Ana"), studio.office.person("Ben")
    goal = studio.objective("Grow", owner=ana, reviewer=ben)
    clients = studio.key_result(goal, "Clients")
    check_in, gone = new_id(), new_id()

    def do(by: UUID, *commands: Any) -> CheckInsRow:
        for command in commands:
            studio.office.work.do(goal, command, Context(by, studio.office.clock.now))
        return told(studio)[0]

    values = [{"key_result": clients, "value": 2}]
    draft = DraftCheckIn.model_validate({"check_in": check_in, "values": values})
    assert do(ana, draft, DraftCheckIn(check_in=gone)).stage is Stage.DRAFT
    assert len(told(studio)) == 2
    do(ana, DiscardCheckIn(check_in=gone))
    row = do(ana, ScheduleCheckIn(check_in=check_in, day=jan(5)))
    assert (row.stage, row.day, row.at, row.name) == (Stage.SCHEDULED, jan(5), None, None)
    assert len(told(studio)) == 1
    row = do(ana, PublishCheckIn(check_in=check_in))
    assert (row.stage, row.value, row.author) == (Stage.PUBLISHED, "2", "Ana")
    row = do(ben, AcknowledgeCheckIn(check_in=check_in))
    assert (row.stage, row.acknowledged_by) == (Stage.ACKNOWLEDGED, "Ben")
    for number in (3, 4):
        values = [{"key_result": clients, "value": number}]
        correct = {"check_in": check_in, "reason": f"Not {number - 1}", "values": values}
        row = do(ana, CorrectCheckIn.model_validate(correct))
    assert (row.value, row.progress, row.corrections) == ("4", 0.4, ("Not 2", "Not 3"))
    correct = {"check_in": check_in, "reason": "Typo", "confidence": 0, "note": "Better"}
    row = do(ana, CorrectCheckIn.model_validate({**correct, "status": "on_track"}))
    assert (row.confidence, row.note, row.status) == (0, "Better", Status.ON_TRACK)
    assert studio.row(clients).current == "4"
    early = told(studio, as_of=studio.office.clock.now.replace(year=2023))
    assert early == []
