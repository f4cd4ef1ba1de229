"""Runs a plan many times at once: a row for each task, a column for each sample.

Order and people stay as they are planned: a task waits for what it is linked to, and for the work
that each of its people does before. Working time is looked up in tables, of minutes of the clock to
working minutes and back, one pair for each different calendar.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workdomain.scheduling.plan.generate import Placed, Plan
from workdomain.scheduling.plan.problem import Kind, Link, Problem, Roster, Task, in_order
from workdomain.scheduling.plan.worktime import WorkTime, together, work_time

Minutes = NDArray[np.int32]
OF_START = (Kind.START_START, Kind.START_FINISH)
AT_FINISH = (Kind.FINISH_FINISH, Kind.START_FINISH)
ENTRIES = 16_000_000
"""Of all tables together, at most; with more people, they count in steps of several minutes."""


class Table(NamedTuple):
    """A calendar: working steps before each step of the clock, and the end of each working step."""

    worked: Minutes
    ending: Minutes
    begins: Minutes
    """Where each working step begins."""


class Arc(NamedTuple):
    """Something that a task waits for."""

    task: int
    link: Link | None
    """None for the work that one of its people does before."""


@dataclass(frozen=True)
class Network:
    """A plan that is ready to be run."""

    tasks: Sequence[Task]
    """In the order in which they are run."""
    placed: Sequence[Placed]
    arcs: Sequence[Sequence[Arc]]
    table: Sequence[Table | None]
    """Of each task's team; None for milestones and what is done."""
    hours: Table | None
    """Of the whole plan, if a lag counts in it."""
    step: int
    """Minutes of a step."""
    latest: int
    """The last step of the clock that the tables tell."""


