"""Variance: what a plan has become since a baseline, told from two moments of the same rows.

A start is the day on which work was begun, or else is planned; a finish the day on which it was
done, or else is due. Variances are now less then, so that later and more are positive. Working days
are Monday to Friday. What is not known at either moment has no variance.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select

from projections.baselines import moment_then
from projections.figures import day_of, rounded
from projections.models.baselines import BaselineRow
from projections.models.items import ItemRow
from projections.names import AT_ONCE, projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from projections.worktree import items_below, items_of_project
from workdomain.execution.task_life import State
from workdomain.kernel import Message


class Variance(Message):
    """What has become of the plan since a baseline?"""

    baseline: UUID | None = None
    """The baseline that this moment is held against; the one taken last if left out."""
    changes_only: bool = False
    """Whether work that is as it was then is left out; the sums have it all the same."""


class VarianceLevel(StrEnum):
    """What a row of the variance is about."""

    TOTAL = "total"
    PROJECT = "project"
    ITEM = "item"


class ScopeChange(StrEnum):
    """What has become of a work item since."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    """It was not in the scope then, or was cancelled then."""
    REMOVED = "removed"
    """It is not in the scope any more, or was cancelled since."""
    OUT = "out"
    """It was in no plan at either moment: cancelled then and now, or came and went between."""


class VarianceRow(Message):
    """A work item then and now, or the sums of a project, or of all.

    Sums are of work that is not cancelled; they begin with the first day and end with the last one
    of any.
    """

    level: VarianceLevel
    id: UUID | None
    """The work item or project; null for the total, and for work outside of projects."""
    project_key: str | None
    key: str | None
    """What its source calls it."""
    title: str
    kind: str | None
    """What sort of work it is: a milestone, say."""
    change: ScopeChange
    state_then: State | None
    state_now: State | None
    start_then: date | None
    start_now: date | None
    start_variance_days: int | None
    start_variance_working_days: int | None
    finish_then: date | None
    finish_now: date | None
    finish_variance_days: int | None
    finish_variance_working_days: int | None
    work_then_h: float | None
    work_now_h: float | None
    work_variance_h: float | None
    remaining_then_h: float | None
    remaining_now_h: float | None
    items_then: int
    items_now: int
    added: int
    removed: int
    changed: int
    unestimated_then: int
    """Items without an estimate: they are in no figure of work."""
    unestimated_now: int


class Known(NamedTuple):
    """The columns of an item that a plan is about."""

    id: UUID
    project: UUID | None
    key: str | None
    title: str
    kind: str | None
    state: State
    start: date | None
    due: date | None
    started_at: datetime | None
    ended_at: datetime | None
    work_h: float | None
    remaining_h: float | None

    @property
    def starts(self) -> date | None:
        """The day on which it was begun, or is to begin."""
        return day_of(self.started_at) if self.started_at else self.start

    @property
    def finishes(self) -> date | None:
        """The day on which it was done, or is due."""
        done = self.state is State.DONE and self.ended_at
        return day_of(done) if done else self.due

    @property
    def plan(self) -> tuple[Any, ...]:
        """What a change of it is a change of."""
        return (self.project, self.state, self.starts, self.finishes, self.work_h, self.remaining_h)


@dataclass(frozen=True)
class Pair:
    """A work item then and now; None where nothing was known of it."""

    then: Known | None
    now: Known | None
    in_then: bool
    in_now: bool
    shown: Known
    """It, as it was when it was last in the scope."""

    @property
    def planned_then(self) -> Known | None:
        """It, if it was part of the plan then."""
        then = self.then if self.in_then else None
        return then if then and then.state is not State.CANCELLED else None

    @property
    def planned_now(self) -> Known | None:
        """It, if it is part of the plan now."""
        now = self.now if self.in_now else None
        return now if now and now.state is not State.CANCELLED else None

    @property
    def change(self) -> ScopeChange:
        """What has become of it."""
        then, now = self.planned_then, self.planned_now
        if then is None:
            return ScopeChange.OUT if now is None else ScopeChange.ADDED
        if now is None:
            return ScopeChange.REMOVED
        return ScopeChange.SAME if then.plan == now.plan else ScopeChange.CHANGED


def read(reader: Reader, params: Variance, _page: Page) -> list[VarianceRow]:
    """Hold the moment asked for against the baseline, in one transaction."""
    row = _baseline(reader, params.baseline)
    if row is None:
        return []
    pairs = pairs_since(reader, reader.at(moment_then(reader, row)), row)
    projects = _by_project(pairs)
    keys = projects_called(reader, projects)
    rows = [_sum(VarianceLevel.TOTAL, None, row.name, None, pairs)]
    for project, some in projects.items():
        key = keys.get(project) if project else None
        title = key or ("Work outside of projects" if project is None else str(project))
        rows.append(_sum(VarianceLevel.PROJECT, project, title, key, some))
    for pair in pairs:
        if not params.changes_only or pair.change is not ScopeChange.SAME:
            project = pair.shown.project
            rows.append(_item(pair, keys.get(project) if project else None))
    return sorted(rows, key=lambda row: order(params, row))


def _baseline(reader: Reader, id: UUID | None) -> BaselineRow | None:
    """Find the baseline, or the latest that was not put away."""
    if id is not None:
        return next(iter(reader.rows(BaselineRow, lambda c: [c.id == id])), None)
    found = reader.rows(BaselineRow, lambda c: [c.put_away.is_(None)])
    return max(found, key=lambda row: row.taken, default=None)


def _by_project(pairs: Iterable[Pair]) -> dict[UUID | None, list[Pair]]:
    """Sort by project; what was moved has left the one and come into the other."""
    found = defaultdict[UUID | None, list[Pair]](list)
    for pair in pairs:
        then = pair.then if pair.in_then else None
        now = pair.now if pair.in_now else None
        if then and now and then.project != now.project:
            found[then.project].append(replace(pair, in_now=False))
            found[now.project].append(replace(pair, in_then=False))
        else:
            found[pair.shown.project].append(pair)
    return dict(found)


def pairs_since(now: Reader, then: Reader, row: BaselineRow) -> list[Pair]:
    """Read every item that is or was in the scope, at both moments."""
    before, after = _in_scope(then, row), _in_scope(now, row)
    came = _among(then, [id for id in after if id not in before])
    went = _among(now, [id for id in before if id not in after])
    return [
        Pair(
            before.get(id) or came.get(id),
            after.get(id) or went.get(id),
            in_then=id in before,
            in_now=id in after,
            shown=after[id] if id in after else before[id],
        )
        for id in {**before, **after}
    ]


def _in_scope(reader: Reader, row: BaselineRow) -> dict[UUID, Known]:
    if row.project is not None:
        return _read(reader, items_of_project(reader, row.project))
    return _read(reader, None if row.item is None else items_below(reader, row.item))


def _among(reader: Reader, ids: Sequence[UUID]) -> dict[UUID, Known]:
    found: dict[UUID, Known] = {}
    for start in range(0, len(ids), AT_ONCE):
        found |= _read(reader, ids[start : start + AT_ONCE])
    return found


def _read(reader: Reader, among: Select[Any] | Sequence[UUID] | None) -> dict[UUID, Known]:
    c: Any = reader.table(ItemRow).c
    query = reader.select(ItemRow, *(c[name] for name in Known._fields))
    if among is not None:
        query = query.where(c.id.in_(among))
    return {known.id: known for known in map(Known._make, reader.run(query))}


# -- In figures ------------------------------------------------------------------------------------


def working_days(first: date, last: date) -> int:
    """Count the days from Monday to Friday that lie between; below zero if it goes back."""
    return _weekdays(last) - _weekdays(first)


def _weekdays(day: date) -> int:
    weeks, rest = divmod(day.toordinal(), 7)  # day 1 was a Monday
    return 5 * weeks + min(rest, 5)


def _dates(name: str, then: date | None, now: date | None) -> dict[str, Any]:
    both = (then, now) if then is not None and now is not None else None
    return {
        f"{name}_then": then,
        f"{name}_now": now,
        f"{name}_variance_days": (both[1] - both[0]).days if both else None,
        f"{name}_variance_working_days": working_days(*both) if both else None,
    }


def _work(then: float | None, now: float | None) -> dict[str, float | None]:
    both = then is not None and now is not None
    return {
        "work_then_h": rounded(then),
        "work_now_h": rounded(now),
        "work_variance_h": rounded((now or 0.0) - (then or 0.0)) if both else None,
    }


def _item(pair: Pair, project_key: str | None) -> VarianceRow:
    then, now, shown = pair.then, pair.now, pair.shown
    return VarianceRow(
        level=VarianceLevel.ITEM,
        id=shown.id,
        project_key=project_key,
        key=shown.key,
        title=shown.title,
        kind=shown.kind,
        change=pair.change,
        state_then=then and then.state,
        state_now=now and now.state,
        **_dates("start", then and then.starts, now and now.starts),
        **_dates("finish", then and then.finishes, now and now.finishes),
        **_work(then and then.work_h, now and now.work_h),
        remaining_then_h=rounded(then and then.remaining_h),
        remaining_now_h=rounded(now and now.remaining_h),
        **_counts([pair]),
    )


def _sum(
    level: VarianceLevel,
    id: UUID | None,
    title: str,
    project_key: str | None,
    pairs: Sequence[Pair],
) -> VarianceRow:
    then = [pair.planned_then for pair in pairs if pair.planned_then]
    now = [pair.planned_now for pair in pairs if pair.planned_now]
    changed = any(pair.change not in (ScopeChange.SAME, ScopeChange.OUT) for pair in pairs)
    return VarianceRow(
        level=level,
        id=id,
        project_key=project_key,
        key=project_key,
        title=title,
        kind=None,
        change=ScopeChange.CHANGED if changed else ScopeChange.SAME,
        state_then=None,
        state_now=None,
        **_dates("start", _first(then), _first(now)),
        **_dates("finish", _last(then), _last(now)),
        **_work(_total(each.work_h for each in then), _total(each.work_h for each in now)),
        remaining_then_h=rounded(_total(each.remaining_h for each in then)),
        remaining_now_h=rounded(_total(each.remaining_h for each in now)),
        **_counts(pairs),
    )


def _first(items: Iterable[Known]) -> date | None:
    return min((each.starts for each in items if each.starts), default=None)


def _last(items: Iterable[Known]) -> date | None:
    return max((each.finishes for each in items if each.finishes), default=None)


def _total(hours: Iterable[float | None]) -> float | None:
    """Add up what is known; None if nothing is."""
    known = [each for each in hours if each is not None]
    return sum(known) if known else None


def _counts(pairs: Sequence[Pair]) -> Mapping[str, int]:
    then = [pair.planned_then for pair in pairs if pair.planned_then]
    now = [pair.planned_now for pair in pairs if pair.planned_now]
    changes = [pair.change for pair in pairs]
    return {
        "items_then": len(then),
        "items_now": len(now),
        "added": changes.count(ScopeChange.ADDED),
        "removed": changes.count(ScopeChange.REMOVED),
        "changed": changes.count(ScopeChange.CHANGED),
        "unestimated_then": sum(each.work_h is None for each in then),
        "unestimated_now": sum(each.work_h is None for each in now),
    }


LEVELS = list(VarianceLevel)


def order(_params: Variance, row: VarianceRow) -> Order:
    """Sort the total first, then by project, each before its items."""
    place = (row.level is not VarianceLevel.TOTAL, row.project_key is None, row.project_key or "")
    return (*place, LEVELS.index(row.level), row.title, str(row.id))


variance = View(
    name="variance",
    params=Variance,
    row=VarianceRow,
    key=("level", "id"),
    read=read,
    order=order,
)
