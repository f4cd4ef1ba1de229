"""Repairs a plan: what still holds stays where it is, the rest is placed anew.

Whatever is kept has its people, who have the time, after all that it waits for. So each task moves
at most once, and nobody is told twice. What holds no more is placed in the gaps, and, as another
try, where tasks that can do elsewhere give their place away; as a last resort all work is put in
the old order again. Of what was tried, the plan that holds most caps and deadlines is taken, and of
equals the one with the fewest moves.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from workdomain.scheduling.plan.generate import Plan
from workdomain.scheduling.plan.problem import NobodyAvailable, Problem
from workdomain.scheduling.replan.changes import Changes, changes
from workdomain.scheduling.replan.ground import Ground, Promise
from workdomain.scheduling.replan.swapping import swap

CAP = 0.5
"""How much of what is left of a project it may be done later, if nothing else is said."""
AT_LEAST = 14 * 24 * 60
"""However little is left, it may be done a fortnight later: what one person's leave takes."""

ROUNDS = 8
"""How often places are looked for, while projects come too late."""
SHARE = 0.1
"""So much more of the old plan's waiting is reckoned with, each time, for what came too late."""


class Repaired(NamedTuple):
    """A plan that was repaired, and what that changes."""

    plan: Plan
    changes: Changes
    too_late: tuple[str, ...]
    """Projects that are done later than their cap allows, whatever was tried."""


def repair(
    problem: Problem,
    old: Plan,
    *,
    projects: Mapping[str, str] | None = None,
    cap: float = CAP,
    at_least: int = AT_LEAST,
) -> Repaired:
    """Repair a plan of what was, for the problem as it is now; minute 0 is the same in both.

    A project may be done later by `cap`, a share of what is left of it, or by `at_least` minutes,
    whichever is more.

    Raises CannotPlan, naming the cause.
    """
    trying = _Trying(Ground(problem, old, projects or {}, Promise(cap, at_least)))
    ground, waits = trying.ground, dict[str, float]()
    for _ in range(ROUNDS):
        plan = trying(partial(_swapped, ground, waits))
        if plan is None:
            break
        trying(partial(ground.pulled, plan))
        late = ground.too_late(plan)
        if not (trying.broken and late):
            break
        waits |= {project: waits.get(project, 0) + SHARE for project in late}
    trying(lambda: ground.gaps({}))
    if trying.broken:
        trying(ground.in_order)
    return trying.best()


def _swapped(ground: Ground, waits: Mapping[str, float]) -> Plan:
    return ground.gaps(swap(ground, waits))


class _Trying:
    """What was tried, and how it went."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._told: list[tuple[tuple[int, int], Repaired]] = []
        self._refused: list[NobodyAvailable] = []

    def __call__(self, way: Callable[[], Plan]) -> Plan | None:
        """Try a way; None if nobody has the time for it."""
        try:
            plan = way()
        except NobodyAvailable as error:
            self._refused.append(error)
            return None
        found = changes(self.ground.old, plan, self.ground.projects)
        told = Repaired(plan, found, self.ground.too_late(plan))
        broken = len(told.too_late) + self.ground.missed(plan)
        self._told.append(((broken, len(found.moved)), told))
        return plan

    @property
    def broken(self) -> bool:
        """Whether there is no plan yet that holds all caps and deadlines."""
        return not any(broken == 0 for (broken, _), _ in self._told)

    def best(self) -> Repaired:
        """Give what holds most, and moves least."""
        if not self._told:
            raise self._refused[0]
        return min(self._told, key=lambda each: each[0])[1]
