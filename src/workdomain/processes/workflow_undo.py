"""How changes to the draft of a workflow are taken back; its versions never change."""

from collections.abc import Mapping
from typing import Any, assert_never

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.processes.workflow import (
    AllowMove,
    DefineState,
    DropState,
    ForbidMove,
    MoveAllowed,
    MoveForbidden,
    RenameWorkflow,
    RetireWorkflow,
    StateDefined,
    StateDropped,
    Workflow,
    WorkflowDrafted,
    WorkflowEvent,
    WorkflowPublished,
    WorkflowRenamed,
    WorkflowRetired,
    workflow,
)
from workdomain.processes.workflow_parts import Move, Quorum, WorkflowState


def commands(event: WorkflowEvent, now: Workflow, wanted: Workflow) -> list[Command]:
    """Say what makes up for an event; a workflow that was drafted by mistake is retired."""
    if not wanted.name:
        return [] if now.retired else [RetireWorkflow(reason="Reverted: drafted by mistake")]
    match event:
        case WorkflowDrafted() | WorkflowRenamed():
            return [RenameWorkflow(name=wanted.name)]
        case StateDefined() | StateDropped():
            dropped, defined = different(now.states, wanted.states)
            return [
                *(DropState(state=name) for name in dropped),
                *(_defined(wanted.states[name]) for name in defined),
            ]
        case MoveAllowed() | MoveForbidden():
            dropped, defined = different(now.moves, wanted.moves)
            return [
                *(ForbidMove(move=name) for name in dropped),
                *(_allowed(wanted.moves[name]) for name in defined),
            ]
        case WorkflowPublished(version=version):
            raise CannotRevert(
                f"Version {version} stays as it was published: set the draft right, and publish"
            )
        case WorkflowRetired():
            raise CannotRevert(f"{now.name} was retired and stays so: draft another one")
        case _:
            assert_never(event)


def different(now: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """List what to take out, and then what to put in, for the same things in the same order."""
    here, there = list(now), list(wanted)
    pairs = enumerate(zip(here, there, strict=False))
    kept = next((n for n, (a, b) in pairs if a != b), min(len(here), len(there)))
    changed = [name for name in there[:kept] if now[name] != wanted[name]]
    return here[kept:], [*changed, *there[kept:]]


def _defined(state: WorkflowState) -> DefineState:
    return DefineState(
        state=state.name,
        category=state.category,
        percent=state.percent,
        most=state.most,
        most_each=state.most_each,
        on_breach=state.on_breach,
    )


def _allowed(move: Move) -> AllowMove:
    gate = move.gate
    return AllowMove(
        move=move.name,
        to=move.to,
        from_states=move.from_states,
        roles=move.roles,
        people=move.people,
        conditions=move.conditions,
        approvers=gate.approvers if gate else (),
        quorum=gate.quorum if gate else Quorum.ANY,
        number=gate.number if gate else None,
        on_approve=gate.on_approve if gate else None,
        on_reject=gate.on_reject if gate else None,
    )


def counts(it: Workflow) -> Any:
    """Compare states and moves in their order: work begins in the first state."""
    versions = {number: version for number, (_, version) in it.versions.items()}
    return it.name, [*it.states.values()], [*it.moves.values()], versions, it.retired


def gone(it: Workflow) -> bool:
    """Tell whether no process takes it up any more."""
    return it.retired


workflow_undo: Undo[Workflow, WorkflowEvent] = Undo(workflow, commands, counts, gone)
