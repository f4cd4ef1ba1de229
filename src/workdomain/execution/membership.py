"""Whoever is assigned to work of a project becomes a member of it."""

from typing import get_args
from uuid import UUID

from workdomain.execution.work_item import WorkItem, work_item
from workdomain.kernel import Ask, Context, Policy
from workdomain.planning.project import AddMember, project
from workdomain.planning.work_item import WorkItemAdded, WorkItemAssigned, WorkItemMoved

Assigning = WorkItemAdded | WorkItemAssigned | WorkItemMoved


def react(_id: UUID, item: WorkItem, event: Assigning, _context: Context) -> list[Ask]:
    """Ask the project to take in those it may not know yet; it is quiet about those it knows."""
    if not item.plan.project:
        return []
    new = [event.person] if isinstance(event, WorkItemAssigned) else item.plan.assignees
    return [Ask(project.name, item.plan.project, AddMember(person=person)) for person in new]


membership: Policy[WorkItem, Assigning] = Policy(
    name="membership",
    decider=work_item,
    reads=get_args(Assigning),
    react=react,
)
