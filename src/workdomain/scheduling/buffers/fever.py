"""How much of a buffer is used, against how much of its chain is done: the fever chart.

Penetration is the share of the buffer that is used, burn rate is penetration / share of the chain
that is done (theory of constraints; above 1 the buffer goes faster than the work). The zones lie
between two lines that rise with what is done.
"""

from enum import StrEnum
from typing import NamedTuple

from workdomain.scheduling.plan.worktime import WorkTime


class Zone(StrEnum):
    """What a point of a fever chart asks for."""

    GREEN = "green"
    """Nothing."""
    YELLOW = "yellow"
    """Think of what could be done."""
    RED = "red"
    """Do it."""


class Line(NamedTuple):
    """A line that rises with the share of the chain that is done."""

    base: float
    slope: float

    def at(self, done: float) -> float:
        """Tell the share of the buffer that the line is at."""
        return self.base + self.slope * done


YELLOW_ABOVE = Line(0.1, 0.6)
RED_ABOVE = Line(0.2, 0.8)


class Point(NamedTuple):
    """Where a chain and its buffer stand."""

    done: float
    """Share of the chain's work that is done, 0 to 1."""
    used: float
    """Share of the buffer that is used; above 1 there is none left, and the end is late."""
    burn_rate: float | None
    """Used / done; None while nothing is done."""
    zone: Zone


def used_of(hours: WorkTime, planned: int, projected: int, size: int) -> float:
    """Tell how much of a buffer a finish uses that comes later than planned; earlier uses none."""
    late = max(0, hours.worked(projected) - hours.worked(planned))
    if not size:
        return 1.0 if late else 0.0
    return late / size


def point(done: float, used: float) -> Point:
    """Put a point on the chart."""
    done = min(1.0, max(0.0, done))
    if used > RED_ABOVE.at(done):
        zone = Zone.RED
    else:
        zone = Zone.YELLOW if used > YELLOW_ABOVE.at(done) else Zone.GREEN
    return Point(done, used, used / done if done else None, zone)
