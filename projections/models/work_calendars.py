"""Work calendars as rows: what they are called, and the days that are off."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.people.default_calendar import (
    DefaultCalendar,
    DefaultCalendarSet,
    default_calendar,
)
from workdomain.people.work_calendar import WorkCalendar, WorkCalendarEvent, work_calendar
from workdomain.store.messages import Recorded


class WorkCalendarRow(NamedTuple):
    """A work calendar."""

    id: UUID
    name: str
    country: str | None
    region: str | None


class BaseRow(NamedTuple):
    """The calendar whose days off hold on another, too, from a day on."""

    calendar: UUID
    valid_from: date
    base: UUID | None


class DayOffRow(NamedTuple):
    """A day on which nobody on the calendar works."""

    calendar: UUID
    day: date
    name: str


class WorkingDayRow(NamedTuple):
    """A day on which people on the calendar work, whatever a calendar it is based on says."""

    calendar: UUID
    day: date


class DefaultCalendarRow(NamedTuple):
    """The calendar of everybody who has none of their own, from a day on."""

    valid_from: date
    calendar: UUID | None


Row = WorkCalendarRow | BaseRow | DayOffRow | WorkingDayRow


def evolve(known: WorkCalendar, recorded: Recorded) -> WorkCalendar:
    """Take in an event as decisions do."""
    event: WorkCalendarEvent = recorded.event  # type: ignore[assignment]  # no others are read
    return work_calendar.evolve(known, event, recorded.context)


def rows(id: UUID, known: WorkCalendar) -> Iterable[Row]:
    """Show a calendar that was added, and its days off."""
    if known.name:
        yield WorkCalendarRow(id, known.name, known.country, known.region)
    for day, name in known.days_off().items():
        yield DayOffRow(id, day, name)
    for begin, base in known.bases.items():
        yield BaseRow(id, begin, base)
    for day in known.worked:
        yield WorkingDayRow(id, day)


work_calendars = ReadModel(
    name="work_calendars",
    version=2,
    reads=(work_calendar,),
    initial=WorkCalendar(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(WorkCalendarRow, "work_calendar", key=(), indexes=(("id",),), called="name"),
        TableOf(DayOffRow, "day_off", key=("day",), indexes=(("calendar",),)),
        TableOf(BaseRow, "calendar_base", key=("valid_from",)),
        TableOf(WorkingDayRow, "working_day", key=("day",), indexes=(("calendar",),)),
    ),
)


def evolve_default(known: DefaultCalendar, recorded: Recorded) -> DefaultCalendar:
    """Take in an event as decisions do."""
    event: DefaultCalendarSet = recorded.event  # type: ignore[assignment]  # no others are read
    return default_calendar.evolve(known, event, recorded.context)


def default_rows(_id: UUID, known: DefaultCalendar) -> Iterable[DefaultCalendarRow]:
    """Show which calendar is the default from which day on."""
    for day, calendar in known.calendars.items():
        yield DefaultCalendarRow(day, calendar)


default_calendars = ReadModel(
    name="default_calendars",
    reads=(default_calendar,),
    initial=DefaultCalendar(),
    evolve=evolve_default,
    rows=default_rows,
    tables=(TableOf(DefaultCalendarRow, "default_calendar", key=("valid_from",)),),
)
