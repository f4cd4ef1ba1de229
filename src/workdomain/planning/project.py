"""A project: work with a common end, the people who do it, and what it may cost.

absent -AddProject-> open -CloseProject-> closed -ReopenProject-> open
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, assert_never, get_args
from uuid import UUID

from workdomain.clients.client import must_be_client
from workdomain.identification.accepted_work import MakeProjectOfRequest
from workdomain.identification.initiatives import ServeByProject, StopServingByProject
from workdomain.kernel import Ask, Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.people.person import must_be_known
from workdomain.planning.adoption import AdoptProcess, ProcessAdopted
from workdomain.planning.project_client import ProjectClientSet, SetProjectClient
from workdomain.planning.project_key import (
    ProjectKey,
    ReleaseProjectKey,
    ReserveProjectKey,
    project_key,
    project_key_id,
)
from workdomain.planning.serving import ProjectServes, ProjectServesNoLonger
from workdomain.processes.process import Process, must_be_in_use
from workdomain.processes.process import process as processes
from workdomain.processes.rules import Rules
from workdomain.values import Day, Hours, Line


class AddProject(Command):
    """Set up a project under a key that no other project has."""

    name: Line
    key: ProjectKey
    starts: Day | None = None
    ends: Day | None = None
    budget_h: Hours | None = None
    """Person-hours it may take; null is not limited."""


class RenameProject(Command):
    """Give the project another name."""

    name: Line


class ChangeProjectKey(Command):
    """Give the project another key; the old one is free for others then."""

    key: ProjectKey


class PlanProjectDates(Command):
    """Set the first and the last day of the project; null leaves one open."""

    starts: Day | None
    ends: Day | None


class SetProjectBudget(Command):
    """Set how many person-hours the project may take; null is not limited."""

    hours: Hours | None


class AddMember(Command):
    """Let a person work on the project."""

    person: UUID


class RemoveMember(Command):
    """Let a person work on the project no longer."""

    person: UUID


class CloseProject(Command):
    """End the project; it takes no more work and changes no more."""

    reason: Annotated[Line, Personal()]


class ReopenProject(Command):
    """Go on with a project that was closed."""

    reason: Annotated[Line, Personal()]


class ProjectAdded(Event, topic="project.added.v1", says="added the project {name} ({key})"):
    """There is a new project."""

    name: str
    key: str
    starts: date | None = None
    ends: date | None = None
    budget_h: float | None = None


class ProjectRenamed(Event, topic="project.renamed.v1", says="renamed it {name}"):
    """It has another name."""

    name: str


class ProjectKeyChanged(Event, topic="project.key-changed.v1", says="changed its key to {key}"):
    """It has another key."""

    key: str


class ProjectDatesPlanned(
    Event,
    topic="project.dates-planned.v1",
    says="planned it: [starts {starts}|no first day], [ends {ends}|no last day]",
):
    """It runs from one day to another."""

    starts: date | None
    ends: date | None


class ProjectBudgetSet(
    Event, topic="project.budget-set.v1", says="[set its budget to {hours}|lifted its budget]"
):
    """It may take this many person-hours, or as many as it needs."""

    hours: float | None


class MemberAdded(Event, topic="project.member-added.v1", says="made {person} a member"):
    """Someone works on it."""

    person: UUID


class MemberRemoved(Event, topic="project.member-removed.v1", says="removed the member {person}"):
    """Someone works on it no longer."""

    person: UUID


class ProjectClosed(Event, topic="project.closed.v1", says="closed it: {reason}"):
    """It ended."""

    reason: Annotated[str, Personal()]


class ProjectReopened(Event, topic="project.reopened.v1", says="reopened it: {reason}"):
    """It goes on."""

    reason: Annotated[str, Personal()]


ProjectCommand = (
    AddProject
    | RenameProject
    | ChangeProjectKey
    | PlanProjectDates
    | SetProjectBudget
    | SetProjectClient
    | AddMember
    | RemoveMember
    | AdoptProcess
    | CloseProject
    | ReopenProject
    | ServeByProject
    | StopServingByProject
)
ProjectEvent = (
    ProjectAdded
    | ProjectRenamed
    | ProjectKeyChanged
    | ProjectDatesPlanned
    | ProjectBudgetSet
    | ProjectClientSet
    | MemberAdded
    | MemberRemoved
    | ProcessAdopted
    | ProjectClosed
    | ProjectReopened
    | ProjectServes
    | ProjectServesNoLonger
)


ALSO_WHEN_CLOSED = (CloseProject, ReopenProject, ServeByProject, StopServingByProject)


class NoSuchProject(Refused):
    """The project a command is about was added before."""


class ProjectExists(Refused):
    """A project is added once."""


class ProjectIsClosed(Refused):
    """A closed project takes no work and does not change until it is reopened."""


class ProjectEndsBeforeItStarts(Refused):
    """A project ends on its first day or later."""


@dataclass(frozen=True, slots=True)
class Project:
    """What a decision needs to know of a project; one that is not there yet has no name."""

    name: str = ""
    key: str = ""
    starts: date | None = None
    ends: date | None = None
    budget_h: float | None = None
    members: frozenset[UUID] = frozenset()
    closed: bool = False
    client: UUID | None = None
    served: frozenset[UUID] = frozenset()
    """Objectives that it is an initiative of."""
    processes: Mapping[date, UUID | None] = field(default_factory=dict)
    """What it keeps to, by the day it does so from."""

    def process_on(self, day: date) -> UUID | None:
        """Tell which process it keeps to on a day."""
        begun = max((each for each in self.processes if each <= day), default=None)
        return None if begun is None else self.processes[begun]


def decide(project: Project, command: ProjectCommand, _context: Context) -> list[ProjectEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    _must_apply(project, command)
    match command:
        case AddProject(name=name, key=key, starts=starts, ends=ends, budget_h=hours):
            _must_be_in_order(starts, ends)
            return [ProjectAdded(name=name, key=key, starts=starts, ends=ends, budget_h=hours)]
        case RenameProject(name=name):
            return [] if name == project.name else [ProjectRenamed(name=name)]
        case ChangeProjectKey(key=key):
            return [] if key == project.key else [ProjectKeyChanged(key=key)]
        case PlanProjectDates(starts=starts, ends=ends):
            _must_be_in_order(starts, ends)
            same = (starts, ends) == (project.starts, project.ends)
            return [] if same else [ProjectDatesPlanned(starts=starts, ends=ends)]
        case SetProjectBudget(hours=hours):
            return [] if hours == project.budget_h else [ProjectBudgetSet(hours=hours)]
        case SetProjectClient(client=client):
            return [] if client == project.client else [ProjectClientSet(client=client)]
        case AddMember(person=person):
            return [] if person in project.members else [MemberAdded(person=person)]
        case RemoveMember(person=person):
            return [MemberRemoved(person=person)] if person in project.members else []
        case AdoptProcess():
            return _adopted(project, command)
        case CloseProject(reason=reason):
            return [] if project.closed else [ProjectClosed(reason=reason)]
        case ReopenProject(reason=reason):
            return [ProjectReopened(reason=reason)] if project.closed else []
        case ServeByProject(objective=goal):
            return [] if goal in project.served else [ProjectServes(objective=goal)]
        case StopServingByProject(objective=goal):
            return [ProjectServesNoLonger(objective=goal)] if goal in project.served else []
        case _:
            assert_never(command)


def _must_apply(project: Project, command: ProjectCommand) -> None:
    if isinstance(command, AddProject):
        if project.name:
            raise ProjectExists(f"{project.name} was added before: use another id for a new one")
    elif not project.name:
        raise NoSuchProject("There is no project with this id yet: add it first")
    elif project.closed and not isinstance(command, ALSO_WHEN_CLOSED):
        raise ProjectIsClosed(f"{project.name} is closed: reopen it first")


def _adopted(project: Project, command: AdoptProcess) -> list[ProjectEvent]:
    if project.process_on(command.from_day) == command.process:
        return []
    return [
        ProcessAdopted(
            process=command.process,
            from_day=command.from_day,
            reason=command.reason,
            expected=command.expected,
        )
    ]


def _must_be_in_order(starts: date | None, ends: date | None) -> None:
    if starts and ends and ends < starts:
        raise ProjectEndsBeforeItStarts(f"{ends} is before {starts}")


def evolve(project: Project, event: ProjectEvent, _context: Context) -> Project:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case ProjectAdded(name=name, key=key, starts=starts, ends=ends, budget_h=hours):
            return Project(name, key, starts, ends, hours, client=project.client)
        case ProjectRenamed(name=name):
            return replace(project, name=name)
        case ProjectKeyChanged(key=key):
            return replace(project, key=key)
        case ProjectDatesPlanned(starts=starts, ends=ends):
            return replace(project, starts=starts, ends=ends)
        case ProjectBudgetSet(hours=hours):
            return replace(project, budget_h=hours)
        case ProjectClientSet(client=client):
            return replace(project, client=client)
        case MemberAdded(person=person):
            return replace(project, members=project.members | {person})
        case MemberRemoved(person=person):
            return replace(project, members=project.members - {person})
        case ProcessAdopted(process=process, from_day=day):
            return replace(project, processes={**project.processes, day: process})
        case ProjectClosed():
            return replace(project, closed=True)
        case ProjectReopened():
            return replace(project, closed=False)
        case ProjectServes(objective=goal):
            return replace(project, served=project.served | {goal})
        case ProjectServesNoLonger(objective=goal):
            return replace(project, served=project.served - {goal})
        case _:
            assert_never(event)


def inform(
    _id: UUID, _project: Project, command: Command, _context: Context, _look: Look
) -> Command:
    """Take what a request becomes as any other new project."""
    if isinstance(command, MakeProjectOfRequest):
        return AddProject(name=command.name, key=command.key)
    return command


def guard(_id: UUID, _project: Project, command: ProjectCommand, look: Look) -> None:
    """Take people who are known, processes in use, and clients that are open."""
    match command:
        case AddMember(person=person):
            must_be_known(person, look)
        case AdoptProcess(process=UUID() as process):
            must_be_in_use(process, look)
        case SetProjectClient(client=UUID() as client):
            must_be_client(client, look)
        case _:
            pass


def requires(id: UUID, project: Project, command: ProjectCommand) -> list[Ask]:
    """Reserve the key, so that no other project goes by it."""
    match command:
        case AddProject(key=key) | ChangeProjectKey(key=key) if key != project.key:
            reserve = Ask(project_key.name, project_key_id(key), ReserveProjectKey(project=id))
            if not project.key:
                return [reserve]
            old = project_key_id(project.key)
            return [reserve, Ask(project_key.name, old, ReleaseProjectKey(project=id))]
        case _:
            return []


project = Decider(
    name="project",
    initial=Project(),
    decide=decide,
    evolve=evolve,
    commands=(*get_args(ProjectCommand), MakeProjectOfRequest),
    events=get_args(ProjectEvent),
    inform=inform,
    guard=guard,
    requires=requires,
)


def must_be_open(id: UUID, look: Look) -> None:
    """Raise NoSuchProject or ProjectIsClosed unless this project takes work."""
    there = look(project, id)
    if not there.name:
        raise NoSuchProject(f"There is no project {id}: add it first")
    if there.closed:
        raise ProjectIsClosed(f"{there.name} is closed: reopen it first")


def process_in_force(id: UUID, day: date, look: Look) -> Process | None:
    """Show the process that a project keeps to on a day."""
    keeps_to = look(project, id).process_on(day)
    return None if keeps_to is None else look(processes, keeps_to)


def rules_in_force(project: UUID | None, day: date, look: Look) -> Rules:
    """Tell the rules that work of a project (or of none) keeps to on a day."""
    keeps_to = None if project is None else process_in_force(project, day, look)
    return Rules() if keeps_to is None else keeps_to.on(day).rules
