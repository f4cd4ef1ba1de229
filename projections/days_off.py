"""Which days are off on a work calendar, with what it is based on; and which is whose."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from projections.models.work_calendars import (
    BaseRow,
    DayOffRow,
    DefaultCalendarRow,
    WorkingDayRow,
)
from projections.reader import Reader
from workdomain.people.default_calendar import Dated
from workdomain.people.work_calendar import Days, layered, over_time


def days_off(
    reader: Reader, wanted: Iterable[UUID | None], since: date = date.min
) -> Mapping[UUID | None, Days]:
    """Name the days that are off from a day on, of each of these calendars: three queries."""
    asked = {id for id in wanted if id is not None}
    if not asked:
        return {}
    bases = defaultdict[UUID, dict[date, UUID | None]](dict)
    for base in reader.rows(BaseRow):
        bases[base.calendar][base.valid_from] = base.base
    among = _reached(asked, bases)

    def theirs(c: Any) -> list[Any]:
        return [c.calendar.in_(among), c.day >= since]

    off = defaultdict[UUID, Days](dict)
    for row in reader.rows(DayOffRow, theirs):
        off[row.calendar][row.day] = row.name
    worked = defaultdict[UUID, list[date]](list)
    for day in reader.rows(WorkingDayRow, theirs):
        worked[day.calendar].append(day.day)

    def found(id: UUID, under: frozenset[UUID]) -> Days:
        """Each calendar once on its way: told in another order, they may circle."""
        if id in under:
            return {}
        below = over_time(bases[id], lambda other: found(other, under | {id}))
        return layered(below, off[id], worked[id])

    return {id: found(id, frozenset()) for id in asked}


def _reached(asked: set[UUID], bases: Mapping[UUID, Dated]) -> set[UUID]:
    """List calendars and all that they are based on, whenever they are."""
    known, ahead = set[UUID](), [*asked]
    while ahead:
        here = ahead.pop()
        if here not in known:
            known.add(here)
            ahead += [base for base in bases[here].values() if base is not None]
    return known


def defaults(reader: Reader) -> Dated:
    """Tell which calendar is the default one from which day on."""
    return {row.valid_from: row.calendar for row in reader.rows(DefaultCalendarRow)}
