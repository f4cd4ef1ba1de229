"""Work moves under the workflow of its project: by its moves, through its gates."""

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
    DOING,
    DONE,
    DROP,
    DROPPED,
    FLOW,
    GARDEN,
    HAND_IN,
    HOUSE,
    LAY_ASIDE,
    MOVES,
    NOON,
    ONLY_ASSIGNEES,
    REVIEW,
    ROOF,
    STAIRS,
    STATES,
    TODO,
    Site,
)
from tests.scenario import ANA, BEN
from workdomain.execution.approving import (
    NobodyToApprove,
    NotAnApprover,
    NothingToApprove,
    OwnApproval,
)
from workdomain.execution.delegation import DelegateApprovals, delegation
from workdomain.execution.flow import (
    ApprovalAsked,
    ApprovalGiven,
    ApprovalRefused,
    ApprovalWithdrawn,
    Approve,
    MoveToState,
    Place,
    Reject,
    StateEntered,
    WithdrawApproval,
)
from workdomain.execution.good_order import BlockersAreOpen, PredecessorsAreOpen, ReopenForPart
from workdomain.execution.moving import NoSuchState, NoWorkflow, RemainingFollowsState
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
from workdomain.execution.ways import AwaitsApproval, NoSuchMove, NotYetTrue, NotYourMove
from workdomain.execution.wip import wip_id
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context
from workdomain.people.person import NoSuchPerson
from workdomain.planning.checklist import AddToChecklist, CheckOff
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import AddDependency, NestWorkItem
from workdomain.planning.project import AddMember, project
from workdomain.planning.specification import NameOwner
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    MoveWorkItem,
    NoSuchWorkItem,
    PlanWorkItemDates,
    RetitleWorkItem,
    Source,
    TrackSource,
    WorkItemAdded,
    WorkItemExists,
    WorkItemMoved,
)
from workdomain.processes.workflow import AllowMove, DefineState, DropState, ForbidMove
from workdomain.processes.workflow_parts import Category, Condition, Role

STEEP = UUID(int=90)
TWENTY = Estimate.single(20)
STAIRS_ARE_ADDED = AddWorkItem(title="Stairs", project=HOUSE, estimate=TWENTY, assignees=(ANA,))


def place(state: str, category: Category, version: int = 1, percent: int | None = None) -> Place:
    return Place(workflow=FLOW, version=version, state=state, category=category, percent=percent)


def entered(state: str, category: Category, **more: Any) -> StateEntered:
    counted = None
    if category not in (Category.DONE, Category.CANCELLED):
        counted = wip_id(HOUSE, FLOW, state)
    fields = {"workflow": FLOW, "version": 1, "counted": counted, **more}
    return StateEntered(state=state, category=category, **fields)


@pytest.fixture
def site() -> Site:
    site = Site()
    site.do(STAIRS, STAIRS_ARE_ADDED)
    return site


def refused(site: Site, rule: type[Exception], command: Command, by: UUID = ANA) -> str:
    with pytest.raises(rule) as refusal:
        site.do(STAIRS, command, by=by)
    return str(refusal.value)


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


# -- approval --------------------------------------------------------------------------------------


def gate(**more: Any) -> AllowMove:
    return HAND_IN.model_copy(update=more)


def waiting(move: AllowMove = HAND_IN, asked_by: UUID = ANA) -> Site:
    """The stairs wait for approval."""
    site = Site(*STATES, BEGIN, LAY_ASIDE, move, DROP, AGAIN)
    site.do(STAIRS, STAIRS_ARE_ADDED, StartWorkItem())
    site.do(STAIRS, CompleteWorkItem(), by=asked_by)
    assert site.state(STAIRS) == "Review"
    return site


def test_an_approval_leads_on():
    site = waiting()
    assert site.do(STAIRS, Approve(comment="Good"), by=BEN) == [
        ApprovalGiven(approver=BEN, comment="Good"),
        WorkItemCompleted(),
        entered("Done", Category.DONE, was="Review", move="approved"),
    ]
    assert site.life(STAIRS) == "done"
    assert site.look(work_item, STAIRS).flow.pending is None


def test_a_rejection_leads_back():
    site = waiting()
    assert site.do(STAIRS, Reject(reason="Too steep"), by=BEN) == [
        ApprovalRefused(approver=BEN, reason="Too steep"),
        entered("Doing", Category.STARTED, was="Review", move="rejected"),
    ]
    assert site.life(STAIRS) == "doing"


def test_nobody_approves_of_what_they_asked_for():
    site = waiting()
    told = refused(site, OwnApproval, Approve())
    assert "somebody else" in told
    site = waiting(asked_by=BEN)
    refused(site, OwnApproval, Reject(reason="No"), by=BEN)
    site.do(STAIRS, Approve(), by=ANA)
    assert site.state(STAIRS) == "Done"


def test_only_approvers_approve():
    assert str(BEN) in refused(waiting(), NotAnApprover, Approve(), by=CLEO)


def test_only_what_waits_is_approved():
    site = Site()
    site.do(STAIRS, STAIRS_ARE_ADDED)
    for command in (Approve(), Reject(reason="No"), WithdrawApproval(reason="No")):
        refused(site, NothingToApprove, command, by=BEN)


