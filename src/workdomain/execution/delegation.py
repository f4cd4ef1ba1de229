"""Who approves in somebody's place, and from which day to which.

Each person's delegations are a stream that goes by the person's own id. A person hands their
approvals to one other person at a time; what that one may not approve, they may not either.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, assert_never, get_args
from uuid import UUID

from workdomain.kernel import Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.people.person import must_be_known
from workdomain.values import OPERATOR, Day, Line


class DelegateApprovals(Command):
    """Let another person approve in one's place, from the first to the last day."""

    person: UUID
    """Who approves then."""
    first: Day
    last: Day


class EndDelegation(Command):
    """Approve oneself again, from a day on that a delegation had still been for."""

    from_day: Day
    reason: Annotated[Line, Personal(of="id")]


class ApprovalsDelegated(
    Event,
    topic="delegation.delegated.v1",
    says="let {person} approve in their place from {first} to {last}",
):
    """Another person approves in their place for some days."""

    person: UUID
    first: date
    last: date


class DelegationEnded(
    Event, topic="delegation.ended.v1", says="ended the delegation from {from_day} on: {reason}"
):
    """Nobody approves in their place any more, from a day on."""

    from_day: date
    reason: Annotated[str, Personal(of="id")]


DelegationCommand = DelegateApprovals | EndDelegation
DelegationEvent = ApprovalsDelegated | DelegationEnded


class NotYourApprovals(Refused):
    """Only who approves can hand that to somebody else (or the operator, in an emergency)."""


class DelegationEndsBeforeItBegins(Refused):
    """A delegation ends on its first day or later."""


class DelegationsOverlap(Refused):
    """A person hands their approvals to one other person at a time."""


class DelegatesToThemselves(Refused):
    """A delegation is to somebody else."""


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who approves in someone's place, each with the first and the last day."""

    spans: tuple[tuple[date, date, UUID], ...] = ()

    def on(self, day: date) -> UUID | None:
        """Tell who does on a day."""
        return next((who for first, last, who in self.spans if first <= day <= last), None)


def inform(
    id: UUID, _state: Delegation, command: DelegationCommand, context: Context, _look: Look
) -> DelegationCommand:
    """Let nobody but the person hand their approvals on."""
    if context.by not in (id, OPERATOR):
        raise NotYourApprovals(f"These are the approvals of {id}: let that person do it")
    return command


def decide(
    delegation: Delegation, command: DelegationCommand, _context: Context
) -> list[DelegationEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case DelegateApprovals(person=person, first=first, last=last):
            if last < first:
                raise DelegationEndsBeforeItBegins(f"{last} is before {first}")
            if (first, last, person) in delegation.spans:
                return []
            for other_first, other_last, _ in delegation.spans:
                if other_first <= last and first <= other_last:
                    raise DelegationsOverlap(
                        f"There is a delegation from {other_first} to {other_last}: end it first"
                    )
            return [ApprovalsDelegated(person=person, first=first, last=last)]
        case EndDelegation(from_day=day, reason=reason):
            if all(last < day for _, last, _ in delegation.spans):
                return []
            return [DelegationEnded(from_day=day, reason=reason)]
        case _:
            assert_never(command)


def evolve(delegation: Delegation, event: DelegationEvent, _context: Context) -> Delegation:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case ApprovalsDelegated(person=person, first=first, last=last):
            return Delegation((*delegation.spans, (first, last, person)))
        case DelegationEnded(from_day=day):
            return Delegation(
                tuple(
                    (first, min(last, date.fromordinal(day.toordinal() - 1)), who)
                    for first, last, who in delegation.spans
                    if first < day
                )
            )
        case _:
            assert_never(event)


def guard(id: UUID, _state: Delegation, command: DelegationCommand, look: Look) -> None:
    """Delegate from and to people who are known, and not to oneself."""
    must_be_known(id, look)
    if isinstance(command, DelegateApprovals):
        must_be_known(command.person, look)
        if command.person == id:
            raise DelegatesToThemselves("Name somebody else who approves then")


delegation = Decider(
    name="delegation",
    initial=Delegation(),
    decide=decide,
    evolve=evolve,
    commands=get_args(DelegationCommand),
    events=get_args(DelegationEvent),
    inform=inform,
    guard=guard,
)
