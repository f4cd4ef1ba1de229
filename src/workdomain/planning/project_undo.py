"""How changes to a project are taken back."""

from typing import assert_never

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.planning.adoption import ProcessAdopted
from workdomain.planning.project import (
    AddMember,
    ChangeProjectKey,
    CloseProject,
    MemberAdded,
    MemberRemoved,
    PlanProjectDates,
    Project,
    ProjectAdded,
    ProjectBudgetSet,
    ProjectClosed,
    ProjectDatesPlanned,
    ProjectEvent,
    ProjectKeyChanged,
    ProjectRenamed,
    ProjectReopened,
    RemoveMember,
    RenameProject,
    ReopenProject,
    SetProjectBudget,
    project,
)
from workdomain.planning.project_client import ProjectClientSet, SetProjectClient
from workdomain.planning.project_key import ProjectKeyEvent, Reservation, project_key
from workdomain.planning.serving import ProjectServes, ProjectServesNoLonger


def commands(event: ProjectEvent, now: Project, wanted: Project) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case ProjectAdded():
            raise CannotRevert(
                f"{now.name} was added and keeps its key {now.key}: close it instead"
            )
        case ProjectRenamed():
            return [RenameProject(name=wanted.name)]
        case ProjectKeyChanged():
            return [ChangeProjectKey(key=wanted.key)]
        case ProjectDatesPlanned():
            return [PlanProjectDates(starts=wanted.starts, ends=wanted.ends)]
        case ProjectBudgetSet():
            return [SetProjectBudget(hours=wanted.budget_h)]
        case ProjectClientSet():
            return [SetProjectClient(client=wanted.client)]
        case MemberAdded(person=who) | MemberRemoved(person=who):
            is_one = who in wanted.members
            return [AddMember(person=who) if is_one else RemoveMember(person=who)]
        case ProjectClosed() | ProjectReopened():
            closed = wanted.closed
            return [CloseProject(reason="Reverted") if closed else ReopenProject(reason="Reverted")]
        case ProcessAdopted():
            raise CannotRevert("A project keeps to one process after another: adopt the one before")
        case ProjectServes() | ProjectServesNoLonger():
            return []  # the objective tells by itself
        case _:
            assert_never(event)


def key_commands(_event: ProjectKeyEvent, _now: Reservation, _wanted: Reservation) -> list[Command]:
    """Leave it to the project, which asks for its keys itself."""
    return []


project_undo: Undo[Project, ProjectEvent] = Undo(project, commands)
project_key_undo: Undo[Reservation, ProjectKeyEvent] = Undo(project_key, key_commands)
