"""What is known of work before it is begun, as rows: only of items of which something is known."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import TableOf
from workdomain.execution.work_item import WorkItem
from workdomain.planning.gate import NO_GATE, Verdict
from workdomain.planning.shape import Shape
from workdomain.planning.specification import NOTHING_SAID


class SpecificationRow(NamedTuple):
    """What a work item is for, when it is done, who answers for it, what it needs."""

    item: UUID
    owner: UUID | None = None
    shape: Shape = Shape.TASK
    labels: tuple[str, ...] = ()
    points: float | None = None
    purpose: str = ""
    definition_of_done: str = ""
    needs: tuple[str, ...] = ()
    goal: UUID | None = None
    client: UUID | None = None
    checks: int = 0
    """On its checklist."""
    checked: int = 0
    """Those of them that are done."""
    gate: Verdict = Verdict.NONE
    gate_criteria: str | None = None
    gate_reason: str | None = None
    gate_by: UUID | None = None
    gate_at: datetime | None = None
    split: bool = False
    """It may be laid aside for other work, and taken up again."""


class LabelRow(NamedTuple):
    """A label of a work item, in one case, to find it by."""

    item: UUID
    label: str


class CheckRow(NamedTuple):
    """A check of a checklist."""

    id: UUID
    item: UUID
    rank: int
    """Where it stands in the list, from 1."""
    text: str
    is_done: bool


SpecificationRows = SpecificationRow | LabelRow | CheckRow

TABLES = (
    TableOf(
        SpecificationRow,
        "specification",
        key=(),
        indexes=(("item",), ("owner",), ("shape",), ("goal",), ("client",)),
    ),
    TableOf(LabelRow, "label", key=("label",), indexes=(("label",),)),
    TableOf(CheckRow, "check_mark", key=("id",), indexes=(("item",), ("id",))),
)


def specification_rows(id: UUID, item: WorkItem) -> Iterable[SpecificationRows]:
    """Show what is known of an item; nothing, if that is nothing."""
    spec, gate, checks = item.specification, item.gate, item.checklist
    if spec is NOTHING_SAID and gate is NO_GATE and not (item.needs or checks):
        return ()  # as most items are, and they are many
    return _rows(id, item)


def _rows(id: UUID, item: WorkItem) -> Iterable[SpecificationRows]:
    spec, gate, checks = item.specification, item.gate, item.checklist
    row = SpecificationRow(
        id,
        owner=spec.owner,
        shape=spec.shape,
        labels=spec.labels,
        points=spec.points,
        purpose=spec.purpose,
        definition_of_done=spec.definition_of_done,
        needs=tuple(map(str, item.needs)),
        goal=spec.goal,
        client=spec.client,
        checks=len(checks),
        checked=sum(check.is_done for check in checks),
        gate=gate.verdict,
        gate_criteria=gate.criteria,
        gate_reason=gate.reason,
        gate_by=gate.by,
        gate_at=gate.at,
        split=spec.split,
    )
    if row != SpecificationRow(id):
        yield row
    for label in dict.fromkeys(label.casefold() for label in spec.labels):
        yield LabelRow(id, label)
    for rank, check in enumerate(checks, 1):
        yield CheckRow(check.id, id, rank, check.text, check.is_done)
