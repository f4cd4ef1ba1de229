"""The log in an SQLite file, or in memory: one writer at a time, and readers that never wait."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self
from uuid import UUID, uuid4

import orjson
from eventsourcing.domain import EventSourcingError

from workdomain.store.log import Head, NewEvent, Stored, StoredReceipt, StoreError, text_of
from workdomain.store.reading import LAST, last_recorded_by, pages
from workdomain.store.sqlite_file import explained, make_workspace, workspace_id
from workdomain.store.sqlite_pool import (
    INTO_EVENTS,
    INTO_RECEIPTS,
    READER_PRAGMAS,
    WRITER_PRAGMAS,
    Connection,
    Datastore,
    OneWriter,
    Pool,
    Recorder,
    end_of_log,
    insert,
    shared,
)
from workdomain.store.sqlite_positions import SET, Positions
from workdomain.store.subscription import LiveSubscription, Signal

PATIENCE = 5.0
"""Seconds to wait for another writer, or for a connection."""
FAULTS = (sqlite3.Error, EventSourcingError)
"""What goes wrong with a database, in the words of the libraries underneath."""
LOOK = 0.1
"""Seconds until a subscription sees what another process wrote, at most."""

READ = (
    "SELECT * FROM events WHERE notification_id > ? AND notification_id <= ?"
    " ORDER BY notification_id LIMIT ?"
)
# However many streams are asked for, it is one statement with one parameter for them.
STREAMS = (
    "SELECT events.* FROM json_each(?) AS known CROSS JOIN events"
    " ON originator_id = known.key AND originator_version > known.value"
    " WHERE notification_id <= ? ORDER BY notification_id"
)
STREAM = (
    "SELECT * FROM events WHERE originator_id = ? AND originator_version > ?"
    " AND notification_id <= ? ORDER BY notification_id"
)
"""The same of one stream, which is what most commands look up."""
AT = (
    "SELECT * FROM events WHERE notification_id IN (SELECT value FROM json_each(?))"
    " ORDER BY notification_id"
)
LAST_UPTO = (
    "SELECT notification_id, recorded_at FROM events WHERE notification_id <= ?"
    " ORDER BY notification_id DESC LIMIT 1"
)
RECEIPTS = "SELECT * FROM receipts WHERE command_id IN (SELECT value FROM json_each(?))"


class SqliteTransaction:
    """A write transaction: under way inside `with`, then committed, or rolled back.

    It is plain steps, since each command that comes alone pays for every one of them.
    """

    _cursor: sqlite3.Cursor
    _connection: Connection

    def __init__(
        self, pool: Pool, positions: Positions, signal: Signal, name: str, *, wait: bool
    ) -> None:
        """Take a turn of this pool, and tell this signal; without `wait`, not if others write."""
        self._pool, self._positions, self._signal = pool, positions, signal
        self._name, self._wait = name, wait
        self._sequence, self._given, self._head = 0, 0, Head(0, 0)
        self._appended = False

    def __enter__(self) -> Self:
        """Take the lock, and find out where the log ends."""
        try:
            self._connection = self._pool.turn()
            try:
                self._cursor = self._connection.begin(wait=self._wait)
                self._sequence, self._head = end_of_log(self._cursor)
                self._given = self._positions.last_given(self._sequence, self._head.position)
            except BaseException:
                self._let_go()
                raise
        except FAULTS as error:
            raise explained(error, self._name) from error
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Commit, or roll back after an exception; then tell, or keep, that the log has grown."""
        try:
            try:
                if error is None:
                    self._commit()
            finally:
                self._let_go()
        except FAULTS as fault:
            raise explained(fault, self._name) from fault
        if isinstance(error, FAULTS):
            raise explained(error, self._name) from error
        if self._appended and error is None:
            (self._signal.tell if self._wait else self._signal.keep)(self._head.position)

    def _commit(self) -> None:
        if self._appended:
            sequence = self._positions.take(self._cursor, self._sequence, self._given)
            self._connection.commit()
            self._positions.left_at(sequence, self._given)
        else:
            self._connection.commit()

    def give_back(self) -> None:
        """Give the positions back that this process took in advance, unless others wrote since."""
        if self._given < self._sequence:
            self._cursor.execute(SET, (self._given,))

    def _let_go(self) -> None:
        try:
            self._connection.end()
        finally:
            self._pool.put_connection(self._connection)

    def head(self) -> Head:
        """Tell where the log ends."""
        return self._head

    def newer(self, known: Mapping[str, int]) -> list[Stored]:
        """Read, in log order, the events of each stream after the version known of it."""
        if len(known) == 1:
            ((stream, version),) = known.items()
            return _stored(self._cursor.execute(STREAM, (stream, version, LAST)))
        return _stored(self._cursor.execute(STREAMS, (_json(known), LAST)))

    def since(self, position: int) -> list[Stored]:
        """Read, in log order, everything after a position."""
        return _stored(self._cursor.execute(READ, (position, LAST, -1)))

    def receipts(self, command_ids: Iterable[UUID]) -> dict[UUID, StoredReceipt]:
        """Find the receipts there are of these commands."""
        return _receipts(self._cursor, list(command_ids))

    def append(self, events: Sequence[NewEvent], recorded_at: int) -> int:
        """Append in this order at consecutive positions, and return the last position.

        The time stamp is raised to the last one in the log, should it lie before it.
        """
        if events:
            recorded_at = max(recorded_at, self._head.recorded_at)
            numbered = enumerate(events, self._given + 1)
            # A bytearray is bound far faster than bytes, which `sqlite3` would try to adapt.
            rows = (
                (n, stream, version, topic, bytearray(state), recorded_at)
                for n, (stream, version, topic, state) in numbered
            )
            insert(self._cursor, INTO_EVENTS, rows, len(events))
            self._given += len(events)
            self._head = Head(self._given, recorded_at)
            self._appended = True
        return self._head.position

    def keep(self, receipts: Sequence[StoredReceipt]) -> None:
        """Write receipts."""
        rows = (
            (text_of(id), bytearray(fingerprint), *answer) for id, fingerprint, *answer in receipts
        )
        insert(self._cursor, INTO_RECEIPTS, rows, len(receipts))


