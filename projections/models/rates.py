"""Rates as rows: one for each stretch in which a rate holds."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.planning.rate_words import RateEvent, RateKind
from workdomain.planning.rates import Rates, rate
from workdomain.store.messages import Recorded


class RateRow(NamedTuple):
    """What an hour of some work is worth, or costs, from a day on until another."""

    rate: UUID
    kind: RateKind
    person: UUID | None
    project: UUID | None
    client: UUID | None
    activity: str | None
    valid_from: date
    until: date | None
    """The first day it holds no longer; null as long as there is none."""
    per_h: str
    """A decimal, written out."""
    currency: str

    @property
    def amount(self) -> Decimal:
        """Money for an hour."""
        return Decimal(self.per_h)


def evolve(known: Rates, recorded: Recorded) -> Rates:
    """Take in an event as decisions do."""
    event: RateEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return rate.evolve(known, event, recorded.context)


def rows(id: UUID, known: Rates) -> Iterable[RateRow]:
    """Show each stretch that has a rate."""
    if known.scope is None:
        return
    stretches = known.stretches()
    ends = [*(since for since, _ in stretches[1:]), None]
    for (since, value), until in zip(stretches, ends, strict=False):
        if value is not None:
            yield RateRow(id, *known.scope, since, until, str(value.per_h), value.currency)


rates = ReadModel(
    name="rates",
    reads=(rate,),
    initial=Rates(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(
            RateRow, "rate", key=("valid_from",), indexes=(("person",), ("project",), ("client",))
        ),
    ),
)
