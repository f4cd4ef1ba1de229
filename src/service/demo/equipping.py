"""What the demo's company has of things that people share, and who books them for what.

It throws no dice, so that the rest of the half-year is as it would be without it.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from service.demo.company import ENGINEERING, OPERATIONS, PRODUCT
from service.demo.world import World
from workdomain.execution.equipment_words import (
    AddEquipment,
    BookEquipment,
    CancelEquipmentBooking,
    MoveEquipmentBooking,
    SetEquipmentUnits,
    TakeOutOfService,
)
from workdomain.kernel import Command

MORNING, NINE, FIVE = time(8, 40), time(9), time(17)
LAB, PHONES, SERVERS = "the usability lab", "test phones", "the second set of servers"


def equip(world: World) -> None:
    """Do what the day asks for, if it asks for anything."""
    if scene := SCENES.get((world.week, world.today.weekday())):
        scene(world)


def _tell(world: World, name: str, command: Command, team: str = PRODUCT) -> None:
    when = datetime.combine(world.today, MORNING, UTC)
    world.office.hand_in(when, world.named(name), command, world.lead_of(team).id)


def _book(
    world: World, name: str, called: str, project: str, days: tuple[int, int], units: int = 1
) -> None:
    """Book from a morning to an evening, so many days from today on."""
    first, last = (world.workday(day) for day in days)
    command = BookEquipment(
        booking=world.named(called),
        begin=datetime.combine(first, NINE, UTC),
        end=datetime.combine(last, FIVE, UTC),
        units=units,
        project=world.ventures[project].id,
        person=world.lead_of(PRODUCT if name == LAB else ENGINEERING).id,
    )
    _tell(world, name, command)


def _begin(world: World) -> None:
    """Have a lab, three phones, and servers that all work of operations shares."""
    _tell(world, LAB, AddEquipment(name="Usability lab", kind="room"))
    _tell(world, PHONES, AddEquipment(name="Test phones", kind="device", units=3))
    _tell(world, SERVERS, AddEquipment(name="Second set of servers", kind="servers"), OPERATIONS)
    _book(world, LAB, "interviews", "NEW", (2, 5))


def _tests(world: World) -> None:
    """Test the prototype, on all phones there are."""
    _book(world, LAB, "prototype tests", "NEW", (4, 6))
    _book(world, PHONES, "phones for the tests", "NEW", (4, 6), units=2)


def _breaks(world: World) -> None:
    """Find two phones broken while they are booked; a booking then clashes."""
    last = world.today + timedelta(days=9)
    out = world.named("two phones are broken")
    broken = TakeOutOfService(
        outage=out, first=world.today, last=last, units=2, reason="Fell into the fountain"
    )
    _tell(world, PHONES, broken, ENGINEERING)


def _settle(world: World) -> None:
    """Move the lab to the week after, and buy phones."""
    since = datetime.combine(world.workday(5), NINE, UTC)
    moved = MoveEquipmentBooking(
        booking=world.named("prototype tests"), begin=since, end=since + timedelta(hours=8), units=1
    )
    _tell(world, LAB, moved)
    _tell(world, PHONES, SetEquipmentUnits(units=5, valid_from=world.workday(5)), ENGINEERING)


def _app(world: World) -> None:
    """Test the app, up to the end of the half-year and beyond."""
    _book(world, PHONES, "phones for the app", "MOB", (1, 12), units=4)
    _book(world, LAB, "app tests", "MOB", (3, 4))
    _book(world, LAB, "more app tests", "MOB", (6, 7))
    cancelled = CancelEquipmentBooking(
        booking=world.named("more app tests"), reason="One day will do"
    )
    _tell(world, LAB, cancelled)


SCENES: dict[tuple[int, int], Callable[[World], None]] = {
    (3, 1): _begin,
    (10, 1): _tests,
    (10, 4): _breaks,
    (11, 1): _settle,
    (24, 2): _app,
}
"""By week from 0 and weekday from Monday, 0."""
