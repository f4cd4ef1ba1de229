"""Whether schedules of many projects are sound, by the definitions; it knows nothing of joining."""

from collections import Counter
from collections.abc import Sequence

from workdomain.scheduling.multiproject.problem import Portfolio, Project, alone
from workdomain.scheduling.rcpsp.checker import violations as violations_of_one
from workdomain.scheduling.rcpsp.problem import Schedule


def violations(portfolio: Portfolio, schedules: Sequence[Schedule]) -> list[str]:
    """List everything that is wrong with one schedule for each project; nothing if all is sound."""
    projects = portfolio.projects
    if len(schedules) != len(projects):
        return [f"{len(schedules)} projects have a schedule, of {len(projects)}"]
    both = list(zip(projects, schedules, strict=True))
    told = [
        f"Project {number}: {wrong}"
        for number, (project, schedule) in enumerate(both)
        for wrong in _within(project, schedule, portfolio.shared)
    ]
    if any(len(project.tasks) != len(schedule.starts) for project, schedule in both):
        return told
    for resource, there in enumerate(portfolio.shared):
        told += [
            f"At {moment}, {taken} of shared resource {resource} are taken of {there}"
            for moment, taken in _taken(both, resource)
            if taken > there
        ]
    return told


def _within(project: Project, schedule: Schedule, shared: tuple[int, ...]) -> list[str]:
    """Look at a project as if it were the only one, and at its arrival."""
    return violations_of_one(alone(project, shared), schedule) + [
        f"Task {number} starts at {start}, and the project arrives at {project.release}"
        for number, start in enumerate(schedule.starts)
        if start < project.release
    ]


def _taken(both: Sequence[tuple[Project, Schedule]], resource: int) -> list[tuple[int, int]]:
    """Tell, for each time at which it changes, how much all projects take of a shared resource."""
    more: Counter[int] = Counter()
    for project, schedule in both:
        for task, start in zip(project.tasks, schedule.starts, strict=True):
            for need in task.needs[resource : resource + 1]:
                more[start] += need
                more[start + task.duration] -= need
    taken, found = 0, []
    for moment in sorted(more):
        taken += more[moment]
        found.append((moment, taken))
    return found
