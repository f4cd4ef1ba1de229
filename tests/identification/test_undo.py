"""What was done to goals and requests is taken back as if it had not been done, or it says why."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from tests.identification.studio import LAST
from tests.office import ANA, BEN, DAY, HERMES, ITEM, Office
from workdomain.execution.work_item import work_item
from workdomain.identification import objective_undo, request_undo
from workdomain.identification.alignment import AlignedObjectiveAdopted, AlignObjective
from workdomain.identification.cadence import Cadence, Rhythm
from workdomain.identification.check_in_words import CheckIn, SetCadence
from workdomain.identification.goal_words import (
    Commitment,
    Level,
    Outcome,
    ProgressDriver,
    Status,
)
from workdomain.identification.initiatives import (
    AddInitiative,
    InitiativeProgressTold,
    RemoveInitiative,
)
from workdomain.identification.key_result_words import (
    AddKeyResult,
    ArchiveKeyResult,
    FeedKeyResult,
    HandOverKeyResult,
    RemeasureKeyResult,
    RenameKeyResult,
    RestoreKeyResult,
    SetBaseline,
    SetKeyResultValue,
    SetTarget,
    TickChecklistItem,
    UntickChecklistItem,
    WeighKeyResult,
)
from workdomain.identification.measures import Aggregation, KeyResultKind
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import (
    ActivateObjective,
    CloseObjective,
    LiftStatusOverride,
    ObjectiveReopened,
    OverrideStatus,
    ReopenObjective,
)
from workdomain.identification.profile import (
    AddObjective,
    DescribeObjective,
    HandOverObjective,
    PlanObjectivePeriod,
    RetitleObjective,
    SetCommitment,
    SetObjectiveLevel,
    SetProgressDriver,
    SetReviewer,
)
from workdomain.identification.request import Answer, request
from workdomain.identification.request_words import (
    AcceptAsProject,
    AcceptAsWorkItem,
    DeclineRequest,
    DeferRequest,
    DescribeRequest,
    EstimateRequest,
    MergedRequestAdopted,
    MergeRequest,
    NameRequester,
    ReopenRequest,
    RequestReopened,
    RetitleRequest,
    ScoreCostOfDelay,
    SetServedObjective,
    SetUrgency,
    SizeRequest,
    SubmitRequest,
    ValueRequest,
)
from workdomain.kernel import CannotRevert, Command
from workdomain.touched import InTheWay

GOAL, HIGH, CLIENTS, LEASE, VISITS, NEW, TOP, DOOR, GATE = (UUID(int=n) for n in range(50, 59))
LATER = DAY + timedelta(days=90)


@pytest.fixture
def office() -> Iterator[Office]:
    there = Office(":memory:")
    for id, title in ((HIGH, "Thrive"), (GOAL, "Grow")):
        there.do(id, AddObjective(title=title, owner=ANA, first=DAY, last=LAST))
    there.do(GOAL, AlignObjective(aligned_to=HIGH))
    reach: dict[str, Any] = {"kind": KeyResultKind.REACH, "target": Decimal(9)}
    total = AddKeyResult(key_result=TOP, name="All", aggregation=Aggregation.SUM, **reach)
    there.do(HIGH, total)
    there.do(GOAL, AddKeyResult(key_result=CLIENTS, name="Clients", **reach))
    there.do(GOAL, SetKeyResultValue(key_result=CLIENTS, value=Decimal(1)))
    lease = AddKeyResult(
        key_result=LEASE, name="Lease", kind=KeyResultKind.CHECKLIST, items=("Sign", "Move")
    )
    visits = AddKeyResult(key_result=VISITS, name="Visits", kind=KeyResultKind.BASELINE)
    there.do(GOAL, lease)
    there.do(GOAL, TickChecklistItem(key_result=LEASE, text="Move"))
    there.do(GOAL, visits)
    there.do(GOAL, AddInitiative(project=HERMES, weight=1))
    there.do(GOAL, ActivateObjective())
    for id, title in ((DOOR, "Door"), (GATE, "Gate")):
        there.do(id, SubmitRequest(title=title, description="Wide"))
    yield there
    there.views.close()
    there.work.close()


def goal(office: Office) -> Any:
    return objective_undo.counts(office.work.state(objective, GOAL))


def door(office: Office) -> Any:
    return request_undo.counts(office.work.state(request, DOOR))


@pytest.mark.parametrize(
    "commands",
    [
        (RetitleObjective(title="Bloom"),),
        (DescribeObjective(description="More"),),
        (HandOverObjective(owner=BEN),),
        (SetReviewer(reviewer=BEN),),
        (SetObjectiveLevel(level=Level.COMPANY),),
        (PlanObjectivePeriod(first=DAY, last=DAY),),
        (SetProgressDriver(driver=ProgressDriver.BOTH),),
        (SetCommitment(commitment=Commitment.ASPIRATIONAL),),
        (SetCadence(cadence=Cadence(rhythm=Rhythm.MONTHLY)),),
        (AlignObjective(aligned_to=None),),
        (AddKeyResult(key_result=NEW, name="Open", kind=KeyResultKind.BOOLEAN),),
        (RenameKeyResult(key_result=CLIENTS, name="Customers"),),
        (RemeasureKeyResult(key_result=CLIENTS, kind=KeyResultKind.BOOLEAN),),
        (SetTarget(key_result=CLIENTS, target=Decimal(12)),),
        (SetBaseline(key_result=VISITS, baseline=Decimal(3)),),
        (
            SetBaseline(key_result=VISITS, baseline=Decimal(3)),
            SetBaseline(key_result=VISITS, baseline=Decimal(4)),
        ),
        (WeighKeyResult(key_result=CLIENTS, weight=3),),
        (HandOverKeyResult(key_result=CLIENTS, owner=BEN),),
        (FeedKeyResult(key_result=CLIENTS, feeds=TOP),),
        (SetKeyResultValue(key_result=CLIENTS, value=Decimal(4)),),
        (TickChecklistItem(key_result=LEASE, text="Sign"),),
        (UntickChecklistItem(key_result=LEASE, text="Move"),),
        (ArchiveKeyResult(key_result=CLIENTS, reason="Vague"),),
        (
            ArchiveKeyResult(key_result=CLIENTS, reason="Vague"),
            RestoreKeyResult(key_result=CLIENTS),
        ),
        (AddInitiative(item=ITEM),),
        (AddInitiative(project=HERMES, weight=2),),
        (RemoveInitiative(project=HERMES),),
        (OverrideStatus(status=Status.ON_TRACK, reason="I know"),),
        (OverrideStatus(status=Status.ON_TRACK, reason="I know"), LiftStatusOverride()),
        (CloseObjective(outcome=Outcome.PARTIAL, comment="Good"),),
        (
            CloseObjective(outcome=Outcome.PARTIAL, self_grade=0.5),
            ReopenObjective(reason="One more month"),
        ),
    ],
    ids=lambda commands: " ".join(type(each).__name__ for each in commands),
)
def test_the_last_change_of_a_goal_is_taken_back(office: Office, commands: tuple[Command, ...]):
    for command in commands[:-1]:
        office.do(GOAL, command)
    before = goal(office)
    done = office.do(GOAL, commands[-1])
    assert goal(office) != before
    office.revert(done)
    assert goal(office) == before


def test_a_goal_that_should_not_be_there_is_dropped(office: Office):
    added = office.do(NEW, AddObjective(title="Try", first=DAY, last=LAST, aligned_to=HIGH))
    office.revert(added)
    assert office.work.state(objective, NEW).life.outcome is Outcome.DROPPED


def test_what_was_published_is_not_taken_back_but_corrected(office: Office):
    told = office.do(GOAL, CheckIn(check_in=NEW))
    with pytest.raises((CannotRevert, InTheWay)):
        office.revert(told)


def test_a_first_value_has_nothing_before_it_to_go_back_to(office: Office):
    told = office.do(GOAL, SetKeyResultValue(key_result=VISITS, value=Decimal(5)))
    with pytest.raises((CannotRevert, InTheWay), match="no value before"):
        office.revert(told)


@pytest.mark.parametrize(
    "commands",
    [
        (RetitleRequest(title="Doors"),),
        (DescribeRequest(description=""),),
        (NameRequester(asked_by=BEN),),
        (SetUrgency(urgent_by=LATER, urgent_because="Rain"),),
        (SetServedObjective(serves=GOAL),),
        (ScoreCostOfDelay(user_business_value=1, time_criticality=None, risk_opportunity=3),),
        (SizeRequest(job_size=5),),
        (ValueRequest(value=9),),
        (EstimateRequest(effort_h=8),),
        (DeclineRequest(reason="No"),),
        (DeferRequest(until=LATER, reason="Rain"),),
        (MergeRequest(into=GATE),),
        (DeclineRequest(reason="No"), ReopenRequest(reason="Yes")),
        (DeferRequest(until=LATER, reason="Rain"), ReopenRequest(reason="Sun")),
        (MergeRequest(into=GATE), ReopenRequest(reason="Another")),
    ],
    ids=lambda commands: " ".join(type(each).__name__ for each in commands),
)
def test_the_last_change_of_a_request_is_taken_back(office: Office, commands: tuple[Command, ...]):
    for command in commands[:-1]:
        office.do(DOOR, command)
    before = door(office)
    done = office.do(DOOR, commands[-1])
    assert door(office) != before
    office.revert(done)
    assert door(office) == before


def test_an_accepted_request_waits_again_and_its_work_is_cancelled(office: Office):
    before = door(office)
    office.revert(office.do(DOOR, AcceptAsWorkItem(item=NEW)))
    assert door(office) == before
    assert office.work.state(work_item, NEW).life.state == "cancelled"


def test_a_request_that_became_a_project_is_not_taken_back_as_the_project_is_there(
    office: Office,
):
    accepted = office.do(DOOR, AcceptAsProject(project=NEW, key="DOOR"))
    with pytest.raises((CannotRevert, InTheWay), match="close it instead"):
        office.revert(accepted)


def test_what_was_accepted_is_not_accepted_again_by_a_revert(office: Office):
    office.do(DOOR, AcceptAsWorkItem(item=NEW))
    again = office.do(DOOR, ReopenRequest(reason="Think"))
    with pytest.raises((CannotRevert, InTheWay), match="accept it again"):
        office.revert(again)


def test_a_request_that_should_not_be_there_is_declined(office: Office):
    submitted = office.do(NEW, SubmitRequest(title="Roof"))
    office.revert(submitted)
    assert office.work.state(request, NEW).answer is Answer.DECLINED


def test_what_others_tell_by_themselves_and_what_is_as_wanted_needs_no_command(office: Office):
    goal_now, door_now = office.work.state(objective, GOAL), office.work.state(request, DOOR)
    for event in (
        AlignedObjectiveAdopted(objective=NEW),
        InitiativeProgressTold(work=HERMES, progress=1.0),
        ObjectiveReopened(reason="Again"),
    ):
        assert objective_undo.commands(event, goal_now, goal_now) == []
    for told in (MergedRequestAdopted(request=GATE), RequestReopened(reason="Again")):
        assert request_undo.commands(told, door_now, door_now) == []
