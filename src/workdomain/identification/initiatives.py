"""Initiatives of an objective: the projects and work items that are to move its key results.

They are hypotheses, so they weigh nothing in its progress unless somebody says so (Perdoo). The
project or work item is asked whether it is there, and tells its own progress from then on.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, NamedTuple, Self, assert_never, get_args
from uuid import UUID

from pydantic import Field, model_validator

from workdomain.identification.goal_progress import INITIATIVE_WEIGHS
from workdomain.identification.measures import Weight
from workdomain.kernel import Ask, Command, Context, Event

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""From 0, nothing of it, to 1, all of it."""


class _OfWork(Command):
    """A project or a work item."""

    project: UUID | None = None
    item: UUID | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.project is None) == (self.item is None):
            raise ValueError("an initiative is a project or a work item: give one of them")
        return self

    @property
    def work(self) -> UUID:
        """The id of whichever it is."""
        return self.project or self.item or UUID(int=0)


class AddInitiative(_OfWork):
    """Name a project or work item that is to move it; say it again to change what is said."""

    key_result: UUID | None = None
    """The key result that it is to move; null is the objective as a whole."""
    weight: Weight = INITIATIVE_WEIGHS
    """Its share in the progress of the objective."""


class RemoveInitiative(_OfWork):
    """Say that a project or work item is not to move it any more."""


class TellInitiativeProgress(Command):
    """Remember how far an initiative is; told by the project or work item itself."""

    work: UUID
    progress: Share | None


class ServeByWorkItem(Command):
    """Be an initiative of an objective; asked for by the objective."""

    objective: UUID


class StopServingByWorkItem(Command):
    """Be an initiative of an objective no longer; asked for by the objective."""

    objective: UUID


class ServeByProject(Command):
    """Be an initiative of an objective; asked for by the objective."""

    objective: UUID


class StopServingByProject(Command):
    """Be an initiative of an objective no longer; asked for by the objective."""

    objective: UUID


class InitiativeAdded(
    Event,
    topic="objective.initiative-added.v1",
    says="added an initiative[ {project}][ {item}][, for {key_result}] (weight: {weight})",
):
    """A project or work item is to move it."""

    project: UUID | None = None
    item: UUID | None = None
    key_result: UUID | None = None
    weight: float = INITIATIVE_WEIGHS


class InitiativeRemoved(
    Event,
    topic="objective.initiative-removed.v1",
    says="removed an initiative[ {project}][ {item}]",
):
    """A project or work item is not to move it any more."""

    project: UUID | None = None
    item: UUID | None = None


class InitiativeProgressTold(
    Event,
    topic="objective.initiative-progress-told.v1",
    says="took over how far an initiative is",
):
    """A project or work item is further, or less far, than before."""

    work: UUID
    progress: float | None
    """From 0 to 1; None where it is not defined, or where the work was cancelled."""


InitiativeCommand = AddInitiative | RemoveInitiative | TellInitiativeProgress
InitiativeEvent = InitiativeAdded | InitiativeRemoved | InitiativeProgressTold


class Initiative(NamedTuple):
    """A project or a work item that is to move the objective."""

    project: UUID | None
    item: UUID | None
    key_result: UUID | None
    weight: float
    progress: float | None = None


Initiatives = Mapping[UUID, Initiative]
"""By the id of the project or work item."""

NONE: Initiatives = MappingProxyType({})


def decide(
    initiatives: Initiatives, command: InitiativeCommand, _context: Context
) -> list[InitiativeEvent]:
    """Say what happens; an empty list means that nothing changes."""
    there = initiatives.get(command.work)
    match command:
        case AddInitiative():
            said = (command.project, command.item, command.key_result, command.weight)
            return [] if there and there[:4] == said else [InitiativeAdded(**dict(command))]
        case RemoveInitiative():
            return [InitiativeRemoved(**dict(command))] if there else []
        case TellInitiativeProgress(work=work, progress=progress):
            if there is None or there.progress == progress:
                return []
            return [InitiativeProgressTold(work=work, progress=progress)]
        case _:
            assert_never(command)


def evolve(initiatives: Initiatives, event: InitiativeEvent, _context: Context) -> Initiatives:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case InitiativeAdded(project=project, item=item):
            work = project or item or UUID(int=0)
            before = initiatives.get(work)
            progress = before and before.progress
            added = Initiative(project, item, event.key_result, event.weight, progress)
            return {**initiatives, work: added}
        case InitiativeRemoved(project=project, item=item):
            return {id: each for id, each in initiatives.items() if id not in (project, item)}
        case InitiativeProgressTold(work=work, progress=progress):
            if work not in initiatives:
                return initiatives
            return {**initiatives, work: initiatives[work]._replace(progress=progress)}
        case _:
            assert_never(event)


def requires(id: UUID, initiatives: Initiatives, command: Command) -> list[Ask]:
    """Ask the project or work item, which has to be there, to remember what it is to move."""
    match command:
        case AddInitiative(item=UUID() as item) if item not in initiatives:
            return [Ask("work-item", item, ServeByWorkItem(objective=id))]
        case AddInitiative(project=UUID() as project) if project not in initiatives:
            return [Ask("project", project, ServeByProject(objective=id))]
        case RemoveInitiative(item=UUID() as item):
            return [Ask("work-item", item, StopServingByWorkItem(objective=id))]
        case RemoveInitiative(project=UUID() as project):
            return [Ask("project", project, StopServingByProject(objective=id))]
        case _:
            return []


commands = get_args(InitiativeCommand)
events = get_args(InitiativeEvent)
