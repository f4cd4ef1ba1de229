"""Serial schedule generation: task after task, each at the earliest time that has room for it.

Kolisch, R.: "Serial and parallel resource-constrained project scheduling methods revisited",
European Journal of Operational Research 90 (1996). Run once more backwards from the end, and then
forwards again, it is forward-backward improvement (Valls et al., 2005). Each run of `generate` is
one schedule, as they are counted in the literature.
"""

from typing import NamedTuple

from workdomain.scheduling.rcpsp.arrays import GUARDS, Ints, Links, Load, Words
from workdomain.scheduling.rcpsp.compiled import compiled


class Room(NamedTuple):
    """What is free at each time, to be written to."""

    free: Words
    """A row of words for each time unit."""
    used: Ints
    """How many of the first rows are not clean."""


@compiled
def generate(order: Ints, load: Load, links: Links, room: Room, starts: Ints) -> int:
    """Give every task its start, in this order; returns when the last one ends."""
    durations, needs, capacity = load
    first, to, distance = links
    free, used = room
    words = needs.shape[1]
    for time in range(used[0]):
        for word in range(words):
            free[time, word] = capacity[word]
    last = 0
    for place in range(len(order)):
        task = order[place]
        time = 0
        for link in range(first[task], first[task + 1]):
            ready = starts[to[link]] + distance[link]
            time = max(time, ready)
        length = durations[task]
        if length > 0:
            run, look = 0, time
            while run < length and look < last:
                fits = True
                for word in range(words):
                    if ((free[look, word] | GUARDS) - needs[task, word]) & GUARDS != GUARDS:
                        fits = False
                run = run + 1 if fits else 0
                look += 1
            time = look - run
            for busy in range(time, time + length):
                for word in range(words):
                    free[busy, word] -= needs[task, word]
        last = max(last, time + length)
        starts[task] = time
    used[0] = last
    return last


@compiled
def sort_by(keys: Ints, links: Links, backwards: bool, counts: Ints, order: Ints) -> None:
    """Put tasks in the order of their keys (0 or more), each after what it waits for.

    Keys are raised where they would come too early; among equals, tasks come in their own order,
    or in its reverse if time runs backwards.
    """
    first, to, _ = links
    tasks, highest = len(keys), 0
    for number in range(tasks):
        task = tasks - 1 - number if backwards else number
        for link in range(first[task], first[task + 1]):
            keys[task] = max(keys[task], keys[to[link]])
        highest = max(highest, keys[task])
    for key in range(highest + 2):
        counts[key] = 0
    for task in range(tasks):
        counts[keys[task] + 1] += 1
    for key in range(highest + 1):
        counts[key + 1] += counts[key]
    for number in range(tasks):
        task = tasks - 1 - number if backwards else number
        order[counts[keys[task]]] = task
        counts[keys[task]] += 1
