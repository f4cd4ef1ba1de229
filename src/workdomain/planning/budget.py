"""A budget: hours or money for a project, a client or a kind of work, for ever or each month.

absent -AddBudget-> open -CloseBudget-> closed -ReopenBudget-> open

A budget that warns is only looked at. One that refuses has to agree before time is logged, in the
same transaction, so that two who log at once do not both get its last hour; for that it counts by
itself, from the moment it refuses. `RecountBudget` sets its count right by the time entries: what
was logged before, and work that was moved since.

Until there are rates, money is hours x the budget's own blended rate, rounded half up once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never, get_args
from uuid import UUID

from workdomain.clients.client import must_be_client
from workdomain.kernel import Ask, Context, Decider, Look, Refused
from workdomain.planning.budget_list import BUDGETS, BindBudget, UnbindBudget, budget_list
from workdomain.planning.budget_words import (
    AddBudget,
    BudgetAdded,
    BudgetClosed,
    BudgetCommand,
    BudgetConsumed,
    BudgetEvent,
    BudgetLimitSet,
    BudgetPeriod,
    BudgetRecounted,
    BudgetReleased,
    BudgetRenamed,
    BudgetReopened,
    BudgetRuleSet,
    CloseBudget,
    ConsumeBudget,
    CountedMonth,
    Limit,
    RecountBudget,
    ReleaseBudget,
    RenameBudget,
    ReopenBudget,
    SetBudgetLimit,
    SetBudgetRule,
    WhenOver,
)
from workdomain.planning.project import must_be_open


class NoSuchBudget(Refused):
    """The budget a command is about was set up before."""


class BudgetExists(Refused):
    """A budget is set up once."""


class BudgetIsClosed(Refused):
    """A closed budget does not change until it is reopened."""


class OverBudget(Refused):
    """Time that is over a budget that refuses is not logged."""


NOTHING = Limit(hours=0)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a decision needs to know of a budget; one that is not there yet has no name."""

    name: str = ""
    project: UUID | None = None
    client: UUID | None = None
    activity: str | None = None
    limit: Limit = NOTHING
    period: BudgetPeriod = BudgetPeriod.LIFETIME
    warn_percent: int = 80
    over: WhenOver = WhenOver.WARN
    closed: bool = False
    counted: Mapping[str, int] = field(default_factory=dict)
    """Minutes by month, while it refuses."""

    @property
    def refuses(self) -> bool:
        """Whether time is asked for before it is logged."""
        return self.over is WhenOver.REFUSE and not self.closed

    def minutes_of(self, month: str) -> int:
        """Tell what was counted in the same period as a month."""
        if self.period is BudgetPeriod.MONTHLY:
            return self.counted.get(month, 0)
        return sum(self.counted.values())


