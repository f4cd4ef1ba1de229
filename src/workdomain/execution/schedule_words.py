"""What is asked and told of schedules: the commands and events of `schedule.py`."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from workdomain.kernel import Command, Event, Message, Personal
from workdomain.values import Line, Text

MOST_BARS = 100_000


class Waiting(StrEnum):
    """What held the start of planned work last."""

    BEGINNING = "beginning"
    """Nothing: it starts where the plan begins."""
    NOT_BEFORE = "not before"
    FIXED = "fixed"
    DONE = "done"
    """It was begun before."""
    LINK = "link"
    """Other work, that it waits for."""
    PERSON = "person"
    """Other work of somebody who does it."""
    EQUIPMENT = "equipment"
    """A piece of equipment: other work has it, or it cannot be used before."""


class Piece(Message):
    """A stretch of work that is laid aside before it, after it, or both."""

    start: AwareDatetime
    finish: AwareDatetime


class Use(Message):
    """A piece of equipment that work has for some time."""

    equipment: UUID
    piece: Annotated[int, Field(ge=1)] = 1
    """Which of its pieces: to plan again with, for they are all as good as one another."""
    start: AwareDatetime
    finish: AwareDatetime

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.finish <= self.start:
            raise ValueError("finish does not lie after start")
        return self


class Bar(Message):
    """One work item in a plan: when it is to be done, and by whom."""

    item: UUID
    start: AwareDatetime
    finish: AwareDatetime
    people: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()
    milestone: bool = False
    """A moment: it starts when it finishes."""
    pinned: bool = False
    """Its days were set by hand: they stay, whatever the plan would say."""
    waits: Waiting = Waiting.BEGINNING
    waits_for: UUID | None = None
    """The work item that it waits for."""
    waits_with: UUID | None = None
    """Who does that first; of equipment, what is waited for."""
    slack_minutes: Annotated[int, Field(ge=0)] | None = None
    """Total float: it may finish so much later, and nothing that waits for it ends the whole
    later."""
    critical: bool = False
    """It is in the chain that the last finish waits for, by links or by people."""
    pieces: Annotated[tuple[Piece, ...], Field(max_length=10_000)] = ()
    """When it is worked on, if it is laid aside in between; of work in one go, nothing."""
    uses: Annotated[tuple[Use, ...], Field(max_length=10_000)] = ()
    """Which pieces of equipment it takes, and when."""

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.finish < self.start:
            raise ValueError(f"{self.finish.isoformat()} is before {self.start.isoformat()}")
        moments = [moment for piece in self.pieces for moment in (piece.start, piece.finish)]
        if sorted((self.start, *moments, self.finish)) != [self.start, *moments, self.finish]:
            raise ValueError("Its pieces do not lie one after the other, from start to finish")
        return self


class BufferKind(StrEnum):
    """What a buffer protects."""

    PROJECT = "project"
    FEEDING = "feeding"
    MILESTONE = "milestone"


class PlannedBuffer(Message):
    """Time that is left free, so that what lies before it may slip."""

    kind: BufferKind
    project: UUID | None = None
    after: UUID | None = None
    """The work item at whose finish it begins."""
    protects: UUID | None = None
    """The work item that it protects; null for the end of a project or of all."""
    start: AwareDatetime
    finish: AwareDatetime
    minutes: Annotated[int, Field(ge=0)]
    """How much working time it is."""
    rule: Line
    """How it was sized."""

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.finish < self.start:
            raise ValueError(f"{self.finish.isoformat()} is before {self.start.isoformat()}")
        return self


Bars = Annotated[tuple[Bar, ...], Field(min_length=1, max_length=MOST_BARS)]


class ProposeSchedule(Command):
    """Lay down a plan as the next version of this schedule; it changes nothing yet."""

    name: Line
    project: UUID | None = None
    """The project that it is of; null for all work."""
    begins: AwareDatetime
    """The moment from which on it plans."""
    position: Annotated[int, Field(ge=0, lt=1 << 62)]
    """The log position of what it knew: its inputs can be read again as of there."""
    rule: Line
    """What made it: a rule of order, or a search."""
    seed: int = 0
    iterations: Annotated[int, Field(ge=0)] = 0
    """Of the search that improved it."""
    bars: Bars
    buffers: Annotated[tuple[PlannedBuffer, ...], Field(max_length=10_000)] = ()
    note: Annotated[Text, Personal()] = ""

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if len({bar.item for bar in self.bars}) < len(self.bars):
            raise ValueError("A work item has two bars: it has one in a plan")
        return self


class PublishSchedule(Command):
    """Make a proposed version the plan that holds: the one before is superseded."""

    version: Annotated[int, Field(ge=1)] | None = None
    """The latest that is proposed, if it is left out."""


class WithdrawProposal(Command):
    """Put a proposed version away."""

    version: Annotated[int, Field(ge=1)]
    reason: Annotated[Line, Personal()]


class RetireSchedule(Command):
    """Say that the published plan does not hold any more; the days that it has set stay."""

    reason: Annotated[Line, Personal()]


class ScheduleProposed(
    Event,
    topic="schedule.proposed.v1",
    says="proposed version {version} of {name}[: {note}]",
):
    """There is a plan that somebody may publish."""

    version: int
    name: str
    project: UUID | None = None
    begins: datetime
    position: int
    rule: str
    seed: int = 0
    iterations: int = 0
    bars: tuple[Bar, ...]
    buffers: tuple[PlannedBuffer, ...] = ()
    note: Annotated[str, Personal()] = ""


class SchedulePublished(
    Event,
    topic="schedule.published.v1",
    says="published version {version}[ instead of version {supersedes}]",
):
    """There is a plan that holds from now on."""

    version: int
    supersedes: int | None = None


class ProposalWithdrawn(
    Event, topic="schedule.withdrawn.v1", says="put version {version} away: {reason}"
):
    """A proposed version is not to be published any more."""

    version: int
    reason: Annotated[str, Personal()]


class ScheduleRetired(Event, topic="schedule.retired.v1", says="retired the plan: {reason}"):
    """No version holds any more."""

    reason: Annotated[str, Personal()]


ScheduleCommand = ProposeSchedule | PublishSchedule | WithdrawProposal | RetireSchedule
ScheduleEvent = ScheduleProposed | SchedulePublished | ProposalWithdrawn | ScheduleRetired
