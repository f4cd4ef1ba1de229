"""How time is kept here, as rows: the policy, what is closed, and who approves on which project."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.timekeeping import Timekeeping, TimekeepingEvent, timekeeping
from workdomain.store.messages import Recorded


class PolicyRow(NamedTuple):
    """What holds for timesheets, once anything was said."""

    id: UUID
    in_sequence: bool
    own_days_back: int | None
    others_days_back: int | None
    approve_after_weeks: int | None
    remind_after_days: int | None
    escalate_after_days: int | None
    closed: date | None
    locks_on: date | None
    locked: date | None
    reminds_since: date | None


class TimeApproverRow(NamedTuple):
    """Who approves time on a project."""

    project: UUID
    approver: UUID


def evolve(known: Timekeeping, recorded: Recorded) -> Timekeeping:
    """Take in an event as decisions do."""
    event: TimekeepingEvent = recorded.event  # type: ignore[assignment]  # no others are read
    return timekeeping.evolve(known, event, recorded.context)


def rows(id: UUID, it: Timekeeping) -> Iterable[PolicyRow | TimeApproverRow]:
    """Show what holds."""
    told = (*dict(it.policy).values(), it.closed, it.locks_on, it.locked, it.reminds_since)
    yield PolicyRow._make((id, *told))
    for project, approver in it.approvers.items():
        yield TimeApproverRow(project, approver)


timekeeping_rows = ReadModel(
    name="timekeeping",
    version=2,
    reads=(timekeeping,),
    initial=Timekeeping(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(PolicyRow, "time_policy", key=()),
        TableOf(TimeApproverRow, "time_approver", key=("project",)),
    ),
)
