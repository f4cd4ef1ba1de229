"""Work in progress: how much is in each state of a project, and which limits are gone over."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from projections.models.wips import WipPersonRow, WipRow
from projections.models.workflows import WorkflowRow
from projections.names import people_called, projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message


class WipOf(Message):
    """How much work is in progress in each state, with whom, and where is it too much?"""

    project: UUID | None = None
    """Only in this project."""
    person: UUID | None = None
    """Only what this person has."""
    over: bool = False
    """Only what is over its limit now."""


class WipLine(Message):
    """How much work of a project is in a state, all in all or with one person."""

    project_key: str | None
    project: UUID
    workflow: str
    workflow_id: UUID
    state: str
    person: str | None
    """Null for all together."""
    person_id: UUID | None
    count: int
    most: int | None
    """How much may be there; null is not limited."""
    over_by: int
    on_breach: str
    breaches: int | None
    """How often a limit of the state was gone over so far; null for one person."""
    breached_at: datetime | None
    """When that happened last."""


def read(reader: Reader, params: WipOf, _page: Page) -> list[WipLine]:
    """Show every state that is counted, and everyone who has something there."""
    rows = reader.rows(WipRow, lambda c: _of_project(params, c))
    shares = reader.rows(WipPersonRow, lambda c: list(_of_person(params, c)))
    keys = projects_called(reader, (row.project for row in rows))
    people = people_called(reader, (share.person for share in shares))
    workflows = {row.id: row.name for row in reader.rows(WorkflowRow)}
    lines = [*_lines(rows, shares, keys, people, workflows)]
    wanted = [
        line
        for line in lines
        if (not params.over or line.over_by)
        and (params.person is None or line.person_id == params.person)
    ]
    return sorted(wanted, key=lambda line: order(params, line))


def _of_project(params: WipOf, c: Any) -> list[Any]:
    return [] if params.project is None else [c.project == params.project]


def _of_person(params: WipOf, c: Any) -> Iterable[Any]:
    yield from _of_project(params, c)
    if params.person is not None:
        yield c.person == params.person


def _lines(
    rows: list[WipRow],
    shares: list[WipPersonRow],
    keys: dict[UUID, str],
    people: dict[UUID, str],
    workflows: dict[UUID, str],
) -> Iterator[WipLine]:
    states = {(row.project, row.workflow, row.state): row for row in rows}
    for row in rows:
        yield WipLine(
            **_where(row, keys, workflows),
            person=None,
            person_id=None,
            count=row.items,
            most=row.most,
            over_by=_over(row.items, row.most),
            breaches=row.breaches,
            breached_at=row.breached_at,
        )
    for share in shares:
        row = states[share.project, share.workflow, share.state]
        yield WipLine(
            **_where(row, keys, workflows),
            person=people.get(share.person, str(share.person)),
            person_id=share.person,
            count=share.items,
            most=share.most_each,
            over_by=_over(share.items, share.most_each),
            breaches=None,
            breached_at=None,
        )


def _where(row: WipRow, keys: dict[UUID, str], workflows: dict[UUID, str]) -> dict[str, Any]:
    return {
        "project": row.project,
        "project_key": keys.get(row.project),
        "workflow": workflows.get(row.workflow, str(row.workflow)),
        "workflow_id": row.workflow,
        "state": row.state,
        "on_breach": row.on_breach,
    }


def _over(count: int, most: int | None) -> int:
    return 0 if most is None else max(0, count - most)


def order(_params: WipOf, line: WipLine) -> Order:
    """Sort by project and state, all together before each person."""
    return (
        line.project_key or "",
        str(line.project),
        line.workflow.casefold(),
        str(line.workflow_id),
        line.state.casefold(),
        line.state,
        line.person is not None,
        (line.person or "").casefold(),
        str(line.person_id),
    )


wip = View(
    name="wip",
    params=WipOf,
    row=WipLine,
    key=("project", "workflow_id", "state", "person_id"),
    read=read,
    order=order,
)
