"""How fast the whole time log of real projects comes in, beside the bare writing of its rows."""

import csv
import json
import lzma
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.figures import Bar, Figure, per_second, seconds_of
from benchmarks.importing import DATA
from benchmarks.logs import SCALES, Bench, peak_mb
from benchmarks.writing import INTO_EVENTS, INTO_RECEIPTS, bare
from service.imports.csv_import import BATCH, import_csv
from service.imports.csv_map import load_map
from workdomain.execution.week_words import TimeLogged
from workdomain.planning.work_item import WorkItemAdded
from workdomain.work import Work

FILES = ("CESAW_task_fact.csv.xz", "CESAW_time_fact.csv.xz")
ITEM, MINUTES = "plan_item_key", "time_log_delta_minutes"


def time_logs(bench: Bench) -> Iterator[Figure]:
    """Measure the import of CESAW, and hold the minutes of every plan item to the truth."""
    if not (DATA / "cesaw").is_dir():
        return
    files = [DATA / "cesaw" / name for name in FILES]
    if bench.scale != SCALES["full"]:
        files = beginning(files, bench.folder, bench.scale.commands)
    path = bench.folder / "cesaw.db"
    command = [sys.executable, "-m", "benchmarks.timelogs", str(path), *map(str, files)]
    ran = subprocess.run(command, check=True, capture_output=True).stdout
    told = json.loads(ran.splitlines()[-1])
    must_be_true(path, files[1])
    events, raw = written_alike(path, bench.folder / "cesaw-raw.db")
    yield Figure(
        f"import of CESAW through ordinary commands, {told['rows']:,} rows, {events:,} events,"
        " minutes of every plan item as in the source",
        per_second(events, told["seconds"], "events"),
        f"raw executemany of the same rows in the same transactions of {BATCH:,} commands: "
        + per_second(events, raw, "events"),
        raw / told["seconds"],
        Bar("at least", 0.2),
    )
    yield Figure(
        "peak memory at the end of it",
        f"{told['end_mb']:,.0f} MB",
        f"after a third of its bytes: {told['third_mb']:,.0f} MB",
        told["end_mb"] / told["third_mb"],
        Bar("at most", 1.5),
    )


def beginning(files: list[Path], folder: Path, most: int) -> list[Path]:
    """Write the first entries into files of their own, with the plans they are about."""
    plans, entries = files
    some = list(islice(rows_of(entries), most))
    items = {row[ITEM] for row in some}
    kept = [[row for row in rows_of(plans) if row[ITEM] in items], some]
    found = []
    for path, rows in zip(files, kept, strict=True):
        found.append(folder / path.name)
        with lzma.open(found[-1], "wt", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    return found


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Read a packed CSV file."""
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def must_be_true(path: Path, entries: Path) -> None:
    """Raise unless each plan item has just the minutes that the source has of it."""
    told, taken, items = Counter[str](), Counter[str](), dict[str, str]()
    for row in rows_of(entries):
        told[row[ITEM]] += int(row[MINUTES])
    with Work.open(path, create=False) as work:
        for recorded in work.events():
            match recorded.event:
                case WorkItemAdded(source=source) if source:
                    items[recorded.stream.rpartition("/")[2]] = source.key.partition("/")[0]
                case TimeLogged(item=item, minutes=minutes):
                    taken[items[str(item)]] += minutes
                case _:
                    pass
    wrong = {item for item in told | taken if told[item] != taken[item]}
    assert not wrong, f"{len(wrong)} plan items have other minutes than in the source"


def written_alike(source: Path, path: Path) -> tuple[int, float]:
    """Write the rows of a database into a new one, in transactions as large; tell how long.

    What is read for it is not counted.
    """
    with sqlite3.connect(source) as made:
        receipts = made.execute("SELECT * FROM receipts ORDER BY position").fetchall()
        events = made.execute("SELECT * FROM events ORDER BY notification_id").fetchall()
    made.close()
    with bare(path) as connection:

        def write() -> None:
            done = 0
            for start in range(0, len(receipts), BATCH):
                some = receipts[start : start + BATCH]
                upto = some[-1][4]  # the position of the last event of these commands
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(INTO_EVENTS, events[done:upto])
                connection.executemany(INTO_RECEIPTS, some)
                connection.execute("COMMIT")
                done = upto

        seconds = seconds_of(write)
    return len(events), seconds


def imported(path: Path, files: list[Path]) -> dict[str, Any]:
    """Import in this process, and tell how long it took and how much memory it came to use."""
    third: list[float] = []

    def progress(done: float, whole: float) -> None:
        if not third and done >= whole / 3:
            third.append(peak_mb())

    with Work.open(path) as work:
        began = perf_counter()
        summary = import_csv(work, load_map("cesaw", "UTC"), files, progress=progress)
        seconds = perf_counter() - began
    end = peak_mb()
    third_mb = third[0] if third else end
    return {"rows": summary.rows, "seconds": seconds, "third_mb": third_mb, "end_mb": end}


if __name__ == "__main__":
    print(json.dumps(imported(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])))
