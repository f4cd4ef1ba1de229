"""Talks with clients and what they say of deliveries, as rows."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.feedback import Feedback, FeedbackEvent, feedback
from workdomain.planning.interaction import (
    Channel,
    Interaction,
    InteractionEvent,
    interaction,
)
from workdomain.store.messages import Recorded


class TalkRow(NamedTuple):
    """A talk with a client."""

    id: UUID
    client: UUID
    channel: Channel
    day: date
    subject: str
    contact: UUID | None
    deal: UUID | None
    follow_up: date | None
    """When somebody gets back to them; null when nobody has to, or did so."""
    owner: UUID | None


class FeedbackRow(NamedTuple):
    """How satisfied a client was with a delivery."""

    id: UUID
    client: UUID
    project: UUID | None
    item: UUID | None
    score: int
    comment: str
    contact: UUID | None
    day: date


def evolve_talk(known: Interaction, recorded: Recorded) -> Interaction:
    """Take in an event as decisions do."""
    event: InteractionEvent = recorded.event  # type: ignore[assignment]  # no others are read
    return interaction.evolve(known, event, recorded.context)


def evolve_feedback(known: Feedback, recorded: Recorded) -> Feedback:
    """Take in an event as decisions do."""
    event: FeedbackEvent = recorded.event  # type: ignore[assignment]  # no others are read
    return feedback.evolve(known, event, recorded.context)


def talk_rows(id: UUID, it: Interaction) -> Iterable[TalkRow]:
    """Show a talk that was noted, unless it was taken off the list."""
    if it.client is not None and not it.removed:
        told = (it.channel, it.day, it.subject, it.contact, it.deal, it.follow_up, it.owner)
        yield TalkRow(id, it.client, *told)


def feedback_rows(id: UUID, it: Feedback) -> Iterable[FeedbackRow]:
    """Show feedback that was given, unless it was withdrawn."""
    if it.client is not None and not it.withdrawn:
        told = (it.project, it.item, it.score, it.comment, it.contact, it.day)
        yield FeedbackRow(id, it.client, *told)


talks = ReadModel(
    name="talks",
    reads=(interaction,),
    initial=Interaction(),
    evolve=evolve_talk,
    rows=talk_rows,
    tables=(TableOf(TalkRow, "talk", key=(), indexes=(("id",), ("client",)), called="subject"),),
)
feedbacks = ReadModel(
    name="feedback",
    reads=(feedback,),
    initial=Feedback(),
    evolve=evolve_feedback,
    rows=feedback_rows,
    tables=(TableOf(FeedbackRow, "feedback", key=(), indexes=(("client",), ("project",))),),
)
