"""The pipeline: how many deals are in which stage, and what they are worth by their chance."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import or_

from projections.deals import is_overdue, weighted
from projections.models.deals import DealRow
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.planning.deal import DealState
from workdomain.planning.deal_words import DealStage

PLACES = [*map(str, DealStage), str(DealState.WON), str(DealState.LOST)]
NONE = "~"


class Pipeline(Message):
    """How many deals are in which stage, what are they worth, and what came of the last ones?"""

    days: Annotated[int, Field(ge=1, le=3_660)] = 90
    """How many days back deals that were won or lost are counted."""
    owner: UUID | None = None
    """Only deals that this person sees to."""


class PipelineRow(Message):
    """The deals of a stage in one currency; what was won and lost stands at the end."""

    stage: str
    """new, qualified, proposal, negotiation; won, lost."""
    currency: str | None
    """Null for deals of which nobody knows what they are worth."""
    deals: int
    value: Decimal
    weighted: Decimal
    """Each value x its probability, added up."""
    hours: float
    """Hours of work that would come with them."""
    weighted_h: float
    overdue: int
    """Those that should have been answered by now."""
    win_percent: float | None
    """Of what was won and lost in these days, the share of what was won; at `won` only."""


def read(reader: Reader, params: Pipeline, _page: Page) -> list[PipelineRow]:
    """Add up what is open, and what was closed in the days asked for."""
    today = reader.moment.today
    since = today - timedelta(days=min(params.days, today.toordinal() - 1))

    def asked(c: Any) -> list[Any]:
        whose = [] if params.owner is None else [c.owner == params.owner]
        return [or_(c.state == DealState.OPEN, c.closed > since), *whose]

    groups = defaultdict[tuple[str, str | None], list[DealRow]](list)
    for row in reader.rows(DealRow, asked):
        place = row.stage if row.state is DealState.OPEN else row.state
        groups[str(place), row.currency].append(row)
    won, lost = (sum(len(g) for (p, _), g in groups.items() if p == end) for end in PLACES[-2:])
    share = round(100 * won / (won + lost), 1) if won + lost else None
    told = [
        PipelineRow(
            stage=place,
            currency=currency,
            deals=len(rows),
            value=sum((row.worth or Decimal() for row in rows), Decimal()),
            weighted=sum((weighted(row) or Decimal() for row in rows), Decimal()),
            hours=round(sum(row.hours or 0.0 for row in rows), 2),
            weighted_h=round(sum((row.hours or 0.0) * row.chance / 100 for row in rows), 2),
            overdue=sum(is_overdue(row, today) for row in rows),
            win_percent=share if place == DealState.WON else None,
        )
        for (place, currency), rows in groups.items()
    ]
    return sorted(told, key=lambda row: order(params, row))


def order(_params: Pipeline, row: PipelineRow) -> Order:
    """Sort as deals go, then by currency."""
    return (PLACES.index(row.stage), row.currency or NONE)


pipeline = View(
    name="pipeline",
    params=Pipeline,
    row=PipelineRow,
    key=("stage", "currency"),
    read=read,
    order=order,
)
