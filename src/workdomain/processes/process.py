"""A process: how a project works, as versions of workflow, templates, cadences and rules.

absent -AddProcess-> in use (-ChangeProcess-> in use)* -RetireProcess-> retired

Each change holds from a day on, and says why it is made and what difference it should make, so
that the days before and after can be compared once there are some.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command, Context, Decider, Event, Look, Message, Personal, Refused
from workdomain.processes.rules import Rules
from workdomain.processes.workflow import must_be_published
from workdomain.values import Day, Line


class Direction(StrEnum):
    """Which way a metric should go."""

    UP = "up"
    DOWN = "down"


class Expected(Message):
    """The difference that a change is expected to make: of which metric, how much, by when."""

    metric: Line
    direction: Direction
    by: Annotated[float, Field(gt=0, le=1_000_000_000, allow_inf_nan=False)]
    unit: Line
    """What `by` counts: percent, days, hours."""
    until: Day

    def __str__(self) -> str:
        """Write it as histories do: `cycle time down by 2 days until 2026-06-30`."""
        return f"{self.metric} {self.direction} by {self.by:g} {self.unit} until {self.until}"


class Unit(StrEnum):
    """What a cadence counts in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Cadence(Message):
    """Something that is done again and again: a review every 2 weeks."""

    what: Line
    every: Annotated[int, Field(ge=1, le=366)]
    unit: Unit

    def __str__(self) -> str:
        """Write it as histories do: `Review every 2 weeks`."""
        return f"{self.what} every {self.every} {self.unit}{'s' if self.every > 1 else ''}"


PLAIN = Rules()

Cadences = Annotated[tuple[Cadence, ...], Field(max_length=50)]
Templates = Annotated[tuple[UUID, ...], Field(max_length=200)]


class AddProcess(Command):
    """Set down how projects can work."""

    name: Line
    workflow: UUID | None = None
    """The states its work goes through; null leaves it to the plain life of work items."""
    templates: Templates = ()
    cadences: Cadences = ()
    rules: Rules = Rules()


class RenameProcess(Command):
    """Give the process another name."""

    name: Line


class ChangeProcess(Command):
    """Let it be another way from a day on, in every project that keeps to it.

    All of it is told anew; what is left out is as it is in a new process.
    """

    workflow: UUID | None = None
    """The states its work goes through; null leaves it to the plain life of work items."""
    templates: Templates = ()
    cadences: Cadences = ()
    rules: Rules = Rules()
    from_day: Day
    reason: Annotated[Line, Personal()]
    expected: Expected
    """The difference it should make."""


class RetireProcess(Command):
    """Let no project take up this process any more; those that keep to it go on."""

    reason: Annotated[Line, Personal()]


class ProcessAdded(
    Event,
    topic="process.added.v1",
    says="added the process {name}[ with the workflow {workflow}][, {cadences}]",
):
    """There is a new process; this is its first version."""

    name: str
    workflow: UUID | None = None
    templates: tuple[UUID, ...] = ()
    cadences: tuple[Cadence, ...] = ()
    rules: Rules = Rules()


class ProcessRenamed(Event, topic="process.renamed.v1", says="renamed it {name}"):
    """It has another name."""

    name: str


class ProcessChanged(
    Event,
    topic="process.changed.v1",
    says="changed it from {from_day} on (version {version}): {reason}; expected: {expected}",
):
    """It is another way from a day on."""

    version: int
    workflow: UUID | None = None
    templates: tuple[UUID, ...] = ()
    cadences: tuple[Cadence, ...] = ()
    rules: Rules = Rules()
    from_day: date
    reason: Annotated[str, Personal()]
    expected: Expected


class ProcessRetired(Event, topic="process.retired.v1", says="retired it: {reason}"):
    """No project takes it up any more."""

    reason: Annotated[str, Personal()]


ProcessCommand = AddProcess | RenameProcess | ChangeProcess | RetireProcess
ProcessEvent = ProcessAdded | ProcessRenamed | ProcessChanged | ProcessRetired


class NoSuchProcess(Refused):
    """The process a command is about was added before."""


class ProcessExists(Refused):
    """A process is added once."""


