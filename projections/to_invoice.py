"""What can be invoiced: approved billable time that no invoice has, each with its frozen rate.

An amount is rounded once, half up, for each line; an invoice is the sum of its lines, so that it
adds up on paper. What has no rate is shown without an amount, not left out.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from projections.figures import in_hours
from projections.models.entries import EntryRow
from projections.models.sheets import LineRow
from projections.names import clients_called, items_called, people_called, projects_called
from projections.places import NOWHERE, places_at
from projections.reader import Reader
from projections.view import Order, Page, View
from projections.window import Lately
from workdomain.execution.sheet_words import LineState
from workdomain.kernel import Message
from workdomain.planning.money import cost_of
from workdomain.values import Line


class ToInvoice(Lately):
    """Which approved time is still to be billed, and what is it worth?"""

    invoice: Line | None = None
    """The lines of the invoice with this number instead, of whatever days."""

    client: UUID | None = None
    """Only time for this client."""
    project: UUID | None = None
    """Only time on work of this project."""
    person: UUID | None = None
    """Only time of this person."""


class InvoiceLine(Message):
    """A time entry as it goes on an invoice."""

    entry: UUID
    sheet: UUID
    """The week it is in: `invoice-time` is asked of it."""
    day: date
    person: str
    client: str | None
    project_key: str | None
    title: str | None
    """Of the work item."""
    activity: str | None
    note: str | None
    minutes: int
    """As approved."""
    hours: float
    per_h: Decimal | None
    """Money for an hour, frozen when it was approved; null if there was no rate."""
    currency: str | None
    rule: str | None
    """Which rule chose the rate."""
    amount: Decimal | None
    """Hours x rate, rounded half up to the decimals of the currency."""


def read(reader: Reader, params: ToInvoice, _page: Page) -> list[InvoiceLine]:
    """List what is approved and not billed, of the days asked for; or the lines of an invoice."""
    rows = _lines(reader, params)
    places = places_at(reader)
    placed = [(row, places.get(row.item, NOWHERE) if row.item else NOWHERE) for row in rows]
    found = [
        (row, place)
        for row, place in placed
        if params.client in (None, place.client)
        and params.project in (None, place.project)
        and params.person in (None, row.person)
    ]
    people = people_called(reader, (row.person for row, _ in found))
    titles = items_called(reader, (row.item for row, _ in found))
    projects = projects_called(reader, (place.project for _, place in found))
    clients = clients_called(reader, (place.client for _, place in found))
    notes = _notes(reader, [row.day for row, _ in found])
    told = [
        InvoiceLine(
            entry=row.entry,
            sheet=row.sheet,
            day=row.day,
            person=people.get(row.person, str(row.person)),
            client=clients.get(place.client) if place.client else None,
            project_key=projects.get(place.project) if place.project else None,
            title=titles.get(row.item) if row.item else None,
            activity=row.activity,
            note=notes.get(row.entry),
            minutes=row.approved or 0,
            hours=in_hours(row.approved or 0),
            per_h=None if row.bill_per_h is None else Decimal(row.bill_per_h),
            currency=row.bill_currency,
            rule=row.bill_rule,
            amount=amount_of(row.approved or 0, row.bill_per_h, row.bill_currency),
        )
        for row, place in found
    ]
    return sorted(told, key=lambda line: order(params, line))


def amount_of(minutes: int, per_h: str | None, currency: str | None) -> Decimal | None:
    """Tell what a line comes to; null without a rate."""
    if per_h is None or currency is None:
        return None
    return cost_of(minutes, Decimal(per_h), currency)


def _lines(reader: Reader, params: ToInvoice) -> Sequence[LineRow]:
    if params.invoice is not None:
        return reader.rows(LineRow, lambda c: [c.invoice == params.invoice])
    first, last = params.days(reader.moment.today)
    return reader.rows(
        LineRow,
        lambda c: [c.state == LineState.APPROVED, c.billable, c.day >= first, c.day <= last],
    )


def _notes(reader: Reader, days: Sequence[date]) -> dict[UUID, str]:
    if not days:
        return {}
    first, last = min(days), max(days)
    rows = reader.rows(EntryRow, lambda c: [c.day >= first, c.day <= last, c.note != ""])
    return {row.entry: row.note for row in rows}


def order(_params: ToInvoice, row: InvoiceLine) -> Order:
    """Sort by client, project and day."""
    names = (row.client or LAST, row.project_key or LAST)
    return (*names, row.day.isoformat(), row.person.casefold(), str(row.entry))


LAST = chr(0x10FFFF)

to_invoice = View(
    name="to-invoice",
    params=ToInvoice,
    row=InvoiceLine,
    key=("entry",),
    read=read,
    order=order,
)
