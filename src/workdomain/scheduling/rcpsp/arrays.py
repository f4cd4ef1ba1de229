"""A problem as arrays: tasks numbered in their order, waits as one list, needs packed into words.

Four resources share a word of 64 bits, 16 bits each, of which the highest guards: a word of free
units less a word of needs keeps all its guards if, and only if, each of the four has enough.
"""

from itertools import count as counting
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workdomain.scheduling.rcpsp.problem import Problem, Task

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
IN_A_WORD, BITS = 4, 16
GUARDS = np.uint64(0x8000_8000_8000_8000)


class Links(NamedTuple):
    """For each task those that it waits for: `to[first[i]:first[i + 1]]`, each at a distance."""

    first: Ints
    to: Ints
    distance: Ints


class Load(NamedTuple):
    """How long tasks take, and what they take."""

    durations: Ints
    needs: Words
    """By task and word."""
    capacity: Words


class Arrays(NamedTuple):
    """Everything that the inner loops read."""

    load: Load
    before: Links
    after: Links
    """Whoever waits; distances as seen from the end, when time runs backwards."""
    tails: Ints
    """From the start of each task to the end of all that waits for it, without resources."""
    weights: NDArray[np.float64]
    """Of each task, how much of all capacities it takes, times how long."""
    horizon: int
    bound: int
    """No schedule ends earlier: by the longest way, or by what there is of a resource."""
    number: Ints
    """The index in the problem of each task here."""


def arrays_of(problem: Problem) -> Arrays:
    """Turn a problem into arrays: tasks in their order, needs in words."""
    place = {task: number for number, task in enumerate(problem.order)}
    tasks = [problem.tasks[task] for task in problem.order]
    durations = np.array([task.duration for task in tasks], np.int64)
    waits: list[list[tuple[int, int]]] = [
        [(place[wait.task], wait.distance) for wait in task.waits] for task in tasks
    ]
    mirrored: list[list[tuple[int, int]]] = [[] for _ in tasks]
    for number, task in enumerate(tasks):
        for before, distance in waits[number]:
            back = distance + task.duration - tasks[before].duration
            mirrored[before].append((number, back))
    words = max(1, -(-len(problem.capacities) // IN_A_WORD))
    needs = np.array([_packed(task.needs, words) for task in tasks], np.uint64)
    tails = _tails(durations, mirrored)
    by_resource = max(map(_least, [problem] * len(problem.capacities), counting()), default=0)
    shares = [task.duration * _share(task, problem.capacities) for task in tasks]
    capacity = np.array(_packed(problem.capacities, words), np.uint64)
    return Arrays(
        Load(durations, needs.reshape(len(tasks), words), capacity),
        _links(waits),
        _links(mirrored),
        tails,
        np.array(shares, np.float64),
        problem.horizon,
        max(int(tails.max()), by_resource),
        np.array(problem.order, np.int64),
    )


def _least(problem: Problem, resource: int) -> int:
    """Tell how long it takes at least, by what there is of a resource."""
    needs = [(task.duration, *task.needs[resource : resource + 1]) for task in problem.tasks]
    work = sum(told[0] * told[1] for told in needs if len(told) > 1)
    return -(-work // max(1, problem.capacities[resource]))


def _share(task: Task, capacities: tuple[int, ...]) -> float:
    """Tell how much of all capacities a task takes."""
    taken = zip(task.needs, capacities, strict=False)
    return sum(need / there for need, there in taken if need)


def _packed(units: tuple[int, ...], words: int) -> list[int]:
    told = [0] * words
    for resource, count in enumerate(units):
        told[resource // IN_A_WORD] |= count << (BITS * (resource % IN_A_WORD))
    return told


def _links(lists: list[list[tuple[int, int]]]) -> Links:
    first = np.zeros(len(lists) + 1, np.int64)
    first[1:] = np.cumsum([len(each) for each in lists])
    flat = [link for each in lists for link in each]
    return Links(
        first,
        np.array([task for task, _ in flat], np.int64),
        np.array([distance for _, distance in flat], np.int64),
    )


def _tails(durations: Ints, after: list[list[tuple[int, int]]]) -> Ints:
    """Tell how long it takes at least from each task's start to the end of all."""
    tails = durations.copy()
    for number in range(len(durations) - 1, -1, -1):
        for later, back in after[number]:
            # Seen from the end: whoever is waited for starts no later than that before the end.
            tails[number] = max(
                tails[number], tails[later] + back + durations[number] - durations[later]
            )
    return tails
