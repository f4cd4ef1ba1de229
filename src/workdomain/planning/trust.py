"""How much is left, when some of the work is estimated in hours and some is sized in points.

Hours say little while few items have them, and points little about how long it takes. So (the bands
are those of Leantime):

    estimated are >= 75 % of the open items, and H and E diverge by less than 40 %    hours
    estimated are < 30 %                                                              points
    else                                                                              the larger one

with H the remaining hours, E the points of open work times the hours of a point, and
divergence = |H - E| / max(H, E). Without any points there is nothing for hours to diverge from; and
without points, hours of a few items are no answer: then nobody can tell, which is None and not 0.
"""

from enum import StrEnum
from typing import NamedTuple

from workdomain.planning.progress import Progress

HOURS_PER_POINT = 4.0
TRUSTED = 0.75
"""The share of open items from which on their hours are trusted."""
TOO_FEW = 0.30
"""The share of open items below which their hours say nothing."""
TOO_FAR = 0.40
"""The divergence from which on hours and points contradict each other."""


class Basis(StrEnum):
    """What an amount of work is taken from."""

    HOURS = "hours"
    POINTS = "points"
    MIXED = "mixed"
    """The larger one of both."""


class Left(NamedTuple):
    """How much work is left, in person-hours, and what that is taken from."""

    hours: float
    basis: Basis


def divergence(hours: float, others: float) -> float | None:
    """Tell how far two amounts are apart, as a part of the larger one; None of nothing."""
    larger = max(hours, others)
    return abs(hours - others) / larger if larger else None


def left(progress: Progress, hours_per_point: float = HOURS_PER_POINT) -> Left | None:
    """Tell how much is left of some work; None when nothing is open, and when nobody can tell."""
    coverage, hours = progress.coverage, progress.remaining_h
    if coverage is None:
        return None
    if not progress.sized_open:
        if coverage < TOO_FEW:
            return None
        return Left(hours, Basis.HOURS if coverage >= TRUSTED else Basis.MIXED)
    by_points = progress.points_open * hours_per_point
    if coverage >= TRUSTED and (divergence(hours, by_points) or 0.0) < TOO_FAR:
        return Left(hours, Basis.HOURS)
    if coverage < TOO_FEW:
        return Left(by_points, Basis.POINTS)
    return Left(max(hours, by_points), Basis.MIXED)
