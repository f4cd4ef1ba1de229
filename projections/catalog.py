"""Every read model and every view: a new one joins here, and the rest follows."""

from typing import Any

from projections.baselines import baselines
from projections.board import board
from projections.budgets import budgets
from projections.burn_up import burn_up
from projections.follow_up import follow_up
from projections.history import history
from projections.kernel import ReadModel
from projections.models.baselines import baselines as moments
from projections.models.budgets import budgets as limits
from projections.models.clients import clients
from projections.models.entries import entries
from projections.models.items import items
from projections.models.mentions import mentions
from projections.models.people import people
from projections.models.projects import projects
from projections.models.recurrences import recurrences as recurring
from projections.models.tokens import tokens
from projections.progress import progress
from projections.recurrences import occurrences, recurrences
from projections.variance import variance
from projections.view import View
from projections.work_items import work_items
from projections.workload import workload

READ_MODELS: tuple[ReadModel[Any], ...] = (
    items,
    people,
    projects,
    entries,
    mentions,
    tokens,
    recurring,
    clients,
    limits,
    moments,
)

VIEWS: tuple[View[Any, Any], ...] = (
    work_items,
    board,
    workload,
    progress,
    burn_up,
    follow_up,
    history,
    recurrences,
    occurrences,
    budgets,
    baselines,
    variance,
)
