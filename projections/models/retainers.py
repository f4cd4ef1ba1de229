"""Retainers as rows: one for each stretch of months in which the same terms hold."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.planning.retainer import Retainer, RetainerEvent, Terms, retainer
from workdomain.store.messages import Recorded


class RetainerRow(NamedTuple):
    """Terms of a retainer from a month on."""

    id: UUID
    client: UUID
    name: str
    first: str
    last: str | None
    project: UUID | None
    valid_from: str
    hours: float
    fee: str | None
    """A decimal, written out."""
    currency: str | None
    roll_over: int

    @property
    def terms(self) -> Terms:
        """What was agreed for each month."""
        fee = None if self.fee is None else Decimal(self.fee)
        return Terms(hours=self.hours, fee=fee, currency=self.currency, roll_over=self.roll_over)


def evolve(known: Retainer, recorded: Recorded) -> Retainer:
    """Take in an event as decisions do."""
    event: RetainerEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return retainer.evolve(known, event, recorded.context)


def rows(id: UUID, it: Retainer) -> Iterable[RetainerRow]:
    """Show each stretch of terms."""
    if it.client is None:
        return
    for since, terms in it.stretches():
        fee = None if terms.fee is None else str(terms.fee)
        of = (id, it.client, it.name, it.first, it.last, it.project)
        yield RetainerRow(*of, since, terms.hours, fee, terms.currency, terms.roll_over)


def told_by(rows: Sequence[RetainerRow]) -> Retainer:
    """Put a retainer together again from its rows, one at least."""
    one = rows[0]
    terms = {row.valid_from: row.terms for row in rows}
    return Retainer(one.client, one.name, one.first, one.last, one.project, terms)


retainers = ReadModel(
    name="retainers",
    reads=(retainer,),
    initial=Retainer(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(
            RetainerRow,
            "retainer",
            key=("valid_from",),
            indexes=(("client",), ("id",)),
            called="name",
        ),
    ),
)
