"""Which objectives a work item or a project is an initiative of, as it knows itself.

An objective that names an initiative asks it to remember, so that only what is there is named,
that its own history shows it, and that it can tell how far it is.
"""

from typing import assert_never, get_args
from uuid import UUID

from workdomain.identification.initiatives import ServeByWorkItem, StopServingByWorkItem
from workdomain.kernel import Context, Decider, Event

Served = frozenset[UUID]
"""The objectives that something is an initiative of."""


class WorkItemServes(
    Event, topic="work-item.serves.v1", says="made it an initiative of {objective}"
):
    """It is to move an objective."""

    objective: UUID


class WorkItemServesNoLonger(
    Event,
    topic="work-item.serves-no-longer.v1",
    says="let it be an initiative of {objective} no longer",
):
    """It is not to move that objective any more."""

    objective: UUID


class ProjectServes(Event, topic="project.serves.v1", says="made it an initiative of {objective}"):
    """It is to move an objective."""

    objective: UUID


class ProjectServesNoLonger(
    Event,
    topic="project.serves-no-longer.v1",
    says="let it be an initiative of {objective} no longer",
):
    """It is not to move that objective any more."""

    objective: UUID


ServingCommand = ServeByWorkItem | StopServingByWorkItem
ServingEvent = WorkItemServes | WorkItemServesNoLonger


def decide(served: Served, command: ServingCommand, _context: Context) -> list[ServingEvent]:
    """Say what happens; an empty list means that nothing changes."""
    known = command.objective in served
    match command:
        case ServeByWorkItem(objective=objective):
            return [] if known else [WorkItemServes(objective=objective)]
        case StopServingByWorkItem(objective=objective):
            return [WorkItemServesNoLonger(objective=objective)] if known else []
        case _:
            assert_never(command)


def evolve(served: Served, event: ServingEvent, _context: Context) -> Served:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case WorkItemServes(objective=objective):
            return served | {objective}
        case WorkItemServesNoLonger(objective=objective):
            return served - {objective}
        case _:
            assert_never(event)


serving = Decider(
    name="serving",
    initial=frozenset[UUID](),
    decide=decide,
    evolve=evolve,
    commands=get_args(ServingCommand),
    events=get_args(ServingEvent),
)
