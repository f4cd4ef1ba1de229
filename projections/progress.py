"""Progress: how far each project and each item is, with everything below it, against its plan.

Percent complete is of the estimated work, whatever was spent; coverage says how much of the open
work that number knows about. Time spent is what is logged on the items.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from projections.figures import day_of, rounded
from projections.models.projects import ProjectRow
from projections.names import made_from_called, projects_called
from projections.reader import Reader
from projections.spent import NOTHING
from projections.view import Order, Page, View
from projections.worktree import (
    Tree,
    behind_schedule,
    by_project,
    items_below,
    items_of_project,
    projects_at,
    read_tree,
)
from workdomain.execution.task_life import State
from workdomain.kernel import Message
from workdomain.planning.gate import Verdict
from workdomain.planning.progress import Progress
from workdomain.planning.shape import Shape
from workdomain.planning.trust import HOURS_PER_POINT, Basis, left


class ProgressOf(Message):
    """How much of the work is done, how much is left, and is it behind its plan?"""

    project: UUID | None = None
    """Only this project; without one, every project and the work outside of all of them."""
    item: UUID | None = None
    """Only this work item and what it is made of, wherever its parts belong."""
    depth: Annotated[int, Field(ge=0)] | None = None
    """How many levels below the project (or the item) are shown; the sums have all of them."""
    hours_per_point: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] = HOURS_PER_POINT
    """How long a story point takes, where few items are estimated in hours."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.project is not None and self.item is not None:
            raise ValueError("Give a project or a work item, not both")
        return self


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
    """The project or item; null for the work outside of projects."""
    project: UUID | None = None
    project_key: str | None = None
    parent: UUID | None = None
    """The item that this one is a part of, as far as it is in the same tree."""
    outline: str = ""
    """Its number in the tree: 2.1 is the first part of the second item; empty for a project."""
    depth: int = 0
    """How many levels below the project (or the item asked for) it is."""
    key: str | None = None
    """What its source calls it; the key of a project."""
    title: str
    shape: Shape | None = None
    """task, milestone or phase; null for a project."""
    gate: Verdict | None = None
    """Of a phase: none, or open, passed, failed."""
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
    """Open items without an estimate: they are in no figure of work."""
    unassigned: int
    """Open items that nobody has; headings and milestones are not asked."""
    undated: int
    """Open items without a day that they are due on; headings are not asked."""
    points_open: float
    """Story points of open items."""
    points_done: float
    left_h: float | None
    """How much is left, taken from what `left_by` says; null when nobody can tell."""
    left_by: Basis | None
    """hours when most open items have them, points when few have; mixed is the larger one."""
    cancelled_spent_h: float
    """Time spent on items that were cancelled."""
    start: date | None = None
    """The first day planned."""
    due: date | None = None
    """The last day planned."""
    started_at: datetime | None = None
    """When work was first begun."""
    ended_at: datetime | None = None
    """When it was done or cancelled; of a project: when its last item was done, if none is open."""
    behind_schedule: bool | None = None
    """Whether less is complete than its dates ask for by today; null when nobody can tell."""
    finish_variance_days: int | None = None
    """Calendar days it was done after (or, negative, before) it was due."""
    budget_h: float | None = None
    """What a project may take."""
    budget_used: float | None = None
    """Time spent, also on cancelled items, as a part of the budget; 1.0 is all of it."""
    made_from: str | None = None
    """The template a project was made from, and its version; null if it was made from none."""


def read(reader: Reader, params: ProgressOf, _page: Page) -> list[ProgressRow]:
    """Show projects with their trees of items, or one item with its tree."""
    today = reader.moment.today
    if params.item is not None:
        tree = read_tree(reader, items_below(reader, params.item), params.hours_per_point)
        keys = projects_called(reader, (item.project for item in tree.items.values()))
        return list(_items(tree, keys, params.depth, today, top=0))
    everything = params.project is None
    among = None if params.project is None else items_of_project(reader, params.project)
    tree = read_tree(reader, among, params.hours_per_point)
    projects = projects_at(reader, None if params.project is None else [params.project])
    beside_h = tree.spent.get(None, NOTHING).hours if everything else 0.0
    rows = list(_projects(tree, projects, params.depth, today, beside_h))
    templates = made_from_called(reader, projects)
    return [_made_from(row, templates) for row in rows]


def _made_from(row: ProgressRow, templates: Mapping[UUID, str]) -> ProgressRow:
    if row.id is None or row.id not in templates:
        return row
    return row.model_copy(update={"made_from": templates[row.id]})


