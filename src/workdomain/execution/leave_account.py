"""How much leave a person has in a year: what was granted, and what was carried over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command, Context, Decider, Event, Look, Personal
from workdomain.people.person import LeaveKind, must_be_known
from workdomain.values import Hours

Year = Annotated[int, Field(ge=1970, le=2199)]


class SetLeaveAllowance(Command):
    """Say how much leave of a kind somebody has in a year; this replaces what was said before."""

    kind: LeaveKind = LeaveKind.VACATION
    year: Year
    hours: Hours
    """Granted for the year."""
    carried_h: Hours = 0.0
    """Carried over from the year before."""


class LeaveAllowanceSet(
    Event,
    topic="leave-account.allowance-set.v1",
    says="granted {hours} of leave ({kind}) for {year}, and {carried_h} carried over",
):
    """There is more or less leave in a year."""

    kind: Annotated[str, Personal(of="id")]
    year: int
    hours: float
    carried_h: float


class Allowance(NamedTuple):
    """Hours of leave."""

    hours: float
    carried_h: float


@dataclass(frozen=True, slots=True)
class LeaveAccount:
    """What was granted, by kind and year."""

    granted: Mapping[tuple[str, int], Allowance] = field(default_factory=dict)


def decide(
    it: LeaveAccount, command: SetLeaveAllowance, _context: Context
) -> list[LeaveAllowanceSet]:
    """Say what happens; an empty list means that nothing changes."""
    said = Allowance(command.hours, command.carried_h)
    same = it.granted.get((command.kind, command.year)) == said
    return [] if same else [LeaveAllowanceSet(**dict(command))]


def evolve(it: LeaveAccount, event: LeaveAllowanceSet, _context: Context) -> LeaveAccount:
    """Take in what happened; it never refuses, because it already happened."""
    said = Allowance(event.hours, event.carried_h)
    return LeaveAccount({**it.granted, (event.kind, event.year): said})


def guard(id: UUID, _it: LeaveAccount, _command: SetLeaveAllowance, look: Look) -> None:
    """Grant leave to people who are known; the account goes by the person."""
    must_be_known(id, look)


leave_account = Decider(
    name="leave-account",
    initial=LeaveAccount(),
    decide=decide,
    evolve=evolve,
    commands=(SetLeaveAllowance,),
    events=(LeaveAllowanceSet,),
    guard=guard,
)
