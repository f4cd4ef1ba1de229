"""Equipment as rows: what there is, since when, what is out of service, and what is booked."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from projections.kernel import ReadModel, TableOf
from workdomain.execution.equipment import Equipment, equipment
from workdomain.execution.equipment_words import EquipmentEvent
from workdomain.store.messages import Recorded


class EquipmentRow(NamedTuple):
    """Something that can be booked."""

    id: UUID
    name: str
    kind: str | None
    zone: str


class UnitsRow(NamedTuple):
    """How many pieces there are from a day on."""

    equipment: UUID
    valid_from: date
    units: int


class OutageRow(NamedTuple):
    """Pieces that cannot be used on some days."""

    equipment: UUID
    outage: UUID
    first: date
    last: date
    units: int
    reason: str


class EquipmentBookingRow(NamedTuple):
    """Pieces that are kept."""

    equipment: UUID
    booking: UUID
    begin: datetime
    end: datetime
    units: int
    project: UUID | None
    item: UUID | None
    person: UUID | None
    note: str
    plan: UUID | None = None
    """The schedule whose plan uses them; of a booking by hand, none."""


Row = EquipmentRow | UnitsRow | OutageRow | EquipmentBookingRow


def evolve(known: Equipment, recorded: Recorded) -> Equipment:
    """Take in an event as decisions do."""
    event: EquipmentEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return equipment.evolve(known, event, recorded.context)


def rows(id: UUID, it: Equipment) -> Iterable[Row]:
    """Show what there is of it."""
    if not it.name:
        return
    yield EquipmentRow(id, it.name, it.kind, it.zone)
    for since, units in it.stretches():
        yield UnitsRow(id, since, units)
    for outage, (days, reason) in it.outages.items():
        yield OutageRow(id, outage, *days, reason)
    for booking, kept in it.bookings.items():
        if kept is not None:
            yield EquipmentBookingRow(id, booking, *kept)
    for plan, uses in it.plans.items():
        for number, (item, begin, end) in enumerate((u.item, u.begin, u.end) for u in uses):
            key = uuid5(plan, f"{id} {number}")
            yield EquipmentBookingRow(id, key, begin, end, 1, None, item, None, "", plan)


equipment_rows = ReadModel(
    name="equipment",
    version=2,
    reads=(equipment,),
    initial=Equipment(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(EquipmentRow, "equipment", key=(), called="name"),
        TableOf(UnitsRow, "equipment_units", key=("valid_from",)),
        TableOf(OutageRow, "outage", key=("outage",)),
        TableOf(
            EquipmentBookingRow,
            "equipment_booking",
            key=("booking",),
            indexes=(("equipment", "end"), ("end",)),
        ),
    ),
)
