"""What work items stand for: the project they are in, and the client they are for."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from projections.models.items import ItemRow
from projections.models.projects import ProjectRow
from projections.models.specifications import SpecificationRow
from projections.reader import Reader


class Place(NamedTuple):
    """What a work item stands for."""

    project: UUID | None
    client: UUID | None


NOWHERE = Place(None, None)


def places_at(reader: Reader) -> Mapping[UUID, Place]:
    """Tell what each work item stands for: its own client comes before its project's."""
    item: Any = reader.table(ItemRow).c
    spec: Any = reader.table(SpecificationRow).c
    named = reader.select(SpecificationRow, spec.item, spec.client)
    own = dict(reader.run(named.where(spec.client.is_not(None))))
    clients = {row.id: row.client for row in reader.rows(ProjectRow)}
    return {
        id: Place(project, own.get(id) or (clients.get(project) if project else None))
        for id, project in reader.run(reader.select(ItemRow, item.id, item.project))
    }
