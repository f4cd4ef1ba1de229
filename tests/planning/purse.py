"""A project with a budget, and how to ask things of it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.scenario import ANA, When, given
from workdomain.clients.client import client
from workdomain.clients.client_words import ClientAdded
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Event
from workdomain.people.person import PersonAdded, person
from workdomain.planning.budget import budget
from workdomain.planning.budget_words import AddBudget, BudgetAdded, BudgetPeriod, Limit, WhenOver
from workdomain.planning.project import ProjectAdded, project
from workdomain.planning.project_client import ProjectClientSet
from workdomain.planning.work_item import WorkItemAdded

APOLLO, ACME, DRAW, AD_HOC = UUID(int=20), UUID(int=60), UUID(int=30), UUID(int=31)
WORLD = {
    ANA: given(person, PersonAdded(name="Ana")),
    APOLLO: given(project, ProjectAdded(name="Apollo", key="APO"), ProjectClientSet(client=ACME)),
    ACME: given(client, ClientAdded(name="Acme")),
    DRAW: given(work_item, WorkItemAdded(title="Draw", project=APOLLO)),
    AD_HOC: given(work_item, WorkItemAdded(title="Tidy up")),
}
HOURS = Limit(hours=10)
EUROS = Limit(amount=Decimal("1000.00"), currency="EUR", rate_per_h=Decimal(75))
MARCH = "2026-03"


def added(limit: Limit = HOURS, **changes: Any) -> BudgetAdded:
    told = {
        "name": "Apollo", "project": APOLLO, "client": None, "activity": None, "limit": limit,
        "period": BudgetPeriod.LIFETIME, "warn_percent": 80, "over": WhenOver.WARN,
    }  # fmt: skip
    return BudgetAdded(**{**told, **changes})


def add(limit: Limit = HOURS, **changes: Any) -> AddBudget:
    told = {"name": "Apollo", "project": APOLLO, **limit.model_dump(), **changes}
    return AddBudget(**told)


REFUSING = added(over=WhenOver.REFUSE)


def ask(command: Command, *past: Event) -> When:
    return given(budget, *past, seeing=WORLD).when(command)
