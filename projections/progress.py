"""Progress: how far each project and each item is, with everything below it, against its plan.

Percent complete is of the estimated work, whatever was spent; coverage says how much of the open
work that number knows about. Time spent is what is logged on the items.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import Field
from sqlalchemy import Select, func

from projections.figures import DAY, day_of, rounded
from projections.models.entries import EntryRow
from projections.models.items import ItemRow
from projections.models.projects import ProjectRow
from projections.reader import Reader
from projections.trees import outline, parents
from projections.view import Order, Page, View
from workdomain.execution.task_life import State
from workdomain.kernel import Message
from workdomain.planning import progress as rules


class ProgressOf(Message):
    """How much of the work is done, how much is left, and is it behind its plan?"""

    project: UUID | None = None
    """Only this project; without one, every project and the work outside of all of them."""
    item: UUID | None = None
    """Only this work item and what it is made of."""
    depth: Annotated[int, Field(ge=0)] | None = None
    """How many levels below the project (or the item asked for) are shown; the sums have all."""


class Kind(StrEnum):
    """What a row of the progress is about."""

    PROJECT = "project"
    AD_HOC = "ad_hoc"
    """All work outside of projects; time that was logged on no item is spent here."""
    ITEM = "item"


class ProgressRow(Message):
    """A project, or a work item with everything below it; hours are person-hours.

    Cancelled items count in no figure but those that say so.
    """

    kind: Kind
    id: UUID | None
    """The project or item; null for the row of the work outside of projects."""
    project: UUID | None
    project_key: str | None
    parent: UUID | None
    """The item that this one is a part of, as far as it is in the same project."""
    outline: str
    """Its number in the tree of its project: 2.1 is the first part of the second item."""
    depth: int
    """How many levels below the project (or the item asked for) it is."""
    key: str | None
    """What its source calls it; the key of a project."""
    title: str
    state: str
    """todo, doing, blocked, done, cancelled; of a project: open, closed."""
    work_h: float
    """Estimated work."""
    remaining_h: float
    spent_h: float
    percent_complete: float | None
    """0 to 100, of the estimated work; null when none is estimated."""
    coverage: float | None
    """The share of open items that are estimated, 0 to 1; null when none is open."""
    items_open: int
    items_done: int
    items_cancelled: int
    unestimated: int
    """Open items without an estimate: they are in no figure of hours."""
    cancelled_spent_h: float
    """Time spent on items that were cancelled."""
    start: date | None
    """The first day planned."""
    due: date | None
    """The last day planned."""
    started_at: datetime | None
    """When work on it was first begun."""
    ended_at: datetime | None
    """When it was done or cancelled; a project's is its last item's, when none is open."""
    behind_schedule: bool | None
    """Whether less is complete than its dates ask for by today; null when nobody can tell."""
    finish_variance_days: int | None
    """Calendar days it was done after (or, negative, before) it was due."""
    budget_h: float | None
    """A project's budget."""
    budget_used: float | None
    """Time spent, also on cancelled items, as a part of the budget; 1.0 is all of it."""


class _Item(NamedTuple):
    """The columns of an item that progress is about."""

    id: UUID
    parent: UUID | None
    project: UUID | None
    key: str | None
    title: str
    state: State
    work_h: float | None
    remaining_h: float | None
    start: date | None
    due: date | None
    added_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


CATEGORIES = {
    State.TODO: rules.Category.OPEN,
    State.DOING: rules.Category.OPEN,
    State.BLOCKED: rules.Category.OPEN,
    State.DONE: rules.Category.DONE,
    State.CANCELLED: rules.Category.CANCELLED,
}


