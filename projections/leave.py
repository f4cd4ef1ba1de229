"""Leave: who is away when, what waits for whom, and how many hours of each year are left."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import Field
from sqlalchemy import and_, or_

from projections.capacities import UNKNOWN, calendars
from projections.figures import in_hours
from projections.models.leaves import AllowanceRow, LeaveRequestRow
from projections.models.people import LeaveRow, PersonRow
from projections.names import people_called
from projections.reader import Reader
from projections.timesheets import leads_at
from projections.view import Order, Page, View
from projections.window import Window
from workdomain.execution.leave import Answer
from workdomain.kernel import Message
from workdomain.scheduling.calendar import Calendar, capacity_of
from workdomain.values import Line

RECORDED = "recorded"


class LeaveAsked(Window):
    """Who is away when, and which leave waits for whom?"""

    person: UUID | None = None
    """Only leave of this person."""
    team: Line | None = None
    """Only leave of people of this team."""
    approver: UUID | None = None
    """Only leave of those who report to this person."""
    answer: Answer | None = None
    """Only leave that stands like this; what was rejected or withdrawn is left out, unless said."""
    everything: bool = False
    """Whether the days do not matter; what waits is shown whenever it is."""


class LeaveShown(Message):
    """Leave of a person."""

    leave: UUID
    person: UUID
    name: str
    team: str | None
    first: date
    last: date
    kind: str
    minutes_per_day: int | None
    """Part of each day; null is the whole day."""
    state: str
    """requested, approved, rejected or withdrawn; recorded, where nobody had to be asked."""
    hours: float | None
    """Of the working hours in those days; null where nobody knows them."""
    since: datetime | None
    """When it was asked for, or answered; null of what was recorded."""
    waits_for: str | None
    """Whom the person reports to, as long as it waits; null is whoever approves."""


class Taken(NamedTuple):
    """Leave, whether asked for or recorded."""

    leave: UUID
    person: UUID
    first: date
    last: date
    kind: str
    minutes_per_day: int | None
    state: str
    since: datetime | None


def read(reader: Reader, params: LeaveAsked, _page: Page) -> list[LeaveShown]:
    """List leave by its first day."""
    first, last = params.days(reader.moment.today)
    people = {row.id: row for row in reader.rows(PersonRow)}
    leads = leads_at(reader)
    if params.everything:
        first, last = date.min, date.max
    found = []
    for each in leave_taken(reader, first, last, person=params.person, waiting=True):
        who = people.get(each.person)
        if (
            _is_asked(params, each)
            and (params.team is None or (who is not None and who.team == params.team))
            and params.approver in (None, leads.get(each.person))
        ):
            found.append(each)
    times = times_of(reader, found)
    names = people_called(reader, {lead for lead in leads.values() if lead is not None})
    shown = [
        LeaveShown(
            leave=each.leave,
            person=each.person,
            name=people[each.person].name if each.person in people else str(each.person),
            team=people[each.person].team if each.person in people else None,
            first=each.first,
            last=each.last,
            kind=each.kind,
            minutes_per_day=each.minutes_per_day,
            state=each.state,
            hours=hours_of(each, times.get(each.person, UNKNOWN)),
            since=each.since,
            waits_for=_lead(each, leads, names),
        )
        for each in found
    ]
    return sorted(shown, key=lambda row: order(params, row))


def _is_asked(params: LeaveAsked, each: Taken) -> bool:
    if params.answer is not None:
        return each.state == params.answer
    return each.state not in (Answer.REJECTED, Answer.WITHDRAWN)


def _lead(each: Taken, leads: Mapping[UUID, UUID | None], names: Mapping[UUID, str]) -> str | None:
    lead = leads.get(each.person)
    waits = each.state == Answer.REQUESTED
    return names.get(lead, str(lead)) if waits and lead is not None else None


def leave_taken(
    reader: Reader,
    first: date,
    last: date,
    *,
    person: UUID | None = None,
    waiting: bool = False,
) -> Iterator[Taken]:
    """Put together what was asked for and what was recorded without asking, between two days.

    Of one person, if one is named; also what waits for an answer, on whatever days, if `waiting`.
    """

    def near(c: Any) -> list[Any]:
        return [c.first <= last, c.last >= first]

    def theirs(c: Any) -> list[Any]:
        return [] if person is None else [c.person == person]

    def wanted(c: Any) -> list[Any]:
        days = and_(*near(c))
        return [*theirs(c), or_(days, c.answer == Answer.REQUESTED) if waiting else days]

    known = set()
    for row in reader.rows(LeaveRequestRow, wanted):
        known.add(row.id)
        yield _one(row.id, row, row.answer.value, row.since)
    for recorded in reader.rows(LeaveRow, lambda c: [*theirs(c), *near(c)]):
        if recorded.leave not in known:
            yield _one(recorded.leave, recorded, RECORDED, None)


def _one(id: UUID, row: LeaveRequestRow | LeaveRow, state: str, since: datetime | None) -> Taken:
    days = (id, row.person, row.first, row.last)
    return Taken(*days, str(row.kind), row.minutes_per_day, state, since)


def times_of(reader: Reader, taken: Sequence[Taken]) -> Mapping[UUID, Calendar]:
    """Tell the working hours of these people, as if nobody were away."""
    if not taken:
        return {}
    since = min(each.first for each in taken)
    times = calendars(reader, since, sorted({each.person for each in taken}))
    return {person: replace(each, leaves=()) for person, each in times.items()}


def hours_of(each: Any, calendar: Calendar) -> float | None:
    """Tell how many working hours a leave takes; a part of a day takes no more than the day has."""
    capacity = capacity_of(replace(calendar, availability=()), each.first, each.last)
    known = [minutes for minutes in capacity.effective if minutes is not None]
    if not known:
        return None
    most = each.minutes_per_day
    return in_hours(sum(minutes if most is None else min(minutes, most) for minutes in known))


def order(_params: LeaveAsked, row: LeaveShown) -> Order:
    """Sort by the first day, then by name."""
    return (row.first.isoformat(), row.name.casefold(), str(row.leave))


leave_view = View(
    name="leave",
    params=LeaveAsked,
    row=LeaveShown,
    key=("leave",),
    read=read,
    order=order,
)


# -- how much is left ------------------------------------------------------------------------------


class LeaveBalance(Message):
    """How many hours of leave does everyone have in a year, and how many are left?"""

    year: Annotated[int, Field(ge=1970, le=2199)] | None = None
    """Which year; this one if left out."""
    person: UUID | None = None
    """Only this person."""


class BalanceShown(Message):
    """Leave of a kind that a person has in a year; all of it hours."""

    person: UUID
    name: str
    kind: str
    year: int
    granted_h: float | None
    """Null if nothing was said of it."""
    carried_h: float
    taken_h: float
    """On days that are over."""
    planned_h: float
    """Approved, on days to come."""
    requested_h: float
    left_h: float | None
    """Granted and carried over, less taken, planned and requested; below zero if it is too much."""


ALL = timedelta(days=1)


def balances(reader: Reader, params: LeaveBalance, _page: Page) -> list[BalanceShown]:
    """Add leave up by person and kind."""
    today = reader.moment.today
    year = params.year or today.year
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = [
        each
        for each in leave_taken(reader, first, last, person=params.person)
        if each.state in (RECORDED, Answer.APPROVED, Answer.REQUESTED)
    ]
    times = times_of(reader, found)
    granted = {
        (row.person, row.kind): row
        for row in reader.rows(AllowanceRow, lambda c: [c.year == year])
        if params.person in (None, row.person)
    }
    sums = defaultdict[tuple[UUID, str], list[float]](lambda: [0.0, 0.0, 0.0])
    for key in granted:
        sums[key] = [0.0, 0.0, 0.0]
    for each in found:
        calendar = times.get(each.person, UNKNOWN)
        cut = each._replace(first=max(each.first, first), last=min(each.last, last))
        over = cut._replace(last=min(cut.last, today - ALL))
        done = (hours_of(over, calendar) or 0.0) if over.last >= over.first else 0.0
        whole = hours_of(cut, calendar) or 0.0
        if each.state == Answer.REQUESTED:
            sums[each.person, each.kind][2] += whole
        else:
            sums[each.person, each.kind][0] += done
            sums[each.person, each.kind][1] += whole - done
    names = people_called(reader, (person for person, _ in sums))
    shown = []
    for (person, kind), figures in sums.items():
        row = granted.get((person, kind))
        taken, planned, requested = (round(each, 4) for each in figures)
        left = None if row is None else row.hours + row.carried_h - taken - planned - requested
        shown.append(
            BalanceShown(
                person=person,
                name=names.get(person, str(person)),
                kind=kind,
                year=year,
                granted_h=None if row is None else row.hours,
                carried_h=0.0 if row is None else row.carried_h,
                taken_h=taken,
                planned_h=planned,
                requested_h=requested,
                left_h=None if left is None else round(left, 4),
            )
        )
    return sorted(shown, key=lambda row: balance_order(params, row))


def balance_order(_params: LeaveBalance, row: BalanceShown) -> Order:
    """Sort by name and kind."""
    return (row.name.casefold(), str(row.person), row.kind)


leave_balance = View(
    name="leave-balance",
    params=LeaveBalance,
    row=BalanceShown,
    key=("person", "kind", "year"),
    read=balances,
    order=balance_order,
)