class ProcessIsRetired(Refused):
    """A process that is retired does not change, and no project takes it up."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a process is, from a day on."""

    version: int = 0
    workflow: UUID | None = None
    templates: tuple[UUID, ...] = ()
    cadences: tuple[Cadence, ...] = ()
    rules: Rules = PLAIN
    from_day: date = date.min
    """The first version holds from ever."""


@dataclass(frozen=True, slots=True)
class Process:
    """What a decision needs to know of a process; one that is not there yet has no name."""

    name: str = ""
    ways: Mapping[int, Way] = field(default_factory=dict)
    """Every version, by its number from 1."""
    retired: bool = False

    def on(self, day: date) -> Way:
        """Tell how it is on a day: the latest that begins by then, of one day's the last told."""
        begun = [way for way in self.ways.values() if way.from_day <= day]
        return max(begun, key=lambda way: (way.from_day, way.version), default=Way())


def decide(process: Process, command: ProcessCommand, _context: Context) -> list[ProcessEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    _must_apply(process, command)
    match command:
        case AddProcess(name=name):
            return [
                ProcessAdded(
                    name=name,
                    workflow=command.workflow,
                    templates=command.templates,
                    cadences=command.cadences,
                    rules=command.rules,
                )
            ]
        case RenameProcess(name=name):
            return [] if name == process.name else [ProcessRenamed(name=name)]
        case ChangeProcess():
            return _changed(process, command)
        case RetireProcess(reason=reason):
            return [] if process.retired else [ProcessRetired(reason=reason)]
        case _:
            assert_never(command)


def _must_apply(process: Process, command: ProcessCommand) -> None:
    if isinstance(command, AddProcess):
        if process.name:
            raise ProcessExists(f"{process.name} was added before: use another id for a new one")
    elif not process.name:
        raise NoSuchProcess("There is no process with this id yet: add it first")
    elif process.retired and not isinstance(command, RetireProcess):
        raise ProcessIsRetired(f"{process.name} is retired: add another one")


def _changed(process: Process, command: ChangeProcess) -> list[ProcessEvent]:
    is_so = process.on(command.from_day)
    same = (is_so.workflow, is_so.templates, is_so.cadences, is_so.rules) == (
        command.workflow,
        command.templates,
        command.cadences,
        command.rules,
    )
    if same:
        return []
    return [
        ProcessChanged(
            version=max(process.ways, default=0) + 1,
            workflow=command.workflow,
            templates=command.templates,
            cadences=command.cadences,
            rules=command.rules,
            from_day=command.from_day,
            reason=command.reason,
            expected=command.expected,
        )
    ]


def evolve(process: Process, event: ProcessEvent, _context: Context) -> Process:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case ProcessAdded(name=name):
            way = Way(1, event.workflow, event.templates, event.cadences, event.rules)
            return replace(process, name=name, ways={**process.ways, 1: way})
        case ProcessRenamed(name=name):
            return replace(process, name=name)
        case ProcessChanged(version=version):
            way = Way(
                version,
                event.workflow,
                event.templates,
                event.cadences,
                event.rules,
                event.from_day,
            )
            return replace(process, ways={**process.ways, version: way})
        case ProcessRetired():
            return replace(process, retired=True)
        case _:
            assert_never(event)


def guard(_id: UUID, _process: Process, command: ProcessCommand, look: Look) -> None:
    """Take up only a workflow that is published."""
    match command:
        case AddProcess(workflow=UUID() as flow) | ChangeProcess(workflow=UUID() as flow):
            must_be_published(flow, look)
        case _:
            pass


process = Decider(
    name="process",
    initial=Process(),
    decide=decide,
    evolve=evolve,
    commands=get_args(ProcessCommand),
    events=get_args(ProcessEvent),
    guard=guard,
)


def must_be_in_use(id: UUID, look: Look) -> None:
    """Raise a refusal unless a project can take this process up."""
    there = look(process, id)
    if not there.name:
        raise NoSuchProcess(f"There is no process {id}: add it first")
    if there.retired:
        raise ProcessIsRetired(f"{there.name} is retired: take another process")
