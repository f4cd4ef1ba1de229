"""How what was done to a work item is taken back: each part knows about its own events.

A part that joins `PARTS` joins `PART_UNDOS` as well; until then, its events cannot be reverted.
There is no deletion: what was added by mistake is cancelled, which will do as long as nothing has
come of it, neither to itself nor anywhere else.
"""

from typing import Any

from workdomain.execution.discussion_undo import discussion_undo
from workdomain.execution.following_undo import following_undo
from workdomain.execution.task_life import CancelWorkItem, State
from workdomain.execution.task_life_undo import life_undo
from workdomain.execution.work_item import PARTS, WorkItem, work_item
from workdomain.kernel import Command, Event, Undo, as_it_is, cannot_be_reverted
from workdomain.planning.network_undo import network_undo
from workdomain.planning.serving_undo import serving_undo
from workdomain.planning.work_item import WorkItemAdded
from workdomain.planning.work_item_undo import plan_undo

PART_UNDOS: tuple[Undo[Any, Any], ...] = (
    plan_undo,
    network_undo,
    life_undo,
    discussion_undo,
    following_undo,
    serving_undo,
)
BY_NAME = {undo.decider.name: undo for undo in PART_UNDOS}
OWN = {event: part.name for part in reversed(PARTS) for event in part.events}
"""The part that an event is of: the first that reads it."""


def commands(event: Event, now: WorkItem, wanted: WorkItem) -> list[Command]:
    """Let the part that an event is of say what makes up for it."""
    if isinstance(event, WorkItemAdded):
        return [CancelWorkItem(reason="Reverted: it was added by mistake")]
    part = OWN[type(event)]
    if (undo := BY_NAME.get(part)) is None:
        return cannot_be_reverted(event, now, wanted)
    return undo.commands(event, getattr(now, part), getattr(wanted, part))


def counts(item: WorkItem) -> Any:
    """Compare part by part."""
    return [_counts(name)(state) for name, state in item._asdict().items()]


def _counts(part: str) -> Any:
    return BY_NAME[part].counts if part in BY_NAME else as_it_is


def gone(item: WorkItem) -> bool:
    """Tell whether nobody will work on it."""
    return item.life.state is State.CANCELLED


work_item_undo: Undo[WorkItem, Event] = Undo(work_item, commands, counts, gone)
