"""Workload: how much of the work falls on which day of one person (even spread: the picture).

    days    = working days in [max(today, start), due]
    load(d) = remaining / |days| on them, and what was spent on the days before today

Even spread says what an ordinary week looks like. It is not an alarm, because people are free to
work unevenly: `overbooking.py` tells what no order of work can save.
(The rule of redmine_workload and ActiveCollab; frozen past: Kanboard issue 3375.)

No hour is ever lost: what cannot be spread is in a bucket that has a name.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from workdomain.scheduling.calendar import Calendar, Capacity, add_working_days, working_days


class Demand(NamedTuple):
    """An open work item, as one person's time sees it."""

    item: UUID
    remaining_minutes: float | None
    """Of the whole item; None while nobody has estimated it."""
    start: date | None = None
    due: date | None = None
    assignees: int = 1
    """How many share the item in equal parts; an item nobody has yet counts as one part."""

    @property
    def part_minutes(self) -> float:
        """One person's equal part of what remains; nothing is known of an unestimated item."""
        return (self.remaining_minutes or 0.0) / self.assignees


_AHEAD = timedelta(weeks=4)  # looked at in any case: overdue work seldom waits for longer


class Bucket(StrEnum):
    """How an item got onto the days it is on; every item is in exactly one."""

    PLANNED = "planned"
    """Spread over the working days left until it is due."""
    OVERDUE = "overdue"
    """Due before today: all of it on the first working day from today."""
    NO_WORKING_DAYS = "no-working-days"
    """No working day is left for it (leave, a weekend, unknown hours): all of it on its due day."""
    UNDATED = "undated"
    """Without a due date it is on no day."""
    UNESTIMATED = "unestimated"
    """On its days with no minutes, so that they can be marked as fuller than they look."""


class Placement(NamedTuple):
    """Where an item's minutes went: on each of its days, or on none."""

    item: UUID
    bucket: Bucket
    minutes: float
    days: tuple[date, ...]
    parts: tuple[float, ...] = ()
    """The minutes of each day; none are told where all days have equal parts."""

    def by_day(self) -> Iterator[tuple[date, float]]:
        """Tell the minutes of each day."""
        if self.parts:
            return zip(self.days, self.parts, strict=True)
        daily = self.minutes / max(len(self.days), 1)
        return ((day, daily) for day in self.days)


@dataclass(frozen=True, slots=True)
class Load:
    """The days of one person: all minutes on each, and how they came there."""

    days: Mapping[date, float]
    """Minutes by day; days without any are left out."""
    placements: tuple[Placement, ...]

    def bucket(self, bucket: Bucket) -> tuple[Placement, ...]:
        """Pick the items of one bucket."""
        return tuple(each for each in self.placements if each.bucket is bucket)

    def minutes(self, bucket: Bucket) -> float:
        """Sum the minutes of one bucket; all five together are all that remains."""
        return sum(each.minutes for each in self.placements if each.bucket is bucket)


class PeriodLoad(NamedTuple):
    """Load against capacity over some days; minutes.

    A full month may be one week of double and one of nothing, so overload and free time are summed
    day by day: they do not cancel out.
    """

    load: float
    unjudged: float
    """The part of the load on days of unknown capacity, which nothing is said against."""
    capacity: float | None
    """Of the days it is known for; None when it is known for none."""
    overload: float | None
    free: float | None
    unknown_days: int

    @property
    def utilisation(self) -> float | None:
        """Load / effective capacity, 1.0 is full; None when the capacity is zero or unknown."""
        return (self.load - self.unjudged) / self.capacity if self.capacity else None


def even_spread(
    demands: Iterable[Demand],
    calendar: Calendar,
    today: date,
    spent: Mapping[date, float] | None = None,
) -> Load:
    """Spread what remains evenly; before today, `spent` (minutes by day) is the load."""
    demands = tuple(demands)
    working = working_days(calendar, today, horizon_of(demands, today))
    return load_of((place(each, calendar, working, today) for each in demands), today, spent)


def horizon_of(demands: Iterable[Demand], today: date) -> date:
    """Tell the last day that has to be looked at: what is due last, or some weeks from today."""
    return max([today + _AHEAD, *(each.due for each in demands if each.due is not None)])


