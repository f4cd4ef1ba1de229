"""Who is told of which event: a journal beside the items, whose fold knows who watches.

It has an entry for each person and event at the most, and none for events that concern nobody else.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from projections.kernel import TableOf
from projections.tables import MICROSECOND, to_microseconds
from projections.timeline import Told
from workdomain.execution.blocking import BlockerAcknowledged, BlockerRaised, BlockerResolved
from workdomain.execution.decisions import DecisionRecorded
from workdomain.execution.discussion import Commented, CommentEdited
from workdomain.execution.flow import (
    ApprovalAsked,
    ApprovalGiven,
    ApprovalRefused,
    ApprovalWithdrawn,
)
from workdomain.execution.following import Following
from workdomain.execution.inbox import Reason
from workdomain.execution.task_life import (
    WorkItemBlocked,
    WorkItemCancelled,
    WorkItemCompleted,
    WorkItemPutBack,
    WorkItemReopened,
    WorkItemStarted,
    WorkItemUnblocked,
)
from workdomain.kernel import Event
from workdomain.planning.specification import OwnerNamed
from workdomain.planning.work_item import WorkItemAdded, WorkItemAssigned

OLD = timedelta(days=30) // MICROSECOND
"""What was recorded longer than this after it happened is history that was told, and no news."""


class NoticeRow(NamedTuple):
    """That a person is told of an event, and why."""

    person: UUID
    position: int
    at: int
    """When it happened, in microseconds since 1970."""
    told_at: int
    """When it was recorded."""
    item: UUID
    reason: Reason


NEWS: frozenset[type[Event]] = frozenset(
    {
        Commented,
        DecisionRecorded,
        BlockerRaised,
        BlockerAcknowledged,
        BlockerResolved,
        WorkItemStarted,
        WorkItemPutBack,
        WorkItemBlocked,
        WorkItemUnblocked,
        WorkItemCompleted,
        WorkItemCancelled,
        WorkItemReopened,
        ApprovalAsked,
        ApprovalGiven,
        ApprovalRefused,
        ApprovalWithdrawn,
    }
)
"""What those are told who watch: where the work stands, what is said and what is decided."""
MEANT: frozenset[type[Event]] = frozenset(
    {
        BlockerRaised,
        ApprovalAsked,
        Commented,
        CommentEdited,
        WorkItemAdded,
        WorkItemAssigned,
        OwnerNamed,
    }
)
"""What is meant for somebody, whether or not they watch."""
TOLD = NEWS | MEANT


def notices_of(id: UUID, known: Following, told: Told) -> Iterable[NoticeRow]:
    """Tell everyone whom an event concerns, but not whoever did it."""
    at, position, recorded = told
    event, kind = recorded.event, type(recorded.event)
    if kind not in TOLD:
        return ()
    by = recorded.context.by
    reasons: dict[UUID, Reason] = {}
    if kind in MEANT:
        reasons.update((who, why) for who, why in _meant_for(event) if who != by)
    if kind in NEWS:
        for who in sorted(known.watchers):
            if who != by:  # as most are, and this is quicker than to take them out again
                reasons.setdefault(who, Reason.WATCHING)
    if not reasons:
        return ()
    told_at = to_microseconds(recorded.recorded_at)
    if told_at - at > OLD:
        return ()
    return [
        NoticeRow(person, position, at, told_at, id, reason) for person, reason in reasons.items()
    ]


def _meant_for(event: Event) -> Iterator[tuple[UUID, Reason]]:
    """List whom an event is meant for, and why."""
    match event:
        case BlockerRaised(needed_from=UUID() as person):
            yield person, Reason.NEEDED
        case ApprovalAsked(approvers=people):
            yield from ((person, Reason.APPROVAL) for person in people)
        case Commented(mentions=people) | CommentEdited(mentions=people):
            yield from ((person, Reason.MENTIONED) for person in people)
        case WorkItemAdded(assignees=people):
            yield from ((person, Reason.ASSIGNED) for person in people)
        case WorkItemAssigned(person=person) | OwnerNamed(owner=UUID() as person):
            yield person, Reason.ASSIGNED
        case _:
            pass


TABLE = TableOf(NoticeRow, "notice", key=(), indexes=(("person", "position"),), journal=True)
