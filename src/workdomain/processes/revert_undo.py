"""How a revert is reverted: the request is in force again."""

from workdomain.kernel import Command, Undo
from workdomain.processes.revert import (
    RevertAgain,
    RevertEvent,
    Reverts,
    TakeBackRevert,
    revert,
)


def commands(_event: RevertEvent, now: Reverts, wanted: Reverts) -> list[Command]:
    """Say whether it is in force."""
    if now.reverted == wanted.reverted:
        return []
    return [RevertAgain() if wanted.reverted else TakeBackRevert()]


revert_undo: Undo[Reverts, RevertEvent] = Undo(revert, commands, counts=lambda it: it.reverted)
