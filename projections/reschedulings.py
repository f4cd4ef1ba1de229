"""Reschedulings: how often the due day of each item was moved, and by how much in the end."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from projections.models.projects import ProjectRow
from projections.reader import Reader
from projections.slippage import Slip, by_project, read_slips, slippage
from projections.view import Order, Page, View
from workdomain.execution.task_life import State
from workdomain.kernel import Message


class Reschedulings(Message):
    """How often was the day that work is due moved, and how far from where it was first?"""

    project: UUID | None = None
    """Only the work of this project."""
    kind: str | None = None
    """Only work of this sort: milestone."""
    items: bool = True
    """Whether the items are shown, or only the sums of the projects."""
    moved: bool = False
    """Only the items that were moved."""


class Kind(StrEnum):
    """What a row is about."""

    PROJECT = "project"
    AD_HOC = "ad_hoc"
    """All work outside of projects."""
    ITEM = "item"


class Rescheduling(Message):
    """A project with its sums, or a work item that is or was due on some day."""

    about: Kind
    id: UUID | None
    """The project or item; null for the work outside of projects."""
    project: UUID | None
    project_key: str | None
    title: str
    kind: str | None = None
    """What sort of work it is."""
    state: State | None = None
    first_due: date | None = None
    """The first day it was planned for; of a project: the first of any of its items."""
    last_due: date | None = None
    """The day it is planned for now, or was when it last had one; of a project: the last of all."""
    moves: int
    """How often it was moved to another day; of a project: all moves of its items."""
    slip_days: int | None = None
    """Calendar days from the first day to the last; negative when it came forward."""
    planned_items: int | None = None
    """Of a project: its items that are or were due on some day."""
    moved_items: int | None = None
    median_slip_days: float | None = None
    """Of a project: the median of the items that were moved; null if none was."""
    max_slip_days: int | None = None


def read(reader: Reader, params: Reschedulings, _page: Page) -> list[Rescheduling]:
    """Read the projects, each before its items."""
    among = None if params.project is None else [params.project]
    slips = read_slips(reader, among)
    if params.kind is not None:
        slips = [slip for slip in slips if slip.item.kind == params.kind]
    groups = by_project(slips)
    ids = [id for id in groups if id is not None]
    projects = {row.id: row for row in reader.rows(ProjectRow, lambda c: [c.id.in_(ids)])}
    rows = [
        row
        for id, own in groups.items()
        for row in _rows(params, id, projects.get(id) if id else None, own)
    ]
    return sorted(rows, key=lambda row: order(params, row))


def _rows(
    params: Reschedulings, id: UUID | None, project: ProjectRow | None, slips: Sequence[Slip]
) -> Iterator[Rescheduling]:
    sums, key = slippage(slips), project.key if project else None
    yield Rescheduling(
        about=Kind.AD_HOC if id is None else Kind.PROJECT,
        id=id,
        project=id,
        project_key=key,
        title=_title(id, project),
        first_due=min(slip.first_due for slip in slips),
        last_due=max(slip.last_due for slip in slips),
        moves=sums.moves,
        planned_items=sums.items,
        moved_items=sums.moved,
        median_slip_days=sums.median_days,
        max_slip_days=sums.max_days,
    )
    for slip in slips if params.items else ():
        if slip.moves or not params.moved:
            yield Rescheduling(
                about=Kind.ITEM,
                id=slip.item.id,
                project=id,
                project_key=key,
                title=slip.item.title,
                kind=slip.item.kind,
                state=slip.item.state,
                first_due=slip.first_due,
                last_due=slip.last_due,
                moves=slip.moves,
                slip_days=slip.days,
            )


def _title(id: UUID | None, project: ProjectRow | None) -> str:
    if project is not None:
        return project.name
    return "Work outside of projects" if id is None else "A project that is not known yet"


def order(_params: Reschedulings, row: Rescheduling) -> Order:
    """Sort by project, each before its items; those that moved furthest (either way) first."""
    of_project = (row.project is None, row.project_key or "", str(row.project or ""))
    if row.about is not Kind.ITEM:
        return (*of_project, 0)
    return (*of_project, 1, -abs(row.slip_days or 0), -row.moves, row.title, str(row.id))


reschedulings = View(
    name="reschedulings",
    params=Reschedulings,
    row=Rescheduling,
    key=("about", "id"),
    read=read,
    order=order,
)
