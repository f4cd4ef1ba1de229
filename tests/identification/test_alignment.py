"""Which objective serves which, also when two writers race."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.identification.studio import ABOVE, ADDED, LAST, active, closed, draft
from tests.scenario import ANA, ITSELF, MONDAY, NOON, World, given
from workdomain.identification.alignment import (
    AlignedObjectiveAdopted,
    AlignmentCycle,
    AlignObjective,
    ObjectiveAligned,
)
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import ObjectiveIsClosed
from workdomain.identification.profile import AddObjective, NoSuchObjective
from workdomain.kernel import Context
from workdomain.work import Work

GREATER = {ABOVE: given(objective, ADDED)}
SERVES = ObjectiveAligned(aligned_to=ABOVE)


def new(title: str, aligned_to: UUID | None = None) -> AddObjective:
    return AddObjective(title=title, first=MONDAY, last=LAST, aligned_to=aligned_to)


def test_an_objective_serves_another_which_then_knows_it():
    command = AlignObjective(aligned_to=ABOVE)
    draft(seeing=GREATER).when(command).then(SERVES)
    draft(SERVES, seeing=GREATER).when(command).then()
    world = draft(seeing=GREATER).world()
    world.ask(objective, ITSELF, command)
    assert world.told(objective, ABOVE)[1:] == [AlignedObjectiveAdopted(objective=ITSELF)]
    weighed = AlignObjective(aligned_to=ABOVE, weight=3)
    assert world.ask(objective, ITSELF, weighed) == [ObjectiveAligned(aligned_to=ABOVE, weight=3)]
    assert len(world.told(objective, ABOVE)) == 2


def test_a_new_objective_can_serve_one_at_once():
    world = given(objective, seeing=GREATER).world()
    world.ask(objective, ITSELF, new("Small", ABOVE))
    assert world.look(objective, ABOVE).alignment.aligned == {ITSELF}
    given(objective).when(new("Small", ABOVE)).refused(NoSuchObjective)


def test_it_is_let_alone_again_and_that_is_known_to_itself():
    alone = AlignObjective(aligned_to=None)
    draft(SERVES, seeing=GREATER).when(alone).then(ObjectiveAligned(aligned_to=None))
    draft().when(alone).then()


def test_it_serves_only_what_is_there():
    far = UUID(int=404)
    draft().when(AlignObjective(aligned_to=far)).refused(NoSuchObjective, str(far))
    active(closed(), seeing=GREATER).when(AlignObjective(aligned_to=ABOVE)).refused(
        ObjectiveIsClosed
    )


def test_one_that_is_closed_can_still_be_served():
    world = draft(seeing={ABOVE: given(objective, ADDED, closed())}).world()
    assert world.ask(objective, ITSELF, AlignObjective(aligned_to=ABOVE)) == [SERVES]


def test_an_objective_does_not_serve_itself():
    draft().when(AlignObjective(aligned_to=ITSELF)).refused(AlignmentCycle, "Grow -> Grow")
    around = {ABOVE: given(objective, ADDED, ObjectiveAligned(aligned_to=ITSELF))}
    draft(seeing=around).when(AlignObjective(aligned_to=ABOVE)).refused(
        AlignmentCycle, "Grow -> Grow -> Grow"
    )


def test_a_long_circle_is_told_by_its_two_ends():
    world, ids = World(), [UUID(int=100 + n) for n in range(50)]
    for number, id in enumerate(ids):
        world.ask(objective, id, new(f"{number}", ids[number - 1] if number else None))
    with pytest.raises(AlignmentCycle, match=r"0 -> 49 -> .* -> \.\.\. -> .* -> 1 -> 0$"):
        world.ask(objective, ids[0], AlignObjective(aligned_to=ids[-1]))


def test_of_two_writers_who_race_into_a_circle_one_is_refused(tmp_path: Path):
    """Each of two pairs of hands opens the log by itself; only the guard keeps them apart."""
    target, (one, other) = str(tmp_path / "work.db"), (UUID(int=5), UUID(int=6))
    with Work.open(target) as work:
        context = Context(by=ANA, at=work.now())
        for id in (one, other):
            work.do(id, new("Race"), context)

    def align(id: UUID, aligned_to: UUID) -> bool:
        with Work.open(target) as work, suppress(AlignmentCycle):
            work.do(id, AlignObjective(aligned_to=aligned_to), Context(by=ANA, at=work.now()))
            return True
        return False

    with ThreadPoolExecutor(2) as hands:
        done = list(hands.map(align, (one, other), (other, one)))
    assert sorted(done) == [False, True]


IDS = [UUID(int=40 + n) for n in range(6)]
some = st.sampled_from(IDS)


class AlignmentMachine(RuleBasedStateMachine):
    """A handful of objectives, aligned at random, judged by walking up a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.above: dict[UUID, UUID | None] = {}

    @initialize(parents=st.lists(st.integers(-1, len(IDS)), min_size=6, max_size=6))
    def objectives_are_there(self, parents: list[int]) -> None:
        for number, (id, parent) in enumerate(zip(IDS, parents, strict=True)):
            self.above[id] = IDS[parent] if 0 <= parent < number else None
            self.world.ask(objective, id, new(f"{number}", self.above[id]))

    @rule(id=some, aligned_to=st.none() | some)
    def align(self, id: UUID, aligned_to: UUID | None) -> None:
        wanted = {**self.above, id: aligned_to}
        here, steps = aligned_to, 0
        while here is not None and steps <= len(IDS):
            here, steps = wanted[here], steps + 1
        command = AlignObjective(aligned_to=aligned_to)
        if here is not None:
            with pytest.raises(AlignmentCycle):
                self.world.ask(objective, id, command)
        else:
            self.world.ask(objective, id, command)
            self.above = wanted

    @invariant()
    def what_is_known_is_what_was_accepted(self) -> None:
        known = {id: self.world.look(objective, id).alignment for id in self.above}
        assert {id: each.aligned_to for id, each in known.items()} == self.above
        assert all(id in known[up].aligned for id, up in self.above.items() if up)


TestAlignmentMachine = AlignmentMachine.TestCase
TestAlignmentMachine.settings = settings(max_examples=40, stateful_step_count=30)


def test_late_news_of_where_it_stands_are_taken_in():
    moved = (AlignedObjectiveAdopted(objective=ABOVE), SERVES)
    state = objective.replay([(event, NOON) for event in (*moved, ADDED)])
    assert state.alignment.aligned == {ABOVE}
