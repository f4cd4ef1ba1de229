"""Work moves under the workflow of its project, by its moves or by plain commands."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from projections.wording import in_words
from tests.processes.reviewed import (
    AGAIN,
    BEGIN,
    CLEO,
    DAN,
    DONE,
    DROP,
    GARDEN,
    HAND_IN,
    HOUSE,
    LAY_ASIDE,
    MOVES,
    NOON,
    ONLY_ASSIGNEES,
    ROOF,
    STAIRS,
    STAIRS_ARE_ADDED,
    STATES,
    TODO,
    TWENTY,
    Site,
    entered,
    place,
    refused,
)
from tests.scenario import ANA, BEN
from workdomain.execution.flow import (
    ApprovalAsked,
)
from workdomain.execution.good_order import BlockersAreOpen
from workdomain.execution.moving import NoSuchState, NoWorkflow
from workdomain.execution.steps import MoveToState
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    NotNow,
    PutBackWorkItem,
    RemainingWorkSet,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
    UnblockWorkItem,
    WorkItemCancelled,
    WorkItemCompleted,
    WorkItemEstimated,
    WorkItemPutBack,
    WorkItemReopened,
    WorkItemStarted,
)
from workdomain.execution.ways import NoSuchMove, NotYetTrue, NotYourMove
from workdomain.kernel import Command
from workdomain.planning.checklist import AddToChecklist, CheckOff
from workdomain.planning.network import NestWorkItem
from workdomain.planning.project import AddMember, project
from workdomain.planning.specification import NameOwner
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    NoSuchWorkItem,
    PlanWorkItemDates,
    Source,
    WorkItemAdded,
    WorkItemExists,
)
from workdomain.processes.workflow import AllowMove, DefineState
from workdomain.processes.workflow_parts import Category, Condition, Role

STEEP = UUID(int=90)


# -- moves -----------------------------------------------------------------------------------------


def test_work_begins_in_the_first_state():
    added = WorkItemAdded(title="Stairs", project=HOUSE, estimate=TWENTY, assignees=(ANA,))
    assert Site().do(STAIRS, STAIRS_ARE_ADDED) == [added, entered("To do", Category.UNSTARTED)]


def test_work_is_added_once_under_a_workflow_too(site: Site):
    refused(site, WorkItemExists, STAIRS_ARE_ADDED)


def test_a_move_says_what_it_means_for_the_life_and_where_it_leads(site: Site):
    assert site.do(STAIRS, MoveToState(to="Doing", comment="At last")) == [
        WorkItemStarted(),
        entered("Doing", Category.STARTED, was="To do", move="begin", comment="At last"),
    ]
    assert (site.state(STAIRS), site.life(STAIRS)) == ("Doing", "doing")


def test_a_move_to_where_it_is_is_quiet(site: Site):
    assert site.do(STAIRS, MoveToState(to="To do")) == []


def test_a_move_that_the_workflow_has_not_is_refused_with_those_it_has(site: Site):
    assert refused(site, NoSuchMove, MoveToState(to="Done")) == (
        "There is no move from To do to Done. From To do it can move to Doing (begin),"
        " Dropped (drop)"
    )
    assert "there is To do, Doing" in refused(site, NoSuchState, MoveToState(to="Nowhere"))


def test_an_end_without_moves_says_so():
    site = Site(TODO, DONE, AllowMove(move="finish", from_states=("To do",), to="Done"))
    site.do(STAIRS, STAIRS_ARE_ADDED, MoveToState(to="Done"))
    assert "No move leads on" in refused(site, NoSuchMove, MoveToState(to="To do"))


def test_each_category_is_a_step_in_the_life(site: Site):
    told = [
        site.do(STAIRS, command)[:-1]
        for command in (
            MoveToState(to="Doing"),
            MoveToState(to="To do"),
            MoveToState(to="Dropped", comment="No stairs"),
            MoveToState(to="To do", comment="Stairs"),
        )
    ]
    assert told == [
        [WorkItemStarted()],
        [WorkItemPutBack()],
        [WorkItemCancelled(reason="No stairs")],
        [WorkItemReopened(reason="Stairs", remaining=20)],
    ]


def test_a_move_from_an_end_to_another_end_or_into_the_work_takes_two_steps():
    rework = AllowMove(move="rework", from_states=("Done", "Dropped"), to="Doing")
    finish = AllowMove(move="finish", to="Done")
    site = Site(*STATES, *MOVES, rework, finish)
    site.do(STAIRS, STAIRS_ARE_ADDED, MoveToState(to="Done"))
    again = WorkItemReopened(reason="Moved to Dropped", remaining=20)
    assert site.do(STAIRS, MoveToState(to="Dropped"))[:-1] == [
        again,
        WorkItemCancelled(reason="Moved to Dropped"),
    ]
    assert site.do(STAIRS, MoveToState(to="Done"))[:-1] == [
        WorkItemReopened(reason="Moved to Done", remaining=20),
        WorkItemCompleted(),
    ]
    assert site.do(STAIRS, MoveToState(to="Doing"))[:-1] == [
        WorkItemReopened(reason="Moved to Doing", remaining=20),
        WorkItemStarted(),
    ]


def test_blocked_work_moves_within_its_category_and_is_cancelled_but_not_done():
    ready = DefineState(state="Ready", category=Category.UNSTARTED)
    prepare = AllowMove(move="prepare", from_states=("To do",), to="Ready")
    site = Site(*STATES, ready, *MOVES, prepare, AllowMove(move="finish", to="Done"))
    site.do(STAIRS, STAIRS_ARE_ADDED, BlockWorkItem(reason="Rain"), MoveToState(to="Ready"))
    assert (site.state(STAIRS), site.life(STAIRS)) == ("Ready", "blocked")
    refused(site, BlockersAreOpen, MoveToState(to="Done"))
    assert site.do(STAIRS, MoveToState(to="Dropped"))[0] == WorkItemCancelled(
        reason="Moved to Dropped"
    )


def test_who_may_move_it():
    site = Site(*STATES, ONLY_ASSIGNEES, *MOVES[1:])
    site.do(STAIRS, STAIRS_ARE_ADDED)
    assert "whoever has the work item" in refused(
        site, NotYourMove, MoveToState(to="Doing"), by=BEN
    )
    site.do(STAIRS, MoveToState(to="Doing"), by=ANA)
    assert site.state(STAIRS) == "Doing"


def test_its_owner_may_move_it():
    site = Site(*STATES, BEGIN.model_copy(update={"roles": (Role.OWNER,)}), *MOVES[1:])
    site.do(STAIRS, STAIRS_ARE_ADDED, NameOwner(owner=BEN))
    refused(site, NotYourMove, MoveToState(to="Doing"), by=ANA)
    site.do(STAIRS, MoveToState(to="Doing"), by=BEN)
    assert site.state(STAIRS) == "Doing"


@pytest.mark.parametrize("given", [{"people": (BEN,)}, {"roles": (Role.MEMBER,), "people": (DAN,)}])
def test_members_and_people_by_name_may_move_it(given: dict[str, Any]):
    site = Site(*STATES, BEGIN.model_copy(update=given), *MOVES[1:])
    site.do(STAIRS, STAIRS_ARE_ADDED)
    site.ask(project, HOUSE, AddMember(person=BEN))
    refused(site, NotYourMove, MoveToState(to="Doing"), by=CLEO)
    site.do(STAIRS, MoveToState(to="Doing"), by=BEN)
    assert site.state(STAIRS) == "Doing"


def test_the_first_move_that_may_be_made_is_made():
    site = Site(*STATES, ONLY_ASSIGNEES, BEGIN.model_copy(update={"move": "help"}), *MOVES[1:])
    site.do(STAIRS, STAIRS_ARE_ADDED)
    told = site.do(STAIRS, StartWorkItem(), by=BEN)[-1]
    assert told == entered("Doing", Category.STARTED, was="To do", move="help")


@pytest.mark.parametrize(
    ("condition", "why", "remedy"),
    [
        (Condition.HAS_ESTIMATE, "an estimate", (EstimateWorkItem(estimate=TWENTY),)),
        (Condition.HAS_ASSIGNEE, "somebody who has it", (AssignWorkItem(person=ANA),)),
        (Condition.HAS_DUE_DAY, "a due day", (PlanWorkItemDates(start=None, due=NOON.date()),)),
        (Condition.NOT_BLOCKED, "nothing blocks it", (UnblockWorkItem(),)),
        (Condition.HAS_OWNER, "somebody who answers", (NameOwner(owner=ANA),)),
        (Condition.CHECKLIST_COMPLETE, "checklist is complete", (CheckOff(check=STEEP),)),
        (
            Condition.NOTHING_REMAINS,
            "no work remains",
            (EstimateWorkItem(estimate=TWENTY), SetRemainingWork(hours=0)),
        ),
    ],
)
def test_a_move_is_made_when_its_condition_holds(
    condition: Condition, why: str, remedy: tuple[Command, ...]
):
    ready = DefineState(state="Ready", category=Category.UNSTARTED)
    prepare = AllowMove(move="prepare", to="Ready", conditions=(condition,))
    site = Site(*STATES, ready, *MOVES, prepare)
    site.do(STAIRS, AddWorkItem(title="Stairs", project=HOUSE), BlockWorkItem(reason="Rain"))
    site.do(STAIRS, AddToChecklist(check=STEEP, text="Not too steep"))
    assert why in refused(site, NotYetTrue, MoveToState(to="Ready"))
    site.do(STAIRS, *remedy, MoveToState(to="Ready"))
    assert site.state(STAIRS) == "Ready"


def test_a_move_may_need_a_comment():
    told = DROP.model_copy(update={"conditions": (Condition.COMMENT_GIVEN,)})
    site = Site(*STATES, BEGIN, LAY_ASIDE, HAND_IN, told, AGAIN)
    site.do(STAIRS, STAIRS_ARE_ADDED)
    assert "a comment" in refused(site, NotYetTrue, MoveToState(to="Dropped"))
    site.do(STAIRS, CancelWorkItem(reason="No stairs"))
    assert site.state(STAIRS) == "Dropped"


def test_a_move_may_need_its_parts_closed():
    closed = DROP.model_copy(update={"conditions": (Condition.PARTS_CLOSED,)})
    site = Site(*STATES, BEGIN, LAY_ASIDE, HAND_IN, closed, AGAIN)
    site.do(STAIRS, STAIRS_ARE_ADDED)
    site.do(ROOF, AddWorkItem(title="Rail", parent=STAIRS))
    assert "its parts are closed" in refused(site, NotYetTrue, MoveToState(to="Dropped"))
    site.do(ROOF, NestWorkItem(parent=None))
    site.do(STAIRS, MoveToState(to="Dropped"))
    assert site.state(STAIRS) == "Dropped"


# -- plain commands --------------------------------------------------------------------------------


def test_plain_commands_stand_for_the_first_move_to_their_category(site: Site):
    assert site.do(STAIRS, StartWorkItem()) == [
        WorkItemStarted(),
        entered("Doing", Category.STARTED, was="To do", move="begin"),
    ]
    assert site.do(STAIRS, PutBackWorkItem()) == [
        WorkItemPutBack(),
        entered("To do", Category.UNSTARTED, was="Doing", move="lay aside"),
    ]
    assert site.do(STAIRS, CancelWorkItem(reason="No stairs")) == [
        WorkItemCancelled(reason="No stairs"),
        entered("Dropped", Category.CANCELLED, was="To do", move="drop"),
    ]
    assert site.do(STAIRS, ReopenWorkItem(reason="Stairs")) == [
        WorkItemReopened(reason="Stairs", remaining=20),
        entered("To do", Category.UNSTARTED, was="Dropped", move="again"),
    ]


def test_a_plain_command_is_quiet_or_refused_as_without_a_workflow(site: Site):
    assert site.do(STAIRS, StartWorkItem(), StartWorkItem()) == []
    assert site.do(STAIRS, ReopenWorkItem(reason="Open")) == []
    site.do(STAIRS, BlockWorkItem(reason="Rain"))
    refused(site, NotNow, StartWorkItem())


def test_a_plain_command_without_a_move_is_refused_with_the_moves_there_are(site: Site):
    assert refused(site, NoSuchMove, CompleteWorkItem()) == (
        "CompleteWorkItem does not apply in To do: no move leads to a state that is done."
        " From To do it can move to Doing (begin), Dropped (drop)"
    )


def test_completing_asks_for_approval_where_a_gate_leads_to_done(site: Site):
    asked = ApprovalAsked(
        move="hand in",
        approvers=(BEN,),
        needed=1,
        on_approve=place("Done", Category.DONE),
        on_reject=place("Doing", Category.STARTED),
        back=place("Doing", Category.STARTED),
    )
    assert site.do(STAIRS, StartWorkItem(), CompleteWorkItem()) == [
        entered("Review", Category.STARTED, was="Doing", move="hand in", percent=75),
        RemainingWorkSet(remaining=5),
        asked,
    ]
    assert site.do(STAIRS, CompleteWorkItem()) == [], "It waits for approval already"
    said = "asked for the approval of Ben (needed: 1), to go on to Done"
    assert in_words(asked, {BEN: "Ben"}) == said


@pytest.mark.parametrize(
    "command",
    [
        AddWorkItem(title="Stairs", project=GARDEN),
        AddWorkItem(title="Stairs"),
        AddWorkItem(
            title="Stairs", project=HOUSE, source=Source(system="jira", key="A-1", status="Open")
        ),
    ],
)
def test_work_without_a_workflow_lives_its_plain_life(command: AddWorkItem):
    site = Site()
    assert len(site.do(STAIRS, command)) == 1
    assert site.do(STAIRS, StartWorkItem()) == [WorkItemStarted()]
    assert site.do(STAIRS, CompleteWorkItem()) == [WorkItemCompleted()]
    assert site.do(STAIRS, EstimateWorkItem(estimate=TWENTY)) == [
        WorkItemEstimated(estimate=TWENTY, remaining=0)
    ]
    assert "plain commands" in refused(site, NoWorkflow, MoveToState(to="Done"))
    assert site.state(STAIRS) is None


def test_work_that_is_not_there_does_not_move():
    site = Site()
    refused(site, NoSuchWorkItem, StartWorkItem())
    refused(site, NoWorkflow, MoveToState(to="Done"))


def test_a_process_holds_from_its_day_on():
    site = Site()
    site.do(STAIRS, STAIRS_ARE_ADDED, at=NOON - timedelta(days=99))
    assert site.state(STAIRS) is None
    assert site.do(STAIRS, MoveToState(to="To do")) == [entered("To do", Category.UNSTARTED)]


def test_a_process_without_a_workflow_leaves_the_plain_life():
    site = Site()
    site.adopt(HOUSE, None, from_day=date(2026, 2, 1))
    assert len(site.do(STAIRS, STAIRS_ARE_ADDED)) == 1
