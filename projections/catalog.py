"""Every read model and every view: a new one joins here, and the rest follows."""

from typing import Any

from projections.approvals import approvals
from projections.baselines import baselines
from projections.blockers import blockers
from projections.board import board
from projections.budgets import budgets
from projections.burn_up import burn_up
from projections.calendars import calendars
from projections.check_ins import check_ins
from projections.checklists import checklists
from projections.decisions import decisions
from projections.follow_up import follow_up
from projections.goals import goals_view
from projections.history import history
from projections.hours import hours
from projections.inbox import inbox
from projections.intake import intake
from projections.kernel import ReadModel
from projections.links import links
from projections.models.baselines import baselines as moments
from projections.models.budgets import budgets as limits
from projections.models.clients import clients
from projections.models.delegations import delegations
from projections.models.entries import entries
from projections.models.goals import goals as goal_rows
from projections.models.inboxes import inboxes
from projections.models.items import items
from projections.models.mentions import mentions
from projections.models.people import people
from projections.models.processes import adoptions
from projections.models.processes import processes as process_rows
from projections.models.projects import projects
from projections.models.rates import rates as rate_rows
from projections.models.recurrences import recurrences as recurring
from projections.models.requests import requests
from projections.models.sheets import sheets
from projections.models.templates import made_from_templates
from projections.models.templates import templates as template_rows
from projections.models.tokens import tokens
from projections.models.wips import wips
from projections.models.work_calendars import work_calendars
from projections.models.workflows import workflows
from projections.my_week import my_week
from projections.processes import processes
from projections.profitability import profitability
from projections.progress import progress
from projections.rates import rates
from projections.readiness import readiness
from projections.recurrences import occurrences, recurrences
from projections.reschedulings import reschedulings
from projections.template_steps import template_steps
from projections.template_uses import template_uses
from projections.templates import templates
from projections.timesheet_evidence import timesheet_evidence
from projections.timesheets import timesheets
from projections.to_invoice import to_invoice
from projections.variance import variance
from projections.view import View
from projections.watchers import watchers
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
    workload,
    calendars,
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
    timesheets,
    timesheet_evidence,
    hours,
    to_invoice,
    profitability,
    inbox,
    watchers,
    # follow up
    follow_up,
    history,
)
