"""Repairs a plan: what still holds stays where it is, the rest is placed anew, in the gaps.

Whatever is kept has its people, who have the time, after all that it waits for. So each task moves
at most once, and nobody is told twice. Gaps may come late: where a project would be done later than
its cap allows, its work goes first, and whatever it bumps is placed in the gaps; as a last resort
all work is put in the old order again. Of what was tried, the plan that holds most caps is taken,
and of equals the one with the fewest moves.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from workdomain.scheduling.plan.early import AT_FINISH, held_until
from workdomain.scheduling.plan.generate import Passing, Placed, Plan, Reason
from workdomain.scheduling.plan.problem import Problem, Roster, Task
from workdomain.scheduling.plan.worktime import WorkTime, together, work_time
from workdomain.scheduling.replan.changes import Changes, changes, finishes

CAP = 0.5
"""How much of what is left of a project it may be done later, if nothing else is said."""
AT_LEAST = 14 * 24 * 60
"""However little is left, it may be done a fortnight later: what one person's leave takes."""
ROUNDS = 4
"""How often more work is released for projects that come too late."""


class Repaired(NamedTuple):
    """A plan that was repaired, and what that changes."""

    plan: Plan
    changes: Changes
    too_late: tuple[str, ...]
    """Projects that are done later than their cap allows, whatever was tried."""


def repair(
    problem: Problem,
    old: Plan,
    *,
    projects: Mapping[str, str] | None = None,
    cap: float = CAP,
    at_least: int = AT_LEAST,
) -> Repaired:
    """Repair a plan of what was, for the problem as it is now; minute 0 is the same in both.

    A project may be done later by `cap`, a share of what is left of it, or by `at_least` minutes,
    whichever is more.

    Raises CannotPlan, naming the cause.
    """
    by_task = projects or {}
    repairing = _Repairing(problem, old, by_task, cap, at_least)
    tried, first = [repairing.gaps({})], dict[str, Placed]()
    while (late := repairing.too_late(tried[-1])) and len(tried) <= ROUNDS:
        first |= repairing.first(tried[-1], late, frozenset(first))
        tried.append(repairing.gaps(first))
    if repairing.too_late(tried[-1]):
        tried.append(repairing.in_order())
    told = [Repaired(plan, changes(old, plan, by_task), repairing.too_late(plan)) for plan in tried]
    return min(told, key=lambda one: (len(one.too_late), len(one.changes.moved)))


