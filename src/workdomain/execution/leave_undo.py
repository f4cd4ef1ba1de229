"""How leave is taken back: what was asked for and approved is withdrawn."""

from typing import Any, assert_never

from workdomain.execution.leave import (
    Answer,
    Leave,
    LeaveApproved,
    LeaveEvent,
    LeaveRejected,
    LeaveRequested,
    LeaveWithdrawn,
    WithdrawLeave,
    leave,
)
from workdomain.execution.leave_account import (
    Allowance,
    LeaveAccount,
    LeaveAllowanceSet,
    SetLeaveAllowance,
    leave_account,
)
from workdomain.kernel import CannotRevert, Command, Undo

NONE = Allowance(0.0, 0.0)


def commands(event: LeaveEvent, _now: Leave, _wanted: Leave) -> list[Command]:
    """Say what makes up for an event; an answer was given, and is gone on from."""
    match event:
        case LeaveRequested():
            return [WithdrawLeave(reason="Reverted")]
        case LeaveApproved() | LeaveRejected() | LeaveWithdrawn():
            raise CannotRevert("What was answered stays told: withdraw it, or request it anew")
        case _:
            assert_never(event)


def gone(it: Leave) -> bool:
    """Tell whether it was taken back."""
    return it.answer is Answer.WITHDRAWN


leave_undo: Undo[Leave, LeaveEvent] = Undo(leave, commands, gone=gone)


def allowances(event: LeaveAllowanceSet, _now: LeaveAccount, wanted: LeaveAccount) -> list[Command]:
    """Say what makes up for an event; what was never granted is nothing."""
    said = wanted.granted.get((event.kind, event.year), NONE)
    told = {"kind": event.kind, "year": event.year, **said._asdict()}
    return [SetLeaveAllowance.model_validate(told)]


def counts(it: LeaveAccount) -> Any:
    """Compare what is granted at all."""
    return {key: said for key, said in it.granted.items() if said != NONE}


leave_account_undo: Undo[LeaveAccount, LeaveAllowanceSet] = Undo(leave_account, allowances, counts)
