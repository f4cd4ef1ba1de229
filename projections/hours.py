"""Hours: how much time was logged, agreed to and billed, by whatever it is asked by.

Time is added up in the database by work item, and what that stands for (its project, its client) is
looked up afterwards: items are few beside entries. Time is for the client its work item names, or
its project's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import Field
from sqlalchemy import Text, case, func, literal, null, type_coerce

from projections.figures import in_hours
from projections.models.entries import EntryRow
from projections.models.sheets import LineRow
from projections.names import clients_called, people_called, projects_called
from projections.places import NOWHERE, Place, places_at
from projections.reader import Reader
from projections.view import Order, Page, View
from projections.window import Lately
from workdomain.execution.sheet_words import LineState
from workdomain.kernel import Message
from workdomain.values import Line


class By(StrEnum):
    """What hours are told by."""

    PERSON = "person"
    PROJECT = "project"
    CLIENT = "client"
    ACTIVITY = "activity"


class Period(StrEnum):
    """How time is cut."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"
    """Not at all."""


LENGTHS = {Period.DAY: 10, Period.WEEK: 10, Period.MONTH: 7, Period.YEAR: 4}
"""How much of a day as text tells the period; weeks are made of days afterwards."""


class Hours(Lately):
    """How many hours were logged, agreed to and billed?"""

    by: tuple[By, ...] = Field(default=(By.PERSON,), max_length=4)
    """Person, project, client and kind of work, one or several; none is everything together."""
    period: Period = Period.MONTH
    """Each day, week, month or year on its own, or all of it together."""
    person: UUID | None = None
    """Only hours of this person."""
    project: UUID | None = None
    """Only hours on work of this project."""
    client: UUID | None = None
    """Only hours for this client."""
    activity: Line | None = None
    """Only hours of this kind of work."""


class HoursShown(Message):
    """Hours of a person, project, client or kind of work, in a period."""

    period: str | None
    """2026-11-30, 2026-W48, 2026-11 or 2026; null for all of it."""
    person: UUID | None = None
    name: str | None = None
    """Of the person."""
    project: UUID | None = None
    project_key: str | None = None
    client: UUID | None = None
    client_name: str | None = None
    activity: str | None = None
    logged_h: float
    billable_h: float
    """Hours logged that a client may be asked to pay for."""
    submitted_h: float
    """Hours that wait for approval."""
    approved_h: float
    """Hours agreed to, billed ones included."""
    invoiced_h: float
    entries: int
    """How many time entries."""


class _Sums(NamedTuple):
    """Minutes, and how many entries."""

    logged: int = 0
    billable: int = 0
    submitted: int = 0
    approved: int = 0
    invoiced: int = 0
    entries: int = 0

    def plus(self, other: "_Sums") -> "_Sums":
        return _Sums(*map(int.__add__, self, other))


Key = tuple[Any, ...]


def read(reader: Reader, params: Hours, _page: Page) -> list[HoursShown]:
    """Add up in the database, then by what the work items stand for."""
    found = [*_logged(reader, params), *_agreed(reader, params)]
    placed = bool({By.PROJECT, By.CLIENT} & {*params.by}) or params.project or params.client
    places = places_at(reader) if placed else {}
    sums = defaultdict[Key, _Sums](_Sums)
    for item, person, activity, when, part in found:
        place = places.get(item, NOWHERE) if item else NOWHERE
        if params.project not in (None, place.project) or params.client not in (None, place.client):
            continue
        if params.activity is not None and not _is_of(activity, params.activity):
            continue
        of = {By.PERSON: person, By.ACTIVITY: activity, **_of(place)}
        key = (_period(when, params.period), *(of[by] for by in params.by))
        sums[key] = sums[key].plus(part)
    return sorted(_shown(reader, params, sums), key=lambda row: order(params, row))


def _is_of(activity: str | None, asked: str) -> bool:
    """Tell whether it is the same kind of work, in capitals or not."""
    return activity is not None and activity.casefold() == asked.casefold()


def _of(place: Place) -> dict[By, UUID | None]:
    return {By.PROJECT: place.project, By.CLIENT: place.client}


