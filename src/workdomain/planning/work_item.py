"""What a piece of work is: its title, whose it is, where it belongs and when it is due.

This is the first of the parts a work item is put together from in `execution/work_item.py`. Every
command here applies at any time of the item's life: closed work is still renamed, moved and
re-dated in every real tracker.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.kernel import (
    Command,
    Context,
    Decider,
    Event,
    Look,
    Message,
    OfKinds,
    Personal,
    Refused,
)
from workdomain.people.person import must_be_known
from workdomain.planning import set_by
from workdomain.planning.estimate import Estimate
from workdomain.planning.project import must_be_open
from workdomain.planning.shape import Label, Shape, different
from workdomain.values import Day, Line, Text


class Priority(StrEnum):
    """How soon it matters."""

    LOWEST = "lowest"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Source(Message):
    """Where the item lives in another system, and what that system calls its status."""

    system: Line
    key: Line
    status: Line
    url: Line | None = None

    def __str__(self) -> str:
        """Write it as histories do: `jira CB-17, Resolved`."""
        return f"{self.system} {self.key}, {self.status}"


class AddWorkItem(Command):
    """Put a new piece of work on the list."""

    title: Annotated[Line, Personal()]
    description: Annotated[Text, Personal()] = ""
    kind: Line | None = None
    """What sort of work it is, in the workspace's own words: bug, task, milestone."""
    project: UUID | None = None
    parent: UUID | None = None
    """The work item that this one is a part of."""
    priority: Priority = Priority.NORMAL
    estimate: Estimate | None = None
    start: Day | None = None
    due: Day | None = None
    assignees: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()
    source: Source | None = None
    recurrence: UUID | None = None
    """The recurring work that it is one of."""
    owner: UUID | None = None
    """The one person who answers for it."""
    shape: Shape = Shape.TASK
    labels: Annotated[tuple[Label, ...], Field(max_length=50)] = ()
    purpose: Annotated[Text, Personal()] = ""
    """Why it is done: the objective of the task."""
    definition_of_done: Annotated[Text, Personal()] = ""
    goal: UUID | None = None
    """The objective that it serves."""
    client: UUID | None = None
    """The client that it is done for."""


class RetitleWorkItem(Command):
    """Give it another title."""

    title: Annotated[Line, Personal()]


class DescribeWorkItem(Command):
    """Say what is to be done, in full; this replaces what was said before."""

    description: Annotated[Text, Personal()]


class ClassifyWorkItem(Command):
    """Say what sort of work it is; null takes that back."""

    kind: Line | None


class PrioritiseWorkItem(Command):
    """Say how soon it matters."""

    priority: Priority


class AssignWorkItem(Command):
    """Give it to a person, beside those who have it."""

    person: UUID


class UnassignWorkItem(Command):
    """Take it from a person."""

    person: UUID


class PlanWorkItemDates(Command):
    """Set the first and the last day to work on it; null leaves one open."""

    start: Day | None
    due: Day | None


class MoveWorkItem(Command):
    """Put it into another project, or into none."""

    project: UUID | None


class TrackSource(Command):
    """Tell where it lives in another system, or that its status there changed."""

    source: Source


class WorkItemAdded(
    Event,
    topic="work-item.added.v1",
    says="added {title}[ to {project}][, a part of {parent}][, for {assignees}]"
    "[, owned by {owner}][, estimated at {estimate}][, due {due}]",
):
    """There is a new piece of work; all of its estimate remains."""

    title: Annotated[str, Personal()]
    description: Annotated[str, Personal()] = ""
    kind: str | None = None
    project: UUID | None = None
    parent: UUID | None = None
    priority: Priority = Priority.NORMAL
    estimate: Estimate | None = None
    start: date | None = None
    due: date | None = None
    assignees: tuple[UUID, ...] = ()
    source: Source | None = None
    recurrence: UUID | None = None
    owner: UUID | None = None
    shape: Shape = Shape.TASK
    labels: tuple[str, ...] = ()
    purpose: Annotated[str, Personal()] = ""
    definition_of_done: Annotated[str, Personal()] = ""
    goal: UUID | None = None
    client: UUID | None = None


class WorkItemRetitled(Event, topic="work-item.retitled.v1", says="changed the title to {title}"):
    """It has another title."""

    title: Annotated[str, Personal()]


class WorkItemDescribed(
    Event,
    topic="work-item.described.v1",
    says="[described it: {description}|removed its description]",
):
    """What is to be done was said anew."""

    description: Annotated[str, Personal()]


class WorkItemClassified(
    Event, topic="work-item.classified.v1", says="[set the kind to {kind}|took its kind back]"
):
    """It is another sort of work."""

    kind: str | None


class WorkItemPrioritised(
    Event, topic="work-item.prioritised.v1", says="set the priority to {priority}"
):
    """It matters more or less than before."""

    priority: Priority


class WorkItemAssigned(Event, topic="work-item.assigned.v1", says="assigned it to {person}"):
    """One more person has it."""

    person: UUID


class WorkItemUnassigned(Event, topic="work-item.unassigned.v1", says="took it from {person}"):
    """A person does not have it any more."""

    person: UUID


class WorkItemDatesPlanned(
    Event,
    topic="work-item.dates-planned.v1",
    says="planned it: [starts {start}|no first day], [due {due}|no last day]",
):
    """It is to be done between two days."""

    start: date | None
    due: date | None


class WorkItemMoved(
    Event,
    topic="work-item.moved.v1",
    says="[moved it to {project}|took it out of its project]",
):
    """It belongs to another project, or to none."""

    project: UUID | None


