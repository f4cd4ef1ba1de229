"""Working days, counted from a day: Monday to Friday, without some days off.

This is all that a plan needs that nobody has scheduled yet. Calendars of people and of the whole
workspace belong to scheduling, which comes later.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

FIRST, LAST = date(1970, 1, 1), date(2199, 12, 31)
"""No plan goes further than this; see `values.Day`."""
FRIDAY = 4
DAY = timedelta(days=1)


def working_days(around: Iterable[date], within: int, off: Iterable[date] = ()) -> list[date]:
    """List the working days so many days before and after all of these, oldest first."""
    days, free = sorted(around), frozenset(off)
    first = days[0] - min(timedelta(days=within), days[0] - FIRST)
    last = days[-1] + min(timedelta(days=within), LAST - days[-1])
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in every if day.weekday() <= FRIDAY and day not in free]


def counted_on(days: Sequence[date], day: date, number: int) -> date | None:
    """Go on by so many working days from the first one on or after a day; None if out of reach."""
    return _nth(days, bisect_left(days, day) + number)


def counted_back(days: Sequence[date], day: date, number: int) -> date | None:
    """Go on (back, if negative) from the last working day on or before a day."""
    return _nth(days, bisect_right(days, day) - 1 + number)


def monday_of(day: date, week: int) -> date | None:
    """Tell the Monday of a week: 1 is the one that the day lies in. None if out of reach."""
    try:
        return day + timedelta(days=7 * (week - 1) - day.weekday())
    except OverflowError:
        return None


def _nth(days: Sequence[date], place: int) -> date | None:
    return days[place] if 0 <= place < len(days) else None
