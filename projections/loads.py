"""One person's load, told in rows: their periods, what the periods do not show well, and alarms.

What several people have together is told in `grouped.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal, NamedTuple
from uuid import UUID

from projections.capacities import Desks, Logged, Task, Who
from projections.figures import in_hours, rounded
from workdomain.kernel import Message
from workdomain.scheduling.calendar import Calendar, Capacity, capacity_of
from workdomain.scheduling.load import Bucket, Load, PeriodLoad, compared_by, horizon_of
from workdomain.scheduling.models import Model, spread
from workdomain.scheduling.overbooking import overbooked

Length = Literal["day", "week", "month"]


class By(StrEnum):
    """Whose load a row tells."""

    PERSON = "person"
    TEAM = "team"
    DEPARTMENT = "department"
    SKILL = "skill"
    """Everyone who has it; whoever has several counts in each of them, with all of their time."""
    PROJECT = "project"
    """The part of everyone's work that belongs to it; its people have no capacity of its own."""


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
    DEALS = "deals"
    """Work in a period that deals would bring which are neither won nor lost; nobody has it."""
    UNASSIGNED = "unassigned"
    """Open work of a project, or of none, that nobody has."""


class Band(StrEnum):
    """How full a period is, by its utilisation; where it says nothing, hours beyond capacity do."""

    AVAILABLE = "available"
    NORMAL = "normal"
    FULL = "full"
    OVER = "over"


class WorkloadRow(Message):
    """A person or group in a period, some of the work that the periods do not show, or an alarm.

    What does not belong to the kind of a row is null. Unknown is not zero: without known working
    hours there is no capacity, nothing free and no utilisation.
    """

    kind: Kind
    person: UUID | None = None
    """Whose load it is; null for work that nobody has."""
    name: str | None = None
    team: str | None = None
    group: str | None = None
    """The team or skill that people are told by; null for people who are in none."""
    people: int | None = None
    """How many people are told of together."""
    project: UUID | None = None
    """The project that is told of, or where work that nobody has belongs."""
    project_key: str | None = None
    model: Model | None = None
    """How the planned hours of a period were spread over its days."""
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
    """What remains to be done, spread by the model, with time that is allocated; from today on.
    Work that can be done in the time kept for it is in that time, and counts once."""
    allocated_h: float | None = None
    """The part of it that is allocated."""
    logged_h: float | None = None
    """Hours logged on the days of the period."""
    billable_h: float | None = None
    """The part of them that a client may be asked to pay for."""
    not_billable_h: float | None = None
    """The rest of them."""
    load_h: float | None = None
    """Logged before today, planned from today on; what the next figures are made of."""
    free_h: float | None = None
    """Capacity that the load leaves, summed day by day."""
    overload_h: float | None = None
    """Load beyond the capacity, summed day by day: a free day does not make up for a full one."""
    utilisation: float | None = None
    """Load / effective capacity, 1.0 is full; null when the capacity is zero or unknown."""
    band: Band | None = None
    """available, normal, full or over, by the utilisation and the limits asked for. A full week may
    be double on one day and empty on another: overload_h tells."""
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
    """The work items the row is about, and allocations; a period names none."""


@dataclass(frozen=True)
class Asked:
    """The question, in days."""

    first: date
    last: date
    today: date
    by: By
    period: Length
    model: Model
    project: UUID | None
    everyone: bool
    """Whether people of whom there is nothing to tell are told as well."""
    periods: tuple[tuple[date, date], ...]
    place: Mapping[date, int]
    """Which period a day is in."""
    lengths: tuple[int, ...]
    """How many days each period has."""
    normal_from: float
    full_at: float
    """Utilisation that is normal from the one on, full at the other, and over beyond it."""


BUCKETS = {
    Bucket.OVERDUE: Kind.OVERDUE,
    Bucket.NO_WORKING_DAYS: Kind.NO_WORKING_DAYS,
    Bucket.UNDATED: Kind.UNDATED,
    Bucket.UNESTIMATED: Kind.UNESTIMATED,
}


@dataclass(frozen=True)
class Personal:
    """What one person has to do, and their time for it."""

    who: Who
    tasks: Sequence[Task]
    """Their work, and the time that is kept: the picture."""
    forced: Sequence[Task]
    """The same for the alarm."""
    kept: frozenset[UUID]
    """Which of them are allocations."""
    calendar: Calendar
    capacity: Capacity
    """Of the days asked for."""
    load: Load
    spent: Logged


def personal(
    asked: Asked,
    who: Who,
    lying: Desks,
    spent: Logged,
) -> Personal | None:
    """Work out a person's load; None if there is nothing to tell of them."""
    calendar, desk = lying.calendar(who.id), lying.desk(who.id, asked.today)
    tasks = desk.picture
    demands = [task.demand for task in tasks]
    horizon = horizon_of(demands, asked.today)
    whole = capacity_of(calendar, min(asked.first, asked.today), max(asked.last, horizon))
    capacity = whole.between(asked.first, asked.last)
    nothing_known = all(minutes is None for minutes in capacity.contracted)
    if nothing_known and not (tasks or spent.minutes or asked.everyone):
        return None
    load = spread(asked.model, demands, calendar, asked.today, spent.minutes, whole)
    kept = frozenset(each.id for each in lying.kept.get(who.id, ()))
    return Personal(who, tasks, desk.alarm, kept, calendar, capacity, load, spent)


