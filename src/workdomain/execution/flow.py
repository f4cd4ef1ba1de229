"""Where a work item stands in its project's workflow, and who still has to approve of that.

A move is carried out as the steps it takes: what it means for the life of the item (started, done,
put back, ...), decided by that part and by every rule about it, and then the state it comes into.
`moving.py` finds the steps; here is what they write.

no request -MoveToState through a gate-> pending -Approve-> the state that follows
           <-WithdrawApproval----------- pending -Reject--> the state to fall back to
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, assert_never
from uuid import UUID

from workdomain.execution.good_order import (
    CompleteAgainstRules,
    ReopenForPart,
    ReopenUnderClosed,
    StartAgainstRules,
)
from workdomain.execution.steps import (
    AskApproval,
    CountVote,
    CountWithdrawal,
    EnterState,
    OwnCommand,
    Place,
)
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    PutBackWorkItem,
    ReopenWorkItem,
    StartWorkItem,
    WorkItemCancelled,
    WorkItemCompleted,
    WorkItemPutBack,
    WorkItemReopened,
    WorkItemStarted,
)
from workdomain.execution.wip import CountFor, CountIn, CountNotFor, CountOut, wip
from workdomain.kernel import Ask, Command, Context, Event, Personal
from workdomain.planning.work_item import (
    AssignWorkItem,
    MoveWorkItem,
    UnassignWorkItem,
    WorkItemAdded,
    WorkItemMoved,
)
from workdomain.processes.workflow_parts import Category


class StateEntered(
    Event,
    topic="work-item.state-entered.v1",
    says="moved it [from {was} to {state}|to {state}][ ({move})][: {comment}]",
):
    """It came into a state of a version of a workflow."""

    state: str
    category: Category
    workflow: UUID
    version: int
    percent: int | None = None
    was: str | None = None
    move: str | None = None
    """What the way there is called; null when no move of the workflow led there."""
    comment: Annotated[str | None, Personal()] = None
    counted: UUID | None = None


class ApprovalAsked(
    Event,
    topic="work-item.approval-asked.v1",
    says="asked for the approval of {approvers} (needed: {needed}), to go on to {on_approve}",
):
    """It waits until enough of the approvers have decided."""

    move: str
    approvers: tuple[UUID, ...]
    """Those who can approve: whoever asked is not among them."""
    needed: int
    on_approve: Place
    on_reject: Place
    back: Place
    """Where it goes when the request is withdrawn."""


class ApprovalGiven(
    Event,
    topic="work-item.approval-given.v1",
    says="approved of it[ in the place of {in_place_of}][: {comment}]",
):
    """One of the approvers said yes."""

    approver: UUID
    in_place_of: UUID | None = None
    """The approver again, when somebody else spoke for them."""
    comment: Annotated[str | None, Personal()] = None


class ApprovalRefused(
    Event,
    topic="work-item.approval-refused.v1",
    says="rejected it[ in the place of {in_place_of}]: {reason}",
):
    """One of the approvers said no."""

    approver: UUID
    in_place_of: UUID | None = None
    """The approver again, when somebody else spoke for them."""
    reason: Annotated[str, Personal()]


class ApprovalWithdrawn(
    Event,
    topic="work-item.approval-withdrawn.v1",
    says="withdrew the request for approval: {reason}",
):
    """Whoever asked for approval does so no longer."""

    reason: Annotated[str, Personal()]


FlowEvent = (
    StateEntered
    | ApprovalAsked
    | ApprovalGiven
    | ApprovalRefused
    | ApprovalWithdrawn
    | WorkItemAdded
    | WorkItemMoved
    | WorkItemStarted
    | WorkItemPutBack
    | WorkItemCompleted
    | WorkItemCancelled
    | WorkItemReopened
)
LEAVING = (
    MoveWorkItem,
    StartWorkItem,
    PutBackWorkItem,
    CompleteWorkItem,
    CancelWorkItem,
    ReopenWorkItem,
    StartAgainstRules,
    CompleteAgainstRules,
    ReopenUnderClosed,
    ReopenForPart,
)
"""What takes an item out of the state it is in; where it comes to is the step after that."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A request for approval."""

    asked: ApprovalAsked
    by: UUID
    at: datetime
    approved: frozenset[UUID] = frozenset()
    rejected: frozenset[UUID] = frozenset()

    @property
    def outcome(self) -> Place | None:
        """Where it goes now; None as long as that is open.

        It is rejected as soon as those who did not reject it are fewer than it takes.
        """
        if len(self.approved) >= self.asked.needed:
            return self.asked.on_approve
        if len(self.asked.approvers) - len(self.rejected) < self.asked.needed:
            return self.asked.on_reject
        return None

    def after(self, approver: UUID, *, approves: bool) -> "Pending":
        """Count an approver's last word."""
        yes, no = self.approved - {approver}, self.rejected - {approver}
        if approves:
            return replace(self, approved=yes | {approver}, rejected=no)
        return replace(self, approved=yes, rejected=no | {approver})


