"""Planned work in calendars: on which days it is, and that an event is moved, not made anew."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar

from service.reports.calendar import Entries, planned_entries, render
from service.reports.plan_drawings.plan_values import Bar

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PLAN, OTHER = UUID(int=1), UUID(int=2)
DIG = Bar("7", "Dig", "Apollo", MONDAY, MONDAY + 2.3 * DAY, ("Ana",))


def events(*bars: Bar, plan: UUID = PLAN) -> dict[str, tuple[date, date]]:
    """Write a calendar, and read it as others do: the days of each event by its uid."""
    entries = tuple(planned_entries(bars, plan))
    written = render(Entries(name="Ana", stamp=MONDAY, entries=entries))
    read: list[Any] = [*Calendar.from_ical(written).walk("VEVENT")]
    return {str(each["uid"]): (each["dtstart"].dt, each["dtend"].dt) for each in read}


def test_work_is_on_the_days_from_its_start_to_its_finish() -> None:
    # The end of an event is the day after.
    assert list(events(DIG).values()) == [(date(2026, 3, 2), date(2026, 3, 5))]
    (entry,) = planned_entries([DIG], PLAN)
    assert (entry.title, entry.kind) == ("Planned: Dig", "planned")


def test_a_finish_at_midnight_is_of_the_day_before() -> None:
    midnight = datetime(2026, 3, 4, tzinfo=UTC)
    (entry,) = planned_entries([Bar("7", "Dig", "", MONDAY, midnight)], PLAN)
    assert entry.last == date(2026, 3, 3)
    (entry,) = planned_entries([Bar("7", "Done", "", midnight, midnight)], PLAN)
    assert (entry.first, entry.last) == (date(2026, 3, 4), date(2026, 3, 4))


def test_a_milestone_is_on_the_day_of_its_finish() -> None:
    done = Bar("7", "Done", "", MONDAY, MONDAY + 4 * DAY, milestone=True)
    (entry,) = planned_entries([done], PLAN)
    assert (entry.first, entry.last) == (date(2026, 3, 6), date(2026, 3, 6))


def test_work_that_is_laid_aside_is_an_event_for_each_run_of_days() -> None:
    hour = timedelta(hours=1)
    pieces = (
        (MONDAY, MONDAY + hour),
        (MONDAY + 2 * hour, MONDAY + 3 * hour),
        (MONDAY + DAY, MONDAY + DAY + hour),
        (MONDAY + 4 * DAY, MONDAY + 4 * DAY + hour),
    )
    cut = Bar("7", "Dig", "Apollo", MONDAY, pieces[-1][1], pieces=pieces)
    assert list(events(cut).values()) == [
        (date(2026, 3, 2), date(2026, 3, 4)),
        (date(2026, 3, 6), date(2026, 3, 7)),
    ]
    assert events(cut).keys() > events(DIG).keys(), "the first piece is the event that there was"


def test_days_are_those_of_a_zone() -> None:
    late = Bar("7", "Dig", "", MONDAY + DAY / 2, MONDAY + DAY / 2)
    (entry,) = planned_entries([late], PLAN, ZoneInfo("Asia/Tokyo"))
    assert entry.first == date(2026, 3, 3)


def test_an_event_is_moved_when_the_plan_moves_it() -> None:
    moved = Bar("7", "Dig deeper", "Apollo", DIG.start + 7 * DAY, DIG.finish + 9 * DAY, ("Ben",))
    before, after = events(DIG), events(moved)
    assert before.keys() == after.keys()
    assert before != after


def test_other_work_and_other_plans_are_other_events() -> None:
    other = Bar("8", "Dig", "Apollo", DIG.start, DIG.finish)
    assert len(events(DIG, other)) == 2
    assert events(DIG).keys().isdisjoint(events(DIG, plan=OTHER))
