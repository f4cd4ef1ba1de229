"""Periods in any order; a fortnight that is marked by hand is the judge."""

from datetime import date

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.execution.test_timekeeping import DAY, of
from tests.execution.timesheets import (
    MONDAY,
)
from tests.scenario import NOON
from workdomain.execution.timekeeping import (
    TIMEKEEPING,
    ClosePeriod,
    LockPeriod,
    ReopenPeriod,
    timekeeping,
)
from workdomain.kernel import Command, Refused


class PeriodMachine(RuleBasedStateMachine):
    """The judge marks each day of a fortnight by hand."""

    DAYS = tuple(MONDAY - n * DAY for n in range(1, 15))

    @initialize()
    def set_up(self) -> None:
        self.world = of().world(TIMEKEEPING)
        self.now = NOON.at
        self.closed: set[date] = set()
        self.locked: set[date] = set()
        self.ends: dict[date, date] = {}

    def ask(self, command: Command) -> bool:
        context = NOON._replace(at=self.now)
        try:
            self.world.ask(timekeeping, TIMEKEEPING, command, context)
        except Refused:
            return False
        return True

    @rule(days=st.integers(0, 3))
    def wait(self, days: int) -> None:
        self.now += days * DAY

    @rule(number=st.integers(0, 13), grace=st.integers(0, 3))
    def close(self, number: int, grace: int) -> None:
        last = self.DAYS[number]
        may = last not in self.closed
        assert self.ask(ClosePeriod(last=last, grace_days=grace)) is may
        if may:
            fresh = {day for day in self.DAYS if day <= last} - self.closed
            self.closed |= fresh
            self.ends |= dict.fromkeys(fresh, self.now.date() + grace * DAY)
            if not grace:
                self.locked = set(self.closed)

    @rule()
    def lock(self) -> None:
        due = {day for day in self.closed - self.locked if self.ends[day] <= self.now.date()}
        assert self.ask(LockPeriod()) is (self.closed == self.locked or bool(due))
        self.locked |= {day for day in self.closed if due and day <= max(due)}

    @rule(number=st.none() | st.integers(0, 13))
    def reopen(self, number: int | None) -> None:
        last = None if number is None else self.DAYS[number]
        may = bool(self.closed) and (last is None or last < max(self.closed))
        assert self.ask(ReopenPeriod(last=last, reason="Wrong")) is may
        if may:
            kept = {day for day in self.DAYS if last is not None and day <= last}
            self.closed &= kept
            self.locked &= kept

    @invariant()
    def each_day_is_as_marked(self) -> None:
        it = self.world.look(timekeeping, TIMEKEEPING)
        for day in self.DAYS:
            assert (it.closed is not None and day <= it.closed) == (day in self.closed)
            assert (it.locked is not None and day <= it.locked) == (day in self.locked)


TestPeriods = PeriodMachine.TestCase
TestPeriods.settings = settings(max_examples=40, stateful_step_count=12)
