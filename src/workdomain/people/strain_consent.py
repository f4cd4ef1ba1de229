"""Whether a person wants their strain worked out, and who sees it; nobody else decides that.

The answer is the person's own stream, which goes by the person's id. Nothing is worked out of
somebody who has not asked for it, or does not want it any more.

       (nothing is worked out) ──> only me ⇄ me and team ──> (nothing is worked out)
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, assert_never, get_args
from uuid import UUID

from workdomain.kernel import Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.people.person import must_be_known


class Sharing(StrEnum):
    """Who sees the strain of a person."""

    ONLY_ME = "only_me"
    """The person alone."""
    ME_AND_TEAM = "me_and_team"
    """The person; and it counts in their team's average, which is shown from five people on."""


class ShowStrain(Command):
    """Have one's own strain worked out, to see it, and perhaps count in the team's average."""

    sharing: Annotated[Sharing, Personal(of="id")] = Sharing.ONLY_ME


class HideStrain(Command):
    """Have one's own strain worked out no longer, neither for oneself nor for the team."""


class StrainShown(
    Event,
    topic="strain.shown.v1",
    says="asked for their strain to be worked out, for {sharing}",
):
    """A person wants to see their strain."""

    sharing: Annotated[Sharing, Personal(of="id")]


class StrainHidden(
    Event, topic="strain.hidden.v1", says="asked for their strain to be worked out no longer"
):
    """They do not want it any more."""


StrainCommand = ShowStrain | HideStrain
StrainEvent = StrainShown | StrainHidden


class NotYourStrain(Refused):
    """Only a person themself says whether their strain is worked out, and who sees it."""


@dataclass(frozen=True, slots=True)
class StrainConsent:
    """What a person said."""

    sharing: Sharing | None = None
    """None is: nothing is worked out."""


def inform(
    id: UUID, _state: StrainConsent, command: StrainCommand, context: Context, _look: Look
) -> StrainCommand:
    """Let nobody decide for somebody else."""
    if context.by != id:
        raise NotYourStrain(f"This is for {id} to say, and for nobody else")
    return command


def decide(consent: StrainConsent, command: StrainCommand, _context: Context) -> list[StrainEvent]:
    """Say what happens; an empty list means that nothing changes."""
    match command:
        case ShowStrain(sharing=sharing):
            return [] if sharing is consent.sharing else [StrainShown(sharing=sharing)]
        case HideStrain():
            return [] if consent.sharing is None else [StrainHidden()]
        case _:
            assert_never(command)


def evolve(_consent: StrainConsent, event: StrainEvent, _context: Context) -> StrainConsent:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case StrainShown(sharing=sharing):
            return StrainConsent(sharing)
        case StrainHidden():
            return StrainConsent()
        case _:
            assert_never(event)


def guard(id: UUID, _state: StrainConsent, _command: StrainCommand, look: Look) -> None:
    """Be somebody who is known."""
    must_be_known(id, look)


strain = Decider(
    name="strain",
    initial=StrainConsent(),
    decide=decide,
    evolve=evolve,
    commands=get_args(StrainCommand),
    events=get_args(StrainEvent),
    inform=inform,
    guard=guard,
)
