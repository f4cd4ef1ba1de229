"""Workload: how much of the work falls on which day of one person (even spread: the picture).

    days    = working days in [max(today, start), due]
    load(d) = remaining / |days| on them, and what was spent on the days before today

Even spread says what an ordinary week looks like. It is not an alarm, because people are free to
work unevenly: `overbooking.py` tells what no order of work can save.
(The rule of redmine_workload and ActiveCollab; frozen past: Kanboard issue 3375.)

No hour is ever lost: what cannot be spread is in a bucket that has a name.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from workdomain.scheduling.calendar import Calendar, Capacity, add_working_days, working_days


@dataclass(frozen=True, slots=True)
class Demand:
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


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an item's minutes went: equal parts on each of its days, or on none."""

    item: UUID
    bucket: Bucket
    minutes: float
    days: tuple[date, ...]


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


@dataclass(frozen=True, slots=True)
class PeriodLoad:
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
    horizon = max([today + _AHEAD, *(each.due for each in demands if each.due is not None)])
    working = working_days(calendar, today, horizon)
    placements = tuple(_place(each, calendar, working, today) for each in demands)
    days = {day: minutes for day, minutes in (spent or {}).items() if day < today and minutes}
    for each in placements:
        if each.minutes:
            daily = each.minutes / max(len(each.days), 1)
            for day in each.days:
                days[day] = days.get(day, 0.0) + daily
    return Load(dict(sorted(days.items())), placements)


def period_load(load: Mapping[date, float], capacity: Capacity) -> PeriodLoad:
    """Compare the load of the capacity's days with their effective minutes."""
    total = unjudged = room = overload = free = 0.0
    unknown_days = 0
    for day, minutes in capacity.days():
        planned = load.get(day, 0.0)
        total += planned
        if minutes is None:
            unjudged += planned
            unknown_days += 1
        else:
            room += minutes
            overload += max(0.0, planned - minutes)
            free += max(0.0, minutes - planned)
    if unknown_days == len(capacity.effective):
        return PeriodLoad(total, unjudged, None, None, None, unknown_days)
    return PeriodLoad(total, unjudged, room, overload, free, unknown_days)


def _place(demand: Demand, calendar: Calendar, working: list[date], today: date) -> Placement:
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
