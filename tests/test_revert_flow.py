"""Moves under a workflow are taken back by moves, and by its rules."""

from uuid import UUID

import pytest

from tests.office import APOLLO, BEN, HERMES, ITEM, OTHER, Office, counted, refused
from tests.processes.reviewed import FLOW, MOVES, PROCESS, STATES, YEAR
from workdomain.execution.steps import Approve, MoveToState, WithdrawApproval
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    PutBackWorkItem,
    ReopenWorkItem,
    StartWorkItem,
    WorkItemStarted,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command
from workdomain.planning.adoption import AdoptProcess
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import AddDependency
from workdomain.planning.work_item import AddWorkItem, AssignWorkItem, MoveWorkItem, RetitleWorkItem
from workdomain.processes.process import AddProcess
from workdomain.processes.rules import Rules, Strictness
from workdomain.processes.workflow import DraftWorkflow, PublishWorkflow

CRATE = UUID(int=20)
BEGUN: list[Command] = [MoveToState(to="Doing")]


@pytest.fixture
def site(office: Office) -> Office:
    """An office in which Apollo keeps to a workflow with a review; so does a crate."""
    for command in (DraftWorkflow(name="Reviewed"), *STATES, *MOVES, PublishWorkflow(reason="Ok")):
        office.do(FLOW, command)
    office.do(PROCESS, AddProcess(name="Reviewed", workflow=FLOW))
    office.do(APOLLO, AdoptProcess(process=PROCESS, from_day=YEAR, reason="Mistakes"))
    estimate = Estimate.single(20)
    office.do(CRATE, AddWorkItem(title="Crate", project=APOLLO, estimate=estimate))
    return office


def stands(office: Office, id: UUID = CRATE) -> str | None:
    place = office.work.state(work_item, id).flow.place
    return place.state if place else None


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ([], StartWorkItem()),
        ([], MoveToState(to="Doing")),
        (BEGUN, PutBackWorkItem()),
        (BEGUN, MoveToState(to="Review")),
        (BEGUN, CompleteWorkItem()),
        ([], CancelWorkItem(reason="No")),
        ([CancelWorkItem(reason="No")], ReopenWorkItem(reason="Yes")),
        ([BlockWorkItem(reason="Ill")], CancelWorkItem(reason="No")),
        (BEGUN, EstimateWorkItem(estimate=Estimate.single(8))),
        ([], MoveWorkItem(project=HERMES)),
        (BEGUN, MoveWorkItem(project=None)),
        ([MoveWorkItem(project=None)], MoveWorkItem(project=APOLLO)),
        ([*BEGUN, MoveWorkItem(project=None)], MoveWorkItem(project=APOLLO)),
        ([], AssignWorkItem(person=BEN)),
    ],
    ids=lambda it: type(it).__name__,
)
def test_a_move_is_taken_back(site: Office, before: list[Command], command: Command):
    for each in before:
        site.do(CRATE, each)
    states = counted(site.work)
    done = site.do(CRATE, command)
    assert counted(site.work) != states
    site.revert(done)
    assert counted(site.work) == states


def test_steps_of_a_request_are_taken_back_to_where_it_stood(site: Office):
    there_and_back = [StartWorkItem(), PutBackWorkItem(), RetitleWorkItem(title="Box")]
    states = counted(site.work)
    request = site.together([(CRATE, command) for command in there_and_back])
    site.revert(request)
    assert counted(site.work) == states


def test_what_was_said_of_a_move_is_not_taken_back(site: Office):
    for command in (*BEGUN, MoveToState(to="Review")):
        site.do(CRATE, command)
    approved = site.do(CRATE, Approve(), by=BEN)
    assert stands(site) == "Done"
    refused(site, approved, "It waited for the approval of hand in, and what was said of that")
    site.do(CRATE, ReopenWorkItem(reason="Bad"))
    for command in (*BEGUN, MoveToState(to="Review")):
        site.do(CRATE, command)
    withdrawn = site.do(CRATE, WithdrawApproval(reason="Too early"))
    refused(site, withdrawn, "make the move again to ask for approval anew")


@pytest.mark.parametrize("command", [StartWorkItem(), CancelWorkItem(reason="No")])
def test_work_that_had_not_moved_yet_goes_back_to_where_its_life_says(
    site: Office, command: Command
):
    assert stands(site, ITEM) is None
    done = site.do(ITEM, command)
    back = site.revert(done)
    assert (site.item.life.state, stands(site, ITEM)) == ("todo", "To do")
    site.revert(back)
    assert site.item.life.state != "todo"


def test_many_are_cancelled_and_taken_back_whether_or_not_they_had_moved(site: Office):
    request = site.together([(id, CancelWorkItem(reason="No")) for id in (ITEM, CRATE)])
    site.revert(request)
    assert (stands(site, ITEM), stands(site)) == ("To do", "To do")


def test_blocked_work_that_had_not_moved_yet_is_moved_by_hand(site: Office):
    site.do(ITEM, BlockWorkItem(reason="Ill"))
    cancelled = site.do(ITEM, CancelWorkItem(reason="No"))
    refused(site, cancelled, "It stood in no state of its workflow: move it to where it belongs")


def test_work_that_was_added_by_mistake_is_dropped(site: Office):
    added = site.do(UUID(int=21), AddWorkItem(title="Oops", project=APOLLO))
    site.revert(added)
    assert stands(site, UUID(int=21)) == "Dropped"


def test_where_no_move_leads_back_there_is_none(site: Office):
    for command in (*BEGUN, MoveToState(to="Review")):
        site.do(CRATE, command)
    site.do(CRATE, Approve(), by=BEN)
    again = site.do(CRATE, ReopenWorkItem(reason="Bad"))
    refused(site, again, "There is no move from To do to Done")


def test_what_was_done_despite_a_rule_is_done_despite_it_again(office: Office):
    lenient = Rules(open_predecessors=Strictness.WARN)
    office.do(PROCESS, AddProcess(name="Lenient", rules=lenient))
    office.do(APOLLO, AdoptProcess(process=PROCESS, from_day=YEAR, reason="Haste"))
    office.do(ITEM, AddDependency(predecessor=OTHER))
    back = office.revert(office.do(ITEM, StartWorkItem()))
    assert office.item.life.state == "todo"
    office.revert(back)
    told = [each for each in office.told() if isinstance(each, WorkItemStarted)]
    assert [bool(each.despite) for each in told] == [True, True]
