"""A genetic search over orders of tasks, in which each child is improved forwards and backwards.

The population holds schedules that are packed to the right, by the start of each task. A child
takes the tasks that one parent starts within a crowded stretch of time as that parent has them, and
all others as the other one does (the peak crossover of Valls, Ballestín and Quintanilla: "A hybrid
genetic algorithm for the resource-constrained project scheduling problem", European Journal of
Operational Research 185, 2008). It replaces the worst there is. The first ones are sampled by
latest finish times. The same seed and the same count give the same schedule,
and a longer search goes on where a shorter one has ended: it is never worse.
"""

from collections.abc import Callable
from time import process_time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workdomain.scheduling.rcpsp.arrays import Arrays, Ints, Links, Words, arrays_of
from workdomain.scheduling.rcpsp.compiled import compiled
from workdomain.scheduling.rcpsp.passes import Room, generate, sort_by
from workdomain.scheduling.rcpsp.problem import Problem, Schedule

MOST, LEAST, IN_ALL = 120, 40, 9_600
"""Members of the population, at most and at least, and tasks of all of them together."""
CROWDS = 3
"""Stretches of time that are looked at for the most crowded one."""
SHORTEST, WIDTH = 0.05, 0.25
"""Of the makespan: how long a stretch is at least, and how much longer it may be."""
SHIFTED = 0.02
"""Chance of a task to be shifted ..."""
SHIFTED_MORE = 5
"""... and how many times more if the parents are almost the same."""
ALIKE = 8
"""Parents are almost the same when less than one in so many tasks starts at another time."""
REACH = 8
"""Places that a task is shifted by at most."""
AT_ONCE = 500
"""Schedules between two looks at the clock."""

Shares = NDArray[np.float64]
Progress = Callable[[int, int], bool]
"""Hears the best makespan so far and how many schedules were made; True ends the search."""


