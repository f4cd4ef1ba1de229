"""How changes to a budget are taken back; time that counts against it tells by itself."""

from typing import Any, assert_never

from workdomain.kernel import Command, Undo
from workdomain.planning.budget import Budget, budget
from workdomain.planning.budget_list import Bound, ListEvent, budget_list
from workdomain.planning.budget_words import (
    BudgetAdded,
    BudgetClosed,
    BudgetConsumed,
    BudgetEvent,
    BudgetLimitSet,
    BudgetRecounted,
    BudgetReleased,
    BudgetRenamed,
    BudgetReopened,
    BudgetRuleSet,
    CloseBudget,
    CountedMonth,
    RecountBudget,
    RenameBudget,
    ReopenBudget,
    SetBudgetLimit,
    SetBudgetRule,
)

WHY = "Reverted"


def commands(event: BudgetEvent, now: Budget, wanted: Budget) -> list[Command]:
    """Say what makes up for an event; a budget that was added by mistake is closed."""
    if not wanted.name:
        return [] if now.closed else [CloseBudget(reason=WHY)]
    match event:
        case BudgetAdded() | BudgetRenamed():
            return [RenameBudget(name=wanted.name)]
        case BudgetLimitSet():
            return [SetBudgetLimit(**dict(wanted.limit))]
        case BudgetRuleSet():
            return [SetBudgetRule(warn_percent=wanted.warn_percent, over=wanted.over)]
        case BudgetClosed() | BudgetReopened():
            return [CloseBudget(reason=WHY) if wanted.closed else ReopenBudget(reason=WHY)]
        case BudgetRecounted():
            counted = sorted(wanted.counted.items())
            months = tuple(CountedMonth(month=m, minutes=minutes) for m, minutes in counted)
            return [RecountBudget(counted=months)]
        case BudgetConsumed() | BudgetReleased():
            return []  # the week that the time is logged in gives it back
        case _:
            assert_never(event)


def counts(it: Budget) -> Any:
    """Compare what was counted while it counts."""
    return (
        it.name,
        (it.project, it.client, it.activity),
        (it.limit, it.period),
        (it.warn_percent, it.over),
        it.closed,
        dict(it.counted) if it.refuses else None,
    )


def gone(it: Budget) -> bool:
    """Tell whether nothing counts against it."""
    return it.closed


def list_commands(_event: ListEvent, _now: Bound, _wanted: Bound) -> list[Command]:
    """Leave it to the budgets, which bind and unbind themselves."""
    return []


budget_undo: Undo[Budget, BudgetEvent] = Undo(budget, commands, counts, gone)
budget_list_undo: Undo[Bound, ListEvent] = Undo(budget_list, list_commands)
