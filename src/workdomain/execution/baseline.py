"""A baseline: a place in the log under a name, so that later moments can be held against it.

absent -TakeBaseline-> taken -RetireBaseline-> retired

Nothing is copied: what the plan was then is what the log said up to there. That makes a baseline
free, and lets one be taken of a moment that nobody thought of at the time.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Self, assert_never, get_args
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field, model_validator

from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.planning.project import NoSuchProject, project
from workdomain.planning.work_item import NoSuchWorkItem
from workdomain.values import Line, Text


def _end_of_day(given: Any) -> Any:
    """Let a day stand for its end (UTC), as in every view."""
    text = given.isoformat() if type(given) is date else given
    if isinstance(text, str) and len(text.strip()) == len("2026-11-01"):
        return datetime.combine(date.fromisoformat(text.strip()), time.max, UTC)
    return given


class TakeBaseline(Command):
    """Name a moment, now or a past one, to hold later ones against."""

    name: Line
    project: UUID | None = None
    """Only the work of this project."""
    item: UUID | None = None
    """Only this work item and what it is made of; without either, all work there is."""
    as_of: Annotated[AwareDatetime | None, BeforeValidator(_end_of_day)] = None
    """What was known at this instant, instead of now; a day stands for its end, UTC."""
    position: Annotated[int, Field(ge=1, lt=1 << 62)] | None = None
    """What was known at this log position; at the latest, that of the baseline itself."""
    note: Annotated[Text, Personal()] = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.project is not None and self.item is not None:
            raise ValueError("Give a project or a work item, not both")
        if self.as_of is not None and self.position is not None:
            raise ValueError("Give an instant or a log position, not both")
        return self


class RenameBaseline(Command):
    """Give the baseline another name."""

    name: Line


class RetireBaseline(Command):
    """Put a baseline away that is of no more use; it can still be asked about."""

    reason: Annotated[Line, Personal()]


class BaselineTaken(
    Event,
    topic="baseline.taken.v1",
    says="took the baseline {name}[ of {project}][ of {item}][, as of {as_of}]"
    "[, as of position {position}][: {note}]",
):
    """A moment has a name: that of the event, unless it names another one."""

    name: str
    project: UUID | None = None
    item: UUID | None = None
    as_of: datetime | None = None
    position: int | None = None
    note: Annotated[str, Personal()] = ""


class BaselineRenamed(Event, topic="baseline.renamed.v1", says="renamed it {name}"):
    """It has another name."""

    name: str


class BaselineRetired(Event, topic="baseline.retired.v1", says="put it away: {reason}"):
    """It is of no more use."""

    reason: Annotated[str, Personal()]


BaselineCommand = TakeBaseline | RenameBaseline | RetireBaseline
BaselineEvent = BaselineTaken | BaselineRenamed | BaselineRetired


class NoSuchBaseline(Refused):
    """The baseline a command is about was taken before."""


class BaselineExists(Refused):
    """A baseline is taken once; it never moves."""


class BaselineIsToCome(Refused):
    """A baseline is of now or of the past: nothing is known of later yet."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a decision needs to know of a baseline; one that is not there yet has no name."""

    name: str = ""
    retired: str | None = None


def decide(baseline: Baseline, command: BaselineCommand, context: Context) -> list[BaselineEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    if not baseline.name and not isinstance(command, TakeBaseline):
        raise NoSuchBaseline("There is no baseline with this id yet: take it first")
    match command:
        case TakeBaseline():
            return [_taken(baseline, command, context)]
        case RenameBaseline(name=name):
            return [] if name == baseline.name else [BaselineRenamed(name=name)]
        case RetireBaseline(reason=reason):
            return [] if baseline.retired else [BaselineRetired(reason=reason)]
        case _:
            assert_never(command)


def _taken(baseline: Baseline, command: TakeBaseline, context: Context) -> BaselineTaken:
    if baseline.name:
        raise BaselineExists(f"{baseline.name} was taken before: use another id for a new one")
    as_of = command.as_of and command.as_of.astimezone(UTC)
    if as_of is not None and as_of > context.at:
        raise BaselineIsToCome(f"{as_of.isoformat()} is still to come: leave it out for now")
    return BaselineTaken(
        name=command.name,
        project=command.project,
        item=command.item,
        as_of=as_of,
        position=command.position,
        note=command.note,
    )


def evolve(baseline: Baseline, event: BaselineEvent, _context: Context) -> Baseline:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case BaselineTaken(name=name) | BaselineRenamed(name=name):
            return replace(baseline, name=name)
        case BaselineRetired(reason=reason):
            return replace(baseline, retired=reason)
        case _:
            assert_never(event)


def guard(_id: UUID, _baseline: Baseline, command: BaselineCommand, look: Look) -> None:
    """Take baselines of projects and work that are there."""
    if isinstance(command, TakeBaseline):
        if command.project and not look(project, command.project).name:
            raise NoSuchProject(f"There is no project {command.project}: add it first")
        if command.item and not look(work_item, command.item).plan.title:
            raise NoSuchWorkItem(f"There is no work item {command.item}: add it first")


baseline = Decider(
    name="baseline",
    initial=Baseline(),
    decide=decide,
    evolve=evolve,
    commands=get_args(BaselineCommand),
    events=get_args(BaselineEvent),
    guard=guard,
)