def improve(
    problem: Problem,
    schedules: int = 5_000,
    *,
    seed: int = 1,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> Schedule:
    """Search with so many schedules at most, and so many seconds of CPU time.

    It ends when no schedule can be better, too. The result does not depend on the time that it
    takes, unless seconds are given.
    """
    arrays = arrays_of(problem)
    state = State(arrays, seed)
    began, made = process_time(), 0
    while made < schedules and state.best > arrays.bound:
        made = state.go_on(min(schedules, made + AT_ONCE))
        late = seconds is not None and process_time() - began > seconds
        if late or (progress is not None and progress(state.best, made)):
            break
    return _told(arrays, state.found.best, state.best)


def first_schedule(problem: Problem) -> Schedule:
    """Make one schedule: tasks in the order of their tails, the longest first."""
    arrays = arrays_of(problem)
    found = State(arrays, 1).found
    order, starts = np.empty_like(arrays.tails), np.empty_like(arrays.tails)
    sort_by(arrays.tails.max() - arrays.tails, arrays.before, False, found.counts, order)
    span = generate(order, arrays.load, arrays.before, found.room, starts)
    return _told(arrays, starts, span)


class Found(NamedTuple):
    """What a search knows, to be written to."""

    chance: Words
    """The state of the generator of random numbers."""
    room: Room
    counts: Ints
    keys: Ints
    """By member of the population and task: when it starts, all packed to the right."""
    spans: Ints
    """The makespan of each member."""
    best: Ints
    """The starts of the best schedule."""
    told: Ints
    """The best makespan, how many schedules were made, and how many members there are."""


class State:
    """A search that can go on."""

    def __init__(self, arrays: Arrays, seed: int) -> None:
        """Know nothing yet but the problem."""
        tasks, horizon = len(arrays.tails), arrays.horizon
        begun = (seed * 2_654_435_761 + 88_172_645_463_325_252) % 2**63
        words = arrays.load.needs.shape[1]
        members = max(LEAST, min(MOST, IN_ALL // tasks))
        self._arrays = arrays
        self.found = Found(
            np.array([begun], np.uint64),
            Room(np.zeros((horizon + 2, words), np.uint64), np.array([horizon + 1], np.int64)),
            np.zeros(4 * horizon + 12, np.int64),
            np.zeros((members, tasks), np.int64),
            np.full(members, horizon + 1, np.int64),
            np.zeros(tasks, np.int64),
            np.array([horizon + 1, 0, 0], np.int64),
        )

    @property
    def best(self) -> int:
        """The best makespan so far."""
        return int(self.found.told[0])

    def go_on(self, until: int) -> int:
        """Search until so many schedules are made in all; tell how many there are."""
        evolve(self._arrays, self.found, until)
        return int(self.found.told[1])


def _told(arrays: Arrays, starts: Ints, span: int) -> Schedule:
    told = dict(zip(arrays.number.tolist(), starts.tolist(), strict=True))
    return Schedule(tuple(told[task] for task in range(len(told))), span)


# -- inner loops -----------------------------------------------------------------------------------


@compiled
def draw(chance: Words) -> float:
    """Draw a number from 0 on, below 1 (xorshift64; Marsaglia, 2003)."""
    x = chance[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    chance[0] = x
    return float(x >> np.uint64(11)) / 9007199254740992.0


@compiled
def sample(arrays: Arrays, chance: Words, order: Ints) -> None:
    """Draw an order: of those that may come next, each by what has to come after its end.

    (Latest finish times, beyond the latest of them all: regret-based biased random sampling.)
    """
    tails = arrays.tails - arrays.load.durations
    first, after = arrays.after.first, arrays.after.to
    tasks, count = len(order), 0
    missing, ready = np.empty(tasks, np.int64), np.empty(tasks, np.int64)
    for task in range(tasks):
        missing[task] = arrays.before.first[task + 1] - arrays.before.first[task]
        if missing[task] == 0:
            ready[count] = task
            count += 1
    for place in range(tasks):
        shortest = tails[ready[0]]
        for each in range(count):
            shortest = min(shortest, tails[ready[each]])
        whole = 0.0
        for each in range(count):
            whole += tails[ready[each]] - shortest + 1.0
        mark, chosen = draw(chance) * whole, 0
        while chosen < count - 1 and mark >= tails[ready[chosen]] - shortest + 1.0:
            mark -= tails[ready[chosen]] - shortest + 1.0
            chosen += 1
        task = ready[chosen]
        count -= 1
        ready[chosen] = ready[count]
        order[place] = task
        for link in range(first[task], first[task + 1]):
            missing[after[link]] -= 1
            if missing[after[link]] == 0:
                ready[count] = after[link]
                count += 1


@compiled
def shift(order: Ints, links: Links, likely: float, chance: Words) -> None:
    """Let some tasks come later by some places, as long as nobody there waits for them."""
    first, to, _ = links
    tasks = len(order)
    for place in range(tasks - 1):
        if draw(chance) >= likely:
            continue
        task, here = order[place], place
        end = min(tasks - 1, place + 1 + int(draw(chance) * REACH))
        while here < end:
            other, waits = order[here + 1], False
            for link in range(first[other], first[other + 1]):
                if to[link] == task:
                    waits = True
            if waits:
                break
            order[here] = other
            here += 1
        order[here] = task


@compiled
def crowded(keys: Ints, span: int, weights: Shares, chance: Words) -> tuple[int, int]:
    """Find a crowded stretch of time: of a few that are drawn, the one with the most work."""
    begin, end, most = 0, 0, -1.0
    for _ in range(CROWDS):
        length = max(1, int(span * (SHORTEST + WIDTH * draw(chance))))
        since = int(draw(chance) * max(1, span - length + 1))
        work = 0.0
        for task in range(len(keys)):
            if since <= keys[task] < since + length:
                work += weights[task]
        if work / length > most:
            begin, end, most = since, since + length, work / length
    return begin, end


@compiled
def pick(spans: Ints, members: int, chance: Words) -> int:
    """Draw two members of the population, and give the better one."""
    one, other = int(draw(chance) * members), int(draw(chance) * members)
    return other if spans[other] < spans[one] else one


@compiled
def cross(arrays: Arrays, found: Found, key: Ints, order: Ints) -> None:
    """Give the order of a child: a crowded stretch as one parent has it, the rest as the other."""
    keys, members, horizon = found.keys, found.told[2], len(found.room.free)
    one, other = pick(found.spans, members, found.chance), pick(found.spans, members, found.chance)
    if other == one:
        other = (one + 1 + int(draw(found.chance) * (members - 1))) % members
    begin, end = crowded(keys[one], found.spans[one], arrays.weights, found.chance)
    differ = 0
    for task in range(len(key)):
        here, there = keys[one, task], keys[other, task]
        if here != there:
            differ += 1
        if here < begin:
            key[task] = there
        elif here < end:
            key[task] = here + horizon
        else:
            key[task] = there + 2 * horizon
    sort_by(key, arrays.before, False, found.counts, order)
    likely = SHIFTED if differ >= len(key) // ALIKE else SHIFTED * SHIFTED_MORE
    shift(order, arrays.before, likely, found.chance)


@compiled
def both_ways(arrays: Arrays, found: Found, order: Ints, starts: Ints, key: Ints) -> int:
    """Generate forwards, then backwards from the end; gives the makespan and, in `key`, starts."""
    durations, told = arrays.load.durations, found.told
    span = generate(order, arrays.load, arrays.before, found.room, starts)
    if span < told[0]:
        told[0] = span
        found.best[:] = starts
    for task in range(len(key)):
        key[task] = span - starts[task] - durations[task]
    sort_by(key, arrays.after, True, found.counts, order)
    span = generate(order, arrays.load, arrays.after, found.room, starts)
    for task in range(len(key)):
        key[task] = span - starts[task] - durations[task]
    if span < told[0]:
        told[0] = span
        found.best[:] = key
    told[1] += 2
    return int(span)


@compiled
def keep(found: Found, key: Ints, span: int) -> None:
    """Take in a child instead of the worst there is, unless it is worse or there already."""
    keys, spans, members = found.keys, found.spans, found.told[2]
    if members < len(spans):
        keys[members] = key
        spans[members] = span
        found.told[2] += 1
        return
    since = int(draw(found.chance) * members)
    worst = since
    for number in range(members):
        each = (number + since) % members
        if spans[each] > spans[worst]:
            worst = each
        if spans[each] == span and np.all(keys[each] == key):
            return
    if span <= spans[worst]:
        keys[worst] = key
        spans[worst] = span


@compiled
def evolve(arrays: Arrays, found: Found, until: int) -> None:
    """Make schedules until there are so many, or the best one is as good as the bound."""
    tasks = len(arrays.tails)
    order, starts = np.empty(tasks, np.int64), np.empty(tasks, np.int64)
    key = np.empty(tasks, np.int64)
    while found.told[1] < until and found.told[0] > arrays.bound:
        if found.told[2] < len(found.spans):
            sample(arrays, found.chance, order)
        else:
            cross(arrays, found, key, order)
        keep(found, key, both_ways(arrays, found, order, starts, key))
