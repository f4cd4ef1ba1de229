"""What a forecast costs beside a plain pass, and how often what it promises is kept.

A promise is judged by histories that it never saw: teams, each with a way to estimate of its own,
do some projects; from what these took the forecast is calibrated; then a plan of the same team is
carried out, person by person, by a loop that shares nothing with the forecast but the calendars.
"""

from collections.abc import Iterator, Mapping
from math import exp, sqrt
from random import Random
from time import process_time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Bar, Figure
from benchmarks.logs import Bench
from benchmarks.portfolios import JOBS, staffed
from benchmarks.psplib import read_project
from workdomain.scheduling.forecast.calibration import Pair, fit
from workdomain.scheduling.forecast.forecast import forecast
from workdomain.scheduling.plan.generate import Plan, make_plan
from workdomain.scheduling.plan.problem import Link, Person, Problem, Task, in_order
from workdomain.scheduling.plan.worktime import work_time

DAY, WEEK = 24 * 60, 7 * 24 * 60
PASSES = 10
POINTS = 5
SHARES = (0.8, 0.9)
SPREADS, SHARED = (0.3, 0.5, 0.7), (0.0, 0.3, 0.6)
"""How unsure teams are, and the part of that which all work of a project shares."""
PROJECTS, WORK = 15, 30
"""Of each team's history."""
TEAM, OUTCOMES = 6, 10


def forecasting(bench: Bench) -> Iterator[Figure]:
    """Forecast a portfolio, and promise dates."""
    if not JOBS.is_dir():
        return
    full = bench.scale.rounds > 1
    yield _beside_a_pass(*((1_000, 100, 10_000) if full else (120, 12, 200)))
    yield from _promises(300 if full else 9)


def _beside_a_pass(tasks: int, people: int, samples: int) -> Figure:
    many = staffed(JOBS, tasks, people)
    plan = make_plan(many.problem)
    rows = np.random.default_rng(1).lognormal(6.0, 0.5, (tasks, samples))
    began = process_time()
    plain_pass(many.problem, rows)
    passed = process_time()
    forecast(many.problem, plan, samples=samples, projects=many.projects)
    took, plain = process_time() - passed, passed - began
    return Figure(
        f"forecast of {tasks:,} tasks, {samples:,} samples, with people and calendars",
        f"{took:.3g} CPU-s",
        f"one plain CPM pass in NumPy over as many samples: {plain:.3g} CPU-s",
        took / plain,
        Bar("at most", PASSES),
    )


def plain_pass(problem: Problem, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tell when all is done by the links alone: no people, no calendars, nothing else."""
    tasks = in_order(problem)
    number = {task.id: at for at, task in enumerate(tasks)}
    finish = np.zeros_like(rows)
    for at, task in enumerate(tasks):
        for link in task.after:
            np.maximum(finish[at], finish[number[link.task]], out=finish[at])
        finish[at] += rows[at]
    ends: NDArray[np.float64] = finish.max(axis=0)
    return ends


class Truth(NamedTuple):
    """How the estimates of a team turn out: logarithms, as a calibration has them."""

    mean: float
    spread: float
    shared: float

    def project(self, count: int, chance: Random) -> list[float]:
        """Draw what estimates of the tasks of a project are to be multiplied with."""
        common = sqrt(self.shared) * chance.gauss(0, 1)
        own = sqrt(1 - self.shared)
        return [
            exp(self.mean + self.spread * (common + own * chance.gauss(0, 1))) for _ in range(count)
        ]


def _promises(plans: int) -> Iterator[Figure]:
    kept = dict.fromkeys(SHARES, 0)
    for number in range(plans):
        for share, count in _kept(number).items():
            kept[share] += count
    runs = plans * OUTCOMES
    for share in SHARES:
        of_all = kept[share] / runs
        yield Figure(
            f"P{share:.0%} dates of {plans} plans of 60 tasks kept, in {runs:,} runs".replace(
                "%", ""
            ),
            f"{of_all:.1%}",
            f"the promise: {share:.0%}, {POINTS} points either way",
            abs(of_all - share) * 100 / POINTS,
            Bar("at most", 1),
        )


def _kept(number: int) -> dict[float, int]:
    """Promise dates of one plan, and carry it out some times: how often was each kept?"""
    chance = Random(number)  # noqa: S311 - it has to be repeatable, not secret
    spread = SPREADS[number % len(SPREADS)]
    truth = Truth(chance.gauss(0.1, 0.2), spread, SHARED[number // len(SPREADS) % len(SHARED)])
    history = [
        Pair(1.0, factor, project)
        for project in range(PROJECTS)
        for factor in truth.project(WORK, chance)
    ]
    problem = _plan_of_sixty(number, chance)
    plan = make_plan(problem)
    projects = dict.fromkeys(plan.placed, "the project")
    promised = forecast(problem, plan, seed=number, calibration=fit(history), projects=projects)
    ends = [
        carried_out(problem, plan, dict(zip(plan.placed, drawn, strict=True)))
        for drawn in (truth.project(len(plan.placed), chance) for _ in range(OUTCOMES))
    ]
    dates = {share: promised.quantile(share) for share in SHARES}
    return {share: sum(end <= date for end in ends) for share, date in dates.items()}


def _plan_of_sixty(number: int, chance: Random) -> Problem:
    """Give a project of PSPLIB's J60 to a team, each of whom works at other hours."""
    paths = sorted(JOBS.with_name("j60").glob("*.sm"))
    jobs = read_project(paths[number % len(paths)]).tasks
    inner = range(1, len(jobs) - 1)
    names = [f"person-{at}" for at in range(TEAM)]
    tasks = tuple(
        Task(
            str(at),
            60 * jobs[at].duration,
            tuple(Link(str(wait.task)) for wait in jobs[at].waits if wait.task in inner),
            candidates=tuple(chance.sample(names, 3)),
        )
        for at in inner
    )
    return Problem(tasks, tuple(_person(name, chance) for name in names))


def _person(name: str, chance: Random) -> Person:
    begin, days = 60 * chance.randint(7, 10), chance.choice((4, 5, 5, 5))
    hours = tuple(
        (week * WEEK + day * DAY + begin, week * WEEK + day * DAY + begin + 8 * 60)
        for week in range(100)
        for day in range(days)
    )
    return Person(name, hours)


def carried_out(problem: Problem, plan: Plan, factors: Mapping[str, float]) -> int:
    """Tell when all is done if each task takes so many times its estimate.

    Everybody does what was given to them in the planned order, each task as soon as it may begin.
    """
    times = {one.id: work_time(one.hours, one.away) for one in problem.people}
    free, done = dict.fromkeys(times, 0), dict[str, int]()
    tasks: dict[str, Any] = {task.id: task for task in problem.tasks}
    for id_ in sorted(plan.placed, key=lambda id_: (plan.placed[id_].start, id_)):
        (who,) = plan.placed[id_].people
        since = max([free[who], *(done[link.task] for link in tasks[id_].after)])
        minutes = max(1, round(tasks[id_].work * factors[id_]))
        time = times[who]
        free[who] = done[id_] = time.ending(time.worked(since) + minutes)
    return max(done.values())
