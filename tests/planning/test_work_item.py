from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.scenario import ANA, BEN, ITSELF, MONDAY, given
from workdomain.execution.task_life import CancelWorkItem, CompleteWorkItem
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.planning.estimate import Estimate
from workdomain.planning.project import (
    NoSuchProject,
    ProjectAdded,
    ProjectClosed,
    ProjectIsClosed,
    project,
)
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    ClassifyWorkItem,
    DescribeWorkItem,
    DueBeforeStart,
    MoveWorkItem,
    NoSuchWorkItem,
    PlanWorkItemDates,
    PrioritiseWorkItem,
    Priority,
    RetitleWorkItem,
    Source,
    SourceTracked,
    TrackSource,
    UnassignWorkItem,
    WorkItemAdded,
    WorkItemAssigned,
    WorkItemClassified,
    WorkItemDatesPlanned,
    WorkItemDescribed,
    WorkItemExists,
    WorkItemMoved,
    WorkItemPrioritised,
    WorkItemRetitled,
    WorkItemUnassigned,
)

ADDED = WorkItemAdded(title="Draw the floor plan")
MOON, OLD, PARENT = UUID(int=20), UUID(int=21), UUID(int=30)
FRIDAY = MONDAY + timedelta(days=4)
IN_JIRA = Source(system="jira", key="CB-17", status="Open")
WORLD = {
    ANA: given(person, PersonAdded(name="Ana")),
    MOON: given(project, ProjectAdded(name="Moon", key="MOON")),
    OLD: given(project, ProjectAdded(name="Old", key="OLD"), ProjectClosed(reason="Done")),
    PARENT: given(work_item, WorkItemAdded(title="Plan the house")),
}
ALL_OF_IT: dict[str, Any] = {
    "title": "Draw the floor plan",
    "description": "Both floors,\n\tand the cellar",
    "kind": "Task",
    "project": MOON,
    "parent": PARENT,
    "priority": Priority.HIGH,
    "estimate": Estimate.single(8),
    "start": MONDAY,
    "due": FRIDAY,
    "assignees": (ANA,),
    "source": IN_JIRA,
}


def test_a_title_is_enough_for_new_work():
    given(work_item).when(AddWorkItem(title="Draw the floor plan")).then(ADDED)


def test_work_is_added_with_all_that_is_known_of_it():
    there = given(work_item, seeing=WORLD)
    there.when(AddWorkItem(**ALL_OF_IT)).then(WorkItemAdded(**ALL_OF_IT))


def test_work_is_added_once():
    again = AddWorkItem(title="Draw the cellar")
    given(work_item, ADDED).when(again).refused(WorkItemExists, "Draw the floor plan was added")


def test_nobody_is_given_the_same_work_twice():
    twice = AddWorkItem(title="Draw", assignees=(ANA, ANA))
    given(work_item, seeing=WORLD).when(twice).then(WorkItemAdded(title="Draw", assignees=(ANA,)))


@pytest.mark.parametrize("title", ["", "  ", "a" * 301, "tab\tbed", "two\nlines", "\x00", "x\x85x"])
def test_a_title_is_one_line_without_control_characters(title: str):
    with pytest.raises(ValidationError):
        AddWorkItem(title=title)


def test_a_title_may_be_in_any_script():
    title = "שלום 你好 \u202bعربي\u202c"
    given(work_item).when(AddWorkItem(title=title)).then(WorkItemAdded(title=title))


@pytest.mark.parametrize(
    ("what", "rule"),
    [
        ({"project": UUID(int=404)}, NoSuchProject),
        ({"project": OLD}, ProjectIsClosed),
        ({"parent": UUID(int=404)}, NoSuchWorkItem),
        ({"assignees": (ANA, BEN)}, NoSuchPerson),
        ({"start": FRIDAY, "due": MONDAY}, DueBeforeStart),
    ],
)
def test_new_work_goes_to_people_and_places_that_are_there(what: Any, rule: type[Any]):
    given(work_item, seeing=WORLD).when(AddWorkItem(title="Draw", **what)).refused(rule)


def test_what_is_not_there_is_named():
    far = UUID(int=404)
    there = given(work_item, ADDED, seeing=WORLD)
    there.when(MoveWorkItem(project=far)).refused(NoSuchProject, str(far))
    there.when(AssignWorkItem(person=far)).refused(NoSuchPerson, str(far))


CHANGES = [
    (RetitleWorkItem(title="Draw it"), WorkItemRetitled(title="Draw it")),
    (DescribeWorkItem(description="All of it"), WorkItemDescribed(description="All of it")),
    (ClassifyWorkItem(kind="Drawing"), WorkItemClassified(kind="Drawing")),
    (
        PrioritiseWorkItem(priority=Priority.URGENT),
        WorkItemPrioritised(priority=Priority.URGENT),
    ),
    (AssignWorkItem(person=ANA), WorkItemAssigned(person=ANA)),
    (
        PlanWorkItemDates(start=MONDAY, due=None),
        WorkItemDatesPlanned(start=MONDAY, due=None),
    ),
    (MoveWorkItem(project=MOON), WorkItemMoved(project=MOON)),
    (TrackSource(source=IN_JIRA), SourceTracked(source=IN_JIRA)),
]


@pytest.mark.parametrize(("command", "event"), CHANGES)
def test_the_plan_changes_and_asking_again_changes_nothing(command: Command, event: Any):
    given(work_item, ADDED, seeing=WORLD).when(command).then(event)
    given(work_item, ADDED, event, seeing=WORLD).when(command).then()


@pytest.mark.parametrize("command", [command for command, _ in CHANGES])
def test_there_is_no_plan_for_work_that_was_not_added(command: Command):
    given(work_item, seeing=WORLD).when(command).refused(NoSuchWorkItem)


@pytest.mark.parametrize(("command", "event"), CHANGES)
@pytest.mark.parametrize("end", [CompleteWorkItem(), CancelWorkItem(reason="No money")])
def test_the_plan_of_closed_work_still_changes(end: Command, command: Command, event: Any):
    world = given(work_item, ADDED, seeing=WORLD).world()
    world.ask(work_item, ITSELF, end)
    assert world.ask(work_item, ITSELF, command) == [event]


def test_work_is_taken_from_a_person():
    assigned = (ADDED, WorkItemAssigned(person=ANA))
    taken = WorkItemUnassigned(person=ANA)
    given(work_item, *assigned).when(UnassignWorkItem(person=ANA)).then(taken)
    given(work_item, *assigned, taken).when(UnassignWorkItem(person=ANA)).then()
    given(work_item, ADDED).when(UnassignWorkItem(person=BEN)).then()


def test_work_is_taken_out_of_its_project():
    in_project = (ADDED, WorkItemMoved(project=MOON))
    given(work_item, *in_project).when(MoveWorkItem(project=None)).then(WorkItemMoved(project=None))


def test_work_does_not_move_into_a_closed_project():
    there = given(work_item, ADDED, seeing=WORLD)
    there.when(MoveWorkItem(project=OLD)).refused(ProjectIsClosed, "Old is closed")


def test_work_is_not_due_before_it_starts():
    backwards = PlanWorkItemDates(start=FRIDAY, due=MONDAY)
    given(work_item, ADDED).when(backwards).refused(DueBeforeStart)


def test_a_source_is_written_as_histories_do():
    assert str(IN_JIRA) == "jira CB-17, Open"
