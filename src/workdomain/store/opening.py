"""Opens the log that a name stands for."""

import os
from pathlib import Path

from workdomain.store.log import Log, StoreError
from workdomain.store.sqlite import PATIENCE, SqliteLog
from workdomain.store.sqlite_file import prepare

IN_MEMORY = ":memory:"
POSTGRES = ("postgresql://", "postgres://")

SETTINGS = ("CIPHER_", "COMPRESSOR_", "POSTGRES_")
SETTING = {
    "APPLICATION_RECORDER_TOPIC",
    "CREATE_TABLE",
    "FACTORY_TOPIC",
    "INFRASTRUCTURE_FACTORY",
    "IS_SNAPSHOTTING_ENABLED",
    "MAPPER_TOPIC",
    "ORIGINATOR_ID_TYPE",
    "PERSISTENCE_MODULE",
    "PROCESS_RECORDER_TOPIC",
    "SINGLE_ROW_TRACKING",
    "SQLITE_DBNAME",
    "SQLITE_LOCK_TIMEOUT",
    "SQLITE_SINGLE_ROW_TRACKING",
    "TRACKING_RECORDER_TOPIC",
    "TRANSCODER_TOPIC",
}
"""What would reconfigure an application of the eventsourcing library."""


def open_log(target: str | Path, *, create: bool = True) -> Log:
    """Open a log by the path of an SQLite file, a `postgresql://` URL, or `:memory:`.

    A new one is made unless `create` is False. Raises StoreError, which says what to do, when it
    cannot be opened or is none of ours.
    """
    refuse_stray_settings()
    if str(target) == IN_MEMORY:
        return SqliteLog(None)
    if isinstance(target, str) and target.startswith(POSTGRES):
        return _postgres(target, create)
    if not str(target):
        raise StoreError("Name the database: a file, a postgresql:// URL, or :memory:")
    path = Path(target)
    prepare(path, create, PATIENCE)
    return SqliteLog(path)


def _postgres(url: str, create: bool) -> Log:
    """Open a log in PostgreSQL, whose driver only those who use it have installed."""
    try:
        from workdomain.store.postgres import PostgresLog
    except ImportError as error:
        raise StoreError(
            f"PostgreSQL needs one more package ({error.name}): pip install 'workdomain[postgres]'"
        ) from error
    return PostgresLog(url, create=create)


def refuse_stray_settings() -> None:
    """Refuse environment variables meant for the library underneath.

    They would change nothing here, so whoever set them expects something that does not happen, such
    as encryption, or another database.
    """
    stray = sorted(n for n in os.environ if n.startswith(SETTINGS) or n in SETTING)
    if stray:
        raise StoreError(
            f"The environment sets {', '.join(stray)}, which workdomain does not use; unset it, and"
            " name the database when you open it"
        )
