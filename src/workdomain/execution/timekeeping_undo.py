"""How the policy of timesheets is taken back; what was closed is opened with a reason instead."""

from typing import assert_never

from workdomain.execution.timekeeping import (
    PeriodClosed,
    PeriodLocked,
    PeriodReopened,
    ProjectTimeApproverSet,
    SetProjectTimeApprover,
    SetTimePolicy,
    Timekeeping,
    TimekeepingEvent,
    TimePolicySet,
    timekeeping,
)
from workdomain.kernel import CannotRevert, Command, Undo


def commands(event: TimekeepingEvent, _now: Timekeeping, wanted: Timekeeping) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case TimePolicySet():
            return [SetTimePolicy(**dict(wanted.policy))]
        case ProjectTimeApproverSet(project=project):
            approver = wanted.approvers.get(project)
            return [SetProjectTimeApprover(project=project, approver=approver)]
        case PeriodClosed(last=last) | PeriodLocked(last=last):
            raise CannotRevert(f"Time up to {last} was closed, and may be reported: reopen it")
        case PeriodReopened():
            raise CannotRevert("What was set right since stays so: close the period again")
        case _:
            assert_never(event)


timekeeping_undo: Undo[Timekeeping, TimekeepingEvent] = Undo(timekeeping, commands)
