"""Work that moves keeps to rules, versions, percentages and projects."""

from datetime import timedelta

import pytest

from tests import scenario
from tests.processes.reviewed import (
    BEGIN,
    DOING,
    DONE,
    DROPPED,
    FLOW,
    GARDEN,
    HAND_IN,
    HOUSE,
    LAY_ASIDE,
    MOVES,
    NOON,
    REVIEW,
    ROOF,
    STAIRS,
    STAIRS_ARE_ADDED,
    STATES,
    TODO,
    Site,
    entered,
    refused,
)
from workdomain.execution.flow import (
    ApprovalGiven,
    StateEntered,
)
from workdomain.execution.good_order import PredecessorsAreOpen, ReopenForPart
from workdomain.execution.moving import NoSuchState, RemainingFollowsState
from workdomain.execution.steps import MoveToState
from workdomain.execution.task_life import (
    CancelWorkItem,
    EstimateWorkItem,
    RemainingWorkSet,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
    WorkItemEstimated,
    WorkItemReopened,
    WorkItemStarted,
)
from workdomain.execution.wip import wip_id
from workdomain.execution.work_item import work_item
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import AddDependency
from workdomain.planning.work_item import (
    AddWorkItem,
    MoveWorkItem,
    Source,
    TrackSource,
    WorkItemMoved,
)
from workdomain.processes.workflow import AllowMove, DefineState, DropState, ForbidMove
from workdomain.processes.workflow_parts import Category

# -- rules of good order ---------------------------------------------------------------------------


def test_a_move_keeps_to_the_rules_of_good_order_as_plain_commands_do(site: Site):
    site.do(ROOF, AddWorkItem(title="Roof"))
    site.do(STAIRS, AddDependency(predecessor=ROOF))
    refused(site, PredecessorsAreOpen, MoveToState(to="Doing"))
    site.adopt_lenient(HOUSE)
    told = site.do(STAIRS, MoveToState(to="Doing"))[0]
    assert told == WorkItemStarted(despite=("predecessors that are not far enough (Roof)",))


def test_each_step_of_a_move_keeps_to_them():
    rework = AllowMove(move="rework", from_states=("Dropped",), to="Doing")
    site = Site(*STATES, *MOVES, rework)
    site.do(ROOF, AddWorkItem(title="Roof"))
    site.do(STAIRS, STAIRS_ARE_ADDED, MoveToState(to="Dropped"), AddDependency(predecessor=ROOF))
    refused(site, PredecessorsAreOpen, MoveToState(to="Doing"))
    assert (site.state(STAIRS), site.life(STAIRS)) == ("Dropped", "cancelled")


def test_work_that_is_reopened_with_its_part_begins_again(site: Site):
    site.do(ROOF, AddWorkItem(title="Rail", project=HOUSE, parent=STAIRS))
    for item in (ROOF, STAIRS):
        site.do(item, MoveToState(to="Dropped"))
    site.do(ROOF, ReopenWorkItem(reason="A rail"))
    reopened = WorkItemReopened(reason="A rail", remaining=20, part=ROOF)
    assert site.told(work_item, STAIRS)[-2:] == [reopened, entered("To do", Category.UNSTARTED)]
    assert site.do(STAIRS, ReopenForPart(reason="A rail", part=ROOF)) == []


# -- versions --------------------------------------------------------------------------------------


def test_work_knows_the_version_it_moved_under(site: Site):
    site.do(STAIRS, StartWorkItem())
    check = DefineState(state="Check", category=Category.STARTED)
    site.publish(check, AllowMove(move="check", from_states=("Doing",), to="Check"), at=NOON)
    before, after = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
    with pytest.raises(NoSuchState):
        site.do(STAIRS, MoveToState(to="Check"), at=before)
    site.do(STAIRS, MoveToState(to="Check"), at=after)
    told = [e for e in site.told(work_item, STAIRS) if isinstance(e, StateEntered)]
    assert [(event.state, event.version) for event in told] == [
        ("To do", 1),
        ("Doing", 1),
        ("Check", 2),
    ]


def test_a_state_that_is_gone_is_stood_in_for_by_the_first_of_its_category(site: Site):
    site.do(STAIRS, StartWorkItem())
    making = DefineState(state="Making", category=Category.STARTED)
    site.publish(
        DropState(state="Doing"),
        DropState(state="Review"),
        making,
        REVIEW,
        BEGIN.model_copy(update={"to": "Making"}),
        LAY_ASIDE.model_copy(update={"from_states": ("Making",)}),
        HAND_IN.model_copy(update={"from_states": ("Review",), "on_reject": "Making"}),
        AllowMove(move="look", from_states=("Making",), to="Review"),
        AllowMove(move="finish", from_states=("Review",), to="Done"),
        at=NOON,
    )
    told = site.do(STAIRS, MoveToState(to="To do"))[-1]
    assert told == entered("To do", Category.UNSTARTED, version=2, was="Making", move="lay aside")


