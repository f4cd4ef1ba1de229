"""Alarms as rows: each since it arose, also after it has cleared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.scheduling.alarm import (
    Key,
    OverbookingArose,
    OverbookingChanged,
    OverbookingCleared,
    key_of,
    overbooking,
)
from workdomain.store.messages import Recorded


class AlarmRow(NamedTuple):
    """Days of a person that more work was forced into than fits, as told last; minutes."""

    person: UUID
    since: datetime
    """When it arose."""
    first: date
    last: date
    late: bool
    forced: int
    capacity: int
    items: tuple[str, ...]
    cleared: datetime | None
    why: str | None
    """Why it cleared."""


@dataclass(frozen=True, slots=True)
class Known:
    """The alarms that are open, and all that have cleared."""

    open: Mapping[Key, AlarmRow] = field(default_factory=dict)
    over: tuple[AlarmRow, ...] = ()


def evolve(known: Known, recorded: Recorded) -> Known:
    """Note when an alarm arose and cleared."""
    event, at = recorded.event, recorded.context.at
    whose = UUID(recorded.stream.partition("/")[2])
    match event:
        case OverbookingArose() | OverbookingChanged():
            key = key_of(event.last, event.late)
            before = known.open.get(key)
            row = AlarmRow(
                person=whose,
                since=at if before is None else before.since,
                first=event.first,
                last=event.last,
                late=event.late,
                forced=event.forced_minutes,
                capacity=event.capacity_minutes,
                items=tuple(map(str, event.items)),
                cleared=None,
                why=None,
            )
            return Known({**known.open, key: row}, known.over)
        case OverbookingCleared():
            key = key_of(event.last, event.late)
            if key not in known.open:  # told before it arose, in the order of the business
                return known
            row = known.open[key]._replace(cleared=at, why=event.why)
            rest = {k: each for k, each in known.open.items() if k != key}
            return Known(rest, (*known.over, row))
        case _:
            return known


def rows(_id: UUID, known: Known) -> Iterable[AlarmRow]:
    """Show all of them."""
    yield from known.open.values()
    yield from known.over


alarms: ReadModel[Known] = ReadModel(
    name="alarms",
    reads=(overbooking,),
    initial=Known(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(
            AlarmRow, "alarm", key=("since", "last", "late"), indexes=(("person",), ("cleared",))
        ),
    ),
)
