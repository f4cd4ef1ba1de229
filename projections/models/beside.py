"""What lies beside work items, as rows: blockers, decisions and links.

Few items have any of these, so that none of them is a column of the items' own table.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import TableOf
from workdomain.execution.blockers import Blocker
from workdomain.execution.blocking import BlockerKind
from workdomain.execution.work_item import WorkItem
from workdomain.store.log import text_of


class BlockerRow(NamedTuple):
    """Something that keeps, or kept, a work item from going on; its fields are those of Blocker."""

    item: UUID
    open: bool
    blocker: UUID
    place: int
    kind: BlockerKind
    reason: str
    raised_by: UUID
    raised_at: datetime
    needed_from: UUID | None
    needed_from_outside: str | None
    needed_by: date | None
    acknowledged_by: UUID | None
    acknowledged_at: datetime | None
    ended_by: UUID | None
    ended_at: datetime | None
    resolution: str | None


class DecisionRow(NamedTuple):
    """What was decided on a work item."""

    item: UUID
    decision: UUID
    what: str
    why: str
    decided_by: tuple[str, ...]
    alternatives: tuple[str, ...]
    supersedes: UUID | None
    superseded_by: UUID | None
    recorded_by: UUID
    at: datetime


class LinkRow(NamedTuple):
    """A link that belongs to a work item."""

    item: UUID
    link: UUID
    title: str
    url: str


Beside = BlockerRow | DecisionRow | LinkRow


def beside(id: UUID, item: WorkItem) -> Iterable[Beside]:
    """Show what lies beside an item; nothing at all beside most of them."""
    blockers = item.blockers
    links, decisions = item.attachments.links, item.decisions.decisions
    if not (blockers.open or blockers.ended or links or decisions):
        return ()
    return _beside(id, item)


def _beside(id: UUID, item: WorkItem) -> Iterable[Beside]:
    yield from (_blocker(id, blocker) for blocker in item.blockers.all)
    yield from _decisions(id, item)
    for link, there in item.attachments.links.items():
        if there is not None:
            yield LinkRow(id, link, *there)


def _blocker(id: UUID, blocker: Blocker) -> BlockerRow:
    return BlockerRow(id, blocker.ended_at is None, *blocker)


def _decisions(id: UUID, item: WorkItem) -> Iterable[DecisionRow]:
    for decision, it in item.decisions.decisions.items():
        yield DecisionRow(
            item=id,
            decision=decision,
            what=it.what,
            why=it.why,
            decided_by=tuple(map(text_of, it.decided_by)),
            alternatives=it.alternatives,
            supersedes=it.supersedes,
            superseded_by=item.decisions.superseded.get(decision),
            recorded_by=it.recorded_by,
            at=it.at,
        )


TABLES = (
    TableOf(BlockerRow, "blocker", key=("place",), indexes=(("item",), ("open", "needed_from"))),
    TableOf(DecisionRow, "decision", key=("decision",), indexes=(("item",),)),
    TableOf(LinkRow, "link", key=("link",), indexes=(("item",),)),
)
