"""Budgets as rows."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.planning.budget import Budget, budget
from workdomain.planning.budget_words import BudgetEvent, BudgetPeriod, Limit, WhenOver
from workdomain.store.messages import Recorded


class BudgetRow(NamedTuple):
    """A budget; amounts are exact decimals, written as text."""

    id: UUID
    name: str
    project: UUID | None
    client: UUID | None
    activity: str | None
    hours: float | None
    amount: str | None
    currency: str | None
    rate_per_h: str | None
    period: BudgetPeriod
    warn_percent: int
    over: WhenOver
    closed: bool
    counted: tuple[tuple[str, int], ...]
    """Minutes by month that it counted itself; only what refuses counts."""
    version: int
    """The version of the budget that this shows."""

    @property
    def limit(self) -> Limit:
        """How much there is."""
        if self.hours is not None:
            return Limit(hours=self.hours)
        amount, rate = Decimal(self.amount or 0), Decimal(self.rate_per_h or 0)
        return Limit(amount=amount, currency=self.currency, rate_per_h=rate)


class Shown(NamedTuple):
    """What is shown of a budget: what a decision knows of it, and its version."""

    budget: Budget = Budget()
    version: int = 0


def evolve(shown: Shown, recorded: Recorded) -> Shown:
    """Take in an event as decisions do."""
    event: BudgetEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    known = budget.evolve(shown.budget, event, recorded.context)
    return Shown(known, max(shown.version, recorded.version))


def rows(id: UUID, shown: Shown) -> Iterable[BudgetRow]:
    """Show a budget that was set up."""
    known, version = shown
    if known.name:
        limit = known.limit
        yield BudgetRow(
            id,
            known.name,
            known.project,
            known.client,
            known.activity,
            limit.hours,
            None if limit.amount is None else str(limit.amount),
            limit.currency,
            None if limit.rate_per_h is None else str(limit.rate_per_h),
            known.period,
            known.warn_percent,
            known.over,
            known.closed,
            tuple(sorted(known.counted.items())),
            version,
        )


budgets = ReadModel(
    name="budgets",
    reads=(budget,),
    initial=Shown(),
    evolve=evolve,
    rows=rows,
    tables=(TableOf(BudgetRow, "budget", key=(), indexes=(("id",),), called="name"),),
)
