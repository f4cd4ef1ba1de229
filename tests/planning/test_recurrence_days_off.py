# ruff: noqa: DTZ001 - local times have no zone of their own
"""Recurring work on days off: it stays, is left out, or goes to the working day next to it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.planning.rhythm import FIRST, OPS, add, after
from tests.scenario import ANA, BEN, ITSELF, World
from workdomain.execution.work_item import work_item
from workdomain.kernel import Event
from workdomain.people.default_calendar import (
    DEFAULT_CALENDAR,
    DefaultCalendarSet,
    default_calendar,
)
from workdomain.people.person import PersonAdded, person
from workdomain.people.place import WorkCalendarSet
from workdomain.people.work_calendar import (
    DayOffAdded,
    NoSuchWorkCalendar,
    WorkCalendarAdded,
    work_calendar,
)
from workdomain.planning.project import ProjectAdded, project
from workdomain.planning.recurrence import item_of, recurrence
from workdomain.planning.recurrence_words import (
    MaterialiseRecurrence,
    MoveOccurrence,
    OccurrenceMade,
    OccurrenceSkipped,
)
from workdomain.planning.series import Makes, OnDayOff

CALENDAR, FEASTS, OTHERS, NOBODYS = (UUID(int=60 + number) for number in range(4))
NEXT_MONDAY = FIRST + timedelta(weeks=1)


def world(way: OnDayOff, **more: Any) -> World:
    """The second Monday is off, and the Friday before and the Tuesday after it, too."""
    it = World()
    it.put(person, ANA, PersonAdded(name="Ana"))
    it.put(person, BEN, PersonAdded(name="Ben"))
    it.put(project, OPS, ProjectAdded(name="Operations", key="OPS"))
    it.put(work_calendar, CALENDAR, WorkCalendarAdded(name="Here"))
    for days in (-3, 0, 1):
        off = DayOffAdded(day=(NEXT_MONDAY + timedelta(days=days)).date(), name="Feast")
        it.put(work_calendar, CALENDAR, off)
    it.ask(recurrence, ITSELF, add(calendar=CALENDAR, on_day_off=way, lead_days=7, **more))
    return it


def tick(it: World, days: float = 0) -> list[Event]:
    return it.ask(recurrence, ITSELF, MaterialiseRecurrence(), after(days))


def starts(it: World, occurrence: datetime) -> date | None:
    day: date | None = it.look(work_item, item_of(ITSELF, occurrence)).plan.start
    return day


@pytest.mark.parametrize(
    ("way", "day"),
    [
        (OnDayOff.KEEP, date(2026, 3, 9)),
        (OnDayOff.NEXT, date(2026, 3, 11)),
        (OnDayOff.PREVIOUS, date(2026, 3, 5)),
    ],
)
def test_it_goes_to_the_working_day_that_its_series_says(way: OnDayOff, day: date):
    it = world(way)
    assert [type(told) for told in tick(it)] == [OccurrenceMade, OccurrenceMade]
    assert starts(it, FIRST) == FIRST.date(), "A working day"
    assert starts(it, NEXT_MONDAY) == day
    assert tick(it) == []


def test_it_is_left_out_and_says_why():
    it = world(OnDayOff.SKIP)
    _, left_out = tick(it)
    assert left_out == OccurrenceSkipped(occurrence=NEXT_MONDAY, reason="2026-03-09: Feast")
    assert starts(it, NEXT_MONDAY) is None
    assert tick(it) == []
    assert len(tick(it, 7)) == 1, "The one after it comes as ever"


def test_saturdays_and_sundays_are_days_off_too():
    it = world(OnDayOff.NEXT, rule="FREQ=WEEKLY;BYDAY=SU")
    tick(it)
    assert starts(it, datetime(2026, 3, 8, 9)) == date(2026, 3, 11), "Monday and Tuesday are off"
    skipping = world(OnDayOff.SKIP, rule="FREQ=WEEKLY;BYDAY=SU")
    (left_out,) = tick(skipping)
    assert isinstance(left_out, OccurrenceSkipped)
    assert left_out.reason == "2026-03-08: Sunday"


def test_what_was_moved_by_hand_stays_where_it_was_put():
    it = world(OnDayOff.SKIP)
    tuesday = NEXT_MONDAY + timedelta(days=1)
    it.ask(recurrence, ITSELF, MoveOccurrence(occurrence=NEXT_MONDAY, to=tuesday))
    tick(it, 1)
    assert starts(it, NEXT_MONDAY) == tuesday.date()


def test_without_a_calendar_of_its_own_the_default_one_holds():
    it = world(OnDayOff.KEEP)
    it.ask(recurrence, FEASTS, add(on_day_off=OnDayOff.NEXT, lead_days=7))
    it.put(
        default_calendar,
        DEFAULT_CALENDAR,
        DefaultCalendarSet(calendar=CALENDAR, valid_from=FIRST.date()),
    )
    it.ask(recurrence, FEASTS, MaterialiseRecurrence())
    made = it.look(work_item, item_of(FEASTS, NEXT_MONDAY))
    assert made.plan.start == date(2026, 3, 11)


def test_work_goes_by_the_calendar_of_whoever_has_it_before_the_default_one():
    it = world(OnDayOff.KEEP)
    both = {"on_day_off": OnDayOff.NEXT, "lead_days": 7}
    it.ask(recurrence, FEASTS, add(**both, assignees=(BEN, ANA)))
    it.ask(recurrence, NOBODYS, add(**both, assignees=()))
    it.put(work_calendar, OTHERS, WorkCalendarAdded(name="Elsewhere"))
    it.put(
        default_calendar,
        DEFAULT_CALENDAR,
        DefaultCalendarSet(calendar=OTHERS, valid_from=FIRST.date()),
    )
    it.put(person, ANA, WorkCalendarSet(calendar=CALENDAR, valid_from=FIRST.date()))
    tuesday = (NEXT_MONDAY + timedelta(days=1)).date()
    it.put(person, ANA, WorkCalendarSet(calendar=OTHERS, valid_from=tuesday))
    for series in (FEASTS, NOBODYS):
        it.ask(recurrence, series, MaterialiseRecurrence())
    theirs = it.look(work_item, item_of(FEASTS, NEXT_MONDAY)).plan.start
    assert theirs == tuesday, "Ben is on none of his own; Ana's Tuesday is off on the old one only"
    assert it.look(work_item, item_of(NOBODYS, NEXT_MONDAY)).plan.start == NEXT_MONDAY.date()


def test_what_waits_for_the_one_before_is_left_out_as_well():
    it = world(OnDayOff.SKIP, makes=Makes.ON_COMPLETION, first=NEXT_MONDAY)
    assert [type(told) for told in tick(it)] == [OccurrenceSkipped]
    assert [type(told) for told in tick(it, 8)] == [OccurrenceMade]


def test_its_calendar_has_to_be_there():
    it = world(OnDayOff.KEEP)
    with pytest.raises(NoSuchWorkCalendar):
        it.ask(recurrence, FEASTS, add(calendar=FEASTS))
