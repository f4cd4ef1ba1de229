"""Portfolios of many projects and people, made of PSPLIB's projects of 120 tasks, one like another.

Each task takes one person, of five who could do it. Of the people four fifths work full time, a
tenth four days a week and a tenth six hours a day; each has two weeks off in the first half year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, cycle, islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import orjson

from benchmarks.importing import DATA
from benchmarks.psplib import read_project
from workdomain.scheduling.plan.files import problem_of, read
from workdomain.scheduling.plan.problem import Problem

JOBS = DATA / "psplib" / "j120"
HOURS = 4
"""Working hours of one unit of PSPLIB's durations."""
ABLE = 5
"""People who could do a task."""
WEEKS = 26
"""Leave begins in one of these weeks."""
MONDAY = date(2026, 1, 5)
"""The plan begins at its midnight, UTC."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
CALENDARS: dict[str, dict[str, tuple[str, ...]]] = {
    "full": dict.fromkeys(WEEKDAYS, ("09:00-17:00",)),
    "four days": dict.fromkeys(WEEKDAYS[:4], ("09:00-17:00",)),
    "six hours": dict.fromkeys(WEEKDAYS, ("09:00-15:00",)),
}
KINDS = ("full",) * 8 + ("four days", "six hours")
"""The calendars of ten people."""


class Job(NamedTuple):
    """A task."""

    id: str
    project: str
    hours: int
    after: tuple[str, ...]
    able: tuple[str, ...]


class Colleague(NamedTuple):
    """A person."""

    id: str
    calendar: str
    leave: tuple[tuple[date, date], ...]
    """First and last days."""


@dataclass(frozen=True)
class Portfolio:
    """What is to be planned."""

    jobs: tuple[Job, ...]
    people: tuple[Colleague, ...]

    def problem(self) -> dict[str, Any]:
        """Say it as `python -m workdomain.scheduling.plan` reads it."""
        return {
            "begins": f"{MONDAY}T00:00:00+00:00",
            "calendars": CALENDARS,
            "people": [
                {
                    "id": who.id,
                    "calendar": who.calendar,
                    "leave": [
                        {"first": first.isoformat(), "last": last.isoformat()}
                        for first, last in who.leave
                    ],
                }
                for who in self.people
            ],
            "tasks": [
                {
                    "id": job.id,
                    "project": job.project,
                    "minutes": job.hours * 60,
                    "candidates": job.able,
                    "after": [{"task": other} for other in job.after],
                }
                for job in self.jobs
            ],
        }


class Staffed(NamedTuple):
    """A portfolio as planning takes it."""

    problem: Problem
    projects: Mapping[str, str]
    """Of each task."""


def staffed(folder: Path, tasks: int, people: int, days: int = 365) -> Staffed:
    """Make a portfolio, with everyone's time laid out so many days ahead."""
    asked = read(orjson.dumps(portfolio(folder, tasks, people).problem()))
    return Staffed(problem_of(asked, days), asked.projects)


def portfolio(folder: Path, tasks: int, people: int) -> Portfolio:
    """Put projects one beside the other until there are so many tasks; the last may be cut off."""
    rng = Random(tasks)  # noqa: S311 - chance, not secrecy
    colleagues = tuple(_colleague(number, rng) for number in range(people))
    names = [who.id for who in colleagues]
    paths = sorted(folder.glob("*.sm"))
    rng.shuffle(paths)
    jobs = chain.from_iterable(
        _project(path, number, names, rng) for number, path in enumerate(cycle(paths))
    )
    return Portfolio(tuple(islice(jobs, tasks)), colleagues)


def _project(path: Path, number: int, people: list[str], rng: Random) -> list[Job]:
    """Read one project without the tasks of no duration that it begins and ends with."""
    found = []
    for at, task in enumerate(read_project(path).tasks):
        if task.duration:
            found.append(
                Job(
                    f"p{number}t{at}",
                    f"p{number}",
                    task.duration * HOURS,
                    tuple(f"p{number}t{wait.task}" for wait in task.waits if wait.task),
                    tuple(rng.sample(people, min(ABLE, len(people)))),
                )
            )
    return found


def _colleague(number: int, rng: Random) -> Colleague:
    first, second = sorted(rng.sample(range(1, WEEKS), 2))
    weeks = (MONDAY + timedelta(weeks=week) for week in (first, second))
    leave = tuple((day, day + timedelta(days=4)) for day in weeks)
    return Colleague(f"w{number}", KINDS[number % len(KINDS)], leave)
