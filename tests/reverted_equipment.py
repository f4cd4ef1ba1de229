"""Commands to equipment that are reverted by others."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from tests.office import ANA, APOLLO, DAY
from workdomain.execution.equipment_words import (
    AddEquipment,
    BookEquipment,
    CancelEquipmentBooking,
    DescribeEquipment,
    MoveEquipmentBooking,
    ReturnToService,
    SetEquipmentUnits,
    TakeOutOfService,
)
from workdomain.kernel import Command

VAN, BOOKING, OUTAGE = UUID(int=40), UUID(int=41), UUID(int=42)
NINE = datetime.combine(DAY, time(9), UTC)
NOON = NINE + timedelta(hours=3)
ADDED: list[Command] = [AddEquipment(name="Van", units=2)]
BROKEN = TakeOutOfService(outage=OUTAGE, first=DAY, last=DAY, reason="Brakes")
BOOK = BookEquipment(booking=BOOKING, begin=NINE, end=NOON, project=APOLLO, person=ANA)
MOVED = MoveEquipmentBooking(booking=BOOKING, begin=NOON, end=NOON + timedelta(hours=1), units=2)
BOOKED: list[Command] = [*ADDED, BOOK]

OF_EQUIPMENT: list[tuple[UUID, list[Command], Command]] = [
    (VAN, ADDED, DescribeEquipment(name="Bus", kind="vehicle")),
    (VAN, ADDED, SetEquipmentUnits(units=3, valid_from=DAY)),
    (VAN, ADDED, BROKEN),
    (VAN, [*ADDED, BROKEN], BROKEN.model_copy(update={"units": 2})),
    (VAN, [*ADDED, BROKEN], ReturnToService(outage=OUTAGE)),
    (VAN, ADDED, BOOK),
    (
        VAN,
        BOOKED,
        MoveEquipmentBooking(booking=BOOKING, begin=NOON, end=NOON + timedelta(hours=1), units=2),
    ),
    (VAN, BOOKED, CancelEquipmentBooking(booking=BOOKING, reason="Rain")),
]