def test_a_gate_needs_somebody_else():
    site = Site(*STATES, BEGIN, LAY_ASIDE, gate(approvers=(ANA,)), DROP, AGAIN)
    site.do(STAIRS, STAIRS_ARE_ADDED, StartWorkItem())
    assert "1 approvers besides you" in refused(site, NobodyToApprove, CompleteWorkItem())
    site = Site(*STATES, BEGIN, LAY_ASIDE, gate(approvers=(UUID(int=77),)), DROP, AGAIN)
    site.do(STAIRS, STAIRS_ARE_ADDED, StartWorkItem())
    refused(site, NoSuchPerson, CompleteWorkItem())


@pytest.mark.parametrize(
    ("quorum", "number", "said", "where"),
    [
        ("any", None, "y", "Done"),
        ("any", None, "nny", "Done"),
        ("any", None, "nn", "Review"),
        ("any", None, "nnn", "Doing"),
        ("all", None, "yy", "Review"),
        ("all", None, "yyy", "Done"),
        ("all", None, "yyn", "Doing"),
        ("all", None, "n", "Doing"),
        ("number", 2, "y", "Review"),
        ("number", 2, "yny", "Done"),
        ("number", 2, "ny", "Review"),
        ("number", 2, "nyn", "Doing"),
        ("number", 2, "nn", "Doing"),
    ],
)
def test_a_quorum_decides_as_soon_as_it_is_reached_or_out_of_reach(
    quorum: Any, number: int | None, said: str, where: str
):
    site = waiting(gate(approvers=(ANA, BEN, CLEO, DAN), quorum=quorum, number=number))
    for who, word in zip((BEN, CLEO, DAN), said, strict=False):
        site.do(STAIRS, Approve() if word == "y" else Reject(reason="No"), by=who)
    assert site.state(STAIRS) == where


def test_an_approver_may_think_again_as_long_as_it_waits():
    site = waiting(gate(approvers=(BEN, CLEO, DAN), quorum="number", number=2))
    site.do(STAIRS, Reject(reason="No"), by=BEN)
    assert site.do(STAIRS, Reject(reason="No"), by=BEN) == []
    assert site.do(STAIRS, Approve(), by=BEN) == [ApprovalGiven(approver=BEN)]
    assert site.do(STAIRS, Approve(), by=BEN) == []
    site.do(STAIRS, Approve(), by=CLEO)
    assert site.state(STAIRS) == "Done"


def test_who_asked_may_withdraw():
    site = waiting()
    refused(site, NotYourMove, WithdrawApproval(reason="Not ready"), by=BEN)
    assert site.do(STAIRS, WithdrawApproval(reason="Not ready")) == [
        ApprovalWithdrawn(reason="Not ready"),
        entered("Doing", Category.STARTED, was="Review", move="withdrawn"),
    ]
    refused(site, NothingToApprove, Approve(), by=BEN)


def test_what_waits_for_approval_stays_but_may_be_cancelled():
    site = waiting()
    refused(site, AwaitsApproval, PutBackWorkItem())
    refused(site, AwaitsApproval, MoveToState(to="To do"))
    refused(site, AwaitsApproval, MoveWorkItem(project=GARDEN))
    assert site.do(STAIRS, MoveToState(to="Review")) == []
    site.do(STAIRS, RetitleWorkItem(title="Steps"), CancelWorkItem(reason="No stairs"))
    assert site.look(work_item, STAIRS).flow.pending is None
    assert site.state(STAIRS) == "Dropped"


def test_the_versions_of_a_request_decide_where_it_goes():
    site = waiting()
    site.publish(
        HAND_IN.model_copy(update={"on_approve": "Dropped"}),
        AllowMove(move="finish", from_states=("Doing",), to="Done"),
        at=NOON - timedelta(hours=1),
    )
    told = site.do(STAIRS, Approve(), by=BEN)[-1]
    assert told == entered("Done", Category.DONE, was="Review", move="approved")


# -- in another's place ----------------------------------------------------------------------------


DAY = NOON.date()
CLEO_FOR_BEN = DelegateApprovals(person=CLEO, first=DAY, last=DAY + timedelta(days=2))


def test_a_deputy_approves_in_the_place_of_the_approver_on_those_days():
    site = waiting()
    site.ask(delegation, BEN, CLEO_FOR_BEN, Context(BEN, NOON))
    with pytest.raises(NotAnApprover):
        site.do(STAIRS, Approve(), by=CLEO, at=NOON + timedelta(days=3))
    assert site.do(STAIRS, Approve(), by=CLEO)[0] == ApprovalGiven(approver=BEN, in_place_of=BEN)
    assert site.state(STAIRS) == "Done"


def test_a_deputy_does_not_approve_of_what_they_asked_for():
    site = waiting(asked_by=CLEO)
    site.ask(delegation, BEN, CLEO_FOR_BEN, Context(BEN, NOON))
    refused(site, OwnApproval, Approve(), by=CLEO)


def test_a_deputy_of_two_speaks_for_one_after_the_other():
    site = waiting(gate(approvers=(BEN, DAN), quorum="all"))
    for approver in (BEN, DAN):
        site.ask(delegation, approver, CLEO_FOR_BEN, Context(approver, NOON))
    assert site.do(STAIRS, Approve(), by=CLEO) == [ApprovalGiven(approver=BEN, in_place_of=BEN)]
    site.do(STAIRS, Approve(), by=CLEO)
    assert site.state(STAIRS) == "Done"


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
