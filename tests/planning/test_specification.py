"""What is known of work before it is begun: each rule, and when it is quiet."""

from datetime import date
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.scenario import ANA, BEN, ITSELF, MONDAY, NOON, given
from workdomain.clients.client import NoSuchClient, client
from workdomain.clients.client_words import ClientAdded
from workdomain.execution.task_life import (
    EstimateWorkItem,
    SetRemainingWork,
    WorkItemEstimated,
)
from workdomain.execution.work_item import work_item
from workdomain.identification.objective import objective
from workdomain.identification.profile import NoSuchObjective, ObjectiveAdded
from workdomain.kernel import Command, Event
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.planning.estimate import Estimate
from workdomain.planning.shape import Shape
from workdomain.planning.specification import (
    AllowSplitting,
    DefineDone,
    DoneDefined,
    DoneForClient,
    ForbidSplitting,
    GoalServed,
    LabelWorkItem,
    MilestoneHasOneDay,
    MilestoneTakesNoWork,
    NameOwner,
    OwnerNamed,
    PurposeStated,
    ServeGoal,
    ShapeWorkItem,
    SizeWorkItem,
    Specification,
    SplittingAllowed,
    StatePurpose,
    UnlabelWorkItem,
    WorkForClient,
    WorkItemLabelled,
    WorkItemShaped,
    WorkItemSized,
    WorkItemUnlabelled,
    specification,
)
from workdomain.planning.work_item import (
    AddWorkItem,
    NoSuchWorkItem,
    PlanWorkItemDates,
    WorkItemAdded,
    WorkItemDatesPlanned,
)

ADDED = WorkItemAdded(title="Doors")
LAUNCH = WorkItemAdded(title="Launch", shape=Shape.MILESTONE, due=MONDAY)
FRIDAY = date(2026, 3, 6)
GOAL, CLIENT = UUID(int=80), UUID(int=81)
PEOPLE = {
    ANA: given(person, PersonAdded(name="Ana")),
    BEN: given(person, PersonAdded(name="Ben")),
    GOAL: given(objective, ObjectiveAdded(title="Warm houses", first=MONDAY, last=FRIDAY)),
    CLIENT: given(client, ClientAdded(name="Klein")),
}


