from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.identification.studio import (
    ACTIVE,
    ADDED,
    FRIDAY,
    LAST,
    NEXT_FRIDAY,
    PEOPLE,
    active,
    closed,
    draft,
    published,
    told,
)
from tests.scenario import ANA, BEN, ITSELF, MONDAY, NOON, given
from workdomain.identification.cadence import Cadence, Rhythm
from workdomain.identification.check_in_words import CadenceSet, CheckIn, SetCadence
from workdomain.identification.goal_words import (
    Commitment,
    Level,
    Outcome,
    ProgressDriver,
    Status,
)
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import (
    ActivateObjective,
    CloseObjective,
    LiftStatusOverride,
    NotTheOwner,
    ObjectiveActivated,
    ObjectiveIsClosed,
    ObjectiveIsNotActive,
    ObjectiveReopened,
    OverrideStatus,
    Phase,
    ReopenObjective,
    StatusOverridden,
    StatusOverrideLifted,
)
from workdomain.identification.profile import (
    AddObjective,
    CommitmentSet,
    DescribeObjective,
    HandOverObjective,
    NoSuchObjective,
    ObjectiveAdded,
    ObjectiveDescribed,
    ObjectiveEndsBeforeItStarts,
    ObjectiveExists,
    ObjectiveHandedOver,
    ObjectiveLevelSet,
    ObjectivePeriodPlanned,
    ObjectiveRetitled,
    PlanObjectivePeriod,
    ProgressDriverSet,
    RetitleObjective,
    ReviewerSet,
    SetCommitment,
    SetObjectiveLevel,
    SetProgressDriver,
    SetReviewer,
)
from workdomain.kernel import Command
from workdomain.people.person import NoSuchPerson

DAILY = Cadence(rhythm=Rhythm.DAYS, days=1)
PERIOD: dict[str, Any] = {"first": MONDAY, "last": LAST}


def test_an_objective_is_added_as_a_draft_with_all_that_is_known_of_it():
    command = AddObjective(title="Grow", owner=ANA, reviewer=BEN, **PERIOD)
    there = given(objective, seeing=PEOPLE)
    there.when(command).then(ADDED)
    world = there.world()
    world.ask(objective, ITSELF, command)
    assert world.look(objective, ITSELF).life.phase is Phase.DRAFT


def test_an_objective_is_added_once():
    given(objective, ADDED).when(AddObjective(title="Shrink", **PERIOD)).refused(
        ObjectiveExists, "Grow was added before"
    )


def test_an_objective_may_last_one_day_but_does_not_end_before_it_starts():
    short = {"first": MONDAY, "last": MONDAY}
    given(objective).when(AddObjective(title="Try", **short)).then(
        ObjectiveAdded(title="Try", **short)
    )
    backwards = {"first": LAST, "last": MONDAY}
    given(objective).when(AddObjective(title="Try", **backwards)).refused(
        ObjectiveEndsBeforeItStarts
    )
    draft().when(PlanObjectivePeriod(**backwards)).refused(ObjectiveEndsBeforeItStarts)


CHANGES = [
    (RetitleObjective(title="Bloom"), ObjectiveRetitled(title="Bloom")),
    (DescribeObjective(description="More"), ObjectiveDescribed(description="More")),
    (HandOverObjective(owner=BEN), ObjectiveHandedOver(owner=BEN)),
    (HandOverObjective(owner=None), ObjectiveHandedOver(owner=None)),
    (SetReviewer(reviewer=ANA), ReviewerSet(reviewer=ANA)),
    (SetReviewer(reviewer=None), ReviewerSet(reviewer=None)),
    (
        SetObjectiveLevel(level=Level.DEPARTMENT, team="Design"),
        ObjectiveLevelSet(level=Level.DEPARTMENT, team="Design"),
    ),
    (
        PlanObjectivePeriod(first=MONDAY, last=FRIDAY),
        ObjectivePeriodPlanned(first=MONDAY, last=FRIDAY),
    ),
    (SetProgressDriver(driver=ProgressDriver.BOTH), ProgressDriverSet(driver=ProgressDriver.BOTH)),
    (
        SetCommitment(commitment=Commitment.ASPIRATIONAL),
        CommitmentSet(commitment=Commitment.ASPIRATIONAL),
    ),
]


@pytest.mark.parametrize(("command", "event"), CHANGES)
def test_each_field_changes_by_itself_and_asking_again_changes_nothing(
    command: Command, event: Any
):
    for there in (draft, active):
        there().when(command).then(event)
        there(event).when(command).then()


@pytest.mark.parametrize("command", [command for command, _ in CHANGES])
def test_nothing_changes_of_what_is_not_there_or_closed(command: Command):
    given(objective, seeing=PEOPLE).when(command).refused(NoSuchObjective)
    active(closed()).when(command).refused(ObjectiveIsClosed, "Grow is closed as partial")


