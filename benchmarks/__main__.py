"""Measures figures beside their yardsticks; exits with 1 when one misses its bar.

Without names it measures all of them; at full scale the results are then written down.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.accounting import accounting
from benchmarks.figures import COLUMNS, Figure
from benchmarks.forecasting import forecasting
from benchmarks.goals import goals
from benchmarks.importing import imports
from benchmarks.improving import improving
from benchmarks.logs import SCALES, Bench
from benchmarks.machine import machine
from benchmarks.multiproject import multiproject
from benchmarks.multiskill import multiskill
from benchmarks.networks import networks
from benchmarks.planning import planning
from benchmarks.psplib import psplib
from benchmarks.rebuilding import live, memory, rebuild
from benchmarks.replanning import replanning
from benchmarks.serving import http, postgres
from benchmarks.teams import teams
from benchmarks.templating import making
from benchmarks.timelogs import time_logs
from benchmarks.viewing import workload
from benchmarks.writing import library

FIGURES: dict[str, Callable[[Bench], Iterable[Figure]]] = {
    "http": http,
    "postgres": postgres,
    "library": library,
    "rebuild": rebuild,
    "memory": memory,
    "workload": workload,
    "live": live,
    "import": imports,
    "timelogs": time_logs,
    "template": making,
    "network": networks,
    "goals": goals,
    "hours": accounting,
    "teams": teams,
    "psplib": psplib,
    "multiskill": multiskill,
    "multiproject": multiproject,
    "planning": planning,
    "replanning": replanning,
    "improving": improving,
    "forecasting": forecasting,
}
RESULTS = Path(__file__).with_name("RESULTS.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(FIGURES)}")
    parser.add_argument("--scale", choices=SCALES, default="full")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the results here")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - FIGURES.keys():
        parser.error(f"there is no figure {', '.join(sorted(unknown))}")
    everything = asked.scale == "full" and not asked.names
    target = asked.write or (RESULTS if everything else None)
    with TemporaryDirectory(prefix="workdomain-bench-") as folder:
        found = measured(Bench(Path(folder), SCALES[asked.scale]), asked.names or FIGURES)
    if target is not None:
        command = " ".join(
            ["python -m benchmarks", *(sys.argv[1:] if arguments is None else arguments)]
        )
        target.write_text(page(found, machine(command)), "utf-8")
        print(f"Written to {target}")
    return int(any(figure.missed for figure in found))


def measured(bench: Bench, names: Iterable[str]) -> list[Figure]:
    """Measure these figures, and tell each as soon as it is there."""
    found = []
    for name in names:
        for figure in FIGURES[name](bench):
            found.append(figure)
            print(f"{name}: {' | '.join(filter(None, figure.cells()))}", flush=True)
    return found


def page(found: Iterable[Figure], on: dict[str, str]) -> str:
    """Write the results as a page of Markdown."""
    rows = [COLUMNS, ("---",) * len(COLUMNS), *(figure.cells() for figure in found)]
    return "\n".join(
        (
            "# Figures",
            "",
            "Each is measured beside its yardstick in the same run, in turns, over several rounds;",
            "what is shown are medians. Only the ratios mean something on another machine.",
            "`make bench` measures them again.",
            "",
            *(f"- {what}: {value}" for what, value in on.items()),
            "",
            *(f"| {' | '.join(row)} |" for row in rows),
            "",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
