"""Who is told of what becomes of their own time, leave, allocations and alarms: a journal.

Some news is for whoever leads the person it is about. Who that is, is looked up when an inbox is
read: people come and go, and what waits is for whoever leads now.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from projections.models.notices import OLD
from projections.tables import to_microseconds
from projections.timeline import Told
from workdomain.execution.allocation import Allocation, allocation
from workdomain.execution.allocation_words import (
    AllocationCancelled,
    AllocationEvent,
    AllocationRejected,
    AllocationReleased,
    AllocationRequested,
    AllocationWaits,
    TimeAllocated,
)
from workdomain.execution.inbox import Reason
from workdomain.execution.leave import LeaveApproved, LeaveRejected, LeaveRequested, leave
from workdomain.execution.sheet import sheet
from workdomain.execution.sheet_words import (
    Reminder,
    TimeApproved,
    TimeRejected,
    TimeReminded,
    TimeReopened,
    WeekSubmitted,
)
from workdomain.scheduling.alarm import OverbookingArose, overbooking
from workdomain.store.messages import Recorded
from workdomain.values import OPERATOR


class PersonalNoticeRow(NamedTuple):
    """That a person, or whoever leads them, is told of an event, and why."""

    person: UUID
    for_lead: bool
    """Whether it is for whoever leads that person, instead of the person."""
    position: int
    at: int
    """When it happened, in microseconds since 1970."""
    told_at: int
    """When it was recorded."""
    by: UUID
    """Who did it: nobody is told of what they did themselves."""
    item: UUID
    """What it is about: a week, leave, an allocation, or a person."""
    reason: Reason


class Known(NamedTuple):
    """What an allocation is, and who asked for it; all else says itself whom it is about."""

    it: Allocation = Allocation()
    asked_by: UUID | None = None


def evolve(known: Known, recorded: Recorded) -> Known:
    """Remember whose time an allocation keeps, and who asked for it."""
    if not recorded.stream.startswith(ALLOCATION):
        return known
    event: AllocationEvent = recorded.event  # type: ignore[assignment]  # the stream has no others
    by = recorded.context.by
    asked_by = by if isinstance(event, AllocationRequested) and by != OPERATOR else known.asked_by
    return Known(allocation.evolve(known.it, event, recorded.context), asked_by)


ALLOCATION = f"{allocation.name}/"


def entries(id: UUID, before: Known, _after: Known, told: Told) -> Iterable[PersonalNoticeRow]:
    """Tell those whom it is about; what was recorded long after it happened is no news."""
    at, position, recorded = told
    told_at = to_microseconds(recorded.recorded_at)
    if told_at - at > OLD:
        return
    by = recorded.context.by
    for person, for_lead, reason in _meant_for(id, before, recorded):
        yield PersonalNoticeRow(person, for_lead, position, at, told_at, by, id, reason)


def _meant_for(id: UUID, before: Known, recorded: Recorded) -> Iterator[tuple[UUID, bool, Reason]]:
    match recorded.event:
        case TimeReminded(person=person, of=of):
            ask = of is Reminder.APPROVE
            yield person, ask, Reason.APPROVAL if ask else Reason.REMINDED
        case WeekSubmitted(person=person) | LeaveRequested(person=person):
            yield person, True, Reason.APPROVAL
        case (
            TimeApproved(person=person)
            | TimeRejected(person=person)
            | TimeReopened(person=person)
            | LeaveApproved(person=person)
            | LeaveRejected(person=person)
        ):
            yield person, False, Reason.ANSWERED
        case TimeAllocated(person=person):
            yield person, False, Reason.ALLOCATED
            yield from _asked(before, person)
        case AllocationReleased() | AllocationCancelled():
            if before.it.is_kept and before.it.person:
                yield before.it.person, False, Reason.ALLOCATED
                yield from _asked(before, before.it.person)
            else:
                yield from _asked(before, None)
        case AllocationWaits() | AllocationRejected():
            yield from _asked(before, None)
        case OverbookingArose():
            yield id, False, Reason.OVERBOOKED
            yield id, True, Reason.OVERBOOKED
        case _:
            pass


def _asked(before: Known, told: UUID | None) -> Iterator[tuple[UUID, bool, Reason]]:
    """Tell whoever asked for an allocation, unless they are told already: it is their own time."""
    if before.asked_by is not None and before.asked_by != told:
        yield before.asked_by, False, Reason.ANSWERED


personal_notices = ReadModel(
    name="personal_notices",
    reads=(sheet, leave, allocation, overbooking),
    initial=Known(),
    version=2,
    evolve=evolve,
    entries=entries,
    tables=(
        TableOf(
            PersonalNoticeRow,
            "personal_notice",
            key=(),
            indexes=(("person", "position"),),
            journal=True,
        ),
    ),
)
