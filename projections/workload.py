"""Workload: what each person has to do, against the time they have for it.

Even spread is the picture: what remains of an item is spread over the working days until it is due.
The alarm is another question: which work fits into no order of working at all. Work that is on no
day, or on a day only because it has to be somewhere, is in a row of its own, and so is work that
nobody has: no hour is ever left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from projections.capacities import Desks, Task, Who, desks, involved, known, logged
from projections.figures import in_hours, rounded
from projections.models.items import ShareRow
from projections.names import projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from projections.window import Window
from workdomain.kernel import Message
from workdomain.scheduling.calendar import Calendar, Capacity, capacity_of, periods
from workdomain.scheduling.load import Bucket, Load, even_spread, period_load
from workdomain.scheduling.overbooking import overbooked
from workdomain.values import Line


class Workload(Window):
    """Who has how much to do, how much time for it, and who cannot get it all done?"""

    by: Literal["day", "week", "month"] = "week"
    """How long a period is; the ones at both ends may be cut short."""
    person: UUID | None = None
    """Only this person."""
    team: Line | None = None
    """Only people of this team."""
    project: UUID | None = None
    """Only people who work on this project, with all that they have to do: other projects take
    their time as well. Of the work that nobody has, only what belongs to it."""


class Kind(StrEnum):
    """What a row of the workload tells."""

    PERIOD = "period"
    """A person's load and capacity in a period."""
    OVERDUE = "overdue"
    """Open work of a person that was due before today; it is on their first working day."""
    NO_WORKING_DAYS = "no_working_days"
    """Open work of a person with no working day left until it is due; it is on its due day."""
    UNDATED = "undated"
    """Open work of a person without a due date; it is on no day."""
    UNESTIMATED = "unestimated"
    """Open work of a person of which nobody knows how much it is; it fills no hours."""
    ALARM = "alarm"
    """Days of a person that more work is forced into than fits, whatever is done first."""
    UNASSIGNED = "unassigned"
    """Open work of a project, or of none, that nobody has."""


class WorkloadRow(Message):
    """A person in a period, some of their work that the periods do not show well, or an alarm.

    What does not belong to the kind of a row is null. Unknown is not zero: without known working
    hours there is no capacity, nothing free and no utilisation.
    """

    kind: Kind
    person: UUID | None = None
    """Whose load it is; null for work that nobody has."""
    name: str | None = None
    team: str | None = None
    project: UUID | None = None
    """Where work that nobody has belongs."""
    project_key: str | None = None
    period: str | None = None
    """The name of the period: 2026-11-23, 2026-W48 or 2026-11."""
    first: date | None = None
    """The first day of the period or the alarm."""
    last: date | None = None
    """The last day of the period or the alarm."""
    contracted_h: float | None = None
    """Working hours before leave and availability."""
    capacity_h: float | None = None
    """Effective capacity: the time there is for planned work, after leave and availability."""
    planned_h: float | None = None
    """What remains to be done, spread evenly; from today on."""
    logged_h: float | None = None
    """Hours logged on the days of the period."""
    load_h: float | None = None
    """Logged before today, planned from today on; what the next figures are made of."""
    free_h: float | None = None
    """Capacity that the load leaves, summed day by day."""
    overload_h: float | None = None
    """Load beyond the capacity, summed day by day: a free day does not make up for a full one."""
    utilisation: float | None = None
    """Load / effective capacity, 1.0 is full; null when the capacity is zero or unknown."""
    unknown_days: int | None = None
    """Days of unknown capacity; their load counts in no other figure than the load."""
    project_h: float | None = None
    """The part of the planned hours that belongs to the project asked for."""
    hours: float | None = None
    """Hours that remain of the items of this row (this person's part of them)."""
    count: int | None = None
    """How many items they are."""
    unestimated: int | None = None
    """How many of them have no estimate, so that they add nothing to the hours."""
    forced_h: float | None = None
    """Hours that must be worked between first and last."""
    over_by_h: float | None = None
    """Hours that have to move out of there, or to someone else."""
    items: tuple[UUID, ...] = ()
    """The work items the row is about; a period names none."""


@dataclass(frozen=True)
class _Asked:
    """The question, in days."""

    first: date
    last: date
    today: date
    by: Literal["day", "week", "month"]
    project: UUID | None
    periods: tuple[tuple[date, date], ...]
    place: Mapping[date, int]
    """Which period a day is in."""


BUCKETS = {
    Bucket.OVERDUE: Kind.OVERDUE,
    Bucket.NO_WORKING_DAYS: Kind.NO_WORKING_DAYS,
    Bucket.UNDATED: Kind.UNDATED,
    Bucket.UNESTIMATED: Kind.UNESTIMATED,
}


