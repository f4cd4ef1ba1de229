"""Every decider and policy of the work domain: a new one joins here, and the rest follows."""

from typing import Any

from workdomain.execution.delegation import delegation
from workdomain.execution.good_order import (
    CompleteAgainstRules,
    ReopenForPart,
    ReopenUnderClosed,
    StartAgainstRules,
)
from workdomain.execution.inbox import inbox
from workdomain.execution.membership import membership
from workdomain.execution.steps import BY_ITSELF
from workdomain.execution.week import week
from workdomain.execution.wip import wip
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Decider, Policy
from workdomain.people.person import person
from workdomain.people.token import token
from workdomain.planning.network import AddDependencyInOrder, AdoptPart, AdoptSuccessor, TakePlace
from workdomain.planning.project import project
from workdomain.planning.project_key import ReleaseProjectKey, ReserveProjectKey, project_key
from workdomain.processes.process import process
from workdomain.processes.workflow import workflow

DECIDERS: tuple[Decider[Any, Any, Any], ...] = (
    person,
    token,
    project,
    project_key,
    work_item,
    week,
    workflow,
    process,
    delegation,
    wip,
    inbox,
)

POLICIES: tuple[Policy[Any, Any], ...] = (membership,)

DECIDER_OF: dict[type[Command], Decider[Any, Any, Any]] = {
    command: decider for decider in DECIDERS for command in decider.commands
}
"""Who decides a command."""

BETWEEN_STREAMS: tuple[type[Command], ...] = (
    ReserveProjectKey,
    ReleaseProjectKey,
    AdoptPart,
    *BY_ITSELF,
    *wip.commands,
    AddDependencyInOrder,
    AdoptSuccessor,
    TakePlace,
    StartAgainstRules,
    CompleteAgainstRules,
    ReopenUnderClosed,
    ReopenForPart,
)
"""Commands that only streams ask of each other: no front door offers them."""
