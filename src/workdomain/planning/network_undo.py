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
    RemoveDependency,
    WorkItemNested,
    network,
)
from workdomain.planning.work_item import WorkItemAdded


def commands(event: NetworkEvent, _now: Links, wanted: Links) -> list[Command]:
    """Say what makes up for an event; a part tells by itself that it is one no more."""
    match event:
        case WorkItemAdded() | PartAdopted():
            return []
        case WorkItemNested():
            return [NestWorkItem(parent=wanted.parent)]
        case DependencyAdded(predecessor=other) | DependencyRemoved(predecessor=other):
            lag = wanted.predecessors.get(other)
            if lag is None:
                return [RemoveDependency(predecessor=other)]
            return [AddDependency(predecessor=other, lag_days=lag)]
        case _:
            assert_never(event)


def counts(links: Links) -> Any:
    """Leave out the parts: those that once were are among them, and they tell by themselves."""
    return links.parent, dict(links.predecessors)


network_undo: Undo[Links, NetworkEvent] = Undo(network, commands, counts)
