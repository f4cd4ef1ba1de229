"""Finds new places for what holds no more: in a gap, or in that of a task that can do elsewhere.

A gap that comes late delays all that waits for it, and each of these has to be told. Often another
task of the same person can give its place away and take a gap of its own in time (an ejection, as
in the chains of F. Glover, 1996): that is two moves, and nobody else notices. A task gives its
place away at most once.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from heapq import heapify, heappop, heappush
from itertools import islice
from math import inf
from typing import NamedTuple

from workdomain.scheduling.plan.early import bounds
from workdomain.scheduling.plan.generate import Placed, Reason
from workdomain.scheduling.plan.problem import Task
from workdomain.scheduling.plan.worktime import Span
from workdomain.scheduling.replan.ground import Ground, spans_of

MOST_TRIED = 200
"""Of the places that others could give away, so many are tried, the first ones first."""
MOST_GIVE = 3
"""Tasks that give their places away for one."""
GIVE_WAY = 4
"""Moves that are reckoned with for each task that has to give way: others wait for it in turn."""
Held = tuple[int, int, str]
"""From one working minute of a person to another, and by which task."""


class Cost(NamedTuple):
    """What a place costs: less is better."""

    late: float
    """Minutes beyond what the caps of projects and the deadlines allow."""
    told: int
    """Tasks that move, as far as is seen."""
    finish: int


class Option(NamedTuple):
    """A place for a task, and who gives theirs away for it."""

    cost: Cost
    one: Placed
    others: Mapping[str, Placed]


def swap(ground: Ground, waits: Mapping[str, float]) -> dict[str, Placed]:
    """Find new places for tasks that hold no more, and for those that give theirs away.

    Only for what takes one person at once, or nobody. Whatever waits for anything else is left
    out: it is to be placed in the gaps. `waits` tells for projects that are in danger what share of
    the waiting for people in the old plan has to be reckoned with.
    """
    return _Swapping(ground, waits).run()


class _Swapping:
    def __init__(self, ground: Ground, waits: Mapping[str, float]) -> None:
        self._ground = ground
        self._turn = {id_: at for at, id_ in enumerate(ground.in_turn)}
        self._placed: dict[str, Placed] = {}
        self._held: dict[str, list[Held]] = defaultdict(list)
        self._moved: set[str] = set()
        self._limits = self._latest(waits)
        for id_, one in {**ground.sound, **ground.held}.items():
            self._put(id_, one)

    def _latest(self, waits: Mapping[str, float]) -> dict[str, float]:
        """Tell until when each task has to be done for the caps and deadlines to hold.

        Backward through the links, as long as work took by the clock in the old plan, and a share
        of what it waited for people.
        """
        ground, limits = self._ground, dict[str, float]()
        before = ground.old.placed
        for id_ in reversed(ground.in_turn):
            project = ground.projects.get(id_, "")
            limit, share = ground.caps.get(project, inf), waits.get(project, 0.0)
            for follower in ground.followers.get(id_, ()):
                if one := before.get(follower):
                    wait = max(0, one.start - before[id_].finish) if id_ in before else 0
                    limit = min(limit, limits[follower] - (one.finish - one.start) - share * wait)
            deadline = ground.tasks[id_].deadline
            limits[id_] = limit if deadline is None else min(limit, deadline)
        return limits

    def run(self) -> dict[str, Placed]:
        ground = self._ground
        broken = [
            id_
            for id_ in ground.in_turn
            if id_ not in self._placed
            or (id_ not in ground.held and not ground.waits(id_, self._placed))
        ]
        for id_ in broken:
            self._take_away(id_)
        todo = [(self._turn[id_], id_) for id_ in broken]
        heapify(todo)
        while todo:
            _, id_ = heappop(todo)
            option = self._best(ground.tasks[id_])
            if option is None:
                continue
            for other in option.others:
                self._take_away(other)
            self._moved |= option.others.keys()
            for other, one in ((id_, option.one), *option.others.items()):
                self._move(other, one, todo)
        return {
            id_: one
            for id_, one in self._placed.items()
            if id_ not in ground.held and one is not ground.old.placed.get(id_)
        }

    def _move(self, id_: str, one: Placed, todo: list[tuple[int, str]]) -> None:
        """Put a task elsewhere; whatever it breaks has to be put elsewhere too."""
        self._put(id_, one)
        for follower in self._broken(id_):
            self._take_away(follower)
            heappush(todo, (self._turn[follower], follower))

    def _put(self, id_: str, one: Placed) -> None:
        self._placed[id_] = one
        for who, held in self._in_minutes(id_, one):
            insort(self._held[who], held)

    def _take_away(self, id_: str) -> None:
        one = self._placed.pop(id_, None)
        if one is not None:
            for who, held in self._in_minutes(id_, one):
                self._held[who].remove(held)

    def _in_minutes(self, id_: str, one: Placed) -> Iterator[tuple[str, Held]]:
        for who in one.people:
            time = self._ground.roster.times[who]
            for begin, end in spans_of(one):
                yield who, (time.worked(max(begin, 0)), time.worked(end), id_)

    def _broken(self, id_: str) -> list[str]:
        """Find those who wait for a task and do no more hold, with it where it is now."""
        return [
            follower
            for follower in self._ground.followers.get(id_, ())
            if follower in self._placed and not self._ground.waits(follower, self._placed)
        ]

    def _best(self, task: Task) -> Option | None:
        """Find the cheapest place for a task; None if it is left to others."""
        if not _is_simple(task) or not self._is_ready(task):
            return None
        gap = self._gap(task)
        if gap is None:
            return None
        best = Option(self._cost(task.id, gap, 1), gap, {})
        if task.milestone or best.cost[:2] == (0, 1):
            return best
        for one, others in islice(self._taken(task, gap.finish), MOST_TRIED):
            if best.others and best.cost[:2] <= (0, 2):
                break
            option = self._given(task, one, others)
            if option is not None and option.cost < best.cost:
                best = option
        return best

    def _cost(self, id_: str, one: Placed, told: int) -> Cost:
        """Weigh a place of a task, as if it were there."""
        before = self._placed.get(id_)
        self._placed[id_] = one
        told += GIVE_WAY * len(self._broken(id_))
        if before is None:
            del self._placed[id_]
        else:
            self._placed[id_] = before
        return Cost(max(0, one.finish - self._limits[id_]), told, one.finish)

    def _taken(self, task: Task, before: int) -> Iterator[tuple[Placed, list[str]]]:
        """Tell where a task could start if those who are there gave their places away.

        By moments, before the given one; the task itself begins where another one does, or at once.
        """
        since, least = bounds(task, self._ground.hours, self._placed)
        found = list[tuple[Placed, list[str]]]()
        for person in self._ground.roster.able(task):
            time, held = self._ground.roster.times[person.id], self._held[person.id]
            first = time.worked(since)
            if least > 0:
                first = max(first, time.worked(least - 1) + 1 - task.work)
            at = max(0, bisect_left(held, (first, 0, "")) - 1)
            for begin in (first, *(each[0] for each in held[at:] if each[0] > first)):
                end = begin + task.work
                if end > time.total or time.ending(end) >= before:
                    break
                there = [each[2] for each in held[at:] if each[0] < end and each[1] > begin]
                if there and len(there) <= MOST_GIVE and all(map(self._may_give, there)):
                    start = time.starting(begin)
                    reason = Reason("not before", start)
                    found.append((Placed(start, time.ending(end), (person.id,), reason), there))
        found.sort(key=lambda each: each[0].finish)
        yield from found

    def _may_give(self, id_: str) -> bool:
        task = self._ground.tasks[id_]
        can = id_ not in self._moved and id_ not in self._ground.held and _is_simple(task)
        return can and self._is_ready(task)

    def _is_ready(self, task: Task) -> bool:
        """Tell whether all that a task waits for has its place."""
        return all(link.task in self._placed for link in task.after)

    def _given(self, task: Task, one: Placed, others: list[str]) -> Option | None:
        """Try a place that other tasks give away, and where these go then."""
        were = {other: self._placed[other] for other in others}
        for other in others:
            self._take_away(other)
        self._put(task.id, one)
        cost, gone = self._cost(task.id, one, 1), dict[str, Placed]()
        for other in sorted(others, key=self._turn.__getitem__):
            gap = self._gap(self._ground.tasks[other])
            if gap is None:
                break
            self._put(other, gap)
            gone[other] = gap
            its = self._cost(other, gap, 1)
            cost = Cost(cost.late + its.late, cost.told + its.told, cost.finish)
        for id_ in (*gone, task.id):
            self._take_away(id_)
        for other, was in were.items():
            self._put(other, was)
        return Option(cost, one, gone) if len(gone) == len(others) else None

    def _gap(self, task: Task) -> Placed | None:
        """Find where a task finishes first in what is free; None if nobody has the time."""
        since, least = bounds(task, self._ground.hours, self._placed)
        if task.milestone:
            moment = max(since, least)
            return Placed(moment, moment, (), Reason("not before", moment))
        best: tuple[int, int, str] | None = None
        for person in self._ground.roster.able(task):
            span = self._free(person.id, task.work, since, least)
            if span is not None and (best is None or span[1] < best[1]):
                best = (*span, person.id)
        if best is None:
            return None
        return Placed(best[0], best[1], (best[2],), Reason("not before", best[0]))

    def _free(self, who: str, work: int, since: int, least: int) -> Span | None:
        """Find the first working minutes in a row that somebody has free."""
        time, held = self._ground.roster.times[who], self._held[who]
        first = time.worked(since)
        if least > 0:
            first = max(first, time.worked(least - 1) + 1 - work)
        for begin, end, _ in held[max(0, bisect_left(held, (first, 0, "")) - 1) :]:
            if begin >= first + work:
                break
            first = max(first, end)
        if first + work > time.total:
            return None
        return time.starting(first), time.ending(first + work)


def _is_simple(task: Task) -> bool:
    return task.milestone or not (task.also or task.people > 1 or task.split)
