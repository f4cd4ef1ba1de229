"""A genetic search over orders of tasks, in which each child is improved forwards and backwards.

The population holds schedules that are packed to the right, by the start of each task. A child
takes the tasks that one parent starts within a stretch of time as that parent has them, and all
others as the other one does (the peak crossover of Valls, Ballestín and Quintanilla: "A hybrid
genetic algorithm for the resource-constrained project scheduling problem", European Journal of
Operational Research 185, 2008). The stretch is one in which the first gets more done than the
other, and whose ends are near a cut through the other. A child competes with whoever is almost
like it, otherwise with the worst there is; so the population stays diverse (crowding: De Jong,
1975). The same seed and the same count give the same schedule, and a longer search goes on where a
shorter one has ended: it is never worse.
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
from workdomain.scheduling.rcpsp.sampling import draw, sample, sample_now

MOST, LEAST, IN_ALL = 180, 40, 10_800
"""Members of the population, at most and at least, and tasks of all of them together."""
NOW = 0.5
"""Of the first orders: how many are drawn as time goes on."""
DRAWN = 4
"""Members that are drawn for each parent: the best of them is it."""
STRETCHES = 8
"""Stretches of time that are looked at for the best one to exchange."""
SHORTEST, WIDTH = 0.1, 0.4
"""Of the makespan: how long a stretch is at least, and how much longer it may be."""
TORN = 2.0
"""What it counts against a stretch that its ends tear the other parent apart."""
SHIFTED = 1.8
"""Tasks of each child that are shifted, on average."""
REACH = 20
"""Places that a task is shifted by at most."""
NEAR = 0.2
"""Of the tasks: schedules are almost the same if no more of them start at another time."""
SPARE = 0.05
"""Of the worst makespan: a child that is longer by more is not improved backwards."""
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
    merits: Shares
    """The makespan of each member, less how late its work is, between 0 and 1: less is better."""
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
            np.full(members, horizon + 1, np.float64),
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
def torn(keys: Ints, ranked: Ints, cut: int) -> int:
    """Tell how many tasks one parent starts before a time, and the other too late for that."""
    before, count = 0, 0
    for task in range(len(keys)):
        if keys[task] < cut:
            before += 1
    for place in range(before):
        if keys[ranked[place]] >= cut:
            count += 1
    return count


@compiled
def overlap(start: int, length: int, begin: int, end: int) -> float:
    """Tell how much of a task, from 0 to 1, lies in a stretch of time."""
    shared = min(start + length, end) - max(start, begin)
    return shared / length if shared > 0 else 0.0


@compiled
def stretch(arrays: Arrays, here: Ints, there: Ints, span: int, chance: Words) -> tuple[int, int]:
    """Find a stretch of time, of a few that are drawn, in which one parent beats the other.

    It counts how much more work it does than the other, as a share of the average; and how many
    tasks would have to change sides, if the other were cut after as many tasks as come before.
    """
    durations, weights = arrays.load.durations, arrays.weights
    ranked = np.argsort(there, kind="mergesort")
    each = max(1e-9, weights.sum()) / span
    begin, end, most = 0, 0, -np.inf
    for _ in range(STRETCHES):
        length = max(1, int(span * (SHORTEST + WIDTH * draw(chance))))
        since = int(draw(chance) * max(1, span - length + 1))
        until, work = since + length, 0.0
        for task in range(len(here)):
            whole = durations[task]
            gain = overlap(here[task], whole, since, until)
            gain -= overlap(there[task], whole, since, until)
            work += weights[task] * gain
        wrong = torn(here, ranked, since) + torn(here, ranked, until)
        score = work / length / each - TORN * wrong / len(here)
        if score > most:
            begin, end, most = since, until, score
    return begin, end


@compiled
def pick(merits: Shares, members: int, chance: Words) -> int:
    """Draw some members of the population, and give the best one."""
    best = int(draw(chance) * members)
    for _ in range(DRAWN - 1):
        other = int(draw(chance) * members)
        if merits[other] < merits[best]:
            best = other
    return best


@compiled
def cross(arrays: Arrays, found: Found, key: Ints, order: Ints) -> None:
    """Give the order of a child: a stretch of time as one parent has it, the rest as the other."""
    keys, members, horizon = found.keys, found.told[2], len(found.room.free)
    one = pick(found.merits, members, found.chance)
    other = pick(found.merits, members, found.chance)
    if other == one:
        other = (one + 1 + int(draw(found.chance) * (members - 1))) % members
    span = int(np.ceil(found.merits[one]))
    begin, end = stretch(arrays, keys[one], keys[other], span, found.chance)
    for task in range(len(key)):
        here, there = keys[one, task], keys[other, task]
        if here < begin:
            key[task] = there
        elif here < end:
            key[task] = here + horizon
        else:
            key[task] = there + 2 * horizon
    sort_by(key, arrays.before, False, found.counts, order)
    shift(order, arrays.before, SHIFTED / len(key), found.chance)


@compiled
def both_ways(
    arrays: Arrays, found: Found, order: Ints, starts: Ints, key: Ints, limit: float
) -> int:
    """Generate forwards, then backwards from the end; gives the makespan and, in `key`, starts.

    If it is beyond the limit forwards, that is all.
    """
    durations, told = arrays.load.durations, found.told
    span = generate(order, arrays.load, arrays.before, found.room, starts)
    told[1] += 1
    if span < told[0]:
        told[0] = span
        found.best[:] = starts
    if span > limit:
        return int(span)
    for task in range(len(key)):
        key[task] = span - starts[task] - durations[task]
    sort_by(key, arrays.after, True, found.counts, order)
    span = generate(order, arrays.load, arrays.after, found.room, starts)
    for task in range(len(key)):
        key[task] = span - starts[task] - durations[task]
    told[1] += 1
    if span < told[0]:
        told[0] = span
        found.best[:] = key
    return int(span)


@compiled
def keep(arrays: Arrays, found: Found, key: Ints, span: int) -> None:
    """Take in a child instead of the member that is almost like it, or else of the worst there is.

    Whoever is better stays. Of equal makespans that one is better that has its work later: it is
    nearer to one that begins later, which is shorter.
    """
    keys, merits, members = found.keys, found.merits, found.told[2]
    weights, late = arrays.weights, 0.0
    for task in range(len(key)):
        late += weights[task] * key[task]
    merit = span - late / (max(1e-9, weights.sum()) * len(found.room.free))
    if members < len(merits):
        keys[members] = key
        merits[members] = merit
        found.told[2] += 1
        return
    since = int(draw(found.chance) * members)
    worst, nearest, least = since, since, len(key) + 1
    for number in range(members):
        each, differ = (number + since) % members, 0
        if merits[each] > merits[worst]:
            worst = each
        for task in range(len(key)):
            if keys[each, task] != key[task]:
                differ += 1
        if differ < least:
            nearest, least = each, differ
    replaced = nearest if least <= NEAR * len(key) else worst
    if least > 0 and merit <= merits[replaced]:
        keys[replaced] = key
        merits[replaced] = merit


@compiled
def evolve(arrays: Arrays, found: Found, until: int) -> None:
    """Make schedules until there are so many, or the best one is as good as the bound.

    The first ones are drawn, half of them without a pause of what could go on.
    """
    tasks = len(arrays.tails)
    order, starts = np.empty(tasks, np.int64), np.empty(tasks, np.int64)
    key = np.empty(tasks, np.int64)
    while found.told[1] < until and found.told[0] > arrays.bound:
        if found.told[2] == len(found.merits):
            cross(arrays, found, key, order)
        elif draw(found.chance) < NOW:
            sample_now(arrays, found.room, found.chance, order)
        else:
            sample(arrays, found.chance, order)
        limit = found.merits.max() * (1 + SPARE)
        span = both_ways(arrays, found, order, starts, key, limit)
        if span <= limit:
            keep(arrays, found, key, span)
