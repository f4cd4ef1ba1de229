"""The room there is for an allocation in a person's time, beside what is kept already."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from workdomain.execution.allocation_words import Amount, Over
from workdomain.execution.bookings import Booking, bookings
from workdomain.kernel import Look
from workdomain.scheduling.calendar import Calendar, Capacity, capacity_of
from workdomain.scheduling.load import Demand
from workdomain.scheduling.overbooking import worst_around
from workdomain.scheduling.time_of import time_of

FRIDAY = 4
USUAL = 8 * 60
"""Minutes of a day of somebody whose hours nobody knows."""


def time_wanted(
    person: UUID, first: date, last: date, amount: Amount, look: Look
) -> tuple[int, float]:
    """Tell how many minutes it is in all, and on a working day of this person."""
    return minutes_of(amount, capacity_of(time_of(person, look), first, last))


def minutes_of(amount: Amount, capacity: Capacity) -> tuple[int, float]:
    """Tell how many minutes it is in all, and on a working day, by the days of a capacity."""
    days = _days(capacity)
    per_day = _per_day(amount, capacity, days)
    if amount.hours is None:
        return round(days * per_day), per_day
    return (round(amount.hours * 60) if days else 0), per_day


def _days(capacity: Capacity) -> int:
    """Count working days; where nobody knows the hours, Monday to Friday."""
    return sum(
        bool(room) if room is not None else day.weekday() <= FRIDAY for day, room in capacity.days()
    )


def _per_day(amount: Amount, capacity: Capacity, days: int) -> float:
    """Tell the minutes of a day; a usual day is the mean of the working days' contracted hours."""
    if amount.hours_per_day is not None:
        return amount.hours_per_day * 60
    if amount.hours is not None:
        return amount.hours * 60 / max(days, 1)
    known = [minutes for minutes in capacity.contracted if minutes]
    usual = sum(known) / len(known) if known else USUAL
    return usual * (amount.percent or 0) / 100


def beyond(id: UUID, own: Booking, person: UUID, look: Look) -> Over | None:
    """Judge it beside what is sure already; None if all of it can be done."""
    return over_beside(id, own, look(bookings, person).sure(id), time_of(person, look))


def over_beside(
    id: UUID, own: Booking, kept: Mapping[UUID, Booking], calendar: Calendar
) -> Over | None:
    """Judge a booking beside those of the same person that it has to share days with.

    What lies on other days, and is not linked to these by bookings in between, takes nothing from
    it: however much was kept in other years costs nothing.
    """
    near = linked(own, kept)
    spans = [own, *near.values()]
    first, last = min(each.first for each in spans), max(each.last for each in spans)
    return over_with(id, own, near, capacity_of(calendar, first, last))


def linked(own: Booking, kept: Mapping[UUID, Booking]) -> dict[UUID, Booking]:
    """Find the bookings that share days with one, with those that share days with it, and so on."""
    first, last, found = own.first, own.last, 0
    while True:
        near = {id: b for id, b in kept.items() if b.first <= last and b.last >= first}
        if len(near) == found:
            return near
        found = len(near)
        first = min(first, *(each.first for each in near.values()))
        last = max(last, *(each.last for each in near.values()))


def over_with(
    id: UUID, own: Booking, others: Mapping[UUID, Booking], capacity: Capacity
) -> Over | None:
    """Find where there is too much with a booking; None if all of it can be done.

    What is kept on each day comes off the day first. What may be done on whichever days is then
    judged by the interval test on what is left of them: one is exact if the other is. The capacity
    has all days of these bookings; days of unknown capacity are not judged.
    """
    left = _left(capacity, [*others.values(), own])
    short = [
        (day, -room)
        for day, room in left.days()
        if room is not None and room < 0 and own.first <= day <= own.last
    ]
    if own.minutes_per_day is not None and short:
        return _told(short[0][0], short[-1][0], sum(minutes for _, minutes in short))
    free = {each: b for each, b in {**others, id: own}.items() if b.minutes_per_day is None}
    demands = [Demand(each, float(b.minutes), b.first, b.last) for each, b in free.items()]
    rest = replace(left, effective=tuple(r and max(r, 0.0) for r in left.effective))
    found = worst_around(demands, rest, own.first, own.last)
    return None if found is None else _told(found.first, found.last, found.over_by)


def _left(capacity: Capacity, kept: Sequence[Booking]) -> Capacity:
    """Take off each working day what is kept on each working day."""
    room: list[float | None] = []
    daily = [each for each in kept if each.minutes_per_day]
    for day, minutes in capacity.days():
        taken = sum(each.minutes_per_day or 0 for each in daily if each.first <= day <= each.last)
        room.append(minutes - taken if minutes else minutes)
    return replace(capacity, effective=tuple(room))


def _told(first: date, last: date, minutes: float) -> Over:
    return Over(first=first, last=last, minutes=max(1, round(minutes)))
