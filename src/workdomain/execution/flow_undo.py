"""How moves under a workflow are taken back: by a move to where it would stand.

The rules of the workflow hold as for anyone: where no move leads back, there is none.
"""

from typing import Any, assert_never

from workdomain.execution.flow import (
    ApprovalAsked,
    ApprovalGiven,
    ApprovalRefused,
    ApprovalWithdrawn,
    Flow,
    FlowEvent,
    StateEntered,
)
from workdomain.execution.moving import flow
from workdomain.execution.steps import MoveToState, WithdrawApproval
from workdomain.execution.task_life import (
    WorkItemCancelled,
    WorkItemCompleted,
    WorkItemPutBack,
    WorkItemReopened,
    WorkItemStarted,
)
from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.planning.work_item import WorkItemAdded, WorkItemMoved

WHY = "Reverted"


def commands(event: FlowEvent, now: Flow, wanted: Flow) -> list[Command]:
    """Say what makes up for an event, of a move or of a step in life that is part of one."""
    match event:
        case (
            StateEntered()
            | ApprovalAsked()
            | ApprovalGiven()
            | ApprovalRefused()
            | ApprovalWithdrawn()
            | WorkItemAdded()
            | WorkItemMoved()
            | WorkItemStarted()
            | WorkItemPutBack()
            | WorkItemCompleted()
            | WorkItemCancelled()
            | WorkItemReopened()
        ):
            return [] if counts(now) == counts(wanted) else way(now, wanted)
        case _:
            assert_never(event)


def way(now: Flow, wanted: Flow) -> list[Command]:
    """Find the way from one state to another. Raises CannotRevert where there is none."""
    if wanted.pending is not None and wanted.pending != now.pending:
        move = wanted.pending.asked.move
        raise CannotRevert(
            f"It waited for the approval of {move}, and what was said of that stands: make the move"
            " again to ask for approval anew"
        )
    if wanted.place is None:
        raise CannotRevert("It stood in no state of its workflow: move it to where it belongs")
    asked: list[Command] = []
    if now.pending != wanted.pending:
        asked.append(WithdrawApproval(reason=WHY))
    return [*asked, MoveToState(to=wanted.place.state, comment=WHY)]


def counts(it: Flow) -> Any:
    """Compare where it stands and what it waits for; not since when, nor in which version."""
    place = it.place and (it.place.workflow, it.place.state)
    waits = it.pending and (it.pending.asked, it.pending.approved, it.pending.rejected)
    return place, waits


flow_undo: Undo[Flow, FlowEvent] = Undo(flow, commands, counts)
