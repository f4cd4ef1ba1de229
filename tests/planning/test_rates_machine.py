"""Rates are set and ended in any order; a calendar that is filled in day by day is the judge."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.scenario import ANA, World
from workdomain.people.person import PersonAdded, person
from workdomain.planning.rate_words import EndRate, RateKind, RateScope, SetRate, rate_id
from workdomain.planning.rates import NoSuchRate, Rates, rate

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(12)]
SCOPE = RateScope(RateKind.COST, person=ANA)
RATE = rate_id(SCOPE)

days = st.sampled_from(DAYS)
amounts = st.integers(1, 3)


class RateMachine(RuleBasedStateMachine):
    @initialize()
    def set_up(self) -> None:
        self.world = World()
        self.world.put(person, ANA, PersonAdded(name="Ana"))
        self.said: dict[date, int | None] = {}

    def calendar(self, said: dict[date, int | None]) -> list[int | None]:
        """What holds on each day: what was said of it, or else what held the day before."""
        filled: list[int | None] = []
        for day in DAYS:
            filled.append(said.get(day, filled[-1] if filled else None))
        return filled

    @rule(day=days, amount=amounts)
    def put(self, day: date, amount: int) -> None:
        command = SetRate(
            kind="cost", person=ANA, per_h=Decimal(amount), currency="EUR", valid_from=day
        )
        after = {**self.said, day: amount}
        happened = self.world.ask(rate, RATE, command)
        assert bool(happened) == (self.calendar(self.said) != self.calendar(after))
        if happened:
            self.said = after

    @rule(day=days)
    def end(self, day: date) -> None:
        command = EndRate(kind="cost", person=ANA, valid_from=day)
        if not self.said:
            try:
                self.world.ask(rate, RATE, command)
            except NoSuchRate:
                return
            raise AssertionError("There was no rate to end")
        after = {**self.said, day: None}
        happened = self.world.ask(rate, RATE, command)
        assert bool(happened) == (self.calendar(self.said) != self.calendar(after))
        if happened:
            self.said = after

    @invariant()
    def each_day_has_the_rate_it_should(self) -> None:
        rates: Rates = self.world.look(rate, RATE)
        found = [rates.on(day) for day in DAYS]
        assert [f and f[1].per_h for f in found] == self.calendar(self.said)
        assert all(f is None or f[0] <= day for f, day in zip(found, DAYS, strict=True))


TestRates = RateMachine.TestCase
TestRates.settings = settings(max_examples=60, stateful_step_count=20)
