"""How near the search comes to the best schedules of MPSPLib, and how far from MS Project's.

`python -m benchmarks.multiproject DIR BESTFOUND.csv --seconds S [--iterations N]` looks for the
shortest total makespan (TMS) of many projects (Homberger, 2007), and compares it with what was made
of them by levelling within MS Project (the add-in P-SGS/MINSLK of INSISOC): the table has its
makespans and seconds. Every schedule is verified by both checkers; reading and searching are timed,
checking is not. An iteration is one run of the serial generator.
"""

import csv
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from benchmarks.figures import Bar, Figure
from benchmarks.importing import DATA
from benchmarks.logs import Bench
from benchmarks.psplib import NO_END, asked_of, command, tell
from workdomain.scheduling.multiproject.checker import violations
from workdomain.scheduling.multiproject.problem import Portfolio, Project, split, total_makespan
from workdomain.scheduling.rcpsp.checker import violations as violations_of_one
from workdomain.scheduling.rcpsp.problem import Schedule, Task, Wait
from workdomain.scheduling.rcpsp.search import improve

Row = dict[str, Any]
"""A task as the files have it: project `p`, duration `d`, `preds`, release `rel`, needs `dem`."""


class Known(NamedTuple):
    """What is known about an instance."""

    least: int
    """No total makespan is below: by the longest way, or by what there is of a resource."""
    best: int
    """The best one found, by whatever the table has."""
    levelled: int
    """The total makespan that levelling had ..."""
    levelled_s: float
    """... after so many seconds, on a machine that nobody told of."""


class Outcome(NamedTuple):
    """How all instances went."""

    instances: int
    average_gap_percent: float
    """To the best found; below zero it is better."""
    at_best_percent: float
    cpu_seconds_per_instance: float
    levelled_longer_percent: float
    """How much longer than ours what was levelled is, on average ..."""
    shorter_percent: float
    """... and the same, read from the other end: how much shorter ours is."""
    better_or_equal_percent: float
    """Share of instances in which ours is no longer."""
    worse_instances: int
    times_less_time: float
    """All seconds of levelling in all CPU seconds of ours."""


def read_portfolio(path: Path) -> Portfolio:
    """Read an instance (`.json`): tasks, project after project, each of which begins with a dummy.

    Only a dummy has a release. It may wait for the dummy of a project that is there from the start,
    which says nothing and is left out. Resources that only one project needs are its own. Raises
    ValueError if a project waits for anything else.
    """
    document = json.loads(path.read_text("utf-8"))
    rows, there = document["tasks"], [resource["cap"] for resource in document["resources"]]
    begins = [number for number, row in enumerate(rows) if _begins(rows, row)]
    parts = [range(begin, end) for begin, end in pairwise([*begins, len(rows)])]
    users: list[set[int]] = [set() for _ in there]
    for number, part in enumerate(parts):
        for resource in {int(each) for task in part for each in rows[task]["dem"]}:
            users[resource].add(number)
    shared = [resource for resource, who in enumerate(users) if len(who) != 1]
    projects = []
    for number, part in enumerate(parts):
        own = [resource for resource, who in enumerate(users) if who == {number}]
        tasks = tuple(_task(rows, task, part, [*shared, *own]) for task in part)
        projects.append(Project(tasks, _at(there, own), rows[part.start]["rel"]))
    return Portfolio(tuple(projects), _at(there, shared))


def _begins(rows: list[Row], row: Row) -> bool:
    """Say whether a task waits for none of its project: then it is the first one."""
    return all(rows[before]["p"] != row["p"] for before in row["preds"])


def _task(rows: list[Row], number: int, part: range, resources: list[int]) -> Task:
    row, first = rows[number], number == part.start
    for before in row["preds"]:
        if before not in part and not (first and _is_there_from_the_start(rows[before])):
            raise ValueError(f"Task {number} waits for {before}, which is of another project")
    if row["rel"] and not first:
        raise ValueError(f"Task {number} has a release, and only whole projects can")
    waits = (Wait(each - part.start, rows[each]["d"]) for each in row["preds"] if each in part)
    needs = tuple(row["dem"].get(str(resource), 0) for resource in resources)
    return Task(row["d"], needs, tuple(waits))


def _is_there_from_the_start(row: Row) -> bool:
    return not (row["preds"] or row["rel"] or row["d"])


def _at(there: list[int], resources: list[int]) -> tuple[int, ...]:
    return tuple(there[resource] for resource in resources)


