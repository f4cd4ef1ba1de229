"""How work items hang together: parts of greater work, and what has to be finished before.

Every item knows its parent, its parts and its predecessors, so that a rule is judged by walking
over the items that can be reached from the two concerned, and over no others.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Ask, Command, Context, Decider, Event, Look, Refused
from workdomain.planning.parts import NO_PARTS, Parts
from workdomain.planning.work_item import AddWorkItem, WorkItemAdded, must_be_added, plan

LagDays = Annotated[int, Field(ge=-366, le=366)]
"""Working days between a finish and the start that depends on it; negative lets them overlap."""

LONG = 20
"""How many titles of a circle a refusal shows."""


class NestWorkItem(Command):
    """Make it a part of another work item; null makes it stand alone."""

    parent: UUID | None


class AdoptPart(Command):
    """Remember a part; asked for by the part itself when it is nested."""

    part: UUID


class AddDependency(Command):
    """Let it start after another one is finished; say it again to change the lag."""

    predecessor: UUID
    lag_days: LagDays = 0


class RemoveDependency(Command):
    """Let it start whether or not the other one is finished."""

    predecessor: UUID


class WorkItemNested(
    Event, topic="work-item.nested.v1", says="[made it a part of {parent}|let it stand alone]"
):
    """It is a part of another work item, or of none."""

    parent: UUID | None


class PartAdopted(Event, topic="work-item.part-adopted.v1", says="made {part} a part of it"):
    """Another work item became a part of it; that one tells when it no longer is."""

    part: UUID


class DependencyAdded(
    Event,
    topic="work-item.dependency-added.v1",
    says="made it wait for {predecessor} (lag in working days: {lag_days})",
):
    """It starts after another one is finished and the lag has passed."""

    predecessor: UUID
    lag_days: int = 0


class DependencyRemoved(
    Event,
    topic="work-item.dependency-removed.v1",
    says="made it wait for {predecessor} no longer",
):
    """It starts whether or not the other one is finished."""

    predecessor: UUID


NetworkCommand = NestWorkItem | AdoptPart | AddDependency | RemoveDependency
NetworkEvent = WorkItemAdded | WorkItemNested | PartAdopted | DependencyAdded | DependencyRemoved


class DependencyCycle(Refused):
    """Work does not wait for itself, not even in a roundabout way."""


class ParentCycle(Refused):
    """Work is not a part of itself, not even in a roundabout way."""


class DependsOnItsFamily(Refused):
    """Work does not wait for what it is a part of, nor for its own parts."""


@dataclass(frozen=True, slots=True)
class Links:
    """What one work item knows of its place in the network."""

    parent: UUID | None = None
    parts: Parts = NO_PARTS
    """Items that are or once were a part of it."""
    predecessors: Mapping[UUID, int] = field(default_factory=dict)
    """Items it waits for, each with its lag in working days."""


def decide(links: Links, command: NetworkCommand, _context: Context) -> list[NetworkEvent]:
    """Say what happens; an empty list means that nothing changes. The guard knows the rules."""
    match command:
        case NestWorkItem(parent=parent):
            return [] if parent == links.parent else [WorkItemNested(parent=parent)]
        case AdoptPart(part=part):
            return [] if part in links.parts else [PartAdopted(part=part)]
        case AddDependency(predecessor=predecessor, lag_days=lag):
            if links.predecessors.get(predecessor) == lag:
                return []
            return [DependencyAdded(predecessor=predecessor, lag_days=lag)]
        case RemoveDependency(predecessor=predecessor):
            if predecessor not in links.predecessors:
                return []
            return [DependencyRemoved(predecessor=predecessor)]
        case _:
            assert_never(command)


def evolve(links: Links, event: NetworkEvent, _context: Context) -> Links:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case WorkItemAdded(parent=parent) | WorkItemNested(parent=parent):
            return Links(parent, links.parts, links.predecessors)
        case PartAdopted(part=part):
            return Links(links.parent, links.parts | {part}, links.predecessors)
        case DependencyAdded(predecessor=predecessor, lag_days=lag):
            return Links(links.parent, links.parts, {**links.predecessors, predecessor: lag})
        case DependencyRemoved(predecessor=gone):
            left = {id: lag for id, lag in links.predecessors.items() if id != gone}
            return Links(links.parent, links.parts, left)
        case _:
            assert_never(event)


def guard(id: UUID, _links: Links, command: Command, look: Look) -> None:
    """Keep the network free of circles, and of items that are not there."""
    match command:
        case AddWorkItem(parent=UUID() as parent) | NestWorkItem(parent=UUID() as parent):
            _may_be_nested(id, parent, look)
        case AddDependency(predecessor=predecessor):
            _may_wait(id, predecessor, look)
        case _:
            pass


def requires(id: UUID, links: Links, command: Command) -> list[Ask]:
    """Let a parent know its parts."""
    match command:
        case AddWorkItem(parent=UUID() as parent) | NestWorkItem(parent=UUID() as parent):
            return [] if parent == links.parent else [Ask("work-item", parent, AdoptPart(part=id))]
        case _:
            return []


network = Decider(
    name="network",
    initial=Links(),
    decide=decide,
    evolve=evolve,
    commands=get_args(NetworkCommand),
    events=get_args(NetworkEvent),
    guard=guard,
    requires=requires,
)


def _may_be_nested(id: UUID, parent: UUID, look: Look) -> None:
    above = _reach(parent, lambda item: _parents(item, look))
    if id in above:
        raise ParentCycle(f"A part of itself: {_told([id, *_way(above, id)], look)}")
    must_be_added(parent, look)
    family = _reach(id, lambda item: _parts(item, look))
    for here, others in (above, family), (family, above):
        for item in here:
            for other in look(network, item).predecessors.keys() & others.keys():
                raise DependsOnItsFamily(f"Waiting for its family: {_told([item, other], look)}")


def _may_wait(id: UUID, predecessor: UUID, look: Look) -> None:
    must_be_added(predecessor, look)
    before = _reach(predecessor, lambda item: look(network, item).predecessors)
    if id in before:
        raise DependencyCycle(f"Waiting for itself: {_told([id, *_way(before, id)], look)}")
    for lower, upper in (id, predecessor), (predecessor, id):
        if upper in _reach(lower, lambda item: _parents(item, look)):
            raise DependsOnItsFamily(f"Waiting for its family: {_told([id, predecessor], look)}")


def _parents(item: UUID, look: Look) -> list[UUID]:
    parent = look(network, item).parent
    return [parent] if parent else []


def _parts(item: UUID, look: Look) -> list[UUID]:
    return [part for part in look(network, item).parts if look(network, part).parent == item]


def _reach(start: UUID, steps: Callable[[UUID], Iterable[UUID]]) -> dict[UUID, UUID | None]:
    """Find all that `steps` lead to, each with the one it was reached from; `start` from None."""
    found: dict[UUID, UUID | None] = {start: None}
    open_ends = [start]
    while open_ends:
        here = open_ends.pop()
        for there in steps(here):
            if there not in found:
                found[there] = here
                open_ends.append(there)
    return found


def _way(found: Mapping[UUID, UUID | None], end: UUID) -> list[UUID]:
    """List the items from the start of a walk to its end."""
    way = [end]
    while (before := found[way[-1]]) is not None:
        way.append(before)
    return way[::-1]


def _told(way: list[UUID], look: Look) -> str:
    """Name the items of a way; of a very long one, its two ends."""
    titles = [look(plan, item).title or str(item) for item in way]
    if len(titles) > LONG:
        titles[LONG // 2 : -LONG // 2] = ["..."]
    return " -> ".join(titles)
