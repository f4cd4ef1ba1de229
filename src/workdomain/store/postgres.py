"""The log in PostgreSQL: one writer at a time on any machine, by a table lock; readers never wait.

The lock makes the order of positions the order of commits, so that a reader who has seen a position
has seen everything before it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, Self
from uuid import UUID

import psycopg
from eventsourcing.persistence import PersistenceError
from psycopg.rows import TupleRow, tuple_row

from workdomain.store.log import Busy, Head, NewEvent, Stored, StoredReceipt, StoreUnavailable
from workdomain.store.postgres_live import Announcer, Listener
from workdomain.store.postgres_pool import Datastore, Recorder, in_schema
from workdomain.store.postgres_schema import explained, parse, prepare
from workdomain.store.postgres_sql import (
    STATEMENTS,
    Statements,
    columns,
    last,
    receipts_of,
    stored,
    streams,
)
from workdomain.store.reading import LAST, last_recorded_by, pages
from workdomain.store.subscription import LiveSubscription, Signal

PATIENCE = 5.0
"""Seconds to wait for another writer, or for a connection."""
LOOK = 0.5
"""Seconds until a subscription looks for itself, should the notice be lost."""
READERS = 8
"""Connections for reading, at most."""


class PostgresTransaction:
    """The write transaction under way."""

    def __init__(self, cursor: psycopg.Cursor[TupleRow], statements: Statements) -> None:
        """Take the lock, and find out where the log ends."""
        self._cursor = cursor
        self._sql = statements
        cursor.execute(statements["lock"])
        cursor.execute(statements["end"])
        ((self._given, position, recorded_at),) = cursor.fetchall()
        self._head = Head(position, recorded_at)
        self.appended = False

    def head(self) -> Head:
        """Tell where the log ends."""
        return self._head

    def newer(self, known: Mapping[str, int]) -> list[Stored]:
        """Read, in log order, the events of each stream after the version known of it."""
        return streams(self._cursor, self._sql, known, LAST)

    def since(self, position: int) -> list[Stored]:
        """Read, in log order, everything after a position."""
        self._cursor.execute(self._sql["read"], (position, LAST, LAST))
        return stored(self._cursor)

    def receipts(self, command_ids: Iterable[UUID]) -> dict[UUID, StoredReceipt]:
        """Find the receipts there are of these commands."""
        return receipts_of(self._cursor, self._sql, list(command_ids))

    def append(self, events: Sequence[NewEvent], recorded_at: int) -> int:
        """Append in this order at consecutive positions, and return the last position.

        The time stamp is raised to the last one in the log, should it lie before it. What stands
        against it is told at the end of the transaction.
        """
        if events:
            recorded_at = max(recorded_at, self._head.recorded_at)
            before, self._given = self._given, self._given + len(events)
            self._cursor.execute(
                self._sql["append"], (before, recorded_at, *columns(events), self._given)
            )
            self._head = Head(self._given, recorded_at)
            self.appended = True
        return self._head.position

    def keep(self, receipts: Sequence[StoredReceipt]) -> None:
        """Write receipts."""
        if receipts:
            self._cursor.execute(self._sql["keep"], columns(receipts))


class PostgresLog:
    """The log of one workspace."""

    def __init__(self, url: str, *, create: bool = True, patience: float = PATIENCE) -> None:
        """Open the log in the schema that the URL names (`?schema=`), else in `workdomain`."""
        self._conninfo, schema = parse(url)
        self._name = f"the log in the schema {schema}"
        self.workspace_id = prepare(self._conninfo, schema, create)
        self._sql = {name: in_schema(words, schema) for name, words in STATEMENTS.items()}
        self._writer = Datastore(self._conninfo, schema, patience, most=1)
        self._readers = Datastore(self._conninfo, schema, patience, most=READERS)
        self.recorder = Recorder(self._readers)
        self._signal = Signal()
        self._channel = f"workdomain.{schema}"
        self._announcer = Announcer(self._connect, self._channel)
        self._listener: Listener | None = None
        self._listening = Lock()

    @contextmanager
    def transaction(self, *, wait: bool = True) -> Iterator[PostgresTransaction]:
        """Take the write lock at once; commit durably at the end, or roll back on an exception.

        Without waiting there is nothing to be had from a server.

        When the connection is cut in the middle of the commit, nobody can tell whether it was
        done: StoreUnavailable is raised, and whoever asks again finds the receipts if it was.
        """
        if not wait:
            raise Busy("A server is waited for, whoever else writes")
        with self._faults():
            with (
                self._writer.get_connection() as connection,
                connection.pipeline(),  # what needs no answer travels with what does
                connection.transaction(),
                connection.cursor(binary=True, row_factory=tuple_row) as cursor,
            ):
                transaction = PostgresTransaction(cursor, self._sql)
                yield transaction
            if transaction.appended:
                self._signal.tell(transaction.head().position)
                self._announcer.tell()

    def pass_on(self) -> None:
        """Wake those who subscribe; nothing is appended here without waiting."""
        self._signal.pass_on()

    def head(self) -> Head:
        """Tell where the log ends."""
        with self._reading() as cursor:
            return last(cursor, self._sql, LAST)

    def read(self, after: int, limit: int, upto: int | None = None) -> list[Stored]:
        """Read the log on from a position, in order; at most `limit` events, none after `upto`."""
        with self._reading() as cursor:
            cursor.execute(self._sql["read"], (after, LAST if upto is None else upto, limit))
            return stored(cursor)

    def scan(self, after: int = 0, upto: int | None = None, page: int = 1000) -> Iterator[Stored]:
        """Read all of it, page by page."""
        return pages(self.read, after, upto, page)

    def streams(self, known: Mapping[str, int], upto: int | None = None) -> list[Stored]:
        """Read, in log order, several streams, each after the version known of it."""
        with self._reading() as cursor:
            return streams(cursor, self._sql, known, LAST if upto is None else upto)

    def at(self, positions: Sequence[int]) -> list[Stored]:
        """Read the events at these positions, in log order."""
        if not positions:
            return []
        with self._reading() as cursor:
            cursor.execute(self._sql["at"], (list(positions),))
            return stored(cursor)

    def receipt(self, command_id: UUID) -> StoredReceipt | None:
        """Find one command's receipt."""
        return self.receipts([command_id]).get(command_id)

    def receipts(self, command_ids: Iterable[UUID]) -> dict[UUID, StoredReceipt]:
        """Find the receipts there are of these commands."""
        with self._reading() as cursor:
            return receipts_of(cursor, self._sql, list(command_ids))

    def position_at(self, recorded_at: int) -> int:
        """Tell the last position recorded at or before an instant; 0 when there was none yet."""
        with self._reading() as cursor:
            return last_recorded_by(
                lambda position: last(cursor, self._sql, position),
                last(cursor, self._sql, LAST),
                recorded_at,
            )

    def subscribe(self) -> LiveSubscription:
        """Be told of what is appended from now on."""
        with self._listening:
            if self._listener is None and not self._signal.closed:
                self._listener = Listener(
                    self._connect, self._channel, lambda: self._signal.tell(self.head().position)
                )
        return LiveSubscription(self._signal, lambda: self.head().position, LOOK)

    def close(self) -> None:
        """Give back every connection and thread."""
        with self._listening:
            self._signal.close()
            if self._listener:
                self._listener.close()
        self._announcer.close()
        self._writer.close()
        self._readers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(**self._conninfo, autocommit=True)

    @contextmanager
    def _reading(self) -> Iterator[psycopg.Cursor[TupleRow]]:
        with (
            self._faults(),
            self._readers.get_connection() as connection,
            connection.cursor(binary=True, row_factory=tuple_row) as cursor,
        ):
            yield cursor

    @contextmanager
    def _faults(self) -> Iterator[None]:
        if self._signal.closed:
            raise StoreUnavailable(f"{self._name} is closed")
        try:
            yield
        except PersistenceError as error:
            raise explained(error, self._name) from error
