"""Plans that were proposed: which there are, and the one that holds beside what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from projections.models.items import OPEN_STATES, ItemRow, ScheduledRow
from projections.models.schedules import BarRow, BufferRow, ScheduleRow, VersionRow
from projections.names import at_once, people_called, projects_called
from projections.plans.clock import Clock
from projections.plans.people import bars_of
from projections.plans.rows import Drawn, PlanRow, Span, rows_of
from projections.plans.rows import order as order_of_bars
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.schedule import Standing
from workdomain.execution.schedule_words import Bar, Piece, PlannedBuffer, Use
from workdomain.execution.task_life import State
from workdomain.kernel import Message

VersionNumber = Annotated[int, Field(ge=1)]


class Schedules(Message):
    """Which plans were proposed, and which hold?"""

    project: UUID | None = None
    """Only those of this project."""
    standing: tuple[Standing, ...] = ()
    """Only versions of which this has become."""


class VersionShown(Message):
    """A version of a schedule."""

    schedule: UUID
    name: str
    version: int
    standing: Standing
    project: UUID | None
    project_key: str | None
    """Null for a plan of all work."""
    begins: datetime
    """The moment from which on it plans."""
    finish: datetime
    """When its last work is done."""
    bars: int
    """How much work it plans."""
    position: int
    """The log position of what it knew."""
    rule: str
    """What made it."""
    seed: int
    iterations: int
    proposed_at: datetime
    proposed_by: str
    published_at: datetime | None
    published_by: str | None
    note: str


def read_schedules(reader: Reader, params: Schedules, _page: Page) -> list[VersionShown]:
    """List all versions, the latest first."""
    known = {row.id: row for row in reader.rows(ScheduleRow)}
    rows = reader.rows(VersionRow)
    keys = projects_called(reader, (row.project for row in known.values()))
    people = people_called(reader, (who for row in rows for who in _who(row)))
    shown = [
        VersionShown(
            project=known[row.schedule].project,
            project_key=keys.get(known[row.schedule].project or UUID(int=0)),
            **{name: getattr(row, name) for name in PLAIN},
            proposed_by=people.get(row.proposed_by, str(row.proposed_by)),
            published_by=row.published_by and people.get(row.published_by, str(row.published_by)),
        )
        for row in rows
        if params.project in (None, known[row.schedule].project)
        and (not params.standing or row.standing in params.standing)
    ]
    return sorted(shown, key=lambda row: order_schedules(params, row))


PLAIN = (
    *("schedule", "name", "version", "standing", "begins", "finish", "bars", "position"),
    *("rule", "seed", "iterations", "proposed_at", "published_at", "note"),
)


def _who(row: VersionRow) -> Iterator[UUID | None]:
    yield row.proposed_by
    yield row.published_by


def order_schedules(_params: Schedules, row: VersionShown) -> Order:
    """Sort by when they were proposed, the latest first."""
    return (-row.proposed_at.timestamp(), str(row.schedule), -row.version)


schedules_view = View(
    name="schedules",
    params=Schedules,
    row=VersionShown,
    key=("schedule", "version"),
    read=read_schedules,
    order=order_schedules,
)


class Timeline(Message):
    """When is work planned, by whom, with which buffers, and what has become of the plan?"""

    schedule: UUID | None = None
    """Which plan; left out: all that are published."""
    project: UUID | None = None
    """Only the work of this project."""
    version: VersionNumber | None = None
    """Which version of the schedule; left out: the one that holds, or else the latest."""
    baseline: VersionNumber | None = None
    """The version whose bars are shown beside; left out: the one that held before."""


def read(reader: Reader, params: Timeline, _page: Page) -> list[PlanRow]:
    """Show the bars of plans that hold, or of the version that is asked for."""
    rows: list[PlanRow] = []
    for schedule in _meant(reader, params):
        shown = params.version or schedule.published or schedule.latest
        rows += rows_of(reader, drawn_of(reader, schedule.id, shown, params))
    return sorted(rows, key=lambda row: order_of_bars(params, row))


def _meant(reader: Reader, params: Timeline) -> list[ScheduleRow]:
    if params.schedule is not None:
        return list(reader.rows(ScheduleRow, lambda c: [c.id == params.schedule]))
    published = reader.rows(ScheduleRow, lambda c: [c.published.is_not(None)])
    return [
        row for row in published if params.project is None or row.project in (None, params.project)
    ]


def drawn_of(reader: Reader, schedule: UUID, version: int, params: Timeline) -> Drawn:
    """Say what is to be shown of a version, and what has become of it."""
    rows = bars_of(reader, schedule, version)
    items = {
        id: item
        for id, item in items_of(reader, rows).items()
        if params.project in (None, item.project)
    }
    bars = [as_bar(row) for row in rows if row.item in items]
    own = reader.rows(BufferRow, lambda c: [c.schedule == schedule, c.version == version])
    buffers = [each for each in own if params.project in (None, each.project)]
    return Drawn(
        items=items,
        bars=bars,
        buffers=[
            PlannedBuffer(**{name: getattr(each, name) for name in PlannedBuffer.model_fields})
            for each in sorted(buffers, key=lambda each: each.place)
        ],
        problems=dict(_late(items, bars, reader.moment.now)),
        due=_due(reader, items),
        baseline=_baseline(reader, schedule, version, params.baseline),
    )


def items_of(reader: Reader, rows: Sequence[BarRow]) -> dict[UUID, ItemRow]:
    """Read the work items of bars."""
    return {
        row.id: row for some in at_once(row.item for row in rows) for row in _some(reader, some)
    }


def _some(reader: Reader, ids: Sequence[UUID]) -> Sequence[ItemRow]:
    return reader.rows(ItemRow, lambda c: [c.id.in_(ids)])


def as_bar(row: BarRow) -> Bar:
    """Read a bar as it was proposed."""
    told: dict[str, Any] = {name: getattr(row, name) for name in Bar.model_fields}
    pieces = tuple(Piece(start=start, finish=finish) for start, finish in row.pieces)
    uses = tuple(
        Use(equipment=UUID(equipment), piece=piece, start=start, finish=finish)
        for equipment, piece, start, finish in row.uses
    )
    people = tuple(map(UUID, row.people))
    return Bar(**told | {"people": people, "pieces": pieces, "uses": uses})


def _late(
    items: Mapping[UUID, ItemRow], bars: Sequence[Bar], now: datetime
) -> Iterator[tuple[UUID, str]]:
    """Tell what has not gone as it was planned."""
    for bar in bars:
        item = items[bar.item]
        if item.state in OPEN_STATES and bar.finish <= now:
            yield bar.item, f"it was to be done by {bar.finish:%Y-%m-%d %H:%M}"
        elif item.state is State.TODO and bar.start <= now:
            yield bar.item, f"it was to begin at {bar.start:%Y-%m-%d %H:%M}"
        elif item.state is State.CANCELLED:
            yield bar.item, "it was cancelled"


def _due(reader: Reader, items: Mapping[UUID, ItemRow]) -> dict[UUID, datetime]:
    by_plan = {row.item for row in reader.rows(ScheduledRow) if row.due_by is not None}
    clock = Clock.from_moment(reader.moment.now)
    return {
        id: clock.moment(clock.evening(item.due))
        for id, item in items.items()
        if item.due is not None and id not in by_plan
    }


def _baseline(reader: Reader, schedule: UUID, version: int, asked: int | None) -> dict[UUID, Span]:
    """Find the bars of the version that is asked for, or of the one that held before."""
    if asked is None:
        rows = reader.rows(VersionRow, lambda c: [c.schedule == schedule, c.version < version])
        held = [row.version for row in rows if row.published_at is not None]
        if not held:
            return {}
        asked = max(held)
    return {row.item: Span(row.start, row.finish) for row in bars_of(reader, schedule, asked)}


timeline = View(
    name="timeline",
    params=Timeline,
    row=PlanRow,
    key=("kind", "id", "number"),
    read=read,
    order=order_of_bars,
    most=20_000,
)
