"""Baselines as rows: each is a place in the log."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.baseline import Baseline as Known
from workdomain.execution.baseline import BaselineTaken, baseline
from workdomain.store.messages import Recorded


class BaselineRow(NamedTuple):
    """A baseline; without `as_of` and `at_position` it is of the moment it was taken."""

    id: UUID
    name: str
    project: UUID | None
    item: UUID | None
    taken: int
    """Its own position in the log; it knows of nothing later."""
    taken_at: datetime
    by: UUID
    as_of: datetime | None
    at_position: int | None
    note: str
    put_away: str | None
    """Why it was retired."""


class Shown(NamedTuple):
    """What is shown of a baseline: what a decision knows of it, and how it was taken."""

    known: Known = Known()
    taken: Recorded | None = None


def evolve(shown: Shown, recorded: Recorded) -> Shown:
    """Take in an event as decisions do, and note where in the log it was taken."""
    event = recorded.event
    known = baseline.evolve(shown.known, event, recorded.context)
    return Shown(known, recorded if isinstance(event, BaselineTaken) else shown.taken)


def rows(id: UUID, shown: Shown) -> Iterable[BaselineRow]:
    """Show a baseline that was taken."""
    if shown.taken is None or not isinstance(event := shown.taken.event, BaselineTaken):
        return
    yield BaselineRow(
        id,
        shown.known.name,
        event.project,
        event.item,
        shown.taken.position,
        shown.taken.context.at,
        shown.taken.context.by,
        event.as_of,
        event.position,
        event.note,
        shown.known.retired,
    )


baselines = ReadModel(
    name="baselines",
    reads=(baseline,),
    initial=Shown(),
    evolve=evolve,
    rows=rows,
    tables=(TableOf(BaselineRow, "baseline", key=(), indexes=(("id",),), called="name"),),
)
