"""Planning problems and plans as JSON: what `python -m workdomain.scheduling.plan` reads and tells.

{"begins": "2026-01-05T09:00:00+00:00",
 "calendars": {"full": {"monday": ["09:00-12:00", "13:00-17:00"], "tuesday": ["09:00-17:00"]}},
 "people": [{"id": "ana", "calendar": "full", "skills": {"paint": 2},
             "leave": [{"first": "2026-01-12", "last": "2026-01-16"}]}],
 "tasks": [{"id": "wall", "minutes": 960, "skill": "paint", "level": 1, "project": "house"},
           {"id": "door", "minutes": {"best": 60, "likely": 90, "worst": 240},
            "after": [{"task": "wall", "kind": "finish-start", "lag_minutes": 1440}],
            "deadline": "2026-02-01T00:00:00+00:00"}]}

These four have to be there. `calendar` names the one that lags in working time (`"working": true`)
are counted in; `days` tells how far ahead people's time is laid out. The fields of a task are those
of `problem.Task`, with moments for minutes. Days and hours are those of a clock as far from UTC as
`begins` is, all year round; moments may be written in any zone.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

import orjson

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
from workdomain.scheduling.plan.shapes import (
    Misread,
    Read,
    day,
    inside,
    many,
    moment,
    named,
    record,
    text,
    texts,
    truth,
    whole,
    word,
)
from workdomain.scheduling.plan.worktime import Span, weekly

A_MINUTE = timedelta(minutes=1)
A_DAY = 24 * 60
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MILLION = 1_000_000

Week = tuple[tuple[Span, ...], ...]
"""The hours of Monday to Sunday in minutes after midnight."""


class Worker(NamedTuple):
    """Somebody who can be planned with."""

    id: str
    calendar: str
    leave: tuple[tuple[date, date], ...] = ()
    """First and last days."""
    skills: tuple[tuple[str, int], ...] = ()


class Asked(NamedTuple):
    """A planning problem, before anyone's time is laid out."""

    begins: datetime
    calendars: Mapping[str, Week]
    people: tuple[Worker, ...]
    tasks: tuple[Task, ...]
    projects: Mapping[str, str]
    """Of each task that is in one."""
    calendar: str | None
    days: int | None


def read(data: bytes) -> Asked:
    """Read what is to be planned. Raises Misread."""
    try:
        plain = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Misread(f"is no JSON: {error}") from None
    asked = _whole(plain)
    asked = {"calendar": None, "days": None} | asked
    projects: dict[str, str] = {}
    tasks = many(_tasks_of(asked["begins"], projects))
    asked["tasks"] = inside("tasks", tasks, asked["tasks"])
    found = Asked(**asked, projects=projects)
    _knows_what_it_names(found)
    return found


def problem_of(asked: Asked, days: int) -> Problem:
    """Lay out so many days of everyone's time."""
    weeks = {name: weekly(asked.begins, week, days) for name, week in asked.calendars.items()}

    def away(first: date, last: date) -> Span:
        begin = (datetime.combine(first, time(), asked.begins.tzinfo) - asked.begins) // A_MINUTE
        return begin, begin + ((last - first).days + 1) * A_DAY

    people = (
        Person(each.id, weeks[each.calendar], tuple(away(*one) for one in each.leave), each.skills)
        for each in asked.people
    )
    hours = () if asked.calendar is None else weeks[asked.calendar]
    return Problem(asked.tasks, tuple(people), hours)


def told(asked: Asked, problem: Problem, plan: Plan) -> bytes:
    """Say a plan: when each task is done and by whom, what it waited for, and all finishes.

    Links that fixed dates do not keep to are listed in `broken`.
    """
    begins, placed = asked.begins, plan.placed

    @cache  # work begins and ends at the same moments again and again
    def at(minute: int) -> str:
        return (begins + minute * A_MINUTE).isoformat()

    def said(task: str, one: Placed) -> dict[str, Any]:
        kind, until, other, person, _ = one.reason
        return {
            "id": task,
            "start": at(one.start),
            "finish": at(one.finish),
            "people": one.people,
            "waits": {"for": kind, "until": at(until), "task": other, "person": person},
            "pieces": [[at(begin), at(end)] for begin, end in one.spans],
        }

    ends: dict[str, int] = {}
    for task, project in asked.projects.items():
        ends[project] = max(ends.get(project, 0), placed[task].finish)
    plain = {
        "begins": at(0),
        "finish": at(max((one.finish for one in placed.values()), default=0)),
        "rule": plan.rule,
        "tardiness_minutes": plan.tardiness,
        "projects": {project: at(end) for project, end in ends.items()},
        "broken": [
            {"task": task, "after": link.task, "kind": link.kind}
            for task, link in broken_links(problem, placed)
        ],
        "tasks": [said(task.id, placed[task.id]) for task in asked.tasks],
    }
    return orjson.dumps(plain, option=orjson.OPT_APPEND_NEWLINE)


