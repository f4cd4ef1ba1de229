"""Equipment: how much of it there is, how much is booked, and by whom, with clashes told.

A booking was free when it was made. It clashes when pieces broke or went since: that is shown here,
and is settled by moving one of those that share the time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from projections.models.equipment import (
    EquipmentBookingRow,
    EquipmentRow,
    OutageRow,
    UnitsRow,
)
from projections.names import items_called, people_called, projects_called, schedules_called
from projections.reader import Reader
from projections.view import Order, Page, View
from projections.window import Window
from workdomain.kernel import Message
from workdomain.scheduling.units import Level, Outage, Stock, Taking, levels, shortest
from workdomain.values import Line

A_DAY = timedelta(days=1)


class Cut(StrEnum):
    """How time is cut."""

    DAY = "day"
    WEEK = "week"
    """Monday to Sunday."""
    ALL = "all"
    """Not at all."""


class EquipmentUse(Window):
    """How much of our equipment is booked, free or out of service?"""

    period: Cut = Cut.ALL
    """Each day or week on its own, or all of it together."""
    equipment: UUID | None = None
    """Only this."""
    kind: Line | None = None
    """Only what is of this kind."""


class EquipmentShown(Message):
    """Equipment in a period. Hours are those of pieces: two pieces have 48 on a day."""

    id: UUID
    name: str
    kind: str | None
    period: str | None
    """2026-11-30 or 2026-W48; null for all of it."""
    units: int
    """Fewest pieces that can be used at any moment."""
    free_units: int
    """Fewest that are free at any moment; below zero, so many too few."""
    capacity_h: float
    """Pieces that can be used x hours."""
    out_h: float
    """Out of service."""
    booked_h: float
    free_h: float
    utilisation: float | None
    """Booked / capacity; null where there is none."""
    clash_h: float
    """Booked beyond what there is."""
    bookings: int


def read(reader: Reader, params: EquipmentUse, _page: Page) -> list[EquipmentShown]:
    """Tell each piece of equipment in each period."""
    first, last = params.days(reader.moment.today)
    there = [row for row in reader.rows(EquipmentRow) if _is_asked(params, row)]
    stocks = stocks_of(reader)
    span = _moment(first - A_DAY), _moment(last + 2 * A_DAY)
    booked = booked_in(reader, *span)
    told = [
        _told(row, stocks[row.id], booked[row.id], name, begins, ends)
        for row in there
        for name, begins, ends in _periods(first, last, params.period)
    ]
    return sorted(told, key=lambda row: order(params, row))


def _is_asked(params: EquipmentUse, row: EquipmentRow) -> bool:
    same_kind = params.kind is None or params.kind.casefold() == (row.kind or "").casefold()
    return params.equipment in (None, row.id) and same_kind


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def stocks_of(reader: Reader) -> Mapping[UUID, Stock]:
    """Tell what there is of each: three queries for all."""
    there = reader.rows(EquipmentRow)
    units = defaultdict[UUID, dict[date, int]](dict)
    for row in reader.rows(UnitsRow):
        units[row.equipment][row.valid_from] = row.units
    outages = defaultdict[UUID, list[Outage]](list)
    for out in reader.rows(OutageRow):
        outages[out.equipment].append(Outage(out.first, out.last, out.units))
    return {row.id: Stock(row.zone, units[row.id], outages[row.id]) for row in there}


def booked_in(
    reader: Reader, begin: datetime, end: datetime
) -> Mapping[UUID, Sequence[EquipmentBookingRow]]:
    """Find the bookings that share time with a span."""

    def near(c: Any) -> list[Any]:
        return [c.end > begin, c.begin < end]

    found = defaultdict[UUID, list[EquipmentBookingRow]](list)
    for row in reader.rows(EquipmentBookingRow, near):
        found[row.equipment].append(row)
    return found


def _periods(first: date, last: date, cut: Cut) -> Iterator[tuple[str | None, date, date]]:
    """Name each period, with its first day and the one after its last."""
    if cut is Cut.ALL:
        yield None, first, last + A_DAY
        return
    day = first
    while day <= last:
        if cut is Cut.DAY:
            name, ends = day.isoformat(), day + A_DAY
        else:
            year, week, weekday = day.isocalendar()
            name, ends = f"{year}-W{week:02}", day + (8 - weekday) * A_DAY
        ends = min(ends, last + A_DAY)
        yield name, day, ends
        day = ends


def _told(
    row: EquipmentRow,
    stock: Stock,
    booked: Sequence[EquipmentBookingRow],
    period: str | None,
    begins: date,
    ends: date,
) -> EquipmentShown:
    begin, end = _midnight(begins, row.zone), _midnight(ends, row.zone)
    near = [each for each in booked if each.begin < end and each.end > begin]
    taken = [_taking(each) for each in near]
    cut = levels(stock, taken, begin, end)
    whole = levels(stock._replace(outages=()), taken, begin, end)
    capacity, wanted = _sum(cut, "there"), _sum(cut, "taken")
    clash = sum(max(0, -level.free) * _length(level) for level in cut)
    return EquipmentShown(
        id=row.id,
        name=row.name,
        kind=row.kind,
        period=period,
        units=min(level.there for level in cut),
        free_units=min(level.free for level in cut),
        capacity_h=round(capacity, 2),
        out_h=round(_sum(whole, "there") - capacity, 2),
        booked_h=round(wanted, 2),
        free_h=round(capacity - wanted + clash, 2),
        utilisation=round(wanted / capacity, 4) if capacity else None,
        clash_h=round(clash, 2),
        bookings=len(near),
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _taking(row: EquipmentBookingRow) -> Taking:
    return Taking(row.begin, row.end, row.units)


def _length(level: Level) -> float:
    return (level.end - level.begin).total_seconds() / 3600


def _sum(found: Sequence[Level], what: str) -> float:
    return sum((getattr(level, what) * _length(level) for level in found), 0.0)


def order(_params: EquipmentUse, row: EquipmentShown) -> Order:
    """Sort by kind, name and period."""
    return (row.kind or LAST, row.name.casefold(), str(row.id), row.period or "")


LAST = chr(0x10FFFF)

equipment = View(
    name="equipment",
    params=EquipmentUse,
    row=EquipmentShown,
    key=("id", "period"),
    read=read,
    order=order,
)


# -- who has it ------------------------------------------------------------------------------------


class EquipmentBookings(Window):
    """Who has which equipment when, for what, and what clashes?"""

    equipment: UUID | None = None
    """Only this."""
    project: UUID | None = None
    """Only what is booked for this project."""
    person: UUID | None = None
    """Only what this person uses."""
    clashes: bool = False
    """Only what clashes."""


class EquipmentBookingShown(Message):
    """A booking of equipment."""

    booking: UUID
    equipment: UUID
    name: str
    """Of the equipment."""
    begin: datetime
    end: datetime
    units: int
    project_key: str | None
    title: str | None
    """Of the work item."""
    person: str | None
    """Who uses it."""
    note: str
    plan: str | None
    """The schedule whose published plan uses it, by name; of a booking by hand, null."""
    too_few: int
    """Pieces that are missing at the worst moment of it; 0 if there are enough."""
    why: str | None
    """What is short, and when, if there are too few."""


def read_bookings(
    reader: Reader, params: EquipmentBookings, _page: Page
) -> list[EquipmentBookingShown]:
    """List bookings that share time with the days asked for."""
    first, last = params.days(reader.moment.today)
    booked = booked_in(reader, _moment(first), _moment(last + A_DAY))
    there = reader.rows(EquipmentRow)
    stocks, names = stocks_of(reader), {row.id: row.name for row in there}
    found = [row for rows in booked.values() for row in rows if _is_wanted(params, row)]
    if not found:
        return []
    beside = booked_in(reader, min(r.begin for r in found), max(r.end for r in found))
    projects = projects_called(reader, (row.project for row in found))
    titles = items_called(reader, (row.item for row in found))
    people = people_called(reader, (row.person for row in found))
    plans = schedules_called(reader, (row.plan for row in found))
    told = []
    for row in found:
        taken = [_taking(each) for each in beside[row.equipment]]
        short = shortest(levels(stocks[row.equipment], taken, row.begin, row.end), 0)
        if params.clashes and short is None:
            continue
        told.append(
            EquipmentBookingShown(
                booking=row.booking,
                equipment=row.equipment,
                name=names[row.equipment],
                begin=row.begin,
                end=row.end,
                units=row.units,
                project_key=projects.get(row.project) if row.project else None,
                title=titles.get(row.item) if row.item else None,
                person=people.get(row.person) if row.person else None,
                note=row.note,
                plan=plans.get(row.plan) if row.plan else None,
                too_few=-short.free if short else 0,
                why=short and _why(short),
            )
        )
    return sorted(told, key=lambda row: order_of_bookings(params, row))


def _is_wanted(params: EquipmentBookings, row: EquipmentBookingRow) -> bool:
    return (
        params.equipment in (None, row.equipment)
        and params.project in (None, row.project)
        and params.person in (None, row.person)
    )


def _why(short: Level) -> str:
    since, until = (f"{each.astimezone(UTC):%Y-%m-%d %H:%M}" for each in (short.begin, short.end))
    return f"{short.taken} are booked of {short.there} from {since} to {until} UTC: move one"


def order_of_bookings(_params: EquipmentBookings, row: EquipmentBookingShown) -> Order:
    """Sort by when they begin."""
    return (row.begin.astimezone(UTC).isoformat(), row.name.casefold(), str(row.booking))


equipment_bookings = View(
    name="equipment-bookings",
    params=EquipmentBookings,
    row=EquipmentBookingShown,
    key=("booking",),
    read=read_bookings,
    order=order_of_bookings,
)
