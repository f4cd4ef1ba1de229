"""A workflow: the states that work goes through, and the moves between them, in versions.

absent -DraftWorkflow-> draft -PublishWorkflow-> published -RetireWorkflow-> retired

The draft goes on changing after it was published; each publication is a version that never changes.
Work moves under the newest version there is at the moment; what moved before knows its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Self, assert_never, get_args
from uuid import UUID

from pydantic import Field, model_validator

from workdomain.kernel import Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.processes.rules import Strictness
from workdomain.processes.workflow_parts import (
    LIMITED,
    Category,
    Condition,
    Gate,
    Most,
    Move,
    Name,
    Percent,
    Quorum,
    Role,
    Version,
    WorkflowState,
    faults,
)
from workdomain.values import Line

MOST_STATES, MOST_MOVES = 50, 200

Names = Annotated[tuple[Name, ...], Field(max_length=MOST_STATES)]
People = Annotated[tuple[UUID, ...], Field(max_length=100)]


class DraftWorkflow(Command):
    """Begin a workflow; nobody works by it until it is published."""

    name: Line


class RenameWorkflow(Command):
    """Give the workflow another name."""

    name: Line


class DefineState(Command):
    """Put a state into the draft, or define it anew; work begins in the first one."""

    state: Name
    category: Category
    percent: Percent | None = None
    """How much of the work is complete there (status-based progress); null leaves it to people."""
    most: Most | None = None
    """How many items of a project may be there at a time; null is not limited."""
    most_each: Most | None = None
    """How many of them one person may have; null is not limited."""
    on_breach: Strictness = Strictness.WARN
    """What becomes of a move that brings in more than may be there."""


class DropState(Command):
    """Take a state out of the draft."""

    state: Name


class AllowMove(Command):
    """Put a move between states into the draft, or allow it anew.

    With approvers, whoever makes it waits in `to` until they have decided.
    """

    move: Name
    to: Name
    from_states: Names = ()
    """Empty is any."""
    roles: Annotated[tuple[Role, ...], Field(max_length=10)] = ()
    """What somebody has to be to make it; anyone may if neither roles nor people are given."""
    people: People = ()
    """Who may make it as well, whatever they are."""
    conditions: Annotated[tuple[Condition, ...], Field(max_length=20)] = ()
    """What has to hold of the work item."""
    approvers: People = ()
    """Who has to approve of it; nobody, if none is given."""
    quorum: Quorum = Quorum.ANY
    """How many of the approvers it takes."""
    number: Annotated[int, Field(ge=1, le=100)] | None = None
    """How many approvals it takes, with the quorum number."""
    on_approve: Name | None = None
    """Where it goes on to when it is approved."""
    on_reject: Name | None = None
    """Where it goes when it is rejected."""

    @model_validator(mode="after")
    def _gate_is_whole(self) -> Self:
        targets = (self.on_approve, self.on_reject)
        if self.approvers and None in targets:
            raise ValueError("with approvers, say where it goes: on_approve and on_reject")
        if not self.approvers and targets != (None, None):
            raise ValueError("on_approve and on_reject need approvers")
        if (self.quorum is Quorum.NUMBER) != (self.number is not None):
            raise ValueError("give a number with the quorum number, and with no other")
        return self


class ForbidMove(Command):
    """Take a move out of the draft."""

    move: Name


class PublishWorkflow(Command):
    """Make the draft the next version, which work moves under from now on."""

    reason: Annotated[Line, Personal()]


class RetireWorkflow(Command):
    """Let no process take up this workflow any more; those that have it keep it."""

    reason: Annotated[Line, Personal()]


class WorkflowDrafted(Event, topic="workflow.drafted.v1", says="drafted the workflow {name}"):
    """There is a new workflow, which nobody works by yet."""

    name: str


class WorkflowRenamed(Event, topic="workflow.renamed.v1", says="renamed it {name}"):
    """It has another name."""

    name: str


class StateDefined(
    Event,
    topic="workflow.state-defined.v1",
    says="defined the state {state.name} ({state.category}[, {state.percent} percent complete]"
    "[, at most {state.most}][, at most {state.most_each} for each person])",
):
    """The draft has this state."""

    state: WorkflowState


class StateDropped(Event, topic="workflow.state-dropped.v1", says="dropped the state {state}"):
    """The draft has this state no more."""

    state: str


class MoveAllowed(
    Event,
    topic="workflow.move-allowed.v1",
    says="allowed the move {move.name} [from {move.from_states}|from any state] to {move.to}"
    "[, if {move.conditions}][, by {move.roles}][, by {move.people}][; approval: {move.gate}]",
):
    """The draft has this move."""

    move: Move


class MoveForbidden(Event, topic="workflow.move-forbidden.v1", says="forbade the move {move}"):
    """The draft has this move no more."""

    move: str


class WorkflowPublished(
    Event, topic="workflow.published.v1", says="published version {version}: {reason}"
):
    """There is a new version, which holds for every move from now on."""

    version: int
    reason: Annotated[str, Personal()]
    published: Version


class WorkflowRetired(Event, topic="workflow.retired.v1", says="retired it: {reason}"):
    """No process takes it up any more."""

    reason: Annotated[str, Personal()]


WorkflowCommand = (
    DraftWorkflow
    | RenameWorkflow
    | DefineState
    | DropState
    | AllowMove
    | ForbidMove
    | PublishWorkflow
    | RetireWorkflow
)
WorkflowEvent = (
    WorkflowDrafted
    | WorkflowRenamed
    | StateDefined
    | StateDropped
    | MoveAllowed
    | MoveForbidden
    | WorkflowPublished
    | WorkflowRetired
)


class NoSuchWorkflow(Refused):
    """The workflow a command is about was drafted before."""


class WorkflowExists(Refused):
    """A workflow is drafted once."""


class WorkflowIsRetired(Refused):
    """A workflow that is retired does not change, and no process takes it up."""


class NotPublished(Refused):
    """People work by a workflow that is published."""


class WorkflowIsFaulty(Refused):
    """In a workflow every state can be reached, one is done, and moves lead to states it has."""


class NoLimitOnWhatEnded(Refused):
    """Limits are on work in progress: what is done or cancelled is none."""


class WorkflowIsFull(Refused):
    """A workflow has at most 50 states and 200 moves."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """What a decision needs to know of a workflow; one that is not there yet has no name."""

    name: str = ""
    states: Mapping[str, WorkflowState] = field(default_factory=dict)
    moves: Mapping[str, Move] = field(default_factory=dict)
    versions: Mapping[int, tuple[datetime, Version]] = field(default_factory=dict)
    """What was published, with when, by number from 1."""
    retired: bool = False

    @property
    def draft(self) -> Version:
        """What the next version would be."""
        return Version(states=tuple(self.states.values()), moves=tuple(self.moves.values()))

    def number_at(self, at: datetime) -> int:
        """Tell which version was the newest at a moment: the first, before there was any; or 0."""
        before = [number for number, (since, _) in self.versions.items() if since <= at]
        return max(before, default=min(self.versions, default=0))


def decide(workflow: Workflow, command: WorkflowCommand, _context: Context) -> list[WorkflowEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    _must_apply(workflow, command)
    match command:
        case DraftWorkflow(name=name):
            return [WorkflowDrafted(name=name)]
        case RenameWorkflow(name=name):
            return [] if name == workflow.name else [WorkflowRenamed(name=name)]
        case DefineState():
            return _defined(workflow, command)
        case DropState(state=name):
            return [StateDropped(state=name)] if name in workflow.states else []
        case AllowMove():
            return _allowed(workflow, command)
        case ForbidMove(move=name):
            return [MoveForbidden(move=name)] if name in workflow.moves else []
        case PublishWorkflow(reason=reason):
            return _published(workflow, reason)
        case RetireWorkflow(reason=reason):
            return [] if workflow.retired else [WorkflowRetired(reason=reason)]
        case _:
            assert_never(command)


def _must_apply(workflow: Workflow, command: WorkflowCommand) -> None:
    if isinstance(command, DraftWorkflow):
        if workflow.name:
            raise WorkflowExists(f"{workflow.name} was drafted before: use another id")
    elif not workflow.name:
        raise NoSuchWorkflow("There is no workflow with this id yet: draft it first")
    elif workflow.retired and not isinstance(command, RetireWorkflow):
        raise WorkflowIsRetired(f"{workflow.name} is retired: draft another one")


def _defined(workflow: Workflow, command: DefineState) -> list[WorkflowEvent]:
    state = WorkflowState(
        name=command.state,
        category=command.category,
        percent=command.percent,
        most=command.most,
        most_each=command.most_each,
        on_breach=command.on_breach,
    )
    if (state.most or state.most_each) and state.category not in LIMITED:
        raise NoLimitOnWhatEnded(f"{state.name} is {state.category}: define it without a limit")
    _must_have_room(workflow.states, state.name, MOST_STATES)
    return [] if workflow.states.get(state.name) == state else [StateDefined(state=state)]


def _allowed(workflow: Workflow, command: AllowMove) -> list[WorkflowEvent]:
    gate = None
    if command.on_approve and command.on_reject:
        gate = Gate(
            approvers=tuple(dict.fromkeys(command.approvers)),
            quorum=command.quorum,
            number=command.number,
            on_approve=command.on_approve,
            on_reject=command.on_reject,
        )
    move = Move(
        name=command.move,
        from_states=tuple(dict.fromkeys(command.from_states)),
        to=command.to,
        roles=tuple(dict.fromkeys(command.roles)),
        people=tuple(dict.fromkeys(command.people)),
        conditions=tuple(dict.fromkeys(command.conditions)),
        gate=gate,
    )
    _must_have_room(workflow.moves, move.name, MOST_MOVES)
    return [] if workflow.moves.get(move.name) == move else [MoveAllowed(move=move)]


def _must_have_room(there: Mapping[str, object], name: str, most: int) -> None:
    if name not in there and len(there) >= most:
        raise WorkflowIsFull(f"There are {most} already: take one out before you put in {name}")


def _published(workflow: Workflow, reason: str) -> list[WorkflowEvent]:
    draft, last = workflow.draft, max(workflow.versions, default=0)
    if last and workflow.versions[last][1] == draft:
        return []
    if found := faults(draft):
        raise WorkflowIsFaulty(f"{workflow.name} cannot be used: {'; '.join(found)}")
    return [WorkflowPublished(version=last + 1, reason=reason, published=draft)]


def evolve(workflow: Workflow, event: WorkflowEvent, context: Context) -> Workflow:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case WorkflowDrafted(name=name) | WorkflowRenamed(name=name):
            return replace(workflow, name=name)
        case StateDefined(state=state):
            return replace(workflow, states={**workflow.states, state.name: state})
        case StateDropped(state=gone):
            left = {name: s for name, s in workflow.states.items() if name != gone}
            return replace(workflow, states=left)
        case MoveAllowed(move=move):
            return replace(workflow, moves={**workflow.moves, move.name: move})
        case MoveForbidden(move=gone):
            kept = {name: move for name, move in workflow.moves.items() if name != gone}
            return replace(workflow, moves=kept)
        case WorkflowPublished(version=number, published=version):
            versions = {**workflow.versions, number: (context.at, version)}
            return replace(workflow, versions=versions)
        case WorkflowRetired():
            return replace(workflow, retired=True)
        case _:
            assert_never(event)


workflow = Decider(
    name="workflow",
    initial=Workflow(),
    decide=decide,
    evolve=evolve,
    commands=get_args(WorkflowCommand),
    events=get_args(WorkflowEvent),
)


def must_be_published(id: UUID, look: Look) -> None:
    """Raise a refusal unless a process can take this workflow up."""
    there = look(workflow, id)
    if not there.name:
        raise NoSuchWorkflow(f"There is no workflow {id}: draft it first")
    if there.retired:
        raise WorkflowIsRetired(f"{there.name} is retired: take another workflow")
    if not there.versions:
        raise NotPublished(f"{there.name} is a draft: publish it first")
