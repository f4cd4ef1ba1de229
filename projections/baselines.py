"""Baselines: which moments have a name, and where in the log they are."""

from datetime import datetime
from uuid import UUID

from projections.models.baselines import BaselineRow
from projections.names import items_called, people_called, projects_called
from projections.reader import Moment, Reader, moment_of
from projections.view import Order, Page, View
from workdomain.kernel import Message


class Baselines(Message):
    """Which moments have a name, to hold later ones against?"""

    project: UUID | None = None
    """Only those of this project."""
    retired: bool = False
    """Whether those that were put away are shown too."""


class BaselineShown(Message):
    """A baseline."""

    id: UUID
    name: str
    scope: str
    """The project or work item it is of, or everything."""
    position: int
    """The last log position that it knows."""
    moment: datetime
    """The instant that it is of."""
    taken_at: datetime
    by: str
    note: str
    retired: str | None
    """Why it was put away."""


def read_baselines(reader: Reader, params: Baselines, _page: Page) -> list[BaselineShown]:
    """List the baselines, the latest first."""
    rows = [
        row
        for row in reader.rows(BaselineRow)
        if params.project in (None, row.project) and (params.retired or row.put_away is None)
    ]
    names = projects_called(reader, (row.project for row in rows))
    names |= items_called(reader, (row.item for row in rows))
    people = people_called(reader, (row.by for row in rows))
    shown = []
    for row in rows:
        moment, scope = moment_then(reader, row), row.project or row.item
        shown.append(
            BaselineShown(
                id=row.id,
                name=row.name,
                scope="everything" if scope is None else names.get(scope, str(scope)),
                position=moment.position,
                moment=moment.now,
                taken_at=row.taken_at,
                by=people.get(row.by, str(row.by)),
                note=row.note,
                retired=row.put_away,
            )
        )
    return sorted(shown, key=lambda row: order_baselines(params, row))


def order_baselines(_params: Baselines, row: BaselineShown) -> Order:
    """Sort by when they are of, the latest first."""
    return (-row.position, -row.taken_at.timestamp(), str(row.id))


baselines = View(
    name="baselines",
    params=Baselines,
    row=BaselineShown,
    key=("id",),
    read=read_baselines,
    order=order_baselines,
)


def moment_then(reader: Reader, row: BaselineRow) -> Moment:
    """Find the moment of a baseline: what was known then, and nothing later than the baseline."""
    log, reached, now = reader.work.log, reader.moment.reached, row.taken_at
    if row.as_of is not None:
        then = moment_of(log, reached, now, row.as_of)
        if then.position <= row.taken:
            return then
    return moment_of(log, reached, now, min(row.at_position or row.taken, row.taken))
