"""The `eventsourcing` library's SQLite parts, as our log needs them."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain, islice
from time import monotonic, sleep
from types import TracebackType
from typing import Any

import orjson
from eventsourcing.persistence import Notification
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTransaction,
)

from workdomain.store.log import Head
from workdomain.store.reading import LAST

PRAGMAS = ("synchronous = FULL", "foreign_keys = ON", "journal_size_limit = 67108864")
WRITER_PRAGMAS = ("cache_size = -16384",)
READER_PRAGMAS = ("query_only = ON",)

TABLES = (
    "CREATE TABLE IF NOT EXISTS events ("
    " notification_id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " originator_id TEXT NOT NULL,"
    " originator_version INTEGER NOT NULL,"
    " topic TEXT NOT NULL,"
    " state BLOB NOT NULL,"
    " recorded_at INTEGER NOT NULL,"
    " UNIQUE (originator_id, originator_version))",
    "CREATE TABLE IF NOT EXISTS receipts ("
    " command_id TEXT PRIMARY KEY,"
    " fingerprint BLOB NOT NULL,"
    " stream TEXT NOT NULL,"
    " version INTEGER NOT NULL,"
    " position INTEGER NOT NULL,"
    " events INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS workspace ("
    " name TEXT PRIMARY KEY,"
    " value TEXT NOT NULL) WITHOUT ROWID",
)
END = (
    "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0),"
    " coalesce((SELECT max(notification_id) FROM events), 0),"
    " coalesce((SELECT recorded_at FROM events ORDER BY notification_id DESC LIMIT 1), 0)"
)
NOTIFICATIONS = (
    "SELECT * FROM events WHERE notification_id >= ?1 AND notification_id <= ?2"
    " AND (?3 = '[]' OR topic IN (SELECT value FROM json_each(?3)))"
    " ORDER BY notification_id LIMIT ?4"
)
INTO_EVENTS = "INSERT INTO events VALUES "
INTO_RECEIPTS = "INSERT INTO receipts VALUES "
COLUMNS = 6
"""Of both tables."""
CHUNKS = (64, 32, 16, 8, 4, 2, 1)
FEW = 8 * CHUNKS[0]
"""So many rows are still written together: more than a service has waiting at a time."""


@cache
def _many_rows(into: str, rows: int) -> str:
    return into + ",".join([f"({','.join('?' * COLUMNS)})"] * rows)


def insert(cursor: sqlite3.Cursor, into: str, rows: Iterable[tuple[Any, ...]], number: int) -> None:
    """Insert so many rows, by a statement that begins with `into`.

    Each step of a statement lets go of the interpreter's lock, and in a busy process it may be
    milliseconds until it comes back; so one step per row is what must not be while others wait.
    The few sizes keep the statements in the connection's cache. Very many rows are written by
    somebody who does nothing else, and go in one by one.
    """
    if number > FEW:
        cursor.executemany(_many_rows(into, 1), rows)
        return
    left = iter(rows)
    for size in CHUNKS:
        while number >= size:
            values = tuple(chain.from_iterable(islice(left, size)))
            cursor.execute(_many_rows(into, size), values)
            number -= size


def end_of_log(cursor: sqlite3.Cursor) -> tuple[int, Head]:
    """Tell the last position that was ever given, and where the log ends."""
    ((given, position, recorded_at),) = cursor.execute(END).fetchall()
    return given, Head(position, recorded_at)


class Connection(SQLiteConnection):
    """A connection whose write transactions take the lock at once."""

    patience = 0.0
    """Seconds that those who wait for other writers do so."""
    _waits = True

    @contextmanager
    def transaction(self, *, commit: bool, wait: bool = True) -> Iterator[SQLiteCursor]:
        """Begin, and commit or roll back; fail if others write, and it is not to wait."""
        if wait is not self._waits:
            patience = int(self.patience * 1000) if wait else 0
            self._sqlite_conn.execute(f"PRAGMA busy_timeout = {patience}")
            self._waits = wait
        with ImmediateTransaction(self, commit=commit) as cursor, cursor:
            yield cursor

    def make_sure_it_ended(self) -> None:
        """Roll back what a failed commit left open."""
        if self._sqlite_conn.in_transaction:
            self._sqlite_conn.rollback()


class ImmediateTransaction(SQLiteTransaction):
    """A deferred one would fail at once, without waiting, when it turns from reading to writing."""

    connection: Connection

    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if self.commit else "BEGIN")
        return cursor

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        try:
            super().__exit__(exc_type, exc_val, exc_tb)
        finally:
            self.connection.make_sure_it_ended()


class Pool(SQLiteConnectionPool):
    """Connections with our settings."""

    pragmas: tuple[str, ...] = ()

    def _create_connection(self) -> Connection:
        """Connect; the library would keep only one statement prepared, and tune nothing."""
        raw = sqlite3.connect(
            self.db_name,
            uri=True,
            check_same_thread=False,
            isolation_level=None,
            cached_statements=256,
            timeout=self.pool_timeout,
        )
        try:
            raw.row_factory = sqlite3.Row
            if not self.is_sqlite_memory_mode:
                _use_wal(raw, self.pool_timeout)
            for pragma in (*PRAGMAS, *self.pragmas):
                raw.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            raw.close()
            raise
        made = Connection(raw, self.max_age)
        made.patience = self.pool_timeout
        return made


def _use_wal(raw: sqlite3.Connection, patience: float) -> None:
    """Switch to the write-ahead log; SQLite does not wait for others here, so we do."""
    deadline = monotonic() + patience
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(0.02)
        else:
            return


class Datastore(SQLiteDatastore):
    """A pool of connections to one database, for its one writer or for its readers."""

    def __init__(self, uri: str, *, patience: float, readers: int, pragmas: tuple[str, ...]):
        """Wait at most `patience` seconds for a lock or a connection."""
        super().__init__(uri, originator_id_type="text")
        self.pool = Pool(
            db_name=uri,
            pool_size=min(readers, 8),
            max_overflow=max(0, readers - 8),
            pool_timeout=patience,
        )
        self.pool.pragmas = pragmas

    @contextmanager
    def writing(self, *, wait: bool) -> Iterator[SQLiteCursor]:
        """Begin to write, and commit or roll back; fail if others write, and it is not to wait."""
        connection: Any  # one that our pool has made
        with (
            self.get_connection(commit=True) as connection,
            connection.transaction(commit=True, wait=wait) as cursor,
        ):
            yield cursor


class Recorder(SQLiteApplicationRecorder):
    """The library's recorder on our table, so that what reads by the library can read our log.

    It only reads: writing is the log's, which gives the positions and stamps the time.
    """

    def __init__(self, datastore: Datastore) -> None:
        """Use the table `events`."""
        super().__init__(datastore, events_table_name="events")

    def construct_create_table_statements(self) -> list[str]:
        """Make no table: a workspace is made whole, or not at all."""
        return []

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Read on in the log; the library's own statement looks for a column named rowid."""
        first = 0 if start is None else start if inclusive_of_start else start + 1
        wanted = orjson.dumps(list(topics)).decode()
        with self.datastore.get_connection(commit=False) as connection:
            cursor = connection.cursor()
            cursor.execute(NOTIFICATIONS, (first, LAST if stop is None else stop, wanted, limit))
            return [
                Notification(
                    originator_id=row["originator_id"],
                    originator_version=row["originator_version"],
                    topic=row["topic"],
                    state=row["state"],
                    id=row["notification_id"],
                )
                for row in cursor.fetchall()
            ]
