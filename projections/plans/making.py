"""Makes a plan of the work there is, and says it in moments, days and words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from projections.names import equipment_called, items_called, people_called
from projections.plans.asked import AT_ONCE, Planning, Search
from projections.plans.clock import Clock
from projections.plans.pieces import equipment_of, is_piece, number_of
from projections.plans.situation import DAYS, LONGER, Situation, situation
from projections.reader import Reader
from workdomain.execution.schedule_words import Bar, Piece, Use, Waiting
from workdomain.garbage import uncollected
from workdomain.kernel import Refused
from workdomain.scheduling.plan.early import floats
from workdomain.scheduling.plan.generate import Placed, Plan, make_plan
from workdomain.scheduling.plan.problem import (
    CannotPlan,
    NobodyAvailable,
    PinnedTwice,
    Problem,
    Roster,
    Task,
)
from workdomain.scheduling.plan.why import critical_chain
from workdomain.scheduling.plan.worktime import WorkTime, together, work_time
from workdomain.scheduling.replan.improve import improve

ANY = 1 << 40
"""More plans than are ever tried: only the time ends the search."""
ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class NoPlan(Refused):
    """There is a plan where nothing waits for itself and everyone's work fits into their time."""


@dataclass(frozen=True)
class Made:
    """A plan, of what it is one, and what it could not keep to."""

    situation: Situation
    problem: Problem
    """As it was planned: what clashes stands beside."""
    plan: Plan
    clashing: Mapping[str, str] = field(default_factory=dict)
    """Work that stays on the day that was set by hand, though its people are held by other such
    work: who is, and it takes nobody's time in the plan."""

    @property
    def chain(self) -> frozenset[str]:
        """The tasks that the last finish waits for, by links or by people."""
        return frozenset(critical_chain(self.plan))


def made(reader: Reader, asked: Planning, search: Search = AT_ONCE) -> Made:
    """Read what there is, and plan it. Raises NoPlan, which names the cause by its titles."""
    try:
        with uncollected():
            return _far_enough(reader, asked, search)
    except CannotPlan as error:
        raise NoPlan(in_words(reader, str(error))) from error


def _far_enough(reader: Reader, asked: Planning, search: Search) -> Made:
    """Look further ahead where the time of two years is not enough."""
    try:
        return plan_of(situation(reader, asked, DAYS), asked, search=search)
    except NobodyAvailable:
        return plan_of(situation(reader, asked, LONGER), asked, search=search)


def plan_of(
    now: Situation,
    asked: Planning,
    order: Sequence[str] | None = None,
    search: Search = AT_ONCE,
) -> Made:
    """Plan a situation; work that is not in the order that is given comes last.

    Raises CannotPlan.
    """
    problem, clashing = now.problem, dict[str, str]()
    while True:
        try:
            plan = _planned(problem, order)
        except PinnedTwice as error:
            id, who = error.task, error.person
            clashing[id] = who
            tasks = (beside(each, now) if each.id == id else each for each in problem.tasks)
            problem = replace(problem, tasks=tuple(tasks))
        else:
            return Made(now, problem, _searched(now, problem, plan, asked, search), clashing)


def _searched(
    now: Situation, problem: Problem, plan: Plan, asked: Planning, search: Search
) -> Plan:
    """Look for a better plan, if that is asked for."""
    if not asked.iterations and search.seconds is None:
        return plan
    return improve(
        problem,
        plan,
        plans=asked.iterations or ANY,
        seconds=search.seconds,
        seed=asked.seed,
        projects=projects_of(now),
        progress=search.tell,
    )


def projects_of(now: Situation) -> dict[str, str]:
    """Tell the project of each task that is in one."""
    return {id: str(row.project) for id, row in now.items.items() if row.project is not None}


def _planned(problem: Problem, order: Sequence[str] | None) -> Plan:
    if order is None:
        return make_plan(problem)
    known = {task.id for task in problem.tasks}
    first = [id for id in order if id in known]
    rest = known.difference(first)
    return make_plan(
        problem, order=[*first, *(task.id for task in problem.tasks if task.id in rest)]
    )


def beside(task: Task, now: Situation) -> Task:
    """Let work stay where somebody set it, beside the plan: others wait for its finish."""
    return replace(task, milestone=True, people=1, candidates=(), fixed=span_beside(task, now)[1])


