"""Readiness, checklists, and what else is known of work: as people see it."""

from datetime import date
from uuid import UUID

import pytest

from projections.readiness import Kind, ReadinessRow
from tests.projections.office import Office
from workdomain.clients.client_words import AddClient
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    PutBackWorkItem,
    StartWorkItem,
)
from workdomain.identification.profile import AddObjective
from workdomain.planning.checklist import AddToChecklist, CheckOff, MoveCheck
from workdomain.planning.gate import FailGate, PassGate, SetGate
from workdomain.planning.needs import AddNeed, NeedKind
from workdomain.planning.shape import Shape
from workdomain.planning.specification import (
    DefineDone,
    LabelWorkItem,
    NameOwner,
    ServeGoal,
    SizeWorkItem,
    StatePurpose,
    UnlabelWorkItem,
    WorkForClient,
)
from workdomain.values import new_id

FRIDAY = date(2024, 1, 5)


def of(office: Office, **asked: object) -> dict[str, ReadinessRow]:
    return {row.title: row for row in office.readiness(**asked) if row.kind is Kind.ITEM}


def test_ready_work_and_what_the_rest_is_missing(office: Office):
    ana = office.person("Ana")
    ready = office.item("Ready", ana, hours=8, due=FRIDAY, owner=ana)
    office.do(
        ready,
        StatePurpose(purpose="Warmth"),
        DefineDone(definition_of_done="It closes"),
        AddNeed(kind=NeedKind.SKILL, name="Joinery"),
    )
    bare = office.item("Bare", ana)
    office.do(bare, BlockWorkItem(reason="No wood"))
    total, first, second = office.readiness()
    assert (first.id, first.ready, first.missing, first.advice) == (ready, True, (), ())
    assert (first.owner, first.assignees, first.shape) == ("Ana", ("Ana",), Shape.TASK)
    assert (second.id, second.ready) == (bare, False)
    assert second.missing == ("owner", "estimate", "dates", "unblocked")
    assert second.advice == ("purpose", "definition of done", "needs")
    assert (total.kind, total.items, total.ready_items, total.id) == (Kind.TOTAL, 2, 1, None)
    assert total.missing == ("owner 1", "estimate 1", "dates 1", "unblocked 1")
    assert total.advice == ("purpose 1", "definition of done 1", "needs 1")


def test_nothing_to_do_is_neither_ready_nor_not(office: Office):
    assert office.readiness() == []


def test_only_what_is_ready_or_not(office: Office):
    ana = office.person("Ana")
    office.item("Ready", hours=8, due=FRIDAY, owner=ana)
    office.item("Bare")
    assert list(of(office, ready=True)) == ["Ready"]
    assert list(of(office, ready=False)) == ["Bare"]
    assert office.readiness(ready=False)[0].items == 2


def test_work_that_was_begun_is_past_being_made_ready(office: Office):
    for title, commands in (
        ("Todo", []),
        ("Doing", [StartWorkItem()]),
        ("Back", [StartWorkItem(), PutBackWorkItem()]),
        ("Done", [CompleteWorkItem()]),
        ("Cancelled", [CancelWorkItem(reason="No money")]),
    ):
        office.do(office.item(title), *commands)
    assert sorted(of(office)) == ["Todo"]
    assert sorted(of(office, begun=True)) == ["Back", "Doing", "Todo"]


def test_readiness_of_a_project_and_of_a_person(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    atlas = office.project("ATLAS")
    office.item("Hers", ana, project=atlas)
    office.item("His, she answers", ben, owner=ana)
    office.item("His", ben)
    assert list(of(office, project=atlas)) == ["Hers"]
    assert of(office, project=atlas)["Hers"].project_key == "ATLAS"
    assert sorted(of(office, person=ana)) == ["Hers", "His, she answers"]
    assert office.readiness(project=new_id()) == []


def test_a_milestone_and_a_heading_are_estimated_by_nobody(office: Office):
    office.item("Launch", shape=Shape.MILESTONE)
    phase = office.item("Walls", shape=Shape.PHASE)
    part = office.item("Bricks", parent=phase)
    found = of(office)
    assert found["Launch"].missing == found["Walls"].missing == ("owner", "dates")
    assert "needs" not in found["Launch"].advice
    assert found["Bricks"].missing == ("owner", "estimate", "dates")
    office.do(part, CancelWorkItem(reason="Wood"))
    assert "estimate" in of(office)["Walls"].missing


# -- what is known, in the list of work items ------------------------------------------------------


@pytest.fixture
def house(office: Office) -> Office:
    ana = office.person("Ana")
    warmth = AddObjective(title="Warm houses", first=FRIDAY, last=FRIDAY)
    office.do(UUID(int=80), warmth)
    office.do(UUID(int=81), AddClient(name="Klein"))
    walls = office.item("Walls", shape=Shape.PHASE, labels=("Stone", "Ground floor"))
    office.do(walls, SetGate(criteria="Dry"), FailGate(reason="Wet"))
    office.item("Topping out", shape=Shape.MILESTONE, due=FRIDAY)
    doors = office.item("Doors", owner=ana, purpose="Warmth", definition_of_done="They close")
    office.do(
        doors,
        LabelWorkItem(label="stone"),
        SizeWorkItem(points=3),
        AddNeed(kind=NeedKind.SKILL, name="Joinery", level=3),
        AddNeed(kind=NeedKind.EQUIPMENT, name="Saw"),
        AddToChecklist(check=UUID(int=1), text="Plane"),
        AddToChecklist(check=UUID(int=2), text="Hang"),
        CheckOff(check=UUID(int=2)),
        ServeGoal(goal=UUID(int=80)),
        WorkForClient(client=UUID(int=81)),
    )
    office.item("Windows")
    return office


def test_an_item_shows_what_is_known_of_it(house: Office):
    (doors,) = house.work_items(text="Doors")
    assert (doors.owner, doors.shape, doors.labels, doors.points) == ("Ana", "task", ("stone",), 3)
    assert (doors.purpose, doors.definition_of_done) == ("Warmth", "They close")
    assert doors.needs == ("skill Joinery (3)", "equipment Saw")
    assert (doors.checks, doors.checked) == (2, 1)
    assert (doors.goal, doors.client) == (UUID(int=80), UUID(int=81))
    (walls,) = house.work_items(text="Walls")
    assert (walls.gate, walls.gate_reason) == ("failed", "Wet")
    (windows,) = house.work_items(text="Windows")
    assert (windows.owner, windows.shape, windows.gate, windows.checks) == (None, "task", "none", 0)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"shape": "task"}, ["Doors", "Windows"]),
        ({"shape": "milestone"}, ["Topping out"]),
        ({"shape": "phase"}, ["Walls"]),
        ({"label": "STONE"}, ["Doors", "Walls"]),
        ({"label": "stone", "shape": "phase"}, ["Walls"]),
        ({"label": "Ground"}, []),
        ({"goal": UUID(int=80)}, ["Doors"]),
        ({"client": UUID(int=81)}, ["Doors"]),
        ({"client": UUID(int=80)}, []),
        ({"shape": "milestone", "due_to": FRIDAY}, ["Topping out"]),
    ],
)
def test_work_is_found_by_what_is_known_of_it(
    house: Office, asked: dict[str, object], found: list[str]
):
    assert sorted(row.title for row in house.work_items(**asked)) == found


