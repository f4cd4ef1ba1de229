"""How good plans are and how soon they are there, beside TaskJuggler's of the very same work.

Both look a year ahead. TaskJuggler is `tj3`; where it is not installed, nothing stands beside.
"""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from statistics import median
from subprocess import run
from time import process_time

import orjson

from benchmarks import taskjuggler
from benchmarks.figures import Bar, Figure, in_turns, seconds_of
from benchmarks.logs import Bench
from benchmarks.planned_logs import from_the_log
from benchmarks.portfolios import JOBS, Portfolio, portfolio, staffed
from workdomain.scheduling.plan.check import faults
from workdomain.scheduling.plan.generate import make_plan

BESIDE = ((1_000, 100, 8.0, 3), (5_000, 300, 50.0, 1))
"""Tasks, people, how many times as fast it is to be, and how often TaskJuggler is run."""
GROWN = ((10_000, 500), (100_000, 1_000))
LOGGED = (10_000, 500)
SMALL = (((60, 8, 8.0, 1),), ((200, 20), (1_000, 50)), (60, 8))
"""The same three where nothing is to take long."""
ROUNDS = 5
"""How often the smaller plan is run; the larger one a third as often."""
DAYS = 730
"""How far ahead both sizes look where they are compared with each other."""


def planning(bench: Bench) -> Iterator[Figure]:
    """Measure the plans of portfolios of PSPLIB's projects, if they are given."""
    folder = JOBS
    if not folder.is_dir():
        return
    full = bench.scale.rounds > 1
    beside, grown, logged = (BESIDE, GROWN, LOGGED) if full else SMALL
    for tasks, people, faster, rounds in beside:
        place = bench.folder / f"plan-{tasks}"
        place.mkdir()
        yield from _beside(portfolio(folder, tasks, people), place, faster, rounds)
    yield _growth(folder, *grown)
    yield from from_the_log(portfolio(folder, *logged), bench.folder / "planned.db")


def _beside(plan: Portfolio, place: Path, faster: float, rounds: int) -> Iterator[Figure]:
    """Plan the same with both, in turns: whole processes, files in and out."""
    what = f"{len(plan.jobs):,} tasks x {len(plan.people)} people with calendars"
    asked, told, project = place / "plan.json", place / "told.json", place / "plan.tjp"
    asked.write_bytes(orjson.dumps(plan.problem()))
    taskjuggler.write(plan, project)
    command = [sys.executable, "-m", "workdomain.scheduling.plan", str(asked), "-o", str(told)]

    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(place / "compiled")}

    def ours() -> float:
        return seconds_of(lambda: run(command, env=os.environ | compiled, check=True))

    ours()  # what Python compiles once, or an installer did, is compiled
    if not taskjuggler.installed():
        (took,) = in_turns(ROUNDS, ours)
        days = f"projects are finished after {_mean(plan, told):.1f} days on average"
        absent = "TaskJuggler is not installed (tj3)"
        yield Figure(f"plan of {what}, whole process", f"{took:.2f} s; {days}", absent)
        return
    spent: dict[str, list[float]] = {"ours": [], "theirs": []}

    def some() -> float:
        return median(_noting(spent["ours"], ours) for _ in range(ROUNDS))

    def their() -> float:
        return _noting(spent["theirs"], lambda: seconds_of(lambda: taskjuggler.run(project)))

    before, theirs, after = in_turns(rounds, some, their, some)
    took = (before + after) / 2
    cpu, their_cpu = (median(spent[whose]) for whose in ("ours", "theirs"))
    done = taskjuggler.read(plan, place)
    mean, their_mean = _mean(plan, told), _mean_of(plan, done)
    yield Figure(
        f"mean finish of the projects of a plan, {what}",
        f"{mean:.1f} days",
        f"TaskJuggler's plan of the same: {their_mean:.1f} days",
        mean / their_mean,
        Bar("at most", 0.85),
    )
    yield Figure(
        f"plan of {what}, whole process, files in and out (checked, as JSON)",
        f"{took:.2f} s ({cpu:.2f} CPU-s)",
        f"TaskJuggler, one CSV file out: {theirs:.2f} s ({their_cpu:.2f} CPU-s): so often ours",
        theirs / took,
        Bar("at least", faster),
    )


def _noting(spent: list[float], run_once: Callable[[], float]) -> float:
    """Run a program, and note the CPU seconds that it took beside what is told."""
    before = os.times()
    told = run_once()
    after = os.times()
    spent.append(sum(after[2:4]) - sum(before[2:4]))  # of children that have ended
    return told


def _mean(plan: Portfolio, told: Path) -> float:
    tasks = orjson.loads(told.read_bytes())["tasks"]
    ends = {task["id"]: datetime.fromisoformat(task["finish"]) for task in tasks}
    return taskjuggler.mean_finish_days(plan, ends)


def _mean_of(plan: Portfolio, done: dict[str, taskjuggler.Done]) -> float:
    ends = {id_: one.finish for id_, one in done.items()}
    return taskjuggler.mean_finish_days(plan, ends)


def _growth(folder: Path, small: tuple[int, int], large: tuple[int, int]) -> Figure:
    """Plan ten times as many tasks: tables and passes, in one process, in CPU seconds."""
    problems = [staffed(folder, *size, DAYS).problem for size in (small, large)]

    def cpu(at: int) -> float:
        began = process_time()
        plan = make_plan(problems[at])
        took = process_time() - began
        assert not faults(problems[at], plan.placed)
        return took

    cpu(0)  # what has to be compiled is compiled
    few, many = in_turns(2, lambda: median(cpu(0) for _ in range(ROUNDS)), lambda: cpu(1))
    return Figure(
        f"plan of {large[0]:,} tasks x {large[1]:,} people, tables and passes",
        f"{many:.3g} CPU-s",
        f"of {small[0]:,} x {small[1]}: {few:.3g} CPU-s",
        many / few,
        Bar("at most", 15),
    )
