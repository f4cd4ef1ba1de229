"""Where buffers lie: behind each project's chain, where others join it, before milestones.

Nothing is moved to make room. A feeding buffer has at most the time there is between the chain that
feeds and the work that waits; a milestone's lies before its deadline, whether the work is done by
then or not: no buffer makes a deadline look met.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from workdomain.scheduling.buffers.sizes import Rule, by_half, by_root
from workdomain.scheduling.forecast.calibration import DEFAULT, Calibration
from workdomain.scheduling.plan.generate import Plan
from workdomain.scheduling.plan.problem import Kind, Problem, Task
from workdomain.scheduling.plan.worktime import WorkTime, work_time

A_WORKING_DAY = 8 * 60
Until = Callable[[str | None], int]
"""Tells the moment by which a project, or at None all, is done with the chance asked for."""


class Buffer(NamedTuple):
    """Time that is left free; moments in minutes of the plan."""

    kind: Literal["project", "feeding", "milestone"]
    project: str | None
    after: str
    """The task at whose finish it begins; of a milestone's buffer, the milestone."""
    protects: str | None
    """The task that it protects; None for the end of the project."""
    start: int
    finish: int
    minutes: int
    """How much working time it is, in the hours of the whole plan."""
    wanted: int
    """How much it would be, if there was room."""


def chain(plan: Plan, last: str, among: frozenset[str] | None = None) -> list[str]:
    """Walk back from a task by what held each start, earliest first; only among some tasks."""
    found: list[str] = []
    task: str | None = last
    while task is not None and (among is None or task in among):
        found.append(task)
        task = plan.placed[task].reason.task
    return found[::-1]


def buffers(
    problem: Problem,
    plan: Plan,
    projects: Mapping[str, str],
    rule: Rule,
    *,
    calibration: Calibration = DEFAULT,
    until: Until | None = None,
    milestone_days: int = 0,
) -> list[Buffer]:
    """Size and place the buffers of each project.

    Tasks without one are a project if no task has one, and else have no buffer: there is no end
    that they have in common.

    `until` is needed by the rules that ask a forecast. `milestone_days` is the plain variant: so
    many working days before the deadline of each milestone.
    """
    hours = work_time(problem.hours)
    tasks = {task.id: task for task in problem.tasks}
    found: list[Buffer] = []
    if rule is not Rule.NONE:
        for project, ids in _by_project(tasks, projects).items():
            found += _of_project(tasks, plan, project, ids, rule, calibration, until, hours)
    if milestone_days:
        found += _milestones(tasks.values(), projects, hours, milestone_days)
    return found


def _by_project(
    tasks: Iterable[str], projects: Mapping[str, str]
) -> dict[str | None, frozenset[str]]:
    own: dict[str | None, set[str]] = {}
    for id_ in tasks:
        own.setdefault(projects.get(id_), set()).add(id_)
    if len(own) > 1:
        own.pop(None, None)
    return {project: frozenset(ids) for project, ids in own.items()}


def _of_project(
    tasks: Mapping[str, Task],
    plan: Plan,
    project: str | None,
    ids: frozenset[str],
    rule: Rule,
    calibration: Calibration,
    until: Until | None,
    hours: WorkTime,
) -> Iterator[Buffer]:
    last = max(ids, key=lambda id_: (plan.placed[id_].finish, plan.placed[id_].start, id_))
    main = chain(plan, last, ids)
    end = plan.placed[last].finish
    if rule in (Rule.P80, Rule.P90):
        if until is None:
            raise ValueError(f"The rule {rule} asks a forecast: give one, or choose another rule")
        size = max(0, hours.worked(until(project)) - hours.worked(end))
    else:
        size = _sized(tasks, main, rule, calibration)
    yield Buffer("project", project, last, None, end, _after(hours, end, size), size, size)
    on_chain = frozenset(main)
    for id_ in main:
        for link in tasks[id_].after:
            feeds = link.task in ids and link.task not in on_chain
            if feeds and link.kind is Kind.FINISH_START and not tasks[link.task].finished:
                side = chain(plan, link.task, ids - on_chain)
                yield _feeding(tasks, plan, project, side, id_, rule, calibration, hours)


def _sized(
    tasks: Mapping[str, Task], ids: Sequence[str], rule: Rule, calibration: Calibration
) -> int:
    own = [tasks[id_] for id_ in ids if tasks[id_].finished is None]
    return by_half(own) if rule is Rule.HALF else by_root(own, calibration)


def _feeding(
    tasks: Mapping[str, Task],
    plan: Plan,
    project: str | None,
    side: Sequence[str],
    joins: str,
    rule: Rule,
    calibration: Calibration,
    hours: WorkTime,
) -> Buffer:
    """Protect the chain from one that joins it; forecasts protect the end, and not this."""
    end, start = plan.placed[side[-1]].finish, plan.placed[joins].start
    wanted = _sized(tasks, side, Rule.HALF if rule is Rule.HALF else Rule.ROOT, calibration)
    room = max(0, hours.worked(start) - hours.worked(end))
    size = min(wanted, room)
    finish = min(_after(hours, end, size), max(start, end))
    return Buffer("feeding", project, side[-1], joins, end, finish, size, wanted)


def _milestones(
    tasks: Iterable[Task], projects: Mapping[str, str], hours: WorkTime, days: int
) -> Iterator[Buffer]:
    for task in tasks:
        if task.milestone and task.deadline is not None and task.finished is None:
            wanted = days * A_WORKING_DAY
            before = max(0, hours.worked(task.deadline) - wanted)
            start = hours.starting(before) if before < hours.total else task.deadline
            start = min(start, task.deadline)
            size = hours.worked(task.deadline) - before
            yield Buffer(
                "milestone",
                projects.get(task.id),
                task.id,
                task.id,
                start,
                task.deadline,
                size,
                wanted,
            )


def _after(hours: WorkTime, moment: int, minutes: int) -> int:
    """Tell when so many working minutes have passed; beyond all hours they are of the clock."""
    if not minutes:
        return moment
    worked = hours.worked(moment) + minutes
    if worked <= hours.total:
        return hours.ending(worked)
    return moment + minutes
