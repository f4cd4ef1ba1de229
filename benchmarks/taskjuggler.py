"""The same plans made by TaskJuggler (`tj3`), where it is installed: its input, and its answer."""

import csv
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.portfolios import CALENDARS, MONDAY, Colleague, Job, Portfolio

WEEKS = 52
"""How far TaskJuggler looks ahead."""


class Done(NamedTuple):
    """What became of a task."""

    start: datetime
    finish: datetime
    people: tuple[str, ...]


def installed() -> bool:
    """Tell whether there is a TaskJuggler."""
    return shutil.which("tj3") is not None


def write(plan: Portfolio, path: Path) -> None:
    """Write what is to be planned as a project of TaskJuggler: hours of work, one of five each."""
    lines = [
        f'project portfolio "Portfolio" {MONDAY} +{WEEKS}w {{ timezone "UTC" }}',
        *(_resource(who) for who in plan.people),
        *(_task(job) for job in plan.jobs),
        'taskreport "plan" { formats csv columns id, start, end, resources',
        '  timeformat "%Y-%m-%d %H:%M" }',
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def run(path: Path) -> None:
    """Make the plan: the report lies beside the project afterwards."""
    command = ["tj3", "--silent", "--no-color", "-o", str(path.parent), str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise AssertionError(f"TaskJuggler says no: {ended.stderr[-500:]}")


def read(plan: Portfolio, folder: Path) -> dict[str, Done]:
    """Read the report, and see that it is a plan: all tasks, in order, with time for their work."""
    with (folder / "plan.csv").open(encoding="utf-8", newline="") as file:
        done = {row["Id"]: _done(row) for row in csv.DictReader(file, delimiter=";")}
    people = {who.id: who for who in plan.people}
    for job in plan.jobs:
        one = done[job.id]
        (who,) = one.people
        assert who in job.able, f"{job.id} is done by {who}"
        hours = sum(1 for _ in _hours(people[who], one.start, one.finish))
        assert hours >= job.hours, f"{job.id} takes {job.hours} h, and has {hours} h"
        assert all(done[other].finish <= one.start for other in job.after), f"{job.id} is too early"
    return done


def mean_finish_days(plan: Portfolio, finish: Mapping[str, datetime]) -> float:
    """Tell after how many days the projects are finished on average."""
    begins = datetime.combine(MONDAY, datetime.min.time(), UTC)
    ends: dict[str, datetime] = {}
    for job in plan.jobs:
        ends[job.project] = max(finish[job.id], ends.get(job.project, begins))
    took: Iterable[timedelta] = (end - begins for end in ends.values())
    return sum(each / timedelta(days=1) for each in took) / len(ends)


def _resource(who: Colleague) -> str:
    week = CALENDARS[who.calendar]
    hours = [f"workinghours {day[:3]} {' - '.join(week[day][0].split('-'))}" for day in week]
    free = [day for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") if day not in
            {each[:3] for each in week}]  # fmt: skip
    off = f"workinghours {', '.join(free)} off"
    leave = ", ".join(f"annual {first} - {last + timedelta(days=1)}" for first, last in who.leave)
    return f'resource {who.id} "{who.id}" {{ {" ".join(hours)} {off} leaves {leave} }}'


def _task(job: Job) -> str:
    first, *others = job.able
    after = f"depends {', '.join(job.after)}" if job.after else ""
    able = f"allocate {first} {{ alternative {', '.join(others)} persistent }}"
    return f'task {job.id} "{job.id}" {{ effort {job.hours}h {able} {after} }}'


def _done(row: Mapping[str, str]) -> Done:
    start, finish = (datetime.fromisoformat(row[name] + "+00:00") for name in ("Start", "End"))
    people = [each.partition("(")[2].rstrip(")") for each in row["Resources"].split(", ")]
    return Done(start, finish, tuple(people))


def _hours(who: Colleague, start: datetime, finish: datetime) -> Iterator[datetime]:
    """List the hours in which somebody works between two moments."""
    week, at = CALENDARS[who.calendar], start
    while at < finish:
        for hours in week.get(f"{at:%A}".lower(), ()):
            begin, end = (int(each[:2]) for each in hours.split("-"))
            away = any(first <= at.date() <= last for first, last in who.leave)
            if begin <= at.hour < end and not away:
                yield at
        at += timedelta(hours=1)
