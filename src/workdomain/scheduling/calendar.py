"""A person's working calendar: how many minutes each day has for work.

Unknown is not zero: a day before the first working hours anybody recorded is None, and stays None
through every sum that is made of it; a zero is a day known to be off.

    contracted = the working hours in force that weekday
    effective  = contracted x availability - leave, and nothing on a public holiday
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, pairwise
from operator import itemgetter
from typing import Literal, TypeVar

Week = tuple[int, ...]
"""Seven numbers: working minutes from Monday to Sunday; zero is a day off."""

V = TypeVar("V")

_DAY = timedelta(days=1)
_STRIDE = 365  # days looked at in one go when the next working day is searched


@dataclass(frozen=True, slots=True)
class Leave:
    """Days off, both ends included: whole days, or so many minutes of each (half a day: 240)."""

    first: date
    last: date
    minutes_per_day: int | None = None


BEGINNING, END = date(1970, 1, 1), date(2199, 12, 31)
"""The first and the last day that anybody may name."""


def outside(first: date | None, last: date | None) -> tuple[Leave, ...]:
    """Make the days before someone's first and after their last day ones on which they are away."""
    before = () if first is None else (Leave(BEGINNING, first - _DAY),)
    after = () if last is None else (Leave(last + _DAY, END),)
    return (*before, *after)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of a person's time; dated facts come in any order, the latest one is in force.

    Because the facts are dated, the past keeps the hours it had when somebody's hours change.
    """

    hours: tuple[tuple[date, Week], ...] = ()
    availability: tuple[tuple[date, float], ...] = ()
    """Percent of the working hours that planned work may use; 100 until something else is said."""
    leaves: tuple[Leave, ...] = ()
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Capacity:
    """The minutes of consecutive days, from `first` on."""

    first: date
    contracted: tuple[int | None, ...]
    """Before leave and holidays; None where the working hours are unknown."""
    effective: tuple[float | None, ...]
    """After them; None where the working hours are unknown."""

    def days(self) -> Iterator[tuple[date, float | None]]:
        """Walk over the days with their effective minutes."""
        ordinal = self.first.toordinal()
        return zip(
            map(date.fromordinal, range(ordinal, ordinal + len(self.effective))),
            self.effective,
            strict=True,
        )

    @property
    def last(self) -> date:
        """The last of its days; of none, the day before the first."""
        return self.first + timedelta(days=len(self.effective) - 1)

    def between(self, first: date, last: date) -> "Capacity":
        """Cut out the days from `first` to `last`, as far as they lie in this capacity."""
        begin = max(0, (first - self.first).days)
        end = max(begin, (last - self.first).days + 1)
        start = self.first + timedelta(days=begin)
        return Capacity(start, self.contracted[begin:end], self.effective[begin:end])


def contracted_minutes(calendar: Calendar, day: date) -> int | None:
    """Tell the working hours in force that day, before leave and holidays; None when unknown."""
    return capacity_of(calendar, day, day).contracted[0]


def effective_minutes(calendar: Calendar, day: date) -> float | None:
    """Tell what the day has for planned work, never negative; None when the hours are unknown.

    minutes(weekday) x availability / 100 - partial leave (after OpenProject's working time
    calendar); leave is in minutes of the clock, so availability does not shrink it.
    """
    return capacity_of(calendar, day, day).effective[0]


def capacity_of(calendar: Calendar, first: date, last: date) -> Capacity:
    """Compute a whole window at once, both ends included; empty when `last` is before `first`."""
    contracted = _contracted(calendar, first, max(0, (last - first).days + 1))
    return Capacity(first, tuple(contracted), tuple(_effective(calendar, first, contracted)))


def working_days(calendar: Calendar, first: date, last: date) -> list[date]:
    """List the days that have any time for work; a day of unknown hours is not one of them."""
    return worked_in(capacity_of(calendar, first, last))


def worked_in(capacity: Capacity) -> list[date]:
    """List the days of a capacity that have any time for work."""
    return [day for day, room in capacity.days() if room]


def add_working_days(day: date, n: int, calendar: Calendar) -> date | None:
    """Go to the nth working day after `day`, before it when n is negative.

    Zero is `day` itself if it is a working day, else the next one. None when the calendar has no
    such day.
    """
    after = day + _DAY if n else day
    found = _backwards(calendar, day) if n < 0 else _onwards(calendar, after)
    return next(islice(found, max(abs(n) - 1, 0), None), None)


def periods(
    first: date, last: date, by: Literal["day", "week", "month"]
) -> list[tuple[date, date]]:
    """Cut a window into days, ISO weeks or months; the ones at its ends may be cut short."""
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    if by == "day":
        return [(day, day) for day in days]
    begins = [
        day
        for day in days
        if day == first or (day.day == 1 if by == "month" else not day.weekday())
    ]
    ends = [*(day - _DAY for day in begins[1:]), last]
    return list(zip(begins, ends[: len(begins)], strict=True))


def _in_force(
    dated: tuple[tuple[date, V], ...], first: date, length: int
) -> Iterator[tuple[int, int, V]]:
    """Tell which part of a window, as a half-open range, each dated fact is in force in."""
    ordered = sorted(dated, key=itemgetter(0))
    begins = [(day - first).days for day, _ in ordered]
    for (begin, end), (_, value) in zip(pairwise([*begins, length]), ordered, strict=True):
        if max(begin, 0) < min(end, length):
            yield max(begin, 0), min(end, length), value


def _contracted(calendar: Calendar, first: date, length: int) -> list[int | None]:
    minutes: list[int | None] = [None] * length
    for begin, end, week in _in_force(calendar.hours, first, length):
        monday = (first.weekday() + begin) % 7
        turned = week[monday:] + week[:monday]
        minutes[begin:end] = (turned * ((end - begin) // 7 + 1))[: end - begin]
    return minutes


def _effective(calendar: Calendar, first: date, contracted: list[int | None]) -> list[float | None]:
    length = len(contracted)
    minutes: list[float | None] = []
    for begin, end, percent in _in_force(
        ((date.min, 100.0), *calendar.availability), first, length
    ):
        known = contracted[begin:end]
        minutes += [None if each is None else each * percent / 100 for each in known]
    for begin, end, off in _off(calendar, first, length):
        for i in range(begin, end):
            room = minutes[i]
            if room:
                minutes[i] = 0.0 if off is None else max(0.0, room - off)
    return minutes


def _off(calendar: Calendar, first: date, length: int) -> Iterator[tuple[int, int, int | None]]:
    """Tell the parts of a window that leave and holidays take minutes from; None takes all."""
    for leave in calendar.leaves:
        begin, end = (leave.first - first).days, (leave.last - first).days + 1
        yield max(begin, 0), min(end, length), leave.minutes_per_day
    for day in calendar.holidays:
        if 0 <= (begin := (day - first).days) < length:
            yield begin, begin + 1, None


def _onwards(calendar: Calendar, day: date) -> Iterator[date]:
    """Working days from `day` on; it ends where no later one can come."""
    settled = max(
        [
            day,
            *(since for since, _ in calendar.hours),
            *(since for since, _ in calendar.availability),
            *(leave.last for leave in calendar.leaves),
            *calendar.holidays,
        ]
    )
    while True:
        end = day + min(timedelta(days=_STRIDE), date.max - day)
        found = working_days(calendar, day, end)
        yield from found
        # After the last dated fact every week is like the other.
        if end == date.max or (not found and day > settled):
            return
        day = end + _DAY


def _backwards(calendar: Calendar, day: date) -> Iterator[date]:
    """Working days before `day`, latest first; it ends where the working hours are unknown."""
    earliest = min((since for since, _ in calendar.hours), default=day)
    while earliest < day:
        begin = max(earliest, day - timedelta(days=_STRIDE))
        yield from reversed(working_days(calendar, begin, day - _DAY))
        day = begin
