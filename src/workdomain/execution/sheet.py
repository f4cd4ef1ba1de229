"""The sheet of a week: how far its time entries have come, from draft to billed.

draft -SubmitWeek-> submitted -ApproveTime-> approved -InvoiceTime-> invoiced
  ^---RecallWeek, RejectTime--'  ^                '-ReopenTime-> draft   '-CreditTime-> approved

The week (`week.py`) keeps what was worked, the sheet what became of it: a stream of its own with
the same id, so that logging time costs no more for it. What was agreed to stays told, whatever
happens to it later. A line that is not spoken of here is a draft.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date
from typing import NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.execution.delegation import delegation
from workdomain.execution.sheet_words import (
    Approval,
    ApprovedLine,
    ApproveLines,
    ApproveTime,
    ChangeLine,
    CreditTime,
    DeclareWeekComplete,
    InvoiceTime,
    LineState,
    RecallWeek,
    RejectTime,
    ReopenTime,
    SheetCommand,
    SheetEvent,
    SubmitLines,
    SubmittedLine,
    SubmitWeek,
    TimeApproved,
    TimeCredited,
    TimeInvoiced,
    TimeRejected,
    TimeReopened,
    WeekDeclaredComplete,
    WeekRecalled,
    WeekSubmitted,
)
from workdomain.execution.week import A_DAY, NoSuchEntry, OtherWeek, monday, week, week_id
from workdomain.execution.week import scope_of_entry as place_of
from workdomain.kernel import Context, Decider, Look, Refused
from workdomain.people.person import lead_on, must_be_known, person
from workdomain.planning.rates import Worked, rated


class NothingToSubmit(Refused):
    """A week is handed in once there is time in it."""


class NotYetOver(Refused):
    """Time is handed in when it was worked, not before."""


class NotSubmitted(Refused):
    """Only time that waits for approval is approved, rejected or recalled."""


class NotApproved(Refused):
    """Only approved time is billed or opened again."""


class NotInvoiced(Refused):
    """Only time that was billed is credited."""


class ApprovesOwnTime(Refused):
    """Nobody approves their own time."""


class NotTheApprover(Refused):
    """Time is approved by whomever the person reports to, directly or not, or who stands in."""


class SaysNotWhy(Refused):
    """Whoever approves other minutes than were logged says why."""


class LineIsSettled(Refused):
    """Time that was handed in, approved or billed is opened again before it is changed."""


class SheetLine(NamedTuple):
    """What is known of a time entry that is not a draft."""

    state: LineState
    day: date
    minutes: int
    """As logged."""
    approved: int | None = None
    invoice: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Whose week it is, and its lines that are no drafts."""

    person: UUID | None = None
    monday: date | None = None
    lines: Mapping[UUID, SheetLine] = field(default_factory=dict)
    complete: bool = False
    """Whether somebody said that nothing more is to come."""

    def where(self, state: LineState) -> tuple[UUID, ...]:
        """List the lines in a state."""
        return tuple(entry for entry, line in self.lines.items() if line.state is state)


# -- completing commands ---------------------------------------------------------------------------


def inform(
    id: UUID, sheet: Sheet, command: SheetCommand, context: Context, look: Look
) -> SheetCommand:
    """Find the lines, who may approve them, and what they are worth."""
    match command:
        case SubmitWeek(entries=entries):
            return _submitting(id, sheet, entries, look)
        case ApproveTime(lines=lines):
            _must_be_approver(sheet, context, look)
            waiting = sheet.where(LineState.SUBMITTED)
            chosen = lines or tuple(Approval(entry=entry) for entry in waiting)
            told = tuple(_agreed(id, sheet, each, look) for each in chosen)
            return ApproveLines(lines=told)
        case RejectTime() | ReopenTime():
            _must_be_approver(sheet, context, look)
            return command
        case _:
            return command


def _submitting(id: UUID, sheet: Sheet, named: Sequence[UUID], look: Look) -> SubmitLines:
    known = look(week, id)
    there = {entry: it for entry, it in known.entries.items() if it is not None}
    for entry in named:
        if entry not in there:
            raise NoSuchEntry(f"There is no time entry {entry} in this week")
    if known.person is None or known.monday is None or not there:
        raise NothingToSubmit("There is no time in this week: log some first")
    lines = tuple(
        SubmittedLine(
            entry=entry, day=it.day, minutes=it.minutes, item=it.item, activity=it.activity
        )
        for entry, it in there.items()
        if entry not in sheet.lines and (not named or entry in named)
    )
    return SubmitLines(person=known.person, monday=known.monday, lines=lines)


def _must_be_approver(sheet: Sheet, context: Context, look: Look) -> None:
    """Raise unless whoever asks may approve the time of this person."""
    if sheet.person is None:
        raise NotSubmitted("Nothing of this week waits for approval")
    if context.by == sheet.person:
        raise ApprovesOwnTime("This is your own time: let somebody else approve it")
    day = context.at.astimezone(UTC).date()
    above = lead_on(look(person, sheet.person), day)
    if above is None:
        return  # who reports to nobody is approved by anybody else
    while above is not None:
        if context.by in (above, look(delegation, above).on(day)):
            return
        above = lead_on(look(person, above), day)
    raise NotTheApprover("This person reports to somebody else: let them approve it, or delegate")


def _agreed(id: UUID, sheet: Sheet, approval: Approval, look: Look) -> ApprovedLine:
    line, entry = sheet.lines.get(approval.entry), look(week, id).entries.get(approval.entry)
    if line is None or entry is None or sheet.person is None:
        raise NotSubmitted(f"Time entry {approval.entry} does not wait for approval")
    minutes = line.minutes if approval.minutes is None else approval.minutes
    place = place_of(entry, look)
    worked = Worked(sheet.person, place.project, place.client, entry.activity, entry.day)
    return ApprovedLine(
        entry=approval.entry, minutes=minutes, note=approval.note, rated=rated(worked, look)
    )


