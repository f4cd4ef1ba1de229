"""Decisions: what was decided in the course of work, why, by whom, and whether it still holds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from projections.models.beside import DecisionRow
from projections.models.items import ItemRow
from projections.names import items_called, people_called
from projections.reader import Reader
from projections.tables import to_microseconds
from projections.view import Order, Page, View
from workdomain.kernel import Message


class Decisions(Message):
    """What was decided, why, by whom, and against what?"""

    item: UUID | None = None
    """Only on this work item."""
    project: UUID | None = None
    """Only on work of this project."""
    superseded: bool = False
    """Also what does not hold any more."""


class DecisionShown(Message):
    """A decision on a work item."""

    item: UUID
    title: str
    """The work item's title."""
    decision: UUID
    what: str
    why: str
    alternatives: tuple[str, ...]
    """What it was decided against."""
    decided_by: tuple[str, ...]
    decided_by_ids: tuple[UUID, ...]
    recorded_by: str
    at: datetime
    supersedes: UUID | None
    """The decision that held before."""
    superseded_by: UUID | None
    """The decision that holds instead; null when this one does."""


def read(reader: Reader, params: Decisions, _page: Page) -> list[DecisionShown]:
    """Find the decisions, then the names of people and items."""
    c: Any = reader.table(DecisionRow).c
    query = reader.select(DecisionRow)
    if params.item is not None:
        query = query.where(c.item == params.item)
    if params.project is not None:
        item: Any = reader.table(ItemRow).c
        there = reader.select(ItemRow, item.id).where(item.project == params.project)
        query = query.where(c.item.in_(there))
    if not params.superseded:
        query = query.where(c.superseded_by.is_(None))
    rows = [DecisionRow(*row) for row in reader.run(query)]
    people = [id for row in rows for id in (*row.decided_by, str(row.recorded_by))]
    names, titles = people_called(reader, people), items_called(reader, (r.item for r in rows))
    shown = [
        DecisionShown(
            item=row.item,
            title=titles.get(row.item, str(row.item)),
            decision=row.decision,
            what=row.what,
            why=row.why,
            alternatives=row.alternatives,
            decided_by=tuple(names.get(UUID(id), id) for id in row.decided_by),
            decided_by_ids=tuple(UUID(id) for id in row.decided_by),
            recorded_by=names.get(row.recorded_by, str(row.recorded_by)),
            at=row.at,
            supersedes=row.supersedes,
            superseded_by=row.superseded_by,
        )
        for row in rows
    ]
    return sorted(shown, key=lambda row: order(params, row))


def order(_params: Decisions, row: DecisionShown) -> Order:
    """Sort the newest to the front."""
    return (-to_microseconds(row.at), str(row.item), str(row.decision))


decisions = View(
    name="decisions",
    params=Decisions,
    row=DecisionShown,
    key=("item", "decision"),
    read=read,
    order=order,
)
