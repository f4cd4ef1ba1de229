"""Workflow: a version of it drawn as rows, its states, its moves and their gates."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from projections.models.workflows import MoveRow, StateRow, WorkflowRow
from projections.names import people_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.processes.workflow_parts import Category


class WorkflowOf(Message):
    """Which states does work go through, by which moves, with whose approval?"""

    workflow: UUID | None = None
    """Only this workflow."""
    version: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """This version instead of the newest; 0 is the draft."""


class Kind(StrEnum):
    """What a row of a workflow is."""

    STATE = "state"
    MOVE = "move"
    GATE = "gate"


class WorkflowLine(Message):
    """A state, a move between states, or the gate of a move."""

    kind: Kind
    name: str
    """Of the state or the move; a gate goes by the name of its move."""
    category: Category | None = None
    """Of a state."""
    from_states: tuple[str, ...] = ()
    """Where a move leads from; empty is any state. A gate is where its move leads to."""
    to: str | None = None
    """Where a move leads to; where a gate leads to when it is approved."""
    otherwise: str | None = None
    """Where a gate leads to when it is rejected."""
    who: tuple[str, ...] = ()
    """Who may make a move (empty: anyone), who approves at a gate."""
    conditions: tuple[str, ...] = ()
    """What has to hold of the work item for a move."""
    takes: str | None = None
    """How many approvals a gate takes: any, all, or a number."""
    percent: int | None = None
    """How much of the work is complete in a state; null leaves it to people."""
    most: int | None = None
    """How many items of a project may be in a state."""
    most_each: int | None = None
    """How many of them one person may have."""
    on_breach: str | None = None
    """What becomes of more than that."""
    workflow: str
    workflow_id: UUID
    version: int
    """0 is the draft."""
    published_at: datetime | None
    number: int
    """Its place among those of its kind."""


def read(reader: Reader, params: WorkflowOf, _page: Page) -> list[WorkflowLine]:
    """Draw the version that is asked for of each workflow."""
    found = reader.rows(
        WorkflowRow, lambda c: [] if params.workflow is None else [c.id == params.workflow]
    )
    lines = [line for row in found for line in _drawn(reader, row, params.version)]
    return sorted(lines, key=lambda line: order(params, line))


def _drawn(reader: Reader, row: WorkflowRow, asked: int | None) -> Iterator[WorkflowLine]:
    version = row.newest if asked is None else asked
    states = reader.rows(StateRow, lambda c: [c.workflow == row.id, c.version == version])
    moves = reader.rows(MoveRow, lambda c: [c.workflow == row.id, c.version == version])
    ids = {id for move in moves for id in (*move.people, *move.approvers)}
    names = people_called(reader, ids)
    since = next((state.published_at for state in states), None)

    def line(kind: Kind, name: str, number: int, **more: Any) -> WorkflowLine:
        return WorkflowLine(
            kind=kind,
            name=name,
            number=number,
            workflow=row.name,
            workflow_id=row.id,
            version=version,
            published_at=since,
            **more,
        )

    for state in states:
        yield line(Kind.STATE, state.name, state.place, **_of_state(state))
    for move in moves:
        yield line(
            Kind.MOVE,
            move.name,
            move.place,
            from_states=move.from_states,
            to=move.to,
            who=(*move.roles, *_named(move.people, names)),
            conditions=move.conditions,
        )
        if move.approvers:
            yield line(
                Kind.GATE,
                move.name,
                move.place,
                from_states=(move.to,),
                to=move.on_approve,
                otherwise=move.on_reject,
                who=tuple(_named(move.approvers, names)),
                takes=str(move.needed or move.quorum),
            )


def _of_state(state: StateRow) -> dict[str, Any]:
    limited = state.most is not None or state.most_each is not None
    return {
        "category": state.category,
        "percent": state.percent,
        "most": state.most,
        "most_each": state.most_each,
        "on_breach": state.on_breach if limited else None,
    }


def _named(ids: Iterable[str], names: Mapping[UUID, str]) -> list[str]:
    return [names.get(UUID(id), id) for id in ids]


KINDS = list(Kind)


def order(_params: WorkflowOf, line: WorkflowLine) -> Order:
    """Sort by workflow: its states, its moves, its gates, each in the order they were defined."""
    name = line.workflow.casefold()
    return (name, str(line.workflow_id), KINDS.index(line.kind), line.number, line.name)


workflow = View(
    name="workflow",
    params=WorkflowOf,
    row=WorkflowLine,
    key=("workflow_id", "kind", "name"),
    read=read,
    order=order,
)
