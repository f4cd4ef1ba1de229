"""Blockers: what keeps work from going on, who waits for whom, for how long, and how it ended."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from pydantic import Field

from projections.figures import day_of, rounded
from projections.models.beside import BlockerRow
from projections.models.items import ItemRow, ShareRow
from projections.names import AT_ONCE, people_called, projects_called
from projections.reader import Reader
from projections.tables import to_microseconds
from projections.view import Order, Page, View
from workdomain.execution.blockers import blocked_time
from workdomain.execution.blocking import BlockerKind
from workdomain.kernel import Message
from workdomain.work import chunks

R = TypeVar("R")


class Blockers(Message):
    """What keeps work from going on, who waits for whom, and for how long?"""

    project: UUID | None = None
    """Only what blocks work of this project."""
    item: UUID | None = None
    """Only what blocks this work item."""
    person: UUID | None = None
    """Only what needs this person."""
    waiting: UUID | None = None
    """Only what blocks open work that this person has."""
    kind: tuple[BlockerKind, ...] = Field(default=(), max_length=10)
    """Only of these kinds; none is any."""
    ended: bool = False
    """Also those that are over."""


class BlockerShown(Message):
    """Something that keeps, or kept, a work item from going on."""

    item: UUID
    key: str | None
    """What the item's source calls it."""
    title: str
    project: UUID | None
    project_key: str | None
    blocker: UUID
    """Its id, within the item."""
    place: int
    """How many blockers the item had before."""
    kind: BlockerKind
    reason: str
    open: bool
    waiting: tuple[str, ...]
    """Names of those who wait: whoever has the item."""
    waiting_ids: tuple[UUID, ...]
    needed_from: str | None
    """Name of whoever could help."""
    needed_from_id: UUID | None
    """Null for somebody outside."""
    needed_by: date | None
    overdue: bool
    """Whether it is open although help was needed by a day before today."""
    raised_at: datetime
    raised_by: str
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    resolution: str | None
    """How it was resolved; null when it is open, or ended as the work merely went on."""
    age_days: int | None
    """For how many days it has been open; null when it is over."""
    blocked_h: float
    """Hours by the clock from when it was raised until it ended, or now."""
    kind_blocked_h: float
    """Hours in which the item was blocked by anything of this kind, each counted once."""
    item_blocked_h: float
    """Hours in which the item was blocked by anything at all, each counted once."""


def read(reader: Reader, params: Blockers, _page: Page) -> list[BlockerShown]:
    """Find the blockers and their items, then all blockers of these items, for the hours."""
    c: Any = reader.table(BlockerRow).c
    query = reader.select(BlockerRow).where(*_wanted(reader, params, c))
    found = [BlockerRow(*row) for row in reader.run(query)]
    ids = sorted({row.item for row in found})
    items = {item.id: item for item in _rows(reader, ItemRow, "id", ids)}
    beside = _spans(reader, ids)
    rows = [row for row in found if row.item in items]
    names = people_called(reader, _people(rows, items.values()))
    projects = projects_called(reader, (item.project for item in items.values()))
    moment = reader.moment

    def hours(spans: Sequence[BlockerRow]) -> float:
        time = blocked_time([(row.raised_at, row.ended_at) for row in spans], moment.now)
        return rounded(time.total_seconds() / 3600)

    def name(id: UUID | None) -> str | None:
        return None if id is None else names.get(id, str(id))

    shown = []
    for row in rows:
        item, all_of_it = items[row.item], beside[row.item]
        age = (moment.today - day_of(row.raised_at)).days if row.open else None
        shown.append(
            BlockerShown(
                **{field: getattr(row, field) for field in AS_THEY_ARE},
                key=item.key,
                title=item.title,
                project=item.project,
                project_key=item.project and projects.get(item.project),
                waiting=tuple(names.get(UUID(id), id) for id in item.assignees),
                waiting_ids=tuple(UUID(id) for id in item.assignees),
                needed_from=name(row.needed_from) or row.needed_from_outside,
                needed_from_id=row.needed_from,
                overdue=row.open and row.needed_by is not None and row.needed_by < moment.today,
                raised_by=names.get(row.raised_by, str(row.raised_by)),
                acknowledged_by=name(row.acknowledged_by),
                ended_by=name(row.ended_by),
                age_days=age,
                blocked_h=hours([row]),
                kind_blocked_h=hours([each for each in all_of_it if each.kind is row.kind]),
                item_blocked_h=hours(all_of_it),
            )
        )
    return sorted(shown, key=lambda row: order(params, row))


AS_THEY_ARE = (
    "item", "blocker", "place", "kind", "reason", "open", "needed_by", "raised_at",
    "acknowledged_at", "ended_at", "resolution",
)  # fmt: skip


def _wanted(reader: Reader, params: Blockers, c: Any) -> Any:
    """Turn the filters that are set into conditions."""
    if not params.ended:
        yield c.open
    if params.item is not None:
        yield c.item == params.item
    if params.person is not None:
        yield c.needed_from == params.person
    if params.kind:
        yield c.kind.in_(params.kind)
    if params.project is not None:
        item: Any = reader.table(ItemRow).c
        yield c.item.in_(reader.select(ItemRow, item.id).where(item.project == params.project))
    if params.waiting is not None:
        share: Any = reader.table(ShareRow).c
        yield c.item.in_(reader.select(ShareRow, share.item).where(share.person == params.waiting))


def _spans(reader: Reader, ids: Sequence[UUID]) -> defaultdict[UUID, list[BlockerRow]]:
    """Find all that ever blocked these items."""
    spans = defaultdict[UUID, list[BlockerRow]](list)
    for row in _rows(reader, BlockerRow, "item", ids):
        spans[row.item].append(row)
    return spans


def _rows(reader: Reader, row: type[R], field: str, ids: Sequence[UUID]) -> list[R]:
    c = reader.table(row).c
    queries = [reader.select(row).where(c[field].in_(some)) for some in chunks(ids, AT_ONCE)]
    return [row(*found) for query in queries for found in reader.run(query)]


def _people(rows: Sequence[BlockerRow], items: Any) -> set[UUID]:
    found = {
        id
        for row in rows
        for id in (row.raised_by, row.needed_from, row.acknowledged_by, row.ended_by)
        if id is not None
    }
    return found | {UUID(id) for item in items for id in item.assignees}


LAST = date.max.isoformat()


def order(_params: Blockers, row: BlockerShown) -> Order:
    """Sort what is open to the front, what is needed soonest first, then what is oldest."""
    needed = row.needed_by.isoformat() if row.needed_by else LAST
    return (not row.open, needed, to_microseconds(row.raised_at), str(row.item), row.place)


blockers = View(
    name="blockers",
    params=Blockers,
    row=BlockerShown,
    key=("item", "place"),
    read=read,
    order=order,
)
