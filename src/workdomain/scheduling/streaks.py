"""Streaks: weeks on end in which there was more to do than time for it.

A week at 120 % is recovered from; eight of them, one after the other, are not.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from workdomain.scheduling.load import PeriodLoad

_ROUNDING = 1e-6  # minutes: what sums of parts may be off by


class Streak(NamedTuple):
    """Weeks by their place, both ends included."""

    first: int
    last: int

    @property
    def weeks(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


def is_overloaded(week: PeriodLoad) -> bool:
    """Tell whether a week has more load than capacity; a week of unknown hours is not judged."""
    return week.capacity is not None and week.load - week.unjudged > week.capacity + _ROUNDING


def streaks(weeks: Sequence[PeriodLoad], least: int = 1) -> list[Streak]:
    """Find all stretches of at least so many overloaded weeks, earliest first."""
    return [each for each in _stretches(map(is_overloaded, weeks)) if each.weeks >= least]


def _stretches(over: Iterable[bool]) -> list[Streak]:
    found: list[Streak] = []
    for place, is_over in enumerate(over):
        if not is_over:
            continue
        if found and found[-1].last == place - 1:
            found[-1] = Streak(found[-1].first, place)
        else:
            found.append(Streak(place, place))
    return found
