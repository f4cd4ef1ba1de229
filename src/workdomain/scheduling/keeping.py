"""Time that is kept for a project or a work item, beside the work itself: nothing counts twice.

Time is kept so that work can be done in it. So what a person has to do for a project, and can do in
the days that are kept for it, is done in that time; together they are

    max(kept, work that can be done in it)

and not the sum of both. Two lists come of that, of the same minutes in all:

- the picture: all that is kept, on its days, and of the work only what it does not hold;
- the alarm: all of the work, by its own dates, and of what is kept only what it does not fill.
  So a due date keeps its force, and no alarm is raised that another order of working would clear.

What is kept on whichever days is divisible, as work is; of days that have passed, their share by
capacity has passed as well. What is kept on each working day is a piece of each, and stays there.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from workdomain.scheduling.calendar import Calendar, capacity_of
from workdomain.scheduling.load import Demand

_FRIDAY = 4


class Work(NamedTuple):
    """A person's part in an open work item, or time that is kept; and whose project it is."""

    demand: Demand
    project: UUID | None


class Kept(NamedTuple):
    """Time of a person that is kept between two days, both included."""

    id: UUID
    minutes: float
    first: date
    last: date
    project: UUID | None
    """That the time is for, or that the work item is in."""
    item: UUID | None = None
    """The only work item that it is for; None is any of the project."""
    daily: float | None = None
    """Minutes on each working day; None for whichever days they like."""

    def holds(self, work: Work, today: date) -> bool:
        """Tell whether work is what the time is for, and can be done in its days."""
        demand = work.demand
        of_it = demand.item == self.item if self.item is not None else work.project == self.project
        if not of_it or self.project is self.item is None:
            return False
        begin = max(today, demand.start or today)
        end = None if demand.due is None else max(begin, demand.due)
        return begin <= self.last and (end is None or end >= self.first)

    def as_work(self, minutes: float) -> Work:
        """Put it beside work items."""
        return Work(Demand(self.id, minutes, self.first, self.last), self.project)


class Desk(NamedTuple):
    """What lies on somebody's desk, told in two ways."""

    picture: Sequence[Work]
    alarm: Sequence[Work]


def ahead(kept: Kept, calendar: Calendar, today: date) -> list[Kept]:
    """Leave out the days that have passed; what is kept daily is told day by day."""
    if kept.last < today:
        return []
    if kept.daily is not None:
        left = capacity_of(calendar, max(kept.first, today), kept.last)
        return [
            kept._replace(first=day, last=day, minutes=kept.daily)
            for day, room in left.days()
            if (day.weekday() <= _FRIDAY if room is None else room)
        ]
    if kept.first >= today:
        return [kept]
    capacity = capacity_of(calendar, kept.first, kept.last).effective
    passed = (today - kept.first).days
    whole = [1.0 if minutes is None else minutes for minutes in capacity]
    total = sum(whole)
    share = sum(whole[passed:]) / total if total else 1.0
    return [kept._replace(first=today, minutes=kept.minutes * share)]


def side_by_side(work: Sequence[Work], kept: Sequence[Kept], today: date) -> Desk:
    """Put work into the time that is kept for it, what is due soonest first."""
    if not kept:
        return Desk(work, work)
    held, filled = [0.0] * len(work), [0.0] * len(kept)
    soonest = sorted(range(len(work)), key=lambda n: (work[n].demand.due or date.max, n))
    in_turn = sorted(range(len(kept)), key=lambda k: (kept[k].last, kept[k].first, kept[k].id.int))
    for k in in_turn:
        for n in soonest:
            left = work[n].demand.part_minutes - held[n]
            part = min(left, kept[k].minutes - filled[k])
            if part > 0 and kept[k].holds(work[n], today):
                held[n] += part
                filled[k] += part
    picture = [_less(one, held[n]) for n, one in enumerate(work)]
    return Desk(
        picture=[*picture, *(each.as_work(each.minutes) for each in kept)],
        alarm=[*work, *(each.as_work(each.minutes - filled[k]) for k, each in enumerate(kept))],
    )


def _less(work: Work, minutes: float) -> Work:
    """Take minutes of one person's part away from a work item."""
    demand = work.demand
    if not minutes or demand.remaining_minutes is None:
        return work
    left = max(0.0, demand.part_minutes - minutes)
    return Work(demand._replace(remaining_minutes=left * demand.assignees), work.project)
