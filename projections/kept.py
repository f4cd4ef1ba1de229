"""Time that is kept for people or asked for: allocations, as workloads count them.

What is allocated counts beside the work it is for, and not twice (`scheduling/keeping.py`). What is
tentative counts as it is weighed: by the chance of the deal that it depends on; where none is
named, nobody has said how likely it is, and all of it counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from projections.models.allocations import AllocationRow
from projections.models.deals import DealRow
from projections.models.items import ItemRow
from projections.names import items_called, projects_called
from projections.reader import Reader
from projections.tentative import ANYONES, WHOLE, Weighing
from workdomain.execution.allocation import Standing
from workdomain.execution.room import minutes_of
from workdomain.scheduling.calendar import capacity_of
from workdomain.scheduling.keeping import Kept, ahead

Among = Sequence[UUID] | None


def kept_time(
    reader: Reader, among: Among, weighing: Weighing = Weighing.NONE
) -> Mapping[UUID, Sequence[Kept]]:
    """Read the time that is allocated of these people and has not passed; None is everyone."""
    today = reader.moment.today

    def meant(c: Any) -> list[Any]:
        theirs = c.person.is_not(None) if among is None else c.person.in_(among)
        sure = [c.tentative.is_(False)] if weighing is Weighing.NONE else []
        return [theirs, c.standing == Standing.ALLOCATED, c.last >= today, *sure]

    found = defaultdict[Any, list[Kept]](list)
    for row, share in weighed(reader, reader.rows(AllocationRow, meant), weighing):
        found[row.person].append(_kept(row, share))
    return _with_projects(reader, found)


def _kept(row: AllocationRow, share: float) -> Kept:
    daily = row.booking.minutes_per_day
    return Kept(
        row.id,
        row.minutes * share,
        row.first,
        row.last,
        row.project,
        row.item,
        None if daily is None else daily * share,
    )


def weighed(
    reader: Reader, rows: Sequence[AllocationRow], weighing: Weighing
) -> Iterator[tuple[AllocationRow, float]]:
    """Tell how much of each counts; what does not count at all is left out."""
    deals = {row.deal for row in rows if row.tentative and row.deal is not None}
    chances: dict[UUID, int] = {}
    if deals and weighing is Weighing.WEIGHTED:
        c: Any = reader.table(DealRow).c
        query = reader.select(DealRow, c.id, c.chance).where(c.id.in_(sorted(deals)))
        chances = dict(reader.run(query))
    for row in rows:
        share = 1.0
        if row.tentative and weighing is Weighing.NONE:
            continue
        if row.tentative and row.deal is not None:
            share = chances.get(row.deal, WHOLE) / WHOLE
        if share:
            yield row, share


def _with_projects(
    reader: Reader, found: Mapping[UUID, Sequence[Kept]]
) -> Mapping[UUID, Sequence[Kept]]:
    """Name the projects of the work items that time is kept for."""
    items = {each.item for some in found.values() for each in some if each.item is not None}
    if not items:
        return found
    c: Any = reader.table(ItemRow).c
    query = reader.select(ItemRow, c.id, c.project).where(c.id.in_(sorted(items)))
    projects = dict(reader.run(query))
    return {
        person: [
            each if each.item is None else each._replace(project=projects.get(each.item))
            for each in some
        ]
        for person, some in found.items()
    }


class Wanted(NamedTuple):
    """Time that is asked for and not given: of a person, or of somebody who is like this."""

    time: Kept
    person: UUID | None
    skill: str | None
    team: str | None


def wanted_time(reader: Reader, weighing: Weighing) -> Iterator[Wanted]:
    """Read what is requested or waits, and has not passed; per cents are of eight hours a day."""
    today = reader.moment.today
    standings = (Standing.REQUESTED, Standing.WAITING)
    rows = reader.rows(AllocationRow, lambda c: [c.standing.in_(standings), c.last >= today])
    for row, share in weighed(reader, rows, weighing):
        minutes, _ = minutes_of(row.amount, capacity_of(ANYONES, row.first, row.last))
        time = Kept(row.id, minutes * share, row.first, row.last, row.project, row.item)
        for left in ahead(time, ANYONES, today):
            yield Wanted(left, row.person, row.skill, row.team)


def kept_called(reader: Reader, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Say what time is kept for: `time kept for MOB`; whatever is no allocation is left out."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = reader.rows(AllocationRow, lambda c: [c.id.in_(wanted)])
    projects = projects_called(reader, (row.project for row in rows))
    titles = items_called(reader, (row.item for row in rows))
    named = {}
    for row in rows:
        of = projects.get(row.project) if row.project else titles.get(row.item or row.id)
        named[row.id] = f"time kept for {of or 'something unknown'}"
    return named
