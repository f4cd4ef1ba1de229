"""The problem and its solution, as plain values, and what a problem must be to make sense."""

from dataclasses import dataclass, field
from typing import NamedTuple

from workdomain.scheduling.rcpsp.problem import BadProblem, Wait
from workdomain.scheduling.rcpsp.problem import Problem as Network
from workdomain.scheduling.rcpsp.problem import Task as Activity


class Skill(NamedTuple):
    """What a person can do, or a task needs, and how well."""

    name: str
    level: int = 0
    """Whoever has a higher level can do all that a lower one can."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who does one task at a time."""

    skills: tuple[Skill, ...] = ()
    salary: float = 0.0
    """In money per time unit of work."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that one person does without a break."""

    duration: int
    """Time units; 0 is a milestone, which someone able has to be named for."""
    needs: Skill
    waits: tuple[Wait, ...] = ()
    """For whom it waits; to wait for an end is to wait a duration from the start on."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Tasks and people. Raises BadProblem if it makes no sense."""

    tasks: tuple[Task, ...]
    people: tuple[Person, ...]
    network: Network = field(init=False, compare=False)
    """The same tasks and waits, if people were no matter."""
    able: tuple[tuple[int, ...], ...] = field(init=False, compare=False)
    """Of each task, those people who can do it; there is always someone."""

    def __post_init__(self) -> None:
        """See that it makes sense."""
        activities = (Activity(task.duration, (), task.waits) for task in self.tasks)
        object.__setattr__(self, "network", Network(tuple(activities)))
        if not self.people:
            raise BadProblem("There are no people: nobody can do anything")
        able = {need: _able(self.people, need) for need in {task.needs for task in self.tasks}}
        for number, task in enumerate(self.tasks):
            if not able[task.needs]:
                raise BadProblem(f"Task {number} needs {_lacking(self.people, task.needs)}")
        object.__setattr__(self, "able", tuple(able[task.needs] for task in self.tasks))


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each task starts, and who does it."""

    starts: tuple[int, ...]
    people: tuple[int, ...]
    """Of each task, the index of its person."""
    makespan: int
    """When the last one ends."""


def _able(people: tuple[Person, ...], need: Skill) -> tuple[int, ...]:
    return tuple(
        number
        for number, person in enumerate(people)
        if any(name == need.name and level >= need.level for name, level in person.skills)
    )


def _lacking(people: tuple[Person, ...], need: Skill) -> str:
    """Tell what is missing: the skill, or only its level."""
    levels = [level for person in people for name, level in person.skills if name == need.name]
    if not levels:
        return f"{need.name}, a skill that nobody has"
    return f"{need.name} at level {need.level}, and the highest that anybody has is {max(levels)}"