@pytest.mark.parametrize(
    "command",
    [
        AddObjective(title="Try", owner=UUID(int=404), **PERIOD),
        AddObjective(title="Try", reviewer=UUID(int=404), **PERIOD),
        HandOverObjective(owner=UUID(int=404)),
        SetReviewer(reviewer=UUID(int=404)),
    ],
)
def test_only_people_who_are_known_own_and_review(command: Command):
    past = () if isinstance(command, AddObjective) else (ADDED,)
    given(objective, *past, seeing=PEOPLE).when(command).refused(NoSuchPerson)


def test_it_is_activated_once_and_the_first_check_in_is_due_by_its_cadence():
    draft().when(ActivateObjective()).then(ACTIVE)
    active().when(ActivateObjective()).then()
    monthly = CadenceSet(cadence=Cadence(rhythm=Rhythm.MONTHLY))
    first_of_april = LAST + timedelta(days=1)
    draft(monthly).when(ActivateObjective()).then(ObjectiveActivated(next_due=first_of_april))


def test_another_cadence_moves_what_is_due_once_it_is_active():
    tomorrow = MONDAY + timedelta(days=1)
    draft().when(SetCadence(cadence=DAILY)).then(CadenceSet(cadence=DAILY))
    active().when(SetCadence(cadence=DAILY)).then(CadenceSet(cadence=DAILY, next_due=tomorrow))
    active(CadenceSet(cadence=DAILY, next_due=tomorrow)).when(SetCadence(cadence=DAILY)).then()


def test_it_is_closed_with_its_score_a_grade_of_its_own_and_the_reasons():
    command = CloseObjective(
        outcome=Outcome.PARTIAL, self_grade=0.9, comment="Good", reasons=("Two left",)
    )
    active(published(told(16))).when(command).then(
        closed(score=(0.6 + 0.0) / 2, self_grade=0.9, comment="Good", reasons=("Two left",))
    )


def test_a_score_that_is_not_defined_is_none_and_not_zero():
    given(objective, ADDED, ACTIVE).when(CloseObjective(outcome=Outcome.MISSED)).then(
        closed("missed", score=None)
    )


def test_closing_it_again_alike_changes_nothing_and_otherwise_it_is_reopened_first():
    shut = active(closed(score=0.5))
    shut.when(CloseObjective(outcome=Outcome.PARTIAL)).then()
    shut.when(CloseObjective(outcome=Outcome.MISSED)).refused(ObjectiveIsClosed, "reopen it first")


def test_a_draft_can_be_dropped_but_not_achieved():
    draft().when(CloseObjective(outcome=Outcome.ACHIEVED)).refused(ObjectiveIsNotActive)
    draft().when(CloseObjective(outcome=Outcome.DROPPED)).then(closed("dropped", score=0.0))


def test_it_is_reopened_with_a_reason_and_its_score_does_not_hold_any_more():
    command = ReopenObjective(reason="One more month")
    reopened = ObjectiveReopened(reason="One more month", next_due=FRIDAY)
    active(closed(score=0.5)).when(command).then(reopened)
    active().when(command).then()
    draft().when(command).then()
    life = active(closed(score=0.5), reopened).world().look(objective, ITSELF).life
    assert (life.phase, life.score, life.outcome) == (Phase.ACTIVE, None, None)


@pytest.mark.parametrize("grade", [-0.1, 1.1, float("nan")])
def test_a_grade_lies_between_nothing_and_all(grade: float):
    with pytest.raises(ValidationError):
        CloseObjective(outcome=Outcome.MISSED, self_grade=grade)


OVERRIDE = OverrideStatus(status=Status.ON_TRACK, reason="A big order comes")
OVERRIDDEN = StatusOverridden(status=Status.ON_TRACK, reason="A big order comes")


def test_the_owner_says_how_it_stands():
    active().when(OVERRIDE).then(OVERRIDDEN)
    active(OVERRIDDEN).when(OVERRIDE).then()
    active().when(OVERRIDE, NOON._replace(by=BEN)).refused(NotTheOwner)
    active(ObjectiveHandedOver(owner=None)).when(OVERRIDE).refused(NotTheOwner)
    draft().when(OVERRIDE).refused(ObjectiveIsNotActive)
    active(closed()).when(OVERRIDE).refused(ObjectiveIsClosed)


def test_what_the_owner_said_can_be_taken_back():
    active(OVERRIDDEN).when(LiftStatusOverride()).then(StatusOverrideLifted())
    active().when(LiftStatusOverride()).then()
    active(OVERRIDDEN, StatusOverrideLifted()).when(LiftStatusOverride()).then()


def test_what_the_owner_said_lapses_at_the_next_published_check_in():
    world = active(OVERRIDDEN).world()
    assert world.look(objective, ITSELF).life.override is Status.ON_TRACK
    world.ask(objective, ITSELF, CheckIn(check_in=UUID(int=71), values=(told(12),)))
    assert world.look(objective, ITSELF).life.override is None
    assert world.ask(objective, ITSELF, OVERRIDE) == [OVERRIDDEN]


def test_the_next_check_in_is_due_a_week_later():
    world = active().world()
    friday = NOON._replace(at=NOON.at + timedelta(days=4))
    world.ask(objective, ITSELF, CheckIn(check_in=UUID(int=71)), friday)
    assert world.look(objective, ITSELF).check_ins.due == NEXT_FRIDAY
