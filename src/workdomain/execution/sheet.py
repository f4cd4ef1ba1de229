"""The sheet of a week: how far its time entries have come, from draft to billed.

draft -SubmitWeek-> submitted -ApproveTime-> approved -InvoiceTime-> invoiced
  ^---RecallWeek, RejectTime--'  ^                '-ReopenTime-> draft   '-CreditTime-> approved

The week (`week.py`) keeps what was worked, the sheet what became of it: a stream of its own with
the same id, so that logging time costs no more for it. What was agreed to stays told, whatever
happens to it later. A line that is not spoken of here is a draft.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, timedelta
from typing import assert_never, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from workdomain.execution.sheet_state import Sheet, evolve
from workdomain.execution.sheet_words import (
    Approval,
    ApprovedLine,
    ApproveLines,
    ApproveTime,
    ApproveUnanswered,
    ChangeLine,
    CreditTime,
    DeclareWeekComplete,
    InvoiceTime,
    LineState,
    RecallWeek,
    RejectTime,
    Reminder,
    RemindOfTime,
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
    TimeReminded,
    TimeReopened,
    WeekDeclaredComplete,
    WeekRecalled,
    WeekSubmitted,
)
from workdomain.execution.time_approvers import must_be_approver
from workdomain.execution.timekeeping import TIMEKEEPING, must_not_be_locked, timekeeping
from workdomain.execution.week import (
    A_DAY,
    CorrectionStands,
    NoSuchEntry,
    OtherWeek,
    monday,
    week,
    week_id,
)
from workdomain.execution.week import scope_of_entry as place_of
from workdomain.kernel import Context, Decider, Look, Refused
from workdomain.people.person import must_be_known, person, zone_on
from workdomain.planning.rate_words import Rated
from workdomain.planning.rates import Worked, rated


class NothingToSubmit(Refused):
    """A week is handed in once there is time in it."""


class NotYetOver(Refused):
    """Time is handed in when it was worked, not before."""


class NotSubmitted(Refused):
    """Only time that waits for approval is approved, rejected or recalled."""


class NotApproved(Refused):
    """Only approved time is billed or opened again."""


class NotBillable(Refused):
    """No client is asked to pay for time that is logged as not billable."""


class NotInvoiced(Refused):
    """Only time that was billed is credited."""


class NobodyAnswersFor(Refused):
    """Time is approved without a person's answer only where the policy of timesheets says so."""


class OutOfSequence(Refused):
    """Where the policy asks for it, a week is handed in after those before it."""


class SaysNotWhy(Refused):
    """Whoever approves other minutes than were logged says why."""


class LineIsSettled(Refused):
    """Time that was handed in, approved or billed is opened again before it is changed."""


# -- completing commands ---------------------------------------------------------------------------


def inform(
    id: UUID, sheet: Sheet, command: SheetCommand, context: Context, look: Look
) -> SheetCommand:
    """Find the lines, who may approve them, and what they are worth."""
    match command:
        case SubmitWeek(entries=entries):
            return _submitting(id, sheet, entries, look)
        case ApproveTime(lines=lines):
            waiting = sheet.where(LineState.SUBMITTED)
            chosen = lines or tuple(Approval(entry=entry) for entry in waiting)
            _must_be_approver(id, sheet, [each.entry for each in chosen], context, look)
            told = tuple(_agreed(id, sheet, each, look) for each in chosen)
            return ApproveLines(lines=told)
        case ApproveUnanswered():
            return _unanswered(id, sheet, context, look)
        case RejectTime(entries=entries) | ReopenTime(entries=entries):
            named = entries or sheet.where(LineState.SUBMITTED)
            _must_be_approver(id, sheet, named, context, look)
            return command
        case _:
            return command


def _unanswered(id: UUID, sheet: Sheet, context: Context, look: Look) -> ApproveLines:
    """Find what has waited for longer than the policy lets it."""
    weeks = look(timekeeping, TIMEKEEPING).policy.approve_after_weeks
    if weeks is None:
        raise NobodyAnswersFor("The policy of timesheets approves of nothing by itself")
    latest = context.at.astimezone(UTC).date() - timedelta(weeks=weeks)
    waited = [
        entry
        for entry, line in sheet.lines.items()
        if line.state is LineState.SUBMITTED and line.since is not None and line.since <= latest
    ]
    told = tuple(_agreed(id, sheet, Approval(entry=entry), look) for entry in waited)
    return ApproveLines(lines=told, unanswered_weeks=weeks)


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
            entry=entry,
            day=it.day,
            minutes=it.minutes,
            item=it.item,
            activity=it.activity,
            billable=it.billable,
        )
        for entry, it in there.items()
        if entry not in sheet.lines and (not named or entry in named)
    )
    zone, first = sheet.zone or _zone(known.person, known.monday, look)
    return SubmitLines(
        person=known.person, monday=known.monday, lines=lines, zone=zone, first_weekday=first
    )


def _zone(whose: UUID, begins: date, look: Look) -> tuple[str | None, int]:
    who = look(person, whose)
    return zone_on(who, begins) if who.place.zones else (None, 0)


def _must_be_approver(
    id: UUID, sheet: Sheet, entries: Iterable[UUID], context: Context, look: Look
) -> None:
    """Raise unless whoever asks may approve these entries of this person."""
    if sheet.person is None:
        raise NotSubmitted("Nothing of this week waits for approval")
    there = look(week, id).entries
    logged = (there.get(entry) for entry in entries)
    projects = [place_of(entry, look).project for entry in logged if entry is not None]
    must_be_approver(sheet.person, projects, context, look)