@dataclass(frozen=True)
class _Group:
    """The items of one project, or of none, and how far each is with what is below it."""

    project: ProjectRow | None
    items: Mapping[UUID, _Item]
    above: Mapping[UUID, UUID | None]
    own: Sequence[rules.Item]
    today: date
    top: int
    """The depth of the topmost items."""

    def rows(self, depth: int | None) -> Iterator[ProgressRow]:
        """Show the items, each before what is below it."""
        sums = rules.roll_up(self.own)
        levels = None if depth is None else depth + 1 - self.top
        for place in outline(self.above, lambda id: (self.items[id].added_at, id), levels):
            yield self._row(place.numbers, self.items[place.id], sums[place.id])

    def _row(
        self, numbers: Sequence[int], item: _Item, progress: rules.Progress
    ) -> ProgressRow:
        open_percent = progress.percent if item.ended_at is None else None
        late = None
        if item.state is State.DONE and item.ended_at and item.due:
            late = (day_of(item.ended_at) - item.due).days
        behind = None
        if item.ended_at is None:
            behind = behind_schedule(item.start, item.due, open_percent, self.today)
        return ProgressRow(
            kind=Kind.ITEM,
            id=item.id,
            project=item.project,
            project_key=self.project.key if self.project else None,
            parent=self.above[item.id],
            outline=".".join(map(str, numbers)),
            depth=self.top + len(numbers) - 1,
            key=item.key,
            title=item.title,
            state=item.state,
            **_figures(progress),
            start=item.start,
            due=item.due,
            started_at=item.started_at,
            ended_at=item.ended_at,
            behind_schedule=behind,
            finish_variance_days=late,
            budget_h=None,
            budget_used=None,
        )

    def head(self, beside_h: float) -> ProgressRow:
        """Show the project itself; `beside_h` was spent on no item."""
        project = self.project
        progress = rules.total(self.own)
        progress = replace(progress, spent_h=progress.spent_h + beside_h)
        begun = [item.started_at for item in self.items.values() if item.started_at]
        ended = [item.ended_at for item in self.items.values() if item.ended_at]
        finished = max(ended) if ended and not progress.open else None
        due = project.ends if project else None
        spent = progress.spent_h + progress.cancelled_spent_h
        budget = project.budget_h if project else None
        behind = None
        if project and finished is None:
            behind = behind_schedule(project.starts, due, progress.percent, self.today)
        return ProgressRow(
            kind=Kind.PROJECT if project else Kind.AD_HOC,
            id=project.id if project else None,
            project=project.id if project else None,
            project_key=project.key if project else None,
            parent=None,
            outline="",
            depth=0,
            key=project.key if project else None,
            title=project.name if project else "Work outside of projects",
            state="closed" if project and project.closed else "open",
            **_figures(progress),
            start=project.starts if project else None,
            due=due,
            started_at=min(begun, default=None),
            ended_at=finished,
            behind_schedule=behind,
            finish_variance_days=(day_of(finished) - due).days if finished and due else None,
            budget_h=budget,
            budget_used=rounded(spent / budget) if budget else None,
        )


def _figures(progress: rules.Progress) -> dict[str, Any]:
    return {
        "work_h": rounded(progress.work_h),
        "remaining_h": rounded(progress.remaining_h),
        "spent_h": rounded(progress.spent_h),
        "percent_complete": rounded(progress.percent),
        "coverage": rounded(progress.coverage),
        "items_open": progress.open,
        "items_done": progress.done,
        "items_cancelled": progress.cancelled,
        "unestimated": progress.unestimated_open,
        "cancelled_spent_h": rounded(progress.cancelled_spent_h),
    }


def behind_schedule(
    start: date | None, due: date | None, percent: float | None, today: date
) -> bool | None:
    """Tell whether the complete part of the days planned ends today or before.

    start + floor((due - start + 1) x percent / 100) <= today (the rule of Redmine). None without
    both dates, and while nothing is estimated; what is past due is behind all the same.
    """
    if due is not None and due < today:
        return True
    if start is None or due is None or percent is None:
        return None
    return start + int(((due - start).days + 1) * percent / 100) * DAY <= today


def read(reader: Reader, params: ProgressOf, _page: Page) -> list[ProgressRow]:
    """Show projects with their trees of items, or one item with its tree."""
    items = _items(reader, params)
    spent = spent_on(reader, None if _everything(params) else [item.id for item in items])
    today = reader.moment.today
    if params.item is not None:
        return [
            row
            for group in _groups(_projects(reader, {i.project for i in items}), items, spent, today)
            for row in group.rows(params.depth)
        ]
    projects = _projects(reader, None if params.project is None else {params.project})
    groups = _groups(projects, items, spent, today)
    return list(groups)


def _everything(params: ProgressOf) -> bool:
    return params.project is None and params.item is None
