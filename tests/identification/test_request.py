from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.identification.studio import ADDED as OBJECTIVE
from tests.identification.studio import closed
from tests.scenario import ANA, ITSELF, MONDAY, World, given
from workdomain.execution.work_item import work_item
from workdomain.identification.initiatives import InitiativeAdded
from workdomain.identification.objective import objective
from workdomain.identification.profile import NoSuchObjective
from workdomain.identification.ranking import Inputs
from workdomain.identification.request import (
    Answer,
    DeferredIntoThePast,
    MergeChain,
    NoSuchRequest,
    RequestExists,
    RequestIsAnswered,
    request,
)
from workdomain.identification.request_words import (
    AcceptAsProject,
    AcceptAsWorkItem,
    CostOfDelayScored,
    DeclineRequest,
    DeferRequest,
    DescribeRequest,
    EstimateRequest,
    MergedRequestAdopted,
    MergeRequest,
    NameRequester,
    ReopenRequest,
    RequestAcceptedAsProject,
    RequestAcceptedAsWorkItem,
    RequestDeclined,
    RequestDeferred,
    RequestDescribed,
    RequesterNamed,
    RequestEstimated,
    RequestMerged,
    RequestReopened,
    RequestRetitled,
    RequestSized,
    RequestSubmitted,
    RequestUrgencySet,
    RequestValued,
    RetitleRequest,
    ScoreCostOfDelay,
    ServedObjectiveSet,
    SetServedObjective,
    SetUrgency,
    SizeRequest,
    SubmitRequest,
    ValueRequest,
)
from workdomain.kernel import Command
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.planning.project import (
    NoSuchProject,
    ProjectAdded,
    ProjectClosed,
    ProjectExists,
    ProjectIsClosed,
    project,
)
from workdomain.planning.project_key import ProjectKeyTaken
from workdomain.planning.work_item import WorkItemAdded, WorkItemExists

GOAL, OTHER, THIRD, MOON, OLD, NEW = (UUID(int=n) for n in range(0x90, 0x96))
DEADLINE = date(2026, 4, 1)
SUBMITTED = RequestSubmitted(title="A wider door", description="90 cm", urgent_by=DEADLINE)
WORLD = {
    ANA: given(person, PersonAdded(name="Ana")),
    GOAL: given(objective, OBJECTIVE),
    OTHER: given(request, RequestSubmitted(title="A big door")),
    MOON: given(project, ProjectAdded(name="Moon", key="MOON")),
    OLD: given(project, ProjectAdded(name="Old", key="OLD"), ProjectClosed(reason="Done")),
}


def asked(*past: Any) -> Any:
    return given(request, SUBMITTED, *past, seeing=WORLD)


def test_a_title_is_enough_for_a_request():
    given(request).when(SubmitRequest(title="A door")).then(RequestSubmitted(title="A door"))


def test_a_request_tells_who_asks_by_when_why_and_for_which_goal():
    all_of_it: dict[str, Any] = {
        "title": "A door",
        "description": "Wide",
        "asked_by_name": "Herr Klein",
        "client": "Klein & Sons",
        "urgent_by": DEADLINE,
        "urgent_because": "The piano comes",
        "serves": GOAL,
    }
    there = given(request, seeing=WORLD)
    there.when(SubmitRequest(**all_of_it)).then(RequestSubmitted(**all_of_it))
    somebody = SubmitRequest(title="A door", asked_by=ANA)
    there.when(somebody).then(RequestSubmitted(title="A door", asked_by=ANA))


def test_a_request_is_submitted_once():
    asked().when(SubmitRequest(title="A door")).refused(RequestExists, "A wider door was submitted")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"asked_by": ANA, "asked_by_name": "Herr Klein"}, "name one of them"),
        ({"urgent_because": "The piano comes"}, "give urgent_by too"),
        ({"title": ""}, "at least 1 character"),
    ],
)
def test_what_makes_no_sense_is_no_request(fields: dict[str, Any], why: str):
    with pytest.raises(ValidationError, match=why):
        SubmitRequest(**{"title": "A door", **fields})


@pytest.mark.parametrize(
    ("fields", "rule"),
    [({"asked_by": UUID(int=404)}, NoSuchPerson), ({"serves": UUID(int=404)}, NoSuchObjective)],
)
def test_people_who_ask_and_goals_that_are_served_are_there(fields: dict[str, Any], rule: Any):
    given(request, seeing=WORLD).when(SubmitRequest(title="A door", **fields)).refused(rule)
    later = NameRequester(**fields) if "asked_by" in fields else SetServedObjective(**fields)
    asked().when(later).refused(rule)


