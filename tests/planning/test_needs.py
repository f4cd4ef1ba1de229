"""What work needs."""

import pytest
from pydantic import ValidationError

from tests.scenario import ITSELF, given
from workdomain.execution.work_item import work_item
from workdomain.planning.needs import AddNeed, Need, NeedAdded, NeedKind, NeedRemoved, RemoveNeed
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded

ADDED = WorkItemAdded(title="Doors")
SKILL, ROLE, EQUIPMENT = NeedKind
SAW = NeedAdded(kind=EQUIPMENT, name="Saw")
JOINERY = NeedAdded(kind=SKILL, name="Joinery", level=3)


def test_work_needs_something_once():
    given(work_item, ADDED).when(AddNeed(kind=EQUIPMENT, name="Saw")).then(SAW)
    given(work_item, ADDED, SAW).when(AddNeed(kind=EQUIPMENT, name="saw")).then()
    role = AddNeed(kind=ROLE, name="Saw")
    given(work_item, ADDED, SAW).when(role).then(NeedAdded(kind=ROLE, name="Saw"))
    given(work_item).when(role).refused(NoSuchWorkItem)


def test_a_skill_is_needed_at_another_level():
    there = given(work_item, ADDED, JOINERY, SAW)
    better = NeedAdded(kind=SKILL, name="joinery", level=4)
    there.when(AddNeed(kind=SKILL, name="joinery", level=4)).then(better)
    world = given(work_item, ADDED, JOINERY, SAW, better).world()
    assert world.look(work_item, ITSELF).needs == (
        Need(EQUIPMENT, "Saw"),
        Need(SKILL, "joinery", 4),
    )


def test_work_does_not_need_something_after_all():
    there = given(work_item, ADDED, JOINERY)
    gone = NeedRemoved(kind=SKILL, name="Joinery")
    there.when(RemoveNeed(kind=SKILL, name="joinery")).then(gone)
    given(work_item, ADDED, JOINERY, gone).when(RemoveNeed(kind=SKILL, name="Joinery")).then()


@pytest.mark.parametrize("kind", [ROLE, EQUIPMENT])
def test_only_a_skill_has_a_level(kind: NeedKind):
    with pytest.raises(ValidationError, match="Only a skill has a level"):
        AddNeed(kind=kind, name="Saw", level=2)


@pytest.mark.parametrize("level", [0, 6, 2.5])
def test_a_level_is_from_1_to_5(level: float):
    with pytest.raises(ValidationError):
        AddNeed.model_validate({"kind": "skill", "name": "Joinery", "level": level})


def test_needs_are_written_in_words():
    assert str(Need(SKILL, "Joinery", 3)) == "skill Joinery (3)"
    assert str(Need(ROLE, "Joiner")) == "role Joiner"
