"""Equipment: what there is, what is out of service, and no more booked than that."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.scenario import ANA, World
from workdomain.execution.equipment import (
    Equipment,
    EquipmentBookingExists,
    EquipmentExists,
    EquipmentIsTaken,
    NoSuchEquipment,
    NoSuchEquipmentBooking,
    NoSuchOutage,
    equipment,
)
from workdomain.execution.equipment_words import (
    AddEquipment,
    BookEquipment,
    CancelEquipmentBooking,
    DescribeEquipment,
    EquipmentBooked,
    EquipmentBookingMoved,
    MoveEquipmentBooking,
    ReturnToService,
    SetEquipmentUnits,
    TakeOutOfService,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Event, Refused
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.planning.project import NoSuchProject, ProjectAdded, project
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded
from workdomain.scheduling.units import Outage, Stock, Taking, levels, next_free

VAN, ONE, TWO, THREE, OUT = (UUID(int=n) for n in (300, 301, 302, 303, 310))
SITE, DRAW = UUID(int=20), UUID(int=30)
MON = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def vans(units: int = 2, zone: str = "UTC") -> World:
    it = World()
    it.put(person, ANA, PersonAdded(name="Ana"))
    it.put(project, SITE, ProjectAdded(name="Site", key="SIT"))
    it.put(work_item, DRAW, WorkItemAdded(title="Draw"))
    it.ask(equipment, VAN, AddEquipment(name="Van", kind="vehicle", units=units, zone=zone))
    return it


def ask(it: World, command: Command) -> list[Event]:
    return it.ask(equipment, VAN, command)


def book(id: UUID, begin: int = 0, hours: int = 2, units: int = 1, **more: Any) -> BookEquipment:
    """Book from so many hours after nine on."""
    since = NINE + begin * HOUR
    return BookEquipment(booking=id, begin=since, end=since + hours * HOUR, units=units, **more)


def the(it: World) -> Equipment:
    state: Equipment = it.look(equipment, VAN)
    return state


def test_what_is_free_is_booked_for_whoever_and_whatever_is_known():
    it = vans()
    (told,) = ask(it, book(ONE, project=SITE, item=DRAW, person=ANA, note="By ferry"))
    assert isinstance(told, EquipmentBooked)
    assert (told.units, told.project, told.note) == (1, SITE, "By ferry")
    assert ask(it, book(ONE, project=SITE, item=DRAW, person=ANA, note="By ferry")) == []
    with pytest.raises(EquipmentBookingExists):
        ask(it, book(ONE, 5))
    unknowns: list[tuple[dict[str, Any], type[Refused]]] = [
        ({"project": DRAW}, NoSuchProject),
        ({"item": SITE}, NoSuchWorkItem),
        ({"person": SITE}, NoSuchPerson),
    ]
    for unknown, rule in unknowns:
        with pytest.raises(rule):
            ask(it, book(TWO, **unknown))


def test_no_more_is_booked_than_there_is_at_any_moment():
    it = vans()
    ask(it, book(ONE, 0, 4))
    ask(it, book(TWO, 3, 2))
    with pytest.raises(EquipmentIsTaken) as taken:
        ask(it, book(THREE, 2, 2))
    assert str(taken.value) == (
        "Of Van, 0 of 2 are free from 2026-03-02 12:00 UTC to 2026-03-02 13:00 UTC, not 1;"
        " as many are free for as long from 2026-03-02 13:00 UTC on"
    )
    assert ask(it, book(THREE, 4, 1)), "It begins when another ends"
    with pytest.raises(EquipmentIsTaken, match="never, with the pieces there are"):
        ask(it, book(UUID(int=304), 10, 1, units=3))


def test_a_booking_moves_to_where_there_is_room():
    it = vans(1)
    ask(it, book(ONE, 0, 2))
    ask(it, book(TWO, 2, 2))
    moved = MoveEquipmentBooking(booking=ONE, begin=NINE, end=NINE + 3 * HOUR, units=1)
    with pytest.raises(EquipmentIsTaken):
        ask(it, moved)
    shorter = moved.model_copy(update={"end": NINE + HOUR})
    assert [type(told) for told in ask(it, shorter)] == [EquipmentBookingMoved]
    assert ask(it, shorter) == []
    with pytest.raises(NoSuchEquipmentBooking):
        ask(it, moved.model_copy(update={"booking": THREE}))


def test_what_is_cancelled_is_free():
    it = vans(1)
    ask(it, book(ONE))
    assert ask(it, CancelEquipmentBooking(booking=ONE, reason="Rain"))
    assert ask(it, CancelEquipmentBooking(booking=ONE, reason="Rain")) == []
    assert ask(it, book(TWO))
    with pytest.raises(NoSuchEquipmentBooking):
        ask(it, CancelEquipmentBooking(booking=THREE, reason="Rain"))
    with pytest.raises(NoSuchEquipmentBooking):
        ask(it, MoveEquipmentBooking(booking=ONE, begin=NINE, end=NINE + HOUR, units=1))


def test_that_pieces_break_is_never_refused_and_keeps_others_from_being_booked():
    it = vans()
    ask(it, book(ONE, units=2))
    broken = TakeOutOfService(outage=OUT, first=MON, last=MON, reason="Brakes")
    assert ask(it, broken)
    assert ask(it, broken) == []
    with pytest.raises(EquipmentIsTaken, match=r"1 of 1 are free .* from 2026-03-03 00:00 UTC on"):
        ask(it, book(TWO, 4, units=2))
    assert ask(it, book(TWO, 4))
    assert ask(it, ReturnToService(outage=OUT))
    with pytest.raises(NoSuchOutage):
        ask(it, ReturnToService(outage=OUT))
    with pytest.raises(ValidationError, match="is before"):
        TakeOutOfService(outage=OUT, first=MON, last=MON - timedelta(days=1), reason="Brakes")


def test_there_are_so_many_from_a_day_on():
    it = vans(1)
    tuesday = MON + timedelta(days=1)
    assert ask(it, SetEquipmentUnits(units=3, valid_from=tuesday))
    assert ask(it, SetEquipmentUnits(units=3, valid_from=tuesday)) == []
    assert ask(it, SetEquipmentUnits(units=3, valid_from=tuesday + timedelta(days=1))) == []
    with pytest.raises(EquipmentIsTaken):
        ask(it, book(ONE, units=2))
    assert ask(it, book(ONE, 24, units=3))
    ask(it, SetEquipmentUnits(units=0, valid_from=date(2026, 4, 1)))
    assert the(it).stretches() == [(date(1970, 1, 1), 1), (tuesday, 3), (date(2026, 4, 1), 0)]


def test_days_begin_where_the_equipment_is():
    it = vans(1, zone="America/New_York")
    ask(it, SetEquipmentUnits(units=2, valid_from=MON + timedelta(days=1)))
    with pytest.raises(EquipmentIsTaken):
        ask(it, book(ONE, 15, units=2))  # midnight in Greenwich
    assert ask(it, book(ONE, 20, units=2))  # and in New York


def test_equipment_is_added_once_and_before_all_else():
    it = vans()
    with pytest.raises(EquipmentExists):
        ask(it, AddEquipment(name="Van"))
    assert ask(it, DescribeEquipment(name="Bus"))
    assert ask(it, DescribeEquipment(name="Bus")) == []
    with pytest.raises(NoSuchEquipment):
        it.ask(equipment, ONE, DescribeEquipment(name="Bus"))


def test_what_makes_no_sense_is_no_command():
    with pytest.raises(ValidationError):
        book(ONE, hours=0)
    with pytest.raises(ValidationError):
        book(ONE, units=0)
    with pytest.raises(ValidationError):
        BookEquipment(booking=ONE, begin=datetime(2026, 3, 2), end=NINE)  # noqa: DTZ001
    with pytest.raises(ValidationError):
        AddEquipment(name="Van", zone="Nowhere/Land")


def test_before_the_first_day_there_is_nothing():
    stock = Stock("UTC", {MON: 1}, [])
    before = NINE - 24 * HOUR
    assert [level.there for level in levels(stock, [], before, NINE)] == [0, 1]
    assert levels(Stock("UTC", {}, []), [], before, NINE)[0].there == 0
    wanted = Taking(before, before + HOUR, 1)
    assert next_free(stock, [], wanted) == datetime(2026, 3, 2, tzinfo=UTC)


def test_more_out_of_service_than_there_is_is_none():
    stock = Stock("UTC", {MON: 1}, [Outage(MON, MON, 2)])
    assert [level.there for level in levels(stock, [], NINE, NINE + HOUR)] == [0]
