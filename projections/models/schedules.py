"""Schedules as rows: the versions of each, their bars and their buffers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.schedule import Schedule, Standing, schedule
from workdomain.execution.schedule_words import (
    BufferKind,
    ScheduleEvent,
    ScheduleProposed,
    SchedulePublished,
    Waiting,
)
from workdomain.store.messages import Recorded


class ScheduleRow(NamedTuple):
    """A schedule, as its latest version calls it."""

    id: UUID
    name: str
    project: UUID | None
    published: int | None
    """The version that holds."""
    latest: int


class VersionRow(NamedTuple):
    """A version of a schedule."""

    schedule: UUID
    version: int
    standing: Standing
    name: str
    begins: datetime
    position: int
    """The log position of what it knew."""
    rule: str
    seed: int
    iterations: int
    bars: int
    finish: datetime
    """When its last work is done."""
    note: str
    proposed_at: datetime
    proposed_by: UUID
    published_at: datetime | None
    published_by: UUID | None


class BarRow(NamedTuple):
    """When a work item is to be done, in a version that is proposed, holds or held."""

    schedule: UUID
    version: int
    item: UUID
    start: datetime
    finish: datetime
    people: tuple[str, ...]
    milestone: bool
    pinned: bool
    waits: Waiting
    waits_for: UUID | None
    waits_with: UUID | None
    slack_minutes: int | None
    critical: bool
    pieces: tuple[tuple[str, str], ...]
    """From when until when it is worked on, if it is laid aside in between."""
    uses: tuple[tuple[str, int, str, str], ...]
    """Which equipment it takes, which piece of it, from when until when."""


class BufferRow(NamedTuple):
    """Time that is left free in a version."""

    schedule: UUID
    version: int
    place: int
    """Among the buffers of the version, from 1."""
    kind: BufferKind
    project: UUID | None
    after: UUID | None
    protects: UUID | None
    start: datetime
    finish: datetime
    minutes: int
    rule: str


Row = ScheduleRow | VersionRow | BarRow | BufferRow


class By(NamedTuple):
    """Who did something, and when."""

    at: datetime
    by: UUID


class Shown(NamedTuple):
    """What is shown of a schedule: what a decision knows of it, and who did what when."""

    known: Schedule = Schedule()
    proposed: Mapping[int, By] = {}
    published: Mapping[int, By] = {}


def evolve(shown: Shown, recorded: Recorded) -> Shown:
    """Take in an event as decisions do, and note who did it."""
    event: ScheduleEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    known = schedule.evolve(shown.known, event, recorded.context)
    by = By(recorded.context.at, recorded.context.by)
    match event:
        case ScheduleProposed(version=version):
            return shown._replace(known=known, proposed={**shown.proposed, version: by})
        case SchedulePublished(version=version):
            return shown._replace(known=known, published={**shown.published, version: by})
        case _:
            return shown._replace(known=known)


def rows(id: UUID, shown: Shown) -> Iterable[Row]:
    """Show the schedule, all its versions, and the bars of those that are not put away."""
    latest = shown.known.latest
    if latest is None:
        return
    yield ScheduleRow(id, latest.name, latest.project, shown.known.published, latest.version)
    for version, (proposed, standing) in shown.known.versions.items():
        first, then = shown.proposed[version], shown.published.get(version)
        yield VersionRow(
            id,
            version,
            standing,
            proposed.name,
            proposed.begins,
            proposed.position,
            proposed.rule,
            proposed.seed,
            proposed.iterations,
            len(proposed.bars),
            max(bar.finish for bar in proposed.bars),
            proposed.note,
            first.at,
            first.by,
            then and then.at,
            then and then.by,
        )
        if standing is not Standing.WITHDRAWN:
            yield from _bars(id, proposed)


def _bars(id: UUID, proposed: ScheduleProposed) -> Iterable[Row]:
    version = proposed.version
    for bar in proposed.bars:
        yield BarRow(
            id,
            version,
            bar.item,
            bar.start,
            bar.finish,
            tuple(map(str, bar.people)),
            bar.milestone,
            bar.pinned,
            bar.waits,
            bar.waits_for,
            bar.waits_with,
            bar.slack_minutes,
            bar.critical,
            tuple((each.start.isoformat(), each.finish.isoformat()) for each in bar.pieces),
            tuple(
                (str(use.equipment), use.piece, use.start.isoformat(), use.finish.isoformat())
                for use in bar.uses
            ),
        )
    for place, each in enumerate(proposed.buffers, 1):
        yield BufferRow(
            id,
            version,
            place,
            each.kind,
            each.project,
            each.after,
            each.protects,
            each.start,
            each.finish,
            each.minutes,
            each.rule,
        )


schedules = ReadModel(
    name="schedules",
    version=3,
    reads=(schedule,),
    initial=Shown(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(ScheduleRow, "schedule", key=(), called="name"),
        TableOf(VersionRow, "schedule_version", key=("version",), indexes=(("schedule",),)),
        TableOf(
            BarRow,
            "bar",
            key=("version", "item"),
            indexes=(("schedule", "version"), ("item",)),
        ),
        TableOf(
            BufferRow,
            "buffer",
            key=("version", "place"),
            indexes=(("schedule", "version"),),
        ),
    ),
)