def test_work_is_found_by_who_answers_for_it(house: Office):
    (doors,) = house.work_items(text="Doors")
    before = house.work.log.head().position
    ben = house.person("Ben")
    house.do(doors.id, NameOwner(owner=ben))
    assert [row.title for row in house.work_items(owner=ben)] == ["Doors"]
    assert house.work_items(owner=ben, as_of=before) == []


def test_what_was_taken_back_leaves_nothing(house: Office):
    (windows,) = house.work_items(text="Windows")
    house.do(windows.id, LabelWorkItem(label="Glass"), SizeWorkItem(points=2))
    assert [row.points for row in house.work_items(label="glass")] == [2]
    house.do(windows.id, UnlabelWorkItem(label="Glass"), SizeWorkItem(points=None))
    assert house.work_items(label="glass") == []
    (after,) = house.work_items(text="Windows")
    assert after.model_copy(update={"changed_at": windows.changed_at}) == windows


def test_a_gate_that_is_passed_says_so(house: Office):
    (walls,) = house.work_items(shape="phase")
    house.do(walls.id, PassGate(reason="Dry now"))
    (walls,) = house.work_items(shape="phase")
    assert (walls.gate, walls.gate_reason) == ("passed", "Dry now")
    assert (walls.gate_by, walls.gate_at) == ("operator", house.clock.now)


# -- checklists ------------------------------------------------------------------------------------


def test_checklists_show_what_is_done_in_their_order(house: Office):
    (doors,) = house.work_items(text="Doors")
    rows = house.checklists()
    assert [(row.number, row.text, row.done) for row in rows] == [
        (1, "Plane", False),
        (2, "Hang", True),
    ]
    assert {(row.item, row.title, row.project_key) for row in rows} == {(doors.id, "Doors", None)}
    house.do(doors.id, MoveCheck(check=UUID(int=2), number=1))
    assert [row.text for row in house.checklists(item=doors.id)] == ["Hang", "Plane"]
    assert [row.text for row in house.checklists(done=False)] == ["Plane"]


def test_checklists_of_open_work_of_a_project_or_a_person(house: Office):
    ana = house.person("Ana the second")
    atlas = house.project("ATLAS")
    mine = house.item("Mine", ana, project=atlas)
    house.do(mine, AddToChecklist(check=UUID(int=3), text="Sign"))
    assert [row.text for row in house.checklists(project=atlas)] == ["Sign"]
    assert [row.text for row in house.checklists(person=ana)] == ["Sign"]
    house.do(mine, CompleteWorkItem())
    assert house.checklists(project=atlas) == []
    assert [row.text for row in house.checklists(item=mine)] == ["Sign"]


# -- milestones, where people look for work --------------------------------------------------------


def test_a_milestone_is_its_owners_and_no_work_of_anybody(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    hers = office.item("Hers", owner=ana, shape=Shape.MILESTONE, due=FRIDAY)
    office.item("His too", ben, owner=ana, shape=Shape.MILESTONE, due=FRIDAY)
    office.item("Nobody's", shape=Shape.MILESTONE, due=FRIDAY)
    assert [row.title for row in office.work_items(person=ana)] == ["Hers"]
    assert [row.title for row in office.work_items(person=ben)] == ["His too"]
    found = [(row.title, row.kind, row.who) for row in office.follow_up() if row.item]
    assert ("Hers", "due_soon", ("Ana",)) in found
    assert [title for title, kind, _ in found if kind == "unassigned"] == ["Nobody's"]
    assert not any(row.unestimated for row in office.workload())
    office.on(date(2024, 1, 8))
    (late,) = [row for row in office.follow_up(person=ana) if row.kind == "overdue"]
    assert late.item == hers
