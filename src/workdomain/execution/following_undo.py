"""How it is taken back who watches a work item."""

from typing import Any, assert_never

from workdomain.execution.following import (
    Following,
    FollowingEvent,
    UnwatchWorkItem,
    WatcherAdded,
    WatcherRemoved,
    WatchWorkItem,
    following,
)
from workdomain.kernel import Command, Undo
from workdomain.planning.specification import OwnerNamed
from workdomain.planning.work_item import WorkItemAdded, WorkItemAssigned, WorkItemUnassigned


def commands(event: FollowingEvent, _now: Following, wanted: Following) -> list[Command]:
    """Say what makes up for an event; who has it and answers for it is the plan's to say."""
    match event:
        case WorkItemAdded() | WorkItemAssigned() | WorkItemUnassigned() | OwnerNamed():
            return []
        case WatcherAdded(person=who) | WatcherRemoved(person=who):
            watches = who in wanted.watchers
            return [WatchWorkItem(person=who) if watches else UnwatchWorkItem(person=who)]
        case _:
            assert_never(event)


def counts(watching: Following) -> Any:
    """Compare who is told what happens; how they came to be is all the same."""
    return watching.watchers


following_undo: Undo[Following, FollowingEvent] = Undo(following, commands, counts)
