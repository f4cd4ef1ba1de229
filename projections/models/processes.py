"""Processes as rows, with why they changed; and which project keeps to which from when on."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import zip_longest
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.planning.adoption import ProcessAdopted
from workdomain.planning.project import project
from workdomain.processes.process import (
    Direction,
    Expected,
    Process,
    ProcessAdded,
    ProcessChanged,
    ProcessEvent,
    process,
)
from workdomain.store.log import text_of
from workdomain.store.messages import Recorded

Cited = tuple[str | None, Direction | None, float | None, str | None, date | None]


class ProcessRow(NamedTuple):
    """A process."""

    id: UUID
    name: str
    is_retired: bool


class WayRow(NamedTuple):
    """A version of a process, from a day on (null: from ever), with what it should change."""

    process: UUID
    version: int
    workflow: UUID | None
    templates: tuple[str, ...]
    cadences: tuple[str, ...]
    rules: tuple[str, ...]
    from_day: date | None
    reason: str | None
    metric: str | None
    direction: Direction | None
    by: float | None
    unit: str | None
    until: date | None
    told_at: datetime
    told_by: UUID


class AdoptionRow(NamedTuple):
    """A project keeps to a process (null: to none) from a day on, and what that should change."""

    project: UUID
    process: UUID | None
    from_day: date
    to_day: date | None
    """The day that the next one holds from; null if there is none."""
    reason: str
    metric: str | None
    direction: Direction | None
    by: float | None
    unit: str | None
    until: date | None
    told_at: datetime
    told_by: UUID


class Told(NamedTuple):
    """What is known of a process, and how each of its versions was told."""

    process: Process = Process()
    ways: Mapping[int, tuple[ProcessAdded | ProcessChanged, datetime, UUID]] = {}


def evolve(told: Told, recorded: Recorded) -> Told:
    """Take in an event as decisions do, and remember how each version was told."""
    event: ProcessEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    context = recorded.context
    known = process.evolve(told.process, event, context)
    if isinstance(event, (ProcessAdded, ProcessChanged)):
        version = event.version if isinstance(event, ProcessChanged) else 1
        return Told(known, {**told.ways, version: (event, context.at, context.by)})
    return Told(known, told.ways)


def rows(id: UUID, told: Told) -> Iterable[ProcessRow | WayRow]:
    """Show a process that was added."""
    if not told.process.name:
        return
    yield ProcessRow(id, told.process.name, told.process.retired)
    for version, (event, at, by) in told.ways.items():
        changed = event if isinstance(event, ProcessChanged) else None
        yield WayRow(
            id,
            version,
            event.workflow,
            tuple(map(text_of, event.templates)),
            tuple(map(str, event.cadences)),
            tuple(f"{name.replace('_', ' ')}: {value}" for name, value in event.rules),
            changed.from_day if changed else None,
            changed.reason if changed else None,
            *_cited(changed.expected if changed else None),
            at,
            by,
        )


def _cited(expected: Expected | None) -> Cited:
    if expected is None:
        return None, None, None, None, None
    return expected.metric, expected.direction, expected.by, expected.unit, expected.until


processes = ReadModel(
    name="processes",
    reads=(process,),
    initial=Told(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(ProcessRow, "process", key=(), indexes=(("id",),), called="name"),
        TableOf(WayRow, "process_way", key=("version",), indexes=(("process",),)),
    ),
)

Adoptions = Mapping[date, tuple[ProcessAdopted, datetime, UUID]]


def adopt(known: Adoptions, recorded: Recorded) -> Adoptions:
    """Remember what a project keeps to, by the day it does so from."""
    event, context = recorded.event, recorded.context
    if isinstance(event, ProcessAdopted):
        return {**known, event.from_day: (event, context.at, context.by)}
    return known


def adoption_rows(id: UUID, known: Adoptions) -> Iterable[AdoptionRow]:
    """Show each, until the next one."""
    days = sorted(known)
    for day, then in zip_longest(days, days[1:]):
        event, at, by = known[day]
        yield AdoptionRow(
            id, event.process, day, then, event.reason, *_cited(event.expected), at, by
        )


adoptions: ReadModel[Adoptions] = ReadModel(
    name="adoptions",
    reads=(project,),
    initial={},
    evolve=adopt,
    rows=adoption_rows,
    tables=(
        TableOf(AdoptionRow, "adoption", key=("from_day",), indexes=(("project",), ("process",))),
    ),
)
