"""The portal: what a client sees of the work that is done for it, and nothing else.

Neither what it costs nor what is known of people beyond their names is in it. A token for the role
client reads this view of its own client, and no other.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import or_

from projections.figures import rounded
from projections.models.items import ItemRow
from projections.models.projects import ProjectRow
from projections.models.specifications import SpecificationRow
from projections.names import people_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.task_life import State
from workdomain.kernel import Message
from workdomain.planning.progress import percent_complete

LAST = date.max


class Portal(Message):
    """What is done for this client, and how far is it?"""

    client: UUID
    """Which one."""


class Kind(StrEnum):
    """What a row of the portal is about."""

    PROJECT = "project"
    ITEM = "item"


class PortalRow(Message):
    """A project, or a piece of work, for a client."""

    kind: Kind
    id: UUID
    project_key: str | None
    title: str
    state: str
    """open or closed of a project; todo, doing, blocked, done or cancelled of work."""
    starts: date | None
    due: date | None
    done_percent: float | None
    """Of the estimated work; null where there is no estimate. Of a project: of all its work."""
    people: tuple[str, ...]
    """Who does it, by name."""


def read(reader: Reader, params: Portal, _page: Page) -> list[PortalRow]:
    """List projects with their work, then work outside of them."""
    shown = [*_rows(reader, params.client)]
    return sorted(shown, key=lambda row: order(params, row))


def _rows(reader: Reader, client: UUID) -> Iterator[PortalRow]:
    projects = {row.id: row for row in reader.rows(ProjectRow, lambda c: [c.client == client])}
    others = _clients_named(reader)
    own = {item for item, whose in others.items() if whose == client}

    def asked(c: Any) -> list[Any]:
        return [or_(c.project.in_(list(projects)), c.id.in_(list(own)))]

    items = [row for row in reader.rows(ItemRow, asked) if others.get(row.id, client) == client]
    names = people_called(reader, (person for row in items for person in row.assignees))
    work = defaultdict[UUID | None, list[ItemRow]](list)
    for row in items:
        work[row.project].append(row)
        people = sorted(names.get(UUID(each), "somebody") for each in row.assignees)
        venture = projects.get(row.project) if row.project else None
        yield PortalRow(
            kind=Kind.ITEM,
            id=row.id,
            project_key=venture and venture.key,
            title=row.title,
            state=row.state.value,
            starts=row.start,
            due=row.due,
            done_percent=_percent([row]),
            people=tuple(people),
        )
    for venture in projects.values():
        yield PortalRow(
            kind=Kind.PROJECT,
            id=venture.id,
            project_key=venture.key,
            title=venture.name,
            state="closed" if venture.closed else "open",
            starts=venture.starts,
            due=venture.ends,
            done_percent=_percent(work[venture.id]),
            people=(),
        )


def _clients_named(reader: Reader) -> dict[UUID, UUID]:
    """Tell of the work items that name a client of their own, which."""
    c: Any = reader.table(SpecificationRow).c
    query = reader.select(SpecificationRow, c.item, c.client)
    return dict(reader.run(query.where(c.client.is_not(None))))


def _percent(rows: list[ItemRow]) -> float | None:
    """Tell how much of the work is done that has an estimate, and was not cancelled."""
    counted = [row for row in rows if row.work_h is not None and row.state is not State.CANCELLED]
    work = sum(row.work_h or 0.0 for row in counted)
    left = sum(0.0 if row.state is State.DONE else row.remaining_h or 0.0 for row in counted)
    return rounded(percent_complete(work, left)) if counted else None


def order(_params: Portal, row: PortalRow) -> Order:
    """Sort by project, itself first, then by the day work is due; work outside comes last."""
    outside = row.project_key is None
    is_item = row.kind is Kind.ITEM
    return (outside, row.project_key or "", is_item, str(row.due or LAST), row.title, str(row.id))


portal = View(
    name="portal",
    params=Portal,
    row=PortalRow,
    key=("id",),
    read=read,
    order=order,
)
