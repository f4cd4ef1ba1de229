"""How counts of work in progress are taken back: the work items tell by themselves."""

from dataclasses import replace
from typing import Any

from workdomain.execution.wip import Wip, WipEvent, wip
from workdomain.kernel import Command, Undo


def commands(_event: WipEvent, _now: Wip, _wanted: Wip) -> list[Command]:
    """Leave it to the items that are counted."""
    return []


def counts(it: Wip) -> Any:
    """Compare what is there and with whom; the limits were those of the last move."""
    return dict(it.items)


def read(now: Wip, wanted: Wip) -> Wip:
    """Leave out what is counted beside: work that stood in no state before, and tells by itself."""
    return replace(now, items={id: now.items[id] for id in wanted.items if id in now.items})


wip_undo: Undo[Wip, WipEvent] = Undo(wip, commands, counts, read=read)
