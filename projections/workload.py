"""Workload: what people have to do, against the time they have for it; alone or together.

Even spread is the picture: what remains of an item is spread over the working days until it is due.
Two more models can be asked for, and each row says which it shows.
The alarm is another question: which work fits into no order of working at all. Work that is on no
day, or on a day only because it has to be somewhere, is in a row of its own, and so is work that
nobody has: no hour is ever left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from projections.capacities import NOTHING_LOGGED, Desks, Who, desks, involved, known, logged
from projections.figures import in_hours, rounded
from projections.grouped import grouped, rows_by_project, rows_of_group
from projections.loads import (
    Asked,
    By,
    Kind,
    Length,
    Personal,
    WorkloadRow,
    by_period,
    period_fields,
    personal,
    rows_of,
)
from projections.models.items import ShareRow
from projections.names import projects_called
from projections.reader import Reader
from projections.tentative import ANYONES, Weighing, deal_demands
from projections.view import Order, Page, View
from projections.window import Window
from workdomain.garbage import uncollected
from workdomain.scheduling.calendar import periods
from workdomain.scheduling.models import Model, spread
from workdomain.values import Line

__all__ = ["By", "Kind", "Workload", "WorkloadRow", "workload"]


Share = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]


class Workload(Window):
    """Who has how much to do, how much time for it, and who cannot get it all done?"""

    by: By = By.PERSON
    """Each person, team, department or skill (of everyone in it together), or project (the part of
    everyone's work that belongs to it). Alarms are told of persons alone."""
    period: Length = "week"
    """How long a period is; the ones at both ends may be cut short."""
    model: Model = Model.EVEN
    """How what remains is spread over days: evenly, in proportion to the capacity of each day, or
    what is due earliest first."""
    normal_from: Share = 0.75
    """From which utilisation on a period is normal; below it is available for more."""
    full_at: Share = 1.0
    """At which utilisation a period is full; above it is over. Some plan for 0.85."""
    person: UUID | None = None
    """Only this person. If nobody is named, people without known hours, work and logged time are
    left out: there is nothing to tell of them."""
    team: Line | None = None
    """Only people of this team."""
    skill: Line | None = None
    """Only people who have this skill, at any level."""
    tentative: Weighing = Weighing.NONE
    """How much counts of what is not sure: none of it, hours x probability, or all. Time that is
    tentatively allocated is its person's; what open deals would bring is told on its own, unless
    only some are asked for."""
    project: UUID | None = None
    """Only people who work on this project, with all that they have to do: other projects take
    their time as well. Of the work that nobody has, only what belongs to it."""


def read(reader: Reader, params: Workload, _page: Page) -> list[WorkloadRow]:
    """Tell the load of everyone who is meant, and what nobody has."""
    asked = asked_of(params, reader.moment.today)
    everyone = everybody(reader, params, asked)
    match params.by:
        case By.PERSON:
            rows = [row for one in everyone for row in rows_of(asked, one)]
        case By.PROJECT:
            rows = [*rows_by_project(reader, asked, everyone, among=not _no_filter(params))]
        case _:
            groups = grouped(params.by, everyone)
            rows = [row for group in groups for row in rows_of_group(asked, group, groups[group])]
    if _no_filter(params):
        rows += _of_deals(reader, params.tentative, asked)
    if (params.person, params.team, params.skill) == (None, None, None):
        rows += _unassigned(reader, params.project)
    return rows


def everybody(reader: Reader, params: Workload, asked: Asked) -> list[Personal]:
    """Work out the load of everyone of whom there is something to tell, by name."""
    with uncollected():
        return [*_everybody(reader, params, asked)]


def _everybody(reader: Reader, params: Workload, asked: Asked) -> Iterator[Personal]:
    found = _desks(reader, params, asked)
    among = None if _no_filter(params) else [who.id for who in found.people]
    spent = logged(reader, asked.first, asked.last, among)
    for who in sorted(found.people, key=_called):
        one = personal(asked, who, found, spent.get(who.id, NOTHING_LOGGED))
        if one is not None:
            yield one


def asked_of(params: Workload, today: date) -> Asked:
    """Say the question in days."""
    return asked_for(params, today, periods(*params.days(today), params.period))


def asked_for(params: Workload, today: date, cut: Sequence[tuple[date, date]]) -> Asked:
    """Say the question in days, for these periods; they follow one another."""
    days = (periods(*each, "day") for each in cut)
    return Asked(
        first=cut[0][0],
        last=cut[-1][1],
        today=today,
        by=params.by,
        period=params.period,
        model=params.model,
        project=params.project,
        everyone=params.person is not None,
        periods=tuple(cut),
        place={day: number for number, each in enumerate(days) for day, _ in each},
        normal_from=params.normal_from,
        full_at=params.full_at,
        lengths=tuple((end - begin).days + 1 for begin, end in cut),
    )


def _no_filter(params: Workload) -> bool:
    filters = (params.person, params.team, params.skill, params.project)
    return filters == (None,) * len(filters)


def _desks(reader: Reader, params: Workload, asked: Asked) -> Desks:
    since = min(asked.first, asked.today)
    if _no_filter(params):
        return desks(reader, since, tentative=params.tentative)
    among = None
    if params.project is not None:
        among = involved(reader, params.project, asked.first, asked.last)
    meant = known(reader, params.person, params.team, among)
    return desks(reader, since, _having(params.skill, meant), params.tentative)


def _having(skill: str | None, people: Iterable[Who]) -> list[Who]:
    """Keep who has a skill, in capitals or not; None keeps everyone."""
    wanted = skill and skill.casefold()
    return [w for w in people if wanted is None or wanted in {s.casefold() for s in w.skills}]


def _of_deals(reader: Reader, weighing: Weighing, asked: Asked) -> Iterator[WorkloadRow]:
    """Tell what deals would bring in each period."""
    if demands := [*deal_demands(reader, weighing)]:
        days = spread(asked.model, demands, ANYONES, asked.today).days
        for number, minutes in enumerate(by_period(asked, days.items())):
            yield WorkloadRow(
                kind=Kind.DEALS,
                **period_fields(asked, number),
                planned_h=in_hours(minutes),
                load_h=in_hours(minutes),
                count=len(demands),
                unestimated=sum(each.remaining_minutes is None for each in demands),
            )


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
    """Sort by person or group, their periods before all else; what nobody has comes last."""
    if row.kind is Kind.UNASSIGNED:
        return (2, row.project_key or "", str(row.project or ""))
    if row.kind is Kind.DEALS and row.first is not None:
        return (1, row.first.isoformat())
    days = ((row.first or date.min).isoformat(), (row.last or date.min).isoformat())
    if row.person is not None:
        return (0, *_called(Who(row.person, row.name)), KINDS[row.kind], *days)
    of = row.group or row.project_key or (str(row.project) if row.project else None)
    return (0, LAST if of is None else of.casefold(), of or "", KINDS[row.kind], *days)


def _called(who: Who) -> tuple[str, str]:
    """Sort people by name; whoever is not known comes last."""
    return (who.name.casefold() if who.name else LAST, str(who.id))


LAST = chr(0x10FFFF)


workload = View(
    name="workload",
    params=Workload,
    row=WorkloadRow,
    key=("kind", "person", "group", "project", "first", "last"),
    read=read,
    order=order,
)
