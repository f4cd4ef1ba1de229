"""Every read model and every view: a new one joins here, and the rest follows."""

from typing import Any

from projections.blockers import blockers
from projections.board import board
from projections.burn_up import burn_up
from projections.checklists import checklists
from projections.decisions import decisions
from projections.follow_up import follow_up
from projections.history import history
from projections.inbox import inbox
from projections.kernel import ReadModel
from projections.links import links
from projections.models.entries import entries
from projections.models.inboxes import inboxes
from projections.models.items import items
from projections.models.mentions import mentions
from projections.models.people import people
from projections.models.projects import projects
from projections.models.tokens import tokens
from projections.progress import progress
from projections.readiness import readiness
from projections.view import View
from projections.watchers import watchers
from projections.work_items import work_items
from projections.workload import workload

READ_MODELS: tuple[ReadModel[Any], ...] = (
    items,
    people,
    projects,
    entries,
    mentions,
    tokens,
    inboxes,
)

VIEWS: tuple[View[Any, Any], ...] = (
    work_items,
    readiness,
    checklists,
    board,
    workload,
    progress,
    burn_up,
    follow_up,
    history,
    blockers,
    decisions,
    links,
    inbox,
    watchers,
)