class SqliteLog:
    """The log of one workspace."""

    def __init__(self, path: Path | None, patience: float = PATIENCE) -> None:
        """Open a file that is known to be ours; None keeps the log in memory."""
        self._name = "the log in memory" if path is None else str(path)
        uri = (
            f"file:workdomain-{uuid4()}?mode=memory&cache=shared"
            if path is None
            else f"{path.resolve().as_uri()}?mode=rw"
        )
        one = shared(uri, patience) if path is None else OneWriter(uri, patience)
        self._writer = self._readers = Datastore(one, WRITER_PRAGMAS)
        if path is not None:
            self._readers = Datastore(shared(uri, patience), READER_PRAGMAS)
        self._positions, self._signal = Positions(), Signal()
        self.recorder = Recorder(self._writer)
        # The writer's connection is made now, and kept: if it could not be made later, the
        # library's pool would never give back the right to write.
        with self._faults(), self._writer.get_connection(commit=True) as connection:
            raw = connection.cursor().sqlite_cursor.connection
            if path is None:
                make_workspace(raw)
            self.workspace_id = workspace_id(raw)

    def transaction(self, *, wait: bool = True) -> SqliteTransaction:
        """Take the write lock at once; commit durably at the end, or roll back on an exception."""
        pool, positions = self._writer.pool, self._positions
        return SqliteTransaction(pool, positions, self._signal, self._name, wait=wait)

    def pass_on(self) -> None:
        """Wake those who subscribe, for what was appended without waiting."""
        self._signal.pass_on()

    def head(self) -> Head:
        """Tell where the log ends."""
        return self._last_upto(LAST)

    def read(self, after: int, limit: int, upto: int | None = None) -> list[Stored]:
        """Read the log on from a position, in order; at most `limit` events, none after `upto`."""
        return self._select(READ, (after, LAST if upto is None else upto, limit))

    def scan(self, after: int = 0, upto: int | None = None, page: int = 1000) -> Iterator[Stored]:
        """Read all of it, page by page."""
        return pages(self.read, after, upto, page)

    def streams(self, known: Mapping[str, int], upto: int | None = None) -> list[Stored]:
        """Read, in log order, several streams, each after the version known of it."""
        return self._select(STREAMS, (_json(known), LAST if upto is None else upto))

    def at(self, positions: Sequence[int]) -> list[Stored]:
        """Read the events at these positions, in log order."""
        return self._select(AT, (orjson.dumps(list(positions)).decode(),))

    def receipt(self, command_id: UUID) -> StoredReceipt | None:
        """Find one command's receipt."""
        return self.receipts([command_id]).get(command_id)

    def receipts(self, command_ids: Iterable[UUID]) -> dict[UUID, StoredReceipt]:
        """Find the receipts there are of these commands."""
        with self._reading() as cursor:
            return _receipts(cursor, list(command_ids))

    def position_at(self, recorded_at: int) -> int:
        """Tell the last position recorded at or before an instant; 0 when there was none yet."""
        return last_recorded_by(self._last_upto, self.head(), recorded_at)

    def subscribe(self) -> LiveSubscription:
        """Be told of what is appended from now on."""
        return LiveSubscription(self._signal, lambda: self.head().position, LOOK)

    def close(self) -> None:
        """Give back every connection, as soon as those in use are done with."""
        self._signal.close()
        if self._positions.in_advance:
            with suppress(StoreError), self.transaction(wait=False) as transaction:
                transaction.give_back()
        deadline = monotonic() + PATIENCE
        for datastore in (self._writer, self._readers):
            while datastore.pool.num_in_use and monotonic() < deadline:
                sleep(0.002)
            datastore.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _last_upto(self, position: int) -> Head:
        with self._reading() as cursor:
            rows = cursor.execute(LAST_UPTO, (position,)).fetchall()
        return Head(*rows[0]) if rows else Head(0, 0)

    def _select(self, statement: str, parameters: tuple[Any, ...]) -> list[Stored]:
        with self._reading() as cursor:
            return _stored(cursor.execute(statement, parameters))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Cursor]:
        with self._faults(), self._readers.get_connection(commit=False) as connection:
            cursor = connection.cursor().sqlite_cursor
            cursor.row_factory = None
            yield cursor

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except FAULTS as error:
            raise explained(error, self._name) from error


def _json(known: Mapping[str, int]) -> str:
    return orjson.dumps(dict(known)).decode()


def _stored(cursor: sqlite3.Cursor) -> list[Stored]:
    return list(map(Stored._make, cursor.fetchall()))


def _receipts(cursor: sqlite3.Cursor, command_ids: list[UUID]) -> dict[UUID, StoredReceipt]:
    rows = cursor.execute(RECEIPTS, (orjson.dumps(command_ids).decode(),)).fetchall()
    found = (StoredReceipt(UUID(key), *rest) for key, *rest in rows)
    return {receipt.command_id: receipt for receipt in found}
