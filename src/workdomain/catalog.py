"""Every decider and policy of the work domain: a new one joins here, and the rest follows."""

from typing import Any

from workdomain.clients.client import client
from workdomain.clients.client_undo import client_undo
from workdomain.execution.allocated import allocated_membership, waiting_list
from workdomain.execution.allocation import allocation
from workdomain.execution.allocation_undo import allocation_undo
from workdomain.execution.allocation_words import TryAllocation
from workdomain.execution.baseline import baseline
from workdomain.execution.baseline_undo import baseline_undo
from workdomain.execution.bookings import bookings
from workdomain.execution.bookings_undo import bookings_undo
from workdomain.execution.delegation import delegation
from workdomain.execution.delegation_undo import delegation_undo
from workdomain.execution.equipment import equipment
from workdomain.execution.equipment_undo import equipment_undo
from workdomain.execution.equipment_words import KeepForPlan
from workdomain.execution.feedback import feedback
from workdomain.execution.feedback_undo import feedback_undo
from workdomain.execution.good_order import (
    CompleteAgainstRules,
    ReopenForPart,
    ReopenUnderClosed,
    StartAgainstRules,
)
from workdomain.execution.inbox import inbox
from workdomain.execution.inbox_undo import inbox_undo
from workdomain.execution.initiative import project_initiative, work_initiative
from workdomain.execution.leave import AnswerLeave, leave
from workdomain.execution.leave_account import leave_account
from workdomain.execution.leave_undo import leave_account_undo, leave_undo
from workdomain.execution.membership import membership
from workdomain.execution.recurring import finished_occurrence, next_occurrence
from workdomain.execution.schedule import published_days, schedule
from workdomain.execution.schedule_undo import schedule_undo
from workdomain.execution.sheet import sheet
from workdomain.execution.sheet_undo import sheet_undo
from workdomain.execution.sheet_words import ApproveLines, ChangeLine, SubmitLines
from workdomain.execution.steps import BY_ITSELF
from workdomain.execution.timekeeping import timekeeping
from workdomain.execution.timekeeping_undo import timekeeping_undo
from workdomain.execution.timer import timer
from workdomain.execution.timer_undo import timer_undo
from workdomain.execution.timer_words import KeepTime
from workdomain.execution.week import week
from workdomain.execution.week_undo import week_undo
from workdomain.execution.week_words import ChargeTime
from workdomain.execution.wip import wip
from workdomain.execution.wip_undo import wip_undo
from workdomain.execution.work_item import work_item
from workdomain.execution.work_item_undo import work_item_undo
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
from workdomain.identification.objective_undo import objective_undo
from workdomain.identification.request import request
from workdomain.identification.request_undo import request_undo
from workdomain.identification.request_words import AdoptMergedRequest
from workdomain.kernel import Command, Decider, Policy, Undo
from workdomain.people.default_calendar import default_calendar
from workdomain.people.default_calendar_undo import default_calendar_undo
from workdomain.people.person import person
from workdomain.people.person_undo import person_undo
from workdomain.people.strain_consent import strain
from workdomain.people.strain_consent_undo import strain_undo
from workdomain.people.team import team
from workdomain.people.team_undo import team_undo
from workdomain.people.token import token
from workdomain.people.token_undo import token_undo
from workdomain.people.work_calendar import work_calendar
from workdomain.people.work_calendar_undo import work_calendar_undo
from workdomain.planning.budget import budget
from workdomain.planning.budget_list import BindBudget, UnbindBudget, budget_list
from workdomain.planning.budget_undo import budget_list_undo, budget_undo
from workdomain.planning.budget_words import ConsumeBudget, ReleaseBudget
from workdomain.planning.deal import deal
from workdomain.planning.deal_undo import deal_undo
from workdomain.planning.for_client import for_client
from workdomain.planning.from_template import MakeFromTemplate, from_template
from workdomain.planning.from_template_undo import from_template_undo
from workdomain.planning.interaction import interaction
from workdomain.planning.interaction_undo import interaction_undo
from workdomain.planning.network import (
    AddDependencyInOrder,
    AdoptPart,
    AdoptSuccessor,
    TakePlace,
)
from workdomain.planning.project import project
from workdomain.planning.project_key import ReleaseProjectKey, ReserveProjectKey, project_key
from workdomain.planning.project_undo import project_key_undo, project_undo
from workdomain.planning.rates import rate
from workdomain.planning.rates_undo import rate_undo
from workdomain.planning.recurrence import recurrence
from workdomain.planning.recurrence_list import ListRecurrence, recurrence_list
from workdomain.planning.recurrence_undo import recurrence_list_undo, recurrence_undo
from workdomain.planning.recurrence_words import FinishOccurrence, MakeOccurrences
from workdomain.planning.retainer import retainer
from workdomain.planning.retainer_undo import retainer_undo
from workdomain.planning.set_by import ScheduleWorkItem
from workdomain.planning.template import template
from workdomain.planning.template_undo import template_undo
from workdomain.processes.process import process
from workdomain.processes.process_undo import process_undo
from workdomain.processes.revert import NoteReverted, RevertAgain, TakeBackRevert, revert
from workdomain.processes.revert_undo import revert_undo
from workdomain.processes.workflow import workflow
from workdomain.processes.workflow_undo import workflow_undo
from workdomain.scheduling.alarm import overbooking
from workdomain.scheduling.alarm_undo import overbooking_undo

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
    revert,
    workflow,
    process,
    delegation,
    wip,
    template,
    from_template,
    recurrence,
    recurrence_list,
    client,
    budget,
    budget_list,
    baseline,
    rate,
    sheet,
    work_calendar,
    deal,
    interaction,
    feedback,
    retainer,
    allocation,
    bookings,
    timekeeping,
    team,
    leave,
    leave_account,
    timer,
    overbooking,
    strain,
    equipment,
    default_calendar,
    schedule,
)

