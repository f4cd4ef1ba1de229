"""Gates: who is asked to approve of a move, who may speak for them, and what follows from it."""

from dataclasses import replace
from datetime import UTC
from typing import cast
from uuid import UUID

from workdomain.execution.delegation import delegation
from workdomain.execution.flow import Pending
from workdomain.execution.ground import Ground, Mover, enter, life_steps, percent_steps
from workdomain.execution.steps import (
    Approve,
    AskApproval,
    CountVote,
    CountWithdrawal,
    Place,
    Reject,
    Steps,
    WithdrawApproval,
)
from workdomain.execution.ways import NotYourMove
from workdomain.kernel import Command, Context, Look, Refused
from workdomain.people.person import must_be_known
from workdomain.processes.workflow import workflow
from workdomain.processes.workflow_parts import Gate, Move, WorkflowState


class NothingToApprove(Refused):
    """Only what waits for approval can be approved, rejected or withdrawn."""


class NotAnApprover(Refused):
    """Approvers approve, or the one they delegated that to for the day."""


class OwnApproval(Refused):
    """Nobody approves of what they asked for themselves."""


class NobodyToApprove(Refused):
    """It takes as many approvers as the gate says, besides whoever asks for approval."""


def ask_approval(
    ground: Ground, mover: Mover, here: WorkflowState, move: Move, gate: Gate
) -> AskApproval:
    """Tell who is to approve of a move: whoever the gate names, but not who asks."""
    for approver in gate.approvers:
        must_be_known(approver, mover.look)
    others = tuple(each for each in gate.approvers if each != mover.by)
    needed = gate.needed(len(others))
    if not others or needed > len(others):
        raise NobodyToApprove(
            f"{move.name} takes {max(needed, 1)} approvers besides you, and there are"
            f" {len(others)}: let somebody else ask, or add approvers to the workflow"
        )
    version = ground.version
    return AskApproval(
        move=move.name,
        approvers=others,
        needed=needed,
        on_approve=ground.place(version.state(gate.on_approve) or here),
        on_reject=ground.place(version.state(gate.on_reject) or here),
        back=ground.place(here),
    )


def judged(mover: Mover, command: Approve | Reject | WithdrawApproval, context: Context) -> Command:
    """Take in what is said about a request for approval, and what follows from it."""
    pending = mover.flow.pending
    if pending is None:
        raise NothingToApprove("It does not wait for approval (any more)")
    if isinstance(command, WithdrawApproval):
        if context.by != pending.by:
            raise NotYourMove("Only who asked for the approval can withdraw it")
        withdrawal = CountWithdrawal(reason=command.reason)
        return Steps(steps=(withdrawal, *_go(mover, pending.asked.back, "withdrawn")))
    approves = isinstance(command, Approve)
    seat = _seat(pending, context, mover.look)
    vote = CountVote(
        approver=seat,
        in_place_of=None if seat == context.by else seat,
        reason=mover.comment,
        approves=approves,
    )
    outcome = pending.after(seat, approves=approves).outcome
    if outcome is None:
        return Steps(steps=(vote,))
    return Steps(steps=(vote, *_go(mover, outcome, "approved" if approves else "rejected")))


def _seat(pending: Pending, context: Context, look: Look) -> UUID:
    """Find the approver for whom somebody speaks: themselves, or who delegated that to them."""
    by, approvers = context.by, pending.asked.approvers
    if by == pending.by:
        raise OwnApproval("You asked for this approval: let somebody else decide")
    if by in approvers:
        return by
    day = context.at.astimezone(UTC).date()
    seats = [each for each in approvers if look(delegation, each).on(day) == by]
    if not seats:
        names = ", ".join(map(str, approvers))
        raise NotAnApprover(f"It waits for the approval of {names}, who may delegate it to you")
    voted = pending.approved | pending.rejected
    return next((seat for seat in seats if seat not in voted), seats[0])


def _go(mover: Mover, place: Place, move: str) -> list[Command]:
    """Go where a decision leads, in the version that was asked under."""
    version = mover.look(workflow, place.workflow).versions[place.version][1]
    # What waits for approval stays in its project, and a version keeps its states.
    state, within = (
        cast("WorkflowState", version.state(place.state)),
        cast("UUID", mover.plan.project),
    )
    ground = Ground(within, place.workflow, place.version, version)
    was = mover.flow.place.state if mover.flow.place else None
    return [
        *life_steps(mover, state, None),
        enter(ground, replace(mover, comment=None), state, was, move),  # the vote says it
        *percent_steps(mover.life, state),
    ]
