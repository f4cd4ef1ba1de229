"""Every decider and policy of the work domain: a new one joins here, and the rest follows."""

from typing import Any

from workdomain.clients.client import client
from workdomain.execution.baseline import baseline
from workdomain.execution.membership import membership
from workdomain.execution.recurring import finished_occurrence, next_occurrence
from workdomain.execution.week import ChargeTime, week
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Decider, Policy
from workdomain.people.person import person
from workdomain.people.token import token
from workdomain.planning.budget import budget
from workdomain.planning.budget_list import BindBudget, UnbindBudget, budget_list
from workdomain.planning.budget_words import ConsumeBudget, ReleaseBudget
from workdomain.planning.network import AdoptPart
from workdomain.planning.project import project
from workdomain.planning.project_key import ReleaseProjectKey, ReserveProjectKey, project_key
from workdomain.planning.recurrence import recurrence
from workdomain.planning.recurrence_list import ListRecurrence, recurrence_list
from workdomain.planning.recurrence_words import FinishOccurrence, MakeOccurrences

DECIDERS: tuple[Decider[Any, Any, Any], ...] = (
    person,
    token,
    project,
    project_key,
    work_item,
    week,
    recurrence,
    recurrence_list,
    client,
    budget,
    budget_list,
    baseline,
)

POLICIES: tuple[Policy[Any, Any], ...] = (membership, finished_occurrence, next_occurrence)

DECIDER_OF: dict[type[Command], Decider[Any, Any, Any]] = {
    command: decider for decider in DECIDERS for command in decider.commands
}
"""Who decides a command."""

BETWEEN_STREAMS: tuple[type[Command], ...] = (
    ReserveProjectKey,
    ReleaseProjectKey,
    AdoptPart,
    ListRecurrence,
    MakeOccurrences,
    FinishOccurrence,
    ChargeTime,
    BindBudget,
    UnbindBudget,
    ConsumeBudget,
    ReleaseBudget,
)
"""Commands that only streams ask of each other: no front door offers them."""
