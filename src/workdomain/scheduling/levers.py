"""What would close a gap: work of some weeks against the time there is for it, as a pool.

What does not fit into a week waits for the next one; nothing is done before its week. So after
week N there is left over

    left(N) = max(0, left(N - 1) + demand(N) - capacity(N))
            = max(0, max over k of the sum over weeks k to N of demand - capacity)

Three levers close that, each alone: weeks more, people more, or hours less.
"""

from collections.abc import Sequence
from itertools import accumulate
from math import ceil
from typing import NamedTuple

_ROUNDING = 1e-6  # minutes: what sums of parts may be off by


class Week(NamedTuple):
    """Minutes of a week."""

    demand: float
    capacity: float
    one_person: float
    """What one person more would bring."""


class Levers(NamedTuple):
    """What would close a gap, each alone; None where it would not, whatever the number."""

    gap: float
    """Minutes left over at the end."""
    extend_weeks: int | None
    """The fewest weeks more; 0 if there is no gap."""
    add_people: int | None
    """The fewest people more, from the first week on."""
    cut: float
    """The fewest minutes less."""


def left_over(weeks: Sequence[Week]) -> list[float]:
    """Tell what is left over after each week."""
    return list(accumulate((week.demand - week.capacity for week in weeks), _carried, initial=0.0))[
        1:
    ]


def _carried(before: float, change: float) -> float:
    return max(0.0, before + change)


def levers(weeks: Sequence[Week], later: Sequence[Week]) -> Levers:
    """Work out what closes the gap after `weeks`; `later` weeks follow if it is given more time.

    Their own work and time count as well, so a gap is only closed by what they leave.
    """
    after = left_over([*weeks, *later])
    gap = after[len(weeks) - 1] if weeks else 0.0
    if gap <= _ROUNDING:
        return Levers(0.0, 0, 0, 0.0)
    behind = enumerate(after[len(weeks) :], 1)
    extend = next((n for n, left in behind if left <= _ROUNDING), None)
    return Levers(gap, extend, _people(weeks), gap)


def _people(weeks: Sequence[Week]) -> int | None:
    """Find how many people more it takes: enough for each stretch of weeks up to the last."""
    needed, missing, brought = 0, 0.0, 0.0
    for week in reversed(weeks):
        missing += week.demand - week.capacity
        brought += week.one_person
        if missing > _ROUNDING:
            if brought <= _ROUNDING:
                return None
            needed = max(needed, ceil((missing - _ROUNDING) / brought))
    return needed