def guard(id: UUID, _sheet: Sheet, command: SheetCommand, look: Look) -> None:
    """Keep a sheet beside its week, for people who are known."""
    if isinstance(command, DeclareWeekComplete):
        must_be_known(command.person, look)
        if id != (right := week_id(command.person, command.day)):
            raise OtherWeek(f"The week of {command.person} on {command.day} is {right}")


# -- deciding --------------------------------------------------------------------------------------


def decide(sheet: Sheet, command: SheetCommand, context: Context) -> list[SheetEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    whose = sheet.person or NOBODY
    match command:
        case SubmitLines(person=person, monday=monday, lines=lines):
            latest = context.at.astimezone(UTC).date() + A_DAY  # as clocks differ
            for line in lines:
                if line.day > latest:
                    raise NotYetOver(f"{line.day} is still to come")
            if not lines:
                return []
            return [WeekSubmitted(person=person, monday=monday, lines=lines)]
        case RecallWeek(entries=entries):
            recalled = _in_state(sheet, entries, LineState.SUBMITTED, NotSubmitted)
            return [WeekRecalled(person=whose, entries=recalled)] if recalled else []
        case ApproveLines(lines=lines):
            return _approved(sheet, lines)
        case RejectTime(entries=entries, reason=reason):
            rejected = _in_state(sheet, entries, LineState.SUBMITTED, NotSubmitted)
            return [TimeRejected(person=whose, entries=rejected, reason=reason)] if rejected else []
        case ReopenTime(entries=entries, reason=reason):
            opened = _in_state(sheet, entries, LineState.APPROVED, NotApproved)
            return [TimeReopened(person=whose, entries=opened, reason=reason)]
        case DeclareWeekComplete(person=person, day=day):
            if sheet.complete:
                return []
            return [WeekDeclaredComplete(person=person, monday=monday_of(day))]
        case InvoiceTime(entries=entries, invoice=invoice):
            billed = {e: line.invoice for e, line in sheet.lines.items() if line.invoice}
            fresh = [entry for entry in entries if billed.get(entry) != invoice]
            approved = _in_state(sheet, fresh, LineState.APPROVED, NotApproved) if fresh else ()
            return (
                [TimeInvoiced(person=whose, entries=approved, invoice=invoice)] if approved else []
            )
        case CreditTime(entries=entries, reason=reason):
            credited = _in_state(sheet, entries, LineState.INVOICED, NotInvoiced)
            return [TimeCredited(person=whose, entries=credited, reason=reason)]
        case ChangeLine(entry=entry):
            _must_be_draft(sheet, entry)
            return []
        case SubmitWeek() | ApproveTime():
            raise AssertionError("It is completed before it is decided")
        case _:
            assert_never(command)


monday_of = monday
NOBODY = UUID(int=0)
"""Whose the lines of a sheet are that has none."""


def _in_state(
    sheet: Sheet, named: Iterable[UUID], state: LineState, rule: type[Refused]
) -> tuple[UUID, ...]:
    """Give what is named, once, or all in this state if nothing is."""
    entries = tuple(dict.fromkeys(named)) or sheet.where(state)
    for entry in entries:
        line = sheet.lines.get(entry)
        if line is None or line.state is not state:
            found = LineState.DRAFT if line is None else line.state
            raise rule(f"Time entry {entry} is {found}, not {state}")
    return entries


def _approved(sheet: Sheet, lines: Sequence[ApprovedLine]) -> list[SheetEvent]:
    fresh = []
    for line in lines:
        there = sheet.lines[line.entry]
        if there.state is LineState.APPROVED and there.approved == line.minutes:
            continue
        if there.state is not LineState.SUBMITTED:
            raise NotSubmitted(f"Time entry {line.entry} is {there.state}: reopen it first")
        if line.minutes != there.minutes and not line.note:
            raise SaysNotWhy(
                f"{there.minutes} minutes were logged, not {line.minutes}: say why in a note"
            )
        fresh.append(line)
    return [TimeApproved(person=sheet.person or NOBODY, lines=tuple(fresh))] if fresh else []


def _must_be_draft(sheet: Sheet, entry: UUID) -> None:
    line = sheet.lines.get(entry)
    if line is None:
        return
    ways = {
        LineState.SUBMITTED: "recall it first",
        LineState.APPROVED: "have it reopened first",
        LineState.INVOICED: "have it credited and reopened first",
    }
    raise LineIsSettled(f"Time entry {entry} is {line.state}: {ways[line.state]}")


def evolve(sheet: Sheet, event: SheetEvent, _context: Context) -> Sheet:
    """Take in what happened; it never refuses, because it already happened."""
    lines = dict(sheet.lines)
    match event:
        case WeekSubmitted(person=person, monday=monday, lines=told):
            for line in told:
                lines[line.entry] = SheetLine(LineState.SUBMITTED, line.day, line.minutes)
            return replace(sheet, person=person, monday=monday, lines=lines)
        case (
            WeekRecalled(entries=entries)
            | TimeRejected(entries=entries)
            | TimeReopened(entries=entries)
        ):
            for entry in entries:
                lines.pop(entry, None)
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


sheet = Decider(
    name="sheet",
    initial=Sheet(),
    decide=decide,
    evolve=evolve,
    commands=get_args(SheetCommand),
    events=get_args(SheetEvent),
    inform=inform,
    guard=guard,
)
