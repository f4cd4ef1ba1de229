"""The logs of a run, made when they are first asked for, and how large each figure is measured."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.company import make_log, weeks_of
from projections.catalog import READ_MODELS
from projections.engine import Projector
from projections.shelf import Shelf
from workdomain.work import Work


class Scale(NamedTuple):
    """How large, and how often."""

    people: int
    short: int
    """Events of the shortest log."""
    middle: int
    long: int
    commands: int
    """In one batch through the library."""
    one_by_one: int
    """Events or commands that are taken one at a time."""
    rounds: int
    asked: int
    """How often a view is asked."""
    seconds: float
    """Of load over HTTP, in each round."""
    network: tuple[int, int]
    """Items of a small and of a large network of work."""


SCALES = {
    "full": Scale(100, 10_000, 100_000, 1_000_000, 100_000, 1_500, 5, 31, 4.0, (1_000, 100_000)),
    "small": Scale(10, 1_000, 2_000, 3_000, 2_000, 50, 1, 3, 0.5, (100, 1_000)),
}


@dataclass(frozen=True)
class Built:
    """What it took to build the read models of a log, in a process of its own."""

    events: int
    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Bench:
    """A run: its scale, and the folder that everything lies in until it ends."""

    folder: Path
    scale: Scale
    _built: dict[Path, Built] = field(default_factory=dict)

    def weeks(self, events: int) -> int:
        """Tell how many weeks a log of so many events is long."""
        return weeks_of(events, self.scale.people)

    def log(self, events: int) -> Path:
        """Give a log of at least so many events."""
        path = self.folder / f"{events}.db"
        if not path.exists():
            make_log(path, self.weeks(events), self.scale.people)
        return path

    def built(self, events: int) -> tuple[Path, Built]:
        """Give a log with its read models, and what building them took."""
        path = self.log(events)
        if path not in self._built:
            command = [sys.executable, "-m", "benchmarks.logs", str(path)]
            told = subprocess.run(command, check=True, capture_output=True).stdout
            self._built[path] = Built(**json.loads(told))
        return path, self._built[path]


def projector(work: Work, shelf: Path) -> Projector:
    """Give what builds the read models of a log, on a new shelf."""
    for old in shelf.parent.glob(f"{shelf.name}-views*"):
        old.unlink()
    return Projector(work.log, work.registry, Shelf(str(shelf), work.log.workspace_id), READ_MODELS)


def build(path: Path) -> Built:
    """Build the read models of a log, and tell how much memory this process came to use."""
    with Work.open(path, create=False) as work:
        anew = projector(work, path)
        began = perf_counter()
        events = anew.catch_up()
        seconds = perf_counter() - began
        anew.shelf.close()
    return Built(events, seconds, peak_mb())


def peak_mb() -> float:
    """Tell the most memory that this program had at a time, without what started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(asdict(build(Path(sys.argv[1])))))
