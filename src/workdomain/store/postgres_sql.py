"""The log's statements in PostgreSQL; each is one round trip, however many rows it is about."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow
from psycopg.sql import Composed

from workdomain.store.log import Head, Stored, StoredReceipt

STATEMENTS = {
    "lock": "LOCK TABLE {schema}.events IN EXCLUSIVE MODE",
    "read": (
        "SELECT * FROM {schema}.events WHERE notification_id > %s AND notification_id <= %s"
        " ORDER BY notification_id LIMIT %s"
    ),
    # OFFSET 0 keeps the planner from reading the whole table: each stream is one index lookup.
    "streams": (
        "SELECT events.* FROM unnest(%b::text[], %b::bigint[]) AS known (stream, version)"
        " CROSS JOIN LATERAL (SELECT * FROM {schema}.events"
        " WHERE originator_id = stream AND originator_version > version OFFSET 0) AS events"
        " WHERE notification_id <= %s ORDER BY notification_id"
    ),
    "at": (
        "SELECT * FROM {schema}.events WHERE notification_id = ANY(%b::bigint[])"
        " ORDER BY notification_id"
    ),
    "last": (
        "SELECT notification_id, recorded_at FROM {schema}.events WHERE notification_id <= %s"
        " ORDER BY notification_id DESC LIMIT 1"
    ),
    "receipts": "SELECT * FROM {schema}.receipts WHERE command_id = ANY(%b::uuid[])",
    # The last position that was ever given, also if what had it is gone; and where the log ends.
    "end": (
        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END,"
        " coalesce(notification_id, 0), coalesce(recorded_at, 0)"
        " FROM {schema}.events_notification_id_seq LEFT JOIN ("
        "SELECT notification_id, recorded_at FROM {schema}.events"
        " ORDER BY notification_id DESC LIMIT 1) AS event ON true"
    ),
    # Under the table's lock positions can be told in advance: nobody has to wait for an answer.
    "append": (
        "WITH new AS (INSERT INTO {schema}.events"
        " SELECT %s + n, stream, version, topic, state, %s"
        " FROM unnest(%b::text[], %b::bigint[], %b::text[], %b::bytea[])"
        " WITH ORDINALITY AS new (stream, version, topic, state, n))"
        " SELECT setval('{schema}.events_notification_id_seq', %s)"
    ),
    "keep": (
        "INSERT INTO {schema}.receipts SELECT * FROM unnest("
        "%b::uuid[], %b::bytea[], %b::text[], %b::bigint[], %b::bigint[], %b::bigint[])"
    ),
}

Statements = Mapping[str, Composed]


def columns(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    """Turn rows into arrays: as many parameters as there are columns, however many rows."""
    return tuple(list(column) for column in zip(*rows, strict=True))


def stored(cursor: psycopg.Cursor[TupleRow]) -> list[Stored]:
    """Read what a statement found."""
    return list(map(Stored._make, cursor.fetchall()))


def last(cursor: psycopg.Cursor[TupleRow], sql: Statements, position: int) -> Head:
    """Tell the last event at or before a position."""
    row = cursor.execute(sql["last"], (position,)).fetchone()
    return Head(*row) if row else Head(0, 0)


def streams(
    cursor: psycopg.Cursor[TupleRow], sql: Statements, known: Mapping[str, int], upto: int
) -> list[Stored]:
    """Read, in log order, several streams, each after the version known of it."""
    if not known:
        return []
    cursor.execute(sql["streams"], (list(known), list(known.values()), upto))
    return stored(cursor)


def receipts_of(
    cursor: psycopg.Cursor[TupleRow], sql: Statements, command_ids: list[UUID]
) -> dict[UUID, StoredReceipt]:
    """Find the receipts there are of these commands."""
    if not command_ids:
        return {}
    rows = cursor.execute(sql["receipts"], (command_ids,)).fetchall()
    return {row[0]: StoredReceipt._make(row) for row in rows}
