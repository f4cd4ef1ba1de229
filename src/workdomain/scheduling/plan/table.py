"""A problem in tables of numbers, as the inner loops read it; made once for many passes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from workdomain.scheduling.plan import passes, tables
from workdomain.scheduling.plan.problem import Kind, Link, Problem, Roster, Task, in_order, refuse
from workdomain.scheduling.plan.tables import Ints, Room, Tables, Times, Waits
from workdomain.scheduling.plan.worktime import WorkTime, work_time

CODES = {
    Kind.FINISH_START: tables.FS,
    Kind.START_START: tables.SS,
    Kind.FINISH_FINISH: tables.FF,
    Kind.START_FINISH: tables.SF,
}


def _ints() -> Callable[[Iterable[int]], Ints]:
    """Make arrays where the loops are compiled, and lists where they are not."""
    if not hasattr(passes.generate, "py_func"):
        return list
    import numpy as np  # comes with the compiler

    return lambda values: np.array(list(values), np.int64)  # type: ignore[return-value]  # an array


def _zeros() -> Callable[[int], Ints]:
    """Make tables that are written first."""
    if not hasattr(passes.generate, "py_func"):
        return lambda size: [0] * size
    import numpy as np

    return lambda size: np.zeros(size, np.int64)  # type: ignore[return-value]  # an array


@dataclass(frozen=True)
class Table:
    """A problem, put into the order of its links, and its tables."""

    problem: Problem
    tasks: Sequence[Task]
    """In an order in which each comes after what it waits for: these are the tables' numbers."""
    number: Mapping[str, int]
    person: Mapping[str, int]
    links: Sequence[Link]
    roster: Roster
    tables: Tables
    tails: Sequence[int]
    """Of each task, the longest work that hangs on it, its own included."""
    ints: Callable[[Iterable[int]], Ints]

    def room(self, more: int = 1) -> Room:
        """Make the tables that a pass writes; `more` makes them larger."""
        tasks, people = len(self.tasks), len(self.problem.people)
        places = len(self.tables.need)
        nodes = more * (2 * places + 16)
        largest = max(self.tables.slots[at + 1] - self.tables.slots[at] for at in range(tasks))
        teams = [task for task in self.tasks if task.also or task.people > 1 or task.split]
        able = max((self._able(task) for task in teams), default=0)
        empty = _zeros()

        sizes = {
            **dict.fromkeys(("start", "finish", "kind", "until"), tasks),
            **dict.fromkeys(("by_link", "by_task", "by_person"), tasks),
            **dict.fromkeys(("head", "tail", "filled"), people),
            **dict.fromkeys(("trying", "place", "best"), largest + 1),
            **dict.fromkeys(("piece_task", "piece_start", "piece_end"), 2 * nodes + 2),
            "team": places,
            "order_of": able + 1,
            "order_from": largest + 2,
            "told": 6,
            "kept_first": tasks + 1,
            "kept_start": 0,
            "kept_end": 0,
        }
        return Room._make(empty(sizes.get(name, nodes)) for name in Room._fields)

    def _able(self, task: Task) -> int:
        """Count those who may take the places of a task, by place."""
        at, of, need = self.number[task.id], self.tables.of, self.tables.need
        slots = range(self.tables.slots[at], self.tables.slots[at + 1])
        return sum(int(of[need[slot] + 1] - of[need[slot]]) for slot in slots)


def table_of(problem: Problem) -> Table:
    """Put a problem into tables. Raises CannotPlan, naming the cause."""
    roster = Roster(problem)
    refuse(problem, roster)
    tasks = in_order(problem)
    number = {task.id: at for at, task in enumerate(tasks)}
    person = {one.id: at for at, one in enumerate(problem.people)}
    ints = _ints()
    links = [link for task in tasks for link in task.after]
    times, calendar = _times(problem, roster, ints)
    slots, need, of, able = _places(tasks, roster)
    marks = [_mark(task) for task in tasks]
    tables = Tables(
        times,
        Waits(
            ints(_starts(len(task.after) for task in tasks)),
            ints(number[link.task] for link in links),
            ints(CODES[link.kind] for link in links),
            ints(link.lag for link in links),
            ints(int(link.working) for link in links),
        ),
        ints(calendar),
        ints(task.work for task in tasks),
        ints(mode for mode, _ in marks),
        ints(given for _, given in marks),
        ints((task.started if task.started is not None else task.finished) or 0 for task in tasks),
        ints(max(task.not_before, 0) for task in tasks),
        ints(int(task.milestone) for task in tasks),
        ints(int(task.split and not task.milestone) for task in tasks),
        *map(ints, (slots, need, of, able)),
    )
    tails = _tails(tasks, number)
    return Table(problem, tasks, number, person, links, roster, tables, tails, ints)


def _mark(task: Task) -> tuple[int, int]:
    """Sort finished work before started work before fixed dates before all else."""
    marks = ((tables.FINISHED, task.finished), (tables.STARTED, task.started))
    for mode, moment in (*marks, (tables.FIXED, task.fixed)):
        if moment is not None:
            return mode, moment
    return tables.FREE, 0


def _starts(counts: Iterable[int]) -> list[int]:
    """Tell where each stretch begins; one more at the end."""
    told = [0]
    for count in counts:
        told.append(told[-1] + count)
    return told


def _times(
    problem: Problem, roster: Roster, ints: Callable[[Iterable[int]], Ints]
) -> tuple[Times, list[int]]:
    """Lay out each different calendar once, that of the whole plan first."""
    known: dict[WorkTime, int] = {work_time(problem.hours): 0}
    calendar = [known.setdefault(roster.times[one.id], len(known)) for one in problem.people]
    times = Times(
        ints(_starts(len(time.begins) for time in known)),
        ints(chain.from_iterable(time.begins for time in known)),
        ints(chain.from_iterable(time.ends for time in known)),
        ints(chain.from_iterable(time.before[:-1] for time in known)),
        ints(time.total for time in known),
    )
    return times, calendar


def _places(
    tasks: Sequence[Task], roster: Roster
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Give numbers to the places in the teams, and to those who may take them."""
    slots, need, of, able = [0], list[int](), [0], list[int]()
    known: dict[tuple[int, ...], int] = {}
    by_need: dict[tuple[tuple[str, ...], str | None, int], int] = {}
    for task in tasks:
        for each in task.needs if task.finished is None else ():
            asked = each[1:]
            if asked not in by_need:
                people = roster.places(each)
                if people not in known:
                    known[people] = len(known)
                    able += people
                    of.append(len(able))
                by_need[asked] = known[people]
            need += [by_need[asked]] * each.people
        slots.append(len(need))
    return slots, need, of, able


def _tails(tasks: Sequence[Task], number: Mapping[str, int]) -> list[int]:
    """Sum up the longest work that hangs on each task, its own included."""
    work = [task.work for task in tasks]
    tails = work.copy()
    for at in range(len(tasks) - 1, -1, -1):
        for link in tasks[at].after:
            other, tail = number[link.task], tails[at]
            tail += work[other] + link.lag if link.lag > 0 else work[other]
            tails[other] = max(tails[other], tail)
    return tails
