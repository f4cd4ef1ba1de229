"""What a repair stands on: a plan of what was, the problem as it is now, and what still holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from workdomain.scheduling.plan.early import AT_FINISH, held_until
from workdomain.scheduling.plan.generate import Passing, Placed, Plan, Reason
from workdomain.scheduling.plan.problem import Problem, Roster, Task
from workdomain.scheduling.plan.worktime import Span, WorkTime, together, work_time
from workdomain.scheduling.replan.changes import finishes

Placements = Mapping[str, Placed]


@dataclass(frozen=True)
class Promise:
    """How late the projects of a plan may be done when it is repaired."""

    cap: float
    """A share of what is left of a project ..."""
    at_least: int
    """... or so many minutes, whichever is more."""


class Ground:
    """A problem, and an old plan of it; minute 0 is the same in both."""

    def __init__(
        self, problem: Problem, old: Plan, projects: Mapping[str, str], promise: Promise
    ) -> None:
        """Put it into tables. Raises CannotPlan, naming the cause."""
        self.problem, self.old, self.projects = problem, old, projects
        self.tasks = {task.id: task for task in problem.tasks}
        self.hours = work_time(problem.hours)
        self._times: dict[tuple[str, ...], WorkTime] = {}
        self._passing = Passing(problem) if problem.tasks else None
        self.roster = self._passing.table.roster if self._passing else Roster(problem)
        before = old.placed
        turn = sorted(self.tasks, key=lambda id_: before[id_].start if id_ in before else -1)
        place = {id_: at for at, id_ in enumerate(turn)}
        tasks = self._passing.table.tasks if self._passing else ()
        self._keys = [place[task.id] for task in tasks]
        ends = finishes(old, projects)
        self.ends = {project: end for project, end in ends.items() if project is not None}
        """When each project was to be done."""
        self.caps = {
            project: end + max(promise.at_least, int(end * promise.cap))
            for project, end in self.ends.items()
        }
        """When each project has to be done."""
        held = [task for task in problem.tasks if _is_held(task)]
        self.held = self._alone(held)
        """What stays where it is anyway: it goes before all that is kept."""

    def _alone(self, held: list[Task]) -> dict[str, Placed]:
        if not held:
            return {}
        tasks = tuple(replace(task, after=()) for task in held)
        passing = Passing(replace(self.problem, tasks=tasks))
        return passing.plan(passing.run(passing.keys("priority")), "held").placed

    @cached_property
    def in_turn(self) -> list[str]:
        """The tasks in the old order, each after all that it waits for now."""
        if self._passing is None:
            return []
        tasks = self._passing.table.tasks
        raised = list(self._keys)
        for at, task in enumerate(tasks):
            for link in task.after:
                raised[at] = max(raised[at], raised[self._passing.table.number[link.task]])
        return [tasks[at].id for at in sorted(range(len(tasks)), key=raised.__getitem__)]

    @cached_property
    def followers(self) -> dict[str, list[str]]:
        """Those who wait for each task, and can still move."""
        found: dict[str, list[str]] = defaultdict(list)
        for task in self.problem.tasks:
            if task.id not in self.held:
                for other in {link.task for link in task.after}:
                    found[other].append(task.id)
        return found

    def in_order(self) -> Plan:
        """Put all work in the old order again, whoever does it."""
        return self._run({}, self._keys)

    def gaps(self, first: Placements) -> Plan:
        """Keep what holds beside what goes first, and fill the gaps with the rest."""
        return self._kept({**self._beside(first), **first}, self._keys)

    def pulled(self, plan: Plan) -> Plan:
        """Let what was moved begin as early as it can, in the order of a plan: room was made."""
        if self._passing is None:
            return plan
        turn = sorted(plan.placed, key=lambda id_: plan.placed[id_].start)
        place = {id_: at for at, id_ in enumerate(turn)}
        keys = [place[task.id] for task in self._passing.table.tasks]
        stay = {id_: one for id_, one in self.sound.items() if plan.placed[id_][:3] == one[:3]}
        return self._kept(stay, keys)

    def _kept(self, keep: dict[str, Placed], keys: list[int]) -> Plan:
        """Place all else, and what is kept as well if it has to wait for that."""
        while True:
            plan = self._run(keep, keys)
            broken = [id_ for id_ in keep if not self.waits(id_, plan.placed)]
            if not broken:
                return plan
            for id_ in broken:
                del keep[id_]

    def _run(self, keep: Placements, keys: list[int]) -> Plan:
        if self._passing is None:
            return Plan({}, "repair", 0)
        self._passing.keep({id_: _stays(one) for id_, one in {**keep, **self.held}.items()})
        return self._passing.plan(self._passing.run(keys), "repair")

    @cached_property
    def sound(self) -> dict[str, Placed]:
        """The placements that hold by themselves, beside what stays anyway."""
        held = self._beside(self.held, self.old.placed)
        return {id_: one for id_, one in held.items() if self._holds(id_, one)}

    def _beside(self, first: Placements, placed: Placements | None = None) -> dict[str, Placed]:
        """Find what lies in nobody's way of those that go first."""
        busy: dict[str, list[Span]] = defaultdict(list)
        for one in first.values():
            for who in one.people:
                busy[who] += [(max(begin, 0), end) for begin, end in spans_of(one)]
        return {
            id_: one
            for id_, one in (self.sound if placed is None else placed).items()
            if id_ not in first
            and not any(_meet(span, busy[who]) for who in one.people for span in spans_of(one))
        }

    def _holds(self, id_: str, one: Placed) -> bool:
        """Tell whether a task can be done where it is: not in the past, by people who can."""
        task = self.tasks.get(id_)
        if task is None or one.start < max(task.not_before, 0):
            return False
        if task.milestone:
            return one.start == one.finish
        places = [who for need in task.needs for who in [need] * need.people]
        able = [{who.id for who in self.roster.able(need)} for need in places]
        if len(able) != len(one.people) or any(
            who not in of for who, of in zip(one.people, able, strict=True)
        ):
            return False
        time = self._time(one.people)
        done = sum(time.worked(end) - time.worked(begin) for begin, end in spans_of(one))
        whole = time.starting(time.worked(one.start)) == one.start if time.total else False
        return done == task.work and whole and time.ending(time.worked(one.finish)) == one.finish

    def _time(self, people: tuple[str, ...]) -> WorkTime:
        if people not in self._times:
            self._times[people] = together(self.roster.times[who] for who in people)
        return self._times[people]

    def waits(self, id_: str, placed: Placements) -> bool:
        """Tell whether a task keeps to what it waits for, as far as that is placed."""
        one = placed[id_]
        for link in self.tasks[id_].after:
            if link.task not in placed:
                continue
            until = held_until(link, placed[link.task], self.hours)
            if (one.finish if link.kind in AT_FINISH else one.start) < until:
                return False
        return True

    def too_late(self, plan: Plan) -> tuple[str, ...]:
        """Name the projects that are done later than their cap allows."""
        now = finishes(plan, self.projects)
        return tuple(project for project, end in self.caps.items() if now.get(project, end) > end)

    def missed(self, plan: Plan) -> int:
        """Count the deadlines that are missed and were not."""
        return sum(
            plan.placed[task.id].finish > task.deadline
            for task in self.problem.tasks
            if task.deadline is not None and not self._was_late(task)
        )

    def _was_late(self, task: Task) -> bool:
        one = self.old.placed.get(task.id)
        return one is not None and task.deadline is not None and one.finish > task.deadline


def _stays(one: Placed) -> Placed:
    """Say of what is kept that it stays: what it waited for may lie elsewhere by now."""
    if one.reason.task is None:
        return one
    return one._replace(reason=Reason("not before", one.start))


def _is_held(task: Task) -> bool:
    return task.finished is not None or task.started is not None or task.fixed is not None


def spans_of(one: Placed) -> tuple[Span, ...]:
    """List the pieces of a task; of one that was not split, there is one."""
    return one.spans or ((one.start, one.finish),)


def _meet(span: Span, others: Iterable[Span]) -> bool:
    return any(begin < span[1] and span[0] < end for begin, end in others)
