"""What rows are a part of: other rows, in whatever order they stand."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from service.imports.csv_rows import Row
from service.imports.csv_telling import Telling, Told
from workdomain.execution.work_item import work_item
from workdomain.planning.network import NestWorkItem


class Part(NamedTuple):
    """An item, and the key of what it is a part of."""

    row: Row
    key: str
    parent: str
    at: datetime


class Tree:
    """Knows which items were told of, and puts each below what it belongs to.

    That is a command of its own, so that a tree can be given later than its leaves. Whether what
    an item belongs to stands further up depends on the files alone, so that once more the same is
    told.
    """

    def __init__(self, telling: Telling) -> None:
        """Start with none told of; keys are only kept for maps that tell of parents."""
        self._telling = telling
        self._is_told = any(read.item and read.item.parent for read in telling.map.read)
        self._there: set[str] = set()
        self._waiting: list[Part] = []

    def placed(self, row: Row, key: str, parent: str | None, at: datetime) -> Iterator[Told]:
        """Put an item that was just added below its parent; if that is yet to come, it waits."""
        if self._is_told:
            if parent in self._there:
                yield self._below(Part(row, key, parent, at))
            elif parent:
                bare = row._replace(cells={}, columns=())
                self._waiting.append(Part(bare, key, parent, at))
            self._there.add(key)

    def end(self) -> Iterator[Told]:
        """Put below what waited, once all is told; its parent may be from an earlier import."""
        for each in self._waiting:
            above = self._telling.item_id(each.parent)
            if each.parent in self._there or self._telling.work.state(work_item, above).plan.title:
                yield self._below(each)
            else:
                why = f"not as a part of {each.parent!r}, which is not there"
                yield self._telling.remark(each.row, NestWorkItem.__name__, why)
        self._waiting.clear()

    def _below(self, item: Part) -> Told:
        telling = self._telling
        context = telling.context(item.at, "item", item.key, NestWorkItem.__name__)
        above = telling.item_id(item.parent)
        return telling.change(
            item.row, telling.item_id(item.key), NestWorkItem, context, parent=above
        )
