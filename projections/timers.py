"""Timers: who is counting time now, on what, and since when; and who forgot to stop."""

from datetime import datetime
from uuid import UUID

from projections.figures import rounded
from projections.models.timers import TimerRow
from projections.names import items_called, people_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message

LONG = 10.0
"""Hours after which a timer was probably forgotten."""


class Timers(Message):
    """Who is counting time now, on what, and who forgot to stop?"""

    person: UUID | None = None
    """Only this person."""


class TimerShown(Message):
    """A timer that runs."""

    person: UUID
    name: str
    since: datetime
    hours: float
    """So far."""
    item: UUID | None
    title: str | None
    activity: str | None
    note: str
    billable: bool
    forgotten: bool
    """Whether it has run for more than ten hours."""


def read(reader: Reader, params: Timers, _page: Page) -> list[TimerShown]:
    """List what runs, the longest first."""
    found = reader.rows(
        TimerRow, lambda c: [] if params.person is None else [c.person == params.person]
    )
    names = people_called(reader, (row.person for row in found))
    titles = items_called(reader, (row.item for row in found))
    shown = []
    for row in found:
        hours = rounded((reader.moment.now - row.since).total_seconds() / 3600)
        shown.append(
            TimerShown(
                person=row.person,
                name=names.get(row.person, str(row.person)),
                since=row.since,
                hours=hours,
                item=row.item,
                title=titles.get(row.item) if row.item else None,
                activity=row.activity,
                note=row.note,
                billable=row.billable,
                forgotten=hours > LONG,
            )
        )
    return sorted(shown, key=lambda row: order(params, row))


def order(_params: Timers, row: TimerShown) -> Order:
    """Sort by when they began."""
    return (row.since.isoformat(), row.name, str(row.person))


timers = View(
    name="timers",
    params=Timers,
    row=TimerShown,
    key=("person",),
    read=read,
    order=order,
)
