"""Tables made of row classes: columns by the types of their fields, plus the two spans."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from operator import attrgetter
from types import NoneType
from typing import Any, get_args, get_type_hints
from uuid import UUID

import orjson
from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.schema import CreateTable

from projections.kernel import TableOf
from projections.timeline import Version, node_of, valid_node_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
read_uuid: Callable[[bytes], UUID] = TypeAdapter(UUID).validator.validate_python
"""Reads an id's 16 bytes, in a quarter of the time of UUID()."""
MICROSECOND = timedelta(microseconds=1)

SPANS = (
    "from_position",
    "to_position",
    "from_at",
    "to_at",
    "retired",
    "node",
    "valid_node",
)


SPAN_OF = attrgetter(*SPANS[:-2])


def uuid_bytes(id: UUID) -> bytearray:
    """Write an id; `sqlite3` binds a bytearray far faster than bytes, which it tries to adapt."""
    return bytearray(id.int.to_bytes(16))


def to_microseconds(moment: datetime) -> int:
    """Count the microseconds since 1970 (UTC)."""
    return (moment - EPOCH) // MICROSECOND


def to_moment(microseconds: int) -> datetime:
    """Tell the moment so many microseconds after 1970 (UTC)."""
    return EPOCH + timedelta(microseconds=microseconds)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode() if value else "[]"


def _listed(text: str) -> tuple[Any, ...]:
    return tuple(tuple(v) if isinstance(v, list) else v for v in orjson.loads(text))


def _text() -> Any:
    """Text that every database sorts alike: by its code points."""
    return Text().with_variant(Text(collation="C"), "postgresql")


class Coded(TypeDecorator[Any]):
    """A column whose values are written and read by a pair of functions."""

    impl = Text
    cache_ok = True

    def __init__(self, name: str) -> None:
        """Take the coding of one of the types below."""
        self.name = name
        super().__init__()

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use the plain type below."""
        return dialect.type_descriptor(CODINGS[self.name].plain())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write."""
        return value if value is None else CODINGS[self.name].write(value)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any]:
        """Read; without the steps in between, which take longer than reading does."""
        read = CODINGS[self.name].read
        return lambda value: None if value is None else read(value)


class Worded(TypeDecorator[Any]):
    """A column of words that a StrEnum lists."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        """Take the list."""
        self.words = words
        super().__init__()

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use plain text below."""
        return dialect.type_descriptor(_text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write the word itself."""
        return value if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read."""
        return value if value is None else self.words(value)


@dataclass(frozen=True)
class Coding:
    """How values of a type lie in a column."""

    plain: Callable[[], Any]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


CODINGS: dict[str, Coding] = {
    "UUID": Coding(lambda: LargeBinary(16), uuid_bytes, lambda value: read_uuid(bytes(value))),
    "date": Coding(_text, date.isoformat, date.fromisoformat),
    "datetime": Coding(BigInteger, to_microseconds, to_moment),
    "tuple": Coding(_text, _json, _listed),
}
PLAIN: dict[type, Callable[[], Any]] = {
    str: _text,
    int: BigInteger,
    float: Float,
    bool: Boolean,
}


def column_type(hint: Any) -> tuple[Any, Callable[[Any], Any] | None]:
    """Choose the column type for a field's type, and how to write its values (None: as they are).

    A StrEnum lies as its words; `X | None` as X; tuples as JSON.
    """
    options = [option for option in get_args(hint) if option is not NoneType]
    if NoneType in get_args(hint) and len(options) == 1:
        return column_type(options[0])
    origin = getattr(hint, "__origin__", hint)
    if origin is tuple:
        return Coded("tuple"), CODINGS["tuple"].write
    if origin.__name__ in CODINGS:
        return Coded(origin.__name__), CODINGS[origin.__name__].write
    if issubclass(origin, StrEnum):
        return Worded(origin), str
    if origin in PLAIN:
        return PLAIN[origin](), None
    raise TypeError(f"A row cannot hold a {hint}; add a coding for it")


@dataclass(frozen=True)
class Physical:
    """The table of one generation of a read model, with fast ways to write whole batches."""

    of: TableOf
    table: Table
    finders: tuple[Index, ...]
    """The indexes that only readers need."""

    def create(self, connection: Connection) -> None:
        """Make the table anew, with what the engine needs to find a stream's rows in it."""
        self.table.drop(connection, checkfirst=True)
        connection.execute(CreateTable(self.table))
        for index in self.table.indexes - set(self.finders):
            index.create(connection)

    def finish(self, connection: Connection) -> None:
        """Make it ready to be read: indexes made at once cost least."""
        for index in self.finders:
            index.create(connection)

    @cached_property
    def writers(self) -> tuple[Callable[[Any], Any] | None, ...]:
        """How the values of each field are written; None for as they are."""
        hints = get_type_hints(self.of.row)
        return tuple(column_type(hints[name])[1] for name in self.of.row._fields)

    def columns(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
        """Turn rows into columns of what the database driver takes, faster than row by row."""
        for column, write in zip(zip(*rows, strict=True), self.writers, strict=True):
            yield column if write is None else _written(column, write)

    def entered(self, numbers: Iterable[int], entries: Sequence[Any]) -> list[tuple[Any, ...]]:
        """List entries of a journal as they are written."""
        return list(zip(numbers, *self.columns(entries), strict=False))

    def opened(
        self, numbers: Sequence[int], streams: Sequence[bytearray], versions: Sequence[Version]
    ) -> list[tuple[Any, ...]]:
        """List new versions of rows as they are written."""
        data = self.columns([version.data for version in versions])
        spans = zip(*map(SPAN_OF, versions), strict=True)
        nodes = map(node_of, versions), map(valid_node_of, versions)
        return list(zip(numbers, streams, *data, *spans, *nodes, strict=True))

    @staticmethod
    def ended(version: Version) -> tuple[int, ...]:
        """List what is written of a version that has ended, and its number."""
        return (
            version.to_position,
            version.to_at,
            version.retired,
            node_of(version),
            valid_node_of(version),
            version.number,
        )


def _written(column: Sequence[Any], write: Callable[[Any], Any]) -> list[Any]:
    """Write the values of a column; versions of one row, one after another, share most of them."""
    last = written = None
    found: list[Any] = []
    add = found.append
    for value in column:
        if value is not last:
            last, written = value, None if value is None else write(value)
        add(written)
    return found


@lru_cache(maxsize=256)
def physical(of: TableOf, generation: int) -> Physical:
    """Describe the table of one generation; two generations live side by side during a rebuild."""
    name = f"{of.name}_{generation}"
    hints = get_type_hints(of.row)
    whole = BigInteger().with_variant(Integer, "sqlite")  # SQLite finds rows by a plain INTEGER key
    columns = [Column("number", whole, primary_key=True, autoincrement=False)]
    if not of.journal:
        columns.append(Column("stream", Coded("UUID"), nullable=False))
    columns += [Column(field, column_type(hints[field])[0]) for field in of.row._fields]
    if not of.journal:
        columns += [Column(span, BigInteger, nullable=False) for span in SPANS]
    table = Table(name, MetaData(), *columns)
    finders = tuple(
        Index(f"{name}_{clock}_{number}", *(table.c[field] for field in (*clock.split(), *fields)))
        for number, fields in enumerate(of.indexes)
        for clock in (("",) if of.journal else ("node", "valid_node"))
    )
    if not of.journal:
        Index(f"{name}_stream", table.c.stream)
    return Physical(of, table, finders)
