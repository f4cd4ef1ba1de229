"""Finds who is overbooked, from the work and the time of a moment."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from projections.capacities import Task
from projections.figures import DAY
from projections.models.alarms import AlarmRow
from projections.reader import Reader
from workdomain.scheduling.alarm import MOST, Evidence, Key, evidence, key_of
from workdomain.scheduling.calendar import Calendar, capacity_of
from workdomain.scheduling.overbooking import overbooked

AHEAD = 12
"""Weeks that are looked ahead; further away, plans change before they matter."""


def found(
    tasks: Sequence[Task], calendar: Calendar, today: date, weeks: int = AHEAD
) -> tuple[Evidence, ...]:
    """Work out where one person is overbooked from today on."""
    if not tasks:
        return ()
    last = today + weeks * 7 * DAY - DAY
    late = frozenset(t.demand.item for t in tasks if t.demand.due and t.demand.due < today)
    alarms = overbooked((task.demand for task in tasks), capacity_of(calendar, today, last))
    return evidence(alarms, late)[:MOST]


def open_alarms(reader: Reader) -> dict[UUID, dict[Key, AlarmRow]]:
    """Read the alarms that have arisen and not cleared, by person."""
    known = defaultdict[UUID, dict[Key, AlarmRow]](dict)
    for row in reader.rows(AlarmRow, lambda c: [c.cleared.is_(None)]):
        known[row.person][key_of(row.last, row.late)] = row
    return known