def rows_of(asked: Asked, one: Personal) -> Iterator[WorkloadRow]:
    """Tell everything about one person."""
    person: dict[str, Any] = {"person": one.who.id, "name": one.who.name, "team": one.who.team}
    yield from _periods(asked, person, one)
    yield from buckets(person, one.load)
    ahead = capacity_of(one.calendar, asked.today, asked.last)
    yield from _alarms(asked, person, one.forced, ahead)


class Figures(NamedTuple):
    """A period in minutes."""

    of: PeriodLoad
    contracted: int | None
    planned: float
    logged: float
    allocated: float
    billable: float
    """The part of what is logged."""


def figures(asked: Asked, one: Personal) -> list[Figures]:
    """Tell a person's periods in minutes."""
    length = len(one.capacity.effective)
    load, worked = [0.0] * length, by_period(asked, one.spent.minutes.items())
    billable = by_period(asked, one.spent.billable.items())
    origin = asked.first.toordinal()
    for day, minutes in one.load.days.items():
        if 0 <= (place := day.toordinal() - origin) < length:
            load[place] = minutes
    today = max(0, asked.today.toordinal() - origin)
    allocated = by_period(asked, _allocated(one)) if one.kept else [0.0] * len(asked.periods)
    contracted = one.capacity.contracted
    whole = None in contracted
    found, begin = [], 0
    judged = compared_by(load, one.capacity.effective, asked.lengths)
    for number, of in enumerate(judged):
        end = begin + asked.lengths[number]
        known: Sequence[Any] = contracted[begin:end]
        if whole:
            known = [minutes for minutes in known if minutes is not None]
        planned = of.load if begin >= today else sum(load[today:end])
        found.append(
            Figures(
                of,
                sum(known) if known else None,
                planned,
                worked[number],
                allocated[number],
                billable[number],
            )
        )
        begin = end
    return found


def band_of(asked: Asked, utilisation: float | None) -> Band | None:
    """Tell how full it is; None where that is not known."""
    if utilisation is None:
        return None
    if utilisation < asked.normal_from:
        return Band.AVAILABLE
    if utilisation < asked.full_at:
        return Band.NORMAL
    return Band.OVER if utilisation > asked.full_at else Band.FULL


def in_words(asked: Asked, each: Figures) -> dict[str, Any]:
    """Tell a period's figures as the fields of a row."""
    contracted = None if each.contracted is None else float(each.contracted)
    utilisation = rounded(each.of.utilisation)
    return {
        "contracted_h": in_hours(contracted),
        "capacity_h": in_hours(each.of.capacity),
        "planned_h": in_hours(each.planned),
        "allocated_h": in_hours(each.allocated),
        **logged_in_words(each.logged, each.billable),
        "load_h": in_hours(each.of.load),
        "free_h": in_hours(each.of.free),
        "overload_h": in_hours(each.of.overload),
        "utilisation": utilisation,
        "band": band_of(asked, utilisation),
        "unknown_days": each.of.unknown_days,
    }


def logged_in_words(minutes: float, billable: float) -> dict[str, float]:
    """Tell logged time, and how much of it a client may be asked to pay for."""
    return {
        "logged_h": in_hours(minutes),
        "billable_h": in_hours(billable),
        "not_billable_h": in_hours(minutes - billable),
    }


def period_fields(asked: Asked, number: int) -> dict[str, Any]:
    """Name a period."""
    first, last = asked.periods[number]
    called = _name(first, asked.period)
    return {"model": asked.model, "period": called, "first": first, "last": last}


def _periods(asked: Asked, person: Mapping[str, Any], one: Personal) -> Iterator[WorkloadRow]:
    """Tell a person's periods."""
    part = None
    if asked.project is not None:
        part = by_period(asked, _of_project(asked, one.tasks, one.load))
    for number, each in enumerate(figures(asked, one)):
        yield WorkloadRow(
            kind=Kind.PERIOD,
            **person,
            **period_fields(asked, number),
            **in_words(asked, each),
            project_h=None if part is None else in_hours(part[number]),
        )


def buckets(person: Mapping[str, Any], load: Load) -> Iterator[WorkloadRow]:
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
                count=len({*alarm.items}),
                items=tuple(dict.fromkeys(alarm.items)),
            )


def by_period(asked: Asked, minutes: Iterable[tuple[date, float]]) -> list[float]:
    """Sum minutes of days by their periods; what lies in none is left out."""
    sums = [0.0] * len(asked.periods)
    for day, each in minutes:
        if (number := asked.place.get(day)) is not None:
            sums[number] += each
    return sums


def _allocated(one: Personal) -> Iterator[tuple[date, float]]:
    for each in one.load.placements:
        if each.item in one.kept:
            yield from each.by_day()


def _of_project(asked: Asked, tasks: Iterable[Task], load: Load) -> Iterator[tuple[date, float]]:
    mine = {task.demand.item for task in tasks if task.project == asked.project}
    for each in load.placements:
        if each.item in mine:
            yield from each.by_day()


def _name(first: date, by: str) -> str:
    if by == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02}"
    return first.isoformat()[: len("2026-11") if by == "month" else None]