@pytest.mark.parametrize(
    ("command", "event", "back"),
    [
        (StatePurpose(purpose="Warmth"), PurposeStated(purpose="Warmth"), StatePurpose(purpose="")),
        (
            DefineDone(definition_of_done="It closes"),
            DoneDefined(definition_of_done="It closes"),
            DefineDone(definition_of_done=""),
        ),
        (NameOwner(owner=ANA), OwnerNamed(owner=ANA), NameOwner(owner=None)),
        (SizeWorkItem(points=0.5), WorkItemSized(points=0.5), SizeWorkItem(points=None)),
        (AllowSplitting(), SplittingAllowed(), ForbidSplitting()),
        (ServeGoal(goal=GOAL), GoalServed(goal=GOAL), ServeGoal(goal=None)),
        (WorkForClient(client=CLIENT), DoneForClient(client=CLIENT), WorkForClient(client=None)),
        (
            ShapeWorkItem(shape=Shape.PHASE),
            WorkItemShaped(shape=Shape.PHASE),
            ShapeWorkItem(shape=Shape.TASK),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_it_is_said_once_and_taken_back(command: Command, event: Event, back: Command):
    given(work_item, ADDED, seeing=PEOPLE).when(command).then(event)
    given(work_item, ADDED, event, seeing=PEOPLE).when(command).then()
    given(work_item, ADDED, seeing=PEOPLE).when(back).then()
    (undone,) = given(work_item, ADDED, event, seeing=PEOPLE).when(back).happens()
    world = given(work_item, ADDED, event, undone).world()
    assert world.look(work_item, ITSELF).specification == Specification()
    given(work_item, seeing=PEOPLE).when(command).refused(NoSuchWorkItem)


def test_all_of_it_can_be_said_when_work_is_added():
    asked = AddWorkItem(
        title="Doors",
        owner=ANA,
        shape=Shape.PHASE,
        labels=("Wood", "wood", "Ground floor"),
        purpose="Warmth",
        definition_of_done="They close",
        goal=GOAL,
        client=CLIENT,
    )
    (added,) = given(work_item, seeing=PEOPLE).when(asked).happens()
    spec = specification.evolve(specification.initial, added, NOON)
    assert spec == Specification(
        purpose="Warmth",
        definition_of_done="They close",
        owner=ANA,
        shape=Shape.PHASE,
        labels=("Wood", "Ground floor"),
        goal=GOAL,
        client=CLIENT,
    )


def test_what_was_written_before_is_a_task_of_which_nothing_is_known():
    old = WorkItemAdded.model_validate({"title": "Doors"})
    assert specification.evolve(specification.initial, old, NOON) == Specification()


def test_a_goal_and_a_client_are_there():
    given(work_item, ADDED).when(ServeGoal(goal=GOAL)).refused(NoSuchObjective)
    given(work_item, ADDED).when(WorkForClient(client=CLIENT)).refused(NoSuchClient)
    given(work_item).when(AddWorkItem(title="Doors", goal=GOAL)).refused(NoSuchObjective)
    given(work_item).when(AddWorkItem(title="Doors", client=CLIENT)).refused(NoSuchClient)


def test_an_owner_is_somebody_who_is_known():
    given(work_item, ADDED).when(NameOwner(owner=BEN)).refused(NoSuchPerson)
    given(work_item).when(AddWorkItem(title="Doors", owner=BEN)).refused(NoSuchPerson)


def test_an_owner_is_one_person():
    there = given(work_item, ADDED, OwnerNamed(owner=ANA), seeing=PEOPLE)
    there.when(NameOwner(owner=BEN)).then(OwnerNamed(owner=BEN))


def test_a_label_is_the_same_in_any_case():
    labelled = given(work_item, ADDED, WorkItemLabelled(label="Wood"))
    given(work_item, ADDED).when(LabelWorkItem(label="Wood")).then(WorkItemLabelled(label="Wood"))
    labelled.when(LabelWorkItem(label="WOOD")).then()
    labelled.when(UnlabelWorkItem(label="wood")).then(WorkItemUnlabelled(label="Wood"))
    given(work_item, ADDED).when(UnlabelWorkItem(label="wood")).then()
    gone = given(work_item, ADDED, WorkItemLabelled(label="Wood"), WorkItemUnlabelled(label="Wood"))
    gone.when(LabelWorkItem(label="wood")).then(WorkItemLabelled(label="wood"))


@pytest.mark.parametrize("label", ["", " ", "x" * 61, "two\nlines"])
def test_a_label_is_a_word_or_two(label: str):
    with pytest.raises(ValidationError):
        LabelWorkItem(label=label)


# -- milestones ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        EstimateWorkItem(estimate=Estimate.single(8)),
        SetRemainingWork(hours=0),
        SizeWorkItem(points=3),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_milestone_takes_no_work(command: Command):
    given(work_item, LAUNCH).when(command).refused(MilestoneTakesNoWork)


def test_a_milestone_is_quiet_about_work_that_it_does_not_have():
    given(work_item, LAUNCH).when(EstimateWorkItem(estimate=None)).then()
    given(work_item, LAUNCH).when(SizeWorkItem(points=None)).then()


@pytest.mark.parametrize(
    "known",
    [
        WorkItemEstimated(estimate=Estimate.single(8), remaining=8),
        WorkItemSized(points=2),
    ],
    ids=lambda event: type(event).__name__,
)
def test_work_that_has_a_size_does_not_become_a_milestone(known: Event):
    become = ShapeWorkItem(shape=Shape.MILESTONE)
    given(work_item, ADDED, known).when(become).refused(MilestoneTakesNoWork)
    given(work_item, ADDED).when(become).then(WorkItemShaped(shape=Shape.MILESTONE))
    new = AddWorkItem(title="Launch", shape=Shape.MILESTONE, estimate=Estimate.single(1))
    given(work_item).when(new).refused(MilestoneTakesNoWork)


@pytest.mark.parametrize(
    ("start", "due", "is_one_day"),
    [
        (None, None, True),
        (None, FRIDAY, True),
        (FRIDAY, FRIDAY, True),
        (MONDAY, FRIDAY, False),
        (MONDAY, None, False),
    ],
)
def test_a_milestone_has_one_day(start: date | None, due: date | None, is_one_day: bool):
    dates = PlanWorkItemDates(start=start, due=due)
    planned = WorkItemDatesPlanned(start=start, due=due)
    become = ShapeWorkItem(shape=Shape.MILESTONE)
    new = AddWorkItem(title="Launch", shape=Shape.MILESTONE, start=start, due=due)
    if is_one_day:
        given(work_item, LAUNCH).when(dates).then(planned)
        given(work_item, ADDED, planned).when(become).then(WorkItemShaped(shape=Shape.MILESTONE))
        assert given(work_item).when(new).happens()
    else:
        given(work_item, LAUNCH).when(dates).refused(MilestoneHasOneDay)
        given(work_item, ADDED, planned).when(become).refused(MilestoneHasOneDay)
        given(work_item).when(new).refused(MilestoneHasOneDay)
        given(work_item, ADDED).when(dates).then(planned)
