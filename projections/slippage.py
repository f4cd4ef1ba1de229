"""Slips: how the due days of work items moved, item by item and of all that are in a project."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_

from projections.models.items import ItemRow
from projections.models.slips import SlipRow
from projections.reader import Reader
from workdomain.execution.task_life import State


class Planned(NamedTuple):
    """The columns of an item that its due day is shown with."""

    id: UUID
    project: UUID | None
    key: str | None
    title: str
    kind: str | None
    state: State
    due: date | None


class Slip(NamedTuple):
    """An item that was due on some day, first and last; the same day when it was never moved."""

    item: Planned
    first_due: date
    last_due: date
    moves: int

    @property
    def days(self) -> int:
        """Calendar days it came to be due later than was first planned; negative is earlier."""
        return (self.last_due - self.first_due).days


class Slippage(NamedTuple):
    """What the slips of many items sum up to; days are None where nothing was moved."""

    items: int
    """Those that were due on some day."""
    moved: int
    moves: int
    median_days: float | None
    """Of the items that were moved."""
    max_days: int | None


def read_slips(reader: Reader, projects: Sequence[UUID] | None = None) -> list[Slip]:
    """Read the items that are or were due on some day, of these projects or of all."""
    c: Any = reader.table(ItemRow).c
    among = () if projects is None else (c.project.in_(projects),)
    slip: Any = reader.table(SlipRow).c
    moved = reader.select(SlipRow, slip.item)
    query = reader.select(ItemRow, *(c[name] for name in Planned._fields))
    query = query.where(*among, or_(c.due.is_not(None), c.id.in_(moved)))
    items = [Planned._make(row) for row in reader.run(query)]
    ids = reader.select(ItemRow, c.id).where(*among)
    slips = {
        row.item: row for row in reader.rows(SlipRow, lambda s: [s.item.in_(ids)] if among else ())
    }
    return [slip for item in items if (slip := _slip(item, slips.get(item.id)))]


def _slip(item: Planned, row: SlipRow | None) -> Slip | None:
    if row is not None:
        return Slip(item, row.first_due, row.last_due, row.moves)
    return Slip(item, item.due, item.due, 0) if item.due else None


def by_project(slips: Iterable[Slip]) -> dict[UUID | None, list[Slip]]:
    """Sort slips by the projects that their items are in."""
    found = defaultdict[UUID | None, list[Slip]](list)
    for slip in slips:
        found[slip.item.project].append(slip)
    return found


def slippage(slips: Sequence[Slip]) -> Slippage:
    """Sum up slips."""
    days = [slip.days for slip in slips if slip.moves]
    return Slippage(
        items=len(slips),
        moved=len(days),
        moves=sum(slip.moves for slip in slips),
        median_days=float(median(days)) if days else None,
        max_days=max(days, default=None),
    )
