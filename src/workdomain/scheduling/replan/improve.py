"""Improves a plan: other orders are tried, with the generator as judge, and the best one is kept.

A search over orders, forwards and backwards (`orders.py`), and then, where the problem fits it,
CP-SAT from the best plan found (`exact.py`). It can be stopped at any time, and is never worse than
what it began with. Without a time limit, the same seed and number of plans lead to the same plan.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from random import Random
from time import process_time
from typing import NamedTuple

from workdomain.scheduling.plan.generate import Placed, Plan, make_plan
from workdomain.scheduling.plan.problem import Problem
from workdomain.scheduling.replan.exact import Asked, Limits, ask, fits, held_of, plan_of
from workdomain.scheduling.replan.orders import Found, Objective, Orders, first_orders, moved


class Progress(NamedTuple):
    """How far a search has come."""

    plans: int
    best: Objective
    bound: Objective
    """No plan is better that leaves fixed and started work where it is: nobody has anything else to
    do, or it is proven."""
    gap: float
    """How far the sum of the ends of projects is from its bound, as a share of it."""


Tell = Callable[[Progress], bool]
"""Is told how far the search has come; True ends it."""


def improve(  # noqa: PLR0913 - all but two are named
    problem: Problem,
    plan: Plan | None = None,
    *,
    plans: int = 1_000,
    seconds: float | None = None,
    seed: int = 1,
    projects: Mapping[str, str] | None = None,
    keep: Mapping[str, Placed] | None = None,
    progress: Tell | None = None,
    exact: bool | None = None,
) -> Plan:
    """Look for a better plan than the given one, or than the best of the rules.

    A given plan has to be one of this problem; it stays unless a better one is found. `plans`
    counts passes over all tasks, forwards and backwards; `seconds` are of the processor, and CP-SAT
    gets the second half of them. Where `exact` is left out, it is asked only if seconds are given;
    with `exact` and no seconds it gets an effort that goes by `plans`. Raises CannotPlan, naming
    the cause.
    """
    best = make_plan(problem, keep=keep) if plan is None else plan
    if not problem.tasks:
        return best
    keep = keep or {}
    asks = (seconds is not None if exact is None else exact) and not fits(problem, keep)
    search = _Search(Orders(problem, best.placed, projects or {}, keep), progress)
    began = process_time()
    until = None if seconds is None else began + seconds * (FIRST if asks else 1)
    search.go(plans, until, Random(seed))  # noqa: S311 - it has to be repeatable, not secret
    best = search.plan(best)
    for stage in STAGES if asks else ():
        left = None if seconds is None else began + seconds - process_time()
        if search.ended or (left is not None and left <= 0):
            break
        effort = plans * EFFORT if seconds is None else None
        best = search.prove(stage, best, keep, Limits(seed, left, effort))
    return best


FIRST = 0.5
"""Of the time: how much of it the search over orders takes where CP-SAT comes after it."""
EFFORT = 0.001
"""What CP-SAT calls a second, for each plan."""
STAGES = (0, 1)
"""What CP-SAT looks for, one after the other: the numbers within an objective."""
TELL_EVERY = 20
NEAR = 1.05
"""Of the best sum of ends: an order that comes as near is tried backwards."""


class _Search:
    def __init__(self, orders: Orders, progress: Tell | None) -> None:
        self._orders, self._progress = orders, progress
        self._found = orders.first
        self._bound = orders.bound
        self._told = 0
        self.ended = False
        """Whether nothing is left to look for, or somebody has ended it."""

    def go(self, plans: int, until: float | None, chance: Random) -> None:
        """Try orders: as many as there may be, or until some processor time has passed."""
        self._plans, self._until, self._over = plans, until, False
        for keys in first_orders(self._orders, self._found):
            self._try(keys)
        while not self._enough():
            self._try(moved(self._orders, self._found, chance))

    def _enough(self) -> bool:
        passes = self._orders.passes
        late = self._until is not None and process_time() > self._until and passes > 0
        self.ended = self.ended or self._found.objective <= self._bound
        if passes // TELL_EVERY > self._told:
            self._told = passes // TELL_EVERY
            self._tell()
        return self.ended or late or passes >= self._plans

    def _tell(self) -> None:
        best, bound = self._found.objective, self._bound
        gap = best[1] / bound[1] - 1 if bound[1] > 0 else 0.0
        told = Progress(self._orders.passes, best, bound, gap)
        self.ended = self.ended or (self._progress is not None and self._progress(told))

    def _try(self, keys: list[int]) -> None:
        """Try an order; then backwards and forwards, as long as that makes it better."""
        if self._enough():
            return
        found = self._orders.run(keys)
        while found is not None and self._take(found) and not self._enough():
            late = self._orders.back(found)
            if late is None or self._enough():
                return
            again = self._orders.run(late)
            if again is None or again.objective >= found.objective:
                return
            found = again

    def _take(self, found: Found) -> bool:
        """Keep what is not worse than the best; tell whether it is near."""
        best = self._found.objective
        if found.objective <= best:
            self._found = found
        return found.objective[0] <= best[0] * NEAR and found.objective[1] <= best[1] * NEAR

    def plan(self, first: Plan) -> Plan:
        """Give the best plan; the first one if none is better."""
        better = self._found.objective < self._orders.first.objective
        return self._orders.plan(self._found) if better else first

    def prove(self, stage: int, best: Plan, keep: Mapping[str, Placed], limits: Limits) -> Plan:
        """Let CP-SAT look for a plan with less tardiness, or with earlier ends of projects.

        It raises the bound by what it proves. The ends are looked at when tardiness cannot be less.
        """
        now, bound, orders = self._found.objective, self._bound, self._orders
        if now[:stage] > bound[:stage] or now[stage] <= bound[stage]:
            return best
        problem = orders.problem
        number = {task.id: orders.project[at] for at, task in enumerate(orders.tasks)}
        held = held_of(problem, keep)
        asked = Asked(problem, number, best.placed, held, orders.soonest, stage == STAGES[0])
        seen = None
        with closing(ask(asked, limits)) as asking:
            for proven, answer in asking:
                if answer is not None and answer is not seen:
                    seen = answer
                    best = self._better(plan_of(problem, answer, keep), best)
                self._raise(stage, proven)
                self._tell()
                if self.ended:
                    break
        return best

    def _better(self, plan: Plan | None, best: Plan) -> Plan:
        if plan is None:
            return best
        found = self._orders.read(plan.placed)
        if found.objective >= self._found.objective:
            return best
        self._found = found
        return plan

    def _raise(self, stage: int, bound: int) -> None:
        """Take in a bound of what was looked for; what comes after it is as far as before."""
        proven = list(self._bound)
        proven[stage] = min(max(proven[stage], bound), self._found.objective[stage])
        self._bound = proven[0], proven[1], proven[2]
