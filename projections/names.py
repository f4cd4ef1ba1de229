"""What things are called, for rows that name them by their ids."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, union_all

from projections.models.items import ItemRow
from projections.models.people import PersonRow
from projections.models.projects import ProjectRow
from projections.models.templates import MadeRow, TemplateRow
from projections.reader import Reader
from workdomain.values import OPERATOR
from workdomain.work import chunks

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


def made_from_called(reader: Reader, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Tell from which template, in which version, things were made: `Onboarding, version 3`."""
    c, of = reader.table(MadeRow).c, reader.table(TemplateRow).c
    made = reader.select(MadeRow, c.made, of.name, c.version).where(c.template == of.id)
    rows = reader.run(made.where(reader.holds(TemplateRow)))
    wanted = set(ids)
    return {id: f"{name}, version {version}" for id, name, version in rows if id in wanted}


def called(reader: Reader, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of whatever has one, by the tables that say so; the operator is nobody's row."""
    names = {OPERATOR: "operator"}
    named = [(of.row, of.called) for of in reader.tables() if of.called is not None]
    for chunk in chunks(sorted(set(ids)), AT_ONCE):
        queries = [_naming(reader, row, field, chunk) for row, field in named]
        names.update(dict(reader.run(union_all(*queries))))
    return names


def _called(
    reader: Reader, row: type[Any], field: str, ids: Iterable[UUID | str | None]
) -> dict[UUID, str]:
    wanted = sorted({str(id) for id in ids if id is not None})
    called = {}
    for chunk in chunks(map(UUID, wanted), AT_ONCE):
        called.update(dict(reader.run(_naming(reader, row, field, chunk))))
    return called


def _naming(reader: Reader, row: type[Any], field: str, ids: Sequence[UUID]) -> Select[Any]:
    c = reader.table(row).c
    return reader.select(row, c.id, c[field]).where(c.id.in_(ids))
