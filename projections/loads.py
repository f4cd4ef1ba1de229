"""One person's load, told in rows: their periods, what the periods do not show well, and alarms."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from projections.capacities import Task, Who
from projections.figures import in_hours, rounded
from workdomain.kernel import Message
from workdomain.scheduling.calendar import Calendar, Capacity, capacity_of
from workdomain.scheduling.load import Bucket, Load, even_spread, period_load
from workdomain.scheduling.overbooking import overbooked

By = Literal["day", "week", "month"]


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
class Asked:
    """The question, in days."""

    first: date
    last: date
    today: date
    by: By
    project: UUID | None
    everyone: bool
    """Whether people of whom there is nothing to tell are told as well."""
    periods: tuple[tuple[date, date], ...]
    place: Mapping[date, int]
    """Which period a day is in."""


BUCKETS = {
    Bucket.OVERDUE: Kind.OVERDUE,
    Bucket.NO_WORKING_DAYS: Kind.NO_WORKING_DAYS,
    Bucket.UNDATED: Kind.UNDATED,
    Bucket.UNESTIMATED: Kind.UNESTIMATED,
}


def rows_of(
    asked: Asked,
    who: Who,
    tasks: Iterable[Task],
    calendar: Calendar,
    spent: Mapping[date, float],
) -> Iterator[WorkloadRow]:
    """Tell everything about one person."""
    person: dict[str, Any] = {"person": who.id, "name": who.name, "team": who.team}
    tasks = tuple(tasks)
    capacity = capacity_of(calendar, asked.first, asked.last)
    nothing_known = all(minutes is None for minutes in capacity.contracted)
    if nothing_known and not (tasks or spent or asked.everyone):
        return
    load = even_spread((task.demand for task in tasks), calendar, asked.today, spent)
    yield from _periods(asked, person, tasks, load, capacity, spent)
    yield from _buckets(person, load)
    yield from _alarms(asked, person, tasks, capacity_of(calendar, asked.today, asked.last))


def _periods(
    asked: Asked,
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


def _buckets(person: Mapping[str, Any], load: Load) -> Iterator[WorkloadRow]:
    """Tell which of a person's work the periods do not show well."""
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


def _alarms(
    asked: Asked, person: Mapping[str, Any], tasks: Iterable[Task], ahead: Capacity
) -> Iterator[WorkloadRow]:
    """Tell on which days from today on a person has more to do than fits."""
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


def _by_period(asked: Asked, minutes: Iterable[tuple[date, float]]) -> list[float]:
    sums = [0.0] * len(asked.periods)
    for day, each in minutes:
        if (number := asked.place.get(day)) is not None:
            sums[number] += each
    return sums


def _of_project(asked: Asked, tasks: Iterable[Task], load: Load) -> Iterator[tuple[date, float]]:
    mine = {task.demand.item for task in tasks if task.project == asked.project}
    for each in load.placements:
        if each.item in mine:
            yield from ((day, each.minutes / len(each.days)) for day in each.days)


def _name(first: date, by: str) -> str:
    if by == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02}"
    return first.isoformat()[: len("2026-11") if by == "month" else None]
