"""A person's week: every time entry with what became of it, and each day against its hours.

The state of the week is worked out from its lines, and from whether it was declared complete: an
empty day that is right hinders nobody.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from projections.capacities import calendars
from projections.figures import DAY, in_hours, rounded
from projections.models.entries import EntryRow
from projections.models.sheets import LineRow, ReturnedRow, SheetRow
from projections.names import items_called
from projections.reader import Reader
from projections.timekeeping import policy_at
from projections.view import Order, Page, View
from workdomain.execution.sheet_words import LineState
from workdomain.execution.week import monday
from workdomain.kernel import Message
from workdomain.scheduling.calendar import Calendar, capacity_of
from workdomain.values import Day

SUNDAY = 6


class WeekState(StrEnum):
    """How far a week has come."""

    EMPTY = "empty"
    """Nothing is in it."""
    OPEN = "open"
    """Some of it is still to be handed in."""
    RETURNED = "returned"
    """Some of it was given back, and is to be set right."""
    SUBMITTED = "submitted"
    """All of it is handed in, and none approved."""
    PARTLY_APPROVED = "partly-approved"
    APPROVED = "approved"
    """All of it is approved, or billed."""


class MyWeek(Message):
    """What did someone do in a week, and what became of it?"""

    person: UUID
    """Whose week."""
    day: Day | None = None
    """Any day of the week; today if left out."""


class Kind(StrEnum):
    """What a row tells of."""

    WEEK = "week"
    DAY = "day"
    ENTRY = "entry"


class WeekRow(Message):
    """The week, one of its days, or a time entry."""

    kind: Kind
    day: date
    """Of a week, its Monday."""
    entry: UUID | None = None
    item: UUID | None = None
    title: str | None = None
    """Of the work item; null for time on none."""
    activity: str | None = None
    billable: bool | None = None
    """Of an entry: whether a client may be asked to pay for it."""
    note: str | None = None
    state: str | None = None
    """Of an entry draft, submitted, approved or invoiced; of the week, what these come to."""
    logged_h: float
    approved_h: float
    """Hours that were agreed to."""
    contracted_h: float | None = None
    """Hours of the day or week before leave; null where the working hours are not known."""
    effective_h: float | None = None
    """Hours after leave, holidays and availability."""
    returned: str | None = None
    """Why it was given back."""
    invoice: str | None = None
    complete: bool | None = None
    """Of the week: whether somebody said that nothing more is to come."""
    locked: bool | None = None
    """Of a day: whether nothing about it is changed any more."""
    missing_h: float | None = None
    """Of a day that is over: effective hours that nothing was logged for."""


def state_of(entries: Collection[UUID], lines: Mapping[UUID, LineRow], returned: bool) -> WeekState:
    """Work out the state of a week from its lines."""
    if not entries:
        return WeekState.EMPTY
    found = Counter(lines[e].state if e in lines else LineState.DRAFT for e in entries)
    done = found[LineState.APPROVED] + found[LineState.INVOICED]
    if found[LineState.DRAFT]:
        if returned:
            return WeekState.RETURNED
        return WeekState.PARTLY_APPROVED if done else WeekState.OPEN
    if not done:
        return WeekState.SUBMITTED
    return WeekState.PARTLY_APPROVED if found[LineState.SUBMITTED] else WeekState.APPROVED


def read(reader: Reader, params: MyWeek, _page: Page) -> list[WeekRow]:
    """Tell the week, its days and its entries."""
    first = monday(params.day or reader.moment.today)
    last = first + SUNDAY * DAY
    entries = reader.rows(
        EntryRow, lambda c: [c.person == params.person, c.day >= first, c.day <= last]
    )
    lines = {
        row.entry: row
        for row in reader.rows(
            LineRow, lambda c: [c.person == params.person, c.day >= first, c.day <= last]
        )
    }
    sheets = reader.rows(SheetRow, lambda c: [c.person == params.person, c.monday == first])
    returned = {
        row.entry: row.reason
        for sheet in sheets
        for row in reader.rows(ReturnedRow, lambda c: [c.sheet == sheet.sheet])  # noqa: B023
    }
    titles = items_called(reader, (row.item for row in entries))
    told = [_entry(row, lines.get(row.entry), returned.get(row.entry), titles) for row in entries]
    calendar = calendars(reader, first, [params.person]).get(params.person, Calendar())
    locked, today = policy_at(reader).locked, reader.moment.today
    days = [
        _day(_sum(Kind.DAY, first + n * DAY, 1, told, calendar), locked, today)
        for n in range(SUNDAY + 1)
    ]
    whole = _sum(Kind.WEEK, first, SUNDAY + 1, told, calendar)
    open_ones = {row.entry for row in entries} & returned.keys() - lines.keys()
    state = state_of([row.entry for row in entries], lines, bool(open_ones))
    complete = any(sheet.complete for sheet in sheets)
    week = whole.model_copy(update={"state": state.value, "complete": complete})
    return sorted([week, *days, *told], key=lambda row: order(params, row))


def _entry(
    row: EntryRow, line: LineRow | None, why: str | None, titles: Mapping[UUID, str]
) -> WeekRow:
    return WeekRow(
        kind=Kind.ENTRY,
        day=row.day,
        entry=row.entry,
        item=row.item,
        title=titles.get(row.item) if row.item else None,
        activity=row.activity,
        billable=row.billable,
        note=row.note,
        state=(line.state if line else LineState.DRAFT).value,
        logged_h=in_hours(row.minutes),
        approved_h=in_hours(line.approved or 0) if line else 0.0,
        returned=None if line else why,
        invoice=line.invoice if line else None,
    )


def _sum(
    kind: Kind, first: date, days: int, told: Sequence[WeekRow], calendar: Calendar
) -> WeekRow:
    last = first + timedelta(days=days - 1)
    own = [row for row in told if first <= row.day <= last]
    room = capacity_of(calendar, first, last)
    contracted = [each for each in room.contracted if each is not None]
    effective = [each for each in room.effective if each is not None]
    return WeekRow(
        kind=kind,
        day=first,
        logged_h=sum(row.logged_h for row in own),
        approved_h=sum(row.approved_h for row in own),
        contracted_h=in_hours(sum(contracted)) if contracted else None,
        effective_h=in_hours(sum(effective)) if effective else None,
    )


def _day(row: WeekRow, locked: date | None, today: date) -> WeekRow:
    """Tell of a day whether it is locked, and what is missing once it is over."""
    missing = None
    if row.effective_h is not None and row.day < today:
        missing = rounded(max(0.0, row.effective_h - max(0.0, row.logged_h)))
    is_locked = locked is not None and row.day <= locked
    return row.model_copy(update={"locked": is_locked, "missing_h": missing})


PLACES = {kind: place for place, kind in enumerate(Kind)}


def order(_params: MyWeek, row: WeekRow) -> Order:
    """Sort by day, the week and each day before its entries."""
    return (row.day.isoformat(), PLACES[row.kind], row.title or "", str(row.entry or ""))


my_week = View(
    name="my-week",
    params=MyWeek,
    row=WeekRow,
    key=("kind", "day", "entry"),
    read=read,
    order=order,
)