def test_a_state_whose_category_is_gone_is_stood_in_for_by_the_first_with_the_same_life():
    later = DefineState(state="Later", category=Category.BACKLOG)
    wait = AllowMove(move="wait", from_states=("To do",), to="Later")
    site = Site(
        *STATES, later, *MOVES, wait, AllowMove(move="do", from_states=("Later",), to="To do")
    )
    site.do(STAIRS, STAIRS_ARE_ADDED, MoveToState(to="Later"))
    site.publish(DropState(state="Later"), ForbidMove(move="wait"), ForbidMove(move="do"), at=NOON)
    told = site.do(STAIRS, StartWorkItem())[-1]
    assert told == entered("Doing", Category.STARTED, version=2, was="To do", move="begin")


# -- status-based progress -------------------------------------------------------------------------


def test_a_state_that_is_25_percent_complete_leaves_15_of_20_hours():
    begun = DOING.model_copy(update={"percent": 25})
    site = Site(TODO, begun, REVIEW, DONE, DROPPED, *MOVES)
    site.do(STAIRS, STAIRS_ARE_ADDED)
    assert site.do(STAIRS, StartWorkItem())[-1] == RemainingWorkSet(remaining=15)
    assert site.do(STAIRS, EstimateWorkItem(estimate=Estimate.single(40))) == [
        WorkItemEstimated(estimate=Estimate.single(40), remaining=35),
        RemainingWorkSet(remaining=30),
    ]
    assert site.do(STAIRS, SetRemainingWork(hours=30)) == []
    assert "25 % complete" in refused(site, RemainingFollowsState, SetRemainingWork(hours=3))
    taken_back = WorkItemEstimated(estimate=None, remaining=None)
    assert site.do(STAIRS, EstimateWorkItem(estimate=None)) == [taken_back]


def test_a_first_state_may_say_how_much_is_complete():
    site = Site(TODO.model_copy(update={"percent": 10}), *STATES[1:], *MOVES)
    assert site.do(STAIRS, STAIRS_ARE_ADDED)[-1] == RemainingWorkSet(remaining=18)
    assert len(site.do(ROOF, AddWorkItem(title="Roof", project=HOUSE))) == 2


def test_nothing_is_fixed_of_what_is_done_or_has_not_moved(site: Site):
    assert site.do(STAIRS, SetRemainingWork(hours=7)) == [RemainingWorkSet(remaining=7)]
    site.do(ROOF, AddWorkItem(title="Roof", project=HOUSE), at=NOON - timedelta(days=99))
    assert len(site.do(ROOF, SetRemainingWork(hours=7))) == 1
    site.do(ROOF, CancelWorkItem(reason="No roof"))
    assert len(site.do(ROOF, SetRemainingWork(hours=3))) == 1


# -- to other projects -----------------------------------------------------------------------------


def test_work_stands_in_the_other_workflow_where_it_stood(site: Site):
    site.adopt(GARDEN)
    site.do(STAIRS, StartWorkItem())
    assert site.do(STAIRS, MoveWorkItem(project=HOUSE)) == []
    assert site.do(STAIRS, MoveWorkItem(project=GARDEN)) == [
        WorkItemMoved(project=GARDEN),
        entered("Doing", Category.STARTED, counted=wip_id(GARDEN, FLOW, "Doing")),
    ]
    assert site.do(STAIRS, MoveWorkItem(project=None)) == [WorkItemMoved(project=None)]
    assert (site.state(STAIRS), site.life(STAIRS)) == (None, "doing")
    site.do(STAIRS, MoveWorkItem(project=HOUSE))
    assert site.state(STAIRS) == "Doing"


def test_work_that_lives_elsewhere_moves_to_other_projects_as_ever(site: Site):
    site.adopt(GARDEN)
    site.do(STAIRS, TrackSource(source=Source(system="jira", key="A-1", status="Open")))
    assert site.do(STAIRS, MoveWorkItem(project=GARDEN)) == [WorkItemMoved(project=GARDEN)]


def test_a_word_on_what_does_not_wait_changes_nothing():
    given = ApprovalGiven(approver=scenario.BEN)
    assert work_item.evolve(work_item.initial, given, scenario.NOON).flow == work_item.initial.flow