def _agreed(id: UUID, sheet: Sheet, approval: Approval, look: Look) -> ApprovedLine:
    line, entry = sheet.lines.get(approval.entry), look(week, id).entries.get(approval.entry)
    if line is None or entry is None or sheet.person is None:
        raise NotSubmitted(f"Time entry {approval.entry} does not wait for approval")
    minutes = line.minutes if approval.minutes is None else approval.minutes
    place = place_of(entry, look)
    worked = Worked(sheet.person, place.project, place.client, entry.activity, entry.day)
    worth = rated(worked, look)
    if not entry.billable:
        worth = Rated(cost=worth.cost)
    return ApprovedLine(entry=approval.entry, minutes=minutes, note=approval.note, rated=worth)


def guard(id: UUID, sheet: Sheet, command: SheetCommand, look: Look) -> None:
    """Keep a sheet beside its week, for people who are known."""
    match command:
        case DeclareWeekComplete() | RemindOfTime():
            must_be_known(command.person, look)
            if id != (right := week_id(command.person, command.day)):
                raise OtherWeek(f"The week of {command.person} on {command.day} is {right}")
        case SubmitLines(lines=lines) if lines:
            kept = look(timekeeping, TIMEKEEPING)
            must_not_be_locked(kept, (line.day for line in lines))
            if kept.policy.in_sequence:
                _must_be_next(command.person, command.monday, look)
        case (
            RecallWeek(entries=entries) | RejectTime(entries=entries) | ReopenTime(entries=entries)
        ):
            named = entries or sheet.where(LineState.SUBMITTED)
            days = (sheet.lines[entry].day for entry in named if entry in sheet.lines)
            must_not_be_locked(look(timekeeping, TIMEKEEPING), days)
        case _:
            pass


def _must_be_next(whose: UUID, begins: date, look: Look) -> None:
    """Raise OutOfSequence if time of one of the weeks before is still to be handed in."""
    for number in range(1, SEQUENCE + 1):
        before = begins - timedelta(weeks=number)
        id = week_id(whose, before)
        there, told = look(week, id).entries, look(sheets, id)
        if any(it is not None and entry not in told.lines for entry, it in there.items()):
            raise OutOfSequence(f"Time of the week of {before} is not handed in: do that first")


# -- deciding --------------------------------------------------------------------------------------


def decide(sheet: Sheet, command: SheetCommand, context: Context) -> list[SheetEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    whose = sheet.person or NOBODY
    match command:
        case SubmitLines(lines=lines):
            latest = _latest(command.zone, context)
            for line in lines:
                if line.day > latest:
                    raise NotYetOver(f"{line.day} is still to come")
            if not lines:
                return []
            return [WeekSubmitted(**dict(command))]
        case RecallWeek(entries=entries):
            recalled = _in_state(sheet, entries, LineState.SUBMITTED, NotSubmitted)
            return [WeekRecalled(person=whose, entries=recalled)] if recalled else []
        case ApproveLines(lines=lines):
            return _approved(sheet, lines, command.unanswered_weeks)
        case RemindOfTime(of=Reminder.APPROVE) if not sheet.where(LineState.SUBMITTED):
            raise NotSubmitted("Nothing of this week waits for approval")
        case RemindOfTime(person=person, day=day, of=of):
            same = of in sheet.reminded
            return [] if same else [TimeReminded(person=person, monday=monday_of(day), of=of)]
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
            for entry in approved:
                if not sheet.lines[entry].billable:
                    raise NotBillable(f"Time entry {entry} is not billable: leave it out")
            return (
                [TimeInvoiced(person=whose, entries=approved, invoice=invoice)] if approved else []
            )
        case CreditTime(entries=entries, reason=reason):
            credited = _in_state(sheet, entries, LineState.INVOICED, NotInvoiced)
            return [TimeCredited(person=whose, entries=credited, reason=reason)]
        case ChangeLine(entry=entry):
            _must_be_draft(sheet, entry)
            return []
        case SubmitWeek() | ApproveTime() | ApproveUnanswered():
            raise AssertionError("It is completed before it is decided")
        case _:
            assert_never(command)


def _latest(zone: str | None, context: Context) -> date:
    """Tell the last day that is worked by now: a day ahead where no zone was said."""
    if zone is None:
        return context.at.astimezone(UTC).date() + A_DAY
    return context.at.astimezone(ZoneInfo(zone)).date()


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


def _approved(sheet: Sheet, lines: Sequence[ApprovedLine], weeks: int | None) -> list[SheetEvent]:
    fresh = []
    for line in lines:
        there = sheet.lines[line.entry]
        if there.state is LineState.APPROVED and there.approved == line.minutes:
            continue
        if there.state is not LineState.SUBMITTED:
            raise NotSubmitted(f"Time entry {line.entry} is {there.state}: reopen it first")
        if line.minutes != there.minutes and there.minutes < 0:
            raise CorrectionStands("It corrects locked time: approve it as it is, or reject it")
        if line.minutes != there.minutes and not line.note:
            raise SaysNotWhy(
                f"{there.minutes} minutes were logged, not {line.minutes}: say why in a note"
            )
        fresh.append(line)
    if not fresh:
        return []
    whose = sheet.person or NOBODY
    return [TimeApproved(person=whose, lines=tuple(fresh), unanswered_weeks=weeks)]


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


SEQUENCE = 12
"""How many weeks back it is seen to that they are handed in."""

sheets = sheet = Decider(
    name="sheet",
    initial=Sheet(),
    decide=decide,
    evolve=evolve,
    commands=get_args(SheetCommand),
    events=get_args(SheetEvent),
    inform=inform,
    guard=guard,
)
