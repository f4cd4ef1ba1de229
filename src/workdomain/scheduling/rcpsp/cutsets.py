"""Looks at all schedules of a small project, or knows why the rest is no better.

A label is a set of tasks that have begun, and when those that still run will end. From a label,
tasks begin at its time, or when something that runs ends: each set of them that fits beside what
runs makes another label. (E. Demeulemeester and W. Herroelen: "New benchmark results for the
resource-constrained project scheduling problem", Management Science 43, 1997.) Left out are

- labels from which nothing shorter than the best schedule can come: by the longest way that is
  left, or by the work that is left of a resource;
- tasks that could have begun one look earlier, beside all that ran then: a left shift;
- labels of which there is another with the same tasks begun, that is not later, where nothing runs
  longer, and whose tasks began no later in sum.

Of the best schedules, one whose tasks begin earliest in sum has no left shift. Where the third rule
leaves out a label of it, the other label goes on as it would, and comes to one with the same sum.
So the rules do not get into each other's way, and one of the best schedules is always found.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workdomain.scheduling.rcpsp.arrays import Ints
from workdomain.scheduling.rcpsp.compiled import compiled
from workdomain.scheduling.rcpsp.problem import Problem, Schedule

MOST_TASKS = 62
"""Sets of tasks are bits of a whole number."""
MOST_RUNNING = 16
LATEST = 32_000
"""Time units: ends are short numbers, as there are many."""
LABELS = 1_500_000
SLOTS = 1_000_003
"""Lists of labels by their set of tasks."""
AT_ONCE = 20_000
"""Labels between two looks at the clock."""
ALL, MORE, FULL = range(3)
"""How a look ended: all was looked at; there is more; there is no room for more."""

Shorts = NDArray[np.int16]


class Small(NamedTuple):
    """A project in bits; only tasks that take time, each after all that it waits for."""

    durations: Ints
    needs: Ints
    """By task and resource."""
    capacity: Ints
    before: Ints
    """The set of tasks that each waits for."""
    tails: Ints
    """From the start of each task to the end of all that waits for it."""


class Labels(NamedTuple):
    """All labels, by number; number 0 is none."""

    begun: Ints
    time: Ints
    barred: Ints
    """Tasks that do not begin at its time: they could have begun before."""
    summed: Ints
    """When its tasks began, all together."""
    parent: Ints
    of_time: Ints
    """The next one of the same time ..."""
    of_set: Ints
    """... and of the same list of sets."""
    size: Ints
    """How many tasks ran when it was made, or had just begun ..."""
    tasks: Shorts
    ends: Shorts
    """... which, and when each ends."""
    times: Ints
    """The first label of each time."""
    sets: Ints
    """The first label of each list of sets."""
    told: Ints
    """The best makespan, its label, how many labels there are, the time and label looked at."""


class Trying(NamedTuple):
    """Room to look at one label."""

    left: Ints
    """What is left of each resource, after so many choices."""
    free: Ints
    chosen: Ints
    tasks: Ints
    ends: Ints


def exhaust(
    problem: Problem, schedule: Schedule, enough: Callable[[], bool] = bool
) -> Schedule | None:
    """Give the best schedule there is: the given one if none is better.

    None where it cannot tell: the project is too large or waits otherwise than for ends; there is
    no more room; or `enough`, which is asked now and then, says so.
    """
    timely = [at for at in problem.order if problem.tasks[at].duration]
    if not (timely and _fits(problem, schedule, timely)):
        return None
    small, labels = _small(problem, timely), _labels(schedule.makespan)
    trying = _trying(len(timely), len(problem.capacities))
    while (ended := look(small, labels, trying, AT_ONCE)) == MORE:
        if enough():
            return None
    if ended == FULL:
        return None
    return schedule if labels.told[1] == 0 else _told(problem, timely, small, labels)


def _fits(problem: Problem, schedule: Schedule, timely: list[int]) -> bool:
    at_ends = all(
        wait.distance == problem.tasks[wait.task].duration
        for task in problem.tasks
        for wait in task.waits
    )
    return at_ends and len(timely) <= MOST_TASKS and schedule.makespan <= LATEST


def _small(problem: Problem, timely: list[int]) -> Small:
    number = {task: at for at, task in enumerate(timely)}
    before: dict[int, int] = {}
    for task in problem.order:
        before[task] = 0
        for wait in problem.tasks[task].waits:
            own = wait.task in number
            before[task] |= 1 << number[wait.task] if own else before[wait.task]
    durations = [problem.tasks[task].duration for task in timely]
    tails = list(durations)
    for at in range(len(timely) - 1, -1, -1):
        for other in range(at):
            if before[timely[at]] >> other & 1:
                tails[other] = max(tails[other], durations[other] + tails[at])
    none = (0,) * len(problem.capacities)
    needs = [(*problem.tasks[task].needs, *none)[: len(none)] for task in timely]
    return Small(
        np.array(durations, np.int64),
        np.array(needs, np.int64).reshape(len(timely), len(none)),
        np.array(problem.capacities, np.int64),
        np.array([before[task] for task in timely], np.int64),
        np.array(tails, np.int64),
    )


def _labels(makespan: int) -> Labels:
    """Make room, which is only taken when it is written to, and the first label."""
    names = Labels._fields[:8]
    many = {name: np.zeros(LABELS, np.int64) for name in names}
    tasks, ends = (np.zeros((LABELS, MOST_RUNNING), np.int16) for _ in range(2))
    times, sets = np.zeros(makespan + 1, np.int64), np.zeros(SLOTS, np.int64)
    times[0] = 1
    told = np.array([makespan, 0, 2, 0, 1], np.int64)
    return Labels(**many, tasks=tasks, ends=ends, times=times, sets=sets, told=told)


def _trying(tasks: int, resources: int) -> Trying:
    room = (np.zeros(tasks + MOST_RUNNING + 1, np.int64) for _ in range(4))
    return Trying(np.zeros((tasks + 1, resources), np.int64), *room)


def _told(problem: Problem, timely: list[int], small: Small, labels: Labels) -> Schedule:
    """Go back from the best label: each tells when its tasks end."""
    starts, label = dict[int, int](), int(labels.told[1])
    while label:
        for place in range(int(labels.size[label])):
            at = int(labels.tasks[label, place])
            starts[timely[at]] = int(labels.ends[label, place] - small.durations[at])
        label = int(labels.parent[label])
    for task in problem.order:
        waits = problem.tasks[task].waits
        starts.setdefault(task, max((starts[w.task] + w.distance for w in waits), default=0))
    return Schedule(tuple(starts[at] for at in range(len(problem.tasks))), int(labels.told[0]))


# -- inner loops -----------------------------------------------------------------------------------


@compiled
def running(
    small: Small, labels: Labels, label: int, time: int, trying: Trying
) -> tuple[int, int, int]:
    """List what runs at a time: how many tasks, the next end, and which tasks have ended."""
    count, following, ended = 0, -1, labels.begun[label]
    trying.left[0, :] = small.capacity
    for place in range(labels.size[label]):
        end, task = labels.ends[label, place], labels.tasks[label, place]
        if end > time:
            trying.tasks[count], trying.ends[count] = task, end
            count += 1
            if following < 0 or end < following:
                following = end
            ended -= 1 << task
            trying.left[0, :] -= small.needs[task]
    return count, following, ended


@compiled
def ready(small: Small, begun: int, ended: int, left: Ints) -> int:
    """Tell which tasks can begin: all they wait for has ended, and there is enough left."""
    found = 0
    for task in range(len(small.durations)):
        if begun >> task & 1 or small.before[task] & ~ended:
            continue
        if fits(small, task, left):
            found |= 1 << task
    return found


@compiled
def fits(small: Small, task: int, left: Ints) -> bool:
    """Tell whether there is enough left for a task."""
    for resource in range(len(left)):  # noqa: SIM110 - compiled, generators are slow
        if small.needs[task, resource] > left[resource]:
            return False
    return True


@compiled
def hopeless(small: Small, begun: int, time: int, count: int, trying: Trying, best: int) -> bool:
    """Tell whether nothing shorter than the best can come of a label."""
    for task in range(len(small.durations)):
        if begun >> task & 1:
            continue
        early = time
        for place in range(count):
            if small.before[task] >> trying.tasks[place] & 1:
                early = max(early, trying.ends[place])
        if early + small.tails[task] >= best:
            return True
    for resource in range(len(small.capacity)):
        work = 0
        for task in range(len(small.durations)):
            if not begun >> task & 1:
                work += small.durations[task] * small.needs[task, resource]
        for place in range(count):
            work += (trying.ends[place] - time) * small.needs[trying.tasks[place], resource]
        if work > (best - 1 - time) * small.capacity[resource]:
            return True
    return False


@compiled
def dominated(
    labels: Labels, me: int, begun: int, time: int, summed: int, count: int, tasks: Ints, ends: Ints
) -> bool:
    """Tell whether another label is as good as this one, or better."""
    other = labels.sets[begun % SLOTS]
    while other:
        if (
            other != me
            and labels.begun[other] == begun
            and labels.time[other] <= time
            and labels.summed[other] <= summed
        ):
            longer = False
            for place in range(labels.size[other]):
                end = labels.ends[other, place]
                if end > time and not longer:
                    longer = True
                    for mine in range(count):
                        if tasks[mine] == labels.tasks[other, place] and ends[mine] >= end:
                            longer = False
            if not longer:
                return True
        other = labels.of_set[other]
    return False


@compiled
def add(labels: Labels, begun: int, time: int, count: int, trying: Trying) -> int:
    """Make a label; there is room."""
    label = labels.told[2]
    labels.told[2] = label + 1
    labels.begun[label], labels.time[label], labels.size[label] = begun, time, count
    labels.parent[label] = labels.told[4]
    for place in range(count):
        labels.tasks[label, place] = trying.tasks[place]
        labels.ends[label, place] = trying.ends[place]
    return int(label)


@compiled
def begin(small: Small, labels: Labels, time: int, fit: int, ran: int, trying: Trying) -> None:
    """Let the chosen tasks begin at a time, and make a label of that if it may lead anywhere."""
    parent, count, free = labels.told[4], ran, 0
    begun, summed, tasks = labels.begun[parent], labels.summed[parent], len(small.durations)
    while trying.free[free] >= 0:
        if trying.chosen[free] == 1:
            task = trying.free[free]
            begun |= 1 << task
            summed += time
            trying.tasks[count], trying.ends[count] = task, time + small.durations[task]
            count += 1
        free += 1
    if begun == labels.begun[parent]:
        return
    following, last = trying.ends[0], trying.ends[0]
    for place in range(1, count):
        following = min(following, trying.ends[place])
        last = max(last, trying.ends[place])
    if begun == (1 << tasks) - 1:
        if last < labels.told[0]:
            labels.told[0] = last
            labels.told[1] = add(labels, begun, time, count, trying)
        return
    if hopeless(small, begun, following, count, trying, labels.told[0]) or dominated(
        labels, 0, begun, following, summed, count, trying.tasks, trying.ends
    ):
        return
    label = add(labels, begun, following, count, trying)
    labels.summed[label] = summed
    for task in range(tasks):
        if fit & ~begun & (1 << task) and fits(small, task, trying.left[free]):
            labels.barred[label] |= 1 << task
    labels.of_set[label] = labels.sets[begun % SLOTS]
    labels.sets[begun % SLOTS] = label
    labels.of_time[label] = labels.times[following]
    labels.times[following] = label


@compiled
def choose(small: Small, labels: Labels, time: int, fit: int, ran: int, trying: Trying) -> bool:
    """Try each set of the free tasks that fits; False if there is no room for so many labels."""
    depth = 0
    trying.chosen[0] = -1
    while depth >= 0:
        if trying.free[depth] < 0:
            if labels.told[2] == len(labels.begun):
                return False
            begin(small, labels, time, fit, ran, trying)
            depth -= 1
            continue
        task, choice = trying.free[depth], trying.chosen[depth]
        if choice == 0:
            depth -= 1
            continue
        trying.left[depth + 1, :] = trying.left[depth]
        trying.chosen[depth] = 0
        if choice < 0 and fits(small, task, trying.left[depth]):
            trying.chosen[depth] = 1
            trying.left[depth + 1, :] -= small.needs[task]
        depth += 1
        trying.chosen[depth] = -1
    return True


@compiled
def follow(small: Small, labels: Labels, label: int, trying: Trying) -> bool:
    """Make all labels that come of one; False if there is no room for them."""
    time, barred, begun = labels.time[label], labels.barred[label], labels.begun[label]
    if dominated(
        labels, label, begun, time, labels.summed[label], labels.size[label],
        labels.tasks[label], labels.ends[label],
    ):  # fmt: skip
        return True
    while 0 <= time < labels.told[0]:
        ran, following, ended = running(small, labels, label, time, trying)
        fit, free = ready(small, begun, ended, trying.left[0]), 0
        for task in range(len(small.durations)):
            if fit & ~barred & (1 << task):
                trying.free[free] = task
                free += 1
        trying.free[free] = -1
        if ran + free > MOST_RUNNING or not choose(small, labels, time, fit, ran, trying):
            return False
        time, barred = following, fit
    return True


@compiled
def look(small: Small, labels: Labels, trying: Trying, most: int) -> int:
    """Look at so many labels, those of the earliest times first."""
    for _ in range(most):
        while labels.told[4] == 0:
            labels.told[3] += 1
            if labels.told[3] >= labels.told[0]:
                return ALL
            labels.told[4] = labels.times[labels.told[3]]
        label = labels.told[4]
        if not follow(small, labels, label, trying):
            return FULL
        labels.told[4] = labels.of_time[label]
    return MORE
