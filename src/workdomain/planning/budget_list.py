"""The list of budgets that refuse: one stream, so that whoever logs time has one place to look.

As long as nothing is on it, logging time costs no more than this look.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.kernel import Command, Context, Decider, Event
from workdomain.values import Line

BUDGETS = UUID("1f0c3c86-0d4e-5d0b-8c2f-5f7f3c4b9d01")
"""The one stream there is."""


class BindBudget(Command):
    """Have time that is logged ask a budget first; asked for by the budget itself."""

    budget: UUID
    project: UUID | None
    client: UUID | None
    activity: Line | None


class UnbindBudget(Command):
    """Have it ask no longer."""

    budget: UUID


class BudgetBound(Event, topic="budget-list.bound.v1", says="let {budget} refuse what is over it"):
    """Time that is logged asks this budget first."""

    budget: UUID
    project: UUID | None
    client: UUID | None
    activity: str | None


class BudgetUnbound(
    Event, topic="budget-list.unbound.v1", says="let {budget} refuse nothing any more"
):
    """It does not ask this budget any more."""

    budget: UUID


ListCommand = BindBudget | UnbindBudget
ListEvent = BudgetBound | BudgetUnbound


class Scope(NamedTuple):
    """What time is of: a project, a client, a kind of work; None is whatever."""

    project: UUID | None
    client: UUID | None
    activity: str | None

    def covers(self, spent: "Scope") -> bool:
        """Tell whether time like this counts."""
        return (
            self.project in (None, spent.project)
            and self.client in (None, spent.client)
            and (self.activity is None or self.activity == spent.activity)
        )


def scope_of(project: UUID | None, client: UUID | None, activity: str | None) -> Scope:
    """Write a scope; kinds of work are the same in capitals."""
    return Scope(project, client, activity and activity.casefold())


Bound = Mapping[UUID, Scope]


def decide(bound: Bound, command: ListCommand, _context: Context) -> list[ListEvent]:
    """Say what happens; an empty list means that nothing changes."""
    match command:
        case BindBudget(budget=budget, project=project, client=client, activity=activity):
            if bound.get(budget) == scope_of(project, client, activity):
                return []
            return [BudgetBound(budget=budget, project=project, client=client, activity=activity)]
        case UnbindBudget(budget=budget):
            return [BudgetUnbound(budget=budget)] if budget in bound else []
        case _:
            assert_never(command)


def evolve(bound: Bound, event: ListEvent, _context: Context) -> Bound:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case BudgetBound(budget=budget, project=project, client=client, activity=activity):
            return {**bound, budget: scope_of(project, client, activity)}
        case BudgetUnbound(budget=gone):
            return {budget: scope for budget, scope in bound.items() if budget != gone}
        case _:
            assert_never(event)


NONE: Bound = {}

budget_list: Decider[Bound, ListCommand, ListEvent] = Decider(
    name="budget-list",
    initial=NONE,
    decide=decide,
    evolve=evolve,
    commands=get_args(ListCommand),
    events=get_args(ListEvent),
)


def binding(bound: Bound, spent: Scope) -> Iterator[UUID]:
    """List the budgets that time like this counts against."""
    return (budget for budget, scope in bound.items() if scope.covers(spent))
