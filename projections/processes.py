"""Processes: which project keeps to which from when on, how they changed, why, and what for."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from projections.models.processes import AdoptionRow, ProcessRow, WayRow
from projections.models.workflows import WorkflowRow
from projections.names import called, people_called, projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.processes.process import Direction


class ProcessesOf(Message):
    """Who works by which process since when, how did it change, and what should that bring?"""

    process: UUID | None = None
    """Only this process."""
    project: UUID | None = None
    """Only what this project keeps to, and the changes of that."""


class Kind(StrEnum):
    """What a row of the processes is."""

    VERSION = "version"
    """A process is this way from a day on."""
    ADOPTION = "adoption"
    """A project keeps to a process from a day on."""


class ProcessLine(Message):
    """A version of a process, or a project that keeps to it; with the difference expected of it."""

    kind: Kind
    process: str | None
    """Null where a project keeps to none from then on."""
    process_id: UUID | None
    project: str | None = None
    """The project's key; null for a version."""
    project_id: UUID | None = None
    version: int | None = None
    from_day: date | None
    """Null: from ever."""
    to_day: date | None = None
    """The day from which the project keeps to something else."""
    workflow: str | None = None
    templates: tuple[str, ...] = ()
    cadences: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    reason: str | None
    metric: str | None
    """What should change by it; null when nobody said."""
    direction: Direction | None
    by: float | None
    unit: str | None
    until: date | None
    told_at: datetime
    told_by: str


def read(reader: Reader, params: ProcessesOf, _page: Page) -> list[ProcessLine]:
    """Show every version and every adoption."""
    adoptions = reader.rows(AdoptionRow, lambda c: _wanted(params, c))
    ways = reader.rows(
        WayRow, lambda c: [] if params.process is None else [c.process == params.process]
    )
    if params.project is not None:
        kept = {row.process for row in adoptions}
        ways = [way for way in ways if way.process in kept]
    names = {row.id: row.name for row in reader.rows(ProcessRow)}
    lines = [*_versions(reader, ways, names), *_adoptions(reader, adoptions, names)]
    return sorted(lines, key=lambda line: order(params, line))


def _wanted(params: ProcessesOf, c: Any) -> list[Any]:
    wanted = [c.process == params.process] if params.process is not None else []
    return [*wanted, c.project == params.project] if params.project is not None else wanted


def _versions(reader: Reader, ways: list[WayRow], names: dict[UUID, str]) -> Iterator[ProcessLine]:
    people = people_called(reader, (way.told_by for way in ways))
    workflows = {row.id: row.name for row in reader.rows(WorkflowRow)}
    templates = called(reader, (UUID(id) for way in ways for id in way.templates))
    for way in ways:
        yield ProcessLine(
            kind=Kind.VERSION,
            process=names.get(way.process, str(way.process)),
            process_id=way.process,
            version=way.version,
            from_day=way.from_day,
            workflow=way.workflow and workflows.get(way.workflow, str(way.workflow)),
            templates=tuple(templates.get(UUID(id), id) for id in way.templates),
            cadences=way.cadences,
            rules=way.rules,
            **_told(way, people),
        )


def _adoptions(
    reader: Reader, adoptions: list[AdoptionRow], names: dict[UUID, str]
) -> Iterator[ProcessLine]:
    people = people_called(reader, (row.told_by for row in adoptions))
    keys = projects_called(reader, (row.project for row in adoptions))
    for row in adoptions:
        yield ProcessLine(
            kind=Kind.ADOPTION,
            process=row.process and names.get(row.process, str(row.process)),
            process_id=row.process,
            project=keys.get(row.project, str(row.project)),
            project_id=row.project,
            from_day=row.from_day,
            to_day=row.to_day,
            **_told(row, people),
        )


def _told(row: WayRow | AdoptionRow, people: dict[UUID, str]) -> dict[str, Any]:
    return {
        "reason": row.reason,
        "metric": row.metric,
        "direction": row.direction,
        "by": row.by,
        "unit": row.unit,
        "until": row.until,
        "told_at": row.told_at,
        "told_by": people.get(row.told_by, str(row.told_by)),
    }


KINDS = list(Kind)


def order(_params: ProcessesOf, line: ProcessLine) -> Order:
    """Sort by process, its versions before who keeps to it; those who keep to none come last."""
    return (
        line.process is None,
        (line.process or "").casefold(),
        str(line.process_id),
        KINDS.index(line.kind),
        line.project or "",
        (line.from_day or date.min).isoformat(),
        line.version or 0,
    )


processes = View(
    name="processes",
    params=ProcessesOf,
    row=ProcessLine,
    key=("kind", "process_id", "version", "project_id", "from_day"),
    read=read,
    order=order,
)
