"""How long a project takes at least: by its longest way, and by the work of any group of people.

A group that alone can do some tasks has to do all of these. Before somebody begins with them, and
after they have ended, there is other work in the way: the shortest of these times count, one for
each person of the group (energetic reasoning over sets of candidates).
"""

import numpy as np

from workdomain.scheduling.multiskill.problem import Problem
from workdomain.scheduling.rcpsp.arrays import Arrays as Network
from workdomain.scheduling.rcpsp.arrays import Ints

WIDTH = 12
"""Groups that are made larger in each round: those with the most work for each person."""


def least_makespan(problem: Problem, network: Network) -> int:
    """Give a makespan that no schedule can be below."""
    able = [_bits(problem.able[task]) for task in problem.network.order]
    durations, heads = network.load.durations, _heads(network)
    queues = network.tails - durations
    least, seen = network.bound, dict[int, float]()
    sets, new = sorted(set(able)), sorted(set(able))
    while new:
        for group in new:
            inside = np.array([each | group == group for each in able]) & (durations > 0)
            people = group.bit_count()
            seen[group] = float(durations[inside].sum()) / people
            if inside.any():
                least = max(least, _least(durations[inside], heads[inside], queues[inside], people))
        best = sorted(new, key=lambda group: (-seen[group], group))[:WIDTH]
        new = sorted({group | other for group in best for other in sets} - seen.keys())
    return least


def _bits(people: tuple[int, ...]) -> int:
    """Write a group as a number, with one bit for each person."""
    return sum(1 << person for person in people)


def _least(durations: Ints, heads: Ints, queues: Ints, people: int) -> int:
    """Tell how long a group takes at least for tasks that only they can do.

    Of n tasks, one has both a head and a queue that are no smaller than the j-th smallest, if
    2 j <= n + 1. So somebody of the group who does nothing at all waits that long, too.
    """
    count = min(people, (len(durations) + 1) // 2)
    waiting = np.sort(heads)[:count].sum() + np.sort(queues)[:count].sum()
    return -(-int(durations.sum() + waiting) // people)


def _heads(network: Network) -> Ints:
    """Tell when each task can start at the earliest, if people were no matter."""
    first, to, distance = network.before
    heads = np.zeros(len(network.tails), np.int64)
    for task in range(len(heads)):
        for link in range(first[task], first[task + 1]):
            heads[task] = max(heads[task], heads[to[link]] + distance[link])
    return heads
