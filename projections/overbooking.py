"""Overbooking: what cannot be done in time whatever is done first, and weeks on end that were full.

The alarm is worked out from the work and the time of the moment asked for, with its evidence: the
days, the work that is forced into them, and by how much it is too much. Since when, and what has
cleared, are facts of the log. A streak is another thing: weeks on end in which more was worked, or
is planned, than there was time for; each of them may be done, and all of them together tire.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from projections.alarms import AHEAD, found, open_alarms
from projections.capacities import Desks, Task, Who, desks, known, logged
from projections.figures import DAY, in_hours, rounded
from projections.kept import kept_called
from projections.models.alarms import AlarmRow
from projections.names import items_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.scheduling.alarm import Evidence, Key, key_of
from workdomain.scheduling.calendar import capacity_of
from workdomain.scheduling.load import PeriodLoad, even_spread, period_load
from workdomain.scheduling.streaks import Streak, streaks
from workdomain.values import Line

LONGEST = 104
"""Weeks that can be looked ahead or back."""
Weeks = Annotated[int, Field(ge=0, le=LONGEST)]


class OverbookingKind(StrEnum):
    """What a row tells."""

    ALARM = "alarm"
    """Days that more work is forced into than fits, whatever is done first."""
    STREAK = "streak"
    """Weeks on end with more load than time."""
    CLEARED = "cleared"
    """An alarm that is over."""


class Overbooking(Message):
    """Who has more to do than fits, whatever is done first; since when, and for how long on end?"""

    person: UUID | None = None
    """Only this person."""
    team: Line | None = None
    """Only people of this team."""
    ahead: Annotated[Weeks, Field(ge=1)] = AHEAD
    """How many weeks to look ahead, today's included."""
    back: Weeks = AHEAD
    """How many weeks to look back, for streaks and for alarms that have cleared."""
    least: Annotated[Weeks, Field(ge=1)] = 2
    """How many weeks on end make a streak."""
    cleared: bool = False
    """Whether to tell alarms that are over as well."""


class OverbookingShown(Message):
    """Days of a person with more work than fits, or weeks on end with more than there was time for.

    What does not belong to the kind of a row is null.
    """

    kind: OverbookingKind
    person: UUID
    name: str | None
    team: str | None
    first: date
    """The first day of the interval, or of the first week."""
    last: date
    """The day until which the work does not fit, or the end of the last week."""
    late: bool = False
    """Whether work that was due before is part of it."""
    forced_h: float | None = None
    """Hours of the work that has to be done between first and last."""
    capacity_h: float | None
    """Hours there are for it."""
    over_by_h: float | None
    """Hours that have to move out or to someone else; of a streak, its load beyond its capacity."""
    items: tuple[UUID, ...] = ()
    """The work that is forced into these days, and time that is allocated there."""
    work: tuple[str, ...] = ()
    """The same by title, each with the hours this person has in it; as far as it is still open."""
    since: datetime | None = None
    """When the alarm was told first; null until the clock has looked (`tick`)."""
    cleared_at: datetime | None = None
    why: str | None = None
    """Why it cleared: fits, or passed (its last day is over)."""
    weeks: int | None = None
    """How many weeks on end."""
    now: bool | None = None
    """Whether the streak goes on this week."""
    load_h: float | None = None
    """Logged before today, planned from today on."""
    utilisation: float | None = None
    """Load / capacity over all its weeks."""


def read(reader: Reader, params: Overbooking, _page: Page) -> list[OverbookingShown]:
    """Tell alarms, streaks and, if asked, what has cleared."""
    today = reader.moment.today
    monday = today - today.weekday() * DAY
    first, last = monday - params.back * 7 * DAY, monday + params.ahead * 7 * DAY - DAY
    among = None
    if params.person is not None or params.team is not None:
        among = known(reader, params.person, params.team)
    found_desks = desks(reader, min(first, today), among)
    people = {who.id: who for who in found_desks.people}
    found = logged(reader, first, last, None if among is None else [*people])
    spent = {person: each.minutes for person, each in found.items()}
    rows = [
        *_alarms(reader, found_desks, today, params.ahead),
        *_streaks(found_desks, spent, params.least, (first, last), today),
    ]
    if params.cleared:
        rows += _cleared(reader, people, first)
    return sorted(rows, key=lambda row: order(params, row))


def _alarms(
    reader: Reader, all_desks: Desks, today: date, ahead: int
) -> Iterator[OverbookingShown]:
    raised = [
        (who, each)
        for who in all_desks.people
        for each in found(
            all_desks.desk(who.id, today).alarm, all_desks.calendar(who.id), today, ahead
        )
    ]
    arisen = open_alarms(reader)
    titles = _called(reader, chain.from_iterable(each.items for _, each in raised))
    for who, each in raised:
        mine = _within(each, all_desks.desk(who.id, today).alarm)
        yield OverbookingShown(
            kind=OverbookingKind.ALARM,
            person=who.id,
            name=who.name,
            team=who.team,
            **_evidence(each),
            work=tuple(
                f"{titles.get(item, str(item))} ({in_hours(mine[item]):g} h)" for item in each.items
            ),
            since=_since(arisen.get(who.id, {}), each),
        )


