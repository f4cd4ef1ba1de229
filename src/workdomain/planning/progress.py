"""Progress: how much of the work is done, and how much of it the number knows about.

    % complete = (work - remaining) / work            whatever was spent
    of a tree  = the same over the sums of its items  (so each weighs as much as its work)

This is the work-weighted rule (OpenProject: "% complete, weighted by work"). Items without an
estimate weigh nothing in it and are counted beside it, as coverage; Redmine instead gives them the
average estimate of their siblings, and answers 55 % where this answers 34 %. Undefined is None,
never 0.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never
from uuid import UUID


class Category(StrEnum):
    """What a state means for progress."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Item:
    """A work item as progress sees it; what has no estimate has None for work and remaining."""

    id: UUID
    parent: UUID | None
    category: Category
    work_h: float | None
    remaining_h: float | None
    spent_h: float = 0.0
    points: float | None = None
    """Its size beside other work."""
    takes_work: bool = True
    """A milestone takes none, so that nothing about work is missing of it but its day."""
    is_assigned: bool = True
    is_dated: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """Sums over some items. Cancelled ones are only in the two figures that say so."""

    work_h: float = 0.0
    remaining_h: float = 0.0
    complete_h: float = 0.0
    """The part of the work that is complete; an item is never less complete than nothing."""
    spent_h: float = 0.0
    open: int = 0
    done: int = 0
    cancelled: int = 0
    cancelled_spent_h: float = 0.0
    estimable_open: int = 0
    """Open items that an estimate is expected of: all but mere headings of other items."""
    unestimated_open: int = 0
    unestimated_done: int = 0
    unassigned_open: int = 0
    """Open items that nobody has, mere headings and milestones left out."""
    undated_open: int = 0
    """Open items without a day that they are due on, mere headings left out."""
    sized_open: int = 0
    """Open items with a size in points."""
    points_open: float = 0.0
    points_done: float = 0.0

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(
            self.work_h + other.work_h,
            self.remaining_h + other.remaining_h,
            self.complete_h + other.complete_h,
            self.spent_h + other.spent_h,
            self.open + other.open,
            self.done + other.done,
            self.cancelled + other.cancelled,
            self.cancelled_spent_h + other.cancelled_spent_h,
            self.estimable_open + other.estimable_open,
            self.unestimated_open + other.unestimated_open,
            self.unestimated_done + other.unestimated_done,
            self.unassigned_open + other.unassigned_open,
            self.undated_open + other.undated_open,
            self.sized_open + other.sized_open,
            self.points_open + other.points_open,
            self.points_done + other.points_done,
        )

    @property
    def percent(self) -> float | None:
        """Percent complete of the estimated work, 0 to 100; None when no work is estimated."""
        return 100.0 * self.complete_h / self.work_h if self.work_h else None

    @property
    def coverage(self) -> float | None:
        """Share of open items with an estimate, 0 to 1; None when nothing is open."""
        if not self.estimable_open:
            return None
        return 1.0 - self.unestimated_open / self.estimable_open


def percent_complete(work_h: float | None, remaining_h: float | None) -> float | None:
    """Percent of the work that is complete; 0 when more remains than was ever foreseen.

    None when either number is missing, and when there is no work to be a part of.
    """
    if not work_h or remaining_h is None:
        return None
    return 100.0 * max(0.0, work_h - remaining_h) / work_h


def remaining_at(work_h: float, percent: float) -> float:
    """Remaining work of an item whose state fixes its percentage (status-based progress)."""
    return work_h * (100.0 - percent) / 100.0


def roll_up(items: Iterable[Item]) -> dict[UUID, Progress]:
    """Sum each item and everything below it, by item; a parent's own numbers count too.

    A parent that is not among the items counts as none. Raises ValueError on a cycle of parents.
    """
    known = {item.id: item for item in items}
    totals = _own(known.values())
    waiting = Counter(item.parent for item in known.values())
    complete = [id for id in known if not waiting[id]]
    for id in complete:  # grows while it is walked: a parent joins after its last child
        parent = known[id].parent
        if parent in totals:
            totals[parent] += totals[id]
            waiting[parent] -= 1
            if not waiting[parent]:
                complete.append(parent)
    if len(complete) < len(known):
        raise ValueError("Some of the items are, through their parents, below themselves")
    return totals


def total(items: Iterable[Item]) -> Progress:
    """Sum all items, whatever tree they stand in."""
    return sum(_own(items).values(), Progress())


def _own(items: Iterable[Item]) -> dict[UUID, Progress]:
    """Tell what each item adds by itself."""
    items = list(items)
    headings = {item.parent for item in items if item.category is not Category.CANCELLED}
    return {item.id: _progress(item, is_heading=item.id in headings) for item in items}


def _progress(item: Item, *, is_heading: bool) -> Progress:
    match item.category:
        case Category.CANCELLED:
            return Progress(cancelled=1, cancelled_spent_h=item.spent_h)
        case Category.DONE:
            # Nothing remains of what is done, also when nobody set the number to zero.
            return Progress(
                work_h=item.work_h or 0.0,
                complete_h=item.work_h or 0.0,
                spent_h=item.spent_h,
                done=1,
                unestimated_done=int(item.work_h is None and item.takes_work and not is_heading),
                points_done=item.points or 0.0,
            )
        case Category.OPEN:
            return _open(item, is_heading=is_heading)
        case _:
            assert_never(item.category)


def _open(item: Item, *, is_heading: bool) -> Progress:
    has_estimate = item.work_h is not None and item.remaining_h is not None
    work, remaining = (item.work_h or 0.0, item.remaining_h or 0.0) if has_estimate else (0.0, 0.0)
    # A heading's estimate is that of the items below it, so none is missing here.
    expected = has_estimate or (item.takes_work and not is_heading)
    return Progress(
        work_h=work,
        remaining_h=remaining,
        complete_h=max(0.0, work - remaining),
        spent_h=item.spent_h,
        open=1,
        estimable_open=int(expected),
        unestimated_open=int(expected and not has_estimate),
        unassigned_open=int(item.takes_work and not is_heading and not item.is_assigned),
        undated_open=int(not is_heading and not item.is_dated),
        sized_open=int(item.points is not None),
        points_open=item.points or 0.0,
    )
