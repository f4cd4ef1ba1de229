"""An order in which whatever an item waits for comes before it, kept as dependencies are added.

Each item has a place: a number, higher than the places of all that it waits for. So most of the
dependencies that people add need no search for a circle at all: what is in front does not wait for
what is behind. Against the order, only the items between the two places are searched, from both
ends in turns, and those of the side that is through first move: behind the predecessor, or in front
of the item. (D. Pearce, P. Kelly, "A Dynamic Topological Sort Algorithm for Directed Acyclic
Graphs", ACM Journal of Experimental Algorithmics 11, 2006; with room between the places as in
P. Dietz, D. Sleator, "Two Algorithms for Maintaining Order in a List", STOC 1987.)

An item whose dependencies were added before there were places has none. It gets one, with all that
it waits for, as soon as somebody waits for it or it waits for more; so what an item with a place
waits for has places, too.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol
from uuid import UUID

ROOM = 1 << 32
"""How far apart places are at first: many items fit in between before others have to move."""

Found = dict[UUID, UUID | None]
"""What a search has found, each with the one it was reached from; its start from None."""


class Placed(Protocol):
    """What has to be known of an item."""

    @property
    def place(self) -> int | None:
        """Its place; None when it waits for something and has none yet."""

    @property
    def predecessors(self) -> Mapping[UUID, object]:
        """What it waits for."""

    @property
    def successors(self) -> frozenset[UUID]:
        """What waits for it, or once did."""


class Circle(Exception):
    """The predecessor waits for the item, perhaps in a roundabout way."""

    def __init__(self, way: list[UUID]) -> None:
        """Keep the way from the item to its predecessor, and on to the item again."""
        super().__init__(way)
        self.way = way


class Moves(NamedTuple):
    """What is to be kept for the order to hold."""

    places: dict[UUID, int]
    """New places, by item."""
    told: list[tuple[UUID, UUID]]
    """Items, each with one that waits for it and is not known to it."""


def moves_for(item: UUID, predecessor: UUID, look: Callable[[UUID], Placed]) -> Moves:
    """Make room for a dependency. Raises Circle if it would close one."""
    if item == predecessor:
        raise Circle([item, item])
    network = _Network(look)
    network.give_places((item, predecessor))
    if network.place(predecessor) >= network.place(item):
        network.moved |= _put_in_order(network, item, predecessor)
    return Moves(network.moved, [*network.told, (predecessor, item)])


def way(found: Found, end: UUID) -> list[UUID]:
    """List the items from the start of a search to one that it has found."""
    back = [end]
    while (before := found[back[-1]]) is not None:
        back.append(before)
    return back[::-1]


@dataclass
class _Network:
    """The items as they are, with the moves so far."""

    look: Callable[[UUID], Placed]
    moved: dict[UUID, int] = field(default_factory=dict)
    told: list[tuple[UUID, UUID]] = field(default_factory=list)
    also_below: defaultdict[UUID, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def place(self, item: UUID) -> int:
        """Tell the place of an item that has one."""
        return self.moved[item] if item in self.moved else self.look(item).place or 0

    def above(self, item: UUID) -> Iterable[UUID]:
        """List what an item waits for."""
        return self.look(item).predecessors

    def below(self, item: UUID) -> Iterator[UUID]:
        """List what waits for an item and has a place: whatever may lie before another that has."""
        yield from self.also_below.get(item, ())
        for other in self.look(item).successors:
            known = self.look(other)
            if known.place is not None and item in known.predecessors:
                yield other

    def give_places(self, items: Iterable[UUID]) -> None:
        """Give a place to those of these, and of all that they wait for, that have none."""
        stack = [(item, False) for item in items]
        while stack:
            item, has_all_above = stack.pop()
            if self.look(item).place is not None or item in self.moved:
                continue
            above = list(self.above(item))
            if not has_all_above:
                stack += [(item, True), *((each, False) for each in above)]
                continue
            self.moved[item] = max((self.place(each) for each in above), default=0) + ROOM
            for each in above:
                self.told.append((each, item))
                self.also_below[each].append(item)


@dataclass
class _Side:
    """What is found on one side; on the upper one, places count downwards."""

    network: _Network
    sign: int
    steps: Callable[[UUID], Iterable[UUID]]
    last: int
    """The place up to which items are in question."""
    found: Found
    beyond: int | None = None
    """The place of the nearest item that is not."""

    def place(self, item: UUID) -> int:
        """Tell a place as this side counts."""
        return self.sign * self.network.place(item)

    def search(self) -> Iterator[UUID]:
        """Find all that `steps` lead to; tells each item as soon as it was looked at."""
        self.beyond, ends = None, list(self.found)
        while ends:
            here = ends.pop()  # the one found last: where there is a circle, depth closes it sooner
            for there in self.steps(here):
                if there not in self.found:
                    if (place := self.place(there)) <= self.last:
                        self.found[there] = here
                        ends.append(there)
                    else:
                        self.beyond = place if self.beyond is None else min(place, self.beyond)
                yield there

    def moved_on(self) -> dict[UUID, int]:
        """Put all that was found behind `last`, in its order; push on what is in the way."""
        start = self.last
        while self.beyond is not None and self.beyond - start <= len(self.found):
            self.last = self.beyond
            deque(self.search(), maxlen=0)
        step = ROOM
        if self.beyond is not None:
            step = min(ROOM, (self.beyond - start) // (len(self.found) + 1))
        ordered = sorted(self.found, key=lambda item: (self.place(item), item))
        return {item: self.sign * (start + step * n) for n, item in enumerate(ordered, 1)}


def _put_in_order(network: _Network, item: UUID, predecessor: UUID) -> dict[UUID, int]:
    """Search from both ends in turns, and move the side that is through first."""
    behind = network.place(predecessor)
    lower = _Side(network, 1, network.below, behind, {item: None})
    upper = _Side(network, -1, network.above, -network.place(item), {predecessor: None})
    searches = [(side, side.search()) for side in (lower, upper)]
    while True:
        for side, search in searches:
            met = next(search, None)
            if met is None:
                return side.moved_on()
            if met in lower.found and met in upper.found:
                raise Circle([item, *way(upper.found, met), *way(lower.found, met)[-2::-1]])
