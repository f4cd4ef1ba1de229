"""The week of a person: the hours they worked, day by day.

The stream is one person's Monday to Sunday, so that it can promise that no day has more hours than
there are in a day. An entry is never overwritten: a correction and a removal say who, when and why.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, NamedTuple, assert_never, get_args
from uuid import UUID, uuid5

from pydantic import Field

from workdomain.execution.sheet_words import ChangeLine
from workdomain.execution.work_item import work_item
from workdomain.kernel import (
    Ask,
    Command,
    Context,
    Decider,
    Event,
    Look,
    Message,
    Personal,
    Refused,
)
from workdomain.people.person import must_be_known
from workdomain.planning.budget import budget
from workdomain.planning.budget_list import BUDGETS, Scope, binding, budget_list, scope_of
from workdomain.planning.budget_words import ConsumeBudget, ReleaseBudget
from workdomain.planning.project import project
from workdomain.planning.work_item import NoSuchWorkItem
from workdomain.values import Day, Line, Minutes, Text

WEEKS = UUID("5e4a6d0c-6a55-5b0e-9d0b-3f6d0c1e8a27")
"""The namespace of week ids; another one would lose every week there is."""

SHEET = "sheet"
"""The stream with the same id that tells which entries are handed in (`sheet.py`)."""
MINUTES_A_DAY = 24 * 60
A_DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def monday(day: date) -> date:
    """Tell on which day the week of this day begins (ISO 8601)."""
    return day - timedelta(days=day.weekday())


def week_id(person: UUID, day: date) -> UUID:
    """Name the stream that a person's hours of this day belong to."""
    return uuid5(WEEKS, f"{person} {monday(day)}")


class LogTime(Command):
    """Record minutes worked on a day, on a work item or on none."""

    entry: UUID
    """Id of the new entry, chosen by whoever asks."""
    person: UUID
    day: Day
    minutes: Minutes
    item: UUID | None = None
    note: Annotated[Text, Personal()] = ""
    activity: Line | None = None
    """What kind of work it was, in the workspace's own words: development, travel."""


class CorrectTime(Command):
    """Replace an entry as a whole: what is given here holds, within the same week."""

    entry: UUID
    day: Day
    minutes: Minutes
    item: UUID | None
    note: Annotated[Text, Personal()]
    reason: Annotated[Line, Personal()]
    activity: Line | None = None


class RemoveTime(Command):
    """Take an entry out; the history keeps it."""

    entry: UUID
    reason: Annotated[Line, Personal()]


class Charge(Message):
    """Minutes of a month that a budget has to agree to, or, below zero, gets back."""

    budget: UUID
    month: str
    minutes: int


class ChargeTime(Command):
    """Do this to the week, if the budgets agree; what is asked by itself, once they are known."""

    command: LogTime | CorrectTime | RemoveTime
    charges: Annotated[tuple[Charge, ...], Field(max_length=10_000)]


class Spent(Message):
    """Minutes of a day, on a work item or on none."""

    day: date
    minutes: int
    item: UUID | None = None


class TimeLogged(
    Event,
    topic="week.time-logged.v1",
    says="logged {minutes}[ of {activity}] on {day}[ for {item}][: {note}]",
):
    """Someone worked."""

    entry: UUID
    person: UUID
    day: date
    minutes: int
    item: UUID | None = None
    note: Annotated[str, Personal()] = ""
    activity: str | None = None


class TimeCorrected(
    Event,
    topic="week.time-corrected.v1",
    says="corrected {was.minutes} on {was.day} to {minutes}[ of {activity}] on {day}[ for {item}]:"
    " {reason}",
):
    """An entry was not right, and now says something else."""

    entry: UUID
    person: UUID
    was: Spent
    day: date
    minutes: int
    item: UUID | None
    note: Annotated[str, Personal()]
    reason: Annotated[str, Personal()]
    activity: str | None = None


