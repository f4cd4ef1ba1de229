"""How blockers are taken back: by what is in the way now, and what is to be.

What has ended is not open again; the same is raised anew, under a new id.
"""

from typing import Any, assert_never
from uuid import uuid5

from workdomain.execution.blockers import (
    AcknowledgeBlocker,
    Blocker,
    Blockers,
    BlockersEvent,
    RaiseBlocker,
    ResolveBlocker,
    blockers,
)
from workdomain.execution.blocking import (
    IN_SHORT,
    BlockerAcknowledged,
    BlockerRaised,
    BlockerResolved,
)
from workdomain.execution.task_life import (
    BlockWorkItem,
    WorkItemBlocked,
    WorkItemCancelled,
    WorkItemCompleted,
    WorkItemPutBack,
    WorkItemReopened,
    WorkItemStarted,
    WorkItemUnblocked,
)
from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.planning.work_item import WorkItemAdded

WHY = "Reverted"


def commands(event: BlockersEvent, now: Blockers, wanted: Blockers) -> list[Command]:
    """Say what makes up for an event; of what ends them all, the life of the work item does."""
    match event:
        case WorkItemBlocked() | BlockerRaised() | BlockerResolved():
            return [*_resolved(now, wanted), *raised(now, wanted)]
        case BlockerAcknowledged(blocker=id, reason=reason):
            if id not in wanted.open:
                return []  # it goes with the blocker itself
            raise CannotRevert(
                f"That somebody sees to it ({reason}) is known: resolve it and raise it anew"
            )
        case (
            WorkItemAdded()
            | WorkItemStarted()
            | WorkItemPutBack()
            | WorkItemUnblocked()
            | WorkItemCompleted()
            | WorkItemCancelled()
            | WorkItemReopened()
        ):
            return raised(now, wanted)
        case _:
            assert_never(event)


def _resolved(now: Blockers, wanted: Blockers) -> list[Command]:
    """End what is not to be in the way; what is to be stays, however often it is told."""
    left = [_told(each) for each in wanted.open.values()]
    ending = []
    for blocker in now.open.values():
        if _told(blocker) in left:
            left.remove(_told(blocker))
        elif blocker.blocker != IN_SHORT or IN_SHORT not in wanted.open:
            ending.append(ResolveBlocker(blocker=blocker.blocker, resolution=WHY))
    return [*ending]


def raised(now: Blockers, wanted: Blockers) -> list[Command]:
    """Raise what is to be in the way and is not, as it was told."""
    here = [_told(each) for each in now.open.values()]
    known, asked = len([*now.all]), list[Command]()
    for blocker in wanted.open.values():
        if _told(blocker) in here:
            here.remove(_told(blocker))
        elif blocker.blocker == IN_SHORT:
            asked += [BlockWorkItem(reason=blocker.reason), *_seen_to(blocker, IN_SHORT)]
        else:
            id = uuid5(blocker.blocker, f"again {known}")
            again = RaiseBlocker(
                blocker=id,
                kind=blocker.kind,
                reason=blocker.reason,
                needed_from=blocker.needed_from,
                needed_from_outside=blocker.needed_from_outside,
                needed_by=blocker.needed_by,
            )
            asked += [again, *_seen_to(blocker, id)]
    return asked


def _seen_to(blocker: Blocker, id: Any) -> list[Command]:
    seen = blocker.acknowledged_at is not None
    return [AcknowledgeBlocker(blocker=id, note="As before")] if seen else []


def _told(it: Blocker) -> Any:
    """Tell what was said of it, by whomever."""
    whom = it.needed_from, it.needed_from_outside or "", str(it.needed_by or "")
    return it.kind, it.reason, str(whom), it.acknowledged_at is not None


def counts(it: Blockers) -> Any:
    """Compare what is in the way; what no longer is, is a matter of the past."""
    return sorted(_told(each) for each in it.open.values())


blockers_undo: Undo[Blockers, BlockersEvent] = Undo(blockers, commands, counts)
