"""The life of an objective, its score, and what its owner says of its status.

draft -ActivateObjective-> active -CloseObjective-> closed -ReopenObjective-> active

It is closed as achieved, partial, missed or dropped. Its score is the progress at that moment,
computed from what all streams know then, and frozen in the event; None when it is not defined.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.identification.cadence import Cadence, next_due
from workdomain.identification.goal_words import Outcome, Status
from workdomain.kernel import Command, Context, Event, Personal, Refused
from workdomain.values import Line, Text

Grade = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""From 0, nothing of it, to 1, all of it."""


class Phase(StrEnum):
    """Where an objective stands in its life."""

    DRAFT = "draft"
    ACTIVE = "active"
    CLOSED = "closed"


class ActivateObjective(Command):
    """Begin to pursue it; check-ins are due from then on."""


class CloseObjective(Command):
    """Say how it ended; its score is the progress it has now."""

    outcome: Outcome
    self_grade: Grade | None = None
    """What those who pursued it would give it, from 0 to 1."""
    comment: Annotated[Text, Personal()] = ""
    reasons: Annotated[tuple[Line, ...], Field(max_length=20), Personal()] = ()
    """Why it ended so, each in a line."""


class ScoreAndCloseObjective(CloseObjective):
    """Close it with a score; made from CloseObjective by what all streams know."""

    score: Grade | None = None


class ReopenObjective(Command):
    """Pursue it again."""

    reason: Annotated[Line, Personal()]


class OverrideStatus(Command):
    """Say, as the owner, how it stands whatever the numbers say; until the next check-in."""

    status: Status
    reason: Annotated[Line, Personal()]


class LiftStatusOverride(Command):
    """Let the numbers tell how it stands."""


class ObjectiveActivated(
    Event, topic="objective.activated.v1", says="activated it[, first check-in due {next_due}]"
):
    """It is pursued."""

    next_due: date | None = None


class ObjectiveClosed(
    Event,
    topic="objective.closed.v1",
    says="closed it as {outcome}, [score {score}|without a score][, self-grade {self_grade}]"
    "[: {comment}][ ({reasons})]",
):
    """It ended."""

    outcome: Outcome
    score: float | None = None
    """Progress when it was closed, from 0 to 1; None when that was not defined."""
    self_grade: float | None = None
    comment: Annotated[str, Personal()] = ""
    reasons: Annotated[tuple[str, ...], Personal()] = ()


class ObjectiveReopened(Event, topic="objective.reopened.v1", says="reopened it: {reason}"):
    """It is pursued again; its score does not hold any more."""

    reason: Annotated[str, Personal()]
    next_due: date | None = None


class StatusOverridden(
    Event, topic="objective.status-overridden.v1", says="said that it is {status}: {reason}"
):
    """Its owner says how it stands, until the next check-in."""

    status: Status
    reason: Annotated[str, Personal()]


class StatusOverrideLifted(
    Event, topic="objective.status-override-lifted.v1", says="let the numbers tell its status"
):
    """The numbers tell how it stands."""


LifeCommand = (
    ActivateObjective
    | CloseObjective
    | ScoreAndCloseObjective
    | ReopenObjective
    | OverrideStatus
    | LiftStatusOverride
)
LifeEvent = (
    ObjectiveActivated
    | ObjectiveClosed
    | ObjectiveReopened
    | StatusOverridden
    | StatusOverrideLifted
)


class ObjectiveIsClosed(Refused):
    """A closed objective does not change until it is reopened."""


class ObjectiveIsNotActive(Refused):
    """Only what is pursued is checked in, closed and overridden."""


class NotTheOwner(Refused):
    """Only its owner says that an objective stands otherwise than its numbers say."""


class Life(NamedTuple):
    """Where an objective stands."""

    phase: Phase = Phase.DRAFT
    outcome: Outcome | None = None
    score: float | None = None
    self_grade: float | None = None
    comment: str = ""
    reasons: tuple[str, ...] = ()
    override: Status | None = None
    override_reason: str | None = None


def decide(
    life: Life, command: LifeCommand, context: Context, cadence: Cadence, owner: UUID | None
) -> list[LifeEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case ActivateObjective():
            due = next_due(cadence, context.at.date())
            return [ObjectiveActivated(next_due=due)] if life.phase is Phase.DRAFT else []
        case CloseObjective():
            return _closed(life, command)
        case ReopenObjective(reason=reason):
            due = next_due(cadence, context.at.date())
            closed = life.phase is Phase.CLOSED
            return [ObjectiveReopened(reason=reason, next_due=due)] if closed else []
        case OverrideStatus(status=status, reason=reason):
            must_be_active(life)
            if context.by != owner:
                raise NotTheOwner("Only the owner overrides the status: ask them, or hand it over")
            same = (status, reason) == (life.override, life.override_reason)
            return [] if same else [StatusOverridden(status=status, reason=reason)]
        case LiftStatusOverride():
            return [StatusOverrideLifted()] if life.override else []
        case _:
            assert_never(command)


def _closed(life: Life, command: CloseObjective) -> list[LifeEvent]:
    if life.phase is Phase.CLOSED:
        if life.outcome is command.outcome:
            return []
        raise ObjectiveIsClosed(f"It is closed as {life.outcome}: reopen it first")
    if command.outcome is not Outcome.DROPPED:
        must_be_active(life)
    return [
        ObjectiveClosed(
            outcome=command.outcome,
            score=command.score if isinstance(command, ScoreAndCloseObjective) else None,
            self_grade=command.self_grade,
            comment=command.comment,
            reasons=command.reasons,
        )
    ]


def must_be_active(life: Life) -> None:
    """Raise ObjectiveIsNotActive if it is a draft; closed ones take few commands anyway."""
    if life.phase is Phase.DRAFT:
        raise ObjectiveIsNotActive("This objective is a draft: activate it first")


def evolve(life: Life, event: Event, _context: Context) -> Life:
    """Take in what happened; a check-in ends what its owner said of the status."""
    match event:
        case ObjectiveActivated() | ObjectiveReopened():
            return Life(Phase.ACTIVE)
        case ObjectiveClosed():
            told = event.outcome, event.score, event.self_grade, event.comment, event.reasons
            return Life(Phase.CLOSED, *told)
        case StatusOverridden(status=status, reason=reason):
            return life._replace(override=status, override_reason=reason)
        case _:
            return life._replace(override=None, override_reason=None)


commands = get_args(LifeCommand)
events = get_args(LifeEvent)
