"""What needs someone's attention, and why: rules over one open work item at one moment."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from projections.figures import counted, day_of, rounded
from projections.models.items import RANK
from projections.spent import Spent
from workdomain.execution.task_life import State
from workdomain.planning.work_item import Priority


class Kind(StrEnum):
    """Why something needs attention."""

    BLOCKED = "blocked"
    """It cannot go on; graver for long, when help is late, or when nobody has taken note of it."""
    OVERDUE = "overdue"
    """It was due before today."""
    CAPACITY_ALARM = "capacity_alarm"
    """A person has more to do, by some day ahead, than fits, whatever is done first."""
    OVER_ESTIMATE = "over_estimate"
    """More time is spent on it, or will be, than was estimated."""
    STALE = "stale"
    """It is being done, or should be, and nothing has happened for long."""
    DUE_SOON = "due_soon"
    """It is due in the next days."""
    UNASSIGNED = "unassigned"
    """Nobody has it."""
    AWAITS_APPROVAL = "awaits_approval"
    """It waits for the word of approvers, and has for days."""
    OVER_WIP_LIMIT = "over_wip_limit"
    """More work is in a state of a workflow, or with one person there, than should be."""
    ALLOCATION = "allocation"
    """Time is allocated, and does not fit any more, or is for work or with skills that are gone."""


class Severity(StrEnum):
    """How much it matters."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class OpenItem(NamedTuple):
    """The columns of an open item that these rules are about."""

    id: UUID
    key: str | None
    title: str
    project: UUID | None
    state: State
    reason: str | None
    rank: int
    assignees: tuple[str, ...]
    start: date | None
    due: date | None
    work_h: float | None
    remaining_h: float | None
    since: datetime
    added_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as soon, as stale and as too much."""

    today: date
    stale_days: int
    soon_days: int
    tolerance_percent: int
    silent_days: int
    approval_days: int

    def since(self, day: date) -> int:
        """Count the days from a day until today."""
        return (self.today - day).days


class Blocking(NamedTuple):
    """What keeps an item from going on, as these rules see it."""

    reason: str
    raised_at: datetime
    needed_from: UUID | None
    """The person who could help."""
    helper: str | None
    """Name of whoever could help, inside or outside."""
    needed_by: date | None
    acknowledged_at: datetime | None

    def is_late(self, limits: Limits) -> bool:
        """Whether help was needed before today."""
        return self.needed_by is not None and self.needed_by < limits.today

    def is_silent(self, limits: Limits) -> bool:
        """Whether the person who could help has not taken note of it for long."""
        waited = limits.since(day_of(self.raised_at))
        asked = self.needed_from is not None and self.acknowledged_at is None
        return asked and waited >= limits.silent_days

    def told(self, limits: Limits) -> str:
        """Tell it in words."""
        words = [self.reason]
        if self.helper is not None:
            words.append(f"needed from {self.helper}")
        if self.needed_by is not None:
            late = ", which has passed" if self.is_late(limits) else ""
            words.append(f"needed by {self.needed_by}{late}")
        if self.is_silent(limits):
            words.append("not acknowledged")
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Concern:
    """One reason to look at something; `days` is how long it has been so, or is left."""

    kind: Kind
    severity: Severity
    reason: str
    since: date | None = None
    days: int | None = None
    over_by_h: float | None = None


def concerns(
    item: OpenItem,
    spent: Spent,
    blocking: Sequence[Blocking],
    limits: Limits,
    more: Iterable[Concern] = (),
) -> Iterator[Concern]:
    """Tell every reason to look at an open item; urgent and high priority make each one graver."""
    pressing = item.rank <= RANK[Priority.HIGH]
    found = [each for rule in RULES for each in rule(item, spent, limits)]
    for concern in (*blocked(item, blocking, limits), *found, *more):
        yield replace(concern, severity=GRAVER[concern.severity]) if pressing else concern


GRAVER = {
    Severity.HIGH: Severity.HIGH,
    Severity.MEDIUM: Severity.HIGH,
    Severity.LOW: Severity.MEDIUM,
}


def blocked(item: OpenItem, blocking: Sequence[Blocking], limits: Limits) -> Iterable[Concern]:
    """Tell that it is blocked, from the day on which it became so, and by what."""
    if item.state is not State.BLOCKED:
        return
    day = day_of(item.since)
    days = limits.since(day)
    grave = days >= limits.stale_days or any(
        each.is_late(limits) or each.is_silent(limits) for each in blocking
    )
    by_what = "; ".join(each.told(limits) for each in blocking)
    yield Concern(
        Kind.BLOCKED,
        Severity.HIGH if grave else Severity.MEDIUM,
        f"Blocked for {counted(days, 'day', 'days')}: {by_what}",
        day,
        days,
    )


def overdue(item: OpenItem, _spent: Spent, limits: Limits) -> Iterable[Concern]:
    """Tell that it was due before today."""
    if item.due is None or item.due >= limits.today:
        return
    days = limits.since(item.due)
    why = f"Was due on {item.due}, {counted(days, 'day', 'days')} ago{_left(item)}"
    yield Concern(Kind.OVERDUE, Severity.HIGH, why, item.due, days)


def due_soon(item: OpenItem, _spent: Spent, limits: Limits) -> Iterable[Concern]:
    """Tell that it is due in the next days, and graver when it has not even been begun."""
    if item.due is None or not 0 <= (days := -limits.since(item.due)) <= limits.soon_days:
        return
    severity = Severity.LOW if item.state is State.DOING else Severity.MEDIUM
    when = "today" if days == 0 else f"in {counted(days, 'day', 'days')}, on {item.due}"
    why = f"Is due {when}{NOT_GOING_ON[item.state]}{_left(item)}"
    yield Concern(Kind.DUE_SOON, severity, why, None, days)


def stale(item: OpenItem, spent: Spent, limits: Limits) -> Iterable[Concern]:
    """Tell that nothing happened to work that is being done, or was to be begun, for long."""
    to_begin = item.start is not None and item.start <= limits.today
    if not (item.state is State.DOING or (item.state is State.TODO and to_begin)):
        return
    last = max(day_of(item.changed_at), spent.last or date.min)
    if (days := limits.since(last)) < limits.stale_days:
        return
    what = "being done" if item.state is State.DOING else f"to be begun on {item.start}"
    why = f"Is {what}, but nothing has happened for {counted(days, 'day', 'days')}"
    yield Concern(Kind.STALE, Severity.MEDIUM, why, last, days)


def over_estimate(item: OpenItem, spent: Spent, limits: Limits) -> Iterable[Concern]:
    """Tell that more was spent than estimated, or will be, by more than is tolerated."""
    if item.work_h is None:
        return
    in_all = spent.hours + (item.remaining_h or 0.0)
    if spent.hours > item.work_h:
        severity = Severity.HIGH
    elif in_all > item.work_h * (100 + limits.tolerance_percent) / 100:
        severity = Severity.MEDIUM
    else:
        return
    over = in_all - item.work_h
    why = (
        f"Takes {in_all:.1f} h, not {item.work_h:.1f} h: {spent.hours:.1f} h are spent{_left(item)}"
    )
    yield Concern(Kind.OVER_ESTIMATE, severity, why, over_by_h=rounded(over))


def unassigned(item: OpenItem, _spent: Spent, limits: Limits) -> Iterable[Concern]:
    """Tell that nobody has it; graver when it is under way or its days have come."""
    if item.assignees:
        return
    day = day_of(item.added_at)
    days = limits.since(day)
    dates = [each for each in (item.start, item.due) if each is not None]
    near = any(-limits.since(each) <= limits.soon_days for each in dates)
    severity = Severity.MEDIUM if near or item.state is not State.TODO else Severity.LOW
    why = f"Was added {counted(days, 'day', 'days')} ago, and nobody has it"
    yield Concern(Kind.UNASSIGNED, severity, why, day, days)


NOT_GOING_ON = {State.TODO: ", and not begun", State.DOING: "", State.BLOCKED: ", and blocked"}


def _left(item: OpenItem) -> str:
    return "" if item.remaining_h is None else f", {item.remaining_h:.1f} h remain"


Rule = Callable[[OpenItem, Spent, Limits], Iterable[Concern]]
RULES: tuple[Rule, ...] = (overdue, due_soon, stale, over_estimate, unassigned)
