"""Equipment: something that work needs, of which there are so many pieces, and who has them when.

A booking is taken where as many pieces are free as it wants, at every moment of it; two who want
the same last one meet in this stream. That pieces break or are sold is a fact, and never refused:
bookings that then clash stay, and views show them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.execution.equipment_words import (
    AddEquipment,
    BookEquipment,
    CancelEquipmentBooking,
    DescribeEquipment,
    EquipmentAdded,
    EquipmentBackInService,
    EquipmentBooked,
    EquipmentBookingCancelled,
    EquipmentBookingMoved,
    EquipmentCommand,
    EquipmentDescribed,
    EquipmentEvent,
    EquipmentKeptForPlan,
    EquipmentOutOfService,
    EquipmentUnitsSet,
    KeepForPlan,
    MoveEquipmentBooking,
    PlannedUse,
    ReturnToService,
    SetEquipmentUnits,
    TakeOutOfService,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context, Decider, Look, Refused
from workdomain.people.person import must_be_known
from workdomain.planning.project import NoSuchProject, project
from workdomain.planning.work_item import NoSuchWorkItem
from workdomain.scheduling.units import Outage, Stock, Taking, levels, next_free, shortest


class NoSuchEquipment(Refused):
    """Equipment is added before anything else is said of it."""


class EquipmentExists(Refused):
    """Equipment is added once."""


class NoSuchOutage(Refused):
    """Only an outage that is there is taken back."""


class NoSuchEquipmentBooking(Refused):
    """Only a booking that is there is moved or cancelled."""


class EquipmentBookingExists(Refused):
    """The id of a booking is used once."""


class EquipmentIsTaken(Refused):
    """No more pieces are booked at any moment than there are."""


class EquipmentBooking(NamedTuple):
    """What is kept, for whom and for what."""

    begin: datetime
    end: datetime
    units: int
    project: UUID | None = None
    item: UUID | None = None
    person: UUID | None = None
    note: str = ""

    @property
    def taking(self) -> Taking:
        """When how many pieces are taken."""
        return Taking(self.begin, self.end, self.units)


class OutOfService(NamedTuple):
    """An outage, and why it is one."""

    outage: Outage
    reason: str


@dataclass(frozen=True, slots=True)
class Equipment:
    """What there is, what of it is out of service, and what is kept; without a name, nothing."""

    name: str = ""
    kind: str | None = None
    zone: str = "UTC"
    units: Mapping[date, int] = field(default_factory=dict)
    outages: Mapping[UUID, OutOfService] = field(default_factory=dict)
    bookings: Mapping[UUID, EquipmentBooking | None] = field(default_factory=dict)
    """None instead of a booking that was cancelled."""
    plans: Mapping[UUID, tuple[PlannedUse, ...]] = field(default_factory=dict)
    """What the plans that hold use, by their schedules."""

    @property
    def stock(self) -> Stock:
        """What there is to be booked."""
        return Stock(self.zone, self.units, [each.outage for each in self.outages.values()])

    def takings(self, without: UUID | None = None) -> list[Taking]:
        """List what is taken, but for one booking."""
        there = (each for id, each in self.bookings.items() if id != without)
        booked = [each.taking for each in there if each is not None]
        return booked + [_use(each) for uses in self.plans.values() for each in uses]

    def stretches(self) -> list[tuple[date, int]]:
        """List how many there are from which day on; the same once more begins nothing new."""
        told: list[tuple[date, int]] = []
        for day, units in sorted(self.units.items()):
            if not told or told[-1][1] != units:
                told.append((day, units))
        return told


def decide(it: Equipment, command: EquipmentCommand, _context: Context) -> list[EquipmentEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    if not it.name and not isinstance(command, AddEquipment):
        raise NoSuchEquipment("There is no equipment with this id yet: add it first")
    match command:
        case AddEquipment():
            if it.name:
                raise EquipmentExists(f"{it.name} was added before: describe it instead")
            return [EquipmentAdded(**dict(command))]
        case DescribeEquipment(name=name, kind=kind):
            same = (name, kind) == (it.name, it.kind)
            return [] if same else [EquipmentDescribed(name=name, kind=kind)]
        case SetEquipmentUnits(units=units, valid_from=day):
            held = [each for since, each in it.stretches() if since <= day]
            if held and held[-1] == units and it.units.get(day, units) == units:
                return []
            return [EquipmentUnitsSet(units=units, valid_from=day)]
        case TakeOutOfService(outage=id):
            event = EquipmentOutOfService(**dict(command))
            return [] if it.outages.get(id) == _outage(event) else [event]
        case ReturnToService(outage=id):
            if id not in it.outages:
                raise NoSuchOutage(f"There is no outage {id} of {it.name}")
            return [EquipmentBackInService(outage=id)]
        case BookEquipment(booking=id):
            return _booked(it, id, command)
        case MoveEquipmentBooking(booking=id):
            was = _there(it, id)
            moved = was._replace(begin=command.begin, end=command.end, units=command.units)
            if moved == was:
                return []
            _must_be_free(it, id, moved.taking)
            return [EquipmentBookingMoved(**dict(command))]
        case CancelEquipmentBooking(booking=id, reason=reason):
            if id in it.bookings and it.bookings[id] is None:
                return []
            _there(it, id)
            return [EquipmentBookingCancelled(booking=id, reason=reason)]
        case KeepForPlan(schedule=plan, uses=uses):
            if it.plans.get(plan, ()) == uses:
                return []
            _must_fit(it, plan, uses)
            return [EquipmentKeptForPlan(schedule=plan, uses=uses)]
        case _:
            assert_never(command)


def _booked(it: Equipment, id: UUID, command: BookEquipment) -> list[EquipmentEvent]:
    event = EquipmentBooked(**dict(command))
    if id in it.bookings:
        if it.bookings[id] == _booking(event):
            return []
        raise EquipmentBookingExists(f"Booking {id} was made before: move it instead")
    _must_be_free(it, id, _booking(event).taking)
    return [event]


def _there(it: Equipment, id: UUID) -> EquipmentBooking:
    if (there := it.bookings.get(id)) is None:
        raise NoSuchEquipmentBooking(f"There is no booking {id} of {it.name}")
    return there


def _must_be_free(it: Equipment, id: UUID, wanted: Taking) -> None:
    """Raise unless so many pieces are free at every moment; it tells when they are next."""
    _must_be_beside(it, it.takings(id), wanted)


def _must_be_beside(it: Equipment, taken: list[Taking], wanted: Taking) -> None:
    stock = it.stock
    short = shortest(levels(stock, taken, wanted.begin, wanted.end), wanted.units)
    if short is None:
        return
    free = next_free(stock, taken, wanted)
    when = "never, with the pieces there are" if free is None else f"from {_at(free)} on"
    raise EquipmentIsTaken(
        f"Of {it.name}, {max(short.free, 0)} of {short.there} are free from {_at(short.begin)} to"
        f" {_at(short.end)}, not {wanted.units}; as many are free for as long {when}"
    )


def _must_fit(it: Equipment, plan: UUID, uses: tuple[PlannedUse, ...]) -> None:
    """Raise unless all that a plan uses is free at once, beside whatever else is kept."""
    all_kept = replace(it, plans=_kept(it, plan, uses)).takings()
    for each in uses:
        beside = all_kept.copy()
        beside.remove(_use(each))
        _must_be_beside(it, beside, _use(each))


def _kept(
    it: Equipment, plan: UUID, uses: tuple[PlannedUse, ...]
) -> dict[UUID, tuple[PlannedUse, ...]]:
    """Let a plan use this: its work has nothing any more by other plans, or by what it was."""
    mine = {each.item for each in uses}
    others = {
        id: tuple(each for each in there if each.item not in mine)
        for id, there in it.plans.items()
        if id != plan
    }
    return {id: there for id, there in {**others, plan: uses}.items() if there}


def _use(of: PlannedUse) -> Taking:
    return Taking(of.begin, of.end, 1)


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _booking(event: EquipmentBooked) -> EquipmentBooking:
    return EquipmentBooking(
        event.begin, event.end, event.units, event.project, event.item, event.person, event.note
    )


def _outage(event: EquipmentOutOfService) -> OutOfService:
    return OutOfService(Outage(event.first, event.last, event.units), event.reason)


def evolve(it: Equipment, event: EquipmentEvent, _context: Context) -> Equipment:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case EquipmentAdded():
            return replace(
                it, name=event.name, kind=event.kind, zone=event.zone, units={FIRST: event.units}
            )
        case EquipmentDescribed(name=name, kind=kind):
            return replace(it, name=name, kind=kind)
        case EquipmentUnitsSet(units=units, valid_from=day):
            return replace(it, units={**it.units, day: units})
        case EquipmentOutOfService(outage=id):
            return replace(it, outages={**it.outages, id: _outage(event)})
        case EquipmentBackInService(outage=gone):
            left = {id: each for id, each in it.outages.items() if id != gone}
            return replace(it, outages=left)
        case EquipmentBooked(booking=id):
            return _with(it, id, _booking(event))
        case EquipmentBookingMoved(booking=id):
            was = it.bookings.get(id) or EquipmentBooking(event.begin, event.end, event.units)
            now = was._replace(begin=event.begin, end=event.end, units=event.units)
            return _with(it, id, now)
        case EquipmentBookingCancelled(booking=id):
            return _with(it, id, None)
        case EquipmentKeptForPlan(schedule=plan, uses=uses):
            return replace(it, plans=_kept(it, plan, uses))
        case _:
            assert_never(event)


FIRST = date(1970, 1, 1)
"""Equipment that is added has been there since the first day there is."""


def _with(it: Equipment, id: UUID, booking: EquipmentBooking | None) -> Equipment:
    return replace(it, bookings={**it.bookings, id: booking})


def guard(_id: UUID, _it: Equipment, command: EquipmentCommand, look: Look) -> None:
    """Keep equipment for people and work that are known."""
    if not isinstance(command, BookEquipment):
        return
    if command.person is not None:
        must_be_known(command.person, look)
    if command.project is not None and not look(project, command.project).name:
        raise NoSuchProject(f"There is no project {command.project}: add it first")
    if command.item is not None and not look(work_item, command.item).plan.title:
        raise NoSuchWorkItem(f"There is no work item {command.item}: add it first")


equipment = Decider(
    name="equipment",
    initial=Equipment(),
    decide=decide,
    evolve=evolve,
    commands=get_args(EquipmentCommand),
    events=get_args(EquipmentEvent),
    guard=guard,
)
