"""A genetic search over orders of tasks, in which each child is given out forwards and backwards.

It is the search for projects with resources (`rcpsp/search.py`) with another generator: the
population holds when each task starts, and who does it is found anew each time, once from the
beginning and once from the end. To let children inherit people as well was measured: it is worse.
The same seed and count give the same schedule; a longer search goes on where a shorter one has
ended, and the first schedule is its first member: it is never worse.
"""

from time import process_time
from typing import NamedTuple

import numpy as np

from workdomain.scheduling.multiskill.arrays import Arrays, with_people
from workdomain.scheduling.multiskill.passes import Days, give_out
from workdomain.scheduling.multiskill.problem import Problem, Schedule
from workdomain.scheduling.rcpsp.arrays import Ints
from workdomain.scheduling.rcpsp.compiled import compiled
from workdomain.scheduling.rcpsp.passes import sort_by
from workdomain.scheduling.rcpsp.sampling import sample
from workdomain.scheduling.rcpsp.search import Found, Progress, cross, keep
from workdomain.scheduling.rcpsp.search import State as Orders

AT_ONCE = 50_000
"""Tasks of schedules between two looks at the clock."""


def improve(
    problem: Problem,
    schedules: int = 50_000,
    *,
    seed: int = 1,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> Schedule:
    """Search with so many schedules at most, and so many seconds of CPU time.

    It ends when no schedule can be better, too. The result does not depend on the time that it
    takes, unless seconds are given.
    """
    began = process_time()
    arrays = with_people(problem)
    state = State(arrays, seed)
    made, step = 0, max(2, AT_ONCE // len(problem.tasks))
    while made < schedules and state.best > arrays.bound:
        made = state.go_on(min(schedules, made + step))
        late = seconds is not None and process_time() - began > seconds
        if late or (progress is not None and progress(state.best, made)):
            break
    return state.told()


def first_schedule(problem: Problem) -> Schedule:
    """Make one schedule: tasks in the order of their tails, the longest first; read both ways."""
    return State(with_people(problem), 1).told()


def lower_bound(problem: Problem) -> int:
    """Tell a makespan that no schedule can be below."""
    return with_people(problem).bound


class Team(NamedTuple):
    """What a search knows about people, to be written to."""

    days: Days
    who: Ints
    """By task: who does it in the schedule that is being made."""
    best: Ints
    """By task: who does it in the best schedule."""


class State:
    """A search that can go on."""

    def __init__(self, arrays: Arrays, seed: int) -> None:
        """Know the problem, and its first schedule."""
        tasks, people = len(arrays.network.tails), arrays.people
        days = Days(*np.zeros((2, people, tasks), np.int64), *np.zeros((2, people), np.int64))
        self._arrays = arrays
        self._found = Orders(arrays.network, seed).found
        self._team = Team(days, *np.zeros((2, tasks), np.int64))
        self.go_on(1)

    @property
    def best(self) -> int:
        """The best makespan so far."""
        return int(self._found.told[0])

    def go_on(self, until: int) -> int:
        """Search until so many schedules are made in all; tell how many there are."""
        evolve(self._arrays, self._found, self._team, until)
        return int(self._found.told[1])

    def told(self) -> Schedule:
        """Give the best schedule so far."""
        place = np.argsort(self._arrays.network.number)
        starts, who = self._found.best[place].tolist(), self._team.best[place].tolist()
        return Schedule(tuple(starts), tuple(who), self.best)


# -- inner loops -----------------------------------------------------------------------------------


@compiled
def note(found: Found, team: Team, span: int, starts: Ints) -> None:
    """Count a schedule, and keep it if it is the best."""
    found.told[1] += 1
    if span < found.told[0]:
        found.told[0] = span
        found.best[:] = starts
        team.best[:] = team.who


@compiled
def both_ways(arrays: Arrays, found: Found, team: Team, order: Ints, key: Ints) -> int:
    """Generate forwards, then backwards from the end; gives the makespan and, in `key`, starts."""
    network, durations = arrays.network, arrays.network.load.durations
    starts = np.empty(len(key), np.int64)
    span = give_out(order, durations, network.before, arrays.able, team.days, starts, team.who)
    note(found, team, span, starts)
    key[:] = span - starts - durations
    sort_by(key, network.after, True, found.counts, order)
    span = give_out(order, durations, network.after, arrays.able, team.days, starts, team.who)
    key[:] = span - starts - durations
    note(found, team, span, key)
    return int(span)


@compiled
def evolve(arrays: Arrays, found: Found, team: Team, until: int) -> None:
    """Make schedules until there are so many, or the best one is as good as the bound."""
    network, tails = arrays.network, arrays.network.tails
    order, key = np.empty(len(tails), np.int64), np.empty(len(tails), np.int64)
    while found.told[1] < until and found.told[0] > arrays.bound:
        if found.told[2] == 0:
            key[:] = tails.max() - tails
            sort_by(key, network.before, False, found.counts, order)
        elif found.told[2] < len(found.merits):
            sample(network, found.chance, order)
        else:
            cross(network, found, key, order)
        keep(network, found, key, both_ways(arrays, found, team, order, key))
