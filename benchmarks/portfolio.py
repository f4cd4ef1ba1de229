"""Many projects at once, with people: projects of PSPLIB (J120) one beside the other, and staffed.

The recipe is that of published comparisons of levelling: each task takes one of a few people
who can do it. Everybody has a calendar and some leave; all of it is drawn from a
seed, so a portfolio is the same whenever it is made.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.importing import DATA
from benchmarks.psplib import read_project
from workdomain.scheduling.plan.problem import Link, Person, Problem, Task
from workdomain.scheduling.plan.worktime import Span

JOBS = DATA / "psplib" / "j120"
UNIT = 4 * 60
"""Minutes of work in a unit of time of the projects."""
ABLE = 5
"""So many people can do a task, drawn for each."""
DAY, WEEK = 24 * 60, 7 * 24 * 60


class Portfolio(NamedTuple):
    """What is to be planned, and the project of each task."""

    problem: Problem
    projects: dict[str, str]


def portfolio(tasks: int, people: int, *, weeks: int = 60, seed: int = 1) -> Portfolio:
    """Make a portfolio of about so many tasks: whole projects, the last one cut off."""
    chance = Random(seed)  # noqa: S311 - it has to be repeatable, not secret
    found, projects = list[Task](), dict[str, str]()
    for project, path in _projects():
        jobs = read_project(path).tasks
        inner = range(1, min(len(jobs) - 1, tasks - len(found) + 1))
        for at in inner:
            waits = (wait.task for wait in jobs[at].waits if wait.task in inner)
            after = tuple(Link(f"{project}-{other:03}") for other in waits)
            id_ = f"{project}-{at:03}"
            able = tuple(_named(one) for one in sorted(chance.sample(range(people), ABLE)))
            found.append(Task(id_, jobs[at].duration * UNIT, after, candidates=able))
            projects[id_] = project
        if len(found) >= tasks:
            break
    staff = tuple(_person(number, weeks, chance) for number in range(people))
    return Portfolio(Problem(tuple(found), staff), projects)


def _projects() -> Iterator[tuple[str, Path]]:
    """Name projects without end: each is there again under another name when all were there."""
    paths = sorted(JOBS.glob("*.sm"))
    if not paths:
        raise FileNotFoundError(f"There are no projects in {JOBS}")
    turn = 0
    while True:
        turn += 1
        for path in paths:
            yield f"{path.stem}-{turn}", path


def _person(number: int, weeks: int, chance: Random) -> Person:
    """Draw somebody: eight in ten work full time, one four days a week, one six hours a day."""
    days, hours = chance.choices(((5, 8), (4, 8), (5, 6)), (8, 1, 1))[0]
    spans = tuple(span for week in range(weeks) for span in _week(week, days, hours))
    away = tuple(
        (week * WEEK, (week + chance.choice((1, 2))) * WEEK)
        for year in range(0, weeks, 52)
        for week in (year + chance.randrange(52),)
    )
    return Person(_named(number), spans, away)


def _named(number: int) -> str:
    return f"person-{number:04}"


def _week(week: int, days: int, hours: int) -> Iterator[Span]:
    """Work from nine on, with an hour's pause at noon."""
    for day in range(days):
        nine = week * WEEK + day * DAY + 9 * 60
        yield nine, nine + 3 * 60
        yield nine + 4 * 60, nine + (hours + 1) * 60
