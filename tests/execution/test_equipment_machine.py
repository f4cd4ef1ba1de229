"""Bookings of equipment in any order; a clock that ticks hour by hour is the judge."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.scenario import World
from workdomain.execution.equipment import equipment
from workdomain.execution.equipment_words import (
    AddEquipment,
    BookEquipment,
    CancelEquipmentBooking,
    KeepForPlan,
    MoveEquipmentBooking,
    PlannedUse,
    ReturnToService,
    SetEquipmentUnits,
    TakeOutOfService,
)
from workdomain.kernel import Command, Refused

IT = UUID(int=300)
START = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = 3
ids = st.integers(301, 304).map(lambda n: UUID(int=n))
hours = st.integers(0, DAYS * 24 - 1)
lengths = st.integers(1, 30)
units = st.integers(1, 3)
days = st.integers(0, DAYS - 1)


class Kept(NamedTuple):
    """Pieces from one hour to another."""

    begin: int
    end: int
    units: int


class EquipmentMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.world.ask(equipment, IT, AddEquipment(name="Van", units=2))
        self.there = [2] * DAYS * 3
        self.out: dict[UUID, tuple[range, int]] = {}
        self.kept: dict[UUID, Kept] = {}
        self.used: set[UUID] = set()
        self.plans: dict[UUID, list[tuple[UUID, Kept]]] = {}

    @rule(id=ids, begin=hours, length=lengths, count=units)
    def book(self, id: UUID, begin: int, length: int, count: int) -> None:
        wanted = Kept(begin, begin + length, count)
        command = BookEquipment(booking=id, **span(wanted))
        fine = self.kept.get(id) == wanted if id in self.used else self.is_free(id, wanted)
        assert self.is_done(command) == fine
        if fine:
            self.used.add(id)
            self.kept[id] = wanted

    @rule(id=ids, begin=hours, length=lengths, count=units)
    def move(self, id: UUID, begin: int, length: int, count: int) -> None:
        wanted = Kept(begin, begin + length, count)
        here = self.kept.get(id)
        fine = here is not None and (here == wanted or self.is_free(id, wanted))
        assert self.is_done(MoveEquipmentBooking(booking=id, **span(wanted))) == fine
        if fine:
            self.kept[id] = wanted

    @rule(id=ids)
    def cancel(self, id: UUID) -> None:
        done = self.is_done(CancelEquipmentBooking(booking=id, reason="Rain"))
        assert done == (id in self.used)
        self.kept.pop(id, None)

    @rule(
        plan=ids,
        wanted=st.lists(st.tuples(ids, hours, lengths), max_size=3, unique_by=lambda use: use[0]),
    )
    def plans_use(self, plan: UUID, wanted: list[tuple[UUID, int, int]]) -> None:
        """Keep what a plan uses; of what others used, what is for the same work is let go."""
        uses = [(item, Kept(begin, begin + length, 1)) for item, begin, length in wanted]
        items = {item for item, _ in uses}
        others = {
            other: [use for use in there if use[0] not in items]
            for other, there in self.plans.items()
            if other != plan
        }
        command = KeepForPlan(
            schedule=plan,
            uses=tuple(PlannedUse(item=i, begin=at(k.begin), end=at(k.end)) for i, k in uses),
        )
        before, self.plans = self.plans, others
        hourly = [k for _, k in uses]
        fine = uses == before.get(plan, []) or all(
            sum(each.begin <= hour < each.end for each in hourly) + self.taken(hour)
            <= self.usable(hour // 24)
            for hour in {hour for each in hourly for hour in range(each.begin, each.end)}
        )
        assert self.is_done(command) == fine
        if not fine or uses == before.get(plan, []):
            self.plans = before
        elif uses:
            self.plans[plan] = uses

    @rule(id=ids, first=days, length=days, count=units)
    def breaks(self, id: UUID, first: int, length: int, count: int) -> None:
        command = TakeOutOfService(
            outage=id, first=day(first), last=day(first + length), units=count, reason="Brakes"
        )
        assert self.is_done(command)
        self.out[id] = (range(first, first + length + 1), count)

    @rule(id=ids)
    def is_mended(self, id: UUID) -> None:
        assert self.is_done(ReturnToService(outage=id)) == (self.out.pop(id, None) is not None)

    @rule(first=days, count=st.integers(0, 3))
    def there_are(self, first: int, count: int) -> None:
        """Say it of a day, and of the one after it as it was."""
        for when, now in ((first, count), (first + 1, self.there[first + 1])):
            assert self.is_done(SetEquipmentUnits(units=now, valid_from=day(when)))
        self.there[first] = count

    def is_done(self, command: Command) -> bool:
        try:
            self.world.ask(equipment, IT, command)
        except Refused:
            return False
        return True

    def is_free(self, id: UUID, wanted: Kept) -> bool:
        return all(
            self.taken(hour, id) + wanted.units <= self.usable(hour // 24)
            for hour in range(wanted.begin, wanted.end)
        )

    def taken(self, hour: int, without: UUID | None = None) -> int:
        kept = [each for id, each in self.kept.items() if id != without]
        kept += [each for uses in self.plans.values() for _, each in uses]
        return sum(each.units for each in kept if each.begin <= hour < each.end)

    def usable(self, on: int) -> int:
        out = sum(count for of, count in self.out.values() if on in of)
        return max(0, self.there[on] - out)

    @invariant()
    def what_is_kept_is_what_was_agreed(self) -> None:
        bookings = self.world.look(equipment, IT).bookings
        kept = {id: each.taking for id, each in bookings.items() if each is not None}
        assert kept == {
            id: (at(each.begin), at(each.end), each.units) for id, each in self.kept.items()
        }
        plans = self.world.look(equipment, IT).plans
        assert {
            id: [(use.item, use.begin, use.end) for use in uses] for id, uses in plans.items()
        } == {
            id: [(item, at(each.begin), at(each.end)) for item, each in uses]
            for id, uses in self.plans.items()
            if uses
        }


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def day(number: int) -> date:
    return START.date() + timedelta(days=number)


def span(kept: Kept) -> dict[str, object]:
    return {"begin": at(kept.begin), "end": at(kept.end), "units": kept.units}


TestEquipment = EquipmentMachine.TestCase
TestEquipment.settings = settings(max_examples=50, stateful_step_count=30)
