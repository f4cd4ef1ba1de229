"""Orders of work, tried by the generator: forwards, and backwards where that may bring something.

Keys are moments: who has the smallest goes first, after all it waits for. Moved are the keys of a
few tasks, or of a large neighbourhood (P. Shaw, 1998): the tasks of a stretch of time, of a person,
or of a project, or a whole project past another one. Random keys: J. Bean, 1994.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from workdomain.scheduling.plan.early import early
from workdomain.scheduling.plan.generate import Passing, Placed, Plan, listed
from workdomain.scheduling.plan.problem import CannotPlan, Problem
from workdomain.scheduling.plan.worktime import Span
from workdomain.scheduling.replan.exact import held_of
from workdomain.scheduling.replan.mirror import Mirror

Objective = tuple[int, int, int]
"""Weighted tardiness, the ends of all projects, and of all tasks, weighed: less is better."""


class Found(NamedTuple):
    """An order, and what it leads to; by the numbers of the tasks."""

    objective: Objective
    keys: Sequence[int]
    """Those that led to it; of a plan that was given, its starts."""
    start: Sequence[int]
    finish: Sequence[int]
    ends: Sequence[int]
    """Of the projects."""


class Orders:
    """A problem whose orders can be tried, counting the passes over all tasks."""

    def __init__(
        self,
        problem: Problem,
        placed: Mapping[str, Placed],
        projects: Mapping[str, str],
        keep: Mapping[str, Placed],
    ) -> None:
        """Start from a plan."""
        self.passes, self.problem = 0, problem
        self._passing = Passing(problem, keep)
        self.tasks = self._passing.table.tasks
        own = [projects.get(task.id) for task in self.tasks]
        numbers = {project: at for at, project in enumerate(dict.fromkeys(own))}
        self.project = [numbers[project] for project in own]
        self.members: list[list[int]] = [[] for _ in numbers]
        for at, project in enumerate(self.project):
            self.members[project].append(at)
        self.soonest: Mapping[str, Span] = early(problem)
        self._mirror = Mirror(self._passing, placed, held_of(problem, keep))
        self.first = self.read(placed)
        self.bound = self.judged([self.soonest[task.id][1] for task in self.tasks])[0]

    def read(self, placed: Mapping[str, Placed]) -> Found:
        """Read the order of a plan, which may be better than what that order leads to."""
        start = [placed[task.id].start for task in self.tasks]
        finish = [placed[task.id].finish for task in self.tasks]
        objective, ends = self.judged(finish)
        return Found(objective, start, start, finish, ends)

    def judged(self, finish: Sequence[int]) -> tuple[Objective, list[int]]:
        """Judge finishes; the ends of the projects come with it."""
        late = sum(
            max(0, finish[at] - task.deadline) * (task.priority + 1)
            for at, task in enumerate(self.tasks)
            if task.deadline is not None
        )
        ends = [max(finish[at] for at in members) for members in self.members]
        weighed = (finish[at] * (task.priority + 1) for at, task in enumerate(self.tasks))
        return (late, sum(ends), sum(weighed)), ends

    def run(self, keys: Sequence[int]) -> Found | None:
        """Make a plan of an order; none where somebody has no time left in it."""
        self.passes += 1
        try:
            room = self._passing.run(keys)
        except CannotPlan:
            return None
        start, finish = listed(room.start), listed(room.finish)
        objective, ends = self.judged(finish)
        return Found(objective, keys, start, finish, ends)

    def back(self, found: Found) -> list[int] | None:
        """Tell how late each task can start, if no project and no deadline is to be later."""
        self.passes += 1
        latest = [found.ends[project] for project in self.project]
        for at, task in enumerate(self.tasks):
            if task.deadline is not None:
                latest[at] = min(latest[at], max(task.deadline, found.finish[at]))
        try:
            return self._mirror.late(found.finish, latest)
        except CannotPlan:
            return None

    def plan(self, found: Found) -> Plan:
        """Put an order into a plan."""
        return self._passing.plan(self._passing.run(found.keys), "search")


def first_orders(orders: Orders, found: Found) -> Iterator[list[int]]:
    """List orders to begin with: as it is, and projects one after another, more or less.

    Those with little work, or that end soon, go first: where people are scarce, the sum of the ends
    is least if few projects are under way (shortest first; W. Smith, 1956).
    """
    yield list(found.keys)
    if len(orders.members) == 1:
        return
    work = [sum(orders.tasks[at].work for at in members) for members in orders.members]
    for sizes in (work, found.ends):
        turn = [0] * len(sizes)
        for place, project in enumerate(sorted(range(len(sizes)), key=sizes.__getitem__)):
            turn[project] = place
        for part in PARTS:
            apart = max(1, max(found.ends) // part)
            yield [start + apart * turn[orders.project[at]] for at, start in enumerate(found.start)]


PARTS = (1, 2, 4)
"""How far projects are put apart, in parts of the whole time."""


def moved(orders: Orders, found: Found, chance: Random) -> list[int]:
    """Move some keys: of the order itself, or of the starts that it led to."""
    keys = list(found.keys if chance.random() < OF_KEYS else found.start)
    chance.choice(MOVES)(orders, found, keys, chance)
    return keys


def _few(orders: Orders, found: Found, keys: list[int], chance: Random) -> None:
    """Put a few tasks elsewhere."""
    del orders
    for _ in range(1 + int(chance.expovariate(0.5))):
        keys[chance.randrange(len(keys))] += int(chance.gauss(0, max(found.ends) / 8))


def _stretch(orders: Orders, found: Found, keys: list[int], chance: Random) -> None:
    """Mix what is done in a stretch of time."""
    del orders
    _mix(range(len(keys)), found.start, max(found.ends), keys, chance)


def _part(orders: Orders, found: Found, keys: list[int], chance: Random) -> None:
    """Mix what is done for a project in a stretch of time."""
    project = chance.randrange(len(orders.members))
    _mix(orders.members[project], found.start, found.ends[project], keys, chance)


def _past(orders: Orders, found: Found, keys: list[int], chance: Random) -> None:
    """Move a project past another that ends before or after it."""
    turn = sorted(range(len(found.ends)), key=found.ends.__getitem__)
    at = chance.randrange(len(turn))
    to = min(max(at + chance.choice((-3, -2, -1, 1, 2, 3)), 0), len(turn) - 1)
    shift = found.ends[turn[to]] - found.ends[turn[at]]
    beyond = max(found.ends) // (2 * len(turn))
    shift += beyond if to > at else -beyond
    for task in orders.members[turn[at]]:
        keys[task] += shift


Move = Callable[[Orders, Found, list[int], Random], None]
MOVES: tuple[Move, ...] = (_few, _stretch, _part, _past)
OF_KEYS = 0.5


def _mix(
    some: Iterable[int], start: Sequence[int], end: int, keys: list[int], chance: Random
) -> None:
    length = end * chance.choice((0.1, 0.2, 0.4))
    begin = chance.uniform(0, end)
    for at in some:
        if begin <= start[at] <= begin + length:
            keys[at] += int(chance.gauss(0, length / 2))
