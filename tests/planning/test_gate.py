"""The gate at the end of a phase, and what waits for it."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.scenario import ANA, ITSELF, NOON, World, given
from workdomain.execution.work_item import work_item
from workdomain.planning.dependency import DependencyKind, End
from workdomain.planning.gate import (
    FailGate,
    Gate,
    GateEvent,
    GateFailed,
    GatePassed,
    GateSet,
    NoGate,
    OnlyAPhaseHasAGate,
    PassGate,
    SetGate,
    Verdict,
    gate,
)
from workdomain.planning.network import AddDependency, held_back
from workdomain.planning.shape import Shape
from workdomain.planning.specification import ShapeWorkItem, WorkItemShaped
from workdomain.planning.work_item import AddWorkItem, NoSuchWorkItem, WorkItemAdded

PHASE = WorkItemAdded(title="Walls", shape=Shape.PHASE)
DRY = GateSet(criteria="All walls are dry")
WET, FINE = GateFailed(reason="The north wall is wet"), GatePassed(reason="All are dry")


def test_a_phase_ends_at_a_gate():
    given(work_item, PHASE).when(SetGate(criteria=DRY.criteria)).then(DRY)
    given(work_item, PHASE, DRY).when(SetGate(criteria=DRY.criteria)).then()
    given(work_item, PHASE, DRY).when(SetGate(criteria=None)).then(GateSet(criteria=None))
    given(work_item, PHASE).when(SetGate(criteria=None)).then()
    given(work_item).when(SetGate(criteria=None)).refused(NoSuchWorkItem)
    with pytest.raises(ValidationError):
        SetGate(criteria="")


@pytest.mark.parametrize("shape", [Shape.TASK, Shape.MILESTONE])
def test_only_a_phase_ends_at_a_gate(shape: Shape):
    other = WorkItemAdded(title="Walls", shape=shape)
    given(work_item, other).when(SetGate(criteria="Dry")).refused(OnlyAPhaseHasAGate)
    become = ShapeWorkItem(shape=shape)
    given(work_item, PHASE, DRY).when(become).refused(OnlyAPhaseHasAGate)
    given(work_item, PHASE).when(become).then(WorkItemShaped(shape=shape))


def test_a_gate_is_passed_or_failed_with_a_reason():
    there = given(work_item, PHASE, DRY)
    there.when(PassGate(reason=FINE.reason)).then(FINE)
    there.when(FailGate(reason=WET.reason)).then(WET)
    given(work_item, PHASE, DRY, WET).when(FailGate(reason=WET.reason)).then()
    given(work_item, PHASE, DRY, FINE).when(PassGate(reason=FINE.reason)).then()


def test_a_verdict_can_change():
    given(work_item, PHASE, DRY, WET).when(PassGate(reason=FINE.reason)).then(FINE)
    given(work_item, PHASE, DRY, FINE).when(FailGate(reason=WET.reason)).then(WET)
    other = PassGate(reason="Dry enough")
    given(work_item, PHASE, DRY, FINE).when(other).then(GatePassed(reason="Dry enough"))


def test_a_verdict_takes_a_gate():
    given(work_item, PHASE).when(PassGate(reason="Fine")).refused(NoGate)
    given(work_item, PHASE).when(FailGate(reason="Wet")).refused(NoGate)


def test_a_gate_knows_who_decided_and_when():
    state = gate.replay((event, NOON) for event in (DRY, FINE))
    assert state == Gate(Verdict.PASSED, DRY.criteria, FINE.reason, ANA, NOON.at)


def test_other_criteria_open_a_gate_again():
    anew = GateSet(criteria="All walls are painted")
    state = gate.replay((event, NOON) for event in (DRY, FINE, anew))
    assert state == Gate(Verdict.OPEN, anew.criteria)
    assert gate.replay((event, NOON) for event in (DRY, FINE, GateSet(criteria=None))) == Gate()


@pytest.mark.parametrize(
    ("events", "holds_back"),
    [((), False), ((DRY,), True), ((DRY, WET), True), ((DRY, WET, FINE), False)],
)
def test_what_waits_for_a_phase_waits_for_its_gate(events: tuple[GateEvent, ...], holds_back: bool):
    assert gate.replay((event, NOON) for event in events).holds_back is holds_back


WALLS, ROOFING, TILES, BATTENS = (UUID(int=n) for n in range(40, 44))


def test_the_work_of_a_phase_waits_for_what_the_phase_waits_for():
    world = World()
    for id, title, parent in (
        (WALLS, "Walls", None),
        (ROOFING, "Roofing", None),
        (BATTENS, "Battens", ROOFING),
        (TILES, "Tiles", ROOFING),
    ):
        world.ask(work_item, id, AddWorkItem(title=title, shape=Shape.PHASE, parent=parent))
    world.ask(work_item, ROOFING, AddDependency(predecessor=WALLS))
    world.ask(work_item, TILES, AddDependency(predecessor=BATTENS, kind=DependencyKind.SS))

    def held(id: UUID, end: End, *over: tuple[UUID, End]) -> list[UUID]:
        def look(_part: Any, other: UUID) -> Any:
            return world.look(work_item, other).network

        return held_back(id, end, look, lambda other, each: (other, each) in over)

    assert held(TILES, End.START) == [BATTENS, WALLS]
    assert held(TILES, End.START, (BATTENS, End.START)) == [WALLS]
    assert held(TILES, End.START, (BATTENS, End.START), (WALLS, End.FINISH)) == []
    assert held(TILES, End.FINISH) == []
    assert held(WALLS, End.START) == []
    assert held(ITSELF, End.START) == []
