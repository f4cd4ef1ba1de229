"""What is to be planned: tasks and people, and what makes planning them impossible.

Moments are whole minutes after the plan begins, which is moment 0; what has happened already lies
before it. Work is in minutes of work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from workdomain.scheduling.plan.worktime import Span, joined, left_of

MOST_MINUTES = 5_000_000
"""More work than forty people-years in one task is a slip of the pen."""


class CannotPlan(ValueError):
    """There is no plan; the message names the cause."""


class Cycle(CannotPlan):
    """Tasks wait for each other in a circle."""


class UnknownTask(CannotPlan):
    """A task waits for one that is not in the plan."""


class SameName(CannotPlan):
    """Two tasks or two people have the same name."""


class MissingSkill(CannotPlan):
    """Fewer people have the skill, or fewer pieces of equipment are there, than a task needs."""


class NobodyAvailable(CannotPlan):
    """Nobody who may do the task has enough working time for it, or no piece that it takes."""


class SenselessEstimate(CannotPlan):
    """An estimate is nothing, too much, or its three points are out of order."""


class SenselessLag(CannotPlan):
    """A lag in working time is negative, or the plan has no working time."""


class DeadlinePassed(CannotPlan):
    """The deadline of unfinished work lies before the plan begins."""


class PinnedTwice(CannotPlan):
    """Those who may do a task with a fixed date are held by other fixed or started work."""

    def __init__(self, message: str, task: str, person: str) -> None:
        """Name the task that cannot be where it is to be, and who is held."""
        super().__init__(message)
        self.task, self.person = task, person


class Estimate(NamedTuple):
    """Minutes of work at best, most likely and at worst."""

    best: int
    likely: int
    worst: int

    @property
    def expected(self) -> int:
        """(best + 4 likely + worst) / 6, rounded up (PERT)."""
        return -(-(self.best + 4 * self.likely + self.worst) // 6)


class Kind(StrEnum):
    """Which end of the earlier task holds which end of the later one."""

    FINISH_START = "finish-start"
    START_START = "start-start"
    FINISH_FINISH = "finish-finish"
    START_FINISH = "start-finish"


class Link(NamedTuple):
    """What a task waits for."""

    task: str
    kind: Kind = Kind.FINISH_START
    lag: int = 0
    """Minutes between; negative lets them overlap."""
    working: bool = False
    """The lag counts in the working time of the whole plan, not of the clock; never negative."""


class Need(NamedTuple):
    """So many people (or pieces of equipment) who may do a part of a task."""

    people: int = 1
    candidates: tuple[str, ...] = ()
    """Who may do it; empty for anyone with the skill."""
    skill: str | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work that its people do together, at the same time."""

    id: str
    minutes: int | Estimate = 0
    """What each of its people has to do; of started work, what remains of it."""
    after: tuple[Link, ...] = ()
    milestone: bool = False
    """A moment without work or people."""
    people: int = 1
    candidates: tuple[str, ...] = ()
    """Who may do it; empty for anyone with the skill."""
    skill: str | None = None
    level: int = 0
    also: tuple[Need, ...] = ()
    """Who is needed at the same time besides: of another skill, or a piece of equipment."""
    split: bool = False
    """It may be laid aside for other work of its people, and taken up again."""
    priority: int = 0
    """A larger one goes first, and weighs each minute after the deadline by itself plus one."""
    deadline: int | None = None
    not_before: int = 0
    fixed: int | None = None
    """It starts in the first working time from here on, whatever it waits for."""
    started: int | None = None
    """When it was started, by then; it goes on at once, so its links hold no more."""
    finished: int | None = None

    @property
    def work(self) -> int:
        """The minutes to plan with."""
        return self.minutes.expected if isinstance(self.minutes, Estimate) else self.minutes

    @property
    def needs(self) -> tuple[Need, ...]:
        """Everyone whom it takes; a milestone takes nobody."""
        if self.milestone:
            return ()
        return (Need(self.people, self.candidates, self.skill, self.level), *self.also)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who works."""

    id: str
    hours: tuple[Span, ...]
    away: tuple[Span, ...] = ()
    """Leave, and time that is given to other things."""
    skills: tuple[tuple[str, int], ...] = ()
    """Each with its level."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything to be planned."""

    tasks: tuple[Task, ...]
    people: tuple[Person, ...]
    hours: tuple[Span, ...] = ()
    """The working time of the whole plan, in which lags in working time are counted."""


