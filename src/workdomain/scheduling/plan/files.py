"""Planning problems and plans as JSON: what `python -m workdomain.scheduling.plan` reads and tells.

{"begins": "2026-01-05T09:00:00+00:00",
 "calendars": {"full": {"monday": ["09:00-12:00", "13:00-17:00"], "tuesday": ["09:00-17:00"]}},
 "people": [{"id": "ana", "calendar": "full", "skills": {"paint": 2},
             "leave": [{"first": "2026-01-12", "last": "2026-01-16"}]}],
 "tasks": [{"id": "wall", "minutes": 960, "skill": "paint", "project": "house"},
           {"id": "door", "minutes": {"best": 60, "likely": 90, "worst": 240},
            "after": [{"task": "wall", "kind": "finish-start", "lag_minutes": 1440}],
            "deadline": "2026-02-01T00:00:00+00:00"}]}

Only `begins`, `calendars`, `people` and `tasks` have to be there. Days and hours are those of a
clock as far from UTC as `begins` is, all year round; moments may be written in any zone.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError, model_validator

from workdomain.kernel import Message
from workdomain.scheduling.plan.check import broken_links
from workdomain.scheduling.plan.generate import Placed, Plan
from workdomain.scheduling.plan.problem import (
    MOST_MINUTES,
    Estimate,
    Kind,
    Link,
    Need,
    Person,
    Problem,
    Task,
)
from workdomain.scheduling.plan.worktime import Span, weekly

A_MINUTE = timedelta(minutes=1)
A_DAY = 24 * 60
MOST_WRONG = 10
"""Of what is wrong with a file, so much is told."""

Name = Annotated[str, StringConstraints(min_length=1)]
Hours = Annotated[
    str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")
]
"""From one time of day to a later one of the same day: `09:00-17:00`."""
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Minutes = Annotated[int, Field(ge=-MOST_MINUTES, le=MOST_MINUTES)]


class Week(Message):
    """The hours of each weekday; a day that is left out is free."""

    monday: tuple[Hours, ...] = ()
    tuesday: tuple[Hours, ...] = ()
    wednesday: tuple[Hours, ...] = ()
    thursday: tuple[Hours, ...] = ()
    friday: tuple[Hours, ...] = ()
    saturday: tuple[Hours, ...] = ()
    sunday: tuple[Hours, ...] = ()

    def spans(self) -> tuple[tuple[Span, ...], ...]:
        """Tell the hours of Monday to Sunday in minutes after midnight."""
        return tuple(tuple(map(_span, getattr(self, day))) for day in type(self).model_fields)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        for day, spans in zip(type(self).model_fields, self.spans(), strict=True):
            if any(begin >= end for begin, end in spans):
                raise ValueError(f"the hours of {day} end before they begin")
        return self


class Leave(Message):
    """Whole days off, the last one included."""

    first: date
    last: date

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.last < self.first:
            raise ValueError("the leave ends before it begins")
        return self


class Worker(Message):
    """Somebody who can be planned with."""

    id: Name
    calendar: Name
    leave: tuple[Leave, ...] = ()
    skills: dict[Name, Count] = Field(default_factory=dict)
    """Each with its level."""


class Spread(Message):
    """Minutes of work at best, most likely and at worst."""

    best: Minutes
    likely: Minutes
    worst: Minutes


class Wait(Message):
    """What a task waits for."""

    task: Name
    kind: Kind = Kind.FINISH_START
    lag_minutes: Minutes = 0
    working: bool = False
    """The lag counts in the working time of the calendar that the whole plan names."""


class Part(Message):
    """Who does a part of a task."""

    people: Annotated[int, Field(ge=1, le=1_000)] = 1
    candidates: tuple[Name, ...] = ()
    """Who may do it; empty for anyone with the skill."""
    skill: Name | None = None
    level: Count = 0


class Piece(Part):
    """A task, as `problem.Task` says it."""

    id: Name
    project: Name | None = None
    minutes: Minutes | Spread = 0
    """What each of its people has to do."""
    after: tuple[Wait, ...] = ()
    milestone: bool = False
    also: tuple[Part, ...] = ()
    split: bool = False
    priority: Count = 0
    deadline: AwareDatetime | None = None
    not_before: AwareDatetime | None = None
    fixed: AwareDatetime | None = None
    started: AwareDatetime | None = None
    finished: AwareDatetime | None = None


class Asked(Message):
    """A planning problem."""

    begins: AwareDatetime
    calendars: dict[Name, Week]
    people: tuple[Worker, ...]
    tasks: tuple[Piece, ...]
    calendar: Name | None = None
    """The calendar that lags in working time are counted in."""
    days: Annotated[int, Field(ge=1, le=20_000)] | None = None
    """How far ahead everyone's time is laid out; left out: as far as it takes, up to ten years."""

    @model_validator(mode="after")
    def _knows_what_it_names(self) -> Self:
        own = () if self.calendar is None else (("the plan", self.calendar),)
        for who, calendar in (*own, *((each.id, each.calendar) for each in self.people)):
            if calendar not in self.calendars:
                raise ValueError(f"{who} has the calendar {calendar}, which is not there")
        people = {each.id for each in self.people}
        for task in self.tasks:
            for part in (task, *task.also):
                if unknown := set(part.candidates) - people:
                    raise ValueError(f"{task.id} names {min(unknown)}, who is not there")
            for word, moment in (("started", task.started), ("finished", task.finished)):
                if moment is not None and moment > self.begins:
                    raise ValueError(f"{task.id} is {word} after the plan begins")
        return self


