"""Trees of work items: each with the items below it, numbered as outlines are: 2, 2.1, 2.1.1."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol
from uuid import UUID


class Node(Protocol):
    """Whatever has an id and perhaps a parent."""

    @property
    def id(self) -> UUID:
        """Its own."""
        ...

    @property
    def parent(self) -> UUID | None:
        """The id of what it is a part of."""
        ...


class Place(NamedTuple):
    """Where an item stands: the numbers on the way to it from the top."""

    numbers: tuple[int, ...]
    id: UUID


def parents(nodes: Iterable[Node]) -> dict[UUID, UUID | None]:
    """Tell each one's parent, as far as it is one of them, and without cycles.

    No command ever makes a cycle, but the past as it was told later may hold one: of its items the
    one with the smallest id is then at the top.
    """
    above = {node.id: node.parent for node in nodes}
    above = {id: parent if parent in above else None for id, parent in above.items()}
    settled: set[UUID] = set()
    for id in above:
        way: dict[UUID, None] = {}
        step: UUID | None = id
        while step is not None and step not in settled and step not in way:
            way[step] = None
            step = above[step]
        if step is not None and step in way:
            ring = list(way)[list(way).index(step) :]
            above[min(ring)] = None
        settled.update(way)
    return above


def outline(
    above: Mapping[UUID, UUID | None], order: Callable[[UUID], Any], depth: int | None = None
) -> Iterator[Place]:
    """Walk a tree from the top, everything before what is below it, siblings in an order.

    With a depth, only so many levels.
    """
    below = defaultdict[UUID | None, list[UUID]](list)
    for id in sorted(above, key=order):
        below[above[id]].append(id)
    waiting = _numbered((), below[None])
    while waiting:
        place = waiting.pop()
        if depth is None or len(place.numbers) <= depth:
            yield place
            waiting += _numbered(place.numbers, below[place.id])


def _numbered(before: tuple[int, ...], ids: Sequence[UUID]) -> list[Place]:
    """Put siblings on a stack: the first one on top."""
    return [Place((*before, number), ids[number - 1]) for number in range(len(ids), 0, -1)]
