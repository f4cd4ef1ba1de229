"""An interaction: a talk with a client, what was said, and when somebody gets back to them.

absent -NoteInteraction-> noted -RemoveInteraction-> removed

Each has a stream of its own: a client is talked to for years.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, assert_never, get_args
from uuid import UUID

from workdomain.clients.client import must_have_contact
from workdomain.kernel import Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.people.person import must_be_known
from workdomain.planning.deal import must_be_deal
from workdomain.values import Day, Line, Text


class Channel(StrEnum):
    """How they were talked to."""

    CALL = "call"
    MEETING = "meeting"
    MAIL = "mail"
    MESSAGE = "message"
    VISIT = "visit"
    EVENT = "event"


class _Said(Command):
    """What was said, how and when."""

    channel: Channel
    day: Day
    """The day they were talked to."""
    subject: Annotated[Line, Personal()]
    """What it was about, in a line."""
    summary: Annotated[Text, Personal()] = ""
    """What was said."""
    contact: UUID | None = None
    """Whom it was said to, of the client's contacts."""


class NoteInteraction(_Said):
    """Note that a client was talked to."""

    client: UUID
    deal: UUID | None = None
    """The deal it was about."""
    follow_up: Day | None = None
    """When somebody gets back to them."""
    owner: UUID | None = None
    """Who gets back to them; whoever notes it, unless said."""


class CorrectInteraction(_Said):
    """Say anew what was said; this replaces what was noted before."""


class PlanFollowUp(Command):
    """Say when somebody gets back to them, and who; null is that nobody has to."""

    follow_up: Day | None
    owner: UUID | None = None
    """Who does; whoever plans it, unless said."""


class FollowUp(Command):
    """Say that somebody got back to them."""

    note: Annotated[Line, Personal()] | None = None
    """What came of it."""


class RemoveInteraction(Command):
    """Take it off the list: it was noted by mistake."""

    reason: Annotated[Line, Personal()]


class InteractionNoted(
    Event,
    topic="interaction.noted.v1",
    says="noted a {channel} with {client} on {day}: {subject}"
    "[; {owner} gets back to them by {follow_up}]",
):
    """A client was talked to."""

    client: UUID
    channel: Channel
    day: date
    subject: Annotated[str, Personal()]
    summary: Annotated[str, Personal()]
    contact: UUID | None
    deal: UUID | None
    follow_up: date | None
    owner: UUID | None


class InteractionCorrected(
    Event,
    topic="interaction.corrected.v1",
    says="corrected it: a {channel} on {day}: {subject}",
):
    """Something else was said, or at another time."""

    channel: Channel
    day: date
    subject: Annotated[str, Personal()]
    summary: Annotated[str, Personal()]
    contact: UUID | None


class FollowUpPlanned(
    Event,
    topic="interaction.follow-up-planned.v1",
    says="[said that {owner} gets back to them by {follow_up}|said that nobody has to get back]",
):
    """Somebody gets back to them, or nobody has to."""

    follow_up: date | None
    owner: UUID | None


class FollowedUp(Event, topic="interaction.followed-up.v1", says="got back to them[: {note}]"):
    """Somebody got back to them."""

    note: Annotated[str, Personal()] | None


class InteractionRemoved(
    Event, topic="interaction.removed.v1", says="took it off the list: {reason}"
):
    """It was noted by mistake."""

    reason: Annotated[str, Personal()]


InteractionCommand = (
    NoteInteraction | CorrectInteraction | PlanFollowUp | FollowUp | RemoveInteraction
)
InteractionEvent = (
    InteractionNoted | InteractionCorrected | FollowUpPlanned | FollowedUp | InteractionRemoved
)


class NoSuchInteraction(Refused):
    """The interaction a command is about was noted before, and not taken off the list."""


class InteractionExists(Refused):
    """An interaction is noted once."""


class NothingToFollowUp(Refused):
    """Somebody gets back to a client where that was planned."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """What a decision needs to know of it; one that was not noted yet has no client."""

    client: UUID | None = None
    channel: Channel = Channel.CALL
    day: date = date.min
    subject: str = ""
    summary: str = ""
    contact: UUID | None = None
    deal: UUID | None = None
    follow_up: date | None = None
    owner: UUID | None = None
    removed: bool = False


def decide(
    it: Interaction, command: InteractionCommand, context: Context
) -> list[InteractionEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case NoteInteraction():
            if it.client is not None:
                raise InteractionExists("It was noted before: use another id for a new one")
            owner = None if command.follow_up is None else command.owner or context.by
            return [InteractionNoted(**{**command.model_dump(), "owner": owner})]
        case _ if it.client is None or it.removed:
            raise NoSuchInteraction("There is no interaction with this id: note it first")
        case CorrectInteraction():
            return _unless_so(it, InteractionCorrected(**command.model_dump()))
        case PlanFollowUp(follow_up=day, owner=owner):
            whose = None if day is None else owner or context.by
            return _unless_so(it, FollowUpPlanned(follow_up=day, owner=whose))
        case FollowUp(note=note):
            if it.follow_up is None:
                raise NothingToFollowUp("Nobody has to get back to them: plan it, or note a talk")
            return [FollowedUp(note=note)]
        case RemoveInteraction(reason=reason):
            return [InteractionRemoved(reason=reason)]
        case _:
            assert_never(command)


def _unless_so(
    it: Interaction, event: InteractionCorrected | FollowUpPlanned
) -> list[InteractionEvent]:
    return [] if replace(it, **dict(event)) == it else [event]


def evolve(it: Interaction, event: InteractionEvent, _context: Context) -> Interaction:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case FollowedUp():
            return replace(it, follow_up=None, owner=None)
        case InteractionRemoved():
            return replace(it, removed=True)
        case _:
            return replace(it, **dict(event))


def guard(_id: UUID, it: Interaction, command: InteractionCommand, look: Look) -> None:
    """Note talks with contacts of a client that is known, about a deal with it."""
    match command:
        case NoteInteraction(client=client, contact=contact, deal=deal):
            must_have_contact(client, contact, look)
            if deal is not None:
                must_be_deal(deal, client, look)
        case CorrectInteraction(contact=contact) if it.client is not None:
            if contact != it.contact:
                must_have_contact(it.client, contact, look)
    if isinstance(command, NoteInteraction | PlanFollowUp) and command.owner is not None:
        must_be_known(command.owner, look)


interaction = Decider(
    name="interaction",
    initial=Interaction(),
    decide=decide,
    evolve=evolve,
    commands=get_args(InteractionCommand),
    events=get_args(InteractionEvent),
    guard=guard,
)
