from uuid import UUID

from tests.scenario import ANA, BEN, ITSELF, World
from workdomain.execution.work_item import work_item
from workdomain.people.person import PersonAdded, person
from workdomain.planning.project import AddProject, CloseProject, MemberAdded, project
from workdomain.planning.work_item import AddWorkItem, AssignWorkItem, MoveWorkItem

MOON, MARS = UUID(int=20), UUID(int=21)


def world() -> World:
    """Ana and Ben, two projects, and nobody a member yet."""
    there = World()
    there.put(person, ANA, PersonAdded(name="Ana"))
    there.put(person, BEN, PersonAdded(name="Ben"))
    there.ask(project, MOON, AddProject(name="Moon", key="MOON"))
    there.ask(project, MARS, AddProject(name="Mars", key="MARS"))
    return there


def members(there: World, id: UUID) -> list[UUID]:
    return [event.person for event in there.told(project, id) if isinstance(event, MemberAdded)]


def test_whoever_is_given_work_of_a_project_becomes_its_member():
    there = world()
    there.ask(work_item, ITSELF, AddWorkItem(title="Land", project=MOON, assignees=(BEN, ANA)))
    assert members(there, MOON) == [BEN, ANA]


def test_so_does_whoever_is_given_it_later():
    there = world()
    there.ask(work_item, ITSELF, AddWorkItem(title="Land", project=MOON))
    there.ask(work_item, ITSELF, AssignWorkItem(person=ANA))
    assert members(there, MOON) == [ANA]


def test_and_whoever_brings_work_along():
    there = world()
    there.ask(work_item, ITSELF, AddWorkItem(title="Land", project=MOON, assignees=(ANA,)))
    there.ask(work_item, ITSELF, MoveWorkItem(project=MARS))
    assert members(there, MARS) == [ANA]


def test_a_member_does_not_become_one_again():
    there = world()
    there.ask(work_item, ITSELF, AddWorkItem(title="Land", project=MOON, assignees=(ANA,)))
    there.ask(work_item, UUID(int=98), AddWorkItem(title="Dig", project=MOON, assignees=(ANA,)))
    assert members(there, MOON) == [ANA]


def test_work_of_no_project_makes_no_members():
    there = world()
    there.ask(work_item, ITSELF, AddWorkItem(title="Land", assignees=(ANA,)))
    there.ask(work_item, ITSELF, AssignWorkItem(person=BEN))
    there.ask(work_item, ITSELF, MoveWorkItem(project=None))
    assert members(there, MOON) == members(there, MARS) == []


def test_work_is_assigned_also_when_its_project_is_closed():
    there = world()
    there.ask(work_item, ITSELF, AddWorkItem(title="Land", project=MOON))
    there.ask(project, MOON, CloseProject(reason="We landed"))
    assert there.ask(work_item, ITSELF, AssignWorkItem(person=ANA))
    assert members(there, MOON) == []
