"""Calendars: which days are off, by what, and for whom."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from projections.days_off import days_off, defaults
from projections.models.people import OnCalendarRow, PersonRow
from projections.models.work_calendars import WorkCalendarRow
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.people.dated import in_force
from workdomain.people.default_calendar import Dated, in_layers


class Calendars(Message):
    """Which days are off by the work calendars, and for whom?"""

    calendar: UUID | None = None
    """Only of this calendar."""
    first: date | None = None
    """Only days from this one on."""
    last: date | None = None
    """Only days up to this one."""


class CalendarDay(Message):
    """A day that is off on a calendar."""

    calendar: UUID
    name: str
    """What the calendar is called."""
    country: str | None
    region: str | None
    day: date
    holiday: str
    """What the day is called."""
    people: tuple[str, ...]
    """Who is on the calendar that day."""


def read(reader: Reader, params: Calendars, _page: Page) -> list[CalendarDay]:
    """List the days off, the earliest first."""
    asked = [row for row in reader.rows(WorkCalendarRow) if params.calendar in (None, row.id)]
    off = days_off(reader, (row.id for row in asked), params.first or date.min)
    said = defaultdict[UUID, dict[date, UUID | None]](dict)
    for each in reader.rows(OnCalendarRow):
        said[each.person][each.valid_from] = each.calendar
    names, default = {row.id: row.name for row in reader.rows(PersonRow)}, defaults(reader)
    on = {who: in_layers(said[who], default) for who in names}
    lines = [
        CalendarDay(
            calendar=about.id,
            name=about.name,
            country=about.country,
            region=about.region,
            day=day,
            holiday=holiday,
            people=_on_it(about.id, day, on, names),
        )
        for about in asked
        for day, holiday in off[about.id].items()
        if params.last is None or day <= params.last
    ]
    return sorted(lines, key=lambda line: order(params, line))


def _on_it(
    calendar: UUID, day: date, on: Mapping[UUID, Dated], names: Mapping[UUID, str]
) -> tuple[str, ...]:
    there = (names[who] for who, dated in on.items() if in_force(dated, day) == calendar)
    return tuple(sorted(there))


def order(_params: Calendars, line: CalendarDay) -> Order:
    """Sort the earliest to the front."""
    return (line.day, line.name.casefold(), str(line.calendar))


calendars = View(
    name="calendars",
    params=Calendars,
    row=CalendarDay,
    key=("calendar", "day"),
    read=read,
    order=order,
)
