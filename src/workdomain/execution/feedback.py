"""Feedback: how satisfied a client is with something that was delivered, from 1 to 5.

absent -GiveFeedback-> given -WithdrawFeedback-> withdrawn

The scale is that of customer satisfaction surveys (CSAT): 1 very unsatisfied, 5 very satisfied; the
share of 4 and 5 is what views tell as satisfied.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Annotated, Self, assert_never, get_args
from uuid import UUID

from pydantic import Field, model_validator

from workdomain.clients.client import must_have_contact
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.planning.project import NoSuchProject, project
from workdomain.planning.work_item import NoSuchWorkItem
from workdomain.values import Day, Line, Text

Score = Annotated[int, Field(ge=1, le=5)]
"""From 1, very unsatisfied, to 5, very satisfied."""


class GiveFeedback(Command):
    """Note how satisfied a client is with a delivery: a project or a piece of work."""

    client: UUID
    project: UUID | None = None
    item: UUID | None = None
    score: Score
    comment: Annotated[Text, Personal()] = ""
    contact: UUID | None = None
    """Who of the client said so, of its contacts."""
    day: Day | None = None
    """When they said so; the day it is noted, unless said."""

    @model_validator(mode="after")
    def _is_about_something(self) -> Self:
        if (self.project is None) == (self.item is None):
            raise ValueError("Say what was delivered: a project or an item")
        return self


class CorrectFeedback(Command):
    """Say anew how satisfied they were; this replaces what was noted before."""

    score: Score
    comment: Annotated[Text, Personal()] = ""


class WithdrawFeedback(Command):
    """Let it count no more."""

    reason: Annotated[Line, Personal()]


class FeedbackGiven(
    Event,
    topic="feedback.given.v1",
    says="noted that {client} gives {score} of 5[ for {project}][ for {item}][: {comment}]",
):
    """A client was satisfied, or was not."""

    client: UUID
    project: UUID | None
    item: UUID | None
    score: int
    comment: Annotated[str, Personal()]
    contact: UUID | None
    day: date


class FeedbackCorrected(
    Event, topic="feedback.corrected.v1", says="corrected it to {score} of 5[: {comment}]"
):
    """They were more or less satisfied than was noted."""

    score: int
    comment: Annotated[str, Personal()]


class FeedbackWithdrawn(Event, topic="feedback.withdrawn.v1", says="withdrew it: {reason}"):
    """It counts no more."""

    reason: Annotated[str, Personal()]


FeedbackCommand = GiveFeedback | CorrectFeedback | WithdrawFeedback
FeedbackEvent = FeedbackGiven | FeedbackCorrected | FeedbackWithdrawn


class NoSuchFeedback(Refused):
    """The feedback a command is about was given before, and not withdrawn."""


class FeedbackExists(Refused):
    """Feedback is given once; what is new about it is a correction."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a decision needs to know of it; one that was not given yet has no client."""

    client: UUID | None = None
    project: UUID | None = None
    item: UUID | None = None
    score: int = 0
    comment: str = ""
    contact: UUID | None = None
    day: date = date.min
    withdrawn: bool = False


def decide(it: Feedback, command: FeedbackCommand, context: Context) -> list[FeedbackEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case GiveFeedback(day=day):
            if it.client is not None:
                raise FeedbackExists("It was given before: use another id, or correct it")
            told = {**command.model_dump(), "day": day or context.at.astimezone(UTC).date()}
            return [FeedbackGiven(**told)]
        case _ if it.client is None or it.withdrawn:
            raise NoSuchFeedback("There is no feedback with this id: give it first")
        case CorrectFeedback(score=score, comment=comment):
            same = (score, comment) == (it.score, it.comment)
            return [] if same else [FeedbackCorrected(score=score, comment=comment)]
        case WithdrawFeedback(reason=reason):
            return [FeedbackWithdrawn(reason=reason)]
        case _:
            assert_never(command)


def evolve(it: Feedback, event: FeedbackEvent, _context: Context) -> Feedback:
    """Take in what happened; it never refuses, because it already happened."""
    if isinstance(event, FeedbackWithdrawn):
        return replace(it, withdrawn=True)
    return replace(it, **dict(event))


def guard(_id: UUID, _it: Feedback, command: FeedbackCommand, look: Look) -> None:
    """Note what clients that are known say of work that is known."""
    if not isinstance(command, GiveFeedback):
        return
    must_have_contact(command.client, command.contact, look)
    if command.project is not None and not look(project, command.project).name:
        raise NoSuchProject(f"There is no project {command.project}: add it first")
    if command.item is not None and not look(work_item, command.item).plan.title:
        raise NoSuchWorkItem(f"There is no work item {command.item}: add it first")


feedback = Decider(
    name="feedback",
    initial=Feedback(),
    decide=decide,
    evolve=evolve,
    commands=get_args(FeedbackCommand),
    events=get_args(FeedbackEvent),
    guard=guard,
)
