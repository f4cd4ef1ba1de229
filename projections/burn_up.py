"""Burn-up: how the work of a project grew and got done, day by day, from rows that know their time.

Every version of an item says from when to when it held, so one sweep over their beginnings and ends
gives all days. The past is told as it was, by what is known: a correction changes the days that it
is about.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from itertools import accumulate
from typing import Any, NamedTuple, Self
from uuid import UUID

from pydantic import model_validator
from sqlalchemy import Text, func, or_, select, type_coerce

from projections.figures import DAY, day_of, in_hours, rounded
from projections.models.entries import EntryRow
from projections.models.items import ItemRow
from projections.reader import Reader
from projections.tables import to_microseconds, to_moment
from projections.timeline import OPEN
from projections.view import Order, Page, View
from projections.worktree import items_of_project
from workdomain.execution.task_life import State
from workdomain.kernel import Message
from workdomain.values import Day


class BurnUp(Message):
    """How did the work grow, and how did it get done, day by day?"""

    project: UUID | None = None
    """Only this project; without one, all work there is."""
    first: Day | None = None
    """The first day; without one, the day of the first work item."""
    last: Day | None = None
    """The last day; today at the latest, which is also meant without one."""

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")
        return self


class BurnUpDay(Message):
    """How things stood at the end of a day (UTC); hours are person-hours. Cancelled items are out.

    Work that nobody has estimated is only in the numbers of items.
    """

    day: date
    scope_h: float
    """Estimated work."""
    done_h: float
    """The part of it that is complete."""
    remaining_h: float
    spent_h: float
    """Time logged for this day and those before, as is known now; also on cancelled items."""
    items_total: int
    items_done: int


class _Span(NamedTuple):
    """From when to when a version of an item held, and what it adds to the sums meanwhile."""

    begins: int
    ends: int
    adds: tuple[float, ...]


def read(reader: Reader, params: BurnUp, _page: Page) -> list[BurnUpDay]:
    """Sum up every day in one sweep over the items' spans."""
    today = reader.moment.today
    last = min(params.last or today, today)
    spans = _spans(reader, params.project, _end(last, reader.moment.now))
    if not spans:
        return []
    first = params.first or day_of(to_moment(min(span.begins for span in spans)))
    days = [first + number * DAY for number in range((last - first).days + 1)]
    sums = _swept(spans, [_end(day, reader.moment.now) for day in days])
    return [
        BurnUpDay(
            day=day,
            scope_h=rounded(scope),
            done_h=rounded(done),
            remaining_h=rounded(remaining),
            spent_h=in_hours(minutes),
            items_total=round(items),
            items_done=round(items_done),
        )
        for day, (scope, done, remaining, items, items_done), minutes in zip(
            days, sums, _spent(reader, params.project, days), strict=True
        )
    ]


def _end(day: date, now: datetime) -> int:
    """Tell the last microsecond of a day, as far as it has come."""
    return min(
        to_microseconds(datetime.combine(day + DAY, time.min, UTC)) - 1, to_microseconds(now)
    )


def _spans(reader: Reader, project: UUID | None, until: int) -> list[_Span]:
    """Read every version that is believed at the moment and began in time."""
    c: Any = reader.table(ItemRow).c
    position = reader.moment.position
    state = type_coerce(c.state, Text)  # plain words: there may be very many versions
    query = select(state, c.work_h, c.remaining_h, c.from_at, c.to_at, c.to_position).where(
        c.state != State.CANCELLED,
        c.from_position <= position,
        c.retired > position,
        c.from_at <= until,
        # What was ended in the moment it began, but only later in the log, was to go on by then.
        or_(c.to_at > c.from_at, c.to_position > position),
    )
    if project is not None:
        query = query.where(c.project == project)
    return [
        # What was the latest at the position was believed to go on, although its end may be known.
        _Span(from_at, OPEN if to_position > position else to_at, _adds(word, work, remaining))
        for word, work, remaining, from_at, to_at, to_position in reader.run(query)
    ]


def _adds(state: str, work_h: float | None, remaining_h: float | None) -> tuple[float, ...]:
    """Tell what an item adds to scope, done and remaining hours, to items and to those done."""
    if state == State.DONE:
        return (work_h or 0.0, work_h or 0.0, 0.0, 1, 1)
    if work_h is None or remaining_h is None:
        return (0.0, 0.0, 0.0, 1, 0)
    return (work_h, max(0.0, work_h - remaining_h), remaining_h, 1, 0)


def _swept(spans: Iterable[_Span], ends: Sequence[int]) -> list[tuple[float, ...]]:
    """Sum what the spans add, as of each of these moments."""
    changes = [[0.0] * 5 for _ in range(len(ends) + 1)]
    for span in spans:
        begin, end = changes[bisect_left(ends, span.begins)], changes[bisect_left(ends, span.ends)]
        for number, added in enumerate(span.adds):
            begin[number] += added
            end[number] -= added
    return list(
        zip(*(accumulate(column) for column in zip(*changes[:-1], strict=True)), strict=True)
    )


def _spent(reader: Reader, project: UUID | None, days: Sequence[date]) -> list[float]:
    """Sum the minutes logged up to each of these days."""
    c: Any = reader.table(EntryRow).c
    query = reader.select(EntryRow, c.day, func.sum(c.minutes)).group_by(c.day)
    if project is not None:
        query = query.where(c.item.in_(items_of_project(reader, project)))
    minutes = Counter[date]()
    for day, logged in reader.run(query.where(c.day <= days[-1])) if days else ():
        minutes[max(day, days[0])] += int(logged)
    return list(accumulate(float(minutes[day]) for day in days))


def order(_params: BurnUp, row: BurnUpDay) -> Order:
    """Sort by day."""
    return (row.day.isoformat(),)


burn_up = View(
    name="burn-up",
    params=BurnUp,
    row=BurnUpDay,
    key=("day",),
    read=read,
    order=order,
)
