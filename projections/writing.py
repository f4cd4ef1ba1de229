"""Writes many rows at once, the way each database takes them fastest."""

from typing import Any

from sqlalchemy import Connection, Table

Rows = list[tuple[Any, ...]]

ENDS = ("to_position", "to_at", "retired", "node", "valid_node")
"""What changes when a row ends."""


def insert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows, whose values are in the order of the columns, as the driver takes them."""
    if connection.dialect.name == "postgresql":
        raw: Any = connection.connection.driver_connection
        with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(table.columns))
    words = f"INSERT INTO {table.name} VALUES ({marks})"  # noqa: S608 (our own names)
    connection.exec_driver_sql(words, rows)


def end(connection: Connection, table: Table, rows: Rows) -> None:
    """Change what ENDS lists of rows; the values in that order, then the number of the row."""
    if connection.dialect.name == "postgresql":
        changed = ", ".join(f"{name} = new.{name}" for name in ENDS)
        words = (
            f"UPDATE {table.name} SET {changed} FROM unnest("  # noqa: S608 (our own names)
            + ", ".join(["%s::bigint[]"] * (len(ENDS) + 1))
            + f") AS new ({', '.join(ENDS)}, number) WHERE {table.name}.number = new.number"
        )
        connection.exec_driver_sql(words, tuple(map(list, zip(*rows, strict=True))))
        return
    changed = ", ".join(f"{name} = ?" for name in ENDS)
    words = f"UPDATE {table.name} SET {changed} WHERE number = ?"  # noqa: S608 (our own names)
    connection.exec_driver_sql(words, rows)