class _Repairing:
    """A problem and an old plan of it."""

    def __init__(
        self, problem: Problem, old: Plan, projects: Mapping[str, str], cap: float, least: int
    ) -> None:
        self._problem, self._old, self._projects = problem, old, projects
        self._cap, self._least = cap, least
        self._tasks = {task.id: task for task in problem.tasks}
        self._hours, self._roster = work_time(problem.hours), Roster(problem)
        self._times: dict[tuple[str, ...], WorkTime] = {}
        self._passing = Passing(problem) if problem.tasks else None
        before = old.placed
        turn = sorted(self._tasks, key=lambda id_: before[id_].start if id_ in before else -1)
        place = {id_: at for at, id_ in enumerate(turn)}
        tasks = self._passing.table.tasks if self._passing else ()
        self._keys = [place[task.id] for task in tasks]
        self._ends = finishes(old, projects)
        held = [task for task in problem.tasks if _is_held(task)]
        self._held = self._alone(held)

    def _alone(self, held: list[Task]) -> dict[str, Placed]:
        """Place what stays where it is anyway: it goes before all that is kept."""
        if not held:
            return {}
        passing = Passing(replace(self._problem, tasks=tuple(replace(t, after=()) for t in held)))
        return passing.plan(passing.run(passing.keys("priority")), "held").placed

    def gaps(self, first: Mapping[str, Placed]) -> Plan:
        """Keep what holds beside what goes first, and fill the gaps with the rest."""
        kept = {**self._sound(first), **first}
        while True:
            plan = self._run({**kept, **self._held})
            broken = [id_ for id_ in kept if not self._waits(self._tasks[id_], plan.placed)]
            if not broken:
                return plan
            for id_ in broken:
                del kept[id_]

    def _run(self, keep: Mapping[str, Placed]) -> Plan:
        if self._passing is None:
            return Plan({}, "repair", 0)
        self._passing.keep({id_: self._kept(one) for id_, one in keep.items()})
        return self._passing.plan(self._passing.run(self._keys), "repair")

    def _kept(self, one: Placed) -> Placed:
        """Say of what is kept that it stays: what it waited for may lie elsewhere by now."""
        if one.reason.task is None:
            return one
        return one._replace(reason=Reason("not before", one.start))

    def _sound(self, first: Mapping[str, Placed]) -> dict[str, Placed]:
        """Find the placements that hold by themselves, beside what stays or goes first anyway."""
        busy: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for one in (*self._held.values(), *first.values()):
            for who in one.people:
                busy[who] += [(max(begin, 0), end) for begin, end in _spans(one)]
        return {
            id_: one
            for id_, one in self._old.placed.items()
            if id_ in self._tasks
            and id_ not in self._held
            and id_ not in first
            and self._holds(self._tasks[id_], one)
            and not any(_meet(span, busy[who]) for who in one.people for span in _spans(one))
        }

    def _holds(self, task: Task, one: Placed) -> bool:
        """Tell whether a task can be done where it is: not in the past, by people who can."""
        if one.start < max(task.not_before, 0):
            return False
        if task.milestone:
            return one.start == one.finish
        places = [who for need in task.needs for who in [need] * need.people]
        able = [{who.id for who in self._roster.able(need)} for need in places]
        if len(able) != len(one.people) or any(
            who not in of for who, of in zip(one.people, able, strict=True)
        ):
            return False
        time = self._time(one.people)
        done = sum(time.worked(end) - time.worked(begin) for begin, end in _spans(one))
        whole = time.starting(time.worked(one.start)) == one.start if time.total else False
        return done == task.work and whole and time.ending(time.worked(one.finish)) == one.finish

    def _time(self, people: tuple[str, ...]) -> WorkTime:
        if people not in self._times:
            self._times[people] = together(self._roster.times[who] for who in people)
        return self._times[people]

    def _waits(self, task: Task, placed: Mapping[str, Placed]) -> bool:
        """Tell whether a task keeps to what it waits for."""
        one = placed[task.id]
        for link in task.after:
            until = held_until(link, placed[link.task][:2], self._hours)
            if (one.finish if link.kind in AT_FINISH else one.start) < until:
                return False
        return True

    def too_late(self, plan: Plan) -> tuple[str, ...]:
        """Name the projects that are done later than their cap allows."""
        now = finishes(plan, self._projects)
        return tuple(
            project
            for project, end in self._ends.items()
            if project is not None
            and project in now
            and now[project] > end + max(self._least, end * self._cap)
        )

    def first(self, plan: Plan, late: Iterable[str], known: frozenset[str]) -> dict[str, Placed]:
        """Place what the ends of late projects wait for, beside what went first already."""
        moved = {id_ for project in late for id_ in self._chain(plan, project)}
        projects = set(late)
        keep = {
            id_: one
            for id_, one in plan.placed.items()
            if (id_ in known or self._projects.get(id_) in projects) and id_ not in moved
        }
        assert self._passing is not None  # noqa: S101 - projects have tasks
        self._passing.keep({**keep, **self._held})
        tasks = self._passing.table.tasks
        places = zip(self._keys, tasks, strict=True)
        keys = [key + (0 if task.id in moved else len(tasks)) for key, task in places]
        placed = self._passing.plan(self._passing.run(keys), "first").placed
        return {id_: placed[id_] for id_ in moved}

    def _chain(self, plan: Plan, project: str) -> list[str]:
        """Find the work of a project that came later, and that its end waits for."""
        theirs = [id_ for id_ in plan.placed if self._projects.get(id_) == project]
        at: str | None = max(theirs, key=lambda id_: plan.placed[id_].finish)
        found = []
        while at is not None:
            old = self._old.placed.get(at)
            later = old is None or plan.placed[at].finish > old.finish
            if later and at in theirs and at not in self._held:
                found.append(at)
            at = plan.placed[at].reason.task
        return found

    def in_order(self) -> Plan:
        """Put all work in the old order again, whoever does it."""
        return self._run(self._held)


def _is_held(task: Task) -> bool:
    return task.finished is not None or task.started is not None or task.fixed is not None


def _spans(one: Placed) -> tuple[tuple[int, int], ...]:
    return one.spans or ((one.start, one.finish),)


def _meet(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(begin < span[1] and span[0] < end for begin, end in others)
