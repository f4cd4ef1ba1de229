"""Every decider and policy of the work domain: a new one joins here, and the rest follows."""

from typing import Any

from workdomain.execution.good_order import (
    CompleteAgainstRules,
    ReopenForPart,
    ReopenUnderClosed,
    StartAgainstRules,
)
from workdomain.execution.inbox import inbox
from workdomain.execution.membership import membership
from workdomain.execution.week import week
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Decider, Policy
from workdomain.people.person import person
from workdomain.people.token import token
from workdomain.planning.network import AddDependencyInOrder, AdoptPart, AdoptSuccessor, TakePlace
from workdomain.planning.project import project
from workdomain.planning.project_key import ReleaseProjectKey, ReserveProjectKey, project_key

DECIDERS: tuple[Decider[Any, Any, Any], ...] = (
    person,
    token,
    project,
    project_key,
    work_item,
    week,
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
    StartAgainstRules,
    CompleteAgainstRules,
    ReopenUnderClosed,
    ReopenForPart,
    AddDependencyInOrder,
    AdoptSuccessor,
    TakePlace,
)
"""Commands that only streams ask of each other: no front door offers them."""
