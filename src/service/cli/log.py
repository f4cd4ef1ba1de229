"""`export` and `verify`: the log itself."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any, TextIO

import orjson
import typer
from typer import Option

from projections.reader import moment_of
from projections.view import When
from service.cli.errors import NO
from service.cli.opening import work_at
from service.cli.options import WORK_DB, AsOf, Db
from service.cli.terminal import bar, out, say
from workdomain.store.log import Log, Stored, StoreError
from workdomain.store.messages import Registry, instant
from workdomain.store.opening import IN_MEMORY, POSTGRES
from workdomain.work import Work

EVERY = 1000
MOST_SHOWN = 20


def join(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("export", rich_help_panel="Data")(export)
    app.command("verify", rich_help_panel="Data")(verify)


def export(
    after: Annotated[int, Option("--after", min=0, help="Only events behind this position.")] = 0,
    upto: Annotated[
        int | None, Option("--upto", min=0, help="Only events up to this position.")
    ] = None,
    as_of: AsOf = None,
    file: Annotated[
        Path | None, Option("-o", "--output", metavar="FILE", help="Write it here.")
    ] = None,
    db: Db = WORK_DB,
) -> None:
    """Write the log as JSON lines: an event on each, in the order of recording."""
    with work_at(db) as work:
        head = work.log.head().position
        last = min(upto if upto is not None else head, _known(work, as_of, head))
        with written(file) as target, bar("Exporting") as tell:
            count = 0
            for stored in work.log.scan(after, last):
                target.write(orjson.dumps(_plain(stored)).decode() + "\n")
                count += 1
                if count % EVERY == 0:
                    tell(stored.position - after, last - after)
    if file is not None:
        say(f"{count} events are in {file}")


def _known(work: Work, as_of: str | None, head: int) -> int:
    when = When.parse(as_of).as_of
    return moment_of(work.log, head, work.now(), when).position


def _plain(stored: Stored) -> dict[str, Any]:
    """Show an event with everything there is beside it."""
    return {
        "position": stored.position,
        "stream": stored.stream,
        "version": stored.version,
        "topic": stored.topic,
        "recorded_at": instant(stored.recorded_at),
        **orjson.loads(stored.state),
    }


@contextmanager
def written(file: Path | None) -> Iterator[TextIO]:
    """Write to standard output, or to a file that is there when it is whole."""
    if file is None:
        yield sys.stdout
        return
    partial = file.with_name(f"{file.name}.partial")
    try:
        with partial.open("w", encoding="utf-8") as target:
            yield target
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


# -- verify ----------------------------------------------------------------------------------------


def verify(db: Db = WORK_DB) -> None:
    """Read the whole log and say whether it is sound; exits with 1 if it is not.

    Versions of each stream count from 1 without gaps, positions grow, the recording clock never
    goes back, and every event can be read; of an SQLite file, the file itself is checked too.
    """
    problems, events, streams = [], 0, 0
    with work_at(db) as work, bar("Verifying") as tell:
        problems += list(_file_problems(db))
        walk = Walk(work.registry)
        problems += list(walk.through(work.log, tell))
        events, streams = walk.events, len(walk.versions)
    for problem in problems[:MOST_SHOWN]:
        say(problem)
    if len(problems) > MOST_SHOWN:
        say(f"and {len(problems) - MOST_SHOWN} more")
    if problems:
        say(f"{db} is not sound: restore it from a backup")
        raise typer.Exit(NO)
    out().print(f"{db} is sound: {events} events in {streams} streams", markup=False)


class Walk:
    """Goes through a log once, and remembers what it needs to judge the next event."""

    def __init__(self, registry: Registry) -> None:
        """Begin in front of the first event."""
        self._registry = registry
        self.events, self.versions = 0, dict[str, int]()
        self._position, self._recorded_at = 0, 0

    def through(self, log: Log, tell: Any = lambda _done, _all: None) -> Iterator[str]:
        """Say what is wrong, event by event."""
        head = log.head().position
        for stored in log.scan():
            yield from self._wrong(stored)
            self.events += 1
            if self.events % EVERY == 0:
                tell(stored.position, head)
        if self._position != head:
            yield f"The log ends at position {self._position}, but says that it ends at {head}"

    def _wrong(self, stored: Stored) -> Iterator[str]:
        place = f"Position {stored.position} ({stored.stream})"
        if stored.position <= self._position:
            yield f"{place} comes after position {self._position}"
        if stored.recorded_at < self._recorded_at:
            yield f"{place} was recorded before the event in front of it"
        version = self.versions.get(stored.stream, 0) + 1
        if stored.version != version:
            yield f"{place} has version {stored.version} where {version} is due"
        try:
            self._registry.decode(stored)
        except StoreError as error:
            yield f"{place} cannot be read: {error}"
        self.versions[stored.stream] = stored.version
        self._position, self._recorded_at = stored.position, stored.recorded_at


def _file_problems(db: str) -> Iterator[str]:
    """Have SQLite check its file."""
    if db.startswith(POSTGRES) or db == IN_MEMORY:
        return
    with closing(sqlite3.connect(f"{Path(db).resolve().as_uri()}?mode=ro", uri=True)) as raw:
        try:
            for (line,) in raw.execute("PRAGMA integrity_check"):
                if line != "ok":
                    yield f"SQLite says: {line}"
        except sqlite3.DatabaseError as error:
            yield f"SQLite says: {error}"
