"""Tells other processes that the log has grown, and hears it from them.

`NOTIFY` takes a lock of the whole cluster when it commits, so it has no place in the transaction
that writes: it is sent after it, on a connection of its own, once for many commits. A notice may
be lost; who waits for one looks for himself now and then.
"""

from collections.abc import Callable
from threading import Condition, Event, Thread
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from workdomain.store.log import StoreUnavailable

CALM = 0.02
"""Seconds between two notices, at least."""
HEARTBEAT = 0.1
"""Seconds until a listener sees that it is to stop."""
AGAIN = 0.2
"""Seconds until a cut connection is made anew."""

Connect = Callable[[], psycopg.Connection[Any]]


class Announcer:
    """Sends notices."""

    def __init__(self, connect: Connect, channel: str) -> None:
        """Connect when there is something to tell."""
        self._connect = connect
        self._channel = channel
        self._changed = Condition()
        self._pending = self._closed = False
        self._thread: Thread | None = None

    def tell(self) -> None:
        """Have it told soon that the log has grown."""
        with self._changed:
            if self._thread is None and not self._closed:
                self._thread = Thread(target=self._run, name="announce", daemon=True)
                self._thread.start()
            self._pending = True
            self._changed.notify_all()

    def close(self) -> None:
        """Stop."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        connection = None
        while self._something_to_tell():
            try:
                connection = connection or self._connect()
                connection.execute("SELECT pg_notify(%s, '')", (self._channel,))
            except psycopg.Error:
                _closed(connection)
                connection = None
        _closed(connection)

    def _something_to_tell(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._closed, CALM)
            self._changed.wait_for(lambda: self._closed or self._pending)
            self._pending = False
            return not self._closed


class Listener:
    """Hears notices, and does something about each."""

    def __init__(self, connect: Connect, channel: str, heard: Callable[[], None]) -> None:
        """Start to listen, in a thread."""
        self._connect = connect
        self._channel = channel
        self._heard = heard
        self._closed = Event()
        self._thread = Thread(target=self._run, name="listen", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed.is_set():
            connection = None
            try:
                connection = self._connect()
                connection.execute(SQL("LISTEN {}").format(Identifier(self._channel)))
                self._heard()  # what was told before we listened
                while not self._closed.is_set():
                    for _ in connection.notifies(timeout=HEARTBEAT, stop_after=1):
                        self._heard()
            except (psycopg.Error, StoreUnavailable):
                self._closed.wait(AGAIN)
            finally:
                _closed(connection)


def _closed(connection: psycopg.Connection[Any] | None) -> None:
    if connection is not None:
        connection.close()