class Roster:
    """Who may do which task, and when they work; looked up once for all that ask the same."""

    def __init__(self, problem: Problem) -> None:
        self._people = problem.people
        hours = {id(one.hours): one.hours for one in problem.people}  # many have the same
        laid = {key: joined(spans) for key, spans in hours.items()}
        self.times = {one.id: left_of(laid[id(one.hours)], one.away) for one in problem.people}
        self._known: dict[tuple[tuple[str, ...], str | None, int], tuple[int, ...]] = {}
        self._place = {one.id: place for place, one in enumerate(problem.people)}

    def able(self, need: Need | Task) -> list[Person]:
        """List those who may do something, in the problem's order."""
        return [self._people[place] for place in self.places(need)]

    def places(self, need: Need | Task) -> tuple[int, ...]:
        """Tell where in the problem those are who may do something."""
        asked = (need.candidates, need.skill, need.level)
        if asked not in self._known:
            found: Iterable[int] = range(len(self._people))
            if need.candidates:
                found = {self._place[id] for id in need.candidates if id in self._place}
            if need.skill is not None:
                found = (place for place in found if _may(self._people[place], need))
            self._known[asked] = tuple(sorted(found))
        return self._known[asked]


def in_order(problem: Problem) -> list[Task]:
    """Put every task after those it waits for.

    :raises Cycle: naming the circle.
    :raises UnknownTask: naming the task.
    :raises SameName: when two tasks have one.
    """
    tasks = {task.id: task for task in problem.tasks}
    if len(tasks) < len(problem.tasks):
        raise SameName("Two tasks have the same name: give each its own.")
    followers: dict[str, list[str]] = {id_: [] for id_ in tasks}
    for task in problem.tasks:
        for link in task.after:
            if link.task not in tasks:
                raise UnknownTask(f"{task.id} waits for {link.task}, which is not in the plan.")
            followers[link.task].append(task.id)
    waiting = {task.id: len(task.after) for task in problem.tasks}
    ready = [id_ for id_, count in waiting.items() if not count]
    for id_ in ready:
        for follower in followers[id_]:
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    if len(ready) < len(tasks):
        raise Cycle("These wait for each other: " + " > ".join(_circle(tasks, set(ready))))
    return [tasks[id_] for id_ in ready]


def refuse(problem: Problem, roster: Roster) -> None:
    """Raise what makes the problem impossible, as far as it shows before planning."""
    if len({person.id for person in problem.people}) < len(problem.people):
        raise SameName("Two people have the same name: give each their own.")
    for person in problem.people:
        if not roster.times[person.id].total:
            raise NobodyAvailable(f"{person.id} has no working time: give hours, or leave out.")
    for task in problem.tasks:
        if task.finished is None:
            _refuse_task(problem, roster, task)


def _may(person: Person, need: Need | Task) -> bool:
    return any(skill == need.skill and level >= need.level for skill, level in person.skills)


def _refuse_task(problem: Problem, roster: Roster, task: Task) -> None:
    if task.deadline is not None and task.deadline < 0:
        raise DeadlinePassed(f"The deadline of {task.id} has passed: set a new one, or none.")
    for link in task.after:
        if link.working and (link.lag < 0 or not problem.hours):
            raise SenselessLag(
                f"{task.id} waits in working time: the plan needs hours, and the lag 0 or more."
            )
    if task.milestone:
        if task.started is not None:
            raise SenselessEstimate(f"{task.id} is a milestone: it is reached, never just started.")
        return
    told = task.minutes
    if not isinstance(told, int) and not 0 <= told.best <= told.likely <= told.worst:
        raise SenselessEstimate(f"The estimate of {task.id} is {tuple(told)}: give them in order.")
    if not 0 < task.work <= MOST_MINUTES:
        shown = told if isinstance(told, int) else tuple(told)
        raise SenselessEstimate(f"The estimate of {task.id} is {shown}: give 1 to {MOST_MINUTES}.")
    needs: tuple[Need | Task, ...] = task.needs if task.also else (task,)
    for at, need in enumerate(needs):
        if need.people < 1 or len(roster.places(need)) < need.people:
            raise MissingSkill(_too_few(task, need, besides=at > 0))


def _too_few(task: Task, need: Need | Task, *, besides: bool) -> str:
    if besides and need.skill is None:
        names = ", ".join(need.candidates[:5]) or "anybody"
        return f"{task.id} takes {need.people} of {names} besides: there are fewer."
    what = f"{need.skill} at level {need.level}" if need.skill else "to be one of its people"
    return f"{task.id} needs {need.people} or more with {what}: there are fewer."


def _circle(tasks: dict[str, Task], free: set[str]) -> list[str]:
    """Walk back among the tasks that never get free until one comes again."""
    path = [min(id_ for id_ in tasks if id_ not in free)]
    while path[-1] not in path[:-1]:
        path.append(next(link.task for link in tasks[path[-1]].after if link.task not in free))
    return path[path.index(path[-1]) :][::-1]
