"""How what was said of equipment, and what was booked, is taken back."""

from typing import Any, assert_never
from uuid import UUID, uuid5

from workdomain.execution.equipment import Equipment, EquipmentBooking, equipment
from workdomain.execution.equipment_words import (
    BookEquipment,
    CancelEquipmentBooking,
    DescribeEquipment,
    EquipmentAdded,
    EquipmentBackInService,
    EquipmentBooked,
    EquipmentBookingCancelled,
    EquipmentBookingMoved,
    EquipmentDescribed,
    EquipmentEvent,
    EquipmentKeptForPlan,
    EquipmentOutOfService,
    EquipmentUnitsSet,
    MoveEquipmentBooking,
    ReturnToService,
    SetEquipmentUnits,
    TakeOutOfService,
)
from workdomain.kernel import CannotRevert, Command, Undo


def commands(event: EquipmentEvent, now: Equipment, wanted: Equipment) -> list[Command]:
    """Say what makes up for an event; what was cancelled is booked again, under a new id."""
    match event:
        case EquipmentAdded(name=name):
            raise CannotRevert(f"{name} was added: say that there are none of it from a day on")
        case EquipmentDescribed():
            return [DescribeEquipment(name=wanted.name, kind=wanted.kind)]
        case EquipmentUnitsSet(valid_from=day):
            held = [units for since, units in wanted.stretches() if since <= day]
            return [SetEquipmentUnits(units=held[-1], valid_from=day)]
        case EquipmentOutOfService(outage=id) | EquipmentBackInService(outage=id):
            return _outage(id, wanted)
        case EquipmentBooked(booking=id) | EquipmentBookingMoved(booking=id):
            return [_booking(id, wanted.bookings.get(id))]
        case EquipmentBookingCancelled(booking=id):
            right = wanted.bookings.get(id)
            return [] if right is None else [_again(id, right, len(now.bookings))]
        case EquipmentKeptForPlan():
            raise CannotRevert("A plan uses it: publish another one, or retire it")
        case _:
            assert_never(event)


def _outage(id: UUID, wanted: Equipment) -> list[Command]:
    right = wanted.outages.get(id)
    if right is None:
        return [ReturnToService(outage=id)]
    return [TakeOutOfService(outage=id, **right.outage._asdict(), reason=right.reason)]


def _booking(id: UUID, right: EquipmentBooking | None) -> Command:
    if right is None:
        return CancelEquipmentBooking(booking=id, reason="Reverted")
    return MoveEquipmentBooking(booking=id, begin=right.begin, end=right.end, units=right.units)


def _again(id: UUID, right: EquipmentBooking, known: int) -> Command:
    return BookEquipment(booking=uuid5(id, f"again {known}"), **right._asdict())


def counts(it: Equipment) -> Any:
    """Compare what there is and what is kept, under whatever ids."""
    kept = sorted(
        (each.begin, each.end, each.units, str(each.item), str(each.project), str(each.person))
        for each in it.bookings.values()
        if each is not None
    )
    out = sorted(map(tuple, it.outages.values()))
    return it.name, it.kind, it.stretches(), out, kept, dict(it.plans)


equipment_undo: Undo[Equipment, EquipmentEvent] = Undo(equipment, commands, counts)
