"""Schedules with a proof: how far from the best one they can be at most, often not at all.

First the search of `search`; a schedule as short as a simple bound (the longest way, or the work
of a resource) is proven by that. Then a small project is looked at as a whole, by `cutsets`. What
is still open goes to CP-SAT of OR-Tools, with the best schedule found as its hint; that one is held
outside of the solver: nothing is ever worse than the hint.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from importlib.util import find_spec
from time import monotonic
from typing import NamedTuple

from workdomain.scheduling.rcpsp.arrays import arrays_of
from workdomain.scheduling.rcpsp.cutsets import exhaust
from workdomain.scheduling.rcpsp.problem import Problem, Schedule
from workdomain.scheduling.rcpsp.search import improve

FIRST = 0.2
"""Of the time: how much of it the first search takes at most."""
WHOLE = 0.8
"""Of what is left then: how much of it looking at the whole project takes at most."""
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

    Raises MissingSolver where OR-Tools would be needed, and is not installed.
    """
    began = monotonic()
    least = arrays_of(problem).bound
    first = improve(
        problem, schedules, seed=seed, progress=lambda *_: monotonic() - began > FIRST * seconds
    )
    found = Solution(first, least)
    heard = _Heard(found, progress)
    if found.proven or heard.enough():
        return found
    until = monotonic() + WHOLE * (began + seconds - monotonic())
    best = exhaust(problem, first, lambda: monotonic() > until or heard.enough())
    if best is not None:
        return Solution(best, best.makespan)
    left = began + seconds - monotonic()
    if left <= 0 or heard.ended:
        return found
    if find("ortools") is None:
        raise MissingSolver(
            "This proof needs OR-Tools, which is not installed: pip install 'workdomain[exact]'"
        )
    return _prove(problem, found, left, workers=workers, seed=seed, progress=progress)


class _Heard:
    """Whether whoever watches has heard enough."""

    def __init__(self, found: Solution, progress: Watching | None) -> None:
        self._found, self._progress = found, progress
        self.ended = False

    def enough(self) -> bool:
        self.ended = self._progress is not None and self._progress(self._found)
        return self.ended


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
