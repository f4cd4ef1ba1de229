"""A handful of work items, nested and linked at random, judged by brute force over all of them."""

from itertools import product
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.scenario import World
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Refused
from workdomain.planning.dependency import DependencyKind
from workdomain.planning.network import (
    AddDependency,
    DependencyCycle,
    DependsOnItsFamily,
    NestWorkItem,
    ParentCycle,
    RemoveDependency,
)
from workdomain.planning.work_item import AddWorkItem

ITEMS = [UUID(int=40 + n) for n in range(6)]
Pairs = set[tuple[UUID, UUID]]

items = st.sampled_from(ITEMS)


def closure(pairs: Pairs) -> Pairs:
    """All pairs that a chain of pairs connects (Warshall, Journal of the ACM 9(1), 1962)."""
    reach = set(pairs)
    for middle, start, end in product(ITEMS, repeat=3):
        if (start, middle) in reach and (middle, end) in reach:
            reach.add((start, end))
    return reach


def broken(waits: Pairs, parts: Pairs) -> set[type[Refused]]:
    """The rules that a network of these pairs breaks."""
    family = closure(parts)
    rules: set[type[Refused]] = set()
    if any(one == other for one, other in closure(waits)):
        rules.add(DependencyCycle)
    if any(one == other for one, other in family):
        rules.add(ParentCycle)
    if waits & (family | {(other, one) for one, other in family}):
        rules.add(DependsOnItsFamily)
    return rules


class NetworkMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.waits: Pairs = set()
        self.parts: Pairs = set()

    @initialize(parents=st.lists(st.integers(-1, len(ITEMS)), min_size=6, max_size=6))
    def items_are_there(self, parents: list[int]) -> None:
        for number, (id, parent) in enumerate(zip(ITEMS, parents, strict=True)):
            above = ITEMS[parent] if 0 <= parent < number else None
            self.world.ask(work_item, id, AddWorkItem(title=f"{number}", parent=above))
            self.parts |= {(id, above)} if above else set()

    @rule(id=items, parent=st.none() | items)
    def nest(self, id: UUID, parent: UUID | None) -> None:
        others = {(lower, upper) for lower, upper in self.parts if lower != id}
        wanted = others | ({(id, parent)} if parent else set())
        if self.is_done(id, NestWorkItem(parent=parent), broken(self.waits, wanted)):
            self.parts = wanted

    @rule(id=items, predecessor=items, kind=st.sampled_from(DependencyKind))
    def wait(self, id: UUID, predecessor: UUID, kind: DependencyKind) -> None:
        wanted = self.waits | {(id, predecessor)}
        command = AddDependency(predecessor=predecessor, kind=kind)
        if self.is_done(id, command, broken(wanted, self.parts)):
            self.waits = wanted

    @rule(id=items, predecessor=items)
    def stop_waiting(self, id: UUID, predecessor: UUID) -> None:
        assert self.is_done(id, RemoveDependency(predecessor=predecessor), set())
        self.waits -= {(id, predecessor)}

    def is_done(self, id: UUID, command: Command, rules: set[type[Refused]]) -> bool:
        """Ask, and see that it is refused just when a rule would be broken, and by such a rule."""
        if rules:
            with pytest.raises(tuple(rules)):
                self.world.ask(work_item, id, command)
        else:
            self.world.ask(work_item, id, command)
        return not rules

    @invariant()
    def what_is_known_is_what_was_accepted(self) -> None:
        links = {id: self.world.look(work_item, id).network for id in ITEMS}
        assert {(id, p) for id in ITEMS for p in links[id].predecessors} == self.waits
        assert {(id, p) for id in ITEMS if (p := links[id].parent)} == self.parts
        assert all(id in links[parent].parts for id, parent in self.parts)


TestNetwork = NetworkMachine.TestCase
TestNetwork.settings = settings(max_examples=60, stateful_step_count=40)
