"""Every decider and policy of the work domain: a new one joins here, and the rest follows."""

from typing import Any

from workdomain.execution.good_order import (
    CompleteAgainstRules,
    ReopenForPart,
    ReopenUnderClosed,
    StartAgainstRules,
)
from workdomain.execution.inbox import inbox
from workdomain.execution.initiative import project_initiative, work_initiative
from workdomain.execution.membership import membership
from workdomain.execution.recurring import finished_occurrence, next_occurrence
from workdomain.execution.week import week
from workdomain.execution.work_item import work_item
from workdomain.identification.accepted import accepted
from workdomain.identification.accepted_work import MakeProjectOfRequest, MakeWorkItemOfRequest
from workdomain.identification.alignment import AdoptAlignedObjective
from workdomain.identification.initiatives import (
    ServeByProject,
    ServeByWorkItem,
    StopServingByProject,
    StopServingByWorkItem,
    TellInitiativeProgress,
)
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import ScoreAndCloseObjective
from workdomain.identification.request import request
from workdomain.identification.request_words import AdoptMergedRequest
from workdomain.kernel import Command, Decider, Policy
from workdomain.people.person import person
from workdomain.people.token import token
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
    inbox,
    objective,
    request,
)

POLICIES: tuple[Policy[Any, Any], ...] = (
    membership,
    work_initiative,
    project_initiative,
    accepted,
)
    recurrence,
    recurrence_list,
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
    StartAgainstRules,
    CompleteAgainstRules,
    ReopenUnderClosed,
    ReopenForPart,
    AdoptAlignedObjective,
    ScoreAndCloseObjective,
    TellInitiativeProgress,
    ServeByWorkItem,
    StopServingByWorkItem,
    ServeByProject,
    StopServingByProject,
    AdoptMergedRequest,
    MakeWorkItemOfRequest,
    MakeProjectOfRequest,
    ListRecurrence,
    MakeOccurrences,
    FinishOccurrence,
)
"""Commands that only streams ask of each other: no front door offers them."""
