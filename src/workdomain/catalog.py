"""Every decider and policy of the work domain: a new one joins here, and the rest follows."""

from typing import Any

from workdomain.execution.membership import membership
from workdomain.execution.week import week
from workdomain.execution.week_undo import week_undo
from workdomain.execution.work_item import work_item
from workdomain.execution.work_item_undo import work_item_undo
from workdomain.kernel import Command, Decider, Policy, Undo
from workdomain.people.person import person
from workdomain.people.person_undo import person_undo
from workdomain.people.token import token
from workdomain.people.token_undo import token_undo
from workdomain.planning.network import AdoptPart
from workdomain.planning.project import project
from workdomain.planning.project_key import ReleaseProjectKey, ReserveProjectKey, project_key
from workdomain.planning.project_undo import project_key_undo, project_undo
from workdomain.processes.revert import NoteReverted, RevertAgain, TakeBackRevert, revert
from workdomain.processes.revert_undo import revert_undo

DECIDERS: tuple[Decider[Any, Any, Any], ...] = (
    person,
    token,
    project,
    project_key,
    work_item,
    week,
    revert,
)

POLICIES: tuple[Policy[Any, Any], ...] = (membership,)

UNDOS: tuple[Undo[Any, Any], ...] = (
    person_undo,
    token_undo,
    project_undo,
    project_key_undo,
    work_item_undo,
    week_undo,
    revert_undo,
)
"""How events are reverted; those of a decider that has no line here cannot be, and say so."""

DECIDER_OF: dict[type[Command], Decider[Any, Any, Any]] = {
    command: decider for decider in DECIDERS for command in decider.commands
}
"""Who decides a command."""

BETWEEN_STREAMS: tuple[type[Command], ...] = (
    ReserveProjectKey,
    ReleaseProjectKey,
    AdoptPart,
    NoteReverted,
    TakeBackRevert,
    RevertAgain,
)
"""Commands that only streams ask of each other: no front door offers them."""
