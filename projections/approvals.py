"""Approvals: who waits for whose word, since when, and what becomes of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from projections.models.delegations import DelegationRow
from projections.models.flows import ApprovalRow
from projections.names import items_called, people_called, projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message


class Approvals(Message):
    """Who waits for whose approval, and since when?"""

    project: UUID | None = None
    """Only work of this project."""
    person: UUID | None = None
    """Only what this person can approve today, for themselves or in the place of somebody."""
    asked_by: UUID | None = None
    """Only what this person asked for."""


class ApprovalLine(Message):
    """An approver who has not decided yet on work that waits for approval."""

    item: UUID
    title: str
    project_key: str | None
    state: str
    """Where it waits."""
    move: str
    """The move that needs approval."""
    approver: str
    approver_id: UUID
    deputy: str | None
    """Who can approve in their place today."""
    deputy_id: UUID | None
    asked_by: str
    asked_by_id: UUID
    since: datetime
    days: int
    """Whole days since it was asked for."""
    needed: int
    """How many approvals it takes."""
    approved: int
    rejected: int
    on_approve: str
    """The state it goes on to."""
    on_reject: str
    """The state it falls back to."""


def read(reader: Reader, params: Approvals, _page: Page) -> list[ApprovalLine]:
    """List everyone who is waited for, what has waited longest first."""
    rows = reader.rows(ApprovalRow, lambda c: list(_wanted(params, c)))
    today, now = reader.moment.today, reader.moment.now
    deputies = {
        row.approver: row.deputy
        for row in reader.rows(DelegationRow, lambda c: [c.first <= today, c.last >= today])
    }
    if params.person is not None:
        rows = [r for r in rows if params.person in (r.approver, deputies.get(r.approver))]
        rows = [r for r in rows if r.asked_by != params.person]
    concerned = {id for row in rows for id in (row.approver, row.asked_by)}
    people = people_called(reader, concerned | set(deputies.values()))
    titles = items_called(reader, (row.item for row in rows))
    keys = projects_called(reader, (row.project for row in rows))
    lines = []
    for row in rows:
        deputy = deputies.get(row.approver)
        deputy = None if deputy == row.asked_by else deputy  # who cannot decide on what they asked
        line = ApprovalLine(
            item=row.item,
            title=titles.get(row.item, str(row.item)),
            project_key=row.project and keys.get(row.project),
            state=row.state,
            move=row.move,
            approver=people.get(row.approver, str(row.approver)),
            approver_id=row.approver,
            deputy=deputy and people.get(deputy, str(deputy)),
            deputy_id=deputy,
            asked_by=people.get(row.asked_by, str(row.asked_by)),
            asked_by_id=row.asked_by,
            since=row.since,
            days=max(0, (now - row.since).days),
            needed=row.needed,
            approved=row.approved,
            rejected=row.rejected,
            on_approve=row.on_approve,
            on_reject=row.on_reject,
        )
        lines.append(line)
    return sorted(lines, key=lambda line: order(params, line))


def _wanted(params: Approvals, c: Any) -> Iterable[Any]:
    yield c.said.is_(None)
    if params.project is not None:
        yield c.project == params.project
    if params.asked_by is not None:
        yield c.asked_by == params.asked_by


def order(_params: Approvals, line: ApprovalLine) -> Order:
    """Sort what has waited longest to the front."""
    return (line.since, str(line.item), line.approver.casefold(), str(line.approver_id))


approvals = View(
    name="approvals",
    params=Approvals,
    row=ApprovalLine,
    key=("item", "approver_id"),
    read=read,
    order=order,
)
