"""Where work items stand in their workflows, and whose approval they wait for, as rows.

They lie beside the rows of work items, of the same fold; an item without a workflow has none.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from workdomain.execution.flow import Pending
from workdomain.execution.steps import Place
from workdomain.execution.work_item import WorkItem
from workdomain.processes.workflow_parts import Category


class FlowRow(NamedTuple):
    """The state that a work item is in, and the version it moved there under."""

    item: UUID
    project: UUID | None
    workflow: UUID
    version: int
    state: str
    category: Category
    percent: int | None
    since: datetime


class ApprovalRow(NamedTuple):
    """One of the approvers that a work item waits for, and what they have said so far."""

    item: UUID
    approver: UUID
    project: UUID | None
    move: str
    state: str
    on_approve: str
    on_reject: str
    said: str | None
    """approved or rejected; null as long as they said nothing."""
    needed: int
    approved: int
    rejected: int
    approvers: int
    asked_by: UUID
    since: datetime


def flow_rows(id: UUID, item: WorkItem) -> Iterable[FlowRow | ApprovalRow]:
    """Show where an item stands, and each of its approvers; nothing, if it stands nowhere."""
    flow, project = item.flow, item.plan.project
    place = flow.place
    if place is None or flow.since is None:
        return ()  # as most items do, and they are many
    row = FlowRow(
        id,
        project,
        place.workflow,
        place.version,
        place.state,
        place.category,
        place.percent,
        flow.since,
    )
    pending = flow.pending
    return (row,) if pending is None else (row, *_approvals(id, project, place, pending))


def _approvals(
    id: UUID, project: UUID | None, place: Place, pending: Pending
) -> Iterable[ApprovalRow]:
    for approver in pending.asked.approvers:
        said = "approved" if approver in pending.approved else None
        yield ApprovalRow(
            item=id,
            approver=approver,
            project=project,
            move=pending.asked.move,
            state=place.state,
            on_approve=pending.asked.on_approve.state,
            on_reject=pending.asked.on_reject.state,
            said="rejected" if approver in pending.rejected else said,
            needed=pending.asked.needed,
            approved=len(pending.approved),
            rejected=len(pending.rejected),
            approvers=len(pending.asked.approvers),
            asked_by=pending.by,
            since=pending.at,
        )
