"""People who work as they always did, for as many weeks as a log is to be long.

What is asked in a week follows from the number of the week alone, and every life ends on the same
day. So two logs, a short one and a long one, end with the same open work, the same people and the
same last weeks, and differ only in how much went before.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from math import ceil
from pathlib import Path
from uuid import UUID
from zlib import crc32

from workdomain.execution.discussion import Comment
from workdomain.execution.task_life import (
    BlockWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    SetRemainingWork,
    StartWorkItem,
    UnblockWorkItem,
)
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime, LogTime
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson, RecordLeave, SetWorkingHours
from workdomain.planning.estimate import Estimate
from workdomain.planning.project import AddProject
from workdomain.planning.work_item import AddWorkItem, PlanWorkItemDates, Priority
from workdomain.work import Work

MIX = (
    "per person and week: 1 item added, 1 started, 1 completed, 5 time entries, 1 remaining work"
    " set; now and then an estimate, a comment, new dates, a block, a corrected entry, a leave, and"
    " a comment that is told days late"
)
TEAM = 10
LEAD = 5
"""Weeks between the day that an item is added and the week in which it is worked on."""
PROJECT_WEEKS = 26
EVENTS = 9.9
"""Of each person in a week, and some more."""
LAST_MONDAY = date(2026, 6, 22)
"""The Monday of the last week of every log."""
END = datetime(2026, 6, 26, 18, tzinfo=UTC)
"""The end of every log."""

PERSON, PROJECT, ITEM, ENTRY, COMMENT, LEAVE, COMMAND = range(1, 8)

Asked = tuple[UUID, Command, Context]


class Clock:
    """The clock of a store, moved by whoever makes its log."""

    def __init__(self, now: datetime = END) -> None:
        """Start at a moment."""
        self.now = now

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


def weeks_of(events: int, people: int) -> int:
    """Tell how many weeks make at least so many events."""
    return ceil(events / EVENTS / people) + 1


def make_log(path: Path, weeks: int, people: int) -> None:
    """Let the company live so many weeks in a new database."""
    clock = Clock()
    with Work.open(path, clock=clock) as work:
        for clock.now, asked in days(weeks, people):
            for answer in work.do_all(asked):
                if isinstance(answer, Exception):
                    raise answer


def commands(weeks: int, people: int) -> list[Asked]:
    """List all that is asked in so many weeks."""
    return list(chain.from_iterable(asked for _, asked in days(weeks, people)))


def days(weeks: int, people: int) -> Iterator[tuple[datetime, list[Asked]]]:
    """Tell, day by day, when it ended and what had been asked."""
    first = _number(LAST_MONDAY) - weeks + 1
    yield _at(first, 0, hour=7), list(_founded(first, people))
    for week in range(first, first + weeks):
        told: list[list[Asked]] = [[] for _ in range(5)]
        for person in range(people):
            for day, asked in _week_of(person, week, first):
                told[day].append(asked)
        for day, asked_that_day in enumerate(told):
            yield _at(week, day, hour=18), asked_that_day


def person_id(person: int) -> UUID:
    """Name one of them."""
    return _id(PERSON, 0, person)


def _founded(first: int, people: int) -> Iterator[Asked]:
    """Make everyone known, and the projects that are under way."""
    at = _at(first, 0, hour=7)
    for person in range(people):
        id, team = person_id(person), f"Team {person // TEAM}"
        context = Context(id, at)
        yield _asked(id, AddPerson(name=f"Person {person:03}", team=team), context, person, 1)
        minutes = (480, 480, 480, 480, 480 if person % 5 else 240, 0, 0)
        hours = SetWorkingHours(minutes=minutes, valid_from=at.date())
        yield _asked(id, hours, context, person, 2)
        if person % TEAM == 0 and first % PROJECT_WEEKS:
            yield _project(person // TEAM, first, at)


def _project(team: int, week: int, at: datetime) -> Asked:
    """Set up the project that a team works on for half a year."""
    number = week // PROJECT_WEEKS
    add = AddProject(name=f"Project {number} of team {team}", key=f"T{team}N{number}")
    context = Context(person_id(team * TEAM), at)
    return _asked(_id(PROJECT, number, team), add, context, team * TEAM, 3)


def _week_of(person: int, week: int, first: int) -> Iterator[tuple[int, Asked]]:
    """Tell what a person asks in a week: on which day, and what."""
    number = 10
    for day, hour, id, command in chain(
        _planned(person, week, first), _worked(person, week, first), _noted(person, week, first)
    ):
        number += 1
        context = Context(person_id(person), _at(week, day, hour))
        late = isinstance(command, Comment) and _draw(person, week, 9) % 16 == 0
        yield (4 if late else day), _asked(id, command, context, person, number)


Told = Iterable[tuple[int, int, UUID, Command]]
"""The day of the week, the hour, what it is about, and the command."""


def _planned(person: int, week: int, first: int) -> Told:
    """Add the work of a later week, and look again at what was added before."""
    project = _id(PROJECT, week // PROJECT_WEEKS, person // TEAM)
    if person % TEAM == 0 and week % PROJECT_WEEKS == 0:
        yield 0, 8, *_project(person // TEAM, week, END)[:2]
    colleagues = {person, person // TEAM * TEAM + _draw(person, week, 1) % TEAM}
    yield 0, 9, _id(ITEM, week, person), AddWorkItem(
        title=f"Work of week {week} for person {person:03}",
        description="What is to be done, in a sentence or two, as people write it. " * 2,
        project=project,
        priority=(Priority.HIGH, Priority.NORMAL, Priority.LOW)[_draw(person, week, 2) % 3],
        estimate=_estimate(person, week),
        start=_day(week + LEAD, 0),
        due=_day(week + LEAD, 4),
        assignees=tuple(map(person_id, sorted(colleagues))) if week % 4 == 0 else (
            person_id(person),
        ),
    )  # fmt: skip
    if (added := week - 2) >= first and _draw(person, week, 3) % 3 == 0:
        again = Estimate.single(_estimate(person, added).expected + 4)
        yield 1, 10, _id(ITEM, added, person), EstimateWorkItem(estimate=again)
    if (added := week - 3) >= first and _draw(person, week, 4) % 10 == 0:
        dates = PlanWorkItemDates(start=_day(week + 2, 1), due=_day(week + 3, 2))
        yield 1, 11, _id(ITEM, added, person), dates


def _worked(person: int, week: int, first: int) -> Told:
    """Work on what was added some weeks ago, and log the hours."""
    added = week - LEAD
    item = _id(ITEM, added, person) if added >= first else None
    present = 3 if _is_away(person, week) else 5
    if item is not None:
        yield 0, 10, item, StartWorkItem()
        if _draw(person, week, 5) % 8 == 0:
            yield 1, 12, item, BlockWorkItem(reason="Waiting for an answer from the customer")
            yield 2, 8, item, UnblockWorkItem()
        left = SetRemainingWork(hours=_estimate(person, added).expected / 2)
        yield 2, 16, item, left
        yield present - 1, 16, item, CompleteWorkItem()
    for day in range(present):
        yield day, 17, week_id(person_id(person), _day(week, day)), _time(person, week, day, item)


def _time(person: int, week: int, day: int, item: UUID | None) -> LogTime:
    entry, minutes = _id(ENTRY, week, person, day), 360 + _draw(person, week, day) % 8 * 15
    return LogTime(
        entry=entry,
        person=person_id(person),
        day=_day(week, day),
        minutes=minutes,
        item=item,
        note="" if day % 2 else "as planned",
    )


def _noted(person: int, week: int, first: int) -> Told:
    """Say something, put an entry right, ask for a leave."""
    item = _id(ITEM, week - LEAD, person) if week - LEAD >= first else None
    if item is not None and _draw(person, week, 6) % 3 == 0:
        text = "This needs a second look before it goes out; see the notes of the last meeting."
        comment = Comment(comment=_id(COMMENT, week, person), text=text)
        yield 1, 15, item, comment
    if _draw(person, week, 7) % 10 == 0:
        wrong = _time(person, week, 1, item)
        right = CorrectTime(
            entry=wrong.entry,
            day=wrong.day,
            minutes=wrong.minutes - 30,
            item=wrong.item,
            note=wrong.note,
            reason="Half an hour was lunch",
        )
        yield 2, 18, week_id(person_id(person), wrong.day), right
    if _is_away(person, week + 4):
        away = RecordLeave(
            leave=_id(LEAVE, week, person), first=_day(week + 4, 3), last=_day(week + 4, 4)
        )
        yield 0, 11, person_id(person), away


def _is_away(person: int, week: int) -> bool:
    """Tell whether a person is away on Thursday and Friday: twice a year."""
    return (week + person) % 26 == 0


def _estimate(person: int, week: int) -> Estimate:
    hours = (8.0, 16.0, 24.0, 30.0)[_draw(person, week, 8) % 4]
    return Estimate(optimistic=hours / 2, most_likely=hours, pessimistic=hours * 2)


def _asked(id: UUID, command: Command, context: Context, person: int, number: int) -> Asked:
    week = _number(context.at.date())
    return id, command, context.with_command(_id(COMMAND, week, person, number))


def _draw(*of: int) -> int:
    """Draw a number that looks random and is always the same."""
    return crc32(repr(of).encode())


def _id(kind: int, week: int, person: int, number: int = 0) -> UUID:
    """Name a thing by when it was made, as ids are that sort by time (UUID version 7)."""
    milliseconds = week * 7 * 86_400_000
    low = 0x2 << 62 | kind << 48 | person << 24 | number
    return UUID(int=milliseconds << 80 | 0x7 << 76 | low)


def _number(day: date) -> int:
    """Count weeks, from Monday to Sunday."""
    return (day.toordinal() - 1) // 7


def _day(week: int, day: int) -> date:
    return date.fromordinal(week * 7 + 1 + day)


def _at(week: int, day: int, hour: int) -> datetime:
    return datetime.combine(_day(week, day), datetime.min.time(), UTC) + timedelta(hours=hour)
