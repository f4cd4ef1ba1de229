"""A problem seen from its end: its plans, read backwards, put all work as late as it can be.

What is put to the right as far as its project's end allows, and then to the front again in the
order of the late starts, ends sooner more often than not: forward-backward improvement (K. Li and
R. Willis, 1992; V. Valls, F. Ballestin and S. Quintanilla, 2005). The generator is the same one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from workdomain.scheduling.plan.generate import Passing, Placed, listed
from workdomain.scheduling.plan.problem import Kind, Link, Problem
from workdomain.scheduling.plan.worktime import Span

SEEN = {
    Kind.FINISH_START: Kind.FINISH_START,
    Kind.START_START: Kind.FINISH_FINISH,
    Kind.FINISH_FINISH: Kind.START_START,
    Kind.START_FINISH: Kind.START_FINISH,
}
"""What a link is from the end: a finish is a start there."""


class Mirror:
    """The backward pass of a problem, for any number of plans."""

    def __init__(
        self, forwards: Passing, placed: Mapping[str, Placed], held: Iterable[str]
    ) -> None:
        """Turn the problem round; what is held stays where it was placed."""
        self._tasks = forwards.table.tasks
        problem = forwards.table.problem
        self._end = _last(problem, placed)
        keep = {id: _turned(placed[id], self._end) for id in held}
        self._passing = Passing(mirrored(problem, self._end, keep), keep)
        number = self._passing.table.number
        self._own = [number[task.id] for task in self._tasks]
        """The numbers of the tasks here."""

    def late(self, finish: Sequence[int], latest: Sequence[int]) -> list[int]:
        """Tell how late each task starts if, the last ones first, each finishes by its latest.

        All are told by the numbers of the tasks forwards. Raises CannotPlan.
        """
        end, own = self._end, self._own
        keys, not_before = [0] * len(own), self._passing.table.tables.not_before
        for at, there in enumerate(own):
            keys[there] = end - finish[at]
            not_before[there] = max(0, end - latest[at])
        done = listed(self._passing.run(keys).finish)
        return [end - done[there] for there in own]


def mirrored(problem: Problem, end: int, held: Iterable[str] = ()) -> Problem:
    """Turn a problem round at a moment; of what is held the links do not count.

    Before it began, everyone has all the time that there could be work for.
    """
    stays = set(held)
    tasks = {task.id: task for task in problem.tasks}
    after: dict[str, list[Link]] = {id: [] for id in tasks}
    for task in problem.tasks:
        for link in () if task.id in stays else task.after:
            if link.task not in stays:
                turned = link._replace(task=task.id, kind=SEEN[link.kind])
                after[link.task].append(turned)
    room = sum(task.work for task in problem.tasks) + sum(
        max(link.lag, 0) for task in problem.tasks for link in task.after
    )
    known = dict[int, tuple[Span, ...]]()
    return Problem(
        tuple(
            replace(
                task,
                after=tuple(after[task.id]),
                not_before=0,
                deadline=None,
                fixed=None,
                started=None,
                finished=None if task.finished is None else end - task.finished,
            )
            for task in problem.tasks
        ),
        tuple(
            replace(
                one,
                hours=known.setdefault(id(one.hours), _round(one.hours, end, room)),
                away=tuple((end - back, end - off) for off, back in one.away if back > 0),
            )
            for one in problem.people
        ),
        _round(problem.hours, end, room),
    )


def _round(hours: tuple[Span, ...], end: int, room: int) -> tuple[Span, ...]:
    turned = tuple((end - to, end - since) for since, to in reversed(hours) if to > 0)
    return (*turned, (end, end + room)) if hours else ()


def _turned(one: Placed, end: int) -> Placed:
    return one._replace(
        start=end - one.finish,
        finish=end - one.start,
        spans=tuple((end - to, end - since) for since, to in reversed(one.spans)),
    )


def _last(problem: Problem, placed: Mapping[str, Placed]) -> int:
    """Find a moment that no work comes after."""
    hours = (to for one in problem.people for _, to in one.hours[-1:])
    rest = (to for _, to in problem.hours[-1:])
    return max([*hours, *rest, *(one.finish for one in placed.values())], default=0)
