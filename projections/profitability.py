"""Profitability: what approved time brought in and what it cost, by client and project.

From the rates that were frozen when the time was approved. Currencies are never added up: each has
a row of its own. Time that has no rate is told in hours, so that nobody takes its silence for zero.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from projections.figures import in_hours
from projections.models.deals import DealRow
from projections.models.sheets import LineRow
from projections.names import clients_called, projects_called
from projections.places import NOWHERE, places_at
from projections.reader import Reader
from projections.to_invoice import LAST, amount_of
from projections.view import Order, Page, View
from projections.window import Lately
from workdomain.kernel import Message
from workdomain.planning.deal import DealState

ZERO = Decimal(0)


class Profitability(Lately):
    """What does approved time bring in, what does it cost, and what is left?"""

    client: UUID | None = None
    """Only time for this client."""
    project: UUID | None = None
    """Only time on work of this project."""


class ProfitabilityRow(Message):
    """Approved time of a project for a client, in one currency."""

    client: UUID | None
    client_name: str | None
    """Null for work that is for no client."""
    project: UUID | None
    project_key: str | None
    currency: str | None
    """Null for time without any rate."""
    approved_h: float
    invoiced_h: float
    to_invoice: Decimal
    """Worth of approved time that no invoice has yet."""
    invoiced: Decimal
    cost: Decimal
    """Of all approved time."""
    margin: Decimal
    """To invoice + invoiced - cost."""
    expected: Decimal | None
    """Value of the deals won with this project, whatever the days; null if there is none."""
    expected_margin: Decimal | None
    """Expected - cost."""
    unbilled_h: float
    """Approved billable hours without a bill rate."""
    not_billable_h: float
    """Approved hours that no client is asked to pay for."""
    uncosted_h: float
    """Approved hours without a cost rate."""


class _Sums(NamedTuple):
    approved: int = 0
    invoiced_minutes: int = 0
    to_invoice: Decimal = ZERO
    invoiced: Decimal = ZERO
    cost: Decimal = ZERO
    unbilled: int = 0
    not_billable: int = 0
    uncosted: int = 0

    def plus(self, *more: Any) -> "_Sums":
        return _Sums(*(a + b for a, b in zip(self, more, strict=True)))


Key = tuple[UUID | None, UUID | None, str | None]


def read(reader: Reader, params: Profitability, _page: Page) -> list[ProfitabilityRow]:
    """Add up the approved lines of the days asked for."""
    first, last = params.days(reader.moment.today)
    places = places_at(reader)
    sums = defaultdict[Key, _Sums](_Sums)
    rows = reader.rows(LineRow, lambda c: [c.approved.is_not(None), c.day >= first, c.day <= last])
    for row in rows:
        place = places.get(row.item, NOWHERE) if row.item else NOWHERE
        if params.client not in (None, place.client) or params.project not in (None, place.project):
            continue
        for currency, part in _parts(row):
            key = (place.client, place.project, currency)
            sums[key] = sums[key].plus(*part)
    sold = _sold(reader, params)
    for key in sold:
        sums[key] = sums[key]
    clients = clients_called(reader, (client for client, _, _ in sums))
    projects = projects_called(reader, (project for _, project, _ in sums))
    told = [
        ProfitabilityRow(
            client=client,
            client_name=clients.get(client) if client else None,
            project=project,
            project_key=projects.get(project) if project else None,
            currency=currency,
            approved_h=in_hours(each.approved),
            invoiced_h=in_hours(each.invoiced_minutes),
            to_invoice=each.to_invoice,
            invoiced=each.invoiced,
            cost=each.cost,
            margin=each.to_invoice + each.invoiced - each.cost,
            expected=sold.get((client, project, currency)),
            expected_margin=_less(sold.get((client, project, currency)), each.cost),
            unbilled_h=in_hours(each.unbilled),
            not_billable_h=in_hours(each.not_billable),
            uncosted_h=in_hours(each.uncosted),
        )
        for (client, project, currency), each in sums.items()
    ]
    return sorted(told, key=lambda row: order(params, row))


def _sold(reader: Reader, params: Profitability) -> dict[Key, Decimal]:
    """Add up what was sold with each project."""
    won = reader.rows(DealRow, lambda c: [c.state == DealState.WON, c.project.is_not(None)])
    sold = defaultdict[Key, Decimal](Decimal)
    for row in won:
        asked = params.client in (None, row.client) and params.project in (None, row.project)
        if asked and row.worth is not None:
            sold[row.client, row.project, row.currency] += row.worth
    return dict(sold)


def _less(expected: Decimal | None, cost: Decimal) -> Decimal | None:
    return None if expected is None else expected - cost


def _parts(row: LineRow) -> list[tuple[str | None, _Sums]]:
    """Tell what a line adds to which currency: its hours to that of its bill, or of its cost."""
    minutes = row.approved or 0
    bill = amount_of(minutes, row.bill_per_h, row.bill_currency)
    cost = amount_of(minutes, row.cost_per_h, row.cost_currency)
    billed = row.invoice is not None
    main = _Sums(
        approved=minutes,
        invoiced_minutes=minutes if billed else 0,
        to_invoice=ZERO if billed or bill is None else bill,
        invoiced=bill if billed and bill is not None else ZERO,
        unbilled=minutes if bill is None and row.billable else 0,
        not_billable=0 if row.billable else minutes,
        uncosted=minutes if cost is None else 0,
    )
    if cost is None:
        return [(row.bill_currency, main)]
    if row.bill_currency in (None, row.cost_currency):
        return [(row.cost_currency, main._replace(cost=cost))]
    return [(row.bill_currency, main), (row.cost_currency, _Sums(cost=cost))]


def order(_params: Profitability, row: ProfitabilityRow) -> Order:
    """Sort by client, project and currency; what is of none comes last."""
    names = (row.client_name or LAST, row.project_key or LAST, row.currency or LAST)
    return (*names, str(row.project or ""))


profitability = View(
    name="profitability",
    params=Profitability,
    row=ProfitabilityRow,
    key=("client", "project", "currency"),
    read=read,
    order=order,
)