class SourceTracked(Event, topic="work-item.source-tracked.v1", says="tracked it as {source}"):
    """It lives in another system, and this is how it stands there."""

    source: Source


PlanCommand = (
    AddWorkItem | RetitleWorkItem | DescribeWorkItem | ClassifyWorkItem | PrioritiseWorkItem
    | AssignWorkItem | UnassignWorkItem | PlanWorkItemDates | set_by.ScheduleWorkItem
    | MoveWorkItem | TrackSource
)  # fmt: skip
PlanEvent = (
    WorkItemAdded | WorkItemRetitled | WorkItemDescribed | WorkItemClassified
    | WorkItemPrioritised | WorkItemAssigned | WorkItemUnassigned | WorkItemDatesPlanned
    | set_by.WorkItemScheduled | WorkItemMoved | SourceTracked
)  # fmt: skip


class NoSuchWorkItem(Refused):
    """The work item a command is about was added before."""


class WorkItemExists(Refused):
    """A work item is added once."""


class DueBeforeStart(Refused):
    """Work is due on its first day or later."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a decision needs to know of the plan; an item that is not there yet has no title."""

    title: str = ""
    description: str = ""
    kind: str | None = None
    project: UUID | None = None
    priority: Priority = Priority.NORMAL
    start: date | None = None
    due: date | None = None
    assignees: tuple[UUID, ...] = ()
    source: Source | None = None
    recurrence: UUID | None = None
    by: set_by.SetBy = set_by.NOT_SCHEDULED

    @property
    def days(self) -> set_by.Days:
        """Its days, and what has set them."""
        return set_by.Days(self.start, self.due, self.by)


def decide(plan: Plan, command: PlanCommand, _context: Context) -> list[PlanEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case AddWorkItem():
            return [_added(plan, command)]
        case RetitleWorkItem(title=title):
            return [] if title == plan.title else [WorkItemRetitled(title=title)]
        case DescribeWorkItem(description=text):
            return [] if text == plan.description else [WorkItemDescribed(description=text)]
        case ClassifyWorkItem(kind=kind):
            return [] if kind == plan.kind else [WorkItemClassified(kind=kind)]
        case PrioritiseWorkItem(priority=priority):
            return [] if priority is plan.priority else [WorkItemPrioritised(priority=priority)]
        case AssignWorkItem(person=person):
            return [] if person in plan.assignees else [WorkItemAssigned(person=person)]
        case UnassignWorkItem(person=person):
            return [WorkItemUnassigned(person=person)] if person in plan.assignees else []
        case PlanWorkItemDates(start=start, due=due):
            _must_be_in_order(start, due)
            same = (start, due) == (plan.start, plan.due)
            return [] if same else [WorkItemDatesPlanned(start=start, due=due)]
        case set_by.ScheduleWorkItem():
            return [*set_by.scheduled(plan.days, command)]
        case MoveWorkItem(project=project):
            return [] if project == plan.project else [WorkItemMoved(project=project)]
        case TrackSource(source=source):
            return [] if source == plan.source else [SourceTracked(source=source)]
        case _:
            assert_never(command)


def _added(plan: Plan, command: AddWorkItem) -> WorkItemAdded:
    if plan.title:
        raise WorkItemExists(f"{plan.title} was added before: use another id for new work")
    _must_be_in_order(command.start, command.due)
    once = {
        "assignees": tuple(dict.fromkeys(command.assignees)),
        "labels": different(command.labels),
    }
    return WorkItemAdded(**(command.__dict__ | once))


def _must_be_in_order(start: date | None, due: date | None) -> None:
    if start and due and due < start:
        raise DueBeforeStart(f"{due} is before {start}")


def evolve(plan: Plan, event: PlanEvent, _context: Context) -> Plan:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case WorkItemAdded():
            return Plan(
                event.title,
                event.description,
                event.kind,
                event.project,
                event.priority,
                event.start,
                event.due,
                event.assignees,
                event.source,
                event.recurrence,
            )
        case WorkItemRetitled(title=title):
            return replace(plan, title=title)
        case WorkItemDescribed(description=text):
            return replace(plan, description=text)
        case WorkItemClassified(kind=kind):
            return replace(plan, kind=kind)
        case WorkItemPrioritised(priority=priority):
            return replace(plan, priority=priority)
        case WorkItemAssigned(person=person):
            return replace(plan, assignees=(*plan.assignees, person))
        case WorkItemUnassigned(person=person):
            return replace(plan, assignees=tuple(p for p in plan.assignees if p != person))
        case WorkItemDatesPlanned(start=start, due=due):
            by = set_by.by_hand(plan.days, start, due)
            return replace(plan, start=start, due=due, by=by)
        case set_by.WorkItemScheduled():
            return replace(plan, **set_by.taken_over(plan.days, event)._asdict())
        case WorkItemMoved(project=project):
            return replace(plan, project=project)
        case SourceTracked(source=source):
            return replace(plan, source=source)
        case _:
            assert_never(event)


def guard(
    _id: UUID, _plan: Plan, command: AddWorkItem | AssignWorkItem | MoveWorkItem, look: Look
) -> None:
    """Give work only to people who are known, in projects that are open."""
    if not isinstance(command, MoveWorkItem):
        people = (command.person,) if isinstance(command, AssignWorkItem) else command.assignees
        for person in people:
            must_be_known(person, look)
    if not isinstance(command, AssignWorkItem) and command.project:
        must_be_open(command.project, look)


plan = Decider(
    name="plan",
    initial=Plan(),
    decide=decide,
    evolve=evolve,
    commands=get_args(PlanCommand),
    events=get_args(PlanEvent),
    guard=OfKinds(guard, None, AddWorkItem, AssignWorkItem, MoveWorkItem),
)
