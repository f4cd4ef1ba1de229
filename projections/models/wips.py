"""Work in progress as rows: how much is in each state of each project, and with whom."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.wip import Wip, WipEvent, WipLimitBreached, wip
from workdomain.processes.rules import Strictness
from workdomain.store.messages import Recorded


class WipRow(NamedTuple):
    """How much work of a project is in a state."""

    id: UUID
    name: str
    project: UUID
    workflow: UUID
    state: str
    items: int
    most: int | None
    most_each: int | None
    on_breach: Strictness
    breaches: int
    """How often a limit was gone over, in all."""
    breached_at: datetime | None
    """When that happened last."""


class WipPersonRow(NamedTuple):
    """How much of it one person has."""

    project: UUID
    workflow: UUID
    state: str
    person: UUID
    items: int
    most_each: int | None


class Counted(NamedTuple):
    """What is counted in a state, and how often a limit was gone over."""

    wip: Wip = Wip()
    breaches: int = 0
    breached_at: datetime | None = None


def evolve(counted: Counted, recorded: Recorded) -> Counted:
    """Take in an event as decisions do, and count the breaches."""
    event: WipEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    now = wip.evolve(counted.wip, event, recorded.context)
    if isinstance(event, WipLimitBreached):
        return Counted(now, counted.breaches + 1, recorded.context.at)
    return Counted(now, counted.breaches, counted.breached_at)


def rows(id: UUID, counted: Counted) -> Iterable[WipRow | WipPersonRow]:
    """Show a state that something came into."""
    now = counted.wip
    if now.project is None or now.workflow is None:
        return
    limits = now.limits
    yield WipRow(
        id,
        f"Work in {now.state}",
        now.project,
        now.workflow,
        now.state,
        len(now.items),
        limits.most,
        limits.most_each,
        limits.on_breach,
        counted.breaches,
        counted.breached_at,
    )
    each = Counter(person for people in now.items.values() for person in people)
    for person, count in each.items():
        yield WipPersonRow(now.project, now.workflow, now.state, person, count, limits.most_each)


wips = ReadModel(
    name="wips",
    reads=(wip,),
    initial=Counted(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(WipRow, "wip", key=(), indexes=(("id",), ("project",)), called="name"),
        TableOf(WipPersonRow, "wip_person", key=("person",), indexes=(("project",), ("person",))),
    ),
)
