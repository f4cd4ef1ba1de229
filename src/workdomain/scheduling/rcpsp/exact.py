"""Schedules with a proof: how far from the best one they can be at most, often not at all.

First the search of `search`, then CP-SAT of OR-Tools with the best schedule found as its hint. A
schedule as short as a simple bound (the longest way, or the work of a resource) is proven without
it. The best schedule is held outside of the solver: none of it is ever worse than the hint.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from importlib.util import find_spec
from time import monotonic
from typing import NamedTuple

from workdomain.scheduling.rcpsp.arrays import arrays_of
from workdomain.scheduling.rcpsp.problem import Problem, Schedule
from workdomain.scheduling.rcpsp.search import improve

FIRST = 0.2
"""Of the time: how much of it the first search takes at most."""
PAUSE = 0.05
"""Seconds between two looks at the solver."""

Watching = Callable[["Solution"], bool]
"""Hears the best schedule and bound so far, some times a second; True ends the search."""


class MissingSolver(ImportError):
    """OR-Tools is not installed; the message says how to get it."""


class Solution(NamedTuple):
    """A schedule, and how good it is."""

    schedule: Schedule
    bound: int
    """No schedule ends earlier."""

    @property
    def proven(self) -> bool:
        """Whether no schedule is better."""
        return self.schedule.makespan == self.bound

    @property
    def gap(self) -> float:
        """How much longer than the bound it is, as a share of the makespan, from 0 to 1."""
        return (self.schedule.makespan - self.bound) / max(1, self.schedule.makespan)


def solve(
    problem: Problem,
    seconds: float = 5.0,
    *,
    schedules: int = 5_000,
    workers: int = 2,
    seed: int = 1,
    progress: Watching | None = None,
    find: Callable[[str], object] = find_spec,
) -> Solution:
    """Search for so many seconds (by the wall clock) at most, with so many schedules first.

    Raises MissingSolver where OR-Tools is not installed.
    """
    if find("ortools") is None:
        raise MissingSolver(
            "Proofs need OR-Tools, which is not installed: pip install 'workdomain[exact]'"
        )
    began = monotonic()
    least = arrays_of(problem).bound
    first = improve(
        problem, schedules, seed=seed, progress=lambda *_: monotonic() - began > FIRST * seconds
    )
    found = Solution(first, least)
    left = began + seconds - monotonic()
    if found.proven or left <= 0 or (progress is not None and progress(found)):
        return found
    return _prove(problem, found, left, workers=workers, seed=seed, progress=progress)


def _prove(
    problem: Problem,
    found: Solution,
    seconds: float,
    *,
    workers: int,
    seed: int,
    progress: Watching | None,
) -> Solution:
    """Let CP-SAT go on. It runs beside, so that whoever watches is heard while it is silent."""
    from workdomain.scheduling.rcpsp.cpsat import Solver

    solver = Solver(problem, found.schedule, found.bound)
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(solver.go, seconds, workers, seed)
        try:
            while wait([running], PAUSE).not_done:
                if progress is not None and progress(Solution(solver.best, solver.bound)):
                    break
        finally:
            while wait([running], PAUSE).not_done:
                solver.stop()
        running.result()
    return Solution(solver.best, solver.bound)
