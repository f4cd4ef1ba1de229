"""Leave that is asked for, and answered.

requested -ApproveLeave-> approved      requested -RejectLeave-> rejected
requested, approved -WithdrawLeave-> withdrawn

The stream goes by the id of the leave. What is approved is recorded with the person in the same
transaction, and only that lowers anybody's capacity; what is asked for is shown. It is answered by
whoever approves the person's time, and never by the person. (`RecordLeave` records leave that
nobody has to ask for.)
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, assert_never, get_args
from uuid import UUID

from workdomain.execution.time_approvers import must_be_approver
from workdomain.kernel import Ask, Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.people.person import (
    CancelLeave,
    LeaveEndsBeforeItBegins,
    LeaveKind,
    RecordLeave,
    must_be_known,
)
from workdomain.people.person import person as people
from workdomain.values import Day, Line, Minutes, Text

Theirs = Personal(of="person")


class RequestLeave(Command):
    """Ask for leave, from the first to the last day, both included."""

    person: UUID
    first: Day
    last: Day
    minutes_per_day: Minutes | None = None
    """Part of each day; null is the whole day."""
    kind: Annotated[LeaveKind, Theirs] = LeaveKind.VACATION
    note: Annotated[Text, Theirs] = ""


class ApproveLeave(Command):
    """Let them have it."""

    note: Annotated[Line, Personal()] | None = None


class RejectLeave(Command):
    """Say no, and why."""

    reason: Annotated[Line, Personal()]


class WithdrawLeave(Command):
    """Take it back: they do not want it any more, or are needed after all."""

    reason: Annotated[Line, Personal()]


class AnswerLeave(Command):
    """Answer it as whoever may; a leave asks it of itself, once it is known that they may."""

    asked: ApproveLeave | RejectLeave | WithdrawLeave


class LeaveRequested(
    Event,
    topic="leave.requested.v1",
    says="asked for leave of {person}, {first} to {last} ({kind}[, {minutes_per_day} a day])",
):
    """Somebody wants to be away."""

    person: UUID
    first: date
    last: date
    minutes_per_day: int | None
    kind: Annotated[str, Theirs]
    note: Annotated[str, Theirs]


class LeaveApproved(Event, topic="leave.approved.v1", says="approved leave of {person}[: {note}]"):
    """They may be away."""

    person: UUID
    note: Annotated[str, Personal()] | None


class LeaveRejected(Event, topic="leave.rejected.v1", says="rejected leave of {person}: {reason}"):
    """They may not be away."""

    person: UUID
    reason: Annotated[str, Personal()]


class LeaveWithdrawn(
    Event, topic="leave.withdrawn.v1", says="withdrew leave of {person}: {reason}"
):
    """They are there after all."""

    person: UUID
    reason: Annotated[str, Personal()]


LeaveCommand = RequestLeave | ApproveLeave | RejectLeave | WithdrawLeave | AnswerLeave
LeaveEvent = LeaveRequested | LeaveApproved | LeaveRejected | LeaveWithdrawn


class NoSuchLeaveRequest(Refused):
    """The leave a command is about was requested before."""


class LeaveRequestExists(Refused):
    """A leave is requested once."""


class LeaveIsAnswered(Refused):
    """Leave is approved or rejected once; what is approved is withdrawn."""


class Answer(StrEnum):
    """How a request for leave stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Leave:
    """What a decision needs to know of it; one that was not requested yet is nobody's."""

    person: UUID | None = None
    first: date = date.min
    last: date = date.min
    minutes_per_day: int | None = None
    kind: str = LeaveKind.VACATION
    note: str = ""
    answer: Answer = Answer.REQUESTED


def inform(
    _id: UUID, it: Leave, command: LeaveCommand, context: Context, look: Look
) -> LeaveCommand:
    """See to it that whoever answers may; a person may take their own leave back."""
    if not isinstance(command, ApproveLeave | RejectLeave | WithdrawLeave):
        return command
    own = isinstance(command, WithdrawLeave) and context.by == it.person
    if it.person is not None and not own:
        must_be_approver(it.person, [], context, look)
    return AnswerLeave(asked=command)


def decide(it: Leave, command: LeaveCommand, _context: Context) -> list[LeaveEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    if isinstance(command, RequestLeave):
        if it.person is not None:
            raise LeaveRequestExists("It was requested before: use another id for a new one")
        if command.last < command.first:
            raise LeaveEndsBeforeItBegins(f"{command.last} is before {command.first}")
        return [LeaveRequested(**dict(command))]
    whose = it.person
    if whose is None:
        raise NoSuchLeaveRequest("There is no request for leave with this id")
    match command:
        case AnswerLeave(asked=ApproveLeave(note=note)):
            return [] if _is(it, Answer.APPROVED) else [LeaveApproved(person=whose, note=note)]
        case AnswerLeave(asked=RejectLeave(reason=why)):
            return [] if _is(it, Answer.REJECTED) else [LeaveRejected(person=whose, reason=why)]
        case AnswerLeave(asked=WithdrawLeave(reason=why)):
            if it.answer is Answer.REJECTED:
                raise LeaveIsAnswered("It was rejected: there is nothing to withdraw")
            gone = it.answer is Answer.WITHDRAWN
            return [] if gone else [LeaveWithdrawn(person=whose, reason=why)]
        case _:
            raise TypeError("inform makes this command an AnswerLeave first")


def _is(it: Leave, answer: Answer) -> bool:
    """Tell whether it is answered so already. Raises LeaveIsAnswered if it is otherwise."""
    if it.answer not in (Answer.REQUESTED, answer):
        raise LeaveIsAnswered(f"It is {it.answer}: request it anew")
    return it.answer is answer


def evolve(it: Leave, event: LeaveEvent, _context: Context) -> Leave:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case LeaveRequested():
            return replace(it, **dict(event))
        case LeaveApproved():
            return replace(it, answer=Answer.APPROVED)
        case LeaveRejected():
            return replace(it, answer=Answer.REJECTED)
        case LeaveWithdrawn():
            return replace(it, answer=Answer.WITHDRAWN)
        case _:
            assert_never(event)


def guard(_id: UUID, _it: Leave, command: LeaveCommand, look: Look) -> None:
    """Ask for people who are known."""
    if isinstance(command, RequestLeave):
        must_be_known(command.person, look)


def requires(id: UUID, it: Leave, command: LeaveCommand) -> list[Ask]:
    """Have approved leave recorded with the person, and what is withdrawn cancelled there."""
    if it.person is None or not isinstance(command, AnswerLeave):
        return []
    match command.asked:
        case ApproveLeave():
            record = RecordLeave.model_validate(
                {
                    "leave": id,
                    "first": it.first,
                    "last": it.last,
                    "minutes_per_day": it.minutes_per_day,
                    "kind": it.kind,
                    "note": it.note,
                }
            )
            return [Ask(people.name, it.person, record)]
        case WithdrawLeave(reason=reason) if it.answer is Answer.APPROVED:
            return [Ask(people.name, it.person, CancelLeave(leave=id, reason=reason))]
        case _:
            return []


leave = Decider(
    name="leave",
    initial=Leave(),
    decide=decide,
    evolve=evolve,
    commands=get_args(LeaveCommand),
    events=get_args(LeaveEvent),
    inform=inform,
    guard=guard,
    requires=requires,
)
