"""Recurring work: a rule that says when, and the work item to make each time.

absent -AddRecurrence-> running -PauseRecurrence-> paused -ResumeRecurrence-> running
running, paused -EndRecurrence-> ended on its last day

One occurrence can be moved, changed or skipped; "this and all that follow" splits the series. What
was made already is an ordinary work item, and is changed as such.
"""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, assert_never, get_args
from uuid import UUID, uuid5

from workdomain.kernel import Ask, Context, Decider, Look, Refused
from workdomain.people.person import must_be_known
from workdomain.people.work_calendar import must_be_a_calendar
from workdomain.planning.project import must_be_open
from workdomain.planning.recurrence_days import on_calendar
from workdomain.planning.recurrence_list import RECURRENCES, ListRecurrence, recurrence_list
from workdomain.planning.recurrence_rule import ever_occurs, local_time
from workdomain.planning.recurrence_words import (
    AddRecurrence,
    ChangeFollowing,
    ChangeOccurrence,
    Due,
    EndRecurrence,
    FinishOccurrence,
    MakeOccurrences,
    MaterialiseRecurrence,
    MoveOccurrence,
    OccurrenceChanged,
    OccurrenceFinished,
    OccurrenceMade,
    OccurrenceMoved,
    OccurrenceRestored,
    OccurrenceSkipped,
    PauseRecurrence,
    RecurrenceAdded,
    RecurrenceCommand,
    RecurrenceEnded,
    RecurrenceEvent,
    RecurrencePaused,
    RecurrenceResumed,
    RecurrenceSplit,
    RestoreOccurrence,
    ResumeRecurrence,
    SkipOccurrence,
)
from workdomain.planning.series import (
    DAY,
    Makes,
    Occurrence,
    Occurring,
    Pause,
    Segment,
    Series,
    Special,
    due,
    named,
    open_from,
)
from workdomain.planning.work_item import AddWorkItem


class NoSuchRecurrence(Refused):
    """The recurring work a command is about was set up before."""


class RecurrenceExists(Refused):
    """Recurring work is set up once."""


class RecurrenceHasEnded(Refused):
    """What has ended does not change; its end can still be put off."""


class NeverOccurs(Refused):
    """A rule names a time within the years after its beginning in which one is to be expected."""


class NoSuchOccurrence(Refused):
    """What is moved, changed, skipped or split at is an occurrence of the series."""


class OccurrenceIsOver(Refused):
    """An occurrence that was made is a work item of its own; one that was passed over is past."""


class BeginsTooEarly(Refused):
    """What follows an occurrence does not begin before it."""


class PauseEndsBeforeItBegins(Refused):
    """A pause ends on its first day or later."""


ALSO_AFTER_THE_END = (EndRecurrence, MaterialiseRecurrence, MakeOccurrences, FinishOccurrence)


