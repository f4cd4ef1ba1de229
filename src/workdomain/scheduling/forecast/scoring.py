"""How forecasts came true: promises that were kept, and chances that were right.

A promise is a moment by which something was to be done. It can be judged once that is done, or once
the moment has passed. Moments only have to be comparable.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import fmean
from typing import NamedTuple


class Promise(NamedTuple):
    """By when something was promised, and when it was done; None if it is not yet."""

    by: datetime
    done: datetime | None

    def is_kept(self, now: datetime) -> bool | None:
        """Tell whether it was kept; None as long as that is open."""
        if self.done is not None:
            return self.done <= self.by
        return False if self.by < now else None


class Hits(NamedTuple):
    """How many promises can be judged, and how many of them were kept."""

    judged: int
    kept: int

    @property
    def rate(self) -> float | None:
        """The share that was kept: of promises with a chance of 80 per cent it should be 0.8."""
        return self.kept / self.judged if self.judged else None


def hits(promises: Iterable[Promise], now: datetime) -> Hits:
    """Count what became of promises."""
    told = [kept for promise in promises if (kept := promise.is_kept(now)) is not None]
    return Hits(len(told), sum(told))


class Chance(NamedTuple):
    """How likely something was said to be, 0 to 1, and whether it came so."""

    said: float
    came: bool


def brier(chances: Sequence[Chance]) -> float | None:
    """Tell how far chances were off: the mean of (said - came)²; 0 is best, always 0.5 gives 0.25.

    G. W. Brier: Verification of forecasts expressed in terms of probability, 1950.
    """
    return fmean((said - came) ** 2 for said, came in chances) if chances else None


def skill(chances: Sequence[Chance]) -> float | None:
    """Tell how much better chances were than to say the same of all: what came on average.

    1 is perfect, 0 no better, less than 0 worse; None if there is nothing to be better than.
    """
    if not chances:
        return None
    base = fmean(came for _, came in chances)
    told, same = brier(chances), base * (1 - base)
    return None if told is None or not same else 1 - told / same
