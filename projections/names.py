"""What things are called, for rows that name them by their ids."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, union_all

from projections.models.items import ItemRow
from projections.models.people import PersonRow
from projections.models.projects import ProjectRow
from projections.reader import Reader
from workdomain.values import OPERATOR

AT_ONCE = 500


def people_called(reader: Reader, ids: Iterable[UUID | str | None]) -> dict[UUID, str]:
    """Names of people; whoever is not known (any more, or yet) is left out."""
    return _called(reader, PersonRow, "name", ids) | {OPERATOR: "operator"}


def projects_called(reader: Reader, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Keys of projects."""
    return _called(reader, ProjectRow, "key", ids)


def items_called(reader: Reader, ids: Iterable[UUID | str | None]) -> dict[UUID, str]:
    """Titles of work items."""
    return _called(reader, ItemRow, "title", ids)


def called(reader: Reader, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of whatever has one, by the tables that say so; the operator is nobody's row."""
    wanted, names = sorted(set(ids), key=str), {OPERATOR: "operator"}
    for start in range(0, len(wanted), AT_ONCE):
        chunk = wanted[start : start + AT_ONCE]
        asked = [_named(reader, of.row, of.called, chunk) for of in reader.tables() if of.called]
        names.update(dict(reader.run(union_all(*asked))))  # one question, however many tables
    return names


def _called(
    reader: Reader, row: type[Any], field: str, ids: Iterable[UUID | str | None]
) -> dict[UUID, str]:
    wanted = sorted({str(id) for id in ids if id is not None})
    called = {}
    for start in range(0, len(wanted), AT_ONCE):
        chunk = [UUID(id) for id in wanted[start : start + AT_ONCE]]
        called.update(dict(reader.run(_named(reader, row, field, chunk))))
    return called


def _named(reader: Reader, row: type[Any], field: str, ids: Sequence[UUID]) -> Select[Any]:
    table = reader.table(row)
    return reader.select(row, table.c.id, table.c[field]).where(table.c.id.in_(ids))
