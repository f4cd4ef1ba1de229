"""Retainers: how the hours that clients have bought for every month are used up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import Field
from sqlalchemy import Text, func, type_coerce

from projections.models.entries import EntryRow
from projections.models.retainers import RetainerRow, told_by
from projections.names import clients_called, projects_called
from projections.places import NOWHERE, places_at
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.planning.retainer import Burn, Retainer, burnt

MONTH = len("2026-01")


class Retainers(Message):
    """What is left of the hours that clients have bought for every month?"""

    client: UUID | None = None
    """Only retainers of this client."""
    months: Annotated[int, Field(ge=1, le=120)] = 3
    """How many months are shown, this month being the last."""


class RetainerMonth(Message):
    """A month of a retainer, up to now if it is this one."""

    retainer: UUID
    name: str
    client: UUID
    client_name: str
    project_key: str | None
    """Null if all time for the client counts."""
    month: str
    agreed_h: float
    carried_h: float
    """Left of months before, and still to be used."""
    used_h: float
    """Logged."""
    left_h: float
    over_h: float
    """Used beyond all there was."""
    expired_h: float
    """Left, and gone with the end of the month; of this month, if nothing more is used."""
    fee: Decimal | None
    currency: str | None


class _Whose(NamedTuple):
    """Which time counts."""

    client: UUID | None
    project: UUID | None


def read(reader: Reader, params: Retainers, _page: Page) -> list[RetainerMonth]:
    """Tell month by month how the hours were used, the oldest hours first."""

    def asked(c: Any) -> list[Any]:
        return [] if params.client is None else [c.client == params.client]

    terms = defaultdict[UUID, list[RetainerRow]](list)
    for row in reader.rows(RetainerRow, asked):
        terms[row.id].append(row)
    known = {id: told_by(rows) for id, rows in terms.items()}
    used = _used(reader, min((it.first for it in known.values()), default=None))
    last = reader.moment.today.isoformat()[:MONTH]
    clients = clients_called(reader, (it.client for it in known.values()))
    projects = projects_called(reader, (it.project for it in known.values()))
    told = [
        _told(id, it, burn, clients, projects)
        for id, it in known.items()
        for burn in [*burnt(it, used[_Whose(it.client, it.project)], last)][-params.months :]
    ]
    return sorted(told, key=lambda row: order(params, row))


def _used(reader: Reader, first: str | None) -> Mapping[_Whose, Mapping[str, float]]:
    """Add up hours by month, for each client in all and for each of its projects."""
    sums = defaultdict[_Whose, defaultdict[str, float]](lambda: defaultdict(float))
    if first is None:
        return sums
    c: Any = reader.table(EntryRow).c
    month = func.substr(type_coerce(c.day, Text), 1, MONTH).label("month")
    query = reader.select(EntryRow, c.item, month, func.sum(c.minutes))
    query = query.where(c.day >= date.fromisoformat(f"{first}-01"), c.item.is_not(None))
    places = places_at(reader)
    for item, when, minutes in reader.run(query.group_by(c.item, "month")):
        place = places.get(item, NOWHERE)
        if place.client is not None:
            for project in {None, place.project}:
                sums[_Whose(place.client, project)][when] += int(minutes) / 60
    return sums


def _told(
    id: UUID, it: Retainer, burn: Burn, clients: Mapping[UUID, str], projects: Mapping[UUID, str]
) -> RetainerMonth:
    client = it.client or id
    return RetainerMonth(
        retainer=id,
        name=it.name,
        client=client,
        client_name=clients.get(client, str(client)),
        project_key=it.project and projects.get(it.project, str(it.project)),
        month=burn.month,
        agreed_h=burn.terms.hours,
        **dict(zip(FIGURES, _rounded(burn[2:]), strict=True)),
        fee=burn.terms.fee,
        currency=burn.terms.currency,
    )


FIGURES = ("carried_h", "used_h", "left_h", "over_h", "expired_h")


def _rounded(figures: Iterable[float]) -> list[float]:
    return [round(each, 2) for each in figures]


def order(_params: Retainers, row: RetainerMonth) -> Order:
    """Sort by client, name and month."""
    return (row.client_name, row.name, str(row.retainer), row.month)


retainers = View(
    name="retainers",
    params=Retainers,
    row=RetainerMonth,
    key=("retainer", "month"),
    read=read,
    order=order,
)
