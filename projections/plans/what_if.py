"""What a change would do to the plan: both planned now, side by side; nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from statistics import fmean
from uuid import UUID

from projections.figures import rounded
from projections.names import people_called, projects_called
from projections.plans.asked import Planning
from projections.plans.changes import BadChange, Changes, another_like, changed
from projections.plans.clock import A_MINUTE
from projections.plans.making import Made, NoPlan, bars, in_words, made, plan_of
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.schedule_words import Bar
from workdomain.kernel import Message
from workdomain.scheduling.plan.problem import CannotPlan


class WhatIf(Planning):
    """What would become of the plan if something was otherwise? Nothing is written."""

    change: Changes = ()
    """Changes, each a word and ids: `away PERSON FIRST LAST`, `back PERSON`,
    `overtime PERSON HOURS`, `another PERSON`, `more EQUIPMENT`, `fewer EQUIPMENT`,
    `give ITEM PERSON`, `drop ITEM`,
    `new HOURS PRIORITY PERSON|anybody`, `estimate ITEM HOURS`, `priority ITEM PRIORITY`,
    `due ITEM DAY`, `start ITEM DAY`, `split ITEM`, `free ITEM`, `unlink ITEM ITEM`,
    `pace PROJECT|all PERCENT`."""
    everything: bool = False
    """Also work whose bar stays as it is."""


class Level(StrEnum):
    """What a row compares."""

    TOTAL = "total"
    PROJECT = "project"
    ITEM = "item"


class Compared(Message):
    """Two plans side by side: of all, of a project, or of a work item."""

    level: Level
    id: UUID | None
    """The project or work item; null for all work, and for work outside of projects."""
    title: str
    project_key: str | None
    finish_before: datetime | None
    """When it is done, of several the last, without the changes."""
    finish_after: datetime | None
    """... and with them."""
    days: float | None
    """How many days later it is done with the changes; below zero is sooner."""
    start_before: datetime | None
    start_after: datetime | None
    people_before: tuple[str, ...]
    people_after: tuple[str, ...]
    late_before: int
    """How many work items are done after the day that was set for them."""
    late_after: int
    mean_days: float | None
    """By how many days later its work items are done on average."""
    moved: int
    """How many of its work items have other times or people."""


def read(reader: Reader, params: WhatIf, _page: Page) -> list[Compared]:
    """Plan twice."""
    before = made(reader, params)
    after = with_changes(reader, before, params.change, params)
    return compared(reader, before, after, everything=params.everything)


def with_changes(reader: Reader, before: Made, change: Sequence[str], asked: Planning) -> Made:
    """Plan what there would be. Raises NoPlan."""
    try:
        return plan_of(changed(before.situation, change), asked)
    except (CannotPlan, BadChange) as error:
        raise NoPlan(in_words(reader, str(error))) from error


def compared(reader: Reader, before: Made, after: Made, *, everything: bool) -> list[Compared]:
    """Tell the difference: of all, of each project, and of what is not the same."""
    old = {bar.item: bar for bar in bars(before)}
    new = {bar.item: bar for bar in bars(after)}
    items = {row.id: row for made in (before, after) for row in made.situation.items.values()}
    ids = [id for id in items if id in old or id in new]
    projects = {items[id].project for id in ids}
    keys = projects_called(reader, projects)
    both = _Both(before, after, old, new)
    rows = [both.row(Level.TOTAL, None, "all work", None, ids)]
    for project in projects:
        key = keys.get(project) if project else None
        own = [id for id in ids if items[id].project == project]
        rows.append(both.row(Level.PROJECT, project, key or "outside of projects", key, own))
    names = people_called(
        reader, {who for bar in (*old.values(), *new.values()) for who in bar.people}
    )
    names |= {UUID(another_like(str(who))): f"another like {name}" for who, name in names.items()}
    for id in ids:
        if everything or both.is_moved(id):
            project = items[id].project
            key = keys.get(project) if project else None
            row = both.row(Level.ITEM, id, items[id].title, key, [id])
            rows.append(row.model_copy(update=both.who(id, names)))
    return sorted(rows, key=lambda row: order(None, row))


class _Both:
    """Two plans."""

    def __init__(
        self, before: Made, after: Made, old: Mapping[UUID, Bar], new: Mapping[UUID, Bar]
    ) -> None:
        self.before, self.after, self.old, self.new = before, after, old, new

    def is_moved(self, id: UUID) -> bool:
        return is_moved(self.old.get(id), self.new.get(id))

    def row(
        self, level: Level, id: UUID | None, title: str, key: str | None, ids: Sequence[UUID]
    ) -> Compared:
        """Sum up."""
        old, new = _those(self.old, ids), _those(self.new, ids)
        shifts = [
            days_between(self.old[id].finish, self.new[id].finish)
            for id in ids
            if id in self.old and id in self.new
        ]
        first, then = _last(old), _last(new)
        return Compared(
            level=level,
            id=id,
            title=title,
            project_key=key,
            finish_before=first,
            finish_after=then,
            days=rounded(days_between(first, then)) if first and then else None,
            start_before=min((bar.start for bar in old), default=None),
            start_after=min((bar.start for bar in new), default=None),
            people_before=(),
            people_after=(),
            late_before=sum(is_late(self.before, bar) for bar in old),
            late_after=sum(is_late(self.after, bar) for bar in new),
            mean_days=rounded(fmean(shifts)) if shifts else None,
            moved=sum(map(self.is_moved, ids)),
        )

    def who(self, id: UUID, names: Mapping[UUID, str]) -> dict[str, tuple[str, ...]]:
        """Name who does a work item."""
        return {
            "people_before": _named(self.old.get(id), names),
            "people_after": _named(self.new.get(id), names),
        }


def is_moved(old: Bar | None, new: Bar | None) -> bool:
    """Tell whether work has other times, people or equipment, or none any more."""
    if old is None or new is None:
        return True
    return _told(old) != _told(new)


def _told(bar: Bar) -> tuple[object, ...]:
    used = {use.equipment for use in bar.uses}
    return bar.start, bar.finish, bar.people, bar.pieces, used


def _those(bars: Mapping[UUID, Bar], ids: Iterable[UUID]) -> list[Bar]:
    return [bars[id] for id in ids if id in bars]


def _named(bar: Bar | None, names: Mapping[UUID, str]) -> tuple[str, ...]:
    return tuple(names.get(who, str(who)) for who in bar.people) if bar else ()


def _last(bars: Iterable[Bar]) -> datetime | None:
    return max((bar.finish for bar in bars), default=None)


def days_between(before: datetime, after: datetime) -> float:
    """Count the days from one moment to another, by the clock."""
    return (after - before) / A_MINUTE / 60 / 24


def is_late(made: Made, bar: Bar) -> bool:
    """Tell whether work is done after the day that was set for it by hand."""
    due = made.situation.due.get(str(bar.item))
    return due is not None and made.situation.clock.minute(bar.finish) > due


LEVELS = list(Level)


def order(_params: object, row: Compared) -> Order:
    """Sort the total first, then projects, each before its items."""
    place = (row.level is not Level.TOTAL, row.project_key is None, row.project_key or "")
    return (*place, LEVELS.index(row.level), row.title, str(row.id))


what_if = View(
    name="what-if",
    params=WhatIf,
    row=Compared,
    key=("level", "id"),
    read=read,
    order=order,
)
