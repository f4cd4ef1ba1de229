"""The grid of a week: what somebody worked on, down, and the days, across; in hours."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from projections.figures import in_hours
from projections.models.entries import EntryRow
from projections.models.people import ZoneRow
from projections.names import items_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.people.dated import in_force
from workdomain.values import Day

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class WeekGrid(Message):
    """What did someone work on in a week, day by day?"""

    person: UUID
    """Whose week."""
    day: Day | None = None
    """Any day of the week; today if left out."""


class GridRow(Message):
    """A work item and kind of work, with the hours of each day; the last row is the sum."""

    week: date
    """The first day of the week: a Monday, unless the person's weeks begin on another day."""
    item: UUID | None
    title: str
    activity: str | None
    monday: float
    tuesday: float
    wednesday: float
    thursday: float
    friday: float
    saturday: float
    sunday: float
    total: float


SUM = "In all"
NONE = "No work item"


def read(reader: Reader, params: WeekGrid, _page: Page) -> list[GridRow]:
    """Add up by work item, kind of work and day."""
    first = _first(reader, params.person, params.day or reader.moment.today)
    last = first + timedelta(days=len(DAYS) - 1)
    entries = reader.rows(
        EntryRow, lambda c: [c.person == params.person, c.day >= first, c.day <= last]
    )
    minutes = defaultdict[tuple[UUID | None, str | None], list[int]](lambda: [0] * len(DAYS))
    for row in entries:
        minutes[row.item, row.activity][row.day.weekday()] += row.minutes
    titles = items_called(reader, (item for item, _ in minutes))
    rows = [
        _row(first, item, titles.get(item, str(item)) if item else NONE, activity, days)
        for (item, activity), days in minutes.items()
    ]
    if rows:
        total = [sum(each) for each in zip(*minutes.values(), strict=True)]
        rows.append(_row(first, None, SUM, None, total))
    return sorted(rows, key=lambda row: order(params, row))


def _first(reader: Reader, person: UUID, day: date) -> date:
    """Tell the first day of the person's week that a day lies in."""
    zones = reader.rows(ZoneRow, lambda c: [c.person == person])
    begins = in_force({row.valid_from: row.first_weekday for row in zones}, day) or 0
    return day - timedelta(days=(day.weekday() - begins) % len(DAYS))


def _row(
    first: date, item: UUID | None, title: str, activity: str | None, days: list[int]
) -> GridRow:
    hours = dict(zip(DAYS, map(in_hours, days), strict=True))
    total = in_hours(sum(days))
    return GridRow(week=first, item=item, title=title, activity=activity, total=total, **hours)


def order(_params: WeekGrid, row: GridRow) -> Order:
    """Sort by title and kind of work, time on no item behind it, and the sum at the end."""
    place = 2 if row.title == SUM and row.item is None else 1 if row.item is None else 0
    return (place, row.title, row.activity or "", str(row.item or ""))


week_grid = View(
    name="week-grid",
    params=WeekGrid,
    row=GridRow,
    key=("week", "item", "title", "activity"),
    read=read,
    order=order,
)
