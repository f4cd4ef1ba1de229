"""The week of a person: the hours they worked, day by day.

The stream is one person's Monday to Sunday, so that it can promise that no day has more hours than
there are in a day. An entry is never overwritten: a correction and a removal say who, when and why.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.execution.sheet_words import ChangeLine
from workdomain.execution.timekeeping import (
    TIMEKEEPING,
    Timekeeping,
    must_be_in_time,
    must_not_be_locked,
    timekeeping,
)
from workdomain.execution.week_words import (
    Charge,
    ChargeTime,
    CorrectionLogged,
    CorrectTime,
    LogCorrection,
    LogTime,
    RemoveTime,
    Spent,
    TimeCorrected,
    TimeLogged,
    TimeRemoved,
    WeekCommand,
    WeekEvent,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Ask, Context, Decider, Look, Refused
from workdomain.people.person import must_be_known
from workdomain.planning.budget import budget
from workdomain.planning.budget_list import BUDGETS, Scope, binding, budget_list, scope_of
from workdomain.planning.budget_words import ConsumeBudget, ReleaseBudget
from workdomain.planning.project import project
from workdomain.planning.work_item import NoSuchWorkItem
from workdomain.values import named_id

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
    return _week_id(person, monday(day))


@lru_cache(maxsize=4096)
def _week_id(person: UUID, monday: date) -> UUID:
    return named_id(WEEKS, f"{person} {monday}")


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


class NotLocked(Refused):
    """Time is corrected where it stands, as long as that day is not locked."""


class CorrectionStands(Refused):
    """What corrects locked time is taken out or added to, and neither changed nor corrected."""


class CorrectsTooMuch(Refused):
    """Of a time entry there are never fewer minutes than none, or more than a day has."""


class Corrects(NamedTuple):
    """What an entry sets right."""

    entry: UUID
    day: date


class Entry(NamedTuple):
    """What is known of one entry."""

    day: date
    minutes: int
    item: UUID | None
    note: str
    activity: str | None = None
    corrects: Corrects | None = None
    billable: bool = True


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
        case LogCorrection():
            return _set_right(week, command, context)
        case ChargeTime(command=asked):
            return decide(week, asked, context)
        case _:
            assert_never(command)


NEW_TIME = (LogTime, LogCorrection)
CORRECTIONS = (LogCorrection, CorrectionLogged)


def _entry(told: LogTime | CorrectTime | LogCorrection | TimeLogged | TimeCorrected) -> Entry:
    wrong = None
    if isinstance(told, CORRECTIONS):
        wrong = Corrects(told.corrects, told.of_day)
    billable = told.billable is not False
    return Entry(told.day, told.minutes, told.item, told.note, told.activity, wrong, billable)


def _logged(week: Week, command: LogTime, context: Context) -> list[WeekEvent]:
    entry = _entry(command)
    if week.person not in (None, command.person):
        raise OtherWeek(f"This is the week of person {week.person}")
    if command.entry in week.entries:
        if week.entries[command.entry] == entry:
            return []
        raise EntryExists(f"Time entry {command.entry} was logged before: correct it instead")
    _must_fit(week, command.entry, entry, context)
    return [TimeLogged(**command.__dict__)]


def _set_right(week: Week, command: LogCorrection, context: Context) -> list[WeekEvent]:
    entry = _entry(command)
    if command.entry in week.entries:
        if week.entries[command.entry] == entry:
            return []
        raise EntryExists(f"Time entry {command.entry} was logged before: use another id")
    _must_fit(week, command.entry, entry, context)
    return [CorrectionLogged(**dict(command) | {"billable": entry.billable})]


def _corrected(week: Week, command: CorrectTime, context: Context) -> list[WeekEvent]:
    was = week.entries.get(command.entry)
    if week.person is None or was is None:
        raise NoSuchEntry(f"There is no time entry {command.entry} in this week")
    if was.corrects is not None:
        raise CorrectionStands("It corrects locked time: remove it, and log another correction")
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
            billable=command.billable,
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
            taken += max(there.minutes, 0)  # what is corrected elsewhere leaves no room here
    if taken + entry.minutes > MINUTES_A_DAY:
        left = MINUTES_A_DAY - taken
        raise MoreThanADay(f"{entry.day} has room for {left} minutes more, not {entry.minutes}")


def evolve(week: Week, event: WeekEvent, _context: Context) -> Week:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case TimeLogged() | CorrectionLogged() | TimeCorrected():
            entry = _entry(event)
            return Week(event.person, monday(event.day), {**week.entries, event.entry: entry})
        case TimeRemoved(entry=gone):
            return Week(week.person, week.monday, {**week.entries, gone: None})
        case _:
            assert_never(event)


def inform(
    _id: UUID, week: Week, command: WeekCommand, context: Context, look: Look
) -> WeekCommand:
    """Find the budgets that have to agree; as long as none refuses, there is nothing to find."""
    kept = look(timekeeping, TIMEKEEPING)
    if isinstance(command, LogCorrection):
        command = _of_what_it_corrects(kept, command, context, look)
    if kept.binds and not isinstance(command, ChargeTime):
        _must_be_open(kept, week, command, context)
    bound = look(budget_list, BUDGETS)
    if not bound or isinstance(command, ChargeTime):
        return command
    charges = Counter[tuple[UUID, str]]()
    if was := week.entries.get(command.entry):
        for budget in binding(bound, scope_of_entry(was, look)):
            charges[budget, was.day.isoformat()[:7]] -= was.minutes
    if not isinstance(command, RemoveTime):
        for budget in binding(bound, scope_of_entry(_entry(command), look)):
            charges[budget, command.day.isoformat()[:7]] += command.minutes
    found = [
        Charge(budget=budget, month=month, minutes=minutes)
        for (budget, month), minutes in charges.items()
        if minutes
    ]
    return ChargeTime(command=command, charges=tuple(found)) if found else command


Asked = LogTime | CorrectTime | RemoveTime | LogCorrection


def _must_be_open(kept: Timekeeping, week: Week, command: Asked, context: Context) -> None:
    """Raise unless all days that change may still do so."""
    was = week.entries.get(command.entry)
    if not isinstance(command, RemoveTime) and was == _entry(command):
        return  # told once more, it changes nothing
    days = [was.day] if was is not None else []
    days += [command.day] if not isinstance(command, RemoveTime) else []
    whose = command.person if isinstance(command, NEW_TIME) else week.person
    must_not_be_locked(kept, days)
    must_be_in_time(kept, days, whose, context)


def _of_what_it_corrects(
    kept: Timekeeping, command: LogCorrection, context: Context, look: Look
) -> LogCorrection:
    """Take work item and kind of work from what was wrong, which has to be locked."""
    there = look(week, week_id(command.person, command.of_day)).entries
    wrong = there.get(command.corrects)
    if wrong is None or wrong.day != command.of_day:
        raise NoSuchEntry(f"There is no time entry {command.corrects} on {command.of_day}")
    if kept.locked is None or wrong.day > kept.locked:
        raise NotLocked(f"{wrong.day} is not locked: correct the time entry itself")
    if wrong.corrects is not None:
        raise CorrectionStands(
            f"It is a correction itself: correct time entry {wrong.corrects.entry} of "
            f"{wrong.corrects.day} once more"
        )
    right = wrong.minutes + command.minutes + _corrected_so_far(command, context, look)
    if not 0 <= right <= MINUTES_A_DAY:
        raise CorrectsTooMuch(
            f"With this, {right} minutes would be left of the {wrong.minutes} of time entry "
            f"{command.corrects}: there are never fewer than 0 or more than {MINUTES_A_DAY}"
        )
    same = {"item": command.item or wrong.item, "activity": command.activity or wrong.activity}
    billable = wrong.billable if command.billable is None else command.billable
    return command.model_copy(update={**same, "billable": billable})


def _corrected_so_far(command: LogCorrection, context: Context, look: Look) -> int:
    """Add up what other corrections of an entry came to, in any week from its own to now."""
    wrong, total = Corrects(command.corrects, command.of_day), 0
    day, last = monday(command.of_day), context.at.astimezone(UTC).date() + A_DAY
    while day <= last:
        for id, there in look(week, week_id(command.person, day)).entries.items():
            if there and there.corrects == wrong and id != command.entry:
                total += there.minutes
        day += 7 * A_DAY
    return total


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
    asks = [] if isinstance(asked, NEW_TIME) else [Ask(SHEET, id, ChangeLine(entry=asked.entry))]
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
    if isinstance(command, NEW_TIME):
        whose, day = command.person, command.day
        if (week.person, week.monday) != (whose, monday(day)):
            # A week that has an entry is of somebody known, and in the right stream.
            must_be_known(whose, look)
            if id != (right := week_id(whose, day)):
                raise OtherWeek(f"Time of {whose} on {day} is kept in week {right}")
    if isinstance(command, RemoveTime) or command.item is None:
        return
    if not look(work_item, command.item).plan.title:
        raise NoSuchWorkItem(f"There is no work item {command.item}: add it first")


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
