"""How long tasks take, drawn: a row of samples for each task.

Each task draws from a generator of its own, named by the seed and its id. So a task that two
problems share takes as long in both, sample by sample, and a what-if changes only what it changes
(common random numbers; P. Glasserman and D. Yao, 1992).
"""

from collections.abc import Mapping
from hashlib import blake2b
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workdomain.scheduling.forecast.calibration import Calibration
from workdomain.scheduling.plan.problem import Estimate, Problem, Task

Row = NDArray[np.float64]
SHARED_SPREAD = 0.15
"""The spread of what a project's tasks with three points have in common, which their own points do
not tell: the logarithm's standard deviation."""


def draws(
    problem: Problem,
    samples: int,
    seed: int,
    calibration: Calibration,
    projects: Mapping[str, str],
) -> dict[str, Row]:
    """Draw working minutes for each task that is not done and is no milestone."""
    common = {
        project: _normal(seed, f"project {project}", samples)
        for project in dict.fromkeys(projects.values())
    }
    return {
        task.id: _minutes(task, samples, seed, calibration, common.get(projects.get(task.id, "")))
        for task in problem.tasks
        if not task.milestone and task.finished is None
    }


def _generator(seed: int, name: str) -> Any:
    digest = blake2b(name.encode(), digest_size=8).digest()
    return np.random.Generator(np.random.SFC64([seed % 2**63, int.from_bytes(digest)]))


def _normal(seed: int, name: str, samples: int) -> Row:
    drawn: Row = _generator(seed, name).standard_normal(samples)
    return drawn


def _minutes(
    task: Task, samples: int, seed: int, calibration: Calibration, common: Row | None
) -> Row:
    """Draw for one task: PERT's beta between its three points, or a lognormal factor of one.

    (D. Malcolm, J. Roseboom, C. Clark, W. Fazar, 1959; the usual weight of 4 for the likeliest.)
    """
    chance = _generator(seed, task.id)
    points = task.minutes
    if isinstance(points, Estimate) and points.worst > points.best:
        width = points.worst - points.best
        rise = 1 + 4 * (points.likely - points.best) / width
        fall = 1 + 4 * (points.worst - points.likely) / width
        own: Row = points.best + width * chance.beta(rise, fall, samples)
        return own if common is None else own * np.exp(SHARED_SPREAD * common)
    shared = calibration.shared if common is not None else 0.0
    factor = calibration.spread * sqrt(1 - shared) * chance.standard_normal(samples)
    if common is not None:
        factor += calibration.spread * sqrt(shared) * common
    drawn: Row = task.work * np.exp(calibration.mean + factor)
    return drawn