def _projects(
    tree: Tree, projects: dict[UUID, ProjectRow], depth: int | None, today: date, beside_h: float
) -> Iterator[ProgressRow]:
    """Show each project before its items, and in the end what is in no project."""
    trees = by_project(tree)
    known = {**{id: _unknown(id) for id in trees if id is not None}, **projects}
    for id, project in sorted(known.items(), key=lambda each: (each[1].key, str(each[0]))):
        own = trees.get(id, NO_ITEMS)
        yield _project(project, own, today)
        yield from _items(own, {id: project.key}, depth, today, top=1)
    if (rest := trees.get(None, NO_ITEMS)).items or beside_h:
        yield _ad_hoc(rest, beside_h)
        yield from _items(rest, {}, depth, today, top=1)


NO_ITEMS = Tree({}, {})


def _unknown(id: UUID) -> ProjectRow:
    """Stand for a project that has items at a moment at which it is not known itself."""
    return ProjectRow(id, "A project that is not known yet", "", None, None, None, False, ())


def _project(project: ProjectRow, tree: Tree, today: date) -> ProgressRow:
    progress = tree.total
    finished = _finished(tree)
    behind = None
    if finished is None:
        behind = behind_schedule(project.starts, project.ends, progress.percent, today)
    spent = progress.spent_h + progress.cancelled_spent_h
    return ProgressRow(
        kind=Kind.PROJECT,
        id=project.id,
        project=project.id,
        project_key=project.key,
        key=project.key,
        title=project.name,
        state="closed" if project.closed else "open",
        **_figures(progress, tree.hours_per_point),
        start=project.starts,
        due=project.ends,
        started_at=_begun(tree),
        ended_at=finished,
        behind_schedule=behind,
        finish_variance_days=_variance(finished, project.ends),
        budget_h=project.budget_h,
        budget_used=rounded(spent / project.budget_h) if project.budget_h else None,
    )


def _ad_hoc(tree: Tree, beside_h: float) -> ProgressRow:
    progress = tree.total
    return ProgressRow(
        kind=Kind.AD_HOC,
        id=None,
        title="Work outside of projects",
        state="open",
        **_figures(replace(progress, spent_h=progress.spent_h + beside_h), tree.hours_per_point),
        started_at=_begun(tree),
        ended_at=_finished(tree),
    )


def _begun(tree: Tree) -> datetime | None:
    return min((item.started_at for item in tree.items.values() if item.started_at), default=None)


def _finished(tree: Tree) -> datetime | None:
    """Tell when the last item was done, if there is nothing left to do."""
    if tree.total.open:
        return None
    done = (item.ended_at for item in tree.items.values() if item.state is State.DONE)
    return max((moment for moment in done if moment), default=None)


def _variance(finished: datetime | None, due: date | None) -> int | None:
    return (day_of(finished) - due).days if finished and due else None


def _items(
    tree: Tree, keys: Mapping[UUID, str], depth: int | None, today: date, top: int
) -> Iterator[ProgressRow]:
    """Show a tree, the topmost items at the depth `top`."""
    for place in tree.outline(None if depth is None else depth + 1 - top):
        item, progress = tree.items[place.id], tree.sums[place.id]
        behind = None
        if item.ended_at is None:
            behind = behind_schedule(item.start, item.due, progress.percent, today)
        yield ProgressRow(
            kind=Kind.ITEM,
            id=item.id,
            project=item.project,
            project_key=keys.get(item.project) if item.project else None,
            parent=tree.above[item.id],
            outline=".".join(map(str, place.numbers)),
            depth=top + len(place.numbers) - 1,
            key=item.key,
            title=item.title,
            shape=tree.of(item.id).shape,
            gate=tree.of(item.id).gate,
            state=item.state,
            **_figures(progress, tree.hours_per_point),
            start=item.start,
            due=item.due,
            started_at=item.started_at,
            ended_at=item.ended_at,
            behind_schedule=behind,
            finish_variance_days=_variance(
                item.ended_at if item.state is State.DONE else None, item.due
            ),
        )


def _figures(progress: Progress, per_point: float) -> dict[str, Any]:
    amount = left(progress, per_point)
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
        "unassigned": progress.unassigned_open,
        "undated": progress.undated_open,
        "points_open": rounded(progress.points_open),
        "points_done": rounded(progress.points_done),
        "left_h": amount and rounded(amount.hours),
        "left_by": amount and amount.basis,
        "cancelled_spent_h": rounded(progress.cancelled_spent_h),
    }


def order(params: ProgressOf, row: ProgressRow) -> Order:
    """Sort by project, each before its items; what is in no project comes last."""
    numbers = tuple(int(number) for number in row.outline.split(".") if number)
    if params.item is not None:
        return numbers
    return (row.project is None, row.project_key or "", str(row.project or ""), *numbers)


progress = View(
    name="progress",
    params=ProgressOf,
    row=ProgressRow,
    key=("kind", "id"),
    read=read,
    order=order,
)
