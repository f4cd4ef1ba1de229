"""What is known of the sheet of a week: whose it is, and how far each line has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date
from typing import NamedTuple, assert_never
from uuid import UUID

from workdomain.execution.sheet_words import (
    LineState,
    Reminder,
    SheetEvent,
    TimeApproved,
    TimeCredited,
    TimeInvoiced,
    TimeRejected,
    TimeReminded,
    TimeReopened,
    WeekDeclaredComplete,
    WeekRecalled,
    WeekSubmitted,
)
from workdomain.kernel import Context


class SheetLine(NamedTuple):
    """What is known of a time entry that is not a draft."""

    state: LineState
    day: date
    minutes: int
    """As logged."""
    approved: int | None = None
    invoice: str | None = None
    since: date | None = None
    """The day it was handed in."""
    billable: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """Whose week it is, and its lines that are no drafts."""

    person: UUID | None = None
    monday: date | None = None
    lines: Mapping[UUID, SheetLine] = field(default_factory=dict)
    complete: bool = False
    """Whether somebody said that nothing more is to come."""
    zone: tuple[str, int] | None = None
    """The time zone and the first weekday it was opened with."""
    reminded: frozenset[Reminder] = frozenset()

    def where(self, state: LineState) -> tuple[UUID, ...]:
        """List the lines in a state."""
        return tuple(entry for entry, line in self.lines.items() if line.state is state)


def evolve(sheet: Sheet, event: SheetEvent, context: Context) -> Sheet:
    """Take in what happened; it never refuses, because it already happened."""
    lines = dict(sheet.lines)
    match event:
        case WeekSubmitted(person=person, monday=monday, lines=told):
            since = context.at.astimezone(UTC).date()
            for line in told:
                lines[line.entry] = SheetLine(
                    LineState.SUBMITTED,
                    line.day,
                    line.minutes,
                    since=since,
                    billable=line.billable,
                )
            said = None if event.zone is None else (event.zone, event.first_weekday)
            return replace(
                sheet,
                person=person,
                monday=monday,
                lines=lines,
                zone=sheet.zone or said,
                reminded=sheet.reminded - {Reminder.APPROVE},
            )
        case TimeReminded(person=person, monday=monday, of=of):
            reminded = sheet.reminded | {of}
            return replace(sheet, person=person, monday=monday, reminded=reminded)
        case (
            WeekRecalled(entries=entries)
            | TimeRejected(entries=entries)
            | TimeReopened(entries=entries)
        ):
            for entry in entries:
                lines.pop(entry, None)
            to_hand_in = sheet.reminded - {Reminder.SUBMIT}
            return replace(sheet, lines=lines, reminded=to_hand_in)
        case TimeApproved(lines=told):
            agreed = {line.entry: line.minutes for line in told}
            for entry in lines.keys() & agreed.keys():
                lines[entry] = lines[entry]._replace(
                    state=LineState.APPROVED, approved=agreed[entry]
                )
        case WeekDeclaredComplete(person=person, monday=monday):
            return replace(sheet, person=person, monday=monday, complete=True)
        case TimeInvoiced(entries=entries, invoice=invoice):
            for entry in lines.keys() & set(entries):
                lines[entry] = lines[entry]._replace(state=LineState.INVOICED, invoice=invoice)
        case TimeCredited(entries=entries):
            for entry in lines.keys() & set(entries):
                lines[entry] = lines[entry]._replace(state=LineState.APPROVED, invoice=None)
        case _:
            assert_never(event)
    return replace(sheet, lines=lines)
