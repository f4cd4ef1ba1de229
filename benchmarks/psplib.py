"""How near the search comes to the best known schedules of PSPLIB (Kolisch and Sprecher, 1996).

`python -m benchmarks.psplib DIR BESTKNOWN.csv --seconds S [--iterations N] [--exact]`: every
schedule is verified by the independent checker. An iteration is one run of the serial generator.
Seconds are of CPU time; with `--exact`, CP-SAT goes on where the search ends, and they are of the
wall clock.
"""

import argparse
import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import NamedTuple

from benchmarks.figures import Bar, Figure
from benchmarks.importing import DATA
from benchmarks.logs import Bench
from workdomain.scheduling.rcpsp.checker import violations
from workdomain.scheduling.rcpsp.exact import solve
from workdomain.scheduling.rcpsp.problem import Problem, Task, Wait
from workdomain.scheduling.rcpsp.search import improve

NO_END = 10**9
"""Iterations, when only the seconds count."""


class Outcome(NamedTuple):
    """How all instances of a set went."""

    instances: int
    average_gap_percent: float
    at_best_percent: float
    cpu_seconds_per_instance: float
    proven_percent: float | None = None
    """Where proofs are looked for: how many schedules are proven to be the best."""


def read_project(path: Path) -> Problem:
    """Read a single-mode instance (`.sm`)."""
    lines = path.read_text("utf-8").splitlines()
    tables = [number for number, line in enumerate(lines) if line.startswith("jobnr.")]
    followers = {row[0]: row[3:] for row in _rows(lines[tables[0] + 1 :])}
    tasks = {row[0]: (row[2], tuple(row[3:])) for row in _rows(lines[tables[1] + 2 :])}
    capacities = next(_rows(lines[_line(lines, "RESOURCEAVAIL") + 2 :]))
    waits: dict[int, list[Wait]] = {number: [] for number in tasks}
    for number, others in followers.items():
        for other in others:
            waits[other].append(Wait(number - 1, tasks[number][0]))
    return Problem(
        tuple(Task(*tasks[number], tuple(waits[number])) for number in sorted(tasks)),
        tuple(capacities),
    )


def _rows(lines: Iterable[str]) -> Iterator[list[int]]:
    """Read rows of numbers, up to the first line that is none."""
    for line in lines:
        if not re.fullmatch(r"[\d\s]+", line) or not line.strip():
            return
        yield [int(word) for word in line.split()]


def _line(lines: Sequence[str], begin: str) -> int:
    return next(number for number, line in enumerate(lines) if line.startswith(begin))


def best_known(path: Path) -> dict[str, int]:
    """Read the best makespans that are known, by file name."""
    with path.open(encoding="utf-8", newline="") as file:
        return {_named(row["instance"]): int(row["ub"]) for row in csv.DictReader(file)}


def _named(instance: str) -> str:
    return instance if instance.endswith(".sm") else f"{instance}.sm"


def measure(
    folder: Path,
    known: Path,
    seconds: float | None,
    iterations: int,
    *,
    most: int | None = None,
    every: int = 1,
    exact: bool = False,
) -> Outcome:
    """Search for a schedule of every instance there is a best known one of, or of each so many."""
    best = best_known(known)
    paths = sorted(path for path in folder.glob("*.sm") if path.name in best)
    paths = paths[:most:every]
    improve(read_project(paths[0]), 300)  # what has to be compiled is compiled before
    gaps, proven, began = [], 0, process_time()
    for path in paths:
        problem = read_project(path)
        if exact:
            solution = solve(problem, seconds or math.inf, schedules=min(iterations, SCHEDULES))
            found = solution.schedule
            proven += solution.proven
            if solution.bound > best[path.name]:
                raise AssertionError(f"{path.name}: {best[path.name]} is known, which is less")
        else:
            found = improve(problem, iterations, seconds=seconds)
        if wrong := violations(problem, found):
            raise AssertionError(f"{path.name}: {wrong[0]}")
        gaps.append(found.makespan / best[path.name] - 1)
    took = process_time() - began
    return Outcome(
        len(gaps),
        100 * sum(gaps) / len(gaps),
        100 * sum(gap <= 0 for gap in gaps) / len(gaps),
        took / len(gaps),
        100 * proven / len(gaps) if exact else None,
    )


