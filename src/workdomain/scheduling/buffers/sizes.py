"""How much time is left free, by a stated rule, in working minutes.

Safety is what a careful estimate has beyond a brave one: of three points the worst beyond the
likeliest; of a single estimate what it takes to be sure nine times out of ten, by how the team's
work has turned out.
"""

from collections.abc import Iterable
from enum import StrEnum
from math import ceil, exp, sqrt

from workdomain.scheduling.forecast.calibration import Calibration
from workdomain.scheduling.plan.problem import Estimate, Task

NINE_IN_TEN = 1.2815515655446004
"""Standard deviations of a normal distribution within which nine in ten lie on one side."""


class Rule(StrEnum):
    """How a buffer is sized."""

    P80 = "p80"
    """Until it is done four times out of five, by the forecast."""
    P90 = "p90"
    """Until it is done nine times out of ten, by the forecast."""
    ROOT = "root"
    """The root of the sum of the squares of the safety of the work in its chain (RSEM)."""
    HALF = "half"
    """Half of the work in its chain."""
    NONE = "none"


SHARES = {Rule.P80: 0.8, Rule.P90: 0.9}
"""The rules that need a forecast, and which chance they ask for."""


def safety(task: Task, calibration: Calibration) -> float:
    """Tell the safety of one estimate, in minutes."""
    if task.milestone:
        return 0.0
    if isinstance(task.minutes, Estimate) and task.minutes.worst > task.minutes.best:
        return float(task.minutes.worst - task.minutes.likely)
    sure = exp(calibration.mean + NINE_IN_TEN * calibration.spread)
    return max(0.0, task.work * (sure - 1))


def by_root(chain: Iterable[Task], calibration: Calibration) -> int:
    """Size by the root of the sum of squares (root square error method; R. Newbold, 1998)."""
    return ceil(sqrt(sum(safety(task, calibration) ** 2 for task in chain)))


def by_half(chain: Iterable[Task]) -> int:
    """Size by half of the chain (C&PM; Goldratt, 1997)."""
    return ceil(sum(task.work for task in chain if not task.milestone) / 2)