class TimeRemoved(
    Event,
    topic="week.time-removed.v1",
    says="removed {minutes} on {day}[ for {item}]: {reason}",
):
    """An entry does not count any more."""

    entry: UUID
    person: UUID
    day: date
    minutes: int
    item: UUID | None
    reason: Annotated[str, Personal()]


WeekCommand = LogTime | CorrectTime | RemoveTime | ChargeTime
WeekEvent = TimeLogged | TimeCorrected | TimeRemoved


class OtherWeek(Refused):
    """Hours are kept in the week of their person and day."""


class MoreThanADay(Refused):
    """A day has 24 hours."""


class NotYetWorked(Refused):
    """Hours are logged when they were worked, at the latest a day ahead, as clocks differ."""


class EntryExists(Refused):
    """The id of a time entry is used once."""


class NoSuchEntry(Refused):
    """Only an entry that is there can be corrected or removed."""


class Entry(NamedTuple):
    """What is known of one entry."""

    day: date
    minutes: int
    item: UUID | None
    note: str
    activity: str | None = None


class Week(NamedTuple):
    """Whose week it is, and what they did; nobody's before the first entry."""

    person: UUID | None = None
    monday: date | None = None
    entries: Mapping[UUID, Entry | None] = MappingProxyType({})
    """None instead of an entry that was removed."""


