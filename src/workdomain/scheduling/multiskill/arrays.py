"""A problem as arrays: the network of tasks as for any resource, and who is able to do each."""

from typing import NamedTuple

import numpy as np

from workdomain.scheduling.multiskill.bound import least_makespan
from workdomain.scheduling.multiskill.problem import Problem
from workdomain.scheduling.rcpsp.arrays import Arrays as Network
from workdomain.scheduling.rcpsp.arrays import Ints, arrays_of


class Able(NamedTuple):
    """For each task the people who can do it: `who[first[i]:first[i + 1]]`.

    Those come first whose skills are least scarce.
    """

    first: Ints
    who: Ints


class Arrays(NamedTuple):
    """Everything that the inner loops read."""

    network: Network
    able: Able
    people: int
    bound: int
    """No schedule ends earlier."""


def with_people(problem: Problem) -> Arrays:
    """Turn a problem into arrays: tasks in their order."""
    network = arrays_of(problem.network)
    network = network._replace(weights=network.load.durations.astype(np.float64))
    wanted = demand(problem)
    able = [sorted(problem.able[task], key=wanted.__getitem__) for task in problem.network.order]
    first = np.zeros(len(able) + 1, np.int64)
    first[1:] = np.cumsum([len(each) for each in able])
    who = np.array([person for each in able for person in each], np.int64)
    least = least_makespan(problem, network)
    return Arrays(network, Able(first, who), len(problem.people), least)


def demand(problem: Problem) -> list[float]:
    """Tell how much work each person would get if each task were shared by all who can do it.

    The more, the scarcer their skills.
    """
    wanted = [0.0] * len(problem.people)
    for task, able in zip(problem.tasks, problem.able, strict=True):
        for person in able:
            wanted[person] += task.duration / len(able)
    return wanted