def load_of(
    placements: Iterable[Placement], today: date, spent: Mapping[date, float] | None
) -> Load:
    """Sum up what lies on each day; before today, `spent` (minutes by day) is the load."""
    placements = tuple(placements)
    days = {day: minutes for day, minutes in (spent or {}).items() if day < today and minutes}
    for each in placements:
        if not each.minutes:
            continue
        if each.parts:
            for day, minutes in each.by_day():
                days[day] = days.get(day, 0.0) + minutes
        elif each.days:  # as nearly all are: equal parts, without asking for each
            daily = each.minutes / len(each.days)
            for day in each.days:
                days[day] = days.get(day, 0.0) + daily
    return Load(dict(sorted(days.items())), placements)


def period_load(load: Mapping[date, float], capacity: Capacity) -> PeriodLoad:
    """Compare the load of the capacity's days with their effective minutes."""
    return compared([load.get(day, 0.0) for day, _ in capacity.days()], capacity.effective)


def compared(load: Sequence[float], effective: Sequence[float | None]) -> PeriodLoad:
    """Compare the minutes of some days with their effective minutes."""
    total, unjudged, unknown_days = sum(load), 0.0, 0
    if None in effective:
        days = [(minutes, room) for minutes, room in zip(load, effective, strict=True)]
        unjudged = sum(minutes for minutes, room in days if room is None)
        unknown_days = sum(room is None for _, room in days)
        if unknown_days == len(days):
            return PeriodLoad(total, unjudged, None, None, None, unknown_days)
        load = [minutes for minutes, room in days if room is not None]
        effective = [room for _, room in days if room is not None]
    rooms: Any = effective
    capacity = float(sum(rooms))
    overload = sum([m - room for m, room in zip(load, rooms, strict=True) if m > room], 0.0)
    free = sum([room - m for m, room in zip(load, rooms, strict=True) if m < room], 0.0)
    return PeriodLoad(total, unjudged, capacity, overload, free, unknown_days)


def compared_by(
    load: Sequence[float], effective: Sequence[float | None], lengths: Sequence[int]
) -> Iterator[PeriodLoad]:
    """Compare the minutes of stretches of days, one after the other, each so many days long."""
    begin = 0
    if None in effective:
        for length in lengths:
            end = begin + length
            yield compared(load[begin:end], effective[begin:end])
            begin = end
        return
    rooms: Any = effective
    over = [m - room if m > room else 0.0 for m, room in zip(load, rooms, strict=True)]
    for length in lengths:
        end = begin + length
        total, room, overload = sum(load[begin:end]), sum(rooms[begin:end]), sum(over[begin:end])
        free = max(0.0, room - total + overload)
        yield PeriodLoad(total, 0.0, float(room), overload, free, 0)
        begin = end


def together(parts: Iterable[PeriodLoad]) -> PeriodLoad:
    """Sum what several people have in a period; nobody's free time makes up for another's load."""
    load = unjudged = room = overload = free = 0.0
    unknown_days, known = 0, False
    for each in parts:
        load += each.load
        unjudged += each.unjudged
        unknown_days += each.unknown_days
        if each.capacity is not None:
            known = True
            room += each.capacity
            overload += each.overload or 0.0
            free += each.free or 0.0
    if not known:
        return PeriodLoad(load, unjudged, None, None, None, unknown_days)
    return PeriodLoad(load, unjudged, room, overload, free, unknown_days)


def place(demand: Demand, calendar: Calendar, working: list[date], today: date) -> Placement:
    """Choose an item's bucket and its days; `working` are the working days from today on."""
    bucket, days = _days(demand, calendar, working, today)
    if demand.remaining_minutes is None:
        bucket = Bucket.UNESTIMATED
    return Placement(demand.item, bucket, demand.part_minutes, days)


def _days(
    demand: Demand, calendar: Calendar, working: list[date], today: date
) -> tuple[Bucket, tuple[date, ...]]:
    """Choose the days; `working` are the working days from today until the last due date."""
    if demand.due is None:
        return Bucket.UNDATED, ()
    if demand.due < today:
        soonest = working[0] if working else add_working_days(today, 0, calendar)
        return Bucket.OVERDUE, (soonest or today,)
    begin = bisect_left(working, max(today, demand.start or today))
    end = bisect_right(working, demand.due)
    if begin < end:
        return Bucket.PLANNED, tuple(working[begin:end])
    return Bucket.NO_WORKING_DAYS, (demand.due,)