def decide(budget: Budget, command: BudgetCommand, _context: Context) -> list[BudgetEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    _must_apply(budget, command)
    match command:
        case AddBudget():
            return [_added(command)]
        case RenameBudget(name=name):
            return [] if name == budget.name else [BudgetRenamed(name=name)]
        case SetBudgetLimit():
            limit = _limit(command)
            return [] if limit == budget.limit else [BudgetLimitSet(limit=limit)]
        case SetBudgetRule(warn_percent=percent, over=over):
            same = (percent, over) == (budget.warn_percent, budget.over)
            return [] if same else [BudgetRuleSet(warn_percent=percent, over=over)]
        case CloseBudget(reason=reason):
            return [] if budget.closed else [BudgetClosed(reason=reason)]
        case ReopenBudget(reason=reason):
            return [BudgetReopened(reason=reason)] if budget.closed else []
        case RecountBudget(counted=counted):
            told = {each.month: each.minutes for each in counted if each.minutes}
            same = not budget.refuses or told == budget.counted
            return [] if same else [BudgetRecounted(counted=_listed(told))]
        case ConsumeBudget(month=month, minutes=minutes):
            return _consumed(budget, month, minutes)
        case ReleaseBudget(month=month, minutes=minutes):
            free = min(minutes, budget.counted.get(month, 0)) if budget.refuses else 0
            return [BudgetReleased(month=month, minutes=free)] if free else []
        case _:
            assert_never(command)


def _must_apply(budget: Budget, command: BudgetCommand) -> None:
    if isinstance(command, AddBudget):
        if budget.name:
            raise BudgetExists(f"{budget.name} was set up before: use another id for a new one")
    elif not budget.name:
        raise NoSuchBudget("There is no budget with this id yet: add it first")
    elif budget.closed and isinstance(command, RenameBudget | SetBudgetLimit | SetBudgetRule):
        raise BudgetIsClosed(f"{budget.name} is closed: reopen it first")


def _added(command: AddBudget) -> BudgetAdded:
    return BudgetAdded(
        name=command.name,
        project=command.project,
        client=command.client,
        activity=command.activity,
        limit=_limit(command),
        period=command.period,
        warn_percent=command.warn_percent,
        over=command.over,
    )


def _limit(given: Limit) -> Limit:
    return Limit(**{name: getattr(given, name) for name in Limit.model_fields})


def _listed(counted: Mapping[str, int]) -> tuple[CountedMonth, ...]:
    return tuple(CountedMonth(month=m, minutes=minutes) for m, minutes in sorted(counted.items()))


def _consumed(budget: Budget, month: str, minutes: int) -> list[BudgetEvent]:
    """Raise OverBudget if there is not enough left."""
    if not budget.refuses or not minutes:
        return []
    before = budget.minutes_of(month)
    limit = budget.limit
    if limit.left(before + minutes) < 0:
        left, when = limit.left(before), f" in {month}" * (budget.period is BudgetPeriod.MONTHLY)
        raise OverBudget(
            f"{budget.name} has {_told(limit, left if left > 0 else 0)} left{when}, not"
            f" {_told(limit, limit.used(minutes))}: have it raised, or log less"
        )
    return [BudgetConsumed(month=month, minutes=minutes)]


def _told(limit: Limit, some: float | Decimal) -> str:
    return f"{round(some, 2):g} h" if limit.currency is None else f"{some} {limit.currency}"


def evolve(budget: Budget, event: BudgetEvent, _context: Context) -> Budget:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case BudgetAdded():
            return replace(
                budget,
                name=event.name,
                project=event.project,
                client=event.client,
                activity=event.activity,
                limit=event.limit,
                period=event.period,
                warn_percent=event.warn_percent,
                over=event.over,
            )
        case BudgetRenamed(name=name):
            return replace(budget, name=name)
        case BudgetLimitSet(limit=limit):
            return replace(budget, limit=limit)
        case BudgetRuleSet(warn_percent=percent, over=over):
            return replace(budget, warn_percent=percent, over=over)
        case BudgetClosed():
            return replace(budget, closed=True)
        case BudgetReopened():
            return replace(budget, closed=False)
        case BudgetConsumed(month=month, minutes=minutes):
            return _count(budget, month, minutes)
        case BudgetReleased(month=month, minutes=minutes):
            return _count(budget, month, -minutes)
        case BudgetRecounted(counted=counted):
            return replace(budget, counted={each.month: each.minutes for each in counted})
        case _:
            assert_never(event)


def _count(budget: Budget, month: str, minutes: int) -> Budget:
    counted = {**budget.counted, month: budget.counted.get(month, 0) + minutes}
    return replace(budget, counted={m: number for m, number in counted.items() if number})


def guard(_id: UUID, _budget: Budget, command: BudgetCommand, look: Look) -> None:
    """Set limits to projects and clients that are open."""
    if isinstance(command, AddBudget):
        if command.project:
            must_be_open(command.project, look)
        if command.client:
            must_be_client(command.client, look)


def requires(id: UUID, budget: Budget, command: BudgetCommand) -> list[Ask]:
    """Have time that is logged ask it, or ask it no more."""
    match command:
        case AddBudget(project=project, client=client, activity=activity, over=WhenOver.REFUSE):
            return [_bind(id, project, client, activity)]
        case SetBudgetRule(over=WhenOver.REFUSE):
            return [_bind(id, budget.project, budget.client, budget.activity)]
        case ReopenBudget() if budget.over is WhenOver.REFUSE:
            return [_bind(id, budget.project, budget.client, budget.activity)]
        case SetBudgetRule() | CloseBudget():
            return [Ask(budget_list.name, BUDGETS, UnbindBudget(budget=id))]
        case _:
            return []


def _bind(id: UUID, project: UUID | None, client: UUID | None, activity: str | None) -> Ask:
    command = BindBudget(budget=id, project=project, client=client, activity=activity)
    return Ask(budget_list.name, BUDGETS, command)


budget = Decider(
    name="budget",
    initial=Budget(),
    decide=decide,
    evolve=evolve,
    commands=get_args(BudgetCommand),
    events=get_args(BudgetEvent),
    guard=guard,
    requires=requires,
)
