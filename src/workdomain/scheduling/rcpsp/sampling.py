"""First orders of tasks, drawn by how much has to come after each."""

import numpy as np

from workdomain.scheduling.rcpsp.arrays import GUARDS, Arrays, Ints, Words
from workdomain.scheduling.rcpsp.compiled import compiled
from workdomain.scheduling.rcpsp.passes import Room


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
def choose(tails: Ints, ready: Ints, count: int, chance: Words) -> int:
    """Draw one of the first tasks that are ready, and give its place among them.

    Each is as likely as its tail is long, beyond the shortest of them all (regret-based biased
    random sampling).
    """
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
    return chosen


@compiled
def sample(arrays: Arrays, chance: Words, order: Ints) -> None:
    """Draw an order: of those that may come next, each by what has to come after its end."""
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
        chosen = choose(tails, ready, count, chance)
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
def sample_now(arrays: Arrays, room: Room, chance: Words, order: Ints) -> None:
    """Draw an order as time goes on: of those that could start right now, until none can.

    (The parallel scheme of Kolisch, 1996, as `passes` says. Where resources are scarce, it begins
    with far shorter schedules.)
    """
    durations, needs, capacity = arrays.load
    first, to, distance = arrays.before
    next_first, after = arrays.after.first, arrays.after.to
    free, words, tasks = room.free, needs.shape[1], len(order)
    tails = arrays.tails - durations
    for busy in range(room.used[0]):
        free[busy] = capacity
    missing, early = np.empty(tasks, np.int64), np.zeros(tasks, np.int64)
    starts, ready = np.full(tasks, -1, np.int64), np.empty(tasks, np.int64)
    for task in range(tasks):
        missing[task] = first[task + 1] - first[task]
    time, last, place = 0, 0, 0
    while place < tasks:
        count = 0
        for task in range(tasks):
            if starts[task] >= 0 or missing[task] > 0 or early[task] > time:
                continue
            fits = True
            for word in range(words):
                if ((free[time, word] | GUARDS) - needs[task, word]) & GUARDS != GUARDS:
                    fits = False
            if fits or durations[task] == 0:
                ready[count] = task
                count += 1
        if count == 0:
            time += 1
            continue
        task = ready[choose(tails, ready, count, chance)]
        order[place], starts[task] = task, time
        place += 1
        for busy in range(time, time + durations[task]):
            for word in range(words):
                free[busy, word] -= needs[task, word]
        last = max(last, time + durations[task])
        for link in range(next_first[task], next_first[task + 1]):
            later = after[link]
            missing[later] -= 1
            if missing[later] == 0:
                for back in range(first[later], first[later + 1]):
                    early[later] = max(early[later], starts[to[back]] + distance[back])
    room.used[0] = last