CHANGES: list[tuple[Command, Any]] = [
    (RetitleRequest(title="A door"), RequestRetitled(title="A door")),
    (DescribeRequest(description=""), RequestDescribed(description="")),
    (NameRequester(asked_by=ANA), RequesterNamed(asked_by=ANA)),
    (
        NameRequester(asked_by_name="Klein", client="Sons"),
        RequesterNamed(asked_by_name="Klein", client="Sons"),
    ),
    (
        SetUrgency(urgent_by=MONDAY, urgent_because="Rain"),
        RequestUrgencySet(urgent_by=MONDAY, urgent_because="Rain"),
    ),
    (SetUrgency(), RequestUrgencySet()),
    (SetServedObjective(serves=GOAL), ServedObjectiveSet(serves=GOAL)),
    (
        ScoreCostOfDelay(user_business_value=8, time_criticality=None, risk_opportunity=1),
        CostOfDelayScored(user_business_value=8, time_criticality=None, risk_opportunity=1),
    ),
    (SizeRequest(job_size=5), RequestSized(job_size=5)),
    (ValueRequest(value=1000), RequestValued(value=1000)),
    (EstimateRequest(effort_h=8), RequestEstimated(effort_h=8)),
]
ANSWERS: list[tuple[Command, Any]] = [
    (AcceptAsWorkItem(item=NEW), RequestAcceptedAsWorkItem(item=NEW)),
    (AcceptAsProject(project=NEW, key="DOOR"), RequestAcceptedAsProject(project=NEW)),
    (DeclineRequest(reason="No wall"), RequestDeclined(reason="No wall")),
    (MergeRequest(into=OTHER), RequestMerged(into=OTHER)),
    (
        DeferRequest(until=DEADLINE, reason="Rain"),
        RequestDeferred(until=DEADLINE, reason="Rain"),
    ),
]


@pytest.mark.parametrize(("command", "event"), [*CHANGES, *ANSWERS])
def test_each_thing_changes_by_itself_and_asking_again_changes_nothing(
    command: Command, event: Any
):
    asked().when(command).then(event)
    asked(event).when(command).then()
    given(request, seeing=WORLD).when(command).refused(NoSuchRequest)


@pytest.mark.parametrize(("command", "event"), CHANGES)
def test_what_is_known_of_it_changes_whatever_was_answered(command: Command, event: Any):
    asked(RequestDeclined(reason="No wall")).when(command).then(event)


@pytest.mark.parametrize(("command", "event"), ANSWERS)
@pytest.mark.parametrize("before", [event for _, event in ANSWERS])
def test_what_is_answered_is_reopened_before_it_is_answered_otherwise(
    command: Command, event: Any, before: Any
):
    if before == event:
        return
    if isinstance(before, RequestDeferred):
        asked(before).when(command).then(event)
    else:
        asked(before).when(command).refused(RequestIsAnswered, "reopen it first")


@pytest.mark.parametrize("before", [event for _, event in ANSWERS])
def test_every_answer_can_be_taken_back(before: Any):
    command, reopened = ReopenRequest(reason="Think"), RequestReopened(reason="Think")
    asked(before).when(command).then(reopened)
    asked(before, reopened).when(command).then()
    asked().when(command).then()
    known = asked(before, reopened).world().look(request, ITSELF)
    assert known.answer is Answer.WAITING
    assert (known.into, known.item, known.project, known.until) == (None, None, None, None)


def test_a_reason_that_is_another_one_is_another_answer():
    asked(RequestDeclined(reason="No wall")).when(DeclineRequest(reason="No money")).refused(
        RequestIsAnswered
    )
    later = DeferRequest(until=DEADLINE + timedelta(days=1), reason="Rain")
    asked(RequestDeferred(until=DEADLINE, reason="Rain")).when(later).then(
        RequestDeferred(until=DEADLINE + timedelta(days=1), reason="Rain")
    )


@pytest.mark.parametrize("days", [0, -1])
def test_a_request_is_deferred_to_a_day_to_come(days: int):
    command = DeferRequest(until=MONDAY + timedelta(days=days), reason="Rain")
    asked().when(command).refused(DeferredIntoThePast, "take a later day")


def test_inputs_are_kept_beside_each_other():
    past = (
        CostOfDelayScored(user_business_value=8, time_criticality=13, risk_opportunity=1),
        RequestSized(job_size=5),
        RequestValued(value=9),
        RequestEstimated(effort_h=3),
        RequestSized(job_size=None),
    )
    assert asked(*past).world().look(request, ITSELF).inputs == Inputs(8, 13, 1, None, 9, 3)


def test_an_accepted_request_becomes_a_work_item_with_what_is_known_of_it():
    world = asked().world()
    world.ask(request, ITSELF, AcceptAsWorkItem(item=NEW, project=MOON, assignees=(ANA,)))
    assert world.told(work_item, NEW) == [
        WorkItemAdded(
            title="A wider door",
            description="90 cm",
            project=MOON,
            due=DEADLINE,
            assignees=(ANA,),
        )
    ]
    assert world.look(request, ITSELF).item == NEW
    assert world.look(project, MOON).members == {ANA}


