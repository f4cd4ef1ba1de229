"""Allocations that somebody should see to, because what they were given for does not hold."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from projections.allocation_concerns import Around, Doubt, concerns_of
from projections.capacities import calendars
from projections.concerns import Severity
from projections.models.allocations import AllocationRow
from projections.models.items import ItemRow
from projections.models.projects import ProjectRow
from projections.reader import Reader
from projections.timesheets import leads_at
from workdomain.execution.allocation import Standing
from workdomain.values import OPERATOR


class InDoubt(NamedTuple):
    """An allocation with days to come, and what does not hold of it."""

    row: AllocationRow
    person: UUID
    project: ProjectRow | None
    doubts: tuple[Doubt, ...]
    who: tuple[UUID, ...]
    """Whoever gave the time or else asked for it, and whoever leads the person."""

    @property
    def label(self) -> str | None:
        """Tell what sort of allocation it is, where it is not a plain one."""
        if self.row.tentative:
            return "tentative"
        return None if self.row.overtime is None else "overtime"

    @property
    def reason(self) -> str:
        """Tell it in words."""
        told = "; ".join(each.words for each in self.doubts)
        return told if self.label is None else f"{self.label.capitalize()}: {told}"

    def severity(self, days: int, soon: int) -> Severity:
        """Tell how much it matters, so many days ahead; what is tentative keeps nobody yet."""
        if self.row.tentative:
            return Severity.LOW
        return Severity.HIGH if days <= soon else Severity.MEDIUM


def in_doubt(reader: Reader, project: UUID | None) -> Iterator[InDoubt]:
    """Judge what is kept from today on; what was so on days that are over is nobody's to mend."""
    today = reader.moment.today
    found = reader.rows(
        AllocationRow, lambda c: [c.standing == Standing.ALLOCATED, c.last >= today]
    )
    if not found:
        return
    projects = {row.id: row for row in reader.rows(ProjectRow)}
    ids = {row.item for row in found if row.item is not None}
    items = {row.id: row for row in reader.rows(ItemRow, lambda c: [c.id.in_(ids)])}
    people = sorted({row.person for row in found if row.person is not None})
    times = calendars(reader, min(row.first for row in found), people)
    concerns = concerns_of(reader, found, Around(projects, items, times))
    leads = leads_at(reader)
    for row in found:
        item = items.get(row.item) if row.item else None
        into = row.project or (item.project if item else None)
        doubts = tuple(each for each in concerns.get(row.id, ()) if each.last >= today)
        if row.person is not None and doubts and project in (None, into):
            who = _who(row, row.person, leads.get(row.person))
            yield InDoubt(row, row.person, projects.get(into) if into else None, doubts, who)


def _who(row: AllocationRow, person: UUID, lead: UUID | None) -> tuple[UUID, ...]:
    """Tell who should act; the person themself, if there is nobody else."""
    given = row.given_by if row.given_by != OPERATOR else row.asked_by
    others = (each for each in (given, lead) if each is not None and each != OPERATOR)
    return tuple(dict.fromkeys(others)) or (person,)
