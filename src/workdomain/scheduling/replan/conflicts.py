"""Which wishes cannot all be kept: a smallest set of them that conflicts, found by real plans.

QuickXplain (U. Junker, AAAI 2004): each wish of the set is needed for the conflict, so that giving
up any one of them leads to a plan, as far as the generator finds one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from workdomain.scheduling.plan.generate import make_plan
from workdomain.scheduling.plan.problem import CannotPlan, Problem, Task


class WishKind(StrEnum):
    """What somebody wants of a task."""

    DEADLINE = "deadline"
    FIXED = "fixed"
    """That it starts on a day."""
    PEOPLE = "people"
    """That only some may do it."""


class Wish(NamedTuple):
    """Something that is wanted of a task."""

    kind: WishKind
    task: str


def wishes(tasks: Iterable[Task]) -> list[Wish]:
    """List all wishes: deadlines and fixed dates of work that is not done, and who may do it."""
    found = []
    for task in tasks:
        if task.finished is not None:
            continue
        if task.deadline is not None:
            found.append(Wish(WishKind.DEADLINE, task.id))
        if task.fixed is not None and task.started is None:
            found.append(Wish(WishKind.FIXED, task.id))
        if task.candidates:
            found.append(Wish(WishKind.PEOPLE, task.id))
    return found


def conflict(problem: Problem, among: Sequence[Wish] | None = None) -> list[Wish]:
    """Find a smallest set of wishes that cannot all be kept; empty if all can.

    Raises CannotPlan where there is no plan even without any wish.
    """
    asked = list(wishes(problem.tasks) if among is None else among)
    hard = frozenset(asked)
    if _can(problem, asked, hard):
        return []
    if make_plan(_with(problem, frozenset(), hard)).tardiness:
        raise CannotPlan("Deadlines that are not asked about are missed anyway: ask about all.")
    return _explain(problem, hard, [], [], asked)


def _explain(
    problem: Problem,
    hard: frozenset[Wish],
    background: list[Wish],
    added: list[Wish],
    asked: list[Wish],
) -> list[Wish]:
    if added and not _can(problem, background, hard):
        return []
    if len(asked) == 1:
        return asked
    half = len(asked) // 2
    first, second = asked[:half], asked[half:]
    of_second = _explain(problem, hard, [*background, *first], first, second)
    of_first = _explain(problem, hard, [*background, *of_second], of_second, first)
    return [*of_first, *of_second]


def _can(problem: Problem, kept: Sequence[Wish], hard: frozenset[Wish]) -> bool:
    """Tell whether the generator finds a plan that keeps these wishes."""
    try:
        return make_plan(_with(problem, frozenset(kept), hard)).tardiness == 0
    except CannotPlan:
        return False


def _with(problem: Problem, kept: frozenset[Wish], hard: frozenset[Wish]) -> Problem:
    """Give up the wishes that are asked about and not kept."""
    given_up = hard - kept
    return replace(problem, tasks=tuple(_of(task, given_up) for task in problem.tasks))


def _of(task: Task, given_up: frozenset[Wish]) -> Task:
    if Wish(WishKind.DEADLINE, task.id) in given_up:
        task = replace(task, deadline=None)
    if Wish(WishKind.FIXED, task.id) in given_up:
        task = replace(task, fixed=None)
    if Wish(WishKind.PEOPLE, task.id) in given_up:
        task = replace(task, candidates=())
    return task
