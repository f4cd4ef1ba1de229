"""Serial schedule generation with people: task after task, each to whoever lets it end first.

Of people who would end at the same time the one with the least work so far gets the task, and then
the one whose skills are least scarce. Gaps between tasks are filled.
"""

from typing import NamedTuple

from workdomain.scheduling.multiskill.arrays import Able
from workdomain.scheduling.rcpsp.arrays import Ints, Links
from workdomain.scheduling.rcpsp.compiled import compiled


class Days(NamedTuple):
    """What everybody does, one task after another, to be written to."""

    begins: Ints
    """By person and place."""
    ends: Ints
    counts: Ints
    """How many tasks each person has."""
    loads: Ints
    """How long these take."""


@compiled
def gap(begins: Ints, ends: Ints, count: int, ready: int, length: int) -> tuple[int, int]:
    """Find the first gap that is long enough: its place, and when the task can start there."""
    place, time = count, ready
    while place > 0 and ends[place - 1] > ready:
        place -= 1
    while place < count and begins[place] - time < length:
        time = ends[place]
        place += 1
    return place, time


@compiled
def choose(able: Able, task: int, days: Days, ready: int, length: int) -> tuple[int, int, int]:
    """Choose of those who are able: the person, the place among their tasks, and the start."""
    since, end = able.first[task], able.first[task + 1]
    chosen, place, time = able.who[since], 0, ready
    if length == 0:
        return chosen, place, time
    place, time = gap(days.begins[chosen], days.ends[chosen], days.counts[chosen], ready, length)
    for person in able.who[since + 1 : end]:
        here, then = gap(days.begins[person], days.ends[person], days.counts[person], ready, length)
        if then < time or (then == time and days.loads[person] < days.loads[chosen]):
            chosen, place, time = person, here, then
    return chosen, place, time


@compiled
def put(days: Days, person: int, place: int, time: int, length: int) -> None:
    """Give a person a task; their later ones move up by a place."""
    begins, ends = days.begins[person], days.ends[person]
    for later in range(days.counts[person], place, -1):
        begins[later] = begins[later - 1]
        ends[later] = ends[later - 1]
    begins[place] = time
    ends[place] = time + length
    days.counts[person] += 1
    days.loads[person] += length


@compiled
def give_out(
    order: Ints, durations: Ints, links: Links, able: Able, days: Days, starts: Ints, who: Ints
) -> int:
    """Give every task its start and its person, in this order; tells when the last one ends."""
    first, to, distance = links
    days.counts[:] = 0
    days.loads[:] = 0
    last = 0
    for task in order:
        ready, length = 0, durations[task]
        for link in range(first[task], first[task + 1]):
            ready = max(ready, starts[to[link]] + distance[link])
        person, place, time = choose(able, task, days, ready, length)
        if length > 0:
            put(days, person, place, time, length)
        who[task], starts[task] = person, time
        last = max(last, time + length)
    return last
