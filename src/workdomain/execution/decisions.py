"""What was decided in the course of work, why, by whom, and against what.

A decision is never edited: it stands until another one supersedes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command, Context, Decider, Event, Look, OfKinds, Personal, Refused
from workdomain.people.person import must_be_known
from workdomain.values import Line, Text


class RecordDecision(Command):
    """Keep what was decided, so that nobody has to ask again."""

    decision: UUID
    """Id of the new decision, chosen by whoever asks."""
    what: Annotated[Line, Personal()]
    """What was decided."""
    why: Annotated[Text, Personal()]
    """What speaks for it."""
    decided_by: Annotated[tuple[UUID, ...], Field(max_length=50)] = ()
    """Who decided; nobody is whoever records it."""
    alternatives: Annotated[tuple[Line, ...], Field(max_length=20), Personal()] = ()
    """What it was decided against."""
    supersedes: UUID | None = None
    """The earlier decision on this work that does not hold any more."""


class DecisionRecorded(
    Event,
    topic="work-item.decision-recorded.v1",
    says="[decided anew (it was {instead_of}): {what}|recorded the decision: {what}][; why: {why}]"
    "[; against: {alternatives}][; decided by {decided_by}]",
):
    """It holds from now on, instead of the one that it supersedes."""

    decision: UUID
    what: Annotated[str, Personal()]
    why: Annotated[str, Personal()] = ""
    decided_by: tuple[UUID, ...] = ()
    alternatives: Annotated[tuple[str, ...], Personal()] = ()
    supersedes: UUID | None = None
    instead_of: Annotated[str | None, Personal()] = None
    """What had been decided before."""


DecisionsCommand = RecordDecision
DecisionsEvent = DecisionRecorded


class DecisionExists(Refused):
    """A decision is recorded once and never edited."""


class NoSuchDecision(Refused):
    """Only a decision that was recorded on the same work is superseded."""


class IsSuperseded(Refused):
    """A decision is superseded by one other at most: the last one is the one that holds."""


class Decision(NamedTuple):
    """What was decided."""

    what: str
    why: str
    decided_by: tuple[UUID, ...]
    alternatives: tuple[str, ...]
    supersedes: UUID | None
    recorded_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions on a work item, and which of them were superseded by which."""

    decisions: Mapping[UUID, Decision] = field(default_factory=dict)
    superseded: Mapping[UUID, UUID] = field(default_factory=dict)


def decide(
    decisions: Decisions, command: RecordDecision, context: Context
) -> list[DecisionRecorded]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    before = None if command.supersedes is None else decisions.decisions.get(command.supersedes)
    told = DecisionRecorded(
        decision=command.decision,
        what=command.what,
        why=command.why,
        decided_by=tuple(dict.fromkeys(command.decided_by)),
        alternatives=command.alternatives,
        supersedes=command.supersedes,
        instead_of=before and before.what,
    )
    if (known := decisions.decisions.get(command.decision)) is not None:
        if _decision(told, context)._replace(at=known.at) == known:
            return []
        raise DecisionExists(f"{known.what!r} stands: record a new decision that supersedes it")
    if command.supersedes is not None:
        if before is None:
            raise NoSuchDecision(f"There is no decision {command.supersedes} on this work item")
        if (later := decisions.superseded.get(command.supersedes)) is not None:
            raise IsSuperseded(f"That was superseded before: supersede {later} instead")
    return [told]


def _decision(told: DecisionRecorded, context: Context) -> Decision:
    return Decision(
        told.what,
        told.why,
        told.decided_by or (context.by,),
        told.alternatives,
        told.supersedes,
        context.by,
        context.at,
    )


def evolve(decisions: Decisions, event: DecisionRecorded, context: Context) -> Decisions:
    """Take in what happened; it never refuses, because it already happened."""
    new = {**decisions.decisions, event.decision: _decision(event, context)}
    if event.supersedes is None:
        return Decisions(new, decisions.superseded)
    return Decisions(new, {**decisions.superseded, event.supersedes: event.decision})


def guard(_id: UUID, _decisions: Decisions, command: RecordDecision, look: Look) -> None:
    """Let only people who are known decide."""
    for person in command.decided_by:
        must_be_known(person, look)


decisions = Decider(
    name="decisions",
    initial=Decisions(),
    decide=decide,
    evolve=evolve,
    commands=(DecisionsCommand,),
    events=(DecisionsEvent,),
    guard=OfKinds(guard, None, RecordDecision),
)
