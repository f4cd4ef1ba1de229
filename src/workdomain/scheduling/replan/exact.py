"""Plans that CP-SAT finds, and bounds that it proves, where a problem fits it.

What the solver finds is an order and who does what: the generator makes the plan of it, and
it is taken only if it is sound and better. OR-Tools is an extra; without it, nothing fits.
"""

from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from math import comb, prod
from typing import NamedTuple

from workdomain.scheduling.plan.check import faults
from workdomain.scheduling.plan.generate import Passing, Placed, Plan
from workdomain.scheduling.plan.problem import CannotPlan, Need, Problem, Roster, Task
from workdomain.scheduling.plan.worktime import Span

Team = tuple[str, ...]


class Asked(NamedTuple):
    """What the solver is to find: a plan that is better than one that is there."""

    problem: Problem
    project: Mapping[str, int]
    """Of each task."""
    placed: Mapping[str, Placed]
    """The plan that is there: the hint."""
    held: frozenset[str]
    """What stays as it is placed."""
    soonest: Mapping[str, Span]
    """No plan has anything earlier."""
    late: bool
    """Whether tardiness is to be less, or, with no more of that, the ends of all projects."""


class Limits(NamedTuple):
    """When the solver ends, if it has not proven anything before."""

    seed: int
    seconds: float | None
    effort: float | None
    """What it calls seconds, and counts by what it does: the same on any machine."""


class Answer(NamedTuple):
    """Starts and teams of a plan."""

    starts: Mapping[str, int]
    teams: Mapping[str, Team]


MOST_TASKS = 300
MOST_TEAMS = 60
"""That could do one task."""
PAUSE = 0.05
"""Seconds between two looks at the solver."""


def fits(
    problem: Problem,
    keep: Mapping[str, Placed] | None = None,
    find: Callable[[str], object] = find_spec,
) -> str:
    """Say why the solver cannot look at a problem; nothing if it can."""
    if find("ortools") is None:
        return "OR-Tools is not installed: pip install 'workdomain[exact]'"
    held = held_of(problem, keep or {})
    free = [task for task in problem.tasks if task.id not in held]
    if len(free) > MOST_TASKS:
        return f"{len(free)} tasks can move: at most {MOST_TASKS} fit"
    if not free:
        return "no task can move"
    roster = Roster(problem)
    for task in free:
        if task.split and not task.milestone:
            return f"{task.id} may be split"
        if any(link.working and link.lag for link in task.after):
            return f"{task.id} waits in working time"
        count = prod(comb(len(roster.places(need)), need.people) for need in task.needs)
        if count > MOST_TEAMS:
            return f"{count} teams could do {task.id}: at most {MOST_TEAMS} fit"
    return ""


def held_of(problem: Problem, keep: Mapping[str, Placed]) -> frozenset[str]:
    """Name what stays where it is in every plan: kept, done, started, or on its day."""
    return frozenset(
        task.id
        for task in problem.tasks
        if task.id in keep
        or not (task.finished is None and task.started is None and task.fixed is None)
    )


def ask(asked: Asked, limits: Limits) -> Generator[tuple[int, Answer | None], None, None]:
    """Let the solver search; tells the bound and the best so far, some times a second.

    Closing it ends the search.
    """
    from workdomain.scheduling.replan.cpsat import Model

    model = Model(asked)
    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(model.go, limits)
        try:
            while not wait([going], PAUSE).done:
                yield model.bound, model.answer
        finally:
            while not wait([going], PAUSE).done:
                model.stop()
        going.result()
    yield model.bound, model.answer


def plan_of(problem: Problem, answer: Answer, keep: Mapping[str, Placed]) -> Plan | None:
    """Make the plan of an answer: its order, each task with its team; none if it is not sound."""
    tasks = tuple(_with(task, answer.teams.get(task.id)) for task in problem.tasks)
    with suppress(CannotPlan):
        passing = Passing(replace(problem, tasks=tasks), keep)
        keys = [answer.starts[task.id] for task in passing.table.tasks]
        plan = passing.plan(passing.run(keys), "exact")
        if not faults(problem, plan.placed):
            return plan
    return None


def _with(task: Task, team: Team | None) -> Task:
    """Let a task be done by this team."""
    if team is None:
        return task
    needs, first = list[Need](), 0
    for need in task.needs:
        needs.append(need._replace(candidates=team[first : first + need.people]))
        first += need.people
    return replace(task, candidates=needs[0].candidates, also=tuple(needs[1:]))
