"""How changes to the network of work are taken back."""

from typing import Any, assert_never

from workdomain.kernel import Command, Undo
from workdomain.planning.network import (
    AddDependency,
    DependencyAdded,
    DependencyRemoved,
    Links,
    NestWorkItem,
    NetworkEvent,
    PartAdopted,
    PlaceTaken,
    RemoveDependency,
    SuccessorAdopted,
    WorkItemNested,
    network,
)
from workdomain.planning.work_item import WorkItemAdded


def commands(event: NetworkEvent, _now: Links, wanted: Links) -> list[Command]:
    """Say what makes up for an event; a part tells by itself that it is one no more."""
    match event:
        case WorkItemAdded() | PartAdopted() | SuccessorAdopted() | PlaceTaken():
            return []
        case WorkItemNested():
            return [NestWorkItem(parent=wanted.parent)]
        case DependencyAdded(predecessor=other) | DependencyRemoved(predecessor=other):
            how = wanted.predecessors.get(other)
            if how is None:
                return [RemoveDependency(predecessor=other)]
            kind, days, minutes = how
            return [AddDependency(predecessor=other, kind=kind, lag_days=days, lag_minutes=minutes)]
        case _:
            assert_never(event)


def counts(links: Links) -> Any:
    """Leave out parts, successors and places: others tell of them, and of those that once were."""
    return links.parent, dict(links.predecessors)


network_undo: Undo[Links, NetworkEvent] = Undo(network, commands, counts)
