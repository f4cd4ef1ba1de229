"""How many tasks move when a plan is repaired, beside planning all of it again.

What happens to the plan: the busiest person falls ill for two weeks, and a task of these weeks
takes twice as long as was estimated. It happens several times, each time to another task and
another of the busiest people.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from statistics import mean, median
from time import process_time
from typing import NamedTuple

from benchmarks.figures import Bar, Figure
from benchmarks.logs import Bench
from benchmarks.portfolios import JOBS, Staffed, staffed
from workdomain.scheduling.plan.check import faults
from workdomain.scheduling.plan.generate import Plan, make_plan
from workdomain.scheduling.plan.problem import Problem
from workdomain.scheduling.replan.changes import changes, finishes
from workdomain.scheduling.replan.repair import AT_LEAST, CAP, repair

WEEK = 7 * 24 * 60
AWAY = 2 * WEEK
RULES = ("longest tail",)
"""The rule of a first plan, and of the one that is made again."""
FEWER, LATER = 20, 1.05
TIMES = 5


class Went(NamedTuple):
    """What one event led to."""

    kept: int
    """Tasks that moved when the plan was repaired ..."""
    anew: int
    """... and when it was made again."""
    later: float
    """The mean finish of projects after the repair, in that of the plan made again."""
    too_late: int
    """Projects that come later than their cap allows."""
    seconds: tuple[float, float]
    """CPU seconds of both."""


def replanning(bench: Bench) -> Iterator[Figure]:
    """Repair a plan, and make it again."""
    if not JOBS.is_dir():
        return
    size = (10_000, 500, TIMES) if bench.scale.rounds > 1 else (300, 30, 1)
    tasks, people, times = size
    many = staffed(JOBS, tasks, people)
    old = make_plan(many.problem, RULES)
    went = [_went(many, old, _event(many.problem, old, number)) for number in range(times)]
    kept, anew = median(each.kept for each in went), median(each.anew for each in went)
    took, again = (median(each.seconds[side] for each in went) for side in (0, 1))
    what = f"{tasks:,} tasks, {people} people, someone ill and an estimate doubled"
    yield Figure(
        f"{what}: tasks moved, median of {times}",
        f"{kept:,.0f} by a repair ({took:.2g} CPU-s)",
        f"{anew:,.0f} by planning again ({again:.2g} CPU-s)",
        anew / max(kept, 1),
        Bar("at least", FEWER),
    )
    yield Figure(
        "mean finish of projects after a repair, the worst of these times",
        f"{max(each.later for each in went):.3f}",
        "planning again: 1",
        max(each.later for each in went),
        Bar("at most", LATER),
    )
    late = sum(each.too_late for each in went)
    yield Figure(
        f"projects beyond their cap after a repair ({CAP:.0%}, or {AT_LEAST // WEEK} weeks)",
        f"{late} in all these times",
        "none",
        float(late + 1),
        Bar("at most", 1),
    )


def _event(problem: Problem, plan: Plan, number: int) -> Problem:
    """Let one of the busiest be ill, and a task of these weeks take twice as long."""
    chance = Random(number)  # noqa: S311 - it has to be repeatable, not secret
    load = Counter(who for one in plan.placed.values() for who in one.people)
    ill = load.most_common(number + 1)[number][0]
    soon = sorted(id_ for id_, one in plan.placed.items() if one.start < AWAY)
    longer = chance.choice(soon)
    return replace(
        problem,
        tasks=tuple(
            replace(task, minutes=2 * task.work) if task.id == longer else task
            for task in problem.tasks
        ),
        people=tuple(
            replace(one, away=(*one.away, (0, AWAY))) if one.id == ill else one
            for one in problem.people
        ),
    )


def _went(many: Staffed, old: Plan, now: Problem) -> Went:
    began = process_time()
    again = make_plan(now, RULES)
    between = process_time()
    repaired = repair(now, old, projects=many.projects)
    ended = process_time()
    if wrong := faults(now, repaired.plan.placed):
        raise AssertionError(wrong[0])
    return Went(
        len(repaired.changes.moved),
        len(changes(old, again).moved),
        _mean(repaired.plan, many.projects) / _mean(again, many.projects),
        len(repaired.too_late),
        (ended - between, between - began),
    )


def _mean(plan: Plan, projects: Mapping[str, str]) -> float:
    return mean(end for project, end in finishes(plan, projects).items() if project is not None)
