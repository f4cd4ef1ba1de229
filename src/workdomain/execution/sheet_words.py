"""What is said about the hours of a week once they are worked: submitted, agreed to, billed."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command, Event, Message, Personal
from workdomain.planning.rate_words import Rated
from workdomain.values import Day, Line

MOST_LINES = 1_000
"""Of one week that are spoken of at once."""

Entries = Annotated[tuple[UUID, ...], Field(max_length=MOST_LINES)]
DayMinutes = Annotated[int, Field(ge=0, le=24 * 60)]


class LineState(StrEnum):
    """How far a time entry has come."""

    DRAFT = "draft"
    """Logged, and open to change."""
    SUBMITTED = "submitted"
    """Waits for approval."""
    APPROVED = "approved"
    """Agreed to, with the minutes that count."""
    INVOICED = "invoiced"
    """Billed, and frozen."""


class SubmitWeek(Command):
    """Hand in time of the week for approval: what is named, or all that is not handed in yet."""

    entries: Entries = ()


class RecallWeek(Command):
    """Take time back that waits for approval: what is named, or all of it."""

    entries: Entries = ()


class Approval(Message):
    """Agreement to one time entry."""

    entry: UUID
    minutes: DayMinutes | None = None
    """How many count; null is as many as were logged."""
    note: Annotated[str, Personal(), Field(max_length=1_000)] = ""
    """Why it is not as many as were logged; needed then."""


class ApproveTime(Command):
    """Agree to time that waits for approval: what is named, or all of the week as it was logged."""

    lines: Annotated[tuple[Approval, ...], Field(max_length=MOST_LINES)] = ()


class ApproveUnanswered(Command):
    """Agree to time that has waited longer than the policy of timesheets lets it, as logged."""


class Reminder(StrEnum):
    """What somebody is reminded of."""

    SUBMIT = "submit"
    """The week is over, and not handed in."""
    APPROVE = "approve"
    """It has waited for approval for long."""


class RemindOfTime(Command):
    """Remind somebody of a week that is not handed in, or an approver's lead of one that waits."""

    person: UUID
    day: Day
    """Any day of the week."""
    of: Reminder


class RejectTime(Command):
    """Give time back that waits for approval, to be set right and handed in again."""

    reason: Annotated[Line, Personal()]
    entries: Entries = ()
    """What is given back; nothing named is all that waits."""


class ReopenTime(Command):
    """Open approved time again, so that it can be set right; that it was approved stays told."""

    entries: Annotated[Entries, Field(min_length=1)]
    reason: Annotated[Line, Personal()]


class DeclareWeekComplete(Command):
    """Say that nothing more is to come in this week, also if there is nothing in it."""

    person: UUID
    day: Day
    """Any day of the week."""


class InvoiceTime(Command):
    """Mark approved time as billed, which freezes it."""

    entries: Annotated[Entries, Field(min_length=1)]
    invoice: Line
    """The invoice's number."""


class CreditTime(Command):
    """Take the bill of time back: it is approved and not billed again."""

    entries: Annotated[Entries, Field(min_length=1)]
    reason: Annotated[Line, Personal()]


class SubmittedLine(Message):
    """A time entry as it was handed in."""

    entry: UUID
    day: date
    minutes: int
    item: UUID | None = None
    activity: str | None = None
    billable: bool = True


class ApprovedLine(Message):
    """A time entry as it was agreed to."""

    entry: UUID
    minutes: int
    """How many count."""
    note: Annotated[str, Personal()] = ""
    rated: Rated = Rated()
    """What an hour of it is worth and costs, frozen with the rules that chose it."""


class SubmitLines(Command):
    """Hand these lines in; what SubmitWeek comes to, once the week is known."""

    person: UUID
    monday: date
    lines: tuple[SubmittedLine, ...]
    zone: str | None = None
    """The person's time zone, fixed when time of the week is handed in first; null is not said."""
    first_weekday: int = 0
    """The first day of their week, from 0 for Monday."""


class ApproveLines(Command):
    """Agree to these lines; what ApproveTime comes to, once rates and approvers are known."""

    lines: tuple[ApprovedLine, ...]
    unanswered_weeks: int | None = None
    """After how many weeks the policy agreed; null if a person did."""


class ChangeLine(Command):
    """Let a time entry be corrected or removed; asked by the week that it is in."""

    entry: UUID


class WeekSubmitted(Event, topic="sheet.submitted.v1", says="submitted time of {person}"):
    """Time waits for approval."""

    person: UUID
    monday: date
    lines: tuple[SubmittedLine, ...]
    zone: str | None = None
    first_weekday: int = 0


class WeekRecalled(Event, topic="sheet.recalled.v1", says="recalled submitted time of {person}"):
    """Time does not wait for approval any more."""

    person: UUID
    entries: tuple[UUID, ...]


class TimeApproved(
    Event,
    topic="sheet.time-approved.v1",
    says="approved time of {person}[, as nobody had answered for {unanswered_weeks} weeks]",
):
    """Time is agreed to."""

    person: UUID
    lines: tuple[ApprovedLine, ...]
    unanswered_weeks: int | None = None


class TimeReminded(
    Event,
    topic="sheet.reminded.v1",
    says="reminded of the week of {person} from {monday} on, to {of} it",
):
    """Somebody was reminded of a week."""

    person: UUID
    monday: date
    of: Reminder


class TimeRejected(
    Event, topic="sheet.time-rejected.v1", says="rejected time of {person}: {reason}"
):
    """Time is given back to whoever handed it in."""

    person: UUID
    entries: tuple[UUID, ...]
    reason: Annotated[str, Personal()]


class TimeReopened(
    Event, topic="sheet.time-reopened.v1", says="reopened approved time of {person}: {reason}"
):
    """Approved time can be set right."""

    person: UUID
    entries: tuple[UUID, ...]
    reason: Annotated[str, Personal()]


class WeekDeclaredComplete(
    Event, topic="sheet.declared-complete.v1", says="declared the week of {person} complete"
):
    """Nothing more is to come in this week."""

    person: UUID
    monday: date


class TimeInvoiced(
    Event, topic="sheet.time-invoiced.v1", says="invoiced time of {person} on {invoice}"
):
    """Time is billed."""

    person: UUID
    entries: tuple[UUID, ...]
    invoice: str


class TimeCredited(
    Event, topic="sheet.time-credited.v1", says="credited time of {person}: {reason}"
):
    """The bill of time is taken back."""

    person: UUID
    entries: tuple[UUID, ...]
    reason: Annotated[str, Personal()]


SheetCommand = (
    SubmitWeek
    | RecallWeek
    | ApproveTime
    | ApproveUnanswered
    | RemindOfTime
    | RejectTime
    | ReopenTime
    | DeclareWeekComplete
    | InvoiceTime
    | CreditTime
    | SubmitLines
    | ApproveLines
    | ChangeLine
)
SheetEvent = (
    WeekSubmitted
    | WeekRecalled
    | TimeApproved
    | TimeReminded
    | TimeRejected
    | TimeReopened
    | WeekDeclaredComplete
    | TimeInvoiced
    | TimeCredited
)