def problem_of(asked: Asked, days: int) -> Problem:
    """Lay out so many days of everyone's time, and count all moments from the beginning."""
    weeks = {name: weekly(asked.begins, w.spans(), days) for name, w in asked.calendars.items()}
    return Problem(
        tuple(_task(task, asked.begins) for task in asked.tasks),
        tuple(
            Person(
                each.id,
                weeks[each.calendar],
                tuple(_days(leave, asked.begins) for leave in each.leave),
                tuple(each.skills.items()),
            )
            for each in asked.people
        ),
        () if asked.calendar is None else weeks[asked.calendar],
    )


def told(asked: Asked, problem: Problem, plan: Plan) -> dict[str, Any]:
    """Say a plan: when each task is done and by whom, what it waited for, and all finishes.

    Links that fixed dates do not keep to are listed in `broken`.
    """
    begins, placed = asked.begins, plan.placed

    def moment(minute: int) -> datetime:
        return begins + minute * A_MINUTE

    ends: dict[str, int] = {}
    for task in asked.tasks:
        if task.project is not None:
            ends[task.project] = max(ends.get(task.project, 0), placed[task.id].finish)
    return {
        "begins": begins,
        "finish": moment(max((one.finish for one in placed.values()), default=0)),
        "rule": plan.rule,
        "tardiness_minutes": plan.tardiness,
        "projects": {project: moment(end) for project, end in ends.items()},
        "broken": [
            {"task": id_, "after": link.task, "kind": link.kind}
            for id_, link in broken_links(problem, placed)
        ],
        "tasks": [
            {
                "id": task.id,
                "start": moment(one.start),
                "finish": moment(one.finish),
                "people": one.people,
                "waits": _waits(one, moment(one.reason.until)),
                "pieces": [[moment(begin), moment(end)] for begin, end in one.spans],
            }
            for task in asked.tasks
            for one in (placed[task.id],)
        ],
    }


def in_words(error: ValidationError) -> str:
    """Say what is wrong with a file, a line for each place."""
    lines = list(_wrong(error))
    more = [f"and {len(lines) - MOST_WRONG} more"] if len(lines) > MOST_WRONG else []
    return "\n".join((*lines[:MOST_WRONG], *more))


def _wrong(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_url=False, include_context=False, include_input=False):
        place = ".".join(map(str, each["loc"]))
        words = each["msg"].removeprefix("Value error, ")
        yield f"{place}: {words}" if place else words


def _waits(one: Placed, until: datetime) -> Mapping[str, object]:
    reason = one.reason
    return {"for": reason.kind, "until": until, "task": reason.task, "person": reason.person}


def _span(hours: str) -> Span:
    begin, end = (int(part[:2]) * 60 + int(part[3:]) for part in hours.split("-"))
    return begin, end


def _days(leave: Leave, begins: datetime) -> Span:
    midnight = datetime.combine(leave.first, time(), begins.tzinfo)
    first = (midnight - begins) // A_MINUTE
    return first, first + ((leave.last - leave.first).days + 1) * A_DAY


def _task(task: Piece, begins: datetime) -> Task:
    def minute(moment: datetime | None) -> int | None:
        return None if moment is None else (moment - begins) // A_MINUTE

    minutes = task.minutes
    return Task(
        task.id,
        minutes if isinstance(minutes, int) else Estimate(*(each for _, each in minutes)),
        tuple(Link(each.task, each.kind, each.lag_minutes, each.working) for each in task.after),
        task.milestone,
        task.people,
        task.candidates,
        task.skill,
        task.level,
        tuple(_needs(task.also)),
        task.split,
        task.priority,
        minute(task.deadline),
        minute(task.not_before) or 0,
        minute(task.fixed),
        minute(task.started),
        minute(task.finished),
    )


def _needs(parts: Iterable[Part]) -> Iterator[Need]:
    for part in parts:
        yield Need(part.people, part.candidates, part.skill, part.level)
