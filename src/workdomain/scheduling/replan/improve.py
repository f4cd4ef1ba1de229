"""Improves a plan: other orders are tried, with the generator as judge, and the best one is kept.

Local search over priority keys (random keys; J. Bean, 1994): of a project that ends late, or of a
task on a critical chain, the keys are moved forward; what does not make the plan worse is kept. It
can be stopped at any time, and is never worse than what it began with. The same seed and number of
plans lead to the same plan.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from time import process_time
from typing import NamedTuple

from workdomain.scheduling.plan.early import early
from workdomain.scheduling.plan.generate import Passing, Placed, Plan, make_plan
from workdomain.scheduling.plan.problem import NobodyAvailable, Problem

Objective = tuple[int, int, int]
"""Weighted tardiness, the ends of all projects, and of all tasks, weighed: less is better."""


class Progress(NamedTuple):
    """How far a search has come."""

    plans: int
    best: Objective
    bound: Objective
    """No plan is better: nobody has anything else to do (tasks at their early finish)."""
    gap: float
    """How far the sum of the ends of projects is from its bound, as a share of it."""


Tell = Callable[[Progress], bool]
"""Is told how far the search has come; True ends it."""


def improve(
    problem: Problem,
    plan: Plan | None = None,
    *,
    plans: int = 1_000,
    seconds: float | None = None,
    seed: int = 1,
    projects: Mapping[str, str] | None = None,
    keep: Mapping[str, Placed] | None = None,
    progress: Tell | None = None,
) -> Plan:
    """Look for a better plan than the given one, or than the best of the rules.

    A given plan has to be one of this problem; it stays unless a better one is found. `seconds` are
    of the processor. Raises CannotPlan, naming the cause.
    """
    best = make_plan(problem, keep=keep) if plan is None else plan
    if not problem.tasks:
        return best
    search = _Search(problem, projects or {}, keep or {}, seed)
    bound = search.bound()
    found = search.begin(best)
    began = process_time()
    for number in range(1, plans + 1):
        if found[0] <= bound:
            break
        found = search.step(found)
        late = seconds is not None and process_time() - began > seconds
        if progress is not None and number % TELL_EVERY == 0:
            late = progress(_progress(number, found[0], bound)) or late
        if late:
            break
    return search.plan(found, best)


TELL_EVERY = 20
Found = tuple[Objective, Sequence[int], bool]
"""An objective, the keys that lead to it, and whether they are better than the first plan."""


def _progress(number: int, best: Objective, bound: Objective) -> Progress:
    return Progress(number, best, bound, best[1] / bound[1] - 1 if bound[1] > 0 else 0.0)


class _Search:
    def __init__(
        self, problem: Problem, projects: Mapping[str, str], keep: Mapping[str, Placed], seed: int
    ) -> None:
        self._problem = problem
        self._passing = Passing(problem, keep)
        self._chance = Random(seed)  # noqa: S311 - it has to be repeatable, not secret
        self._tasks = self._passing.table.tasks
        own = [projects.get(task.id) for task in self._tasks]
        numbers = {project: at for at, project in enumerate(dict.fromkeys(own))}
        self._project = [numbers[project] for project in own]
        self._members: list[list[int]] = [[] for _ in numbers]
        for at, project in enumerate(self._project):
            self._members[project].append(at)

    def bound(self) -> Objective:
        soonest = early(self._problem)
        finish = [soonest[task.id][1] for task in self._tasks]
        return self._judge(finish)

    def _judge(self, finish: Sequence[int]) -> Objective:
        late = sum(
            max(0, finish[at] - task.deadline) * (task.priority + 1)
            for at, task in enumerate(self._tasks)
            if task.deadline is not None
        )
        ends = (max(finish[at] for at in members) for members in self._members)
        weighed = (finish[at] * (task.priority + 1) for at, task in enumerate(self._tasks))
        return late, sum(ends), sum(weighed)

    def begin(self, plan: Plan) -> Found:
        """Read the keys of a plan: its order; the plan itself may be better than what they give."""
        placed = plan.placed
        turn = sorted(
            range(len(self._tasks)),
            key=lambda at: (
                placed[self._tasks[at].id].start,
                placed[self._tasks[at].id].finish,
                at,
            ),
        )
        keys = [0] * len(turn)
        for place, at in enumerate(turn):
            keys[at] = place * SPACE
        given = self._judge([placed[task.id].finish for task in self._tasks])
        return given, keys, False

    def step(self, found: Found) -> Found:
        """Try some other keys."""
        best, keys, _ = found
        other = self._moved(list(keys))
        try:
            room = self._passing.run(other)
        except NobodyAvailable:
            return found  # in this order somebody has no time left
        judged = self._judge([int(each) for each in room.finish])
        if judged > best:
            return found
        return judged, other, found[2] or judged < best

    def _moved(self, keys: list[int]) -> list[int]:
        chance, whole = self._chance, len(keys) * SPACE
        draw = chance.random()
        if draw < OF_PROJECTS and len(self._members) > 1:
            members = self._members[chance.randrange(len(self._members))]
            shift = chance.randint(-whole // 3, whole // 3)
            for at in members:
                keys[at] = max(0, keys[at] + shift)
            return keys
        for _ in range(1 + int(chance.expovariate(0.5))):
            at = chance.randrange(len(keys))
            keys[at] = max(0, keys[at] + int(chance.gauss(0, whole / 8)))
        return keys

    def plan(self, found: Found, first: Plan) -> Plan:
        if not found[2]:
            return first
        return self._passing.plan(self._passing.run(found[1]), "search")


SPACE = 16
"""Between two keys, so that others fit in."""
OF_PROJECTS = 0.4
"""How often all work of a project is moved, and not a few tasks."""
