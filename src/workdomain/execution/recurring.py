"""Recurring work goes on when the work item that it waited for is done or cancelled."""

from typing import get_args
from uuid import UUID

from workdomain.execution.task_life import WorkItemCancelled, WorkItemCompleted
from workdomain.execution.work_item import WorkItem, work_item
from workdomain.kernel import Ask, Context, Policy
from workdomain.planning.recurrence import recurrence
from workdomain.planning.recurrence_words import (
    FinishOccurrence,
    MaterialiseRecurrence,
    OccurrenceFinished,
)
from workdomain.planning.series import Series

Finished = WorkItemCompleted | WorkItemCancelled


def _finished(id: UUID, item: WorkItem, _event: Finished, _context: Context) -> list[Ask]:
    """Tell recurring work that one of its items is out of the way."""
    if item.plan.recurrence is None:
        return []
    return [Ask(recurrence.name, item.plan.recurrence, FinishOccurrence(item=id))]


def _goes_on(id: UUID, _series: Series, _event: OccurrenceFinished, _context: Context) -> list[Ask]:
    """Make the next one; should that be refused, it is tried again with all that is due."""
    return [Ask(recurrence.name, id, MaterialiseRecurrence())]


finished_occurrence: Policy[WorkItem, Finished] = Policy(
    name="finished-occurrence",
    decider=work_item,
    reads=get_args(Finished),
    react=_finished,
)

next_occurrence: Policy[Series, OccurrenceFinished] = Policy(
    name="next-occurrence",
    decider=recurrence,
    reads=(OccurrenceFinished,),
    react=_goes_on,
)
