"""How a team's work turned out, against its estimates: what a single estimate is worth.

The logarithm of actual / estimate is taken to be normal: work takes half as long about as often as
it takes twice as long. Its mean and spread are those of the team's own pairs, shrunk towards what
is assumed where there are few (a normal prior worth `WORTH` pairs). What all work of a project has
in common is told from how much projects differ (analysis of variance with one random effect; R. A.
Fisher, 1925), and shrunk likewise.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import NamedTuple

ASSUMED_SPREAD = 0.5
"""Of teams nobody knows anything about: two thirds of their work takes 0.6 to 1.65 times as long as
estimated."""
WORTH = 10
"""Pairs that the assumption is worth."""
SHARED = 0.3
"""The part of the variance that all work of a project is assumed to have in common."""
WORTH_PROJECTS = 5
"""Projects that this assumption is worth."""


class Pair(NamedTuple):
    """What some work was estimated at, and what it took, in one unit."""

    estimate: float
    actual: float
    project: Hashable = None


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


def fit(pairs: Iterable[Pair]) -> Calibration:
    """Fit to what was estimated and what it took; pairs with a zero tell nothing."""
    told = [each for each in pairs if each.estimate > 0 and each.actual > 0]
    logs = [log(each.actual / each.estimate) for each in told]
    count = len(logs)
    mean = sum(logs) / (count + WORTH)
    squares = sum((each - mean) ** 2 for each in logs) + WORTH * (ASSUMED_SPREAD**2 + mean**2)
    by_project = defaultdict[Hashable, list[float]](list)
    for each, logarithm in zip(told, logs, strict=True):
        if each.project is not None:
            by_project[each.project].append(logarithm)
    shared = _shared(list(by_project.values()))
    return Calibration(mean, sqrt(squares / (count + WORTH)), count, shared)


def _shared(groups: Sequence[Sequence[float]]) -> float:
    """Estimate the part of the variance that lies between groups (intraclass correlation)."""
    sizes = [len(group) for group in groups]
    count, degrees = sum(sizes), len(groups) - 1
    if degrees < 1 or count == len(groups):
        return SHARED
    whole = sum(map(sum, groups)) / count
    means = [sum(group) / len(group) for group in groups]
    within = sum((each - mean) ** 2 for group, mean in zip(groups, means, strict=True)
                 for each in group) / (count - len(groups))  # fmt: skip
    squares = (size * (mean - whole) ** 2 for size, mean in zip(sizes, means, strict=True))
    size = (count - sum(size**2 for size in sizes) / count) / degrees
    between = max(0.0, (sum(squares) / degrees - within) / size)
    own = between / (between + within) if between else 0.0
    return (degrees * own + WORTH_PROJECTS * SHARED) / (degrees + WORTH_PROJECTS)
