"""Payroll: what every person worked in a month, was agreed to, and was away for; in hours."""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import func

from projections.capacities import UNKNOWN, calendars
from projections.figures import in_hours, rounded
from projections.leave import RECORDED, hours_of, leave_taken, times_of
from projections.models.entries import EntryRow
from projections.models.people import PersonRow
from projections.models.sheets import LineRow
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.leave import Answer
from workdomain.kernel import Message
from workdomain.people.person import LeaveKind
from workdomain.scheduling.calendar import capacity_of
from workdomain.values import Line

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Payroll(Message):
    """What did everyone work in a month, what was approved, and for what were they away?"""

    month: Annotated[str, Field(pattern=MONTH.pattern, examples=["2026-11"])] | None = None
    """Which month: 2026-11; the one before this one if left out."""
    person: UUID | None = None
    """Only this person."""
    team: Line | None = None
    """Only people of this team."""


class PayrollRow(Message):
    """A person's month, in hours."""

    person: UUID
    name: str
    team: str | None
    month: str
    contracted_h: float | None
    """Working hours before leave; null if nobody knows them."""
    expected_h: float | None
    """Contracted hours less holidays and leave."""
    logged_h: float
    approved_h: float
    """Hours that were agreed to; only these are to be paid."""
    open_h: float
    """Logged hours that nobody has approved yet."""
    overtime_h: float | None
    """Approved hours beyond those expected."""
    vacation_h: float
    sick_h: float
    parental_h: float
    other_h: float
    """Leave of all other kinds."""


def read(reader: Reader, params: Payroll, _page: Page) -> list[PayrollRow]:
    """Tell the month of everyone of whom there is something to tell."""
    month = params.month or _before(reader.moment.today)
    first = date.fromisoformat(f"{month}-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    people = [
        row
        for row in reader.rows(PersonRow)
        if params.person in (None, row.id) and params.team in (None, row.team)
    ]
    entry: Any = reader.table(EntryRow).c
    line: Any = reader.table(LineRow).c
    logged = _sums(reader, EntryRow, entry.minutes, first, last)
    approved = _sums(reader, LineRow, line.approved, first, last)
    settled = _sums(reader, LineRow, line.minutes, first, last, line.approved.is_not(None))
    times = calendars(reader, first, [row.id for row in people])
    away = _away(reader, first, last)
    shown = []
    for row in people:
        room = capacity_of(times.get(row.id, UNKNOWN), first, last)
        contracted = [each for each in room.contracted if each is not None]
        worked = logged.get(row.id, 0)
        if not contracted and not worked:
            continue
        leave = away[row.id]
        days = times.get(row.id, UNKNOWN).holidays
        on_holiday = sum(
            minutes
            for number, minutes in enumerate(room.contracted)
            if minutes and date.fromordinal(first.toordinal() + number) in days
        )
        whole = sum(contracted) if contracted else None
        expected = None if whole is None else (whole - on_holiday) / 60 - sum(leave.values())
        agreed = approved.get(row.id, 0) / 60
        over = None if expected is None else rounded(max(0.0, agreed - expected))
        shown.append(
            PayrollRow(
                person=row.id,
                name=row.name,
                team=row.team,
                month=month,
                contracted_h=in_hours(whole),
                expected_h=None if expected is None else rounded(expected),
                logged_h=in_hours(worked),
                approved_h=rounded(agreed),
                open_h=in_hours(worked - settled.get(row.id, 0)),
                overtime_h=over,
                vacation_h=rounded(leave[LeaveKind.VACATION]),
                sick_h=rounded(leave[LeaveKind.SICK]),
                parental_h=rounded(leave[LeaveKind.PARENTAL]),
                other_h=rounded(leave[LeaveKind.HOLIDAY] + leave[LeaveKind.OTHER]),
            )
        )
    return sorted(shown, key=lambda row: order(params, row))


def _before(today: date) -> str:
    """Name the month before."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year:04}-{month:02}"


def _sums(
    reader: Reader, row: type[Any], minutes: Any, first: date, last: date, *only: Any
) -> Mapping[UUID, int]:
    """Add minutes up by person, in the database."""
    c: Any = reader.table(row).c
    query = reader.select(row, c.person, func.sum(minutes)).where(
        c.day >= first, c.day <= last, *only
    )
    found = reader.run(query.group_by(c.person))
    return {person: int(total) for person, total in found if total is not None}


def _away(reader: Reader, first: date, last: date) -> Mapping[UUID, Mapping[str, float]]:
    """Tell the hours of leave in these days, by person and kind."""
    found = [
        each._replace(first=max(each.first, first), last=min(each.last, last))
        for each in leave_taken(reader, first, last)
        if each.state in (RECORDED, Answer.APPROVED)
    ]
    times = times_of(reader, found)
    away = defaultdict[UUID, defaultdict[str, float]](lambda: defaultdict(float))
    for each in found:
        away[each.person][each.kind] += hours_of(each, times.get(each.person, UNKNOWN)) or 0.0
    return away


def order(_params: Payroll, row: PayrollRow) -> Order:
    """Sort by name."""
    return (row.name.casefold(), str(row.person))


payroll = View(
    name="payroll",
    params=Payroll,
    row=PayrollRow,
    key=("person", "month"),
    read=read,
    order=order,
)
