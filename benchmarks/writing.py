"""How fast commands are decided and stored, beside the bare writing of the same rows."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from benchmarks.company import MIX, Asked, Clock, commands
from benchmarks.figures import Bar, Figure, in_turns, ms, per_second, seconds_of
from benchmarks.logs import Bench
from workdomain.store.sqlite_pool import PRAGMAS, TABLES, WRITER_PRAGMAS
from workdomain.work import Work

ROWS = 1_000
"""In a transaction of the yardstick: half of them events, half of them receipts."""
INTO_EVENTS = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)"
INTO_RECEIPTS = "INSERT INTO receipts VALUES (?, ?, ?, ?, ?, ?)"


def library(bench: Bench) -> Iterator[Figure]:
    """Measure `Work.do_all` of a company's life, and one `Work.do` alone."""
    scale, numbers = bench.scale, count()
    asked = commands(bench.weeks(scale.commands), scale.people)[: scale.commands]
    files = (bench.folder / f"batch-{number}.db" for number in numbers)
    latest = [bench.folder]

    def ours() -> float:
        latest[0] = next(files)
        return carried_out(latest[0], asked)

    def raw() -> float:
        seconds = written(latest[0], next(files))
        for old in bench.folder.glob("batch-*.db*"):
            old.unlink()
        return seconds

    batch, rows = in_turns(scale.rounds, ours, raw)
    yield Figure(
        f"commands through the library, {len(asked):,} in one batch ({MIX})",
        per_second(len(asked), batch, "commands"),
        f"raw executemany of the same events and receipts, {ROWS:,} rows in a transaction: "
        + per_second(len(asked), rows, "commands"),
        rows / batch,
        Bar("at least", 0.3),
    )
    yield alone(bench, asked)


def carried_out(path: Path, asked: list[Asked]) -> float:
    """Carry out all commands in a new database."""
    with Work.open(path, clock=Clock()) as work:
        return seconds_of(lambda: work.do_all(asked))


def written(source: Path, path: Path) -> float:
    """Write the rows of a database into the same tables of a new one, and do nothing else."""
    with sqlite3.connect(source) as made:
        events = made.execute("SELECT * FROM events ORDER BY notification_id").fetchall()
        receipts = made.execute("SELECT * FROM receipts ORDER BY position").fetchall()
    made.close()
    with bare(path) as connection:

        def write() -> None:
            half = ROWS // 2
            for start in range(0, max(len(events), len(receipts)), half):
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(INTO_EVENTS, events[start : start + half])
                connection.executemany(INTO_RECEIPTS, receipts[start : start + half])
                connection.execute("COMMIT")

        return seconds_of(write)


@contextmanager
def bare(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a new database with our tables and settings, WAL and synchronous=FULL among them."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", *PRAGMAS, *WRITER_PRAGMAS):
        connection.execute(f"PRAGMA {pragma}")
    for statement in TABLES:
        connection.execute(statement)
    yield connection
    connection.close()


def alone(bench: Bench, asked: list[Asked]) -> Figure:
    """Measure one command after another, each durable before the next is asked."""
    one_by_one = iter(asked)
    positions = count(1)
    with (
        Work.open(bench.folder / "alone.db", clock=Clock()) as work,
        bare(bench.folder / "alone-raw.db") as connection,
    ):

        def ours() -> float:
            id, command, context = next(one_by_one)
            return seconds_of(lambda: work.do(id, command, context))

        def raw() -> float:
            position = next(positions)
            event = (position, "stream", position, "topic", b"x" * 200, position)
            return seconds_of(lambda: commit(event))

        def commit(event: tuple[object, ...]) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(INTO_EVENTS, event)
            connection.execute("COMMIT")

        done, committed = in_turns(bench.scale.one_by_one, ours, raw)
    return Figure(
        "one command alone through the library, p50",
        ms(done),
        f"one raw commit of one event: {ms(committed)}",
        done / committed,
    )
