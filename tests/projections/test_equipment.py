"""Equipment as it is shown: how much is booked, free and out of service, and what clashes."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from projections.models.equipment import rows
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.execution.equipment import Equipment
from workdomain.execution.equipment_words import (
    AddEquipment,
    BookEquipment,
    CancelEquipmentBooking,
    SetEquipmentUnits,
    TakeOutOfService,
)
from workdomain.values import new_id

WEEK = {"first": MONDAY, "last": MONDAY + timedelta(days=6)}
NINE = datetime.combine(MONDAY, time(9), UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def book(office: Office, van: UUID, begin: datetime, hours: int, **more: object) -> UUID:
    id = new_id()
    told = {"booking": id, "begin": begin, "end": begin + hours * HOUR, **more}
    office.do(van, BookEquipment.model_validate(told))
    return id


def test_hours_of_pieces_are_told_by_period(office: Office):
    van = office.do(new_id(), AddEquipment(name="Van", kind="vehicle", units=2))
    room = office.do(new_id(), AddEquipment(name="Lab", kind="Room"))
    book(office, van, NINE, 8)
    book(office, van, NINE + 7 * HOUR, 8, units=1)
    office.do(van, SetEquipmentUnits(units=3, valid_from=MONDAY + DAY))
    shown = office.views.equipment(first=MONDAY, last=MONDAY + DAY, period="day", equipment=van)
    assert [row.period for row in shown] == [str(MONDAY), str(MONDAY + DAY)]
    one, two = shown
    assert (one.units, one.free_units, one.capacity_h, one.booked_h) == (2, 0, 48, 16)
    assert (one.free_h, one.utilisation, one.bookings) == (32, round(16 / 48, 4), 2)
    assert (two.units, two.booked_h, two.bookings) == (3, 0, 0)
    lab, both = office.views.equipment(**WEEK)
    assert (lab.name, lab.period, lab.capacity_h, both.name) == ("Lab", None, 7 * 24, "Van")
    assert [row.id for row in office.views.equipment(**WEEK, kind="room")] == [room]
    weeks = office.views.equipment(first=MONDAY, last=MONDAY + 8 * DAY, period="week", kind="room")
    assert [(row.period, row.capacity_h) for row in weeks] == [
        ("2024-W01", 168), ("2024-W02", 48),
    ]  # fmt: skip


def test_what_breaks_makes_bookings_clash(office: Office):
    van = office.do(new_id(), AddEquipment(name="Van", units=2))
    ana, site = office.person("Ana"), office.project("SIT")
    draw = office.item("Draw", project=site)
    one = book(office, van, NINE, 4, project=site, item=draw, person=ana, note="North")
    two = book(office, van, NINE + 2 * HOUR, 4)
    three = book(office, van, NINE + DAY, 1)
    assert office.views.equipment_bookings(**WEEK, clashes=True) == []
    out = TakeOutOfService(outage=new_id(), first=MONDAY, last=MONDAY, reason="Brakes")
    office.do(van, out)
    (row,) = office.views.equipment(**WEEK)
    assert (row.units, row.free_units, row.out_h, row.clash_h) == (1, -1, 24, 2)
    assert row.free_h == row.capacity_h - row.booked_h + 2
    rows = office.views.equipment_bookings(**WEEK)
    assert [(row.booking, row.too_few) for row in rows] == [(one, 1), (two, 1), (three, 0)]
    first = rows[0]
    assert (first.name, first.project_key, first.title) == ("Van", "SIT", "Draw")
    assert (first.person, first.note) == ("Ana", "North")
    told = f"2 are booked of 1 from {MONDAY} 11:00 to {MONDAY} 13:00 UTC: move one"
    assert first.why == told
    for only in ({"project": site}, {"person": ana}, {"equipment": van, "project": site}):
        assert [r.booking for r in office.views.equipment_bookings(**WEEK, **only)] == [one]
    assert len(office.views.equipment_bookings(**WEEK, clashes=True)) == 2
    office.do(van, CancelEquipmentBooking(booking=two, reason="Rain"))
    assert office.views.equipment_bookings(**WEEK, clashes=True) == []


def test_equipment_that_nobody_added_is_no_row():
    assert list(rows(UUID(int=1), Equipment())) == []


def test_there_may_be_none_left(office: Office):
    van = office.do(new_id(), AddEquipment(name="Van"))
    office.do(van, SetEquipmentUnits(units=0, valid_from=MONDAY))
    (row,) = office.views.equipment(**WEEK)
    assert (row.units, row.capacity_h, row.utilisation) == (0, 0, None)
    assert office.views.equipment_bookings(**WEEK) == []
