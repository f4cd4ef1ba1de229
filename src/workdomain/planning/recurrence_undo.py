"""How changes to recurring work are taken back; what was made of it is an ordinary work item."""

from datetime import datetime
from typing import Any, assert_never

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.planning.recurrence import recurrence
from workdomain.planning.recurrence_list import Listed, RecurrenceListed, recurrence_list
from workdomain.planning.recurrence_rule import LAST
from workdomain.planning.recurrence_words import (
    ChangeFollowing,
    ChangeOccurrence,
    EndRecurrence,
    MoveOccurrence,
    OccurrenceChanged,
    OccurrenceFinished,
    OccurrenceMade,
    OccurrenceMoved,
    OccurrenceRestored,
    OccurrenceSkipped,
    PauseRecurrence,
    RecurrenceAdded,
    RecurrenceEnded,
    RecurrenceEvent,
    RecurrencePaused,
    RecurrenceResumed,
    RecurrenceSplit,
    RestoreOccurrence,
    ResumeRecurrence,
    SkipOccurrence,
)
from workdomain.planning.series import DAY, Segment, Series, Special

WHY = "Reverted"
FOR_EVER = LAST.date() - DAY
"""The last day of what has no end: no rule names a later one."""


def commands(event: RecurrenceEvent, now: Series, wanted: Series) -> list[Command]:
    """Say what makes up for an event; what was set up by mistake ends before it begins."""
    if not wanted.segments:
        before = now.segments[0].since.date() - DAY
        return [] if gone(now) else [EndRecurrence(reason=WHY, last=before)]
    match event:
        case (
            OccurrenceMoved(occurrence=id)
            | OccurrenceChanged(occurrence=id)
            | OccurrenceSkipped(occurrence=id)
            | OccurrenceRestored(occurrence=id)
        ):
            return _one(id, wanted.special.get(id, Special()))
        case RecurrenceAdded() | RecurrenceSplit():
            return _following(event, now, wanted)
        case RecurrencePaused() | RecurrenceResumed():
            return _pauses(now, wanted)
        case RecurrenceEnded():
            return [EndRecurrence(reason=wanted.ended_for or WHY, last=wanted.last or FOR_EVER)]
        case OccurrenceMade(item=item):
            raise CannotRevert(
                f"{item} was made of it, and no other is: cancel that if it is not to be done"
            )
        case OccurrenceFinished():
            raise CannotRevert("What comes next follows from it: reopen the work item instead")
        case _:
            assert_never(event)


def _one(id: datetime, wanted: Special) -> list[Command]:
    """Have one occurrence as all others, and then say what is different about it."""
    asked: list[Command] = [RestoreOccurrence(occurrence=id)]
    if wanted.contents is not None:
        asked.append(ChangeOccurrence(occurrence=id, **dict(wanted.contents)))
    if wanted.to is not None:
        asked.append(MoveOccurrence(occurrence=id, to=wanted.to))
    if wanted.skipped is not None:
        asked.append(SkipOccurrence(occurrence=id, reason=wanted.skipped))
    return asked


def _following(
    event: RecurrenceAdded | RecurrenceSplit, now: Series, wanted: Series
) -> list[Command]:
    """Go on with what was made before. Raises CannotRevert if it goes by another rule."""
    since = now.segments[-1].since
    was = wanted.segments[-1]
    if (was.rule, was.zone, was.first) != (event.rule, event.zone, event.first):
        raise CannotRevert(
            f"It goes by another rule from {since} on: change what follows to the rule it should"
            " have"
        )
    contents = dict(was.contents)
    return [ChangeFollowing(occurrence=since, lead_days=was.lead_days, **contents)]


def _pauses(now: Series, wanted: Series) -> list[Command]:
    """End those that should not be, from their first day on; pause where that is missing."""
    ended = [pause for pause in now.pauses if pause not in wanted.pauses]
    resumed = [ResumeRecurrence(on=pause.first) for pause in ended]
    paused = [
        PauseRecurrence(first=pause.first, last=pause.last, reason=pause.reason)
        for pause in wanted.pauses
        if pause not in now.pauses
    ]
    return [*resumed, *paused]


def counts(it: Series) -> Any:
    """Compare what is to be made and what was, in however many steps it was told."""
    segments: list[Segment] = []
    for segment in it.segments:
        if not segments or _told(segments[-1]) != _told(segment):
            segments.append(segment)
    special = {
        id: told
        for id, told in it.special.items()
        if told != Special() or (it.settled is not None and id <= it.settled)
    }
    ends = it.last is not None and it.last < FOR_EVER
    return (
        segments,
        it.makes,
        special,
        frozenset(it.pauses),
        (it.last, it.ended_for) if ends else None,
        (it.settled, it.made, it.unfinished, it.finished),
    )


def _told(segment: Segment) -> Any:
    return segment.rule, segment.zone, segment.first, segment.lead_days, segment.contents


def gone(it: Series) -> bool:
    """Tell whether it ends before it begins."""
    return it.last is not None and it.last < it.segments[0].since.date()


def list_commands(_event: RecurrenceListed, _now: Listed, _wanted: Listed) -> list[Command]:
    """Leave it on the list: whoever looks there finds that nothing is due."""
    return []


def list_counts(_it: Listed) -> None:
    """Compare nothing: what was once on the list stays there."""


recurrence_undo: Undo[Series, RecurrenceEvent] = Undo(recurrence, commands, counts, gone)
recurrence_list_undo: Undo[Listed, RecurrenceListed] = Undo(
    recurrence_list, list_commands, list_counts
)
