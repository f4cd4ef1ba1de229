"""What things are called, for rows that name them by their ids."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import union_all

from projections.models.clients import ClientRow
from projections.models.equipment import EquipmentRow
from projections.models.goals import ObjectiveRow
from projections.models.items import ItemRow
from projections.models.people import PersonRow
from projections.models.projects import ProjectRow
from projections.models.schedules import ScheduleRow
from projections.models.templates import MadeRow, TemplateRow
from projections.reader import Reader
from workdomain.values import OPERATOR

AT_ONCE = 500


def people_called(reader: Reader, ids: Iterable[UUID | str | None]) -> dict[UUID, str]:
    """Names of people; whoever is not known (any more, or yet) is left out."""
    return _called(reader, PersonRow, "name", ids) | {OPERATOR: "operator"}


def projects_called(reader: Reader, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Keys of projects."""
    return _called(reader, ProjectRow, "key", ids)


def schedules_called(reader: Reader, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of schedules."""
    return _called(reader, ScheduleRow, "name", ids)


def equipment_called(reader: Reader, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of equipment."""
    return _called(reader, EquipmentRow, "name", ids)


def items_called(reader: Reader, ids: Iterable[UUID | str | None]) -> dict[UUID, str]:
    """Titles of work items."""
    return _called(reader, ItemRow, "title", ids)


def objectives_called(reader: Reader, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Titles of objectives."""
    return _called(reader, ObjectiveRow, "title", ids)


def clients_called(reader: Reader, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of clients."""
    return _called(reader, ClientRow, "name", ids)


def made_from_called(reader: Reader, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Tell from which template, in which version, things were made: `Onboarding, version 3`."""
    c, of = reader.table(MadeRow).c, reader.table(TemplateRow).c
    made = reader.select(MadeRow, c.made, of.name, c.version).where(c.template == of.id)
    rows = reader.run(made.where(reader.holds(TemplateRow)))
    wanted = set(ids)
    return {id: f"{name}, version {version}" for id, name, version in rows if id in wanted}


def called(reader: Reader, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of whatever has one, by the tables that say so; the operator is nobody's row.

    However many tables there are, it is one query for each few hundred ids.
    """
    names = {OPERATOR: "operator"}
    for chunk in at_once(ids):
        asked = []
        for of in reader.tables():
            if of.called is not None:
                c: Any = reader.table(of.row).c
                asked.append(reader.select(of.row, c.id, c[of.called]).where(c.id.in_(chunk)))
        names.update((id, name) for id, name in reader.connection.execute(union_all(*asked)))
    return names


def at_once(ids: Iterable[UUID | str | None]) -> Iterator[list[UUID]]:
    """Cut ids into as many as one query may name."""
    wanted = sorted({str(id) for id in ids if id is not None})
    for start in range(0, len(wanted), AT_ONCE):
        yield [UUID(id) for id in wanted[start : start + AT_ONCE]]


def _called(
    reader: Reader, row: type[Any], field: str, ids: Iterable[UUID | str | None]
) -> dict[UUID, str]:
    called = {}
    for chunk in at_once(ids):
        table = reader.table(row)
        query = reader.select(row, table.c.id, table.c[field]).where(table.c.id.in_(chunk))
        called.update(dict(reader.run(query)))
    return called
