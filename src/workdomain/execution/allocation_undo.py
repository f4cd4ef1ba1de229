"""How allocations are taken back: what was kept is kept again, whether it fits or not."""

from dataclasses import replace
from typing import Any, assert_never

from workdomain.execution.allocation import Allocation, Standing, allocation
from workdomain.execution.allocation_words import (
    AllocateTime,
    AllocationCancelled,
    AllocationChanged,
    AllocationConfirmed,
    AllocationEvent,
    AllocationMadeTentative,
    AllocationRejected,
    AllocationReleased,
    AllocationReopened,
    AllocationRequested,
    AllocationWaits,
    CancelAllocation,
    ChangeAllocation,
    Clash,
    ConfirmAllocation,
    MakeAllocationTentative,
    RejectAllocation,
    ReleaseAllocation,
    ReopenAllocation,
    TimeAllocated,
)
from workdomain.kernel import Command, Undo

WHY = "Reverted"


def commands(event: AllocationEvent, now: Allocation, wanted: Allocation) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case AllocationRequested():
            return [CancelAllocation(reason=WHY)]
        case AllocationConfirmed() | AllocationMadeTentative():
            if wanted.tentative:
                return [MakeAllocationTentative()]
            return [ConfirmAllocation(clash=Clash.OVERTIME)]
        case AllocationChanged():
            asked = dict(wanted.amount) if wanted.amount else {}
            days = {"first": wanted.first, "last": wanted.last, "clash": Clash.OVERTIME}
            return [ChangeAllocation.model_validate({**asked, **days})]
        case (
            TimeAllocated()
            | AllocationWaits()
            | AllocationReleased()
            | AllocationRejected()
            | AllocationCancelled()
            | AllocationReopened()
        ):
            return _way(now, wanted)
        case _:
            assert_never(event)


def _way(now: Allocation, wanted: Allocation) -> list[Command]:
    """Find the way by what is asked for, which lies between all else."""
    if (now.standing, now.person) == (wanted.standing, wanted.person):
        return []
    asked: list[Command] = []
    if now.standing in (Standing.ALLOCATED, Standing.WAITING):
        asked.append(ReleaseAllocation(reason=WHY))
    elif now.standing in (Standing.REJECTED, Standing.CANCELLED):
        asked.append(ReopenAllocation(reason=WHY))
    match wanted.standing:
        case Standing.ALLOCATED:
            asked.append(AllocateTime(person=wanted.person, clash=Clash.OVERTIME))
        case Standing.WAITING:
            asked.append(AllocateTime(person=wanted.person, clash=Clash.WAIT))
        case Standing.REJECTED:
            asked.append(RejectAllocation(reason=wanted.reason or WHY))
        case Standing.CANCELLED:
            asked.append(CancelAllocation(reason=wanted.reason or WHY))
        case _:
            pass
    return asked


def counts(it: Allocation) -> Any:
    """Compare everything but why it was let go."""
    return replace(it, reason=None)


def gone(it: Allocation) -> bool:
    """Tell whether nobody asks for it."""
    return it.standing is Standing.CANCELLED


allocation_undo: Undo[Allocation, AllocationEvent] = Undo(allocation, commands, counts, gone)