def test_the_work_can_be_due_on_another_day():
    world = asked().world()
    world.ask(request, ITSELF, AcceptAsWorkItem(item=NEW, due=MONDAY))
    (added,) = world.told(work_item, NEW)
    assert isinstance(added, WorkItemAdded)
    assert added.due == MONDAY


@pytest.mark.parametrize(("name", "called"), [(None, "A wider door"), ("Doors", "Doors")])
def test_an_accepted_request_becomes_a_project(name: str | None, called: str):
    world = asked().world()
    world.ask(request, ITSELF, AcceptAsProject(project=NEW, key="DOOR", name=name))
    assert world.told(project, NEW) == [ProjectAdded(name=called, key="DOOR")]


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (AcceptAsWorkItem(item=NEW, project=OLD), ProjectIsClosed),
        (AcceptAsWorkItem(item=NEW, project=UUID(int=404)), NoSuchProject),
        (AcceptAsWorkItem(item=NEW, assignees=(UUID(int=404),)), NoSuchPerson),
        (AcceptAsProject(project=MOON, key="DOOR"), ProjectExists),
    ],
)
def test_it_is_accepted_with_its_work_or_not_at_all(command: Command, rule: Any):
    world = asked().world()
    with pytest.raises(rule):
        world.ask(request, ITSELF, command)
    assert world.look(request, ITSELF).answer is Answer.WAITING
    assert world.told(work_item, NEW) == []


def test_work_that_is_there_and_a_key_that_is_taken_are_not_made_again():
    world = asked().world()
    world.ask(request, ITSELF, AcceptAsWorkItem(item=NEW))
    with pytest.raises(WorkItemExists):
        world.ask(request, OTHER, AcceptAsWorkItem(item=NEW))
    world.ask(request, OTHER, AcceptAsProject(project=THIRD, key="DOOR"))
    world.ask(request, UUID(int=0x99), SubmitRequest(title="Windows"))
    with pytest.raises(ProjectKeyTaken):
        world.ask(request, UUID(int=0x99), AcceptAsProject(project=UUID(int=0x98), key="DOOR"))


def initiatives(world: World) -> list[Any]:
    return [event for event in world.told(objective, GOAL) if isinstance(event, InitiativeAdded)]


def test_what_it_becomes_is_to_move_the_goal_that_it_serves():
    for command, moves in (
        (AcceptAsWorkItem(item=NEW), InitiativeAdded(item=NEW)),
        (AcceptAsProject(project=NEW, key="DOOR"), InitiativeAdded(project=NEW)),
    ):
        world = asked(ServedObjectiveSet(serves=GOAL)).world()
        world.ask(request, ITSELF, command)
        assert initiatives(world) == [moves]
    world = asked().world()
    world.ask(request, ITSELF, AcceptAsWorkItem(item=NEW))
    assert initiatives(world) == []


def test_it_is_accepted_also_when_the_goal_is_closed():
    world = asked(ServedObjectiveSet(serves=GOAL)).world()
    world.put(objective, GOAL, closed("dropped"))
    assert world.ask(request, ITSELF, AcceptAsWorkItem(item=NEW))
    assert initiatives(world) == []


def test_a_request_that_another_is_merged_into_knows_it():
    world = asked().world()
    world.ask(request, ITSELF, MergeRequest(into=OTHER))
    assert world.told(request, OTHER)[1:] == [MergedRequestAdopted(request=ITSELF)]
    world.ask(request, ITSELF, ReopenRequest(reason="Not the same"))
    world.ask(request, ITSELF, MergeRequest(into=OTHER))
    assert len(world.told(request, OTHER)) == 2


def test_merges_make_neither_circles_nor_chains():
    asked().when(MergeRequest(into=ITSELF)).refused(MergeChain, "into itself")
    asked().when(MergeRequest(into=UUID(int=404))).refused(NoSuchRequest)
    world = asked().world()
    world.ask(request, THIRD, SubmitRequest(title="A door for pianos"))
    world.ask(request, ITSELF, MergeRequest(into=OTHER))
    with pytest.raises(MergeChain, match="merged into A big door: merge it into that one"):
        world.ask(request, THIRD, MergeRequest(into=ITSELF))
    with pytest.raises(MergeChain):
        world.ask(request, OTHER, MergeRequest(into=ITSELF))
    with pytest.raises(MergeChain, match="merge that one anew first"):
        world.ask(request, OTHER, MergeRequest(into=THIRD))
    world.ask(request, ITSELF, ReopenRequest(reason="Not the same"))
    assert world.ask(request, OTHER, MergeRequest(into=THIRD)) == [RequestMerged(into=THIRD)]


def test_what_is_told_late_is_taken_in():
    world = given(request, MergedRequestAdopted(request=OTHER), SUBMITTED, seeing=WORLD).world()
    known = world.look(request, ITSELF)
    assert known.title == "A wider door"
    assert known.merged == {OTHER}
