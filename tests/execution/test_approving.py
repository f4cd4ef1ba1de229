"""Gates: who approves, for whom, and what becomes of the work."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.processes.reviewed import (
    AGAIN,
    BEGIN,
    CLEO,
    DAN,
    DROP,
    GARDEN,
    HAND_IN,
    LAY_ASIDE,
    NOON,
    STAIRS,
    STAIRS_ARE_ADDED,
    STATES,
    Site,
    entered,
    refused,
)
from tests.scenario import ANA, BEN
from workdomain.execution.approving import (
    NobodyToApprove,
    NotAnApprover,
    NothingToApprove,
    OwnApproval,
)
from workdomain.execution.delegation import DelegateApprovals, delegation
from workdomain.execution.flow import ApprovalGiven, ApprovalRefused, ApprovalWithdrawn
from workdomain.execution.steps import Approve, MoveToState, Reject, WithdrawApproval
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    PutBackWorkItem,
    StartWorkItem,
    WorkItemCompleted,
)
from workdomain.execution.ways import AwaitsApproval, NotYourMove
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context
from workdomain.people.person import NoSuchPerson
from workdomain.planning.work_item import (
    MoveWorkItem,
    RetitleWorkItem,
)
from workdomain.processes.workflow import AllowMove
from workdomain.processes.workflow_parts import Category

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
