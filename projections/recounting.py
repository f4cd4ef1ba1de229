"""Sets the counts of budgets that refuse right, by the time entries.

A budget counts what is logged from the moment it refuses. What was logged before, and time whose
work item was moved since, it learns here. A budget that counts on while this is worked out is left
alone until the next time.
"""

from collections import Counter
from typing import NamedTuple
from uuid import UUID

from projections.budgets import Known, known_at
from projections.models.budgets import BudgetRow
from projections.views import Views
from workdomain.desk import StaleVersion
from workdomain.kernel import Context
from workdomain.planning.budget_list import scope_of
from workdomain.planning.budget_words import CountedMonth, RecountBudget, WhenOver
from workdomain.values import OPERATOR


class SetRight(NamedTuple):
    """A budget that had not counted what the entries say."""

    budget: UUID
    name: str
    before_h: float
    after_h: float


def recount_budgets(views: Views, by: UUID = OPERATOR) -> list[SetRight]:
    """Compare every budget that refuses with the time entries, and set it right if need be."""
    with views.reader() as reader:
        refusing = reader.rows(
            BudgetRow, lambda c: [c.over == WhenOver.REFUSE, c.closed.is_(False)]
        )
        if not refusing:
            return []
        known = known_at(reader)
    found = []
    for row in refusing:
        right = _minutes(row, known)
        if right == dict(row.counted):
            continue
        counted = tuple(CountedMonth(month=m, minutes=n) for m, n in sorted(right.items()))
        context = Context(by, views.work.now())
        try:
            views.work.do(row.id, RecountBudget(counted=counted), context, expected=row.version)
        except StaleVersion:
            continue
        before = sum(minutes for _, minutes in row.counted) / 60
        found.append(SetRight(row.id, row.name, before, sum(right.values()) / 60))
    return found


def _minutes(row: BudgetRow, known: Known) -> dict[str, int]:
    minutes = Counter[str]()
    for usage in known.used(scope_of(row.project, row.client, row.activity), None):
        minutes[usage.month] += usage.minutes
    return dict(minutes)
