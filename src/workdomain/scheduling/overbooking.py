"""Overbooking: work that no order of working can finish in time (the alarm of the workload).

A person is overbooked on [a, b] when the work that must happen inside it is more than there is
time for:

    sum of minutes of items with start >= a and due <= b  >  sum of effective minutes of [a, b]

There is such an interval if and only if doing the most urgent work first (earliest deadline first)
misses a due date; this is Hall's condition for one person and divisible work, as OpenProject's
OverbookingAnalysis uses it. Even spread cries wolf where this does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from workdomain.scheduling.calendar import Capacity
from workdomain.scheduling.load import Demand

_ROUNDING = 1e-6  # minutes: what sums of parts may be off by


@dataclass(frozen=True, slots=True)
class Overbooking:
    """An interval, both ends included, that more work is forced into than fits."""

    first: date
    last: date
    items: tuple[UUID, ...]
    forced_minutes: float
    capacity_minutes: float

    @property
    def over_by(self) -> float:
        """The minutes that have to move out, whatever is done first."""
        return self.forced_minutes - self.capacity_minutes


class _Job(NamedTuple):
    """A demand on the days of a capacity, by their index."""

    first: int
    last: int
    minutes: float
    item: UUID


class _Violation(NamedTuple):
    first: int
    last: int
    over: float


def overbooked(demands: Iterable[Demand], capacity: Capacity) -> tuple[Overbooking, ...]:
    """Find where one person is overbooked; the capacity's first day is today.

    First the intervals that contain no smaller one, soonest first: each says where to act. Last, if
    a wider interval is over by more than any of these, the one that is over by most. Empty means
    that everything can be done in time.

    Work overdue counts as due on the first working day; undated and unestimated work, and work due
    after the capacity ends, is forced into no interval. An interval with a day of unknown hours is
    not judged.
    """
    jobs = _jobs(demands, capacity)
    plenty = sum(job.minutes for job in jobs) + 1.0
    room = [plenty if minutes is None else minutes for minutes in capacity.effective]
    before = list(accumulate(room, initial=0.0))
    violations = list(_violations(jobs, before))
    return tuple(_told(each, jobs, before, capacity.first) for each in _telling(violations))


def worst_around(
    demands: Iterable[Demand], capacity: Capacity, first: date, last: date
) -> Overbooking | None:
    """Find the interval that is over by most, of those with a day from `first` to `last` in them.

    None if there is none: everything that touches these days can be done in time. The capacity
    begins at the first of all starts or before.
    """
    jobs = _jobs(demands, capacity)
    unknown = list(accumulate((minutes is None for minutes in capacity.effective), initial=0))
    before = list(accumulate((minutes or 0.0 for minutes in capacity.effective), initial=0.0))
    begin, end = (first - capacity.first).days, (last - capacity.first).days
    found = [
        each
        for each in _violations(jobs, before)
        if each.first <= end
        and each.last >= begin
        and unknown[each.last + 1] == unknown[each.first]
    ]
    worst = max(found, default=None, key=lambda it: (it.over, it.first - it.last, -it.first))
    return None if worst is None else _told(worst, jobs, before, capacity.first)


def _jobs(demands: Iterable[Demand], capacity: Capacity) -> list[_Job]:
    """Put the demands that force something onto the capacity's days."""
    usable = (i for i, minutes in enumerate(capacity.effective) if minutes is None or minutes)
    soonest = next(usable, len(capacity.effective))
    jobs = []
    for demand in demands:
        if demand.due is None or not demand.part_minutes:
            continue
        due = (demand.due - capacity.first).days
        last = soonest if due < 0 else due
        # Work that is to start after it is due can only be meant for its due day.
        first = 0 if demand.start is None else (demand.start - capacity.first).days
        if last < len(capacity.effective):
            jobs.append(_Job(min(max(first, 0), last), last, demand.part_minutes, demand.item))
    return jobs


def _violations(jobs: list[_Job], before: list[float]) -> Iterator[_Violation]:
    """Test each start with each end, latest start and earliest end first.

    `before[i]` is the capacity of the days before the ith, so a test costs one subtraction.
    """
    waiting = sorted(jobs, key=attrgetter("first"))
    due = dict.fromkeys(sorted({job.last for job in jobs}), 0.0)
    for first in sorted({job.first for job in jobs}, reverse=True):
        while waiting and waiting[-1].first >= first:
            job = waiting.pop()
            due[job.last] += job.minutes
        forced = 0.0
        for last, minutes in due.items():
            forced += minutes
            over = forced - (before[last + 1] - before[first])
            if forced and over > _ROUNDING:
                yield _Violation(first, last, over)


def _telling(violations: list[_Violation]) -> list[_Violation]:
    """Keep those without another one inside, soonest first, and then the worst if it is wider."""
    smallest: list[_Violation] = []
    for each in violations:  # starts come latest first, so only an earlier end is no superset
        if not smallest or each.last < smallest[-1].last:
            smallest.append(each)
    if not smallest:
        return []
    worst = max(violations, key=lambda each: (each.over, each.first - each.last, -each.first))
    wider = worst.over > max(each.over for each in smallest) + _ROUNDING
    return [*reversed(smallest), *([worst] if wider else [])]


def _told(violation: _Violation, jobs: list[_Job], before: list[float], today: date) -> Overbooking:
    first, last, _ = violation
    forced = [job for job in jobs if job.first >= first and job.last <= last]
    return Overbooking(
        first=today + timedelta(days=first),
        last=today + timedelta(days=last),
        items=tuple(job.item for job in forced),
        forced_minutes=sum(job.minutes for job in forced),
        capacity_minutes=before[last + 1] - before[first],
    )
