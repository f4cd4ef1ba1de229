"""What a PostgreSQL schema must hold to be ours, and what is said when it does not."""

import re
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import DataError, IntegrityError, PersistenceError, ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from workdomain.store.log import Conflict, StoreError, StoreUnavailable
from workdomain.store.postgres_pool import TABLES, in_schema

FORMAT = 1
"""The newest shape of the tables that this version knows."""
SCHEMA = "workdomain"
"""The schema of a URL that names none."""
DEFAULTS = {
    "application_name": "workdomain",
    "connect_timeout": 5,
    # A server that vanished without a word is noticed within seconds instead of a quarter hour.
    "keepalives_idle": 10,
    "tcp_user_timeout": 10_000,
}


def parse(url: str) -> tuple[dict[str, Any], str]:
    """Split a URL into what libpq understands, and our `schema=`."""
    address, _, query = url.partition("?")
    options = [option for option in query.split("&") if option]
    schemas = [o.removeprefix("schema=") for o in options if o.startswith("schema=")]
    schema = schemas[-1] if schemas else SCHEMA
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,50}", schema):
        raise StoreError(f"{schema!r} is no schema; use small letters, digits and _ (up to 51)")
    rest = "&".join(option for option in options if not option.startswith("schema="))
    try:
        conninfo = conninfo_to_dict(f"{address}?{rest}" if rest else address)
    except psycopg.ProgrammingError as error:
        raise StoreError(f"The PostgreSQL URL cannot be read: {error}".strip()) from error
    return {**DEFAULTS, **conninfo}, schema


def prepare(conninfo: dict[str, Any], schema: str, create: bool) -> UUID:
    """Make a new workspace, or see that it is one this version can use; return its id."""
    try:
        with psycopg.connect(**conninfo) as connection:
            # Only one process at a time makes the tables.
            connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (schema,))
            if not _exists(connection, schema, "workspace"):
                _make(connection, schema, create)
            return _check(connection, schema)
    except psycopg.Error as error:
        raise StoreUnavailable(
            f"PostgreSQL cannot be used: {error}".strip() + "; check the URL and the server"
        ) from error


def _make(connection: psycopg.Connection[TupleRow], schema: str, create: bool) -> None:
    if _exists(connection, schema, "events") or _exists(connection, schema, "receipts"):
        raise StoreError(f"The schema {schema} is used by another program; name another: ?schema=")
    if not create:
        raise StoreError(f"There is no workspace in the schema {schema}; check ?schema= in the URL")
    connection.execute(in_schema("CREATE SCHEMA IF NOT EXISTS {schema}", schema))
    for table in TABLES:
        connection.execute(in_schema(table, schema))
    rows = {"program": "workdomain", "format": str(FORMAT), "id": str(uuid4())}
    for row in rows.items():
        connection.execute(in_schema("INSERT INTO {schema}.workspace VALUES (%s, %s)", schema), row)


def _check(connection: psycopg.Connection[TupleRow], schema: str) -> UUID:
    try:
        rows = connection.execute(in_schema("SELECT name, value FROM {schema}.workspace", schema))
        about: dict[str, str] = dict(rows.fetchall())
    except psycopg.errors.UndefinedColumn:
        about = {}
    if about.get("program") != "workdomain":
        raise StoreError(f"The schema {schema} is used by another program; name another: ?schema=")
    if int(about["format"]) > FORMAT:
        raise StoreError(
            f"The schema {schema} was made by a newer version of workdomain (its format is"
            f" {about['format']}, this version knows up to {FORMAT}); install that version"
        )
    return UUID(about["id"])


def _exists(connection: psycopg.Connection[TupleRow], schema: str, table: str) -> bool:
    row = connection.execute("SELECT to_regclass(%s)", (f"{schema}.{table}",)).fetchone()
    return row is not None and row[0] is not None


def explained(error: PersistenceError, name: str) -> StoreError:
    """Say what a fault of the database means and what to do."""
    if isinstance(error, IntegrityError):
        return Conflict(f"Someone else wrote to the same stream of {name}; decide again")
    if isinstance(error, DataError | ProgrammingError):
        return StoreError(f"{name} refuses this: {error}")
    return StoreUnavailable(f"{name} cannot be used now, try again: {error}")