def _period(when: str | None, period: Period) -> str | None:
    """Name a period; of a week the days are told."""
    if when is None or period is not Period.WEEK:
        return when
    year, week, _ = date.fromisoformat(when).isocalendar()
    return f"{year}-W{week:02}"


def _query(reader: Reader, row: type[Any], params: Hours, sums: Sequence[Any]) -> Iterable[Any]:
    """Group time by item, and by whatever else is asked for that the rows tell themselves."""
    first, last = params.days(reader.moment.today)
    c: Any = reader.table(row).c
    length = LENGTHS.get(params.period)
    when = null() if length is None else func.substr(type_coerce(c.day, Text), 1, length)
    person = c.person if By.PERSON in params.by else null()
    kind = c.activity if By.ACTIVITY in params.by or params.activity else null()
    place = {By.PROJECT, By.CLIENT} & {*params.by} or params.project or params.client
    item = c.item if place else null()
    columns = [item.label("of"), person.label("whose"), kind.label("kind"), when.label("part")]
    query = reader.select(row, *columns, *sums).where(c.day >= first, c.day <= last)
    if params.person is not None:
        query = query.where(c.person == params.person)
    return reader.run(query.group_by("of", "whose", "kind", "part"))


Part = tuple[UUID | None, UUID | None, str | None, str | None, _Sums]


def _logged(reader: Reader, params: Hours) -> Iterable[Part]:
    c: Any = reader.table(EntryRow).c
    sums = [func.sum(c.minutes), _sum_if(c.billable, c.minutes), func.count()]
    for *of, minutes, billable, number in _query(reader, EntryRow, params, sums):
        item, person, activity, when = of
        sum_of = _Sums(logged=int(minutes), billable=int(billable), entries=number)
        yield item, person, activity, when, sum_of


def _sum_if(condition: Any, minutes: Any) -> Any:
    return func.coalesce(func.sum(case((condition, minutes), else_=literal(0))), 0)


def _agreed(reader: Reader, params: Hours) -> Iterable[Part]:
    c: Any = reader.table(LineRow).c
    sums = [
        _sum_if(c.state == LineState.SUBMITTED, c.minutes),
        _sum_if(c.approved.is_not(None), c.approved),
        _sum_if(c.invoice.is_not(None), c.approved),
    ]
    for *of, submitted, approved, invoiced in _query(reader, LineRow, params, sums):
        item, person, activity, when = of
        sum_of = _Sums(submitted=int(submitted), approved=int(approved), invoiced=int(invoiced))
        yield item, person, activity, when, sum_of


def _shown(reader: Reader, params: Hours, sums: Mapping[Key, _Sums]) -> Iterable[HoursShown]:
    told = [
        (key[0], dict(zip(params.by, key[1:], strict=True)), each) for key, each in sums.items()
    ]
    people = people_called(reader, (of.get(By.PERSON) for _, of, _ in told))
    projects = projects_called(reader, (of.get(By.PROJECT) for _, of, _ in told))
    clients = clients_called(reader, (of.get(By.CLIENT) for _, of, _ in told))
    for period, of, each in told:
        person, project, client = of.get(By.PERSON), of.get(By.PROJECT), of.get(By.CLIENT)
        yield HoursShown(
            period=period,
            person=person,
            name=people.get(person) if person else None,
            project=project,
            project_key=projects.get(project) if project else None,
            client=client,
            client_name=clients.get(client) if client else None,
            activity=of.get(By.ACTIVITY),
            logged_h=in_hours(each.logged),
            billable_h=in_hours(each.billable),
            submitted_h=in_hours(each.submitted),
            approved_h=in_hours(each.approved),
            invoiced_h=in_hours(each.invoiced),
            entries=each.entries,
        )


def order(_params: Hours, row: HoursShown) -> Order:
    """Sort by period, client, project, person and kind of work; what is of none comes last."""
    names = (row.client_name, row.project_key, row.name, row.activity)
    return (row.period or "", *(name or LAST for name in names), str(row.person or ""))


LAST = chr(0x10FFFF)

hours = View(
    name="hours",
    params=Hours,
    row=HoursShown,
    key=("period", "person", "project", "client", "activity"),
    read=read,
    order=order,
)
