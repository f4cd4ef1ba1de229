"""How work items hang together: parts of greater work, and what they wait for.

Every item knows its parent and its parts, what it waits for and what waits for it, so that a rule
is judged by walking over the items that can be reached from the two concerned, and over no others;
and its place in an order (`planning/order.py`), so that most walks need not even begin.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Annotated, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Ask, Command, Context, Decider, Event, Look, OfKinds, Refused
from workdomain.planning.dependency import Dependency, DependencyKind, End, held_back_by
from workdomain.planning.order import Circle, Found, moves_for, way
from workdomain.planning.parts import NO_PARTS, Parts
from workdomain.planning.work_item import AddWorkItem, NoSuchWorkItem, WorkItemAdded, plan

LagDays = Annotated[int, Field(ge=-366, le=366)]
"""Working days between one end and the other that depends on it; negative lets them overlap."""

LagMinutes = Annotated[int, Field(ge=-60_000, le=60_000)]
"""Working minutes to be added to the working days."""

LONG = 20
"""How many titles of a circle a refusal shows."""


class NestWorkItem(Command):
    """Make it a part of another work item; null makes it stand alone."""

    parent: UUID | None


class AdoptPart(Command):
    """Remember a part; asked for by the part itself when it is nested."""

    part: UUID


class AddDependency(Command):
    """Let it wait for another one; say it again to change the kind or the lag.

    Two items have one dependency between them, at most.
    """

    predecessor: UUID
    lag_days: LagDays = 0
    """Working days that have to pass in between; negative (a lead) lets the two overlap."""
    lag_minutes: LagMinutes = 0
    """Working minutes beside the days."""
    kind: DependencyKind = DependencyKind.FS
    """FS: it starts after the other finishes; SS: starts after it starts; FF; SF."""


class AddDependencyInOrder(AddDependency):
    """Let it wait for another one, and keep the order: what AddDependency is completed to."""

    place: int
    """Where it is in the order now."""
    moved: Annotated[tuple[tuple[UUID, int], ...], Field(max_length=10_000_000)] = ()
    """Other items that move, each with its new place."""
    told: Annotated[tuple[tuple[UUID, UUID], ...], Field(max_length=10_000_000)] = ()
    """Items, each with one that waits for it."""


class AdoptSuccessor(Command):
    """Remember an item that waits for this one; asked for by that item itself."""

    successor: UUID


class TakePlace(Command):
    """Take another place in the order, so that all it waits for comes before it."""

    place: int


class RemoveDependency(Command):
    """Let it wait for another one no longer, in no way."""

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
    says="made it wait for {predecessor} ({kind}, lag in working days: {lag_days}"
    "[, and in working minutes: {lag_minutes}])",
):
    """It waits for another one; where it did before, this is how from now on."""

    predecessor: UUID
    lag_days: int = 0
    lag_minutes: int | None = None
    kind: DependencyKind = DependencyKind.FS
    place: int | None = None
    """Where it is in the order now; None before there were places."""


class SuccessorAdopted(
    Event, topic="work-item.successor-adopted.v1", says="noted that {successor} waits for it"
):
    """Another item began to wait for it; that one tells when it no longer does."""

    successor: UUID


class PlaceTaken(
    Event,
    topic="work-item.place-taken.v1",
    says="moved it within the order of what waits for what",
):
    """It has another place in the order; what it waits for is the same."""

    place: int


class DependencyRemoved(
    Event,
    topic="work-item.dependency-removed.v1",
    says="made it wait for {predecessor} no longer",
):
    """It does not wait for another one any more."""

    predecessor: UUID


NetworkCommand = (
    NestWorkItem
    | AdoptPart
    | AddDependency
    | AddDependencyInOrder
    | AdoptSuccessor
    | TakePlace
    | RemoveDependency
)
NetworkEvent = (
    WorkItemAdded
    | WorkItemNested
    | PartAdopted
    | DependencyAdded
    | SuccessorAdopted
    | PlaceTaken
    | DependencyRemoved
)


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
    predecessors: Mapping[UUID, Dependency] = field(default_factory=dict)
    """Items it waits for, and how."""
    successors: Parts = NO_PARTS
    """Items that wait for it, or once did."""
    place: int | None = 0
    """Its place in the order; None if it waits for something since before there were places."""


def decide(links: Links, command: NetworkCommand, _context: Context) -> list[NetworkEvent]:
    """Say what happens; an empty list means that nothing changes. The guard knows the rules."""
    match command:
        case NestWorkItem(parent=parent):
            return [] if parent == links.parent else [WorkItemNested(parent=parent)]
        case AdoptPart(part=part):
            return [] if part in links.parts else [PartAdopted(part=part)]
        case AddDependency(predecessor=predecessor):
            how = Dependency(command.kind, command.lag_days, command.lag_minutes)
            return [] if links.predecessors.get(predecessor) == how else [_added(command)]
        case AdoptSuccessor(successor=successor):
            known = successor in links.successors
            return [] if known else [SuccessorAdopted(successor=successor)]
        case TakePlace(place=place):
            return [] if place == links.place else [PlaceTaken(place=place)]
        case RemoveDependency(predecessor=predecessor):
            if predecessor not in links.predecessors:
                return []
            return [DependencyRemoved(predecessor=predecessor)]
        case _:
            assert_never(command)


def _added(command: AddDependency) -> DependencyAdded:
    return DependencyAdded(
        predecessor=command.predecessor,
        lag_days=command.lag_days,
        lag_minutes=command.lag_minutes or None,
        kind=command.kind,
        place=command.place if isinstance(command, AddDependencyInOrder) else None,
    )


def evolve(links: Links, event: NetworkEvent, _context: Context) -> Links:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case WorkItemAdded(parent=parent) | WorkItemNested(parent=parent):
            return links if parent == links.parent else replace(links, parent=parent)
        case PartAdopted(part=part):
            return replace(links, parts=links.parts | {part})
        case DependencyAdded(predecessor=predecessor):
            how = Dependency(event.kind, event.lag_days, event.lag_minutes or 0)
            waits = {**links.predecessors, predecessor: how}
            return replace(links, predecessors=waits, place=event.place)
        case SuccessorAdopted(successor=successor):
            return replace(links, successors=links.successors | {successor})
        case PlaceTaken(place=place):
            return replace(links, place=place)
        case DependencyRemoved(predecessor=gone):
            left = {id: how for id, how in links.predecessors.items() if id != gone}
            return replace(links, predecessors=left)
        case _:
            assert_never(event)


def inform(
    id: UUID, _links: Links, command: NetworkCommand, _context: Context, look: Look
) -> NetworkCommand:
    """Find the places that keep the order with a new dependency. Raises DependencyCycle."""
    if type(command) is not AddDependency:
        return command
    try:
        moves = moves_for(id, command.predecessor, lambda item: look(network, item))
    except Circle as circle:
        raise DependencyCycle(f"Waiting for itself: {_told(circle.way, look)}") from None
    here = look(network, id).place
    place = moves.places.pop(id, 0 if here is None else here)
    return AddDependencyInOrder(
        **dict(command), place=place, moved=tuple(moves.places.items()), told=tuple(moves.told)
    )


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
    """Let a parent know its parts, and predecessors what waits for them; keep the order."""
    match command:
        case AddWorkItem(parent=UUID() as parent) | NestWorkItem(parent=UUID() as parent):
            return [] if parent == links.parent else [Ask("work-item", parent, AdoptPart(part=id))]
        case AddDependencyInOrder(moved=moved, told=told):
            places = [Ask("work-item", item, TakePlace(place=place)) for item, place in moved]
            return places + [Ask("work-item", a, AdoptSuccessor(successor=b)) for a, b in told]
        case _:
            return []


network = Decider(
    name="network",
    initial=Links(),
    decide=decide,
    evolve=evolve,
    commands=get_args(NetworkCommand),
    events=get_args(NetworkEvent),
    inform=inform,
    guard=OfKinds(guard, None, AddWorkItem, NestWorkItem, AddDependency),
    requires=OfKinds[list[Ask]](requires, [], AddWorkItem, NestWorkItem, AddDependencyInOrder),
)


def held_back(id: UUID, end: End, look: Look, is_over: Callable[[UUID, End], bool]) -> list[UUID]:
    """List what does not let an item start (or finish) yet; none is: it may.

    Nothing starts before all that it is a part of may start, so that the work of a phase waits for
    what the phase waits for. `is_over` is that of `held_back_by`.
    """
    line = _reach(id, lambda item: _parents(item, look)) if end is End.START else [id]
    found = (held_back_by(end, look(network, item).predecessors, is_over) for item in line)
    return list(dict.fromkeys(chain.from_iterable(found)))


def _may_be_nested(id: UUID, parent: UUID, look: Look) -> None:
    above = _reach(parent, lambda item: _parents(item, look))
    if id in above:
        raise ParentCycle(f"A part of itself: {_told([id, *way(above, id)], look)}")
    _must_be_added(parent, look)
    family = _reach(id, lambda item: _parts(item, look))
    for here, others in (above, family), (family, above):
        for item in here:
            for other in look(network, item).predecessors.keys() & others.keys():
                raise DependsOnItsFamily(f"Waiting for its family: {_told([item, other], look)}")


def _may_wait(id: UUID, predecessor: UUID, look: Look) -> None:
    _must_be_added(predecessor, look)
    for lower, upper in (id, predecessor), (predecessor, id):
        if upper in _reach(lower, lambda item: _parents(item, look)):
            raise DependsOnItsFamily(f"Waiting for its family: {_told([id, predecessor], look)}")


def _parents(item: UUID, look: Look) -> list[UUID]:
    parent = look(network, item).parent
    return [parent] if parent else []


def _parts(item: UUID, look: Look) -> list[UUID]:
    return [part for part in look(network, item).parts if look(network, part).parent == item]


def _reach(start: UUID, steps: Callable[[UUID], Iterable[UUID]]) -> Found:
    """Find all that `steps` lead to."""
    found: Found = {start: None}
    open_ends = [start]
    while open_ends:
        here = open_ends.pop()
        for there in steps(here):
            if there not in found:
                found[there] = here
                open_ends.append(there)
    return found


def _told(way: list[UUID], look: Look) -> str:
    """Name the items of a way; of a very long one, its two ends."""
    titles = [look(plan, item).title or str(item) for item in way]
    if len(titles) > LONG:
        titles[LONG // 2 : -LONG // 2] = ["..."]
    return " -> ".join(titles)


def _must_be_added(id: UUID, look: Look) -> None:
    if not look(plan, id).title:
        raise NoSuchWorkItem(f"There is no work item {id}: add it first")
