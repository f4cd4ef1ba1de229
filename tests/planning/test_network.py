from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.scenario import ITSELF, NOON, World, given
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command
from workdomain.planning.dependency import Dependency, DependencyKind
from workdomain.planning.network import (
    AddDependency,
    AdoptPart,
    DependencyAdded,
    DependencyCycle,
    DependencyRemoved,
    DependsOnItsFamily,
    NestWorkItem,
    ParentCycle,
    PartAdopted,
    RemoveDependency,
    WorkItemNested,
    network,
)
from workdomain.planning.order import ROOM
from workdomain.planning.work_item import AddWorkItem, NoSuchWorkItem, WorkItemAdded

HOUSE, ROOF, TILES, FLOOR = (UUID(int=n) for n in range(30, 34))
ADDED = WorkItemAdded(title="Doors")
OTHERS = {
    HOUSE: given(work_item, WorkItemAdded(title="House")),
    ROOF: given(work_item, WorkItemAdded(title="Roof")),
}
AFTER_ROOF = DependencyAdded(predecessor=ROOF, lag_days=2, place=ROOM)


def built(*asked: tuple[UUID, Command]) -> World:
    """A house with a roof, the roof with tiles; and a floor that stands alone."""
    world = World()
    world.ask(work_item, HOUSE, AddWorkItem(title="House"))
    world.ask(work_item, ROOF, AddWorkItem(title="Roof", parent=HOUSE))
    world.ask(work_item, TILES, AddWorkItem(title="Tiles", parent=ROOF))
    world.ask(work_item, FLOOR, AddWorkItem(title="Floor"))
    for id, command in asked:
        assert world.ask(work_item, id, command)
    return world


def test_work_becomes_a_part_of_other_work():
    nested = WorkItemNested(parent=HOUSE)
    given(work_item, ADDED, seeing=OTHERS).when(NestWorkItem(parent=HOUSE)).then(nested)
    given(work_item, ADDED, nested, seeing=OTHERS).when(NestWorkItem(parent=HOUSE)).then()


def test_work_stands_alone_again():
    nested = (ADDED, WorkItemNested(parent=HOUSE))
    alone = WorkItemNested(parent=None)
    given(work_item, *nested, seeing=OTHERS).when(NestWorkItem(parent=None)).then(alone)
    given(work_item, ADDED).when(NestWorkItem(parent=None)).then()


def test_a_parent_remembers_its_parts_once():
    world = built((ROOF, NestWorkItem(parent=None)), (ROOF, NestWorkItem(parent=HOUSE)))
    adopted = [e for e in world.told(work_item, HOUSE) if isinstance(e, PartAdopted)]
    assert adopted == [PartAdopted(part=ROOF)]


def test_a_parent_is_there():
    far = UUID(int=404)
    there = given(work_item, ADDED, seeing=OTHERS)
    there.when(NestWorkItem(parent=far)).refused(NoSuchWorkItem, str(far))
    given(work_item).when(AdoptPart(part=ROOF)).refused(NoSuchWorkItem)


def test_work_is_not_a_part_of_itself():
    given(work_item, ADDED).when(NestWorkItem(parent=ITSELF)).refused(ParentCycle, "Doors -> Doors")
    new = AddWorkItem(title="Doors", parent=ITSELF)
    given(work_item).when(new).refused(ParentCycle, f"{ITSELF} -> {ITSELF}")


def test_work_is_not_a_part_of_its_own_parts():
    with pytest.raises(ParentCycle, match="House -> Tiles -> Roof -> House"):
        built((HOUSE, NestWorkItem(parent=TILES)))


def test_work_waits_for_other_work():
    there = given(work_item, ADDED, seeing=OTHERS)
    there.when(AddDependency(predecessor=ROOF, lag_days=2)).then(AFTER_ROOF)


def test_waiting_for_the_same_again_changes_the_lag_or_nothing():
    there = given(work_item, ADDED, AFTER_ROOF, seeing=OTHERS)
    there.when(AddDependency(predecessor=ROOF, lag_days=2)).then()
    sooner = AddDependency(predecessor=ROOF, lag_days=-1)
    there.when(sooner).then(DependencyAdded(predecessor=ROOF, lag_days=-1, place=ROOM))


def test_waiting_for_the_same_in_another_way_changes_the_kind():
    there = given(work_item, ADDED, AFTER_ROOF, seeing=OTHERS)
    other = AddDependency(predecessor=ROOF, lag_minutes=-90, kind=DependencyKind.SS)
    changed = DependencyAdded(predecessor=ROOF, lag_minutes=-90, kind=DependencyKind.SS, place=ROOM)
    there.when(other).then(changed)
    world = built((FLOOR, AddDependency(predecessor=ROOF, lag_days=2)), (FLOOR, other))
    assert world.look(work_item, FLOOR).network.predecessors == {
        ROOF: Dependency(DependencyKind.SS, 0, -90)
    }


def test_what_was_written_before_there_were_kinds_is_finish_to_start():
    old = DependencyAdded.model_validate({"predecessor": ROOF, "lag_days": 2})
    links = network.evolve(network.initial, old, NOON)
    assert links.predecessors == {ROOF: Dependency(DependencyKind.FS, 2, 0)}