def span_beside(task: Task, now: Situation) -> tuple[int, int]:
    """Tell when its first candidate would do it, if nothing else was to be done."""
    person = next(each for each in now.problem.people if each.id == task.candidates[0])
    time = work_time(person.hours, person.away)
    since = time.worked(task.fixed or 0)
    last = min(since + task.work, time.total)
    return time.starting(min(since, time.total - 1)), time.ending(last)


def bars(it: Made) -> list[Bar]:
    """Say the plan in moments, as it can be proposed; what has no bar is left out."""
    clock, chain, slack = it.situation.clock, it.chain, floats(it.problem, it.plan)
    tasks = {task.id: task for task in it.situation.problem.tasks}
    hours = _hours(it.problem)
    told = []
    for id, placed in it.plan.placed.items():
        if id in it.situation.left_out:
            continue
        task, reason = tasks[id], placed.reason
        begin, end = placed.start, placed.finish
        people = tuple(who for who in placed.people if not is_piece(who))
        waits, waits_with = _held_by(it, id, hours)
        if id in it.clashing:
            begin, end = span_beside(task, it.situation)
            people = task.candidates[: task.people]
        told.append(
            Bar(
                item=it.situation.items[id].id,
                start=clock.moment(begin),
                finish=clock.moment(end),
                people=tuple(map(UUID, people)),
                milestone=task.milestone,
                pinned=task.fixed is not None,
                waits=waits,
                waits_for=UUID(reason.task) if reason.task else None,
                waits_with=waits_with,
                slack_minutes=slack[id].total,
                critical=id in chain,
                pieces=pieces_of(placed, clock),
                uses=() if id in it.clashing else tuple(_uses(placed, hours, clock)),
            )
        )
    return told


def _hours(problem: Problem) -> Mapping[str, WorkTime]:
    """Lay out when everyone works and pieces can be had, where there are any pieces."""
    return Roster(problem).times if any(is_piece(one.id) for one in problem.people) else {}


def _held_by(it: Made, id: str, hours: Mapping[str, WorkTime]) -> tuple[Waiting, UUID | None]:
    """Tell what held a start last, and who or what does that first."""
    placed = it.plan.placed[id]
    kind, with_ = Waiting(placed.reason.kind), placed.reason.person
    if with_ is not None:
        return (Waiting.EQUIPMENT, equipment_of(with_)) if is_piece(with_) else (kind, UUID(with_))
    used = [who for who in placed.people if is_piece(who)]
    if used and kind in (Waiting.BEGINNING, Waiting.NOT_BEFORE):
        team = together(hours[who] for who in placed.people if not is_piece(who))
        since = team.worked(max(placed.reason.until, 0))
        first = team.starting(since) if since < team.total else placed.start
        for piece in used:
            own = hours[piece]
            if first < placed.start and own.worked(first + 1) == own.worked(first):
                return Waiting.EQUIPMENT, equipment_of(piece)
    return kind, None


def _uses(placed: Placed, hours: Mapping[str, WorkTime], clock: Clock) -> Iterator[Use]:
    """Tell when it takes which piece: as long as it goes on and the piece can be had."""
    for piece in filter(is_piece, placed.people):
        own = hours[piece]
        for begin, end in placed.spans or ((placed.start, placed.finish),):
            for since, until in zip(own.begins, own.ends, strict=True):
                start, finish = max(since, begin), min(until, end)
                if start < finish:
                    yield Use(
                        equipment=equipment_of(piece),
                        piece=number_of(piece),
                        start=clock.moment(start),
                        finish=clock.moment(finish),
                    )


def pieces_of(placed: Placed, clock: Clock) -> tuple[Piece, ...]:
    """Tell the pieces of work that is laid aside in between; of any other, none."""
    if len(placed.spans) <= 1:
        return ()
    return tuple(
        Piece(start=clock.moment(begin), finish=clock.moment(end)) for begin, end in placed.spans
    )


def in_words(reader: Reader, text: str) -> str:
    """Put titles and names where ids stand."""
    ids = [UUID(found) for found in ID.findall(text)]
    named = {
        **items_called(reader, ids),
        **people_called(reader, ids),
        **equipment_called(reader, ids),
    }
    return ID.sub(lambda found: named.get(UUID(found[0]), found[0]), text)