def _knows_what_it_names(asked: Asked) -> None:
    """Raise Misread where a calendar, or somebody, is named that is not there."""
    own = () if asked.calendar is None else (("the plan", asked.calendar),)
    for who, calendar in (*own, *((each.id, each.calendar) for each in asked.people)):
        if calendar not in asked.calendars:
            raise Misread(f"{who} has the calendar {calendar}, which is not there")
    people = {each.id for each in asked.people}
    for task in asked.tasks:
        if not people.issuperset(task.candidates):
            raise _unknown(task, task.candidates, people)
        for part in task.also:
            if not people.issuperset(part.candidates):
                raise _unknown(task, part.candidates, people)


def _unknown(task: Task, candidates: tuple[str, ...], people: set[str]) -> Misread:
    return Misread(f"{task.id} names {min(set(candidates) - people)}, who is not there")


def _hours(value: Any) -> Span:
    """Read hours of a day: `09:00-17:00`; they may end at 24:00."""
    try:
        (begin, end) = (_minute(part) for part in value.split("-"))
    except (AttributeError, ValueError):
        raise Misread("has to be hours of a day, as 09:00-17:00") from None
    if begin >= end:
        raise Misread("ends before it begins")
    return begin, end


def _minute(clock: str) -> int:
    if clock == "24:00":
        return A_DAY
    at = time.fromisoformat(clock)
    if len(clock) != len("09:00"):
        raise ValueError(clock)
    return at.hour * 60 + at.minute


def _week(value: Any) -> Week:
    hours = _weekdays(value)
    return tuple(hours.get(each, ()) for each in WEEK)


def _leave(value: Any) -> tuple[date, date]:
    days = _days(value)
    if days["last"] < days["first"]:
        raise Misread("ends before it begins")
    return days["first"], days["last"]


def _worker(value: Any) -> Worker:
    return Worker(**_person(value))


def _skills(value: Any) -> tuple[tuple[str, int], ...]:
    return tuple(_levels(value).items())


def _minutes(value: Any) -> int | Estimate:
    found = _spread(value) if isinstance(value, dict) else _lag(value)
    return found if isinstance(found, int) else Estimate(**found)


def _link(value: Any) -> Link:
    told = _wait(value).get
    kind, lag = told("kind", Kind.FINISH_START), told("lag_minutes", 0)
    return Link(told("task"), kind, lag, told("working", False))


def _need(value: Any) -> Need:
    return Need(**_part(value))


def _tasks_of(begins: datetime, projects: dict[str, str]) -> Read:
    """Read tasks, with moments counted from the beginning on; their projects are noted."""

    def minute(value: Any) -> int:
        return (moment(value) - begins) // A_MINUTE

    def past(value: Any) -> int:
        if (found := minute(value)) > 0:
            raise Misread("has to be past when the plan begins")
        return found

    moments = dict.fromkeys(("deadline", "not_before", "fixed"), minute)
    shape = record(TASK | moments | {"started": past, "finished": past}, ("id",))

    def read_task(value: Any) -> Task:
        found = shape(value)
        if (project := found.pop("project", None)) is not None:
            projects[found["id"]] = project
        return Task(**found)

    return read_task


_count = whole(0, MILLION)
_lag = whole(-MOST_MINUTES, MOST_MINUTES)
_weekdays = record(dict.fromkeys(WEEK, many(_hours)))
_days = record({"first": day, "last": day}, ("first", "last"))
_levels = named(_count)
_person = record(
    {"id": text, "calendar": text, "leave": many(_leave), "skills": _skills}, ("id", "calendar")
)
_spread = record(dict.fromkeys(("best", "likely", "worst"), _lag), ("best", "likely", "worst"))
_wait = record(
    {"task": text, "kind": word(list(Kind), Kind), "lag_minutes": _lag, "working": truth}, ("task",)
)
PART: dict[str, Read] = {
    "people": whole(1, 1_000),
    "candidates": texts,
    "skill": text,
    "level": _count,
}
_part = record(PART)
TASK: dict[str, Read] = {
    **PART,
    "id": text,
    "project": text,
    "minutes": _minutes,
    "after": many(_link),
    "milestone": truth,
    "also": many(_need),
    "split": truth,
    "priority": _count,
}
_whole = record(
    {
        "begins": moment,
        "calendars": named(_week),
        "people": many(_worker),
        "tasks": lambda value: value,  # read when it is known when the plan begins
        "calendar": text,
        "days": whole(1, 20_000),
    },
    ("begins", "calendars", "people", "tasks"),
)
