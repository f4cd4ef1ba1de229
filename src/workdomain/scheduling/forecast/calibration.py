"""How a team's work turned out, against its estimates: what a single estimate is worth.

The logarithm of actual / estimate is taken to be normal: work takes half as long about as often as
it takes twice as long. Its mean and spread are those of the team's own pairs, shrunk towards what
is assumed where there are few (a normal prior worth `WORTH` pairs).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt

ASSUMED_SPREAD = 0.5
"""Of teams nobody knows anything about: two thirds of their work takes 0.6 to 1.65 times as long as
estimated."""
WORTH = 10
"""Pairs that the assumption is worth."""
SHARED = 0.3
"""The part of the variance that all work of a project has in common."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What single estimates are multiplied with: a lognormal factor."""

    mean: float = 0.0
    """Of the logarithm of the factor; 0 where estimates are the median of what happens."""
    spread: float = ASSUMED_SPREAD
    """Its standard deviation."""
    pairs: int = 0
    """How many pairs it was fitted to."""
    shared: float = SHARED
    """The part of the variance that is the same for all work of a project, from 0 to 1."""

    @property
    def median(self) -> float:
        """How many times its estimate work takes, in the middle."""
        return exp(self.mean)


DEFAULT = Calibration()


def fit(pairs: Iterable[tuple[float, float]], shared: float = SHARED) -> Calibration:
    """Fit to pairs of estimate and actual, of any unit; pairs with a zero tell nothing."""
    logs = [log(actual / told) for told, actual in pairs if told > 0 and actual > 0]
    count = len(logs)
    mean = sum(logs) / (count + WORTH)
    squares = sum((each - mean) ** 2 for each in logs) + WORTH * (ASSUMED_SPREAD**2 + mean**2)
    return Calibration(mean, sqrt(squares / (count + WORTH)), count, shared)
