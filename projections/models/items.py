"""Work items as rows: one for each item, and one for each share of open work that someone has."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from projections.models.beside import TABLES, Beside, beside
from projections.models.flows import ApprovalRow, FlowRow, flow_rows
from projections.models.notices import TABLE as NOTICES
from projections.models.notices import NoticeRow, notices_of
from projections.models.slips import Dues, SlipRow, replanned
from projections.models.specifications import TABLES as specification_tables  # noqa: N811
from projections.models.specifications import SpecificationRows, specification_rows
from projections.timeline import Told
from workdomain.execution.discussion import Commented, CommentRemoved
from workdomain.execution.task_life import State, WorkItemCancelled, WorkItemReopened
from workdomain.execution.work_item import WorkItem, work_item
from workdomain.kernel import Event
from workdomain.planning.network import PlaceTaken, SuccessorAdopted
from workdomain.planning.set_by import NOT_SCHEDULED, WorkItemScheduled
from workdomain.planning.shape import Shape
from workdomain.planning.work_item import (
    Priority,
    WorkItemAdded,
    WorkItemDatesPlanned,
)
from workdomain.store.log import text_of
from workdomain.store.messages import Recorded

OPEN_STATES = frozenset({State.TODO, State.DOING, State.BLOCKED})


class ItemRow(NamedTuple):
    """A work item; hours are person-hours, moments are when it happened."""

    id: UUID
    title: str
    search: str
    """Title and source key in one case, to find it by."""
    kind: str | None
    key: str | None
    status: str | None
    url: str | None
    project: UUID | None
    parent: UUID | None
    state: State
    reason: str | None
    """Why it is blocked, or was cancelled."""
    priority: Priority
    rank: int
    """The priority as a number, for sorting: the most urgent first."""
    assignees: tuple[str, ...]
    predecessors: tuple[tuple[str, str, int, int], ...]
    """Each with the kind of dependency, and its lag in working days and minutes."""
    start: date | None
    due: date | None
    work_h: float | None
    remaining_h: float | None
    comments: int
    reopened: int
    added_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    since: datetime
    """When it came into the state it is in."""
    changed_at: datetime
    place: int
    """The log position it was added at, to tell the order of what was added at one moment."""


class ShareRow(NamedTuple):
    """A person's share in an open work item; with no person, work that nobody has.

    A milestone that nobody is assigned to is its owner's: there is no work in it to be shared.

    It holds what workloads are made of and no more, so that it seldom changes.
    """

    item: UUID
    person: UUID | None
    assignees: int
    project: UUID | None
    start: date | None
    due: date | None
    remaining_h: float | None


class ScheduledRow(NamedTuple):
    """Days of a work item that a published plan has set; null where it has set none."""

    item: UUID
    start_by: UUID | None
    due_by: UUID | None


class SpreadRow(NamedTuple):
    """The three points of an estimate that has a spread, in person-hours."""

    item: UUID
    optimistic_h: float
    most_likely_h: float
    pessimistic_h: float


class Shown(NamedTuple):
    """What is shown of an item: what a decision knows of it, and when things happened."""

    item: WorkItem = work_item.initial
    added_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    since: datetime | None = None
    changed_at: datetime | None = None
    comments: int = 0
    reopened: int = 0
    cancelled_for: str | None = None
    dues: Dues | None = None
    place: int = 0


def searched(title: str, key: str | None) -> str:
    """Join what an item is found by."""
    return f"{title} {key or ''}".casefold()


UNSEEN: Collection[type[Event]] = {SuccessorAdopted, PlaceTaken}
"""Events that change nothing about an item itself: others say who waits for it."""

RANK = {"urgent": 0, "high": 1, "normal": 2, "low": 3, "lowest": 4}


def evolve(shown: Shown, recorded: Recorded) -> Shown:
    """Take in an event as decisions do, and note when."""
    event, at, kind = recorded.event, recorded.context.at, type(recorded.event)
    item = work_item.evolve(shown.item, event, recorded.context)
    if kind in UNSEEN:
        return shown._replace(item=item)
    if isinstance(event, WorkItemAdded):
        dues, place = replanned(None, event.due), recorded.position
        return Shown(item, added_at=at, since=at, changed_at=at, dues=dues, place=place)
    before, added_at, started_at, ended_at, since, _, comments, reopened, why, dues, place = shown
    state = item.life.state
    if state is before.life.state:
        comments += (kind is Commented) - (kind is CommentRemoved)
        if isinstance(event, WorkItemDatesPlanned | WorkItemScheduled):
            dues = replanned(dues, event.due)
        return Shown(
            item, added_at, started_at, ended_at, since, at, comments, reopened, why, dues, place
        )
    if state is State.DOING:
        started_at = started_at or at
    ended_at = None if state in OPEN_STATES else at
    reopened += kind is WorkItemReopened
    why = event.reason if isinstance(event, WorkItemCancelled) else None
    return Shown(item, added_at, started_at, ended_at, at, at, comments, reopened, why, dues, place)


def rows(
    id: UUID, shown: Shown
) -> Iterable[
    ItemRow
    | ShareRow
    | SlipRow
    | ScheduledRow
    | SpreadRow
    | FlowRow
    | ApprovalRow
    | Beside
    | SpecificationRows
]:
    """Show an item, and who has which share of it while it is open.

    Nothing is shown of what is said to have happened before it was added.
    """
    if shown.added_at is None or shown.since is None or shown.changed_at is None:
        return
    plan, life, links = shown.item.plan, shown.item.life, shown.item.network
    source = plan.source
    work_h = None if life.estimate is None else life.estimate.expected
    waits_for: tuple[tuple[str, str, int, int], ...] = ()
    if links.predecessors:
        waits_for = tuple((str(p), str(d.kind), *d[1:]) for p, d in links.predecessors.items())
    yield ItemRow(  # in the order of its fields: by their names takes twice as long
        id,
        plan.title,
        searched(plan.title, source.key if source else None),
        plan.kind,
        source.key if source else None,
        source.status if source else None,
        source.url if source else None,
        plan.project,
        links.parent,
        life.state,
        why_blocked(shown.item) or shown.cancelled_for,
        plan.priority,
        RANK[plan.priority],
        tuple(map(text_of, plan.assignees)),
        waits_for,
        plan.start,
        plan.due,
        work_h,
        life.remaining,
        shown.comments,
        shown.reopened,
        shown.added_at,
        shown.started_at,
        shown.ended_at,
        shown.since,
        shown.changed_at,
        shown.place,
    )
    if plan.by is not NOT_SCHEDULED and plan.by != NOT_SCHEDULED:
        yield ScheduledRow(id, *plan.by)
    told = life.estimate
    if told is not None and told.optimistic != told.pessimistic:
        yield SpreadRow(id, told.optimistic, told.most_likely, told.pessimistic)
    dues = shown.dues
    if dues is not None and (dues.moves or plan.due is None):
        yield SlipRow(id, *dues)
    if life.state in OPEN_STATES:
        spec = shown.item.specification
        is_point = spec.shape is Shape.MILESTONE
        havers = plan.assignees or ((spec.owner,) if is_point and spec.owner else ())
        for person in havers or (None,):
            yield ShareRow(
                id,
                person,
                len(havers),
                plan.project,
                plan.start,
                plan.due,
                0.0 if is_point else life.remaining,
            )
    yield from flow_rows(id, shown.item)
    yield from specification_rows(id, shown.item)
    yield from beside(id, shown.item)


def entries(id: UUID, _before: Shown, after: Shown, told: Told) -> Iterable[NoticeRow]:
    """Tell whoever else an event concerns."""
    return notices_of(id, after.item.following, told)


def why_blocked(item: WorkItem) -> str | None:
    """Join the reasons of all that blocks it now."""
    blocking = item.blockers.open
    return "; ".join(blocker.reason for blocker in blocking.values()) if blocking else None


items = ReadModel(
    name="items",
    reads=(work_item,),
    initial=Shown(),
    evolve=evolve,
    rows=rows,
    entries=entries,
    version=9,
    tables=(
        TableOf(ItemRow, "item", key=(), indexes=(("project", "state"), ("id",)), called="title"),
        TableOf(ShareRow, "share", key=("person",), indexes=(("person",),)),
        TableOf(SlipRow, "slip", key=(), indexes=(("item",),)),
        TableOf(ScheduledRow, "scheduled", key=(), indexes=(("item",),)),
        TableOf(SpreadRow, "spread", key=(), indexes=(("item",),)),
        TableOf(FlowRow, "flow", key=(), indexes=(("item",),)),
        TableOf(ApprovalRow, "approval", key=("approver",), indexes=((),)),
        *TABLES,
        NOTICES,
        *specification_tables,
    ),
)