POLICIES: tuple[Policy[Any, Any], ...] = (
    membership,
    allocated_membership,
    waiting_list,
    work_initiative,
    project_initiative,
    accepted,
    for_client,
    finished_occurrence,
    next_occurrence,
    published_days,
)

UNDOS: tuple[Undo[Any, Any], ...] = (
    person_undo,
    token_undo,
    project_undo,
    project_key_undo,
    work_item_undo,
    week_undo,
    revert_undo,
    wip_undo,
    objective_undo,
    request_undo,
    inbox_undo,
    workflow_undo,
    process_undo,
    delegation_undo,
    template_undo,
    from_template_undo,
    recurrence_undo,
    recurrence_list_undo,
    client_undo,
    budget_undo,
    budget_list_undo,
    baseline_undo,
    rate_undo,
    sheet_undo,
    work_calendar_undo,
    deal_undo,
    interaction_undo,
    feedback_undo,
    retainer_undo,
    allocation_undo,
    bookings_undo,
    timekeeping_undo,
    team_undo,
    leave_undo,
    leave_account_undo,
    timer_undo,
    overbooking_undo,
    strain_undo,
    equipment_undo,
    default_calendar_undo,
    schedule_undo,
)
"""How events are reverted; those of a decider that has no line here cannot be, and say so."""

DECIDER_OF: dict[type[Command], Decider[Any, Any, Any]] = {
    command: decider for decider in DECIDERS for command in decider.commands
}
"""Who decides a command."""

BETWEEN_STREAMS: frozenset[type[Command]] = frozenset(
    (
        ReserveProjectKey,
        ReleaseProjectKey,
        AdoptPart,
        *BY_ITSELF,
        *wip.commands,
        AddDependencyInOrder,
        AdoptSuccessor,
        TakePlace,
        KeepForPlan,
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
        NoteReverted,
        TakeBackRevert,
        RevertAgain,
        MakeFromTemplate,
        ChargeTime,
        SubmitLines,
        ApproveLines,
        ChangeLine,
        TryAllocation,
        AnswerLeave,
        KeepTime,
        *bookings.commands,
        BindBudget,
        UnbindBudget,
        ConsumeBudget,
        ReleaseBudget,
        ScheduleWorkItem,
    )
)
"""Commands that only streams ask of each other: no front door offers them."""
