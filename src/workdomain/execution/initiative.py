"""Work that is an initiative of an objective tells it how far it is."""

from typing import get_args
from uuid import UUID

from workdomain.execution.task_life import (
    Life,
    RemainingWorkSet,
    State,
    WorkItemCancelled,
    WorkItemCompleted,
    WorkItemEstimated,
    WorkItemReopened,
)
from workdomain.execution.work_item import WorkItem, work_item
from workdomain.identification.initiatives import TellInitiativeProgress
from workdomain.kernel import Ask, Context, Policy
from workdomain.planning.project import Project, ProjectClosed, ProjectReopened, project
from workdomain.planning.serving import ProjectServes, WorkItemServes

Moving = (
    WorkItemServes
    | WorkItemCompleted
    | WorkItemReopened
    | WorkItemCancelled
    | WorkItemEstimated
    | RemainingWorkSet
)
Ending = ProjectServes | ProjectClosed | ProjectReopened


def _told(work: UUID, served: frozenset[UUID], progress: float | None) -> list[Ask]:
    told = TellInitiativeProgress(work=work, progress=progress)
    return [Ask("objective", each, told) for each in sorted(served)]


def work_done(life: Life) -> float | None:
    """Tell which share of the work is done; None if it was cancelled or nobody has estimated it."""
    if life.state is State.DONE:
        return 1.0
    if life.state is State.CANCELLED or life.estimate is None or life.remaining is None:
        return None
    work = life.estimate.expected
    return (work - life.remaining) / work if work else None


def of_work(id: UUID, item: WorkItem, _event: Moving, _context: Context) -> list[Ask]:
    """Tell every objective that the work serves how much of it is done."""
    return _told(id, item.serving, work_done(item.life))


def of_project(id: UUID, there: Project, _event: Ending, _context: Context) -> list[Ask]:
    """Tell every objective that the project serves when it is closed; before, that is not defined.

    What its work amounts to is shown by views, which see all of it.
    """
    return _told(id, there.served, 1.0 if there.closed else None)


work_initiative: Policy[WorkItem, Moving] = Policy(
    name="work-initiative", decider=work_item, reads=get_args(Moving), react=of_work
)
project_initiative: Policy[Project, Ending] = Policy(
    name="project-initiative", decider=project, reads=get_args(Ending), react=of_project
)
