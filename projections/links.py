"""Links: what there is to read, to see or to use for a piece of work."""

from typing import Any
from uuid import UUID

from projections.models.beside import LinkRow
from projections.models.items import ItemRow
from projections.names import items_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message


class Links(Message):
    """What is there to read, to see or to use for the work?"""

    item: UUID | None = None
    """Only for this work item."""
    project: UUID | None = None
    """Only for work of this project."""


class LinkShown(Message):
    """A link that belongs to a work item."""

    item: UUID
    item_title: str
    link: UUID
    title: str
    """What it leads to."""
    url: str


def read(reader: Reader, params: Links, _page: Page) -> list[LinkShown]:
    """Find the links, then the titles of their items."""
    c: Any = reader.table(LinkRow).c
    query = reader.select(LinkRow)
    if params.item is not None:
        query = query.where(c.item == params.item)
    if params.project is not None:
        item: Any = reader.table(ItemRow).c
        there = reader.select(ItemRow, item.id).where(item.project == params.project)
        query = query.where(c.item.in_(there))
    rows = [LinkRow(*row) for row in reader.run(query)]
    titles = items_called(reader, (row.item for row in rows))
    shown = [
        LinkShown(
            item=row.item,
            item_title=titles.get(row.item, str(row.item)),
            link=row.link,
            title=row.title,
            url=row.url,
        )
        for row in rows
    ]
    return sorted(shown, key=lambda row: order(params, row))


def order(_params: Links, row: LinkShown) -> Order:
    """Sort by the items' titles, then the links' own."""
    ids = str(row.item), str(row.link)
    return (row.item_title.casefold(), ids[0], row.title.casefold(), ids[1])


links = View(
    name="links",
    params=Links,
    row=LinkShown,
    key=("item", "link"),
    read=read,
    order=order,
)
