"""Clients: how far things have come with each, and who has to get back to whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from projections.deals import weighted
from projections.models.clients import ClientRow, ContactRow
from projections.models.deals import DealRow
from projections.models.projects import ProjectRow
from projections.models.talks import FeedbackRow, TalkRow
from projections.reader import Reader
from projections.satisfaction import SATISFIED
from projections.view import Order, Page, View
from workdomain.clients.client_words import ClientStage
from workdomain.kernel import Message
from workdomain.planning.deal import DealState

R = TypeVar("R")


class Clients(Message):
    """How far have things come with each client, and who is waiting to hear from us?"""

    stage: ClientStage | None = None
    """Only clients in this stage."""
    closed: bool = False
    """Whether closed clients are shown too."""


class ClientShown(Message):
    """A client."""

    client: UUID
    name: str
    stage: ClientStage
    closed: bool
    contacts: int
    projects: int
    """Projects for it that are not closed."""
    open_deals: int
    weighted: str
    """What its open deals are worth by their chance, in each currency: `1200.00 EUR, 90.00 USD`."""
    last_talk: date | None
    follow_up: date | None
    """The next day on which somebody is to get back to them."""
    late: bool
    """Whether that day is over."""
    feedback: int
    """How many deliveries they said something of."""
    satisfied_percent: float | None
    """Of these, how many they gave 4 or 5 of 5."""


def read(reader: Reader, params: Clients, _page: Page) -> list[ClientShown]:
    """Put together what is known of each."""

    def asked(c: Any) -> list[Any]:
        only = [] if params.stage is None else [c.stage == params.stage]
        return only if params.closed else [*only, c.closed.is_(False)]

    found = reader.rows(ClientRow, asked)
    contacts = _by_client(reader.rows(ContactRow))
    deals = _by_client(reader.rows(DealRow, lambda c: [c.state == DealState.OPEN]))
    open_ones = reader.rows(ProjectRow, lambda c: [c.client.is_not(None), c.closed.is_(False)])
    projects = _by_client(open_ones)
    talks = _by_client(reader.rows(TalkRow))
    said = _by_client(reader.rows(FeedbackRow))
    today = reader.moment.today
    shown = []
    for row in found:
        due = [talk.follow_up for talk in talks[row.id] if talk.follow_up is not None]
        follow_up = min(due, default=None)
        shown.append(
            ClientShown(
                client=row.id,
                name=row.name,
                stage=row.stage,
                closed=row.closed,
                contacts=len(contacts[row.id]),
                projects=len(projects[row.id]),
                open_deals=len(deals[row.id]),
                weighted=_sums(deals[row.id]),
                last_talk=max((talk.day for talk in talks[row.id]), default=None),
                follow_up=follow_up,
                late=follow_up is not None and follow_up < today,
                feedback=len(said[row.id]),
                satisfied_percent=_satisfied(said[row.id]),
            )
        )
    return sorted(shown, key=lambda row: order(params, row))


def _by_client(rows: Iterable[R]) -> Mapping[UUID, Sequence[R]]:
    found = defaultdict[UUID, list[R]](list)
    for row in rows:
        found[row.client].append(row)  # type: ignore[attr-defined]  # all of these rows have one
    return found


def _sums(rows: Iterable[DealRow]) -> str:
    """Add up by currency; currencies are never added to each other."""
    sums = defaultdict[str, Decimal](Decimal)
    for row in rows:
        if row.currency is not None:
            sums[row.currency] += weighted(row) or Decimal()
    return ", ".join(f"{amount} {currency}" for currency, amount in sorted(sums.items()))


def _satisfied(rows: Sequence[FeedbackRow]) -> float | None:
    if not rows:
        return None
    return round(100 * sum(row.score >= SATISFIED for row in rows) / len(rows), 1)


def order(_params: Clients, row: ClientShown) -> Order:
    """Sort by name."""
    return (row.name.casefold(), str(row.client))


clients = View(
    name="clients",
    params=Clients,
    row=ClientShown,
    key=("client",),
    read=read,
    order=order,
)