def best_found(path: Path) -> dict[str, Known]:
    """Read what is known, by the name of the instance."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["instance"]: _known(row) for row in csv.DictReader(file)}


def _known(row: dict[str, str]) -> Known:
    levelled = int(row["ms_project_tms"])
    best = min(levelled, int(row["lst_sgs_tms"]), int(row["ga3000_tms"]))
    return Known(int(row["lb_cpm_or_energy"]), best, levelled, float(row["ms_project_s"]))


def measure(
    folder: Path, known: Path, seconds: float | None, iterations: int, most: int | None = None
) -> Outcome:
    """Search for a schedule of every instance, in all folders within, that the table has.

    If only the first ones are asked for, these are the smallest.
    """
    table = best_found(known)
    paths = [path for path in folder.rglob("*.json") if path.stem in table]
    paths = sorted(paths, key=lambda path: (path.stat().st_size, path.name))[:most]
    improve(read_portfolio(paths[0]).network, 300)  # what has to be compiled is compiled before
    took, pairs = 0.0, []
    for path in paths:
        began = process_time()
        portfolio = read_portfolio(path)
        found = improve(portfolio.network, iterations, seconds=seconds)
        took += process_time() - began
        least = table[path.stem].least
        pairs.append((table[path.stem], _verified(path.name, portfolio, found, least)))
    return _outcome(pairs, took)


def _verified(name: str, portfolio: Portfolio, found: Schedule, least: int) -> int:
    """Give the total makespan of a sound schedule."""
    parts = split(portfolio, found)
    wrong = violations_of_one(portfolio.network, found) + violations(portfolio, parts)
    if wrong:
        raise AssertionError(f"{name}: {wrong[0]}")
    total = total_makespan(portfolio, parts)
    if total < least:
        raise AssertionError(f"{name}: {total}, though {least} is the least")
    return total


def _outcome(pairs: list[tuple[Known, int]], took: float) -> Outcome:
    count = len(pairs)
    return Outcome(
        count,
        100 * sum(total / known.best - 1 for known, total in pairs) / count,
        100 * sum(total <= known.best for known, total in pairs) / count,
        took / count,
        100 * sum(known.levelled / total - 1 for known, total in pairs) / count,
        100 * sum(1 - total / known.levelled for known, total in pairs) / count,
        100 * sum(total <= known.levelled for known, total in pairs) / count,
        sum(total > known.levelled for known, total in pairs),
        sum(known.levelled_s for known, _ in pairs) / took,
    )


LONGER, SHARE, TIMES = 4.5, 98.0, 100.0
"""Per cent that levelling is longer by, share of instances in which ours is no longer, and how many
times less time ours takes: all at least ..."""
SECONDS = 1.75
"""... with so many CPU seconds for each instance; on a small scale fewer are searched, shorter."""
FEW, SHORT = 3, 0.2


def multiproject(bench: Bench) -> Iterator[Figure]:
    """Search for schedules of all instances that are given, if there are any."""
    folder = DATA / "multiskill"
    if not folder.is_dir():
        return
    full = bench.scale.rounds > 1
    seconds, most = (SECONDS, None) if full else (SHORT, FEW)
    table = folder / "mpsplib_bestfound.csv"
    found = measure(folder / "mpsplib", table, seconds, NO_END, most)
    levelling = "levelling by the add-in P-SGS/MINSLK within MS Project, as recorded:"
    yield Figure(
        f"how much longer levelling is, average of {found.instances} sets of projects",
        f"{found.levelled_longer_percent:.3g} % (gap of ours to the best found:"
        f" {found.average_gap_percent:.2g} %)",
        f"{levelling} {LONGER:g} % longer than ours at least",
        found.levelled_longer_percent / LONGER,
        Bar("at least", 1),
    )
    yield Figure(
        "share of them in which ours is no longer",
        f"{found.better_or_equal_percent:.4g} % (all but {found.worse_instances})",
        f"{levelling} {SHARE:g} % at least",
        found.better_or_equal_percent / SHARE,
        Bar("at least", 1),
    )
    yield Figure(
        f"time for each of them, {seconds:g} CPU-s at most",
        f"{found.cpu_seconds_per_instance:.3g} CPU-s",
        f"{levelling} {found.times_less_time * found.cpu_seconds_per_instance:.4g} s",
        found.times_less_time,
        Bar("at least", TIMES),
    )


def main() -> None:
    """Measure and print."""
    asked = asked_of(command("multiproject", __doc__))
    tell(measure(asked.folder, asked.known, asked.seconds, asked.iterations)._asdict())


if __name__ == "__main__":
    main()
