"""Work items: a filtered, sorted list of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field
from sqlalchemy import BigInteger, ColumnElement, Text, func, literal, tuple_, type_coerce

from projections.models.entries import EntryRow
from projections.models.items import RANK, ItemRow, ShareRow, searched
from projections.models.specifications import LabelRow, SpecificationRow
from projections.names import (
    AT_ONCE,
    clients_called,
    items_called,
    objectives_called,
    people_called,
    projects_called,
)
from projections.reader import Reader
from projections.tables import to_microseconds
from projections.view import Order, Page, View
from workdomain.execution.task_life import State
from workdomain.kernel import Message
from workdomain.planning.dependency import Dependency, DependencyKind
from workdomain.planning.gate import Verdict
from workdomain.planning.shape import Shape
from workdomain.planning.work_item import Priority
from workdomain.values import Line


class SortBy(StrEnum):
    """What work items are sorted by; the most pressing first."""

    DUE = "due"
    PRIORITY = "priority"
    ADDED = "added"
    CHANGED = "changed"
    TITLE = "title"


class WorkItems(Message):
    """Which work items are there?"""

    project: UUID | None = None
    """Only those of this project."""
    person: UUID | None = None
    """Only open ones that this person has."""
    parent: UUID | None = None
    """Only parts of this work item."""
    state: tuple[State, ...] = ()
    """Only those in one of these states; none is any."""
    text: Line | None = None
    """Only those whose title or source key holds this, in any case."""
    key: Line | None = None
    """Only the one with this key in its source."""
    due_from: date | None = None
    """Only those due on this day or later."""
    due_to: date | None = None
    """Only those due on this day or earlier."""
    changed_from: AwareDatetime | None = None
    """Only those that changed at this instant or later."""
    owner: UUID | None = None
    """Only those that this person answers for."""
    shape: Shape | None = None
    """Only tasks, milestones or phases."""
    label: Line | None = None
    """Only those with this label, in any case."""
    goal: UUID | None = None
    """Only those that serve this objective."""
    client: UUID | None = None
    """Only those that are done for this client."""
    ids: tuple[UUID, ...] = Field(default=(), max_length=500)
    """Only these."""
    sort: SortBy = SortBy.DUE
    """What comes first."""


class WorkItemShown(Message):
    """A work item."""

    id: UUID
    key: str | None
    """What its source calls it; null for work that was born here."""
    title: str
    kind: str | None
    project: UUID | None
    project_key: str | None
    parent: UUID | None
    parent_title: str | None
    state: State
    """Our category: todo, doing, blocked, done, cancelled."""
    status: str | None
    """The source's own word for where it stands."""
    reason: str | None
    """Why it is blocked, or was cancelled."""
    priority: Priority
    assignees: tuple[str, ...]
    """Names of the people who have it."""
    assignee_ids: tuple[UUID, ...]
    owner: str | None
    """Name of the person who answers for it."""
    shape: Shape
    """task, milestone or phase."""
    labels: tuple[str, ...]
    points: float | None
    """Its size beside other work."""
    start: date | None
    due: date | None
    work_h: float | None
    """Estimated work in person-hours; null when nobody has estimated it."""
    remaining_h: float | None
    spent_h: float
    predecessors: tuple[UUID, ...]
    waits_for: tuple[str, ...]
    """The same in words, each with the kind of dependency and its lag: Roof (FS +2 d)."""
    purpose: str
    """Why it is done."""
    definition_of_done: str
    needs: tuple[str, ...]
    """Skills (with the level), roles and equipment."""
    goal: UUID | None
    """The objective that it serves."""
    goal_title: str | None
    client: UUID | None
    """Whom it is done for."""
    client_name: str | None
    checks: int
    """How many checks are on its checklist."""
    checked: int
    """How many of them are done."""
    gate: Verdict
    """Of a phase: none, or open, passed, failed."""
    gate_reason: str | None
    """Why it was passed or failed."""
    gate_by: str | None
    """Name of who decided that."""
    gate_at: datetime | None
    comments: int
    reopened: int
    """How often it was reopened."""
    added_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    since: datetime
    """When it came into its state."""
    changed_at: datetime
    url: str | None


