"""What is asked of budgets, and what happens to them: the words of `budget.py`."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from workdomain.kernel import Command, Event, Message, Personal
from workdomain.planning.money import Amount, Currency, cost_of, decimals
from workdomain.values import Hours, Line

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A month: 2026-11."""

Count = Annotated[int, Field(ge=0, le=100_000_000)]
"""Whole minutes, perhaps none."""

Percent = Annotated[int, Field(ge=1, le=100)]


class BudgetPeriod(StrEnum):
    """How long a budget is for."""

    LIFETIME = "lifetime"
    MONTHLY = "monthly"
    """As much each month; what is left is not carried over."""


class WhenOver(StrEnum):
    """What becomes of time that is over a budget."""

    WARN = "warn"
    """It is logged, and views say so."""
    REFUSE = "refuse"
    """It is not logged."""


class Limit(Message):
    """Hours, or an amount of money with its currency and the rate that hours cost."""

    hours: Hours | None = None
    amount: Amount | None = None
    currency: Currency | None = None
    rate_per_h: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=4)] | None = None
    """What an hour costs, blended over all who work on it."""

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        money = (self.amount, self.currency, self.rate_per_h)
        if (self.hours is None) == (self.amount is None):
            raise ValueError("Give hours or an amount of money")
        if self.hours is not None and any(part is not None for part in money):
            raise ValueError("A budget of hours has no currency and no rate")
        if self.amount is not None and self.currency is not None:
            places = decimals(self.currency)
            if self.amount != round(self.amount, places):
                raise ValueError(f"{self.currency} has {places} decimals")
        if self.hours is None and None in money:
            raise ValueError("An amount needs its currency and rate_per_h, what an hour costs")
        return self

    def used(self, minutes: int) -> float | Decimal:
        """Tell what so much time takes of it, in its own unit."""
        if self.currency is None or self.rate_per_h is None:
            return minutes / 60
        return cost_of(minutes, self.rate_per_h, self.currency)

    def left(self, minutes: int) -> float | Decimal:
        """Tell what is left of it after so much time; less than nothing if it is over."""
        used = self.used(minutes)
        if isinstance(used, Decimal):
            return (self.amount or Decimal()) - used
        return round((self.hours or 0.0) - used, 9)

    def __str__(self) -> str:
        """Write it as histories do: `100 h`, `5000.00 EUR at 80 an hour`."""
        if self.hours is not None:
            return f"{self.hours:g} h"
        return f"{self.amount} {self.currency} at {self.rate_per_h} an hour"


class AddBudget(Limit, Command):
    """Limit the time of a project or client, of a kind of work, or of such in one of these."""

    name: Line
    project: UUID | None = None
    client: UUID | None = None
    activity: Line | None = None
    """A kind of work, as time entries name it."""
    period: BudgetPeriod = BudgetPeriod.LIFETIME
    warn_percent: Percent = 80
    """From what share of it on views warn."""
    over: WhenOver = WhenOver.WARN

    @model_validator(mode="after")
    def _is_of_something(self) -> Self:
        if self.project is None and self.client is None and self.activity is None:
            raise ValueError("Say what it is for: a project, a client or an activity")
        if self.project is not None and self.client is not None:
            raise ValueError("Give a project or a client: a project has its own client")
        return self


class RenameBudget(Command):
    """Give the budget another name."""

    name: Line


class SetBudgetLimit(Limit, Command):
    """Set how much there is, from now on."""


class SetBudgetRule(Command):
    """Say from what share on it warns, and what becomes of time that is over it."""

    warn_percent: Percent
    over: WhenOver


class CloseBudget(Command):
    """Count against it no more."""

    reason: Annotated[Line, Personal()]


class ReopenBudget(Command):
    """Count against it again."""

    reason: Annotated[Line, Personal()]


class CountedMonth(Message):
    """Minutes of a month."""

    month: Month
    minutes: Count


class RecountBudget(Command):
    """Set what was counted to what the time entries say; for budgets that refuse."""

    counted: Annotated[tuple[CountedMonth, ...], Field(max_length=1_200)]


class ConsumeBudget(Command):
    """Count time against it; asked for when time is logged or corrected."""

    month: Month
    minutes: Count


class ReleaseBudget(Command):
    """Count time against it no more; asked for when time is corrected or removed."""

    month: Month
    minutes: Count


class BudgetAdded(
    Event,
    topic="budget.added.v1",
    says="set up the budget {name}: {limit}, {period}[ for {project}][ for {client}]"
    "[ for {activity}]",
):
    """There is a new budget."""

    name: str
    project: UUID | None
    client: UUID | None
    activity: str | None
    limit: Limit
    period: BudgetPeriod
    warn_percent: int
    over: WhenOver


class BudgetRenamed(Event, topic="budget.renamed.v1", says="renamed it {name}"):
    """It has another name."""

    name: str


class BudgetLimitSet(Event, topic="budget.limit-set.v1", says="set it to {limit}"):
    """There is more or less of it."""

    limit: Limit


class BudgetRuleSet(
    Event, topic="budget.rule-set.v1", says="had it warn from {warn_percent} % on, and then {over}"
):
    """It warns or refuses otherwise than before."""

    warn_percent: int
    over: WhenOver


class BudgetClosed(Event, topic="budget.closed.v1", says="closed it: {reason}"):
    """Nothing counts against it any more."""

    reason: Annotated[str, Personal()]


class BudgetReopened(Event, topic="budget.reopened.v1", says="reopened it: {reason}"):
    """Time counts against it again."""

    reason: Annotated[str, Personal()]


class BudgetConsumed(
    Event, topic="budget.consumed.v1", says="counted {minutes} of {month} against it"
):
    """Some of it is taken."""

    month: str
    minutes: int


class BudgetReleased(Event, topic="budget.released.v1", says="gave {minutes} of {month} back"):
    """Some of it is free again."""

    month: str
    minutes: int


class BudgetRecounted(
    Event, topic="budget.recounted.v1", says="set its count right by the time entries"
):
    """What was counted is what the time entries say."""

    counted: tuple[CountedMonth, ...]


BudgetCommand = (
    AddBudget
    | RenameBudget
    | SetBudgetLimit
    | SetBudgetRule
    | CloseBudget
    | ReopenBudget
    | RecountBudget
    | ConsumeBudget
    | ReleaseBudget
)
BudgetEvent = (
    BudgetAdded
    | BudgetRenamed
    | BudgetLimitSet
    | BudgetRuleSet
    | BudgetClosed
    | BudgetReopened
    | BudgetConsumed
    | BudgetReleased
    | BudgetRecounted
)
