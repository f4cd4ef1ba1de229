"""The `eventsourcing` library's SQLite parts, as our log needs them."""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, islice
from threading import Lock
from time import monotonic, sleep
from typing import Any

import orjson
from eventsourcing.persistence import (
    ConnectionPoolClosedError,
    ConnectionUnavailableError,
    Notification,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteDatastore,
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
    if number == 1:
        cursor.execute(_many_rows(into, 1), *rows)
        return
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
    """Tell where the sequence of positions ends, and where the log does."""
    ((given, position, recorded_at),) = cursor.execute(END).fetchall()
    return given, Head(position, recorded_at)


class Connection(SQLiteConnection):
    """A connection that begins to write with the lock in its hands."""

    patience = 0.0
    """Seconds that those who wait for other writers do so."""
    _waits = True

    def begin(self, *, wait: bool) -> sqlite3.Cursor:
        """Begin to write; fail at once if others write, and it is not to wait.

        A deferred transaction would fail at once, too, when it turns from reading to writing.
        """
        if wait is not self._waits:
            patience = int(self.patience * 1000) if wait else 0
            self._sqlite_conn.execute(f"PRAGMA busy_timeout = {patience}")
            self._waits = wait
        cursor = self._sqlite_conn.execute("BEGIN IMMEDIATE")
        cursor.row_factory = None
        return cursor

    def end(self) -> None:
        """Roll back what was not committed."""
        if self._sqlite_conn.in_transaction:
            self._sqlite_conn.rollback()


class Pool(SQLiteConnectionPool):
    """Connections with our settings."""

    pragmas: tuple[str, ...] = ()

    def turn(self) -> Connection:
        """Have a connection to write with: nobody else has one until it is put back."""
        connection: Any = self.get_connection(is_writer=True)  # one that we have made
        made: Connection = connection
        return made

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


class OneWriter(Pool):
    """The one connection that a file is written by: it is kept, and a lock gives the turns.

    The library's queue, its conditions and its counts take as long as all statements of a small
    transaction, and are for those who share many connections.
    """

    def __init__(self, uri: str, patience: float) -> None:
        """Wait at most `patience` seconds for one's turn."""
        super().__init__(db_name=uri, pool_size=1, max_overflow=0, pool_timeout=patience)
        self._turn = Lock()
        self._kept: SQLiteConnection | None = None

    @property
    def num_in_use(self) -> int:
        """Tell whether somebody has it."""
        return int(self._turn.locked())

    def get_connection(
        self, timeout: float | None = None, *, is_writer: bool | None = None
    ) -> SQLiteConnection:
        """Have it, once whoever has it has put it back."""
        patience = self.pool_timeout if timeout is None else timeout
        if not self._turn.acquire(timeout=patience):
            raise ConnectionUnavailableError("Timed out waiting for return of writer")
        try:
            return self._open()
        except BaseException:
            self._turn.release()
            raise

    def _open(self) -> SQLiteConnection:
        if self._closed:
            raise ConnectionPoolClosedError
        if self._kept is None:
            self._kept = self._create_connection()
        return self._kept

    def put_connection(self, _conn: SQLiteConnection) -> None:
        """Let the next one have it."""
        self._turn.release()

    def close(self) -> None:
        """Close it; nobody gets it any more."""
        self._closed = True
        if self._kept is not None:
            self._kept.close()


class Datastore(SQLiteDatastore):
    """A pool of connections to one database, for its one writer or for its readers."""

    pool: Pool

    def __init__(self, pool: Pool, pragmas: tuple[str, ...]) -> None:
        """Make each connection with these settings, beside those that all have."""
        super().__init__(pool.db_name, originator_id_type="text")
        self.pool = pool
        self.pool.pragmas = pragmas


def shared(uri: str, patience: float) -> Pool:
    """Make a pool for many; each waits at most `patience` seconds for a lock or a connection."""
    return Pool(db_name=uri, pool_size=8, max_overflow=56, pool_timeout=patience)


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
