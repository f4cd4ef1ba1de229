"""The order of what waits for what: places, when they move, and that a circle is always found."""

from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workdomain.planning.order import ROOM, Circle, moves_for


@dataclass(frozen=True)
class Here:
    place: int | None = 0
    predecessors: dict[UUID, None] = field(default_factory=dict)
    successors: frozenset[UUID] = frozenset()


@dataclass
class Net:
    """Items by their numbers, kept as the moves tell."""

    items: dict[UUID, Here] = field(default_factory=dict)
    looked: int = 0
    moved: int = 0

    def look(self, id: UUID) -> Here:
        self.looked += 1
        return self.items.get(id, Here())

    def put(self, number: int, before: int) -> None:
        """Add a dependency as it was before there were places."""
        self._wait(UUID(int=number), UUID(int=before), None)

    def add(self, number: int, before: int) -> None:
        item, predecessor = UUID(int=number), UUID(int=before)
        moves = moves_for(item, predecessor, self.look)
        self.moved += len(moves.places.keys() - {item})
        self._wait(item, predecessor, self.items.get(item, Here()).place)
        for id, place in moves.places.items():
            self.items[id] = replace(self.items.get(id, Here()), place=place)
        for above, below in moves.told:
            known = self.items.get(above, Here())
            self.items[above] = replace(known, successors=known.successors | {below})

    def remove(self, number: int, before: int) -> None:
        item = self.items[UUID(int=number)]
        left = {id: None for id in item.predecessors if id != UUID(int=before)}
        self.items[UUID(int=number)] = replace(item, predecessors=left)

    def _wait(self, item: UUID, predecessor: UUID, place: int | None) -> None:
        known = self.items.get(item, Here())
        waits = {**known.predecessors, predecessor: None}
        self.items[item] = replace(known, predecessors=waits, place=place)

    def place(self, number: int) -> int | None:
        return self.look(UUID(int=number)).place

    def holds(self) -> None:
        """Whatever has a place stands on items that have lower ones, and that know of it."""
        for id, item in self.items.items():
            if item.place is not None:
                for above in item.predecessors:
                    place = self.look(above).place
                    assert place is not None
                    assert place < item.place
                    assert id in self.items[above].successors


def test_what_waits_comes_behind():
    net = Net()
    net.add(2, before=1)
    net.add(3, before=2)
    assert [net.place(n) for n in (1, 2, 3)] == [0, ROOM, 2 * ROOM]


def test_in_order_nothing_is_searched_and_nothing_moves():
    net = Net()
    for n in range(2, 1000):
        net.add(n, before=n - 1)
    net.looked = net.moved = 0
    net.add(900, before=100)
    assert net.looked < 10
    assert net.moved == 0


def test_work_that_is_put_before_a_long_chain_moves_alone():
    net = Net()
    for n in range(2, 1000):
        net.add(n, before=n - 1)
    net.looked = net.moved = 0
    net.add(1, before=5000)
    assert net.moved == 1
    assert net.looked < 20
    assert net.place(5000) == -ROOM
    net.holds()


def test_of_two_chains_the_shorter_one_moves():
    net = Net()
    for n in range(2, 1000):
        net.add(n, before=n - 1)
    for n in range(2001, 2010):
        net.add(n, before=n - 1)
    net.moved = 0
    net.add(2000, before=999)  # the chain of ten comes behind the thousand
    assert net.moved == 9
    net.holds()


def test_between_two_places_there_is_room_for_many_and_then_others_move():
    net = Net()
    net.add(2, before=1)
    net.add(900, before=2)  # the far end, that all of them come before
    for n in range(100, 150):
        net.add(900, before=n)
        net.add(n, before=2 if n == 100 else n - 1)
        if n == 120:  # so far, each came half way between the one before it and the far end
            assert net.place(900) == 2 * ROOM
            assert net.moved == 0
    net.holds()
    assert net.place(900) != 2 * ROOM
    assert net.moved < 10


def test_a_circle_tells_its_way():
    net = Net()
    net.add(2, before=1)
    net.add(3, before=2)
    net.add(4, before=3)
    with pytest.raises(Circle) as circle:
        net.add(1, before=4)
    assert [id.int for id in circle.value.way] == [1, 4, 3, 2, 1]
    with pytest.raises(Circle) as circle:
        net.add(1, before=1)
    assert [id.int for id in circle.value.way] == [1, 1]


def test_what_waits_no_longer_closes_no_circle():
    net = Net()
    net.add(2, before=1)
    net.add(3, before=2)
    net.remove(2, before=1)
    net.add(1, before=3)
    net.holds()


def test_old_dependencies_get_their_places_when_somebody_waits_for_them():
    net = Net()
    for n in range(2, 100):
        net.put(n, before=n - 1)
    net.add(200, before=50)
    assert net.place(50) == 49 * ROOM
    assert net.place(51) is None
    net.holds()
    with pytest.raises(Circle):
        net.add(1, before=200)
    with pytest.raises(Circle):
        net.add(1, before=99)


def test_what_waited_of_old_and_waits_for_more_gets_its_place():
    net = Net()
    net.put(2, before=1)
    net.add(2, before=3)
    assert net.place(2) == ROOM
    net.holds()


Pairs = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.booleans()), max_size=60)


@given(old=st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=8), asked=Pairs)
def test_a_circle_is_refused_whenever_there_is_one_and_only_then(
    old: list[tuple[int, int]], asked: list[tuple[int, int, bool]]
):
    net, waits = Net(), set[tuple[int, int]]()
    for a, b in old:
        if a > b:  # a log of old, in which nothing went in circles
            net.put(a, before=b)
            waits.add((a, b))
    for item, before, is_added in asked:
        if not is_added:
            if (item, before) in waits:
                net.remove(item, before)
                waits.discard((item, before))
        elif (before, item) in closure(waits) or item == before:
            with pytest.raises(Circle) as circle:
                net.add(item, before)
            way = [id.int for id in circle.value.way]
            assert way[:2] == [item, before]
            assert way[-1] == item
            assert waits >= set(pairwise(way[1:]))
        else:
            net.add(item, before)
            waits.add((item, before))
        net.holds()


def closure(pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    reach = set(pairs)
    for middle, start, end in product(range(1, 10), repeat=3):
        if (start, middle) in reach and (middle, end) in reach:
            reach.add((start, end))
    return reach


def test_a_network_in_any_order_moves_few():
    rng, net = Random(3), Net()  # noqa: S311 - chance, not secrecy
    pairs = [(b, a) for b in range(2, 600) for a in {max(1, b - rng.randint(1, 9))}]
    rng.shuffle(pairs)
    for item, before in pairs:
        net.add(item, before)
    net.holds()
    assert net.moved < 8 * len(pairs)


def test_a_diamond_moves_once():
    net = Net()
    for item, before in ((2, 1), (3, 1), (4, 2), (4, 3)):
        net.add(item, before)
    for n in range(11, 30):
        net.add(n, before=n - 1)
    net.moved = 0
    net.add(1, before=29)
    assert net.moved == 3
    net.holds()
