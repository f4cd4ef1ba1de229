"""Workload: what each person has to do, against the time they have for it.

Even spread is the picture: what remains of an item is spread over the working days until it is due.
The alarm is another question: which work fits into no order of working at all. Work that is on no
day, or on a day only because it has to be somewhere, is in a row of its own, and so is work that
nobody has: no hour is ever left out.
"""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from projections.capacities import Desks, Who, desks, involved, known, logged
from projections.figures import rounded
from projections.loads import Asked, By, Kind, WorkloadRow, rows_of
from projections.models.items import ShareRow
from projections.names import projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from projections.window import Window
from workdomain.scheduling.calendar import periods
from workdomain.values import Line

__all__ = ["Kind", "Workload", "WorkloadRow", "workload"]


class Workload(Window):
    """Who has how much to do, how much time for it, and who cannot get it all done?"""

    by: By = "week"
    """How long a period is; the ones at both ends may be cut short."""
    person: UUID | None = None
    """Only this person. If nobody is named, people without known hours, work and logged time are
    left out: there is nothing to tell of them."""
    team: Line | None = None
    """Only people of this team."""
    project: UUID | None = None
    """Only people who work on this project, with all that they have to do: other projects take
    their time as well. Of the work that nobody has, only what belongs to it."""


def read(reader: Reader, params: Workload, _page: Page) -> list[WorkloadRow]:
    """Tell the load of everyone who is meant, and what nobody has."""
    asked = _asked(params, reader.moment.today)
    found = _desks(reader, params, asked)
    among = None if _no_filter(params) else [who.id for who in found.people]
    spent = logged(reader, asked.first, asked.last, among)
    rows = [
        row
        for who in sorted(found.people, key=_called)
        for row in rows_of(
            asked,
            who,
            found.tasks.get(who.id, ()),
            found.calendar(who.id),
            spent.get(who.id, {}),
        )
    ]
    if params.person is None and params.team is None:
        rows += _unassigned(reader, params.project)
    return rows


def _asked(params: Workload, today: date) -> Asked:
    first, last = params.days(today)
    cut = tuple(periods(first, last, params.by))
    days = (periods(*each, "day") for each in cut)
    place = {day: number for number, each in enumerate(days) for day, _ in each}
    everyone = params.person is not None
    return Asked(first, last, today, params.by, params.project, everyone, cut, place)


def _no_filter(params: Workload) -> bool:
    return params.person is None and params.team is None and params.project is None


def _desks(reader: Reader, params: Workload, asked: Asked) -> Desks:
    since = min(asked.first, asked.today)
    if _no_filter(params):
        return desks(reader, since)
    among = None
    if params.project is not None:
        among = involved(reader, params.project, asked.first, asked.last)
    return desks(reader, since, known(reader, params.person, params.team, among))


def _unassigned(reader: Reader, project: UUID | None) -> list[WorkloadRow]:
    """Tell what nobody has, by project."""
    c: Any = reader.table(ShareRow).c
    query = reader.select(ShareRow, c.project, c.item, c.remaining_h).where(c.person.is_(None))
    if project is not None:
        query = query.where(c.project == project)
    parts = defaultdict[UUID | None, list[tuple[UUID, float | None]]](list)
    for into, item, remaining_h in reader.run(query):
        parts[into].append((item, remaining_h))
    keys = projects_called(reader, parts)
    rows = [
        WorkloadRow(
            kind=Kind.UNASSIGNED,
            project=into,
            project_key=keys.get(into) if into else None,
            hours=rounded(sum(remaining_h or 0.0 for _, remaining_h in items)),
            count=len(items),
            unestimated=sum(remaining_h is None for _, remaining_h in items),
            items=tuple(sorted(item for item, _ in items)),
        )
        for into, items in parts.items()
    ]
    return sorted(rows, key=lambda row: (row.project_key or "", str(row.project or "")))


KINDS = {kind: number for number, kind in enumerate(Kind)}


def order(_params: Workload, row: WorkloadRow) -> Order:
    """Sort by person, their periods before everything else; what nobody has comes last."""
    if row.person is None:
        return (1, row.project_key or "", str(row.project or ""))
    days = ((row.first or date.min).isoformat(), (row.last or date.min).isoformat())
    return (0, *_called(Who(row.person, row.name)), KINDS[row.kind], *days)


def _called(who: Who) -> tuple[str, str]:
    """Sort people by name; whoever is not known comes last."""
    return (who.name.casefold() if who.name else LAST, str(who.id))


LAST = chr(0x10FFFF)


workload = View(
    name="workload",
    params=Workload,
    row=WorkloadRow,
    key=("kind", "person", "project", "first", "last"),
    read=read,
    order=order,
)
