"""Readiness: which open work can be begun as it is planned, and what the rest is missing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Any
from uuid import UUID

from projections.models.items import ItemRow, ShareRow
from projections.models.specifications import SpecificationRow
from projections.names import people_called, projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from projections.work_items import specifications
from workdomain.execution.task_life import State
from workdomain.kernel import Message
from workdomain.planning.readiness import Advice, Facts, Missing, advice, missing
from workdomain.planning.shape import Shape


class Readiness(Message):
    """Which work is ready to be begun, and what is the rest missing?"""

    project: UUID | None = None
    """Only work of this project."""
    person: UUID | None = None
    """Only work that this person has, or answers for."""
    ready: bool | None = None
    """Only what is ready, or (no) only what is not."""
    begun: bool = False
    """Whether work is shown as well that was begun, ready or not."""


class Kind(StrEnum):
    """What a row is about."""

    TOTAL = "total"
    """All that was asked for; the parameter `ready` does not change it."""
    ITEM = "item"


class ReadinessRow(Message):
    """An open work item, or all of them."""

    kind: Kind
    id: UUID | None = None
    title: str
    key: str | None = None
    project_key: str | None = None
    shape: Shape | None = None
    state: State | None = None
    ready: bool | None = None
    missing: tuple[str, ...] = ()
    """What it has to have to be ready; of all: how many miss it."""
    advice: tuple[str, ...] = ()
    """What it had better have; of all: how many do not."""
    owner: str | None = None
    assignees: tuple[str, ...] = ()
    due: date | None = None
    items: int = 1
    """How many there are."""
    ready_items: int = 0
    """How many of them are ready."""


def read(reader: Reader, params: Readiness, _page: Page) -> list[ReadinessRow]:
    """Judge each open item; the total comes first, and only where there is something to judge."""
    rows = reader.rows(ItemRow, lambda c: list(_wanted(reader, params, c)))
    known = {row.id: SpecificationRow(row.id) for row in rows}
    known |= specifications(reader, list(known))
    headings = _headings(reader)
    facts = {row.id: _facts(row, known[row.id], row.id in headings) for row in rows}
    owners = (spec.owner for spec in known.values())
    people = people_called(reader, chain((id for row in rows for id in row.assignees), owners))
    projects = projects_called(reader, (row.project for row in rows))
    found = [_shown(row, known[row.id], facts[row.id], people, projects) for row in rows]
    found.sort(key=lambda row: order(params, row))
    asked = [row for row in found if params.ready is None or row.ready is params.ready]
    return [*_total(found), *asked]


def _wanted(reader: Reader, params: Readiness, c: Any) -> Iterator[Any]:
    states = [State.TODO, State.BLOCKED, *([State.DOING] if params.begun else [])]
    yield c.state.in_(states)
    if not params.begun:
        yield c.started_at.is_(None)
    if params.project is not None:
        yield c.project == params.project
    if params.person is not None:
        share, spec = reader.table(ShareRow).c, reader.table(SpecificationRow).c
        has = reader.select(ShareRow, share.item).where(share.person == params.person)
        owns = reader.select(SpecificationRow, spec.item).where(spec.owner == params.person)
        yield c.id.in_(has.union(owns))


def _headings(reader: Reader) -> set[UUID]:
    """Find the items that others, not cancelled, are parts of: those are estimated instead."""
    c: Any = reader.table(ItemRow).c
    query = reader.select(ItemRow, c.parent).where(
        c.parent.is_not(None), c.state != State.CANCELLED
    )
    return {parent for (parent,) in reader.run(query.distinct())}


def _facts(row: ItemRow, known: SpecificationRow, is_heading: bool) -> Facts:
    return Facts(
        has_owner=known.owner is not None,
        has_estimate=row.work_h is not None,
        is_estimable=not is_heading and known.shape is not Shape.MILESTONE,
        priority=row.priority,
        due=row.due,
        is_blocked=row.state is State.BLOCKED,
        has_purpose=bool(known.purpose),
        has_definition_of_done=bool(known.definition_of_done),
        has_needs=bool(known.needs),
    )


def _shown(
    row: ItemRow,
    spec: SpecificationRow,
    facts: Facts,
    people: Mapping[UUID, str],
    projects: Mapping[UUID, str],
) -> ReadinessRow:
    lacks = missing(facts)
    return ReadinessRow(
        kind=Kind.ITEM,
        id=row.id,
        title=row.title,
        key=row.key,
        project_key=row.project and projects.get(row.project),
        shape=spec.shape,
        state=row.state,
        ready=not lacks,
        missing=lacks,
        advice=advice(facts),
        owner=spec.owner and people.get(spec.owner, str(spec.owner)),
        assignees=tuple(people.get(UUID(id), id) for id in row.assignees),
        due=row.due,
        ready_items=int(not lacks),
    )


def _total(found: Sequence[ReadinessRow]) -> Iterator[ReadinessRow]:
    if found:
        yield ReadinessRow(
            kind=Kind.TOTAL,
            title=f"{sum(row.ready_items for row in found)} of {len(found)} ready",
            missing=_counted(Missing, (what for row in found for what in row.missing)),
            advice=_counted(Advice, (what for row in found for what in row.advice)),
            items=len(found),
            ready_items=sum(row.ready_items for row in found),
        )


def _counted(words: type[StrEnum], said: Iterable[str]) -> tuple[str, ...]:
    """Count words, in the order in which they are listed."""
    times = Counter(said)
    return tuple(f"{word} {times[word]}" for word in words if times[word])


def order(_params: Readiness, row: ReadinessRow) -> Order:
    """Sort the total first, then what is ready, then what is missing the least; the first due."""
    due = (row.due or date.max).isoformat()
    return (row.kind is not Kind.TOTAL, len(row.missing), due, row.title.casefold(), str(row.id))


readiness = View(
    name="readiness",
    params=Readiness,
    row=ReadinessRow,
    key=("kind", "id"),
    read=read,
    order=order,
)