def _called(reader: Reader, ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Name work items, and what time is kept for."""
    wanted = [*ids]
    return {**items_called(reader, wanted), **kept_called(reader, wanted)}


def _evidence(each: Evidence) -> dict[str, Any]:
    return {
        "first": each.first,
        "last": each.last,
        "late": each.late,
        "forced_h": in_hours(each.forced_minutes),
        "capacity_h": in_hours(each.capacity_minutes),
        "over_by_h": in_hours(each.over_minutes),
        "items": each.items,
    }


def _within(each: Evidence, tasks: Iterable[Task]) -> Mapping[UUID, float]:
    """Sum the minutes of each item; of time that is kept daily, those of the days it is about."""
    found = defaultdict[UUID, float](float)
    for task in tasks:
        start, due = task.demand.start, task.demand.due
        one_day = start is not None and start == due
        if not one_day or each.first <= (start or each.first) <= each.last:
            found[task.demand.item] += task.demand.part_minutes
    return found


def _since(arisen: Mapping[Key, AlarmRow], each: Evidence) -> datetime | None:
    row = arisen.get(key_of(each.last, each.late))
    return None if row is None else row.since


def _cleared(reader: Reader, people: Mapping[UUID, Who], first: date) -> Iterator[OverbookingShown]:
    over = reader.rows(AlarmRow, lambda c: [c.cleared.is_not(None), c.last >= first])
    rows = [row for row in over if row.person in people]
    titles = _called(reader, (UUID(item) for row in rows for item in row.items))
    for row in rows:
        who = people[row.person]
        items = tuple(map(UUID, row.items))
        yield OverbookingShown(
            kind=OverbookingKind.CLEARED,
            person=who.id,
            name=who.name,
            team=who.team,
            first=row.first,
            last=row.last,
            late=row.late,
            forced_h=in_hours(row.forced),
            capacity_h=in_hours(row.capacity),
            over_by_h=in_hours(row.forced - row.capacity),
            items=items,
            work=tuple(titles.get(item, str(item)) for item in items),
            since=row.since,
            cleared_at=row.cleared,
            why=row.why,
        )


Spent = Mapping[UUID, Mapping[date, float]]
"""Minutes that people logged, by day."""


# -- streaks ---------------------------------------------------------------------------------------


def _streaks(
    all_desks: Desks, spent: Spent, least: int, window: tuple[date, date], today: date
) -> Iterator[OverbookingShown]:
    first, last = window
    for who in all_desks.people:
        tasks, calendar = all_desks.desk(who.id, today).picture, all_desks.calendar(who.id)
        mine = spent.get(who.id, {})
        if not (tasks or mine):
            continue
        load = even_spread((task.demand for task in tasks), calendar, today, mine).days
        capacity = capacity_of(calendar, first, last)
        mondays = [first + n * 7 * DAY for n in range(((last - first).days + 1) // 7)]
        weeks = [period_load(load, capacity.between(day, day + 6 * DAY)) for day in mondays]
        for streak in streaks(weeks, least):
            yield _streak(who, streak, weeks, mondays, today)


def _streak(
    who: Who, streak: Streak, weeks: Sequence[PeriodLoad], mondays: Sequence[date], today: date
) -> OverbookingShown:
    its = weeks[streak.first : streak.last + 1]
    load = sum(week.load - week.unjudged for week in its)
    capacity = sum(week.capacity or 0.0 for week in its)
    first, last = mondays[streak.first], mondays[streak.last] + 6 * DAY
    return OverbookingShown(
        kind=OverbookingKind.STREAK,
        person=who.id,
        name=who.name,
        team=who.team,
        first=first,
        last=last,
        capacity_h=in_hours(capacity),
        over_by_h=in_hours(load - capacity),
        weeks=streak.weeks,
        now=first <= today <= last,
        load_h=in_hours(load),
        utilisation=rounded(load / capacity) if capacity else None,
    )


KINDS = {kind: number for number, kind in enumerate(OverbookingKind)}


def order(_params: Overbooking, row: OverbookingShown) -> Order:
    """Sort by person: alarms by their last days, then streaks, then what has cleared."""
    name = row.name.casefold() if row.name else LAST
    days = (row.last.isoformat(), row.first.isoformat(), row.late)
    ended = row.cleared_at.isoformat() if row.cleared_at else ""
    return (name, str(row.person), KINDS[row.kind], *days, ended)


LAST = chr(0x10FFFF)

overbooking = View(
    name="overbooking",
    params=Overbooking,
    row=OverbookingShown,
    key=("kind", "person", "first", "last", "late", "cleared_at"),
    read=read,
    order=order,
)
