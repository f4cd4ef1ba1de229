"""What has to be known of a piece of work before it is begun: why, what is done, whose, what with.

Its purpose (the objective of the task) and its definition of done; one owner who answers for it,
beside those who have it; its labels, its size in points; the goal it serves and the client it is
for. And its shape:

    task       takes work
    milestone  takes none, and has one day
    phase      is made of parts, and may end at a gate    planning/gate.py
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.clients.client import must_be_client
from workdomain.identification.objective import must_be_an_objective
from workdomain.kernel import Command, Context, Decider, Event, Look, OfKinds, Personal, Refused
from workdomain.people.person import must_be_known
from workdomain.planning.shape import Label, Shape, different
from workdomain.planning.work_item import (
    AddWorkItem,
    PlanWorkItemDates,
    WorkItemAdded,
    plan,
)
from workdomain.values import Text

Points = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
"""Story points: a size relative to other work."""


class StatePurpose(Command):
    """Say why the work is done: the objective of the task. This replaces what was said before."""

    purpose: Annotated[Text, Personal()]


class DefineDone(Command):
    """Say what has to be true for it to be done; this replaces what was said before."""

    definition_of_done: Annotated[Text, Personal()]


class NameOwner(Command):
    """Say who answers for it, whoever does it; null for nobody."""

    owner: UUID | None


class LabelWorkItem(Command):
    """Put a label on it."""

    label: Label


class UnlabelWorkItem(Command):
    """Take a label off it."""

    label: Label


class SizeWorkItem(Command):
    """Say how large it is beside other work; null takes that back."""

    points: Points | None


class ServeGoal(Command):
    """Say which objective it serves; null for none."""

    goal: UUID | None


class WorkForClient(Command):
    """Say which client it is done for; null for none."""

    client: UUID | None


class ShapeWorkItem(Command):
    """Say whether it is a task, a milestone or a phase."""

    shape: Shape


class AllowSplitting(Command):
    """Let it be laid aside for other work once it was begun, and taken up again."""


class ForbidSplitting(Command):
    """Say that it is done in one go, as work is unless somebody says otherwise."""


class PurposeStated(
    Event,
    topic="work-item.purpose-stated.v1",
    says="[said what it is for: {purpose}|took back what it is for]",
):
    """Why the work is done was said anew."""

    purpose: Annotated[str, Personal()]


class DoneDefined(
    Event,
    topic="work-item.done-defined.v1",
    says="[said when it is done: {definition_of_done}|took back when it is done]",
):
    """What has to be true for it to be done was said anew."""

    definition_of_done: Annotated[str, Personal()]


class OwnerNamed(
    Event,
    topic="work-item.owner-named.v1",
    says="[made {owner} its owner|left it without an owner]",
):
    """Somebody else answers for it, or nobody."""

    owner: UUID | None


class WorkItemLabelled(Event, topic="work-item.labelled.v1", says="labelled it {label}"):
    """It has one more label."""

    label: str


class WorkItemUnlabelled(
    Event, topic="work-item.unlabelled.v1", says="took the label {label} off it"
):
    """It does not have a label any more."""

    label: str


class WorkItemSized(
    Event, topic="work-item.sized.v1", says="[sized it at {points} points|took its size back]"
):
    """It is larger or smaller beside other work than was thought."""

    points: Points | None


class GoalServed(
    Event,
    topic="work-item.goal-served.v1",
    says="[let it serve the goal {goal}|let it serve no goal]",
):
    """It serves another objective, or none."""

    goal: UUID | None


class DoneForClient(
    Event,
    topic="work-item.client-named.v1",
    says="[said that it is for the client {client}|said that it is for no client]",
):
    """It is done for another client, or for none."""

    client: UUID | None


class WorkItemShaped(Event, topic="work-item.shaped.v1", says="made it a {shape}"):
    """It is another sort of thing in the plan."""

    shape: Shape


class SplittingAllowed(
    Event,
    topic="work-item.splitting-allowed.v1",
    says="let it be laid aside for other work, and taken up again",
):
    """Plans may cut it into pieces."""


class SplittingForbidden(
    Event, topic="work-item.splitting-forbidden.v1", says="said that it is done in one go"
):
    """Plans keep it in one piece."""


SpecificationCommand = (
    StatePurpose
    | DefineDone
    | NameOwner
    | LabelWorkItem
    | UnlabelWorkItem
    | SizeWorkItem
    | ServeGoal
    | WorkForClient
    | ShapeWorkItem
    | AllowSplitting
    | ForbidSplitting
)
SpecificationEvent = (
    WorkItemAdded
    | PurposeStated
    | DoneDefined
    | OwnerNamed
    | WorkItemLabelled
    | WorkItemUnlabelled
    | WorkItemSized
    | GoalServed
    | DoneForClient
    | WorkItemShaped
    | SplittingAllowed
    | SplittingForbidden
)


class MilestoneTakesNoWork(Refused):
    """A milestone is a point in time: it has no estimate, no remaining work and no size."""


class MilestoneHasOneDay(Refused):
    """A milestone is a point in time: it has one day, which is when it is due."""


@dataclass(frozen=True, slots=True)
class Specification:
    """What is known of the work before it is begun; an empty text is one that was never said."""

    purpose: str = ""
    definition_of_done: str = ""
    owner: UUID | None = None
    shape: Shape = Shape.TASK
    labels: tuple[str, ...] = ()
    points: float | None = None
    goal: UUID | None = None
    client: UUID | None = None
    split: bool = False
    """It may be laid aside for other work, and taken up again."""


def decide(
    spec: Specification, command: SpecificationCommand, _context: Context
) -> list[SpecificationEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case StatePurpose(purpose=text):
            return [] if text == spec.purpose else [PurposeStated(purpose=text)]
        case DefineDone(definition_of_done=text):
            same = text == spec.definition_of_done
            return [] if same else [DoneDefined(definition_of_done=text)]
        case NameOwner(owner=owner):
            return [] if owner == spec.owner else [OwnerNamed(owner=owner)]
        case LabelWorkItem(label=label):
            return [] if _label(spec, label) else [WorkItemLabelled(label=label)]
        case UnlabelWorkItem(label=label):
            there = _label(spec, label)
            return [WorkItemUnlabelled(label=there)] if there else []
        case SizeWorkItem(points=points):
            return [] if points == spec.points else [_sized(spec, points)]
        case ServeGoal(goal=goal):
            return [] if goal == spec.goal else [GoalServed(goal=goal)]
        case WorkForClient(client=client):
            return [] if client == spec.client else [DoneForClient(client=client)]
        case ShapeWorkItem(shape=shape):
            return [] if shape is spec.shape else [_shaped(spec, shape)]
        case AllowSplitting():
            return [] if spec.split else [SplittingAllowed()]
        case ForbidSplitting():
            return [SplittingForbidden()] if spec.split else []
        case _:
            assert_never(command)


def _label(spec: Specification, label: str) -> str | None:
    """Find a label as it is written on the item."""
    return next((each for each in spec.labels if each.casefold() == label.casefold()), None)


def _sized(spec: Specification, points: float | None) -> WorkItemSized:
    if points is not None and spec.shape is Shape.MILESTONE:
        raise MilestoneTakesNoWork("A milestone has no size: make it a task first, or a phase")
    return WorkItemSized(points=points)


def _shaped(spec: Specification, shape: Shape) -> WorkItemShaped:
    if shape is Shape.MILESTONE and spec.points is not None:
        raise MilestoneTakesNoWork("A milestone has no size: take its points back first")
    return WorkItemShaped(shape=shape)


def evolve(spec: Specification, event: SpecificationEvent, _context: Context) -> Specification:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case WorkItemAdded():
            return _added(spec, event)
        case PurposeStated(purpose=text):
            return replace(spec, purpose=text)
        case DoneDefined(definition_of_done=text):
            return replace(spec, definition_of_done=text)
        case OwnerNamed(owner=owner):
            return replace(spec, owner=owner)
        case WorkItemLabelled(label=label):
            return replace(spec, labels=different((*spec.labels, label)))
        case WorkItemUnlabelled(label=label):
            return replace(spec, labels=tuple(each for each in spec.labels if each != label))
        case WorkItemSized(points=points):
            return replace(spec, points=points)
        case GoalServed(goal=goal):
            return replace(spec, goal=goal)
        case DoneForClient(client=client):
            return replace(spec, client=client)
        case WorkItemShaped(shape=shape):
            return replace(spec, shape=shape)
        case SplittingAllowed() | SplittingForbidden():
            return replace(spec, split=isinstance(event, SplittingAllowed))
        case _:
            assert_never(event)


def _added(spec: Specification, event: WorkItemAdded) -> Specification:
    """Begin with what was said when it was added: of most items, nothing."""
    if event.shape is Shape.TASK and not (
        event.owner
        or event.labels
        or event.purpose
        or event.definition_of_done
        or event.goal
        or event.client
    ):
        return spec
    return Specification(
        purpose=event.purpose,
        definition_of_done=event.definition_of_done,
        owner=event.owner,
        shape=event.shape,
        labels=event.labels,
        goal=event.goal,
        client=event.client,
    )


NOTHING_SAID = Specification()


def guard(id: UUID, spec: Specification, command: Command, look: Look) -> None:
    """Link work only to what is there, and keep a milestone on its one day."""
    match command:
        case AddWorkItem():
            if command.owner:
                must_be_known(command.owner, look)
            if command.goal:
                must_be_an_objective(command.goal, look)
            if command.client:
                must_be_client(command.client, look)
            if command.shape is Shape.MILESTONE:
                _must_be_one_day(command.start, command.due)
                if command.estimate is not None:
                    raise MilestoneTakesNoWork("A milestone has no estimate: leave it out")
        case NameOwner(owner=UUID() as owner):
            must_be_known(owner, look)
        case ServeGoal(goal=UUID() as goal):
            must_be_an_objective(goal, look)
        case WorkForClient(client=UUID() as client):
            must_be_client(client, look)
        case PlanWorkItemDates(start=start, due=due) if spec.shape is Shape.MILESTONE:
            _must_be_one_day(start, due)
        case ShapeWorkItem(shape=Shape.MILESTONE):
            planned = look(plan, id)
            _must_be_one_day(planned.start, planned.due)
        case _:
            pass


MINDED = (
    AddWorkItem,
    NameOwner,
    ServeGoal,
    WorkForClient,
    PlanWorkItemDates,
    ShapeWorkItem,
)


def _must_be_one_day(start: date | None, due: date | None) -> None:
    if start is not None and start != due:
        until = f"to {due}" if due else "without an end"
        raise MilestoneHasOneDay(f"{start} {until} is not one day: give the day it is due alone")


specification = Decider(
    name="specification",
    initial=NOTHING_SAID,
    decide=decide,
    evolve=evolve,
    commands=get_args(SpecificationCommand),
    events=get_args(SpecificationEvent),
    guard=OfKinds(guard, None, *MINDED),
)
