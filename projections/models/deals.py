"""Deals as rows."""

from collections.abc import Iterable
from datetime import UTC, date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.planning.deal import Deal, DealState, deal
from workdomain.planning.deal_words import (
    DealAdded,
    DealEvent,
    DealLost,
    DealReopened,
    DealStage,
    DealWon,
    LostBecause,
)
from workdomain.store.messages import Recorded


class DealRow(NamedTuple):
    """Something a client may buy."""

    id: UUID
    client: UUID
    title: str
    stage: DealStage
    state: DealState
    chance: int
    """Per cent; 100 of what was won, 0 of what was lost."""
    value: str | None
    """A decimal, written out."""
    currency: str | None
    hours: float | None
    starts: date | None
    ends: date | None
    expected_close: date | None
    owner: UUID | None
    project: UUID | None
    cause: LostBecause | None
    reason: str | None
    added: date
    closed: date | None
    """The day it was won or lost."""

    @property
    def worth(self) -> Decimal | None:
        """Money; None if nobody knows."""
        return None if self.value is None else Decimal(self.value)

    @property
    def weighted(self) -> Decimal | None:
        """What it is worth, by its chance."""
        return None if self.worth is None else self.worth * self.chance / 100


class Shown(NamedTuple):
    """What is shown of a deal: what a decision knows of it, and when it was added and closed."""

    deal: Deal = Deal()
    added: date | None = None
    closed: date | None = None


def evolve(shown: Shown, recorded: Recorded) -> Shown:
    """Take in an event as decisions do, and note the day."""
    event: DealEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    day = recorded.context.at.astimezone(UTC).date()
    after = shown._replace(deal=deal.evolve(shown.deal, event, recorded.context))
    match event:
        case DealAdded():
            return after._replace(added=day)
        case DealWon() | DealLost():
            return after._replace(closed=day)
        case DealReopened():
            return after._replace(closed=None)
        case _:
            return after


def rows(id: UUID, shown: Shown) -> Iterable[DealRow]:
    """Show a deal that was added, unless it never was one."""
    it = shown.deal
    if it.client is None or shown.added is None or it.cause is LostBecause.MISTAKE:
        return
    yield DealRow(
        id=id,
        client=it.client,
        title=it.title,
        stage=it.stage,
        state=it.state,
        chance=it.chance,
        value=None if it.value is None else str(it.value),
        currency=it.currency,
        hours=it.hours,
        starts=it.starts,
        ends=it.ends,
        expected_close=it.expected_close,
        owner=it.owner,
        project=it.project,
        cause=it.cause,
        reason=it.reason,
        added=shown.added,
        closed=shown.closed,
    )


deals = ReadModel(
    name="deals",
    reads=(deal,),
    initial=Shown(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(
            DealRow, "deal", key=(), indexes=(("id",), ("client",), ("state",)), called="title"
        ),
    ),
)
