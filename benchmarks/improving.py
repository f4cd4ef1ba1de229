"""How much better plans get by a search of 1,000 passes, and how near to a proven bound."""

from collections.abc import Iterator, Mapping
from time import process_time

from benchmarks.figures import Bar, Figure
from benchmarks.logs import Bench
from benchmarks.portfolios import JOBS, staffed
from workdomain.scheduling.plan.check import faults
from workdomain.scheduling.plan.generate import Plan, make_plan
from workdomain.scheduling.replan.changes import finishes
from workdomain.scheduling.replan.improve import Progress, Tell, improve

DAYS = 730
PLANS = 1_000
SEARCHED = ((200, 20, 0.9), (1_000, 100, 0.95), (1_000, 40, 0.85))
"""Tasks, people, and what is left of the ends of projects at most."""
PROVEN = (30, 3), (90, 10)
"""Tasks of smaller projects, and people."""
SECONDS = 12.0
NEAR = 1.15


def improving(bench: Bench) -> Iterator[Figure]:
    """Improve the first plans of portfolios of PSPLIB's projects, if they are given."""
    smaller = JOBS.with_name("j30")
    if not (JOBS.is_dir() and smaller.is_dir()):
        return
    full = bench.scale.rounds > 1
    for tasks, people, most in SEARCHED if full else SEARCHED[:1]:
        many = staffed(JOBS, tasks, people, DAYS)
        first = make_plan(many.problem)
        began = process_time()
        told: list[Progress] = []
        found = improve(
            many.problem, first, plans=PLANS, projects=many.projects, progress=_noted(told)
        )
        took = process_time() - began
        assert not faults(many.problem, found.placed)
        before, after = _ends(first, many.projects), _ends(found, many.projects)
        yield Figure(
            f"ends of all projects after {PLANS:,} passes, {tasks:,} tasks x {people} people",
            f"{after / 1440:,.0f} days in sum ({took:.1f} CPU-s)",
            f"the best of the rules: {before / 1440:,.0f} days; "
            f"none is below {told[-1].bound[1] / 1440:,.0f}",
            after / before,
            Bar("at most", most),
        )
    for tasks, people in PROVEN if full else PROVEN[:1]:
        few = staffed(smaller, tasks, people)
        heard: list[Progress] = []
        found = improve(
            few.problem,
            projects=few.projects,
            seconds=SECONDS if full else SECONDS / 4,
            progress=_noted(heard),
        )
        assert not faults(few.problem, found.placed)
        after, bound = _ends(found, few.projects), heard[-1].bound[1]
        yield Figure(
            f"ends of all projects, {tasks} tasks x {people} people, beside a proven bound",
            f"{after / 1440:,.1f} days in sum",
            f"none is below {bound / 1440:,.1f} (at first known: {heard[0].bound[1] / 1440:,.1f})",
            after / bound,
            Bar("at most", NEAR),
        )


def _noted(told: list[Progress]) -> Tell:
    """Note what a search tells, and let it go on."""
    return lambda progress: bool(told.append(progress))  # type: ignore[func-returns-value]


def _ends(plan: Plan, projects: Mapping[str, str]) -> int:
    """Sum up the ends of all projects, in minutes."""
    return sum(end for project, end in finishes(plan, projects).items() if project is not None)
