"""What is asked and told of equipment and its bookings: the words of `equipment.py`."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from workdomain.kernel import Command, Event, Message, Personal
from workdomain.values import Day, Line, Text, Zone

Units = Annotated[int, Field(ge=0, le=100_000)]
"""How many pieces."""
Taken = Annotated[int, Field(ge=1, le=100_000)]


class _Span(Command):
    """From one moment to another; it may begin where another booking ends."""

    begin: AwareDatetime
    end: AwareDatetime

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.begin:
            raise ValueError("end does not lie after begin")
        return self


class AddEquipment(Command):
    """Make something known that work needs and that can be booked: a room, a van, test devices."""

    name: Line
    kind: Line | None = None
    """What sort of thing it is, in the workspace's own words: room, vehicle."""
    units: Taken = 1
    """How many pieces of it there are, which are all as good as one another."""
    zone: Zone = "UTC"
    """The time zone in which its days begin."""


class DescribeEquipment(Command):
    """Give equipment another name, and say what sort of thing it is."""

    name: Line
    kind: Line | None = None


class SetEquipmentUnits(Command):
    """Say how many pieces there are from a day on; none is the end of it."""

    units: Units
    valid_from: Day


class TakeOutOfService(Command):
    """Say that pieces cannot be used on some days; what is booked then is shown as a clash."""

    outage: UUID
    """Id of the outage, chosen by whoever asks; known already, it is changed."""
    first: Day
    last: Day
    units: Taken = 1
    """How many pieces."""
    reason: Line

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")
        return self


class ReturnToService(Command):
    """Take an outage back: its pieces can be used on all of its days."""

    outage: UUID


class BookEquipment(_Span):
    """Keep pieces for some time, if they are free."""

    booking: UUID
    """Id of the booking, chosen by whoever asks."""
    units: Taken = 1
    project: UUID | None = None
    """The project it is for."""
    item: UUID | None = None
    """The work item it is for."""
    person: UUID | None = None
    """Who uses it."""
    note: Annotated[Text, Personal()] = ""


class MoveEquipmentBooking(_Span):
    """Keep pieces at another time, or another number of them, if they are free."""

    booking: UUID
    units: Taken


class CancelEquipmentBooking(Command):
    """Keep nothing any more."""

    booking: UUID
    reason: Annotated[Line, Personal()]


class PlannedUse(Message):
    """A piece that work has from one moment to another, by a plan."""

    item: UUID
    begin: AwareDatetime
    end: AwareDatetime

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.begin:
            raise ValueError("end does not lie after begin")
        return self


class KeepForPlan(Command):
    """Keep what a plan uses from now on, instead of what it has used; publishing a plan does it."""

    schedule: UUID
    uses: Annotated[tuple[PlannedUse, ...], Field(max_length=100_000)] = ()
    """Of one piece each; none lets go of all."""


class EquipmentAdded(
    Event, topic="equipment.added.v1", says="added equipment {name}, {units} of it"
):
    """There is equipment to book."""

    name: str
    kind: str | None
    units: int
    zone: str


class EquipmentDescribed(
    Event, topic="equipment.described.v1", says="described the equipment as {name}[, a {kind}]"
):
    """Equipment is called something else."""

    name: str
    kind: str | None


class EquipmentUnitsSet(
    Event, topic="equipment.units-set.v1", says="set the pieces to {units} from {valid_from} on"
):
    """From a day on there are so many pieces."""

    units: int
    valid_from: date


class EquipmentOutOfService(
    Event,
    topic="equipment.out-of-service.v1",
    says="took {units} out of service from {first} to {last}: {reason}",
):
    """Pieces cannot be used on some days."""

    outage: UUID
    first: date
    last: date
    units: int
    reason: str


class EquipmentBackInService(
    Event, topic="equipment.back-in-service.v1", says="took an outage back"
):
    """Pieces can be used on the days of an outage after all."""

    outage: UUID


class EquipmentBooked(
    Event,
    topic="equipment.booked.v1",
    says="booked {units} from {begin} to {end}[ for {project}][ for {item}][ for {person}]",
):
    """Pieces are kept."""

    booking: UUID
    begin: datetime
    end: datetime
    units: int
    project: UUID | None
    item: UUID | None
    person: UUID | None
    note: Annotated[str, Personal()]


class EquipmentBookingMoved(
    Event,
    topic="equipment.booking-moved.v1",
    says="moved a booking of {units} to {begin} to {end}",
):
    """Pieces are kept at another time, or another number of them."""

    booking: UUID
    begin: datetime
    end: datetime
    units: int


class EquipmentBookingCancelled(
    Event, topic="equipment.booking-cancelled.v1", says="cancelled a booking: {reason}"
):
    """Nothing is kept any more."""

    booking: UUID
    reason: Annotated[str, Personal()]


class EquipmentKeptForPlan(
    Event, topic="equipment.kept-for-plan.v1", says="kept what {schedule} uses of it"
):
    """A plan that holds uses pieces at these times and no others.

    Work has a piece by the plan that was published last: what others kept for it is let go.
    """

    schedule: UUID
    uses: tuple[PlannedUse, ...] = ()


EquipmentCommand = (
    AddEquipment
    | DescribeEquipment
    | SetEquipmentUnits
    | TakeOutOfService
    | ReturnToService
    | BookEquipment
    | MoveEquipmentBooking
    | CancelEquipmentBooking
    | KeepForPlan
)
EquipmentEvent = (
    EquipmentAdded
    | EquipmentDescribed
    | EquipmentUnitsSet
    | EquipmentOutOfService
    | EquipmentBackInService
    | EquipmentBooked
    | EquipmentBookingMoved
    | EquipmentBookingCancelled
    | EquipmentKeptForPlan
)