LAST = date.max.isoformat()
"""Where work without a date is sorted."""


def _due(c: Any) -> Any:
    return func.coalesce(type_coerce(c.due, Text), LAST)


def _at(column: Any) -> Any:
    return type_coerce(column, BigInteger)


@dataclass(frozen=True)
class Sort:
    """The same order told twice: of rows in the database, and of rows shown."""

    columns: Callable[[Any], tuple[Any, ...]]
    values: Callable[[WorkItemShown], Order]


SORTS = {
    SortBy.DUE: Sort(
        lambda c: (_due(c), c.rank),
        lambda row: (row.due.isoformat() if row.due else LAST, RANK[row.priority]),
    ),
    SortBy.PRIORITY: Sort(
        lambda c: (c.rank, _due(c)),
        lambda row: (RANK[row.priority], row.due.isoformat() if row.due else LAST),
    ),
    SortBy.ADDED: Sort(lambda c: (_at(c.added_at),), lambda row: (to_microseconds(row.added_at),)),
    SortBy.CHANGED: Sort(
        lambda c: (-_at(c.changed_at),), lambda row: (-to_microseconds(row.changed_at),)
    ),
    SortBy.TITLE: Sort(lambda c: (c.search,), lambda row: (searched(row.title, row.key),)),
}


def order(params: WorkItems, row: WorkItemShown) -> Order:
    """Sort as asked, and by id what is alike."""
    return (*SORTS[params.sort].values(row), str(row.id))


def read(reader: Reader, params: WorkItems, page: Page) -> Iterable[WorkItemShown]:
    """Find the items of a page, then what is shown beside them: a fixed number of queries."""
    c = reader.table(ItemRow).c
    by = (*SORTS[params.sort].columns(c), c.id)
    query = reader.select(ItemRow).where(*_wanted(reader, params, c)).order_by(*by)
    if page.after is not None:
        *values, id = page.after
        behind = (*(literal(value) for value in values), literal(UUID(id), c.id.type))
        query = query.where(tuple_(*by) > tuple_(*behind))
    if page.limit is not None:
        query = query.limit(page.limit + 1)
    return shown(reader, [ItemRow(*found) for found in reader.run(query)])


def _wanted(reader: Reader, params: WorkItems, c: Any) -> Iterable[ColumnElement[bool]]:
    """Turn the filters that are set into conditions."""
    if params.project is not None:
        yield c.project == params.project
    if params.parent is not None:
        yield c.parent == params.parent
    if params.person is not None:
        share = reader.table(ShareRow)
        yield c.id.in_(reader.select(ShareRow, share.c.item).where(share.c.person == params.person))
    if params.state:
        yield c.state.in_(params.state)
    if params.text is not None:
        yield c.search.contains(params.text.casefold(), autoescape=True)
    if params.key is not None:
        yield c.key == params.key
    if params.due_from is not None:
        yield c.due >= params.due_from
    if params.due_to is not None:
        yield c.due <= params.due_to
    if params.changed_from is not None:
        yield c.changed_at >= params.changed_from
    yield from _specified(reader, params, c)
    if params.ids:
        yield c.id.in_(params.ids)


def _specified(reader: Reader, params: WorkItems, c: Any) -> Iterable[ColumnElement[bool]]:
    """Turn the filters by what is known of the work into conditions."""
    spec: Any = reader.table(SpecificationRow).c
    known = reader.select(SpecificationRow, spec.item)
    if params.shape is Shape.TASK:
        yield c.id.not_in(known.where(spec.shape != Shape.TASK))
    elif params.shape is not None:
        yield c.id.in_(known.where(spec.shape == params.shape))
    for name in ("owner", "goal", "client"):
        if (wanted := getattr(params, name)) is not None:
            yield c.id.in_(known.where(spec[name] == wanted))
    if params.label is not None:
        label: Any = reader.table(LabelRow).c
        with_it = reader.select(LabelRow, label.item).where(label.label == params.label.casefold())
        yield c.id.in_(with_it)


