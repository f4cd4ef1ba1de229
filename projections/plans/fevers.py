"""The fever of published plans: how much of each project's buffer is used, as its chain goes on."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from projections.figures import rounded
from projections.models.items import OPEN_STATES, ItemRow
from projections.models.schedules import BarRow, BufferRow, ScheduleRow, VersionRow
from projections.names import projects_called
from projections.plans.clock import A_MINUTE
from projections.plans.making import Made, NoPlan
from projections.plans.people import MINUTES_A_DAY, bars_of
from projections.plans.projected import projected
from projections.plans.published import items_of
from projections.plans.situation import OFFICE
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.schedule_words import BufferKind
from workdomain.kernel import Message
from workdomain.scheduling.buffers.fever import Zone, point, used_of
from workdomain.scheduling.plan.worktime import weekly, work_time

MOST_POINTS = 104


class Fever(Message):
    """Does the buffer last: how much of it is used, against how much of its chain is done?"""

    schedule: UUID | None = None
    """Of which plan; left out: of all that are published."""
    project: UUID | None = None
    """Only the buffer of this project."""
    every_days: Annotated[int, Field(ge=1, le=90)] = 7
    """How many days lie between two points; the last one is of now."""


class FeverPoint(Message):
    """Where a project and its buffer stood at a moment, as it was known then."""

    schedule: UUID
    version: int
    project: UUID | None
    project_key: str | None
    at: datetime
    done: float
    """Share of the work of its chain that is done, 0 to 1."""
    used: float
    """Share of the buffer that is used (penetration); above 1 there is none left."""
    burn_rate: float | None
    """Used / done; null while nothing is done."""
    zone: Zone
    planned: datetime
    """When the project was to be done."""
    projected: datetime
    """When it would be done, going on as planned from that moment."""
    promised: datetime
    """The end of the buffer."""
    buffer_h: float
    """How long the buffer is, in working time."""


def read(reader: Reader, params: Fever, _page: Page) -> list[FeverPoint]:
    """Tell the points of each project's buffer, the earliest first."""
    schedules = reader.rows(ScheduleRow, lambda c: [c.published.is_not(None)])
    found = [
        each
        for schedule in schedules
        if params.schedule in (None, schedule.id)
        for each in _of(reader, schedule, params)
    ]
    return sorted(found, key=lambda row: order(params, row))


def _of(reader: Reader, schedule: ScheduleRow, params: Fever) -> Iterator[FeverPoint]:
    assert schedule.published is not None  # noqa: S101 - only those are asked
    id, version = schedule.id, schedule.published
    own = reader.rows(BufferRow, lambda c: [c.schedule == id, c.version == version])
    buffers = [
        each
        for each in own
        if each.kind is BufferKind.PROJECT and params.project in (None, each.project)
    ]
    if not buffers:
        return
    rows = reader.rows(VersionRow, lambda c: [c.schedule == id, c.version == version])
    bars = {row.item: row for row in bars_of(reader, id, version)}
    keys = projects_called(reader, {each.project for each in buffers})
    begun = rows[0].published_at or rows[0].proposed_at
    for moment in _moments(begun, reader.moment.now, params.every_days):
        then = reader if moment == reader.moment.now else reader.as_known(moment)
        try:
            it = projected(then, schedule, version)
        except NoPlan:
            continue  # at that moment work waited for itself, or for nobody
        for each in buffers:
            yield _point(then, it, each, bars, moment, keys.get(each.project or UUID(int=0)))


def _moments(begun: datetime, now: datetime, days: int) -> list[datetime]:
    """List when to look: now, and every so many days before, since the plan holds."""
    moments = [now]
    while (before := moments[-1] - timedelta(days=days)) > begun and len(moments) < MOST_POINTS:
        moments.append(before)
    return moments[::-1]


def _point(
    then: Reader,
    it: Made,
    buffer: BufferRow,
    bars: Mapping[UUID, BarRow],
    moment: datetime,
    key: str | None,
) -> FeverPoint:
    items = items_of(then, list(bars.values()))
    end = max(_ends(it, buffer.project, items, moment), default=buffer.start)
    told = point(_done(buffer, bars, items), _used(buffer, end))
    return FeverPoint(
        schedule=buffer.schedule,
        version=buffer.version,
        project=buffer.project,
        project_key=key,
        at=moment,
        done=rounded(told.done),
        used=rounded(told.used),
        burn_rate=rounded(told.burn_rate),
        zone=told.zone,
        planned=buffer.start,
        projected=end,
        promised=buffer.finish,
        buffer_h=rounded(buffer.minutes / 60),
    )


def _ends(
    it: Made, project: UUID | None, items: Mapping[UUID, ItemRow], moment: datetime
) -> Iterator[datetime]:
    """Tell when each work item of a project was done, or would be."""
    for id, item in items.items():
        if item.project != project:
            continue
        if (placed := it.plan.placed.get(str(id))) is not None:
            yield it.situation.clock.moment(placed.finish)
        else:
            yield min(item.ended_at or moment, moment)


def _done(buffer: BufferRow, bars: Mapping[UUID, BarRow], items: Mapping[UUID, ItemRow]) -> float:
    """Tell how much of the chain before a buffer is done, each work item by how long it is."""
    whole = done = 0.0
    at = buffer.after
    while at is not None and at in bars and at in items:
        bar, item = bars[at], items[at]
        if item.project != buffer.project:
            break
        length = (bar.finish - bar.start) / A_MINUTE
        whole += length
        done += length * _share(item)
        at = bar.waits_for
    return done / whole if whole else _done_of_all(buffer, bars, items)


def _done_of_all(
    buffer: BufferRow, bars: Mapping[UUID, BarRow], items: Mapping[UUID, ItemRow]
) -> float:
    """Tell how much of a project is done, where its end waits for nothing that takes time."""
    own = [(bar, items[id]) for id, bar in bars.items() if id in items]
    lengths = [
        ((bar.finish - bar.start) / A_MINUTE, _share(item))
        for bar, item in own
        if item.project == buffer.project
    ]
    whole = sum(length for length, _ in lengths)
    return sum(length * share for length, share in lengths) / whole if whole else 1.0


def _share(item: ItemRow) -> float:
    """Tell how much of a work item is done."""
    if item.state not in OPEN_STATES:
        return 1.0
    if not item.work_h or item.remaining_h is None:
        return 0.0
    return max(0.0, 1 - item.remaining_h / item.work_h)


def _used(buffer: BufferRow, end: datetime) -> float:
    """Tell how much of a buffer is used by an end that comes later than planned."""
    late = max(0, (end - buffer.start) // A_MINUTE)
    hours = work_time(weekly(buffer.start, OFFICE, late // MINUTES_A_DAY + 2))
    return used_of(hours, 0, late, buffer.minutes)


def order(_params: Fever, row: FeverPoint) -> Order:
    """Sort by plan and project, the earliest point first."""
    return (str(row.schedule), row.project_key or "", str(row.project), row.at.isoformat())


fever = View(
    name="fever",
    params=Fever,
    row=FeverPoint,
    key=("schedule", "version", "project", "at"),
    read=read,
    order=order,
)
