"""How changes to what a piece of work is are taken back."""

from typing import Any, assert_never

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.planning.set_by import WorkItemScheduled
from workdomain.planning.work_item import (
    AssignWorkItem,
    ClassifyWorkItem,
    DescribeWorkItem,
    MoveWorkItem,
    Plan,
    PlanEvent,
    PlanWorkItemDates,
    PrioritiseWorkItem,
    RetitleWorkItem,
    SourceTracked,
    TrackSource,
    UnassignWorkItem,
    WorkItemAdded,
    WorkItemAssigned,
    WorkItemClassified,
    WorkItemDatesPlanned,
    WorkItemDescribed,
    WorkItemMoved,
    WorkItemPrioritised,
    WorkItemRetitled,
    WorkItemUnassigned,
    plan,
)


def commands(event: PlanEvent, now: Plan, wanted: Plan) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case WorkItemAdded():
            raise CannotRevert(f"{now.title} was added: that is for the whole work item to revert")
        case WorkItemRetitled():
            return [RetitleWorkItem(title=wanted.title)]
        case WorkItemDescribed():
            return [DescribeWorkItem(description=wanted.description)]
        case WorkItemClassified():
            return [ClassifyWorkItem(kind=wanted.kind)]
        case WorkItemPrioritised():
            return [PrioritiseWorkItem(priority=wanted.priority)]
        case WorkItemAssigned(person=who) | WorkItemUnassigned(person=who):
            has_it = who in wanted.assignees
            return [AssignWorkItem(person=who) if has_it else UnassignWorkItem(person=who)]
        case WorkItemDatesPlanned() | WorkItemScheduled():
            return [PlanWorkItemDates(start=wanted.start, due=wanted.due)]
        case WorkItemMoved():
            return [MoveWorkItem(project=wanted.project)]
        case SourceTracked():
            if wanted.source is None:
                raise CannotRevert(
                    f"That {now.title} is {now.source} is not forgotten: track another"
                )
            return [TrackSource(source=wanted.source)]
        case _:
            assert_never(event)


def counts(item: Plan) -> Any:
    """Compare who has it, in whatever order they were named, and days by whomever they were set."""
    return (
        item.title,
        item.description,
        item.kind,
        item.project,
        item.priority,
        item.start,
        item.due,
        frozenset(item.assignees),
        item.source,
    )


plan_undo: Undo[Plan, PlanEvent] = Undo(plan, commands, counts)
