"""Projects that arrive and share resources, joined into one problem, and its schedule split again.

`split(portfolio, improve(portfolio.network, 5_000))` plans all projects together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from workdomain.scheduling.rcpsp.problem import BadProblem, Problem, Schedule, Task, Wait


@dataclass(frozen=True, slots=True)
class Project:
    """Tasks that wait for one another, and for nothing outside of their project."""

    tasks: tuple[Task, ...]
    """Their needs: of the resources that all share first, and then of the project's own."""
    own: tuple[int, ...] = ()
    """Units of each resource that no other project may take."""
    release: int = 0
    """The time at which it arrives; no task starts before."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Projects, and what they share. Raises BadProblem if it makes no sense."""

    projects: tuple[Project, ...]
    shared: tuple[int, ...] = ()
    """Units of each resource that all projects may take."""
    network: Problem = field(init=False, compare=False)
    """All projects as one: a task that begins at 0, then their tasks, project after project."""

    def __post_init__(self) -> None:
        """See that it makes sense, and join it."""
        if not self.projects:
            raise BadProblem("There are no projects: there is nothing to schedule")
        for number, project in enumerate(self.projects):
            if project.release < 0:
                raise BadProblem(f"Project {number} arrives at {project.release}: before all time")
            try:
                alone(project, self.shared)
            except BadProblem as wrong:
                raise BadProblem(f"Project {number}: {wrong}") from wrong
        object.__setattr__(self, "network", _joined(self))


def alone(project: Project, shared: tuple[int, ...]) -> Problem:
    """Give a project as it would be if it were the only one, and were there from the start."""
    return Problem(project.tasks, shared + project.own)


def split(portfolio: Portfolio, schedule: Schedule) -> tuple[Schedule, ...]:
    """Give each project its part of a schedule of them all, on the same axis of time.

    The makespan of a part is the time at which the project ends, however late it arrived.
    """
    places = pairwise(accumulate((len(project.tasks) for project in portfolio.projects), initial=1))
    return tuple(
        _part(project, schedule.starts[begin:end])
        for project, (begin, end) in zip(portfolio.projects, places, strict=True)
    )


def total_makespan(portfolio: Portfolio, schedules: Sequence[Schedule]) -> int:
    """Time units from the first arrival to the end of the last project (Pritsker et al., 1969)."""
    first = min(project.release for project in portfolio.projects)
    return max(schedule.makespan for schedule in schedules) - first


def _part(project: Project, starts: tuple[int, ...]) -> Schedule:
    ends = (start + task.duration for start, task in zip(starts, project.tasks, strict=True))
    return Schedule(starts, max(ends))


def _joined(portfolio: Portfolio) -> Problem:
    """Put all tasks behind one that begins at 0, from which releases are counted."""
    tasks, capacities = [Task(0)], portfolio.shared
    for project in portfolio.projects:
        tasks += _moved(project, len(portfolio.shared), len(capacities), len(tasks))
        capacities += project.own
    return Problem(tuple(tasks), capacities)


def _moved(project: Project, shared: int, own: int, here: int) -> Iterator[Task]:
    """Give its tasks numbers from `here` on, and its own resources numbers from `own` on.

    Whoever starts with or after another task of the project needs not wait for the release, too.
    """
    for task in project.tasks:
        needs = task.needs
        if len(needs) > shared:
            needs = (*needs[:shared], *(0,) * (own - shared), *needs[shared:])
        waits = tuple(Wait(here + before, distance) for before, distance in task.waits)
        if all(wait.distance < 0 for wait in waits):
            waits += (Wait(0, project.release),)
        yield Task(task.duration, needs, waits)