def network_of(problem: Problem, plan: Plan) -> Network:
    """Lay out a plan. It has to be of this problem: ValueError otherwise."""
    if set(plan.placed) != {task.id for task in problem.tasks}:
        raise ValueError("The plan is not of this problem: make it anew")
    tasks = _in_turn(problem, plan)
    placed = [plan.placed[task.id] for task in tasks]
    number = {task.id: at for at, task in enumerate(tasks)}
    own = _own_times(problem, tasks, placed)
    # Many tasks have the very same calendar, and looking one up by what is in it takes long.
    same = {id(time): time for time in own if time is not None}
    different = list(dict.fromkeys(same.values()))
    lags = any(link.working and link.lag for task in tasks for link in task.after)
    plans_own = work_time(problem.hours) if lags else None
    end = max((time.ends[-1] for time in (*different, plans_own) if time and time.ends), default=1)
    step = max(1, -(-2 * end * (len(different) + 1) // ENTRIES))
    laid = {time: _table(time, step, end) for time in different}
    tables = {key: laid[time] for key, time in same.items()}
    return Network(
        tasks,
        placed,
        _all_arcs(tasks, placed, number),
        [None if time is None else tables[id(time)] for time in own],
        None if plans_own is None else _table(plans_own, step, end),
        step,
        end // step,
    )


def _in_turn(problem: Problem, plan: Plan) -> list[Task]:
    """Put each task after what it waits for, and else by when it is planned to start."""
    tasks = in_order(problem)
    place = {task.id: at for at, task in enumerate(tasks)}
    followers: list[list[int]] = [[] for _ in tasks]
    for at, task in enumerate(tasks):
        for link in task.after:
            followers[place[link.task]].append(at)
    waiting = [len(task.after) for task in tasks]
    ready = [(plan.placed[t.id].start, at) for at, t in enumerate(tasks) if not waiting[at]]
    heapify(ready)
    found = []
    while ready:
        _, at = heappop(ready)
        found.append(tasks[at])
        for follower in followers[at]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heappush(ready, (plan.placed[tasks[follower].id].start, follower))
    return found


def _own_times(
    problem: Problem, tasks: Iterable[Task], placed: Iterable[Placed]
) -> list[WorkTime | None]:
    roster, known = Roster(problem), dict[tuple[str, ...], WorkTime]()
    times: list[WorkTime | None] = []
    for task, one in zip(tasks, placed, strict=True):
        if task.milestone or task.finished is not None or not one.people:
            times.append(None)
            continue
        if one.people not in known:
            known[one.people] = together(roster.times[who] for who in one.people)
        times.append(known[one.people])
    return times


def _table(time: WorkTime, step: int, end: int) -> Table:
    """Count a calendar through, in steps; what does not fill a step is left out."""
    clock = np.zeros(end // step + 2, np.int32)
    for begin, stop in zip(time.begins, time.ends, strict=True):
        clock[-(-begin // step) + 1 : stop // step + 1] = 1
    worked = np.cumsum(clock, dtype=np.int32)
    begins = np.flatnonzero(clock[1:]).astype(np.int32)
    return Table(worked, begins + 1, begins)


def _arcs(task: Task, number: Mapping[str, int]) -> list[Arc]:
    if task.finished is not None or task.started is not None or task.fixed is not None:
        return []
    return [Arc(number[link.task], link) for link in task.after]


def _all_arcs(
    tasks: Sequence[Task], placed: Sequence[Placed], number: Mapping[str, int]
) -> list[list[Arc]]:
    """Join links with who does what next; work that is split holds nobody."""
    last: dict[str, int] = {}
    found = []
    for at, (task, one) in enumerate(zip(tasks, placed, strict=True)):
        arcs = [arc for arc in _arcs(task, number) if arc.task < at]
        if task.finished is None and not one.spans:
            arcs += [Arc(last[who], None) for who in one.people if who in last]
            last.update(dict.fromkeys(one.people, at))
        found.append(list(dict.fromkeys(arcs)))
    return found


class Ran(NamedTuple):
    """What came of a run: rows of tasks, columns of samples, in steps."""

    start: Minutes
    finish: Minutes
    bound: Minutes
    """What held each start, by the latest of its arcs."""


def run(network: Network, durations: Mapping[str, NDArray[np.float32]], samples: slice) -> Ran:
    """Run some of the samples; `durations` are in minutes."""
    step, count = network.step, samples.stop - samples.start
    shape = (len(network.tasks), count)
    start, finish, bound = (np.zeros(shape, np.int32) for _ in range(3))
    for at, task in enumerate(network.tasks):
        one, table = network.placed[at], network.table[at]
        since, least = _held(network, at, start, finish, bound[at])
        if task.finished is not None:
            start[at], finish[at] = one.start // step, one.finish // step
        elif table is None:
            np.maximum(since, 0 if least is None else least, out=start[at])
            finish[at] = start[at]
        else:
            drawn = durations[task.id][samples]
            steps = np.maximum(1, np.rint(drawn / step)).astype(np.int32)
            if one.spans:
                steps = np.rint(steps * _stretched(table, one, task.work, step)).astype(np.int32)
            first = table.worked[np.minimum(since, network.latest)]
            if least is not None:
                late = table.worked[np.clip(least - 1, 0, network.latest)] + 1 - steps
                np.maximum(first, late, out=first)
            last = np.minimum(first + steps, len(table.ending)) - 1
            np.take(table.ending, last, out=finish[at])
            np.take(table.begins, np.minimum(first, last), out=start[at])
            if task.started is not None:
                start[at] = one.start // step
    return Ran(start, finish, bound)


def _stretched(table: Table, one: Placed, work: int, step: int) -> float:
    """Tell how much longer work takes that goes on around other work."""
    whole = table.worked[one.finish // step] - table.worked[max(one.start, 0) // step]
    return max(1.0, float(whole) * step / work)


def _held(
    network: Network, at: int, start: Minutes, finish: Minutes, since: Minutes
) -> tuple[Minutes, Minutes | None]:
    """Find from when on a task may start, into `since`, and when it has to finish at least."""
    task, step = network.tasks[at], network.step
    least: Minutes | None = None
    since[:] = max(task.not_before, 0) // step
    if task.fixed is not None and task.started is None:
        since[:] = max(task.fixed, 0) // step
    for arc in network.arcs[at]:
        until = held_by(network, arc, start, finish)
        if arc.link is not None and arc.link.kind in AT_FINISH:
            least = until if least is None else np.maximum(least, until)
        else:
            np.maximum(since, until, out=since)
    return since, least


def held_by(network: Network, arc: Arc, start: Minutes, finish: Minutes) -> Minutes:
    """Tell until when something holds a task."""
    link, step = arc.link, network.step
    if link is None:
        done: Minutes = finish[arc.task]
        return done
    moment: Minutes = start[arc.task] if link.kind in OF_START else finish[arc.task]
    if link.working and link.lag and network.hours is not None:
        hours = network.hours
        worked = hours.worked[np.minimum(moment, network.latest)] + -(-link.lag // step)
        ends: Minutes = hours.ending[np.clip(worked - 1, 0, len(hours.ending) - 1)]
        return ends
    return moment + link.lag // step if link.lag else moment
