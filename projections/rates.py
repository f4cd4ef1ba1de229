"""Rates: what hours are worth and cost, since when, and for whom."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from projections.models.rates import RateRow
from projections.names import clients_called, people_called, projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.planning.rate_words import RateKind


class RatesAsked(Message):
    """What is an hour worth, what does it cost, and since when?"""

    kind: RateKind | None = None
    """Only what is billed, or only what it costs."""
    person: UUID | None = None
    """Only rates for this person's hours."""
    project: UUID | None = None
    """Only rates for hours on this project."""
    client: UUID | None = None
    """Only rates for hours for this client."""
    past: bool = False
    """Whether rates that hold no longer are shown too."""


class RateShown(Message):
    """A rate; null is whichever person, project, client or kind of work."""

    rate: UUID
    kind: RateKind
    person: str | None
    project_key: str | None
    client: str | None
    activity: str | None
    per_h: Decimal
    """Money for an hour."""
    currency: str
    valid_from: date
    until: date | None
    """The first day it holds no longer; null as long as there is none."""


def read(reader: Reader, params: RatesAsked, _page: Page) -> list[RateShown]:
    """List the rates, the most general first."""
    today = reader.moment.today
    found = [
        row
        for row in reader.rows(RateRow)
        if params.kind in (None, row.kind)
        and params.person in (None, row.person)
        and params.project in (None, row.project)
        and params.client in (None, row.client)
        and (params.past or row.until is None or row.until > today)
    ]
    people = people_called(reader, (row.person for row in found))
    projects = projects_called(reader, (row.project for row in found))
    clients = clients_called(reader, (row.client for row in found))
    shown = [
        RateShown(
            rate=row.rate,
            kind=row.kind,
            person=row.person and people.get(row.person, str(row.person)),
            project_key=row.project and projects.get(row.project, str(row.project)),
            client=row.client and clients.get(row.client, str(row.client)),
            activity=row.activity,
            per_h=row.amount,
            currency=row.currency,
            valid_from=row.valid_from,
            until=row.until,
        )
        for row in found
    ]
    return sorted(shown, key=lambda row: order(params, row))


def order(_params: RatesAsked, row: RateShown) -> Order:
    """Sort by kind, then the most general first, then by name and day."""
    names = [row.client or "", row.project_key or "", row.person or "", row.activity or ""]
    return (row.kind.value, sum(map(bool, names)), *names, row.valid_from.isoformat())


rates = View(
    name="rates",
    params=RatesAsked,
    row=RateShown,
    key=("rate", "valid_from"),
    read=read,
    order=order,
)
