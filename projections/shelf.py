"""The database that read models lie in, apart from the log: it can be thrown away at any time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.schema import CreateSchema

from projections.kernel import ReadModel
from projections.tables import Physical, physical
from workdomain.store.log import StoreError, StoreUnavailable

control = MetaData()
generations = Table(
    "generations",
    control,
    Column("model", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("stage", Text, nullable=False),
    Column("failed_at", BigInteger),
    Column("error", Text),
)


owner = Table("owner", control, Column("mark", Text, primary_key=True))
FORMAT = 2
"""The shape of these two tables; read models in another are built anew."""


@dataclass(frozen=True)
class Generation:
    """One building of a read model: how far it has come, and what stopped it, if anything did."""

    model: str
    generation: int
    version: int
    position: int
    stage: str
    """"live" (it is read), "building" or "retired" (kept for readers that are under way)."""
    failed_at: int | None = None
    error: str | None = None

    def tables(self, model: ReadModel[Any]) -> dict[type[Any], Physical]:
        """Describe the tables of this generation, by the class of their rows."""
        return {of.row: physical(of, self.generation) for of in model.tables}


class Shelf:
    """Opens the read-model database: a SQLite file beside the log's, or a PostgreSQL schema."""

    def __init__(self, target: str, workspace: UUID) -> None:
        """Open the read models of the workspace whose log is at this target.

        What lies there from another workspace is thrown away. Raises StoreError when something else
        lies there, and StoreUnavailable when nothing can be written there.
        """
        self._folder: TemporaryDirectory[str] | None = None
        if target.startswith("postgresql"):
            self.writer, self.reader = _postgres(target)
        else:
            if target == ":memory:":
                self._folder = TemporaryDirectory(prefix="workdomain-")
                target = str(Path(self._folder.name) / "memory.db")
            self.writer, self.reader = _sqlite(f"{target}-views")
        try:
            self._prepare(f"{FORMAT}/{workspace}")
        except StoreError:
            self.close()
            raise

    def _prepare(self, mark: str) -> None:
        """Make it ready, from nothing if it has another format or another workspace's rows."""
        with self.write() as connection:
            there = inspect(connection).get_table_names()
            if there and generations.name not in there:
                raise StoreError(
                    f"{self.writer.url.database} holds something else than read models; move it"
                    " away, they are built anew"
                )
            found = MetaData()
            if owner.name in there:
                told = Table(owner.name, found, autoload_with=connection)
                if connection.scalar(select(told.c.values()[0])) == mark:
                    return
            found.reflect(connection)
            found.drop_all(connection)
            control.create_all(connection)
            connection.execute(insert(owner).values(mark=mark))

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Begin the one write transaction there can be at a time."""
        with _explained(), self.writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(current_schema()))"))
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Begin a transaction that sees one state of all tables."""
        with _explained(), self.reader.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Give every connection back."""
        self.writer.dispose()
        self.reader.dispose()
        if self._folder is not None:
            self._folder.cleanup()


@contextmanager
def _explained() -> Iterator[None]:
    """Say in our words what the database says in its own."""
    try:
        yield
    except OperationalError as error:
        raise StoreUnavailable(f"The read models are out of reach: {error.orig}") from error
    except DatabaseError as error:
        raise StoreError(
            f"The read models cannot be used: {error.orig}; delete them, they are built anew"
        ) from error


def standing(connection: Connection) -> list[Generation]:
    """List every generation of every model."""
    rows = connection.execute(select(generations).order_by(generations.c.generation))
    return [Generation(**row._mapping) for row in rows]


def _sqlite(path: str) -> tuple[Engine, Engine]:
    """Make an engine that writes and one that reads; readers never wait for the writer (WAL)."""
    engines = []
    for begin in ("BEGIN IMMEDIATE", "BEGIN"):
        url = URL.create("sqlite", database=path)
        engine = create_engine(url, connect_args={"timeout": 30})
        _prepare(engine, begin)
        engines.append(engine)
    return engines[0], engines[1]


def _prepare(engine: Engine, begin: str) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins, with the words below
        connection.execute("PRAGMA journal_mode=WAL")
        # A power cut may lose the last batches, together with the position that says so.
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-65536")
        # A rebuild changes the same pages again and again: it is enough to move them over at times.
        connection.execute("PRAGMA wal_autocheckpoint=16000")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _postgres(target: str) -> tuple[Engine, Engine]:
    """Make the same for PostgreSQL, in a schema of its own beside the log's."""
    import psycopg

    from workdomain.store.postgres_schema import parse

    conninfo, schema = parse(target)
    schema = f"{schema}_views"

    def connect() -> psycopg.Connection[Any]:
        return psycopg.connect(**conninfo, options=f"-csearch_path={schema}")

    url = "postgresql+psycopg://"
    writer = create_engine(url, creator=connect, pool_pre_ping=True)
    reader = create_engine(
        url, creator=connect, pool_pre_ping=True, isolation_level="REPEATABLE READ"
    )
    with writer.begin() as connection:
        connection.execute(CreateSchema(schema, if_not_exists=True))
    return writer, reader
