"""What is known of the weeks of some people, for the signs of strain in them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, or_

from projections.capacities import Task, Who, desks
from projections.figures import DAY, day_of
from projections.models.entries import EntryRow
from projections.models.items import ItemRow
from projections.reader import Reader
from workdomain.scheduling.calendar import Calendar, Capacity, capacity_of
from workdomain.scheduling.load import even_spread, period_load
from workdomain.scheduling.strain import SUSTAINED, Parts, Signs, parts_of
from workdomain.scheduling.streaks import is_overloaded


class _Item(NamedTuple):
    """When a work item was there, under way, and due."""

    added: date
    started: date | None
    ended: date | None
    due: date | None


@dataclass
class _Person:
    """What is known of somebody's weeks."""

    tasks: Sequence[Task] = ()
    calendar: Calendar = field(default_factory=Calendar)
    items: list[_Item] = field(default_factory=list)
    spent: dict[date, float] = field(default_factory=dict)
    """Minutes by day."""
    on_items: list[tuple[date, UUID | None, float]] = field(default_factory=list)


def weekly_parts(
    reader: Reader, people: Sequence[Who], weeks: Sequence[date], limit: int
) -> Mapping[tuple[UUID, date], Parts]:
    """Work out the parts of each person in each week; `weeks` are Mondays, one after the other."""
    first, today = weeks[0] - SUSTAINED * 7 * DAY, reader.moment.today
    known, added = _known(reader, people, first, weeks[-1] + 6 * DAY)
    found = {}
    for id, one in known.items():
        load = even_spread((t.demand for t in one.tasks), one.calendar, today, one.spent).days
        capacity = capacity_of(one.calendar, first, weeks[-1] + 6 * DAY)
        streak = 0
        for number in range(SUSTAINED + len(weeks)):
            monday = first + number * 7 * DAY
            own = capacity.between(monday, monday + 6 * DAY)
            week = period_load(load, own)
            streak = streak + 1 if is_overloaded(week) else 0
            if monday >= weeks[0]:
                worked = _worked(one, own)
                signs = Signs(
                    load=week.load - week.unjudged,
                    capacity=week.capacity,
                    contracted=worked.contracted,
                    beyond=worked.beyond,
                    worked=worked.minutes,
                    on_days_off=worked.on_days_off,
                    at_once=_at_once(one.items, monday, min(today, monday + 6 * DAY)),
                    due=_due(one.items, monday),
                    working_days=sum(1 for minutes in own.effective if minutes),
                    unplanned=_unplanned(one, added, monday),
                    streak=streak,
                )
                found[id, monday] = parts_of(signs, limit)
    return found


def _known(
    reader: Reader, people: Sequence[Who], first: date, last: date
) -> tuple[dict[UUID, _Person], dict[UUID, date]]:
    """Read it, and when each work item was added that was open at some time from a day on."""
    lying = desks(reader, first, people)
    found = {
        who.id: _Person(lying.desk(who.id, reader.moment.today).picture, lying.calendar(who.id))
        for who in people
    }
    c: Any = reader.table(ItemRow).c
    query = reader.select(
        ItemRow, c.id, c.assignees, c.added_at, c.started_at, c.ended_at, c.due
    ).where(or_(c.ended_at.is_(None), c.ended_at >= datetime.combine(first, time(), UTC)))
    added = {}
    for id, assignees, added_at, started_at, ended_at, due in reader.run(query):
        added[id] = day_of(added_at)
        item = _Item(
            added[id], started_at and day_of(started_at), ended_at and day_of(ended_at), due
        )
        for one in (found.get(UUID(person)) for person in assignees):
            if one is not None:
                one.items.append(item)
    entry: Any = reader.table(EntryRow).c
    sums = reader.select(EntryRow, entry.person, entry.day, entry.item, func.sum(entry.minutes))
    theirs = sums.where(entry.person.in_([*found]), entry.day >= first, entry.day <= last)
    for person, day, item, minutes in reader.run(
        theirs.group_by(entry.person, entry.day, entry.item)
    ):
        one = found[person]
        one.spent[day] = one.spent.get(day, 0.0) + float(minutes)
        one.on_items.append((day, item, float(minutes)))
    return found, added


class _Worked(NamedTuple):
    """Minutes worked in a week, and agreed on; None if nothing is known of that."""

    minutes: float
    contracted: float | None
    beyond: float
    on_days_off: float


def _worked(one: _Person, week: Capacity) -> _Worked:
    """Compare the hours worked in a week with those agreed on."""
    beyond = worked = off = 0.0
    known = [minutes for minutes in week.contracted if minutes is not None]
    for (day, effective), contracted in zip(week.days(), week.contracted, strict=True):
        spent = one.spent.get(day, 0.0)
        worked += spent
        if contracted is not None:
            beyond += max(0.0, spent - contracted)
            off += 0.0 if effective else spent
    return _Worked(worked, float(sum(known)) if known else None, beyond, off)


def _at_once(items: Iterable[_Item], first: date, last: date) -> int:
    """Count the most items that were under way on one of these days."""
    counts = defaultdict[date, int](int)
    for item in items:
        if item.started is None:
            continue
        day, end = max(item.started, first), min(item.ended or last, last)
        while day <= end:
            counts[day] += 1
            day += DAY
    return max(counts.values(), default=0)


def _due(items: Iterable[_Item], monday: date) -> int:
    """Count what was due in a week, and was not done before it."""
    return sum(
        1
        for item in items
        if item.due is not None
        and monday <= item.due <= monday + 6 * DAY
        and (item.ended is None or item.ended >= monday)
    )


def _unplanned(one: _Person, added: Mapping[UUID, date], monday: date) -> float:
    """Sum the minutes of a week on what was not there when it began; what is not known was."""
    return sum(
        minutes
        for day, item, minutes in one.on_items
        if monday <= day <= monday + 6 * DAY
        and (item is None or added.get(item, date.min) >= monday)
    )
