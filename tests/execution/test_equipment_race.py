"""The last piece is booked once, however many reach for it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.company import Clock
from tests.scenario import ANA
from workdomain.execution.equipment import EquipmentIsTaken, equipment
from workdomain.execution.equipment_words import AddEquipment, BookEquipment
from workdomain.kernel import Context
from workdomain.work import Work

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
VAN, PIECES, REACH = UUID(int=300), 3, 8


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_more_is_booked_than_there_is(kind: str, tmp_path: Path, request: pytest.FixtureRequest):
    target = str(tmp_path / "work.db")
    if kind == "postgresql":
        target = str(request.getfixturevalue("postgres_workspace"))
    with Work.open(target, clock=Clock(NOON)) as one, Work.open(target, clock=Clock(NOON)) as two:
        one.do(VAN, AddEquipment(name="Van", units=PIECES), Context(ANA, NOON))

        def book(number: int) -> bool:
            asked = BookEquipment(
                booking=UUID(int=400 + number),
                begin=NOON + timedelta(minutes=number),
                end=NOON + timedelta(hours=2),
            )
            try:
                (one, two)[number % 2].do(VAN, asked, Context(ANA, NOON))
            except EquipmentIsTaken:
                return False
            return True

        with ThreadPoolExecutor(REACH) as pool:
            booked = [*pool.map(book, range(REACH))]
        assert sum(booked) == PIECES
        assert len(two.state(equipment, VAN).bookings) == PIECES