def read(reader: Reader, params: Workload, _page: Page) -> list[WorkloadRow]:
    """Tell the load of everyone who is meant, and what nobody has."""
    asked = _asked(params, reader.moment.today)
    found = _desks(reader, params, asked)
    among = None if _everyone(params) else [who.id for who in found.people]
    spent = logged(reader, asked.first, asked.last, among)
    rows = [
        row
        for who in sorted(found.people, key=_called)
        for row in _rows(
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


def _asked(params: Workload, today: date) -> _Asked:
    first, last = params.days(today)
    cut = tuple(periods(first, last, params.by))
    days = (periods(*each, "day") for each in cut)
    place = {day: number for number, each in enumerate(days) for day, _ in each}
    return _Asked(first, last, today, params.by, params.project, cut, place)


def _everyone(params: Workload) -> bool:
    return params.person is None and params.team is None and params.project is None


def _desks(reader: Reader, params: Workload, asked: _Asked) -> Desks:
    since = min(asked.first, asked.today)
    if _everyone(params):
        return desks(reader, since)
    among = None
    if params.project is not None:
        among = involved(reader, params.project, asked.first, asked.last)
    return desks(reader, since, known(reader, params.person, params.team, among))


def _rows(
    asked: _Asked,
    who: Who,
    tasks: Iterable[Task],
    calendar: Calendar,
    spent: Mapping[date, float],
) -> Iterator[WorkloadRow]:
    """Tell everything about one person."""
    person: dict[str, Any] = {"person": who.id, "name": who.name, "team": who.team}
    tasks = tuple(tasks)
    load = even_spread((task.demand for task in tasks), calendar, asked.today, spent)
    capacity = capacity_of(calendar, asked.first, asked.last)
    yield from _periods(asked, person, tasks, load, capacity, spent)
    for bucket, kind in BUCKETS.items():
        if placed := load.bucket(bucket):
            yield WorkloadRow(
                kind=kind,
                **person,
                hours=in_hours(load.minutes(bucket)),
                count=len(placed),
                unestimated=len(placed) if bucket is Bucket.UNESTIMATED else 0,
                items=tuple(each.item for each in placed),
            )
    ahead = capacity_of(calendar, asked.today, asked.last)
    alarms = overbooked((task.demand for task in tasks), ahead)
    for alarm in sorted(alarms, key=lambda alarm: (alarm.first, alarm.last)):
        if alarm.last >= asked.first:
            yield WorkloadRow(
                kind=Kind.ALARM,
                **person,
                first=alarm.first,
                last=alarm.last,
                capacity_h=in_hours(alarm.capacity_minutes),
                forced_h=in_hours(alarm.forced_minutes),
                over_by_h=in_hours(alarm.over_by),
                count=len(alarm.items),
                items=alarm.items,
            )


def _periods(
    asked: _Asked,
    person: Mapping[str, Any],
    tasks: Iterable[Task],
    load: Load,
    capacity: Capacity,
    spent: Mapping[date, float],
) -> Iterator[WorkloadRow]:
    """Tell a person's periods."""
    ahead = ((day, minutes) for day, minutes in load.days.items() if day >= asked.today)
    planned, worked = _by_period(asked, ahead), _by_period(asked, spent.items())
    part = None if asked.project is None else _by_period(asked, _of_project(asked, tasks, load))
    for number, (first, last) in enumerate(asked.periods):
        own = capacity.between(first, last)
        figures = period_load(load.days, own)
        contracted = [minutes for minutes in own.contracted if minutes is not None]
        utilisation = figures.utilisation
        yield WorkloadRow(
            kind=Kind.PERIOD,
            **person,
            period=_name(first, asked.by),
            first=first,
            last=last,
            contracted_h=in_hours(float(sum(contracted))) if contracted else None,
            capacity_h=in_hours(figures.capacity),
            planned_h=in_hours(planned[number]),
            logged_h=in_hours(worked[number]),
            load_h=in_hours(figures.load),
            free_h=in_hours(figures.free),
            overload_h=in_hours(figures.overload),
            utilisation=rounded(utilisation),
            unknown_days=figures.unknown_days,
            project_h=None if part is None else in_hours(part[number]),
        )


def _by_period(asked: _Asked, minutes: Iterable[tuple[date, float]]) -> list[float]:
    sums = [0.0] * len(asked.periods)
    for day, each in minutes:
        if (number := asked.place.get(day)) is not None:
            sums[number] += each
    return sums


def _of_project(asked: _Asked, tasks: Iterable[Task], load: Load) -> Iterator[tuple[date, float]]:
    mine = {task.demand.item for task in tasks if task.project == asked.project}
    for each in load.placements:
        if each.item in mine:
            yield from ((day, each.minutes / len(each.days)) for day in each.days)


def _name(first: date, by: str) -> str:
    if by == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02}"
    return first.isoformat()[: len("2026-11") if by == "month" else None]


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