def decide(week: Week, command: WeekCommand, context: Context) -> list[WeekEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case LogTime():
            return _logged(week, command, context)
        case CorrectTime():
            return _corrected(week, command, context)
        case RemoveTime(entry=id, reason=reason):
            if week.person is None or id not in week.entries:
                raise NoSuchEntry(f"There is no time entry {id} in this week")
            gone = week.entries[id]
            if gone is None:
                return []
            return [
                TimeRemoved(
                    entry=id,
                    person=week.person,
                    day=gone.day,
                    minutes=gone.minutes,
                    item=gone.item,
                    reason=reason,
                )
            ]
        case ChargeTime(command=asked):
            return decide(week, asked, context)
        case _:
            assert_never(command)


def _entry(told: LogTime | CorrectTime | TimeLogged | TimeCorrected) -> Entry:
    return Entry(told.day, told.minutes, told.item, told.note, told.activity)


def _logged(week: Week, command: LogTime, context: Context) -> list[WeekEvent]:
    entry = _entry(command)
    if week.person not in (None, command.person):
        raise OtherWeek(f"This is the week of person {week.person}")
    if command.entry in week.entries:
        if week.entries[command.entry] == entry:
            return []
        raise EntryExists(f"Time entry {command.entry} was logged before: correct it instead")
    _must_fit(week, command.entry, entry, context)
    return [
        TimeLogged(
            entry=command.entry,
            person=command.person,
            day=command.day,
            minutes=command.minutes,
            item=command.item,
            note=command.note,
            activity=command.activity,
        )
    ]


def _corrected(week: Week, command: CorrectTime, context: Context) -> list[WeekEvent]:
    was = week.entries.get(command.entry)
    if week.person is None or was is None:
        raise NoSuchEntry(f"There is no time entry {command.entry} in this week")
    entry = _entry(command)
    if entry == was:
        return []
    _must_fit(week, command.entry, entry, context)
    return [
        TimeCorrected(
            entry=command.entry,
            person=week.person,
            was=Spent(day=was.day, minutes=was.minutes, item=was.item),
            day=command.day,
            minutes=command.minutes,
            item=command.item,
            note=command.note,
            reason=command.reason,
            activity=command.activity,
        )
    ]


def _must_fit(week: Week, id: UUID, entry: Entry, context: Context) -> None:
    """Raise unless a day of this week has room for the entry, and has come."""
    if week.monday not in (None, monday(entry.day)):
        raise OtherWeek(f"{entry.day} is not in the week that begins on {week.monday}")
    if entry.day > context.at.astimezone(UTC).date() + A_DAY:
        raise NotYetWorked(f"{entry.day} is still to come")
    taken = 0
    for other, there in week.entries.items():
        if there and there.day == entry.day and other != id:
            taken += there.minutes
    if taken + entry.minutes > MINUTES_A_DAY:
        left = MINUTES_A_DAY - taken
        raise MoreThanADay(f"{entry.day} has room for {left} minutes more, not {entry.minutes}")


def evolve(week: Week, event: WeekEvent, _context: Context) -> Week:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case TimeLogged() | TimeCorrected():
            entry = _entry(event)
            return Week(event.person, monday(event.day), {**week.entries, event.entry: entry})
        case TimeRemoved(entry=gone):
            return Week(week.person, week.monday, {**week.entries, gone: None})
        case _:
            assert_never(event)


def inform(
    _id: UUID, week: Week, command: WeekCommand, _context: Context, look: Look
) -> WeekCommand:
    """Find the budgets that have to agree; as long as none refuses, there is nothing to find."""
    bound = look(budget_list, BUDGETS)
    if not bound or isinstance(command, ChargeTime):
        return command
    charges = Counter[tuple[UUID, str]]()
    if was := week.entries.get(command.entry):
        for budget in binding(bound, scope_of_entry(was, look)):
            charges[budget, was.day.isoformat()[:7]] -= was.minutes
    if isinstance(command, LogTime | CorrectTime):
        for budget in binding(bound, scope_of_entry(_entry(command), look)):
            charges[budget, command.day.isoformat()[:7]] += command.minutes
    found = [
        Charge(budget=budget, month=month, minutes=minutes)
        for (budget, month), minutes in charges.items()
        if minutes
    ]
    return ChargeTime(command=command, charges=tuple(found)) if found else command


def scope_of_entry(entry: Entry, look: Look) -> Scope:
    """Tell what time is of, by its work item as it is now: for its own client, or its project's."""
    if entry.item is None:
        return scope_of(None, None, entry.activity)
    item = look(work_item, entry.item)
    where, client = item.plan.project, item.specification.client
    if client is None and where is not None:
        client = look(project, where).client
    return scope_of(where, client, entry.activity)


def requires(id: UUID, _week: Week, command: WeekCommand) -> list[Ask]:
    """Ask whether what is handed in may change, and then the budgets.

    What these get back comes first, so that it is there to be taken.
    """
    asked = command.command if isinstance(command, ChargeTime) else command
    asks = [] if isinstance(asked, LogTime) else [Ask(SHEET, id, ChangeLine(entry=asked.entry))]
    if not isinstance(command, ChargeTime):
        return asks
    return asks + [
        Ask(budget.name, charge.budget, _wanted(charge))
        for charge in sorted(command.charges, key=lambda charge: charge.minutes)
    ]


def _wanted(charge: Charge) -> ConsumeBudget | ReleaseBudget:
    if charge.minutes > 0:
        return ConsumeBudget(month=charge.month, minutes=charge.minutes)
    return ReleaseBudget(month=charge.month, minutes=-charge.minutes)


def guard(id: UUID, week: Week, command: WeekCommand, look: Look) -> None:
    """Keep hours in the stream of their week, for people and work that are known."""
    if isinstance(command, ChargeTime):
        command = command.command
    match command:
        case LogTime(person=whose, day=day) if (week.person, week.monday) != (whose, monday(day)):
            # A week that has an entry is of somebody known, and in the right stream.
            must_be_known(whose, look)
            if id != (right := week_id(whose, day)):
                raise OtherWeek(f"Time of {whose} on {day} is kept in week {right}")
        case _:
            pass
    match command:
        case LogTime(item=UUID() as item) | CorrectTime(item=UUID() as item):
            if not look(work_item, item).plan.title:
                raise NoSuchWorkItem(f"There is no work item {item}: add it first")
        case _:
            pass


week = Decider(
    name="week",
    initial=Week(),
    decide=decide,
    evolve=evolve,
    commands=get_args(WeekCommand),
    events=get_args(WeekEvent),
    inform=inform,
    guard=guard,
    requires=requires,
)
