"""Workflows as rows: every published version and the draft, state by state, move by move."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.processes.rules import Strictness
from workdomain.processes.workflow import Workflow, WorkflowEvent, workflow
from workdomain.processes.workflow_parts import Category, Version
from workdomain.store.log import text_of
from workdomain.store.messages import Recorded

DRAFT = 0
"""The number of the draft among the versions."""


class WorkflowRow(NamedTuple):
    """A workflow."""

    id: UUID
    name: str
    newest: int
    """The version published last; 0 when there is none."""
    is_retired: bool


class StateRow(NamedTuple):
    """A state of a version; version 0 is the draft."""

    workflow: UUID
    version: int
    place: int
    name: str
    category: Category
    percent: int | None
    most: int | None
    most_each: int | None
    on_breach: Strictness
    published_at: datetime | None


class MoveRow(NamedTuple):
    """A move of a version; version 0 is the draft."""

    workflow: UUID
    version: int
    place: int
    name: str
    from_states: tuple[str, ...]
    to: str
    roles: tuple[str, ...]
    people: tuple[str, ...]
    conditions: tuple[str, ...]
    approvers: tuple[str, ...]
    quorum: str | None
    needed: int | None
    """How many approvals it takes; null for all, and without a gate."""
    on_approve: str | None
    on_reject: str | None


def evolve(known: Workflow, recorded: Recorded) -> Workflow:
    """Take in an event as decisions do."""
    event: WorkflowEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return workflow.evolve(known, event, recorded.context)


def rows(id: UUID, known: Workflow) -> Iterable[WorkflowRow | StateRow | MoveRow]:
    """Show a workflow that was drafted."""
    if not known.name:
        return
    yield WorkflowRow(id, known.name, max(known.versions, default=0), known.retired)
    yield from _version(id, DRAFT, None, known.draft)
    for number, (since, version) in known.versions.items():
        yield from _version(id, number, since, version)


def _version(
    id: UUID, number: int, since: datetime | None, version: Version
) -> Iterable[StateRow | MoveRow]:
    for place, state in enumerate(version.states, 1):
        yield StateRow(
            workflow=id,
            version=number,
            place=place,
            name=state.name,
            category=state.category,
            percent=state.percent,
            most=state.most,
            most_each=state.most_each,
            on_breach=state.on_breach,
            published_at=since,
        )
    for place, move in enumerate(version.moves, 1):
        gate = move.gate
        yield MoveRow(
            workflow=id,
            version=number,
            place=place,
            name=move.name,
            from_states=move.from_states,
            to=move.to,
            roles=move.roles,
            people=tuple(map(text_of, move.people)),
            conditions=move.conditions,
            approvers=tuple(map(text_of, gate.approvers)) if gate else (),
            quorum=gate.quorum if gate else None,
            needed=gate.number if gate else None,
            on_approve=gate.on_approve if gate else None,
            on_reject=gate.on_reject if gate else None,
        )


workflows = ReadModel(
    name="workflows",
    reads=(workflow,),
    initial=Workflow(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(WorkflowRow, "workflow", key=(), indexes=(("id",),), called="name"),
        TableOf(StateRow, "workflow_state", key=("version", "name"), indexes=(("workflow",),)),
        TableOf(MoveRow, "workflow_move", key=("version", "name"), indexes=(("workflow",),)),
    ),
)
