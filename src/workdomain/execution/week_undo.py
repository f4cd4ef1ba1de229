"""How hours that were logged, corrected or removed by mistake are set right."""

from typing import Any, assert_never
from uuid import UUID, uuid5

from workdomain.execution.week import Entry, Week, week
from workdomain.execution.week_words import (
    CorrectTime,
    LogCorrection,
    LogTime,
    RemoveTime,
    TimeCorrected,
    TimeLogged,
    TimeRemoved,
    WeekEvent,
)
from workdomain.kernel import Command, Undo


def commands(event: WeekEvent, now: Week, wanted: Week) -> list[Command]:
    """Say what makes up for an event; what was removed is logged again, under a new id."""
    right = wanted.entries.get(event.entry)
    match event:
        case TimeLogged() | TimeCorrected():
            if right is None:
                return [RemoveTime(entry=event.entry, reason="Reverted")]
            return [_corrected(event.entry, right)]
        case TimeRemoved(entry=entry, person=person):
            return [] if right is None else [_again(entry, person, right, len(now.entries))]
        case _:
            assert_never(event)


def _corrected(id: UUID, right: Entry) -> CorrectTime:
    return CorrectTime(
        entry=id,
        day=right.day,
        minutes=right.minutes,
        item=right.item,
        note=right.note,
        activity=right.activity,
        billable=right.billable,
        reason="Reverted",
    )


def _again(id: UUID, person: UUID, right: Entry, known: int) -> LogTime | LogCorrection:
    if right.corrects is not None:
        return LogCorrection(
            entry=uuid5(id, f"again {known}"),
            person=person,
            day=right.day,
            minutes=right.minutes,
            corrects=right.corrects.entry,
            of_day=right.corrects.day,
            reason="Reverted",
            item=right.item,
            note=right.note,
            activity=right.activity,
            billable=right.billable,
        )
    return LogTime(
        entry=uuid5(id, f"again {known}"),
        person=person,
        day=right.day,
        minutes=right.minutes,
        item=right.item,
        note=right.note,
        activity=right.activity,
        billable=right.billable,
    )


def counts(it: Week) -> Any:
    """Compare the hours that count, under whatever ids."""
    there = (each for each in it.entries.values() if each is not None)
    return sorted(
        (e.day, e.minutes, str(e.item or ""), e.note, e.activity or "", e.billable) for e in there
    )


week_undo: Undo[Week, WeekEvent] = Undo(week, commands, counts)
