"""Deals: what clients may buy, what it is worth by its chance, and who has to hear from whom."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from projections.models.deals import DealRow
from projections.names import clients_called, people_called, projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.planning.deal import DealState
from workdomain.planning.deal_words import DealStage, LostBecause
from workdomain.planning.money import rounded

LAST = date.max


class Deals(Message):
    """What may clients buy, what is it worth, and how likely is it?"""

    client: UUID | None = None
    """Only deals with this client."""
    owner: UUID | None = None
    """Only deals that this person sees to."""
    stage: DealStage | None = None
    """Only deals in this stage."""
    closed: bool = False
    """Whether deals that were won or lost are shown too."""


class DealShown(Message):
    """A deal."""

    deal: UUID
    title: str
    client: UUID
    client_name: str
    stage: DealStage
    state: DealState
    probability: int
    """Per cent; 100 of what was won, 0 of what was lost."""
    value: Decimal | None
    weighted: Decimal | None
    """Value x probability."""
    currency: str | None
    hours: float | None
    weighted_h: float | None
    """Hours of work that would come with it x probability."""
    starts: date | None
    ends: date | None
    expected_close: date | None
    overdue: bool
    """Whether it is open, and should have been answered by now."""
    owner: str | None
    project_key: str | None
    cause: LostBecause | None
    added: date
    closed: date | None


def weighted(row: DealRow) -> Decimal | None:
    """Tell what a deal is worth by its chance, to the decimals of its currency."""
    if row.weighted is None or row.currency is None:
        return None
    return rounded(row.weighted, row.currency)


def is_overdue(row: DealRow, today: date) -> bool:
    """Tell whether an answer is late."""
    late = row.expected_close is not None and row.expected_close < today
    return late and row.state is DealState.OPEN


def read(reader: Reader, params: Deals, _page: Page) -> list[DealShown]:
    """List the deals, those that should be answered first at the top."""

    def asked(c: Any) -> list[Any]:
        given = {"client": params.client, "owner": params.owner, "stage": params.stage}
        only = [c[name] == value for name, value in given.items() if value is not None]
        return only if params.closed else [*only, c.state == DealState.OPEN]

    found = reader.rows(DealRow, asked)
    clients = clients_called(reader, (row.client for row in found))
    people = people_called(reader, (row.owner for row in found))
    projects = projects_called(reader, (row.project for row in found))
    shown = [
        DealShown(
            deal=row.id,
            title=row.title,
            client=row.client,
            client_name=clients.get(row.client, str(row.client)),
            stage=row.stage,
            state=row.state,
            probability=row.chance,
            value=row.worth,
            weighted=weighted(row),
            currency=row.currency,
            hours=row.hours,
            weighted_h=None if row.hours is None else round(row.hours * row.chance / 100, 2),
            starts=row.starts,
            ends=row.ends,
            expected_close=row.expected_close,
            overdue=is_overdue(row, reader.moment.today),
            owner=row.owner and people.get(row.owner, str(row.owner)),
            project_key=row.project and projects.get(row.project, str(row.project)),
            cause=row.cause,
            added=row.added,
            closed=row.closed,
        )
        for row in found
    ]
    return sorted(shown, key=lambda row: order(params, row))


def order(_params: Deals, row: DealShown) -> Order:
    """Sort what is open by the day it should be answered, before what is closed."""
    when = row.closed or row.expected_close or LAST
    return (row.closed is not None, when.isoformat(), row.title, str(row.deal))


deals = View(
    name="deals",
    params=Deals,
    row=DealShown,
    key=("deal",),
    read=read,
    order=order,
)
