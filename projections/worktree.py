"""Projects and items as progress sees them: trees, the time spent, and what they sum up to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from math import floor
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select

from projections.models.items import ItemRow
from projections.models.projects import ProjectRow
from projections.models.specifications import SpecificationRow
from projections.reader import Reader
from projections.spent import NOTHING, Spent, spent_on
from projections.trees import Place, outline, parents
from workdomain.execution.task_life import State
from workdomain.planning.gate import Verdict
from workdomain.planning.progress import Category, Item, Progress, roll_up, total
from workdomain.planning.shape import Shape
from workdomain.planning.trust import HOURS_PER_POINT


class Known(NamedTuple):
    """The columns of an item that progress is about."""

    id: UUID
    parent: UUID | None
    project: UUID | None
    key: str | None
    title: str
    state: State
    work_h: float | None
    remaining_h: float | None
    start: date | None
    due: date | None
    added_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    assignees: tuple[str, ...]


class Specified(NamedTuple):
    """What else progress is about, of the items of which it is known."""

    item: UUID
    shape: Shape = Shape.TASK
    points: float | None = None
    gate: Verdict = Verdict.NONE


CATEGORIES = {
    State.TODO: Category.OPEN,
    State.DOING: Category.OPEN,
    State.BLOCKED: Category.OPEN,
    State.DONE: Category.DONE,
    State.CANCELLED: Category.CANCELLED,
}


@dataclass(frozen=True)
class Tree:
    """Items with what was spent on each; a parent that is not among them counts as none."""

    items: Mapping[UUID, Known]
    spent: Mapping[UUID | None, Spent]
    specified: Mapping[UUID, Specified] = field(default_factory=dict)
    hours_per_point: float = HOURS_PER_POINT

    def of(self, item: UUID) -> Specified:
        """Tell what else is known of an item."""
        return self.specified.get(item) or Specified(item)

    @cached_property
    def above(self) -> Mapping[UUID, UUID | None]:
        """Each item's parent."""
        return parents(self.items.values())

    @cached_property
    def _counted(self) -> Sequence[Item]:
        return [
            Item(
                item.id,
                self.above[item.id],
                CATEGORIES[item.state],
                item.work_h,
                item.remaining_h,
                self.spent.get(item.id, NOTHING).hours,
                points=self.of(item.id).points,
                takes_work=self.of(item.id).shape is not Shape.MILESTONE,
                is_assigned=bool(item.assignees),
                is_dated=item.due is not None,
            )
            for item in self.items.values()
        ]

    @cached_property
    def sums(self) -> Mapping[UUID, Progress]:
        """How far each item is, with everything below it."""
        return roll_up(self._counted)

    @cached_property
    def total(self) -> Progress:
        """How far all of them are together."""
        return total(self._counted)

    def outline(self, levels: int | None) -> Iterator[Place]:
        """Walk the items as an outline, siblings in the order in which they were added."""
        return outline(self.above, lambda id: (self.items[id].added_at, id), levels)


def items_of_project(reader: Reader, project: UUID) -> Select[Any]:
    """Ask for the ids of a project's items."""
    c: Any = reader.table(ItemRow).c
    return reader.select(ItemRow, c.id).where(c.project == project)


def items_below(reader: Reader, item: UUID) -> Select[Any]:
    """Ask for the ids of an item and of everything below it."""
    c: Any = reader.table(ItemRow).c
    top = reader.select(ItemRow, c.id).where(c.id == item).cte("tree", recursive=True)
    tree = top.union(reader.select(ItemRow, c.id).where(c.parent == top.c.id))
    return select(tree.c.id)


def read_tree(
    reader: Reader, among: Select[Any] | None, hours_per_point: float = HOURS_PER_POINT
) -> Tree:
    """Read the items that a query names, and the time spent on them; None is everything."""
    c: Any = reader.table(ItemRow).c
    query = reader.select(ItemRow, *(c[name] for name in Known._fields))
    if among is not None:
        query = query.where(c.id.in_(among))
    found = [Known._make(row) for row in reader.run(query)]
    items = {item.id: item for item in found}
    return Tree(items, spent_on(reader, among), _specified(reader, among), hours_per_point)


def _specified(reader: Reader, among: Select[Any] | None) -> dict[UUID, Specified]:
    c: Any = reader.table(SpecificationRow).c
    query = reader.select(SpecificationRow, *(c[name] for name in Specified._fields))
    if among is not None:
        query = query.where(c.item.in_(among))
    return {row.item: Specified._make(row) for row in reader.run(query)}


def by_project(tree: Tree) -> dict[UUID | None, Tree]:
    """Cut into one tree for each project, and one for the items that are in none."""
    groups = defaultdict[UUID | None, dict[UUID, Known]](dict)
    for item in tree.items.values():
        groups[item.project][item.id] = item
    return {project: replace(tree, items=items) for project, items in groups.items()}


def projects_at(reader: Reader, ids: Iterable[UUID] | None) -> dict[UUID, ProjectRow]:
    """Read projects; None is all of them."""
    found = (
        reader.rows(ProjectRow)
        if ids is None
        else reader.rows(ProjectRow, lambda c: [c.id.in_(list(ids))])
    )
    return {project.id: project for project in found}


def behind_schedule(
    start: date | None, due: date | None, percent: float | None, today: date
) -> bool | None:
    """Tell whether the part of the planned days that is complete ends today or before.

    start + floor((due - start + 1) x percent / 100) <= today (the rule of Redmine). None without
    both dates, and while nothing is estimated; what is past its due day is behind in any case.
    """
    if due is not None and due < today:
        return True
    if start is None or due is None or percent is None:
        return None
    days = ((due - start).days + 1) * percent / 100
    return start + timedelta(days=floor(round(days, 6))) <= today
