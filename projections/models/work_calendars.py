"""Work calendars as rows: what they are called, and the days that are off."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.people.work_calendar import WorkCalendar, WorkCalendarEvent, work_calendar
from workdomain.store.messages import Recorded


class WorkCalendarRow(NamedTuple):
    """A work calendar."""

    id: UUID
    name: str
    country: str | None
    region: str | None


class DayOffRow(NamedTuple):
    """A day on which nobody on the calendar works."""

    calendar: UUID
    day: date
    name: str


def evolve(known: WorkCalendar, recorded: Recorded) -> WorkCalendar:
    """Take in an event as decisions do."""
    event: WorkCalendarEvent = recorded.event  # type: ignore[assignment]  # no others are read
    return work_calendar.evolve(known, event, recorded.context)


def rows(id: UUID, known: WorkCalendar) -> Iterable[WorkCalendarRow | DayOffRow]:
    """Show a calendar that was added, and its days off."""
    if known.name:
        yield WorkCalendarRow(id, known.name, known.country, known.region)
    for day, name in known.days_off().items():
        yield DayOffRow(id, day, name)


work_calendars = ReadModel(
    name="work_calendars",
    reads=(work_calendar,),
    initial=WorkCalendar(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(WorkCalendarRow, "work_calendar", key=(), indexes=(("id",),), called="name"),
        TableOf(DayOffRow, "day_off", key=("day",), indexes=(("calendar",),)),
    ),
)
