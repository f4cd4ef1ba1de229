"""Three answers to how much work falls on which day; whoever shows one says which.

- even: remaining / days, on each working day until it is due. What an ordinary week looks like.
- proportional: by the capacity of each day, so that half a day takes half as much as a whole one
  (OpenProject): load(d) = remaining x cap(d) / cap(all of its days).
- earliest due: each day's capacity goes to the open work that is due soonest. Nothing fits better:
  what cannot be done in time in this way cannot be in any other, and is left over on its due day
  (earliest deadline first; for how many hours are too late: F. Glover, Naval Research Logistics
  Quarterly 14(3), 1967).

All three put the same minutes into the same buckets. They differ on planned work alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from heapq import heappop, heappush

from workdomain.scheduling.calendar import Calendar, Capacity, capacity_of, worked_in
from workdomain.scheduling.load import (
    Bucket,
    Demand,
    Load,
    Placement,
    horizon_of,
    load_of,
    place,
)

Room = Mapping[date, float]
"""The effective minutes of working days, in their order."""
_NOTHING = 1e-6  # minutes: what sums of parts may be off by


class Model(StrEnum):
    """How remaining work is spread over days."""

    EVEN = "even"
    """Equal parts on each working day until it is due."""
    PROPORTIONAL = "proportional"
    """By how much capacity each of these days has."""
    EARLIEST_DUE = "earliest-due"
    """What is due soonest first, as much each day as fits: the order that fits whenever any does.
    What does not fit is left over on its due day."""


def spread(
    model: Model,
    demands: Iterable[Demand],
    calendar: Calendar,
    today: date,
    spent: Mapping[date, float] | None = None,
    known: Capacity | None = None,
) -> Load:
    """Spread what remains by a model; before today, `spent` (minutes by day) is the load.

    Some of the calendar's capacity may be `known` already; then it need not be worked out again.
    """
    demands = tuple(demands)
    last = horizon_of(demands, today)
    if known is None or known.first > today or known.last < last:
        known = capacity_of(calendar, today, last)
    ahead = known.between(today, last)
    working = worked_in(ahead)
    placements = [place(each, calendar, working, today) for each in demands]
    if change := _CHANGES[model]:
        room = {
            day: minutes for day, minutes in capacity_of(calendar, today, last).days() if minutes
        }
        placements = change(placements, room)
    return load_of(placements, today, spent)


def _by_capacity(placements: Sequence[Placement], room: Room) -> list[Placement]:
    return [_in_proportion(each, room) if _is_planned(each) else each for each in placements]


def _is_planned(placement: Placement) -> bool:
    return placement.bucket is Bucket.PLANNED and placement.minutes > 0


def _in_proportion(placement: Placement, room: Room) -> Placement:
    per_minute = placement.minutes / sum(room[day] for day in placement.days)
    return placement._replace(parts=tuple(room[day] * per_minute for day in placement.days))


def _soonest_first(placements: Sequence[Placement], room: Room) -> list[Placement]:
    """Go through the working days, and give each to what is due soonest of what has begun."""
    waiting = sorted(
        (each.days[0], number) for number, each in enumerate(placements) if _is_planned(each)
    )[::-1]
    left = [each.minutes for each in placements]
    taken: list[dict[date, float]] = [{} for _ in placements]
    free = _without_overdue(placements, room)
    open_: list[tuple[date, int]] = []
    for day, minutes in free.items():
        while waiting and waiting[-1][0] <= day:
            number = waiting.pop()[1]
            heappush(open_, (placements[number].days[-1], number))
        while open_ and minutes > _NOTHING:
            last, number = open_[0]
            part = min(minutes, left[number]) if last >= day else 0.0
            minutes -= part
            left[number] -= part
            if part:
                taken[number][day] = part
            if last < day or left[number] <= _NOTHING:
                heappop(open_)
    return [
        _as_taken(each, taken[number], left[number]) if _is_planned(each) else each
        for number, each in enumerate(placements)
    ]


def _without_overdue(placements: Iterable[Placement], room: Room) -> dict[date, float]:
    """Take from each day what can go nowhere else: work that is late already."""
    free = dict(room)
    for each in placements:
        if each.bucket is Bucket.OVERDUE and each.days[0] in free:
            free[each.days[0]] = max(0.0, free[each.days[0]] - each.minutes)
    return free


def _as_taken(placement: Placement, taken: dict[date, float], left: float) -> Placement:
    """Put what was done on its days, and what was not on the last of them."""
    if left > _NOTHING:
        due = placement.days[-1]
        taken[due] = taken.get(due, 0.0) + left
    return placement._replace(days=tuple(taken), parts=tuple(taken.values()))


_CHANGES: Mapping[Model, Callable[[Sequence[Placement], Room], list[Placement]] | None] = {
    Model.EVEN: None,
    Model.PROPORTIONAL: _by_capacity,
    Model.EARLIEST_DUE: _soonest_first,
}
