"""The log as the rest of the system sees it, whatever database holds it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import NamedTuple, Protocol
from uuid import UUID

import orjson


def text_of(id: UUID) -> str:
    """Write an id as `str` does, in a third of the time."""
    return orjson.dumps(id)[1:-1].decode()


def stream_name(decider: str, id: UUID) -> str:
    """Name the stream of a thing."""
    return _stream_name(decider, id.int)


@lru_cache(maxsize=32_768)  # whatever is decided looks at a few streams, again and again
def _stream_name(decider: str, number: int) -> str:
    digits = f"{number:032x}"
    parts = digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]
    return f"{decider}/{'-'.join(parts)}"


class Stored(NamedTuple):
    """One event as it lies in the log."""

    position: int
    """Place in the whole log, from 1, growing; gaps are possible."""
    stream: str
    """`<decider>/<id>`."""
    version: int
    """Place in its stream, from 1, without gaps."""
    topic: str
    state: bytes
    """JSON: the event's fields and the context it was asked in."""
    recorded_at: int
    """Microseconds since 1970 (UTC); never falls as the position grows."""


class NewEvent(NamedTuple):
    """An event to be appended."""

    stream: str
    version: int
    topic: str
    state: bytes


class StoredReceipt(NamedTuple):
    """What a command was answered."""

    command_id: UUID
    fingerprint: bytes
    """16 bytes; the same command id with another fingerprint is another command."""
    stream: str
    version: int
    """Version of the stream after the command."""
    position: int
    """The log's last position when the command was done."""
    events: int
    """How many events the command itself wrote to its stream; 0 when it changed nothing."""


class Head(NamedTuple):
    """The end of the log: (0, 0) when it is empty."""

    position: int
    recorded_at: int


class StoreError(Exception):
    """The store cannot do what it was asked; the message says what to do."""


class StoreUnavailable(StoreError):
    """The database cannot be reached or written now; nothing was stored. Try again later."""


class Busy(StoreUnavailable):
    """Someone else is writing just now."""


class Conflict(StoreError):
    """Two writers gave a stream the same version; nothing of this transaction was stored."""


class Transaction(Protocol):
    """The one write transaction there can be at a time, on this machine or any other."""

    def head(self) -> Head:
        """Tell where the log ends."""
        ...

    def newer(self, known: Mapping[str, int]) -> list[Stored]:
        """Read, in log order, the events of each stream after the version known of it."""
        ...

    def since(self, position: int) -> list[Stored]:
        """Read, in log order, everything after a position."""
        ...

    def receipts(self, command_ids: Iterable[UUID]) -> dict[UUID, StoredReceipt]:
        """Find the receipts there are of these commands."""
        ...

    def append(self, events: Sequence[NewEvent], recorded_at: int) -> int:
        """Append in this order at consecutive positions, and return the last position."""
        ...

    def keep(self, receipts: Sequence[StoredReceipt]) -> None:
        """Write receipts."""
        ...


class Subscription(Protocol):
    """A reader that is told of what is appended, by this or any other process."""

    def wait(self, position: int, timeout: float) -> int:
        """Return the log's last position as soon as it is greater than `position`, or on time-out.

        Called from one thread at a time; raises StoreUnavailable when closed.
        """
        ...

    def close(self) -> None:
        """Stop; a `wait` under way returns at once."""
        ...


class Log(Protocol):
    """An append-only log of events in streams, with the receipts of the commands behind them."""

    workspace_id: UUID
    """Given when the log is made; by it a read model knows whose it is."""

    def transaction(self, *, wait: bool = True) -> AbstractContextManager[Transaction]:
        """Take the write lock at once; commit durably at the end, or roll back on an exception.

        Raises StoreUnavailable when the lock or the database cannot be had in time, or the commit
        fails; Busy, if it is not to wait, and would have to. Not re-entrant. Who is not to wait is
        in a hurry: nobody who subscribes is woken by what is appended, until `pass_on`.
        """
        ...

    def pass_on(self) -> None:
        """Wake those who subscribe, for what was appended without waiting.

        Threads that wake want the processor just when an answer is to be sent, so they are woken
        when it is. (Should nobody do so, they look for themselves in a while.)
        """
        ...

    def head(self) -> Head:
        """Tell where the log ends."""
        ...

    def read(self, after: int, limit: int, upto: int | None = None) -> list[Stored]:
        """Read the log on from a position, in order; at most `limit` events, none after `upto`."""
        ...

    def scan(self, after: int = 0, upto: int | None = None, page: int = 1000) -> Iterator[Stored]:
        """Read all of it, page by page."""
        ...

    def streams(self, known: Mapping[str, int], upto: int | None = None) -> list[Stored]:
        """Read, in log order, several streams, each after the version known of it."""
        ...

    def at(self, positions: Sequence[int]) -> list[Stored]:
        """Read the events at these positions, in log order."""
        ...

    def receipt(self, command_id: UUID) -> StoredReceipt | None:
        """Find one command's receipt."""
        ...

    def receipts(self, command_ids: Iterable[UUID]) -> dict[UUID, StoredReceipt]:
        """Find the receipts there are of these commands."""
        ...

    def position_at(self, recorded_at: int) -> int:
        """Tell the last position recorded at or before an instant; 0 when there was none yet."""
        ...

    def subscribe(self) -> Subscription:
        """Be told of what is appended from now on."""
        ...

    def close(self) -> None:
        """Give back every connection and thread."""
        ...


class Glance:
    """A log as it is at one moment, for those who decide and then write nothing.

    Positions are given in the order of commits, so that everything up to one is the same for ever.
    """

    def __init__(self, log: Log) -> None:
        """Look at what there is now; nobody is kept waiting."""
        self._log, self._head = log, log.head()

    def head(self) -> Head:
        """Tell where the log ends."""
        return self._head

    def newer(self, known: Mapping[str, int]) -> list[Stored]:
        """Read, in log order, the events of each stream after the version known of it."""
        return self._log.streams(known, self._head.position)

    def since(self, position: int) -> list[Stored]:
        """Read, in log order, everything after a position."""
        return list(self._log.scan(position, self._head.position))

    def receipts(self, command_ids: Iterable[UUID]) -> dict[UUID, StoredReceipt]:
        """Find the receipts there are of these commands."""
        return self._log.receipts(command_ids)

    def append(self, _events: Sequence[NewEvent], _recorded_at: int) -> int:
        """Refuse."""
        raise StoreError("Nothing is written by those who only look")

    def keep(self, _receipts: Sequence[StoredReceipt]) -> None:
        """Refuse."""
        raise StoreError("Nothing is written by those who only look")
