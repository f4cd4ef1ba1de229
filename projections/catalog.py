"""Every read model and every view: a new one joins here, and the rest follows."""

from typing import Any

from projections.allocations import allocations
from projections.approvals import approvals
from projections.baselines import baselines
from projections.blockers import blockers
from projections.board import board
from projections.budgets import budgets
from projections.burn_up import burn_up
from projections.calendars import calendars
from projections.candidates import candidates
from projections.capacity import capacity
from projections.check_ins import check_ins
from projections.checklists import checklists
from projections.client import client
from projections.clients import clients as client_list
from projections.deals import deals
from projections.decisions import decisions
from projections.equipment import equipment, equipment_bookings
from projections.follow_up import follow_up
from projections.goals import goals_view
from projections.history import history
from projections.hours import hours
from projections.inbox import inbox
from projections.intake import intake
from projections.kernel import ReadModel
from projections.leave import leave_balance, leave_view
from projections.links import links
from projections.models.alarms import alarms
from projections.models.allocations import allocations as allocation_rows
from projections.models.baselines import baselines as moments
from projections.models.budgets import budgets as limits
from projections.models.clients import clients
from projections.models.deals import deals as deal_rows
from projections.models.delegations import delegations
from projections.models.entries import entries
from projections.models.equipment import equipment_rows
from projections.models.goals import goals as goal_rows
from projections.models.inboxes import inboxes
from projections.models.items import items
from projections.models.leaves import allowances, leave_requests
from projections.models.mentions import mentions
from projections.models.people import people
from projections.models.personal_notices import personal_notices
from projections.models.processes import adoptions
from projections.models.processes import processes as process_rows
from projections.models.projects import projects
from projections.models.rates import rates as rate_rows
from projections.models.recurrences import recurrences as recurring
from projections.models.requests import requests
from projections.models.retainers import retainers as retainer_rows
from projections.models.schedules import schedules
from projections.models.sheets import sheets
from projections.models.strain_consents import strain_consents
from projections.models.talks import feedbacks, talks
from projections.models.teams import teams
from projections.models.templates import made_from_templates
from projections.models.templates import templates as template_rows
from projections.models.timekeeping import timekeeping_rows
from projections.models.timers import timers as timer_rows
from projections.models.tokens import tokens
from projections.models.wips import wips
from projections.models.work_calendars import default_calendars, work_calendars
from projections.models.workflows import workflows
from projections.my_week import my_week
from projections.organisation import organisation
from projections.overbooking import overbooking
from projections.payroll import payroll
from projections.pipeline import pipeline
from projections.plans.backtests import forecast_backtest
from projections.plans.conflicting import plan_conflicts
from projections.plans.explaining import explain
from projections.plans.fevers import fever
from projections.plans.forecasts import forecast_view
from projections.plans.preview import plan_preview
from projections.plans.published import schedules_view, timeline
from projections.plans.replanning import replan
from projections.plans.ways_out import ways_out
from projections.plans.what_if import what_if
from projections.portal import portal
from projections.processes import processes
from projections.profitability import profitability
from projections.progress import progress
from projections.rates import rates
from projections.readiness import readiness
from projections.recurrences import occurrences, recurrences
from projections.reschedulings import reschedulings
from projections.retainers import retainers
from projections.satisfaction import satisfaction
from projections.strain import strain
from projections.template_steps import template_steps
from projections.template_uses import template_uses
from projections.templates import templates
from projections.timekeeping import timekeeping
from projections.timers import timers
from projections.timesheet_evidence import timesheet_evidence
from projections.timesheets import timesheets
from projections.to_invoice import to_invoice
from projections.variance import variance
from projections.view import View
from projections.watchers import watchers
from projections.week_grid import week_grid
from projections.wip import wip
from projections.work_items import work_items
from projections.workflow import workflow
from projections.workload import workload

READ_MODELS: tuple[ReadModel[Any], ...] = (
    items,
    people,
    projects,
    entries,
    mentions,
    tokens,
    inboxes,
    goal_rows,
    requests,
    recurring,
    workflows,
    process_rows,
    adoptions,
    delegations,
    wips,
    template_rows,
    made_from_templates,
    clients,
    limits,
    moments,
    rate_rows,
    sheets,
    work_calendars,
    deal_rows,
    talks,
    feedbacks,
    retainer_rows,
    allocation_rows,
    timekeeping_rows,
    leave_requests,
    allowances,
    teams,
    timer_rows,
    alarms,
    strain_consents,
    equipment_rows,
    default_calendars,
    personal_notices,
    schedules,
)

VIEWS: tuple[View[Any, Any], ...] = (
    # identify
    goals_view(lambda name: next((view for view in VIEWS if view.name == name), None)),
    check_ins,
    intake,
    # plan
    work_items,
    readiness,
    checklists,
    progress,
    burn_up,
    templates,
    template_steps,
    template_uses,
    recurrences,
    occurrences,
    budgets,
    rates,
    baselines,
    variance,
    reschedulings,
    # schedule
    timeline,
    schedules_view,
    plan_preview,
    explain,
    what_if,
    replan,
    ways_out,
    plan_conflicts,
    forecast_view,
    forecast_backtest,
    fever,
    workload,
    overbooking,
    capacity,
    strain,
    calendars,
    organisation,
    leave_view,
    leave_balance,
    allocations,
    candidates,
    equipment,
    equipment_bookings,
    # execute
    board,
    workflow,
    processes,
    approvals,
    wip,
    blockers,
    decisions,
    links,
    my_week,
    week_grid,
    timers,
    timesheets,
    timesheet_evidence,
    timekeeping,
    hours,
    to_invoice,
    profitability,
    payroll,
    inbox,
    watchers,
    # clients
    client_list,
    client,
    deals,
    pipeline,
    retainers,
    satisfaction,
    portal,
    # follow up
    follow_up,
    history,
)