def decide(series: Series, command: RecurrenceCommand, context: Context) -> list[RecurrenceEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    _must_apply(series, command, context)
    match command:
        case AddRecurrence():
            return [_added(command)]
        case MoveOccurrence(occurrence=id, to=to):
            own, _ = _open(series, id)
            return [] if to == own.starts else [OccurrenceMoved(occurrence=own.id, to=to)]
        case ChangeFollowing():
            return _split(series, command)
        case ChangeOccurrence(occurrence=id):
            own, _ = _open(series, id)
            contents = _changed(own.contents, command)
            same = contents == own.contents
            return [] if same else [OccurrenceChanged(occurrence=own.id, contents=contents)]
        case SkipOccurrence(occurrence=id, reason=reason):
            own, special = _open(series, id)
            if special.skipped == reason:
                return []
            return [OccurrenceSkipped(occurrence=own.id, reason=reason)]
        case RestoreOccurrence(occurrence=id):
            own, special = _open(series, id)
            return [] if special == Special() else [OccurrenceRestored(occurrence=own.id)]
        case PauseRecurrence(first=first, last=last, reason=reason):
            return _paused(series, first or _today(series, context), last, reason)
        case ResumeRecurrence(on=on):
            day = on or _today(series, context)
            covered = any(pause.covers(day) for pause in series.pauses)
            return [RecurrenceResumed(on=day)] if covered else []
        case EndRecurrence(reason=reason, last=last):
            day = last or _today(series, context)
            same = (day, reason) == (series.last, series.ended_for)
            return [] if same else [RecurrenceEnded(last=day, reason=reason)]
        case MaterialiseRecurrence():
            return []
        case MakeOccurrences(due=wanted):
            return [_came(each) for each in wanted]
        case FinishOccurrence(item=item):
            return [OccurrenceFinished(item=item)] if item == series.unfinished else []
        case _:
            assert_never(command)


def _came(each: Due) -> RecurrenceEvent:
    if each.skipped is not None:
        return OccurrenceSkipped(occurrence=each.occurrence, reason=each.skipped)
    return OccurrenceMade(occurrence=each.occurrence, item=each.item)


def _must_apply(series: Series, command: RecurrenceCommand, context: Context) -> None:
    if isinstance(command, AddRecurrence):
        if series.segments:
            title = series.segments[0].contents.title
            raise RecurrenceExists(f"{title} was set up before: use another id for a new one")
    elif not series.segments:
        raise NoSuchRecurrence("There is no recurring work with this id yet: add it first")
    elif isinstance(command, ALSO_AFTER_THE_END) or series.last is None:
        return
    elif series.last < _today(series, context):
        raise RecurrenceHasEnded(f"It ended on {series.last}: put its end off first")


def _today(series: Series, context: Context) -> date:
    """Tell which day it is where the series is."""
    return local_time(context.at, series.zone).date()


def _added(command: AddRecurrence) -> RecurrenceAdded:
    _must_occur(command.rule, command.first, command.zone)
    return RecurrenceAdded(
        rule=command.rule,
        zone=command.zone,
        first=command.first,
        lead_days=command.lead_days,
        makes=command.makes,
        contents=Occurring(**_given(command)),
    )


def _must_occur(rule: str, first: datetime, zone: str) -> None:
    if not ever_occurs(rule, first, zone):
        raise NeverOccurs(f"{rule} names no time in the years after {first}: look at its parts")


def _given(command: AddRecurrence | ChangeOccurrence) -> dict[str, Any]:
    """List what a command says of the contents."""
    fields = {name: getattr(command, name) for name in Occurring.model_fields}
    if fields["assignees"] is not None:
        fields["assignees"] = tuple(dict.fromkeys(fields["assignees"]))
    return fields


def _changed(contents: Occurring, command: ChangeOccurrence) -> Occurring:
    return contents.model_copy(update={k: v for k, v in _given(command).items() if v is not None})


def _open(series: Series, id: datetime) -> tuple[Occurrence, Special]:
    """Find an occurrence that is still to come. Raises NoSuchOccurrence and OccurrenceIsOver."""
    own = named(series, id)
    if own is None:
        near = [str(each.id) for each, _ in zip(open_from(series, id), range(2), strict=False)]
        hint = f"; the next ones are {' and '.join(near)}" if near else ""
        raise NoSuchOccurrence(f"There is no occurrence at {id}, or more than one that day{hint}")
    if own.settled:
        raise OccurrenceIsOver(f"That of {own.id} is over: change the work item made of it")
    return own, series.special.get(own.id, Special())


def _split(series: Series, command: ChangeFollowing) -> list[RecurrenceEvent]:
    own, _ = _open(series, command.occurrence)
    was = next(s for s in reversed(series.segments) if s.since <= own.id)
    rule, zone = command.rule or was.rule, command.zone or was.zone
    other = (rule, zone) != (was.rule, was.zone) or command.first is not None
    first = (command.first or own.id) if other else was.first
    if other and first < own.id:
        raise BeginsTooEarly(f"{first} is before {own.id}: choose an earlier occurrence")
    _must_occur(rule, first, zone)
    lead = was.lead_days if command.lead_days is None else command.lead_days
    contents = _changed(was.contents, command)
    split = Segment(own.id, rule, zone, first, lead, contents)
    later = [segment for segment in series.segments if segment.since > own.id]
    if not later and split == replace(was, since=own.id):
        return []
    return [
        RecurrenceSplit(
            since=own.id, rule=rule, zone=zone, first=first, lead_days=lead, contents=contents
        )
    ]


def _paused(series: Series, first: date, last: date | None, reason: str) -> list[RecurrenceEvent]:
    if last is not None and last < first:
        raise PauseEndsBeforeItBegins(f"{last} is before {first}")
    if Pause(first, last, reason) in series.pauses:
        return []
    return [RecurrencePaused(first=first, last=last, reason=reason)]


def evolve(series: Series, event: RecurrenceEvent, context: Context) -> Series:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case RecurrenceAdded():
            since = datetime.combine(local_time(context.at, event.zone).date(), time())
            begin = Segment(
                max(since, event.first),
                event.rule,
                event.zone,
                event.first,
                event.lead_days,
                event.contents,
            )
            later = [segment for segment in series.segments if segment.since > begin.since]
            return replace(series, segments=(begin, *later), makes=event.makes)
        case OccurrenceMoved(occurrence=id, to=to):
            return _with(series, id, to=to, skipped=None)
        case OccurrenceChanged(occurrence=id, contents=contents):
            return _with(series, id, contents=contents)
        case OccurrenceSkipped(occurrence=id, reason=reason):
            return _with(series, id, skipped=reason)
        case OccurrenceRestored(occurrence=id):
            return _with(series, id, to=None, skipped=None, contents=None)
        case RecurrenceSplit():
            return _divided(series, event)
        case RecurrencePaused(first=first, last=last, reason=reason):
            return replace(series, pauses=(*series.pauses, Pause(first, last, reason)))
        case RecurrenceResumed(on=on):
            pauses = (_cut(pause, on) for pause in series.pauses)
            return replace(series, pauses=tuple(pause for pause in pauses if pause is not None))
        case RecurrenceEnded(last=last, reason=reason):
            return replace(series, last=last, ended_for=reason)
        case OccurrenceMade(occurrence=id, item=item):
            return _made(series, id, item)
        case OccurrenceFinished():
            finished = local_time(context.at, series.zone).date()
            return replace(series, unfinished=None, finished=finished)
        case _:
            assert_never(event)


def _with(series: Series, id: datetime, **changes: Any) -> Series:
    special = replace(series.special.get(id, Special()), **changes)
    return replace(series, special={**series.special, id: special})


def _divided(series: Series, event: RecurrenceSplit) -> Series:
    """Let all that follows go by the event; what was said of single ones holds if they remain."""
    new = Segment(event.since, event.rule, event.zone, event.first, event.lead_days, event.contents)
    earlier = [segment for segment in series.segments if segment.since < new.since]
    whole = replace(series, segments=(*earlier, new))
    remain = {
        id: special
        for id, special in series.special.items()
        if id < new.since or named(whole, id) is not None
    }
    return replace(whole, special=remain)


def _cut(pause: Pause, on: date) -> Pause | None:
    """End a pause before a day, if that is one of its days; None if nothing is left of it."""
    if not pause.covers(on):
        return pause
    return replace(pause, last=on - DAY) if pause.first < on else None


def _made(series: Series, id: datetime, item: UUID) -> Series:
    waits = item if series.makes is Makes.ON_COMPLETION else None
    made = replace(series, made=series.made + 1, unfinished=waits)
    if id in series.special:
        return _with(made, id, made=True)
    return replace(made, settled=max(id, series.settled or id))


def inform(
    id: UUID, series: Series, command: RecurrenceCommand, context: Context, look: Look
) -> RecurrenceCommand:
    """Find out which work items are to be made by now."""
    if not isinstance(command, MaterialiseRecurrence) or not series.segments:
        return command
    return MakeOccurrences(
        due=tuple(
            Due(
                occurrence=each.id,
                item=item_of(id, each.id),
                start=each.starts.date(),
                contents=each.contents,
                skipped=each.skipped,
            )
            for each in (on_calendar(one, look) for one in due(series, context.at))
        )
    )


def item_of(recurrence: UUID, occurrence: datetime) -> UUID:
    """Name the work item of an occurrence, always the same."""
    return uuid5(recurrence, occurrence.isoformat())


def guard(_id: UUID, _series: Series, command: RecurrenceCommand, look: Look) -> None:
    """Give recurring work only to people who are known, in projects that are open."""
    if isinstance(command, AddRecurrence | ChangeOccurrence):
        for person in command.assignees or ():
            must_be_known(person, look)
        if command.project:
            must_be_open(command.project, look)
        if command.calendar is not None:
            must_be_a_calendar(command.calendar, look)


def requires(id: UUID, series: Series, command: RecurrenceCommand) -> list[Ask]:
    """Add the work items, and have new recurring work on the list of all there is."""
    match command:
        case AddRecurrence() if not series.segments:
            return [Ask(recurrence_list.name, RECURRENCES, ListRecurrence(recurrence=id))]
        case MakeOccurrences(due=wanted):
            made = (each for each in wanted if each.skipped is None)
            return [Ask("work-item", each.item, _work_item(id, each)) for each in made]
        case _:
            return []


def _work_item(recurrence: UUID, due: Due) -> AddWorkItem:
    contents = due.contents
    return AddWorkItem(
        title=contents.title,
        description=contents.description,
        kind=contents.kind,
        project=contents.project,
        parent=contents.parent,
        priority=contents.priority,
        estimate=contents.estimate,
        start=due.start,
        due=None if contents.due_days is None else due.start + contents.due_days * DAY,
        assignees=contents.assignees,
        recurrence=recurrence,
    )


recurrence = Decider(
    name="recurrence",
    initial=Series(),
    decide=decide,
    evolve=evolve,
    commands=get_args(RecurrenceCommand),
    events=get_args(RecurrenceEvent),
    inform=inform,
    guard=guard,
    requires=requires,
)