def shown(reader: Reader, rows: Sequence[ItemRow]) -> list[WorkItemShown]:
    """Add names and spent hours to rows of items."""
    specs = specifications(reader, [row.id for row in rows])
    owners = (id for spec in specs.values() for id in (spec.owner, spec.gate_by))
    people = people_called(reader, chain((id for row in rows for id in row.assignees), owners))
    goals = objectives_called(reader, (spec.goal for spec in specs.values()))
    clients = clients_called(reader, (spec.client for spec in specs.values()))
    projects = projects_called(reader, (row.project for row in rows))
    befores = (id for row in rows for id, *_ in row.predecessors)
    titles = items_called(reader, chain((row.parent for row in rows), befores))
    spent = spent_hours(reader, [row.id for row in rows])
    return [
        WorkItemShown(
            **{field: getattr(row, field) for field in AS_THEY_ARE},
            project_key=row.project and projects.get(row.project),
            parent_title=row.parent and titles.get(row.parent),
            assignees=tuple(people.get(UUID(id), id) for id in row.assignees),
            assignee_ids=tuple(UUID(id) for id in row.assignees),
            predecessors=tuple(UUID(id) for id, *_ in row.predecessors),
            waits_for=tuple(
                f"{titles.get(UUID(id), id)} ({Dependency(DependencyKind(kind), days, minutes)})"
                for id, kind, days, minutes in row.predecessors
            ),
            spent_h=spent.get(row.id, 0.0),
            goal_title=goals.get(spec.goal) if spec.goal else None,
            client_name=clients.get(spec.client) if spec.client else None,
            **_of_specification(spec, people),
        )
        for row, spec in ((row, specs.get(row.id, SpecificationRow(row.id))) for row in rows)
    ]


AS_THEY_ARE = [
    field
    for field in WorkItemShown.model_fields
    if field in ItemRow._fields and field not in {"assignees", "predecessors"}
]
AS_SPECIFIED = [
    field
    for field in WorkItemShown.model_fields
    if field in SpecificationRow._fields and field not in {"owner", "gate_by"}
]


def _of_specification(spec: SpecificationRow, people: Mapping[UUID, str]) -> dict[str, Any]:
    named = {
        field: id and people.get(id, str(id))
        for field, id in (("owner", spec.owner), ("gate_by", spec.gate_by))
    }
    return {field: getattr(spec, field) for field in AS_SPECIFIED} | named


def specifications(reader: Reader, items: Sequence[UUID]) -> dict[UUID, SpecificationRow]:
    """Read what is known of items; those of which nothing is are left out."""
    item = reader.table(SpecificationRow).c.item
    found = {}
    for start in range(0, len(items), AT_ONCE):
        some = item.in_(items[start : start + AT_ONCE])
        for row in reader.run(reader.select(SpecificationRow).where(some)):
            found[row.item] = SpecificationRow(*row)
    return found


def spent_hours(reader: Reader, items: Sequence[UUID]) -> dict[UUID, float]:
    """Sum up the person-hours logged on items; those without any are left out."""
    c = reader.table(EntryRow).c
    spent = {}
    for start in range(0, len(items), AT_ONCE):
        query = (
            reader.select(EntryRow, c.item, func.sum(c.minutes))
            .where(c.item.in_(items[start : start + AT_ONCE]))
            .group_by(c.item)
        )
        spent.update({item: int(minutes) / 60 for item, minutes in reader.run(query)})
    return spent


work_items = View(
    name="work-items",
    params=WorkItems,
    row=WorkItemShown,
    key=("id",),
    read=read,
    order=order,
)
