"""Checklists: the checks of work items, and which of them are done."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from projections.models.items import OPEN_STATES, ItemRow, ShareRow
from projections.models.specifications import CheckRow
from projections.names import projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message


class Checklists(Message):
    """What is on the checklists, and what of it is not done yet?"""

    item: UUID | None = None
    """Only the checklist of this work item, also when it is closed."""
    project: UUID | None = None
    """Only checklists of open work of this project."""
    person: UUID | None = None
    """Only checklists of open work that this person has."""
    done: bool | None = None
    """Only checks that are done, or (no) only those that are not."""


class CheckShown(Message):
    """A check of a checklist."""

    item: UUID
    title: str
    """Of the work item."""
    key: str | None
    project_key: str | None
    number: int
    """Where it stands in the list, from 1."""
    id: UUID
    text: str
    done: bool


def read(reader: Reader, params: Checklists, _page: Page) -> list[CheckShown]:
    """Read the checks with the items that they belong to."""
    item: Any = reader.table(ItemRow).c
    among = reader.select(ItemRow, item.id).where(*_wanted(reader, params, item))
    checks = reader.rows(CheckRow, lambda c: list(_checks(params, c, among)))
    rows = reader.rows(ItemRow, lambda c: [*_wanted(reader, params, c), _has_checks(reader, c)])
    items = {row.id: row for row in rows}
    projects = projects_called(reader, (row.project for row in rows))
    shown = [
        CheckShown(
            item=check.item,
            title=of.title,
            key=of.key,
            project_key=of.project and projects.get(of.project),
            number=check.rank,
            id=check.id,
            text=check.text,
            done=check.is_done,
        )
        for check in checks
        if (of := items.get(check.item))
    ]
    return sorted(shown, key=lambda row: order(params, row))


def _checks(params: Checklists, c: Any, among: Any) -> Iterator[Any]:
    yield c.item.in_(among)
    if params.done is not None:
        yield c.is_done == params.done


def _has_checks(reader: Reader, c: Any) -> Any:
    return c.id.in_(reader.select(CheckRow, reader.table(CheckRow).c.item))


def _wanted(reader: Reader, params: Checklists, c: Any) -> Iterator[Any]:
    if params.item is not None:
        yield c.id == params.item
    else:
        yield c.state.in_(OPEN_STATES)
    if params.project is not None:
        yield c.project == params.project
    if params.person is not None:
        share = reader.table(ShareRow)
        yield c.id.in_(reader.select(ShareRow, share.c.item).where(share.c.person == params.person))


def order(_params: Checklists, row: CheckShown) -> Order:
    """Sort by the title of the item, then as the list goes."""
    return (row.title.casefold(), str(row.item), row.number)


checklists = View(
    name="checklists", params=Checklists, row=CheckShown, key=("item", "id"), read=read, order=order
)
