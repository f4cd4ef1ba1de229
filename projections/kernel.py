"""The shape of every read model: rows that are a fold of one stream, and know their time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from projections.timeline import Told
from workdomain.kernel import Decider
from workdomain.store.messages import Recorded

S = TypeVar("S")
Row = NamedTuple
"""A row is a NamedTuple of plain values; its class says which table it lies in."""


@dataclass(frozen=True)
class TableOf:
    """Describes the table of a class of rows."""

    row: type[Any]
    """A NamedTuple; its fields become columns, by their types."""
    name: str
    key: tuple[str, ...]
    """The fields that tell the rows of one stream apart; the stream itself is part of the key."""
    indexes: tuple[tuple[str, ...], ...] = ((),)
    """Fields to find rows by, each behind the time: rows at any moment are found as fast as now."""
    called: str | None = None
    """The field that tells what the thing whose `id` it is is called, in every history and on the
    command line; None when it is called something elsewhere, or nothing."""
    journal: bool = False
    """Whether rows are only ever added and hold from then on. Each has a `position` and an `at`:
    before that place in the log, and before that time, it says nothing."""


def _no_rows(_id: UUID, _state: Any) -> Iterable[Any]:
    return ()


def _no_entries(_id: UUID, _before: Any, _after: Any, _told: Told) -> Iterable[Any]:
    return ()


def _as_they_are(entries: Sequence[Any]) -> Iterable[Any]:
    return entries


@dataclass(frozen=True)
class ReadModel(Generic[S]):
    """What a decider does for rules, done for readers: a pure fold of a stream into rows.

    `rows` shows a stream's state as rows; the engine works out which of them changed, and when.
    `entries` adds to journals what one event says, given the state before and after it; `gather`
    makes rows of what the events of one batch have added.
    """

    name: str
    reads: tuple[Decider[Any, Any, Any], ...]
    initial: S
    evolve: Callable[[S, Recorded], S]
    tables: tuple[TableOf, ...]
    rows: Callable[[UUID, S], Iterable[Any]] = _no_rows
    entries: Callable[[UUID, S, S, Told], Iterable[Any]] = _no_entries
    gather: Callable[[Sequence[Any]], Iterable[Any]] = _as_they_are
    version: int = 1
    """Raise it when the fold or the rows change, and it is rebuilt from the first event on."""
