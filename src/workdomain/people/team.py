"""A team: who leads it, and which department it belongs to.

Its stream goes by its name, so that a team is there once, however it is written. Who is in it is
said of each person (`MoveToTeam`).
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid5

from workdomain.kernel import Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.people.person import must_be_known
from workdomain.values import Line

TEAMS = UUID("b0a1f1a8-7c8e-5f0b-8f63-2f2c0c9d6d11")
"""The namespace of team ids; another one would lose every team there is."""


def team_id(name: str) -> UUID:
    """Name the stream of a team; capitals make no difference."""
    return uuid5(TEAMS, name.strip().casefold())


class SetTeam(Command):
    """Say who leads a team and which department it belongs to; this replaces what was said."""

    name: Annotated[Line, Personal()]
    """As people name it."""
    lead: UUID | None = None
    department: Line | None = None


class TeamSet(
    Event,
    topic="team.set.v1",
    says="set up the team {name}[, led by {lead}][, in the department {department}]",
):
    """A team is there, or has another lead or department."""

    name: Annotated[str, Personal()]
    lead: UUID | None
    department: str | None


class OtherTeam(Refused):
    """What is said of a team is kept under its name."""


@dataclass(frozen=True, slots=True)
class Team:
    """What is known of a team; one that nobody set up has no name."""

    name: str = ""
    lead: UUID | None = None
    department: str | None = None


def decide(team: Team, command: SetTeam, _context: Context) -> list[TeamSet]:
    """Say what happens; an empty list means that nothing changes."""
    same = team == Team(command.name, command.lead, command.department)
    return [] if same else [TeamSet(**dict(command))]


def evolve(_team: Team, event: TeamSet, _context: Context) -> Team:
    """Take in what happened; it never refuses, because it already happened."""
    return Team(event.name, event.lead, event.department)


def guard(id: UUID, _team: Team, command: SetTeam, look: Look) -> None:
    """Keep each team under its name, led by somebody who is known."""
    if id != (right := team_id(command.name)):
        raise OtherTeam(f"The team {command.name} is kept in {right}")
    if command.lead is not None:
        must_be_known(command.lead, look)


team = Decider(
    name="team",
    initial=Team(),
    decide=decide,
    evolve=evolve,
    commands=(SetTeam,),
    events=(TeamSet,),
    guard=guard,
)