SETS = {"j30": 0.15, "j60": 0.55, "j120": 2.2}
"""Per cent beyond the best known that a set may be on average, after so many schedules."""
SCHEDULES, FEW = 5_000, 5
LONG, EVERY, LARGE = 2.0, 3, 1.5
"""CPU seconds for each of so many projects of J120, and per cent beyond that are allowed then."""
PROOF, PROVEN = 5.0, 99
"""Seconds by the clock for each project of J30, and per cent that are to be proven by then."""


def psplib(bench: Bench) -> Iterator[Figure]:
    """Search for schedules of all instances that are given, with 5,000 schedules for each."""
    folder = DATA / "psplib"
    most = None if bench.scale.rounds > 1 else FEW
    for name, allowed in SETS.items():
        known = folder / f"bestknown_{name}.csv"
        found = measure(folder / name, known, None, SCHEDULES, most=most)
        yield Figure(
            f"average gap of {found.instances} projects of {name.upper()}, {SCHEDULES:,} schedules",
            f"{found.average_gap_percent:.3g} % ({found.at_best_percent:.3g} % at the best,"
            f" {1000 * found.cpu_seconds_per_instance:.3g} CPU-ms each)",
            f"the best known makespans: {allowed:g} % more are allowed",
            found.average_gap_percent / allowed,
            Bar("at most", 1),
        )
    known = folder / "bestknown_j120.csv"
    found = measure(folder / "j120", known, LONG, NO_END, most=most, every=EVERY)
    yield Figure(
        f"average gap of {found.instances} projects of J120 (every third), {LONG:g} CPU-s at most",
        f"{found.average_gap_percent:.3g} % ({found.at_best_percent:.3g} % at the best)",
        f"the best known makespans: {LARGE:g} % more are allowed",
        found.average_gap_percent / LARGE,
        Bar("at most", 1),
    )
    known = folder / "bestknown_j30.csv"
    found = measure(folder / "j30", known, PROOF, SCHEDULES, most=most, exact=True)
    proven = found.proven_percent or 0.0
    yield Figure(
        f"{found.instances} projects of J30 proven to be the shortest, {PROOF:g} s, two workers",
        f"{proven:.3g} % ({found.average_gap_percent:.3g} % beyond the best known on average)",
        f"{PROVEN} % of them",
        proven / PROVEN,
        Bar("at least", 1),
    )


def tell(outcome: Mapping[str, object]) -> None:
    """Print what was measured, a line for each."""
    for name, value in outcome.items():
        if value is not None:
            print(f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}")


def command(program: str, about: str | None) -> argparse.ArgumentParser:
    """Ask for a folder of instances, what is known of them, and how long to search."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{program}", description=about)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("known", type=Path, metavar="KNOWN.csv", help="the best that is known")
    parser.add_argument("--seconds", type=float, help="CPU seconds for each instance")
    parser.add_argument("--iterations", type=int, default=NO_END, help="schedules for each")
    return parser


def asked_of(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Read the command line; a search without any end is refused."""
    asked = parser.parse_args()
    if asked.seconds is None and asked.iterations == NO_END:
        parser.error("say how long to search: --seconds, or --iterations")
    return asked


def main() -> None:
    """Measure and print."""
    parser = command("psplib", __doc__)
    parser.add_argument("--exact", action="store_true", help="prove that none is better")
    asked = asked_of(parser)
    found = measure(asked.folder, asked.known, asked.seconds, asked.iterations, exact=asked.exact)
    tell(found._asdict())


if __name__ == "__main__":
    main()