@dataclass(frozen=True, slots=True)
class Flow:
    """Where a work item stands; nowhere, if it has not moved under a workflow."""

    place: Place | None = None
    since: datetime | None = None
    counted: UUID | None = None
    """The stream that counts it."""
    pending: Pending | None = None


NOWHERE = Flow()


def decide(flow: Flow, command: OwnCommand, _context: Context) -> list[FlowEvent]:
    """Say what happens; what may happen was judged before, while the steps were found."""
    match command:
        case EnterState(place=place):
            return [_entered(command, place)]
        case AskApproval():
            return [
                ApprovalAsked(
                    move=command.move,
                    approvers=command.approvers,
                    needed=command.needed,
                    on_approve=command.on_approve,
                    on_reject=command.on_reject,
                    back=command.back,
                )
            ]
        case CountVote():
            return _voted(flow, command)
        case CountWithdrawal(reason=reason):
            return [ApprovalWithdrawn(reason=reason)]
        case _:
            assert_never(command)


def _entered(command: EnterState, place: Place) -> StateEntered:
    return StateEntered(
        state=place.state,
        category=place.category,
        workflow=place.workflow,
        version=place.version,
        percent=place.percent,
        was=None if command.was == place.state else command.was,
        move=command.move,
        comment=command.comment,
        counted=command.counted,
    )


def _voted(flow: Flow, command: CountVote) -> list[FlowEvent]:
    pending, approver = flow.pending, command.approver
    if pending is None or pending == pending.after(approver, approves=command.approves):
        return []
    if command.approves:
        return [
            ApprovalGiven(
                approver=approver, in_place_of=command.in_place_of, comment=command.reason
            )
        ]
    reason = command.reason or ""
    return [ApprovalRefused(approver=approver, in_place_of=command.in_place_of, reason=reason)]


def evolve(flow: Flow, event: FlowEvent, context: Context) -> Flow:
    """Take in what happened; it never refuses, because it already happened."""
    match event:  # what most items come to lies first
        case (
            WorkItemAdded()
            | WorkItemMoved()
            | WorkItemStarted()
            | WorkItemPutBack()
            | WorkItemCompleted()
            | WorkItemCancelled()
            | WorkItemReopened()
        ):
            return NOWHERE  # if that is a step of a move, the state it comes into is told next
        case StateEntered():
            place = Place(
                workflow=event.workflow,
                version=event.version,
                state=event.state,
                category=event.category,
                percent=event.percent,
            )
            return Flow(place, context.at, event.counted)
        case ApprovalAsked():
            return replace(flow, pending=Pending(event, context.by, context.at))
        case ApprovalGiven(approver=approver):
            return _counted(flow, approver, approves=True)
        case ApprovalRefused(approver=approver):
            return _counted(flow, approver, approves=False)
        case ApprovalWithdrawn():
            return replace(flow, pending=None)
        case _:
            assert_never(event)


def _counted(flow: Flow, approver: UUID, *, approves: bool) -> Flow:
    if flow.pending is None:
        return flow
    return replace(flow, pending=flow.pending.after(approver, approves=approves))


def requires(id: UUID, flow: Flow, command: Command) -> list[Ask]:
    """Keep the counts of work in progress right, and mind their limits."""
    there = flow.counted
    match command:
        case EnterState(counted=here) if here != there:
            asks = [] if there is None else [Ask(wip.name, there, CountOut(work=id))]
            return asks if here is None else [*asks, Ask(wip.name, here, _count_in(id, command))]
        case _ if there is None:
            return []
        case AssignWorkItem(person=person):
            return [Ask(wip.name, there, CountFor(work=id, person=person))]
        case UnassignWorkItem(person=person):
            return [Ask(wip.name, there, CountNotFor(work=id, person=person))]
        case _ if isinstance(command, LEAVING):
            return [Ask(wip.name, there, CountOut(work=id))]
        case _:
            return []


def _count_in(id: UUID, command: EnterState) -> CountIn:
    return CountIn(
        work=id,
        people=command.people,
        within=command.project,
        workflow=command.place.workflow,
        state=command.place.state,
        limits=command.limits,
    )
