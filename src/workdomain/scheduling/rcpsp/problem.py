"""The problem and its solution, as plain values, and what a problem must be to make sense."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LONGEST = 1_000_000
"""Time units that all tasks together may take."""
MOST = 0x7FFF
"""Units that a resource has at most."""


class BadProblem(ValueError):
    """A problem that makes no sense; the message says where."""


class Wait(NamedTuple):
    """A task that is waited for."""

    task: int
    """Its index."""
    distance: int
    """Time units from its start to the earliest start of whoever waits; below zero is a lead."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, without a break."""

    duration: int
    """Time units; 0 is a milestone."""
    needs: tuple[int, ...] = ()
    """Units of each resource that it takes all the time, in the order of the capacities."""
    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Tasks and capacities. Raises BadProblem if it makes no sense."""

    tasks: tuple[Task, ...]
    capacities: tuple[int, ...] = ()
    """Units of each resource that there are, at all times."""
    order: tuple[int, ...] = field(init=False, compare=False)
    """The tasks in an order in which each comes after all that it waits for."""

    def __post_init__(self) -> None:
        """See that it makes sense."""
        _must_make_sense(self)
        object.__setattr__(self, "order", _in_order(self))

    @property
    def horizon(self) -> int:
        """A time by which everything can have ended: one after another, with all that is waited."""
        longest = (
            max([task.duration, *(wait.distance for wait in task.waits)]) for task in self.tasks
        )
        return sum(task.duration for task in self.tasks) + sum(max(0, each) for each in longest)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each task starts."""

    starts: tuple[int, ...]
    makespan: int
    """When the last one ends."""


def finish_to_start(tasks: Sequence[Task], before: int, lag: int = 0) -> Wait:
    """Wait for the end of a task, and perhaps some time more (or less, below zero)."""
    return Wait(before, tasks[before].duration + lag)


def start_to_start(before: int, lag: int = 0) -> Wait:
    """Wait for the start of a task."""
    return Wait(before, lag)


def finish_to_finish(tasks: Sequence[Task], before: int, duration: int, lag: int = 0) -> Wait:
    """End, after so long a duration, no earlier than another task does."""
    return Wait(before, tasks[before].duration + lag - duration)


def start_to_finish(before: int, duration: int, lag: int = 0) -> Wait:
    """End, after so long a duration, no earlier than another task starts."""
    return Wait(before, lag - duration)


def _must_make_sense(problem: Problem) -> None:
    if not problem.tasks:
        raise BadProblem("There are no tasks: there is nothing to schedule")
    for number, capacity in enumerate(problem.capacities):
        if not 0 <= capacity <= MOST:
            raise BadProblem(f"Resource {number} has {capacity} units: it can have 0 to {MOST}")
    for number, task in enumerate(problem.tasks):
        if task.duration < 0:
            raise BadProblem(f"Task {number} takes {task.duration}: a duration is 0 or more")
        if len(task.needs) > len(problem.capacities):
            raise BadProblem(f"Task {number} needs more resources than there are capacities")
        for resource, (need, there) in enumerate(zip(task.needs, problem.capacities, strict=False)):
            if not 0 <= need <= there:
                raise BadProblem(
                    f"Task {number} needs {need} of resource {resource}, of which there are {there}"
                )
        for wait in task.waits:
            if not 0 <= wait.task < len(problem.tasks) or wait.task == number:
                raise BadProblem(f"Task {number} waits for {wait.task}, which is no other task")
    if problem.horizon > LONGEST:
        raise BadProblem(f"It takes {problem.horizon} time units: take longer ones")


def _in_order(problem: Problem) -> tuple[int, ...]:
    """Sort the tasks; name those that wait for one another in a circle."""
    after: list[list[int]] = [[] for _ in problem.tasks]
    missing = [len({wait.task for wait in task.waits}) for task in problem.tasks]
    for number, task in enumerate(problem.tasks):
        for before in {wait.task for wait in task.waits}:
            after[before].append(number)
    ready = deque(number for number, count in enumerate(missing) if not count)
    found: list[int] = []
    while ready:
        found.append(ready.popleft())
        for number in after[found[-1]]:
            missing[number] -= 1
            if not missing[number]:
                ready.append(number)
    if len(found) < len(problem.tasks):
        told = " waits for ".join(map(str, _circle(problem, set(found))))
        raise BadProblem(f"Tasks wait for one another: {told}")
    return tuple(found)


def _circle(problem: Problem, fine: set[int]) -> list[int]:
    """Walk back from a task that never gets ready until one comes again."""
    here = next(number for number in range(len(problem.tasks)) if number not in fine)
    way: list[int] = []
    while here not in way:
        way.append(here)
        here = next(wait.task for wait in problem.tasks[here].waits if wait.task not in fine)
    return [*way[way.index(here) :], here]
