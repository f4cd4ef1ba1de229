"""Time spent on work items, added up in the database."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func

from projections.models.entries import EntryRow
from projections.reader import Reader


class Spent(NamedTuple):
    """Time logged on an item, and the last day on which somebody worked on it."""

    hours: float
    last: date | None


NOTHING = Spent(0.0, None)


def spent_on(reader: Reader, among: Select[Any] | None = None) -> dict[UUID | None, Spent]:
    """Sum the time by item, for items whose ids a query finds; without one, for all, and for none.

    The key None is time that was logged on no item at all.
    """
    c: Any = reader.table(EntryRow).c
    query = reader.select(EntryRow, c.item, func.sum(c.minutes), func.max(c.day)).group_by(c.item)
    if among is not None:
        query = query.where(c.item.in_(among))
    return {item: Spent(float(minutes) / 60, last) for item, minutes, last in reader.run(query)}
