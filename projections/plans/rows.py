"""Plans as people look at them: one row for each bar, for each buffer, and for what has no bar."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from projections.figures import in_hours, rounded
from projections.models.items import ItemRow
from projections.names import equipment_called, items_called, people_called, projects_called
from projections.plans.clock import A_MINUTE
from projections.reader import Reader
from projections.view import Order
from workdomain.execution.schedule_words import Bar, BufferKind, Piece, PlannedBuffer, Waiting
from workdomain.execution.task_life import State
from workdomain.kernel import Message
from workdomain.planning.dependency import DependencyKind

A_DAY_H = 24.0


class RowKind(StrEnum):
    """What a row of a plan is."""

    WORK = "work"
    MILESTONE = "milestone"
    BUFFER = "buffer"
    """Time that is left free."""
    LEFT_OUT = "left out"
    """Work that has no bar; `problem` says why."""


class PlanRow(Message):
    """A bar, a buffer, or work that has no bar.

    What does not belong to the kind of a row is null.
    """

    kind: RowKind
    id: UUID | None
    """The work item; of a buffer, that at whose finish it begins."""
    number: int = 0
    """Of a buffer: its place among the buffers of the plan."""
    key: str | None = None
    """What its source calls it."""
    title: str
    project: UUID | None = None
    project_key: str | None = None
    state: State | None = None
    people: tuple[str, ...] = ()
    """Who does it, by name."""
    equipment: tuple[str, ...] = ()
    """Which equipment it takes, by name."""
    start: datetime | None = None
    finish: datetime | None = None
    pieces: tuple[Piece, ...] = ()
    """When it is worked on, if it is laid aside in between; of work in one go, nothing."""
    remaining_h: float | None = None
    """Person-hours that are left of the work; of a buffer, how long it is in working time."""
    done: float | None = None
    """How much of its work is done, 0 to 1; of a buffer, how much of it is used, 1 is all."""
    due: date | None = None
    """The day it is to be done by, if somebody set one by hand."""
    late_days: float | None = None
    """Days from the end of that day to the finish; below zero is time to spare."""
    problem: str | None = None
    """What is wrong with it: what the plan or the day that somebody set does not keep to."""
    pinned: bool = False
    """Whether its first day was set by hand, so that no plan moves it."""
    waits: Waiting | None = None
    """What held its start last."""
    waits_for: UUID | None = None
    """The work item that it waits for."""
    waits_for_title: str | None = None
    waits_with: str | None = None
    """Who does that first, or the equipment that it waits for, by name."""
    slack_h: float | None = None
    """How much later it may finish, in working time, until the whole ends later (total float)."""
    critical: bool = False
    """Whether it is in the critical chain: the last finish waits for it, by links or by people."""
    after: tuple[str, ...] = ()
    """What it depends on, each as `FS <id of the work item>`."""
    baseline_start: datetime | None = None
    """When it was to start by the plan that this one is compared with."""
    baseline_finish: datetime | None = None
    buffer: BufferKind | None = None
    """What a buffer protects."""
    rule: str | None = None
    """How a buffer was sized."""


class Span(NamedTuple):
    """From when until when."""

    start: datetime
    finish: datetime


@dataclass(frozen=True)
class Drawn:
    """What is to be shown."""

    items: Mapping[UUID, ItemRow]
    bars: Sequence[Bar]
    buffers: Sequence[PlannedBuffer] = ()
    left_out: Mapping[UUID, str] = field(default_factory=dict)
    problems: Mapping[UUID, str] = field(default_factory=dict)
    due: Mapping[UUID, datetime] = field(default_factory=dict)
    """The end of the days that were set by hand."""
    baseline: Mapping[UUID, Span] = field(default_factory=dict)
    used: Sequence[float | None] = ()
    """How much of each buffer is used."""


def rows_of(reader: Reader, drawn: Drawn) -> list[PlanRow]:
    """Make rows, sorted by when they begin."""
    people = people_called(reader, (who for bar in drawn.bars for who in bar.people))
    keys = projects_called(reader, {row.project for row in drawn.items.values()})
    used = (use.equipment for bar in drawn.bars for use in bar.uses)
    held = (bar.waits_with for bar in drawn.bars if bar.waits is Waiting.EQUIPMENT)
    equipment = equipment_called(reader, (*used, *held))
    foreign = {bar.waits_for for bar in drawn.bars} - drawn.items.keys()
    titles = items_called(reader, foreign)
    titles |= {id: row.title for id, row in drawn.items.items()}
    broken = {**broken_links(drawn.items, drawn.bars, titles), **drawn.problems}
    names = people | equipment
    rows = [_bar(drawn, bar, names, keys, titles, broken) for bar in drawn.bars]
    rows += [_buffer(drawn, number, keys) for number in range(len(drawn.buffers))]
    rows += [_left_out(drawn.items[id], why, keys) for id, why in drawn.left_out.items()]
    return sorted(rows, key=lambda row: order(None, row))


def _common(item: ItemRow, keys: Mapping[UUID, str]) -> dict[str, object]:
    done = None
    if item.work_h and item.remaining_h is not None:
        done = rounded(max(0.0, 1 - item.remaining_h / item.work_h))
    return {
        "id": item.id,
        "key": item.key,
        "title": item.title,
        "project": item.project,
        "project_key": keys.get(item.project) if item.project else None,
        "state": item.state,
        "remaining_h": rounded(item.remaining_h),
        "done": 1.0 if item.state is State.DONE else done,
        "after": tuple(f"{kind} {other}" for other, kind, *_ in item.predecessors),
    }


def _bar(
    drawn: Drawn,
    bar: Bar,
    names: Mapping[UUID, str],
    keys: Mapping[UUID, str],
    titles: Mapping[UUID, str],
    broken: Mapping[UUID, str],
) -> PlanRow:
    item, due = drawn.items[bar.item], drawn.due.get(bar.item)
    baseline = drawn.baseline.get(bar.item)
    with_ = bar.waits_with and names.get(bar.waits_with, str(bar.waits_with))
    return PlanRow(
        kind=RowKind.MILESTONE if bar.milestone else RowKind.WORK,
        **_common(item, keys),
        people=tuple(names.get(who, str(who)) for who in bar.people),
        equipment=tuple(dict.fromkeys(names.get(u.equipment, str(u.equipment)) for u in bar.uses)),
        start=bar.start,
        finish=bar.finish,
        pieces=bar.pieces,
        due=item.due if due else None,
        late_days=_days(bar.finish, due) if due else None,
        problem=broken.get(bar.item),
        pinned=bar.pinned,
        waits=bar.waits,
        waits_for=bar.waits_for,
        waits_for_title=titles.get(bar.waits_for) if bar.waits_for else None,
        waits_with=with_,
        slack_h=in_hours(bar.slack_minutes),
        critical=bar.critical,
        baseline_start=baseline and baseline.start,
        baseline_finish=baseline and baseline.finish,
    )


def _days(finish: datetime, due: datetime) -> float:
    return rounded((finish - due) / A_MINUTE / 60 / A_DAY_H)


def _buffer(drawn: Drawn, number: int, keys: Mapping[UUID, str]) -> PlanRow:
    buffer = drawn.buffers[number]
    of = drawn.items.get(buffer.after) if buffer.after else None
    before = drawn.items.get(buffer.protects) if buffer.protects else None
    words = f"before {before.title}" if before else f"after {of.title}" if of else "at the end"
    return PlanRow(
        kind=RowKind.BUFFER,
        id=buffer.after,
        number=number + 1,
        title=f"{buffer.kind} buffer {words}",
        project=buffer.project,
        project_key=keys.get(buffer.project) if buffer.project else None,
        start=buffer.start,
        finish=buffer.finish,
        remaining_h=in_hours(buffer.minutes),
        done=rounded(drawn.used[number]) if drawn.used else None,
        buffer=buffer.kind,
        rule=buffer.rule,
    )


def _left_out(item: ItemRow, why: str, keys: Mapping[UUID, str]) -> PlanRow:
    common = _common(item, keys)
    return PlanRow(kind=RowKind.LEFT_OUT, **common, due=item.due, problem=why)


def broken_links(
    items: Mapping[UUID, ItemRow], bars: Iterable[Bar], titles: Mapping[UUID, str]
) -> dict[UUID, str]:
    """Tell, of bars whose day was set by hand, which dependencies that day does not keep to.

    Lags are left out: what is told is wrong whatever they are.
    """
    spans = {bar.item: bar for bar in bars}
    broken = {}
    for bar in spans.values():
        if not bar.pinned:
            continue
        for other, kind, days, minutes in items[bar.item].predecessors:
            before = spans.get(UUID(other))
            if before is None or (days or minutes) < 0 or _holds(DependencyKind(kind), before, bar):
                continue
            broken[bar.item] = f"{kind}: {titles[before.item]} {WORDS[DependencyKind(kind)]}"
    return broken


WORDS = {
    DependencyKind.FS: "is not finished when it starts",
    DependencyKind.SS: "is not started when it starts",
    DependencyKind.FF: "is not finished when it finishes",
    DependencyKind.SF: "is not started when it finishes",
}


def _holds(kind: DependencyKind, before: Bar, bar: Bar) -> bool:
    held_by = before.finish if kind in (DependencyKind.FS, DependencyKind.FF) else before.start
    held = bar.start if kind in (DependencyKind.FS, DependencyKind.SS) else bar.finish
    return held >= held_by


KINDS = list(RowKind)


def order(_params: object, row: PlanRow) -> Order:
    """Sort by when it begins, what has no bar at the end; of equals, by title."""
    start = row.start.isoformat() if row.start else "~"
    finish = row.finish.isoformat() if row.finish else "~"
    return (start, finish, KINDS.index(row.kind), row.title, str(row.id), row.number)
