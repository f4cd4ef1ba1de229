"""How near the search comes to the best schedules found of iMOPSE (Myszkowski et al., 2015).

`python -m benchmarks.multiskill DIR BESTFOUND.csv --seconds S [--iterations N]`: every schedule is
verified by the independent checker. An iteration is one run of the generator.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from benchmarks.figures import Bar, Figure
from benchmarks.importing import DATA
from benchmarks.logs import Bench
from benchmarks.psplib import NO_END, Outcome, asked_of, command, tell
from workdomain.scheduling.multiskill.checker import violations
from workdomain.scheduling.multiskill.problem import Person, Problem, Skill, Task
from workdomain.scheduling.multiskill.search import improve
from workdomain.scheduling.rcpsp.problem import Wait

PERSON = re.compile(r"\d+\s+([\d.]+)\s+(Q\d+:.*)")
"""A person's number, salary and skills."""
TASK = re.compile(r"(\d+)\s+(\d+)\s+(Q\d+:\s*\d+)([\d\s]*)")
"""A task's number, duration, skill, and the numbers of those it waits for."""
SKILL = re.compile(r"(Q\d+):\s*(\d+)")


def read_project(path: Path) -> Problem:
    """Read an instance (`.def`): people, then tasks. Numbers of tasks may have gaps."""
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    split = next(number for number, line in enumerate(lines) if line.startswith("TaskID"))
    persons = [found for found in map(PERSON.fullmatch, lines[:split]) if found]
    people = [Person(_skills(found[2]), float(found[1])) for found in persons]
    rows = {int(found[1]): found for found in map(TASK.fullmatch, lines[split:]) if found}
    place = {number: index for index, number in enumerate(rows)}
    tasks = []
    for row in rows.values():
        before = [int(word) for word in row[4].split()]
        waits = tuple(Wait(place[number], int(rows[number][2])) for number in before)
        tasks.append(Task(int(row[2]), _skills(row[3])[0], waits))
    return Problem(tuple(tasks), tuple(people))


def _skills(text: str) -> tuple[Skill, ...]:
    return tuple(Skill(name, int(level)) for name, level in SKILL.findall(text))


def best_found(path: Path) -> dict[str, tuple[int, int]]:
    """Read, by file name, the makespans that no schedule can be below, and the best found."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["instance"]: (int(row["lb"]), int(row["ub"])) for row in csv.DictReader(file)}


def measure(
    folder: Path, known: Path, seconds: float | None, iterations: int, most: int | None = None
) -> Outcome:
    """Search for a schedule of every instance, in all folders within, that the table has."""
    best = best_found(known)
    paths = sorted(path for path in folder.rglob("*.def") if path.name in best)[:most]
    improve(read_project(paths[0]), 300)  # what has to be compiled is compiled before
    gaps, began = [], process_time()
    for path in paths:
        problem = read_project(path)
        found = improve(problem, iterations, seconds=seconds)
        least, known_span = best[path.name]
        if wrong := violations(problem, found):
            raise AssertionError(f"{path.name}: {wrong[0]}")
        if found.makespan < least:
            raise AssertionError(f"{path.name}: {found.makespan}, though {least} is the least")
        gaps.append(found.makespan / known_span - 1)
    took = process_time() - began
    return Outcome(
        len(gaps),
        100 * sum(gaps) / len(gaps),
        100 * sum(gap <= 0 for gap in gaps) / len(gaps),
        took / len(gaps),
    )


ALLOWED = 1.5
"""Per cent beyond the best found that the set may be on average ..."""
SECONDS = 10.0
"""... after so many CPU seconds for each instance; on a small scale fewer are searched, shorter."""
FEW, SHORT = 3, 1.0


def multiskill(bench: Bench) -> Iterator[Figure]:
    """Search for schedules of all instances that are given, if there are any."""
    folder = DATA / "multiskill"
    if not folder.is_dir():
        return
    full = bench.scale.rounds > 1
    seconds, most = (SECONDS, None) if full else (SHORT, FEW)
    known = folder / "imopse_d36_bestfound.csv"
    found = measure(folder / "imopse", known, seconds, NO_END, most)
    yield Figure(
        f"average gap of {found.instances} multi-skill projects, {seconds:g} CPU-s at most",
        f"{found.average_gap_percent:.3g} % ({found.at_best_percent:.3g} % at the best,"
        f" {found.cpu_seconds_per_instance:.3g} CPU-s each)",
        f"the best makespans found by CP-SAT: {ALLOWED:g} % more are allowed",
        found.average_gap_percent / ALLOWED,
        Bar("at most", 1),
    )


def main() -> None:
    """Measure and print."""
    asked = asked_of(command("multiskill", __doc__))
    tell(measure(asked.folder, asked.known, asked.seconds, asked.iterations)._asdict())


if __name__ == "__main__":
    main()