@pytest.mark.parametrize("kind", DependencyKind)
def test_no_kind_of_waiting_goes_round_in_a_circle_or_within_a_family(kind: DependencyKind):
    world = built((FLOOR, AddDependency(predecessor=TILES, kind=kind)))
    for other in DependencyKind:
        with pytest.raises(DependencyCycle):
            world.ask(work_item, TILES, AddDependency(predecessor=FLOOR, kind=other))
    with pytest.raises(DependsOnItsFamily):
        world.ask(work_item, TILES, AddDependency(predecessor=HOUSE, kind=kind))


@pytest.mark.parametrize("minutes", [-60_001, 60_001, 0.5])
def test_a_lag_is_a_number_of_working_minutes_within_bounds(minutes: object):
    with pytest.raises(ValidationError):
        AddDependency.model_validate({"predecessor": str(ROOF), "lag_minutes": minutes})


@pytest.mark.parametrize("lag", [-367, 367, 1.5, "soon"])
def test_a_lag_is_a_number_of_working_days_within_a_year(lag: object):
    with pytest.raises(ValidationError):
        AddDependency.model_validate({"predecessor": str(ROOF), "lag_days": lag})


def test_work_waits_no_longer():
    gone = DependencyRemoved(predecessor=ROOF)
    given(work_item, ADDED, AFTER_ROOF).when(RemoveDependency(predecessor=ROOF)).then(gone)
    given(work_item, ADDED, AFTER_ROOF, gone).when(RemoveDependency(predecessor=ROOF)).then()
    given(work_item, ADDED).when(RemoveDependency(predecessor=ROOF)).then()


def test_work_waits_only_for_work_that_is_there():
    far = UUID(int=404)
    given(work_item, ADDED).when(AddDependency(predecessor=far)).refused(NoSuchWorkItem, str(far))


def test_work_does_not_wait_for_itself():
    own = AddDependency(predecessor=ITSELF)
    given(work_item, ADDED).when(own).refused(DependencyCycle, "Doors -> Doors")


def test_a_refused_circle_is_told_by_its_titles():
    with pytest.raises(DependencyCycle, match="Tiles -> Floor -> Tiles"):
        built(
            (FLOOR, AddDependency(predecessor=TILES)),
            (TILES, AddDependency(predecessor=FLOOR)),
        )


def test_a_long_circle_is_told_by_its_two_ends():
    world = World()
    ring = [UUID(int=1000 + n) for n in range(2000)]
    for number, id in enumerate(ring):
        world.put(work_item, id, WorkItemAdded(title=f"Item {number}"))
        if number:
            world.put(work_item, id, DependencyAdded(predecessor=ring[number - 1]))
    with pytest.raises(DependencyCycle, match=r"Item 0 -> Item 1999 .*\.\.\. .*Item 0$") as refusal:
        world.ask(work_item, ring[0], AddDependency(predecessor=ring[-1]))
    assert len(str(refusal.value).split(" -> ")) == 21


@pytest.mark.parametrize(("one", "other"), [(TILES, HOUSE), (HOUSE, TILES)])
def test_work_does_not_wait_for_what_it_is_a_part_of_nor_for_its_parts(one: UUID, other: UUID):
    titles = {TILES: "Tiles", HOUSE: "House"}
    with pytest.raises(DependsOnItsFamily, match=f"{titles[one]} -> {titles[other]}"):
        built((one, AddDependency(predecessor=other)))


@pytest.mark.parametrize(
    ("waits", "for_"), [(ROOF, FLOOR), (FLOOR, ROOF), (TILES, FLOOR), (FLOOR, TILES)]
)
def test_nesting_does_not_make_a_family_of_work_that_waits(waits: UUID, for_: UUID):
    apart = (ROOF, NestWorkItem(parent=None))
    world = built(apart, (waits, AddDependency(predecessor=for_)))
    with pytest.raises(DependsOnItsFamily):
        world.ask(work_item, ROOF, NestWorkItem(parent=FLOOR))


def test_parts_that_have_left_do_not_count():
    world = built(
        (TILES, NestWorkItem(parent=None)),
        (TILES, AddDependency(predecessor=FLOOR)),
        (ROOF, NestWorkItem(parent=FLOOR)),
    )
    assert world.look(work_item, ROOF).network.parent == FLOOR


def test_parts_of_the_same_work_may_wait_for_each_other():
    built((FLOOR, NestWorkItem(parent=HOUSE)), (FLOOR, AddDependency(predecessor=ROOF)))


def test_a_circle_of_old_does_not_keep_anybody_walking():
    world = built((ROOF, NestWorkItem(parent=None)))
    for one, other in ((HOUSE, ROOF), (ROOF, HOUSE)):
        world.put(work_item, one, WorkItemNested(parent=other))
    world.ask(work_item, FLOOR, NestWorkItem(parent=HOUSE))
    assert world.look(work_item, FLOOR).network.parent == HOUSE
