"""Calendars: which days are off, by what, and for whom."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from projections.models.people import OnCalendarRow
from projections.models.work_calendars import DayOffRow, WorkCalendarRow
from projections.names import people_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.people.dated import in_force


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
    days = reader.rows(DayOffRow, lambda c: list(_wanted(params, c)))
    calendars = {row.id: row for row in reader.rows(WorkCalendarRow)}
    on = defaultdict[UUID, dict[date, UUID | None]](dict)
    for each in reader.rows(OnCalendarRow):
        on[each.person][each.valid_from] = each.calendar
    names = people_called(reader, on)
    lines = []
    for row in days:
        about = calendars[row.calendar]
        there = [who for who, dated in on.items() if in_force(dated, row.day) == row.calendar]
        line = CalendarDay(
            calendar=row.calendar,
            name=about.name,
            country=about.country,
            region=about.region,
            day=row.day,
            holiday=row.name,
            people=tuple(sorted(names.get(who, str(who)) for who in there)),
        )
        lines.append(line)
    return sorted(lines, key=lambda line: order(params, line))


def _wanted(params: Calendars, c: Any) -> Iterable[Any]:
    if params.calendar is not None:
        yield c.calendar == params.calendar
    if params.first is not None:
        yield c.day >= params.first
    if params.last is not None:
        yield c.day <= params.last


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
