"""How a baseline is taken back: it is put away."""

from typing import assert_never

from workdomain.execution.baseline import (
    Baseline,
    BaselineEvent,
    BaselineRenamed,
    BaselineRetired,
    BaselineTaken,
    RenameBaseline,
    RetireBaseline,
    baseline,
)
from workdomain.kernel import CannotRevert, Command, Undo


def commands(event: BaselineEvent, now: Baseline, wanted: Baseline) -> list[Command]:
    """Say what makes up for an event."""
    if not wanted.name:
        return [RetireBaseline(reason="Reverted: it was taken by mistake")]
    match event:
        case BaselineTaken() | BaselineRenamed():
            return [RenameBaseline(name=wanted.name)]
        case BaselineRetired():
            raise CannotRevert(f"{now.name} was put away and stays so: take it anew, as of then")
        case _:
            assert_never(event)


def gone(it: Baseline) -> bool:
    """Tell whether it was put away."""
    return it.retired is not None


baseline_undo: Undo[Baseline, BaselineEvent] = Undo(baseline, commands, gone=gone)
