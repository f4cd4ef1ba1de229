"""What an SQLite file must be to be ours, and what is said when it is not."""

import sqlite3
from pathlib import Path
from uuid import UUID, uuid4

from eventsourcing.domain import EventSourcingError
from eventsourcing.persistence import ConnectionPoolClosedError

from workdomain.store.log import Busy, Conflict, StoreError, StoreUnavailable
from workdomain.store.sqlite_pool import TABLES

APPLICATION = 0x776B646D
"""What SQLite calls the application id, in every file's header: "wkdm" in ASCII."""
FORMAT = 1
"""The newest shape of the tables that this version knows (SQLite's user_version)."""

EXPLAINED: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_NOTADB: (
        StoreError,
        "{name} is not a database of workdomain; choose another file",
    ),
    sqlite3.SQLITE_CORRUPT: (
        StoreError,
        "{name} is damaged or only half written; restore it from a backup",
    ),
    sqlite3.SQLITE_FULL: (
        StoreUnavailable,
        "There is no space left to write to {name}; make room, then try again",
    ),
    sqlite3.SQLITE_BUSY: (
        Busy,
        "Another process has been writing to {name} for too long; try again",
    ),
    sqlite3.SQLITE_READONLY: (
        StoreUnavailable,
        "{name} cannot be written; check the rights of the file and of its folder",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        StoreUnavailable,
        "{name} cannot be opened; check the rights of the file and of its folder",
    ),
}


def explained(error: sqlite3.Error | EventSourcingError, name: str) -> StoreError:
    """Say what a fault of the database means and what to do."""
    cause = error if isinstance(error, sqlite3.Error) else error.__cause__
    if isinstance(cause, sqlite3.IntegrityError):
        return Conflict(f"Someone else wrote to the same stream of {name}; decide again")
    if isinstance(error, ConnectionPoolClosedError):
        return StoreUnavailable(f"{name} is closed")
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    kind, words = EXPLAINED.get(code, (StoreUnavailable, "{name} cannot be used now: {error}"))
    return kind(words.format(name=name, error=error))


def prepare(path: Path, create: bool, patience: float) -> None:
    """Make a new workspace, or see that the file is one that this version can read and write."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it, such as {path / 'work.db'}")
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}; make it first")
    if not create and not path.exists():
        raise StoreError(f"There is no database {path}; check the name, or have it made")
    try:
        raw = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}",
            uri=True,
            isolation_level=None,
            timeout=patience,
        )
        try:
            # Taking the lock proves that we may write, and lets only one process make the tables.
            raw.execute("BEGIN IMMEDIATE")
            if _is_empty(raw):
                make_workspace(raw)
            _check(raw, path)
            raw.execute("COMMIT")
        finally:
            raw.close()
    except sqlite3.Error as error:
        raise explained(error, str(path)) from error


def make_workspace(raw: sqlite3.Connection) -> None:
    """Make the tables, and give the workspace its id."""
    for statement in TABLES:
        raw.execute(statement)
    raw.execute("INSERT INTO workspace VALUES ('id', ?)", (str(uuid4()),))
    raw.execute(f"PRAGMA application_id = {APPLICATION}")
    raw.execute(f"PRAGMA user_version = {FORMAT}")


def workspace_id(raw: sqlite3.Connection) -> UUID:
    """Tell the workspace's id, by which a read model knows whose it is."""
    return UUID(raw.execute("SELECT value FROM workspace WHERE name = 'id'").fetchone()[0])


def _is_empty(raw: sqlite3.Connection) -> bool:
    (tables,) = raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return not tables and _pragma(raw, "application_id") == 0


def _check(raw: sqlite3.Connection, path: Path) -> None:
    if _pragma(raw, "application_id") != APPLICATION:
        raise StoreError(f"{path} is a database of another program; choose another file")
    made = _pragma(raw, "user_version")
    if made > FORMAT:
        raise StoreError(
            f"{path} was made by a newer version of workdomain (its format is {made}, this version"
            f" knows up to {FORMAT}); install that version"
        )


def _pragma(raw: sqlite3.Connection, name: str) -> int:
    value: int = raw.execute(f"PRAGMA {name}").fetchone()[0]
    return value
