"""Two people log, correct and remove time over two weeks; a plain list of entries is the judge."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.scenario import ANA, BEN, MONDAY, NOON, World
from workdomain.execution.week import week, week_id
from workdomain.execution.week_words import (
    CorrectTime,
    LogTime,
    RemoveTime,
    TimeCorrected,
    TimeLogged,
    TimeRemoved,
    WeekCommand,
)
from workdomain.kernel import Refused
from workdomain.people.person import PersonAdded, person

people = st.sampled_from([ANA, BEN])
entries = st.integers(70, 75).map(lambda n: UUID(int=n))
days = st.integers(-8, 3).map(lambda n: MONDAY + timedelta(days=n))
minutes = st.sampled_from([1, 60, 480, 960, 1440])
said = st.sampled_from([("", True), ("Walls", True), ("Walls", False)])

Said = tuple[str, bool]
"""The note, and whether it is billable."""
Row = tuple[UUID, UUID, date, int, Said]
"""Person, entry, day, minutes, what was said of it."""


class WeekMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.rows: set[Row] = set()
        self.used: set[tuple[UUID, UUID]] = set()

    @initialize()
    def people_are_known(self) -> None:
        for who in (ANA, BEN):
            self.world.put(person, who, PersonAdded(name="Someone"))

    @rule(who=people, entry=entries, day=days, took=minutes, told=said)
    def log(self, who: UUID, entry: UUID, day: date, took: int, told: Said) -> None:
        stream, row = week_id(who, day), (who, entry, day, took, told)
        used = (stream, entry) in self.used
        fine = row in self.rows if used else self.fits({*self.rows, row})
        command = LogTime(
            entry=entry, person=who, day=day, minutes=took, note=told[0], billable=told[1]
        )
        assert self.is_done(stream, command) == fine
        if fine:
            self.rows.add(row)
            self.used.add((stream, entry))

    @rule(who=people, entry=entries, day=days, to=days, took=minutes, told=said)
    def correct(self, who: UUID, entry: UUID, day: date, to: date, took: int, told: Said) -> None:
        old, row = self.find(who, entry, day), (who, entry, to, took, told)
        after = (self.rows - old) | {row}
        same_week = week_id(who, day) == week_id(who, to)
        fine = bool(old) and (old == {row} or (same_week and self.fits(after)))
        command = CorrectTime(
            entry=entry,
            day=to,
            minutes=took,
            item=None,
            note=told[0],
            billable=told[1],
            reason="Typing mistake",
        )
        assert self.is_done(week_id(who, day), command) == fine
        if fine:
            self.rows = after

    @rule(who=people, entry=entries, day=days)
    def remove(self, who: UUID, entry: UUID, day: date) -> None:
        stream = week_id(who, day)
        done = self.is_done(stream, RemoveTime(entry=entry, reason="Typing mistake"))
        assert done == ((stream, entry) in self.used)
        self.rows -= self.find(who, entry, day)

    def is_done(self, stream: UUID, command: WeekCommand) -> bool:
        try:
            self.world.ask(week, stream, command)
        except Refused:
            return False
        return True

    def find(self, who: UUID, entry: UUID, day: date) -> set[Row]:
        """The entry with this id in the week of this day, if it is there."""
        return {
            row
            for row in self.rows
            if row[:2] == (who, entry) and row[2].isocalendar()[:2] == day.isocalendar()[:2]
        }

    def fits(self, rows: set[Row]) -> bool:
        """Whether every day has at most 24 hours, and none is later than tomorrow."""
        sums: Counter[tuple[UUID, date]] = Counter()
        for who, _, day, took, _ in rows:
            sums[who, day] += took
        latest = max(day for _, _, day, _, _ in rows)
        return max(sums.values()) <= 24 * 60 and latest <= NOON.at.date() + timedelta(days=1)

    @invariant()
    def the_events_alone_add_up_to_the_entries(self) -> None:
        """Read as a ledger: a correction takes out what was and puts in what is."""
        ledger: Counter[tuple[UUID, date]] = Counter()
        for name, id in self.world.histories:
            for event in self.world.told(week, id) if name == "week" else []:
                if isinstance(event, TimeLogged | TimeCorrected):
                    ledger[event.person, event.day] += event.minutes
                if isinstance(event, TimeCorrected):
                    ledger[event.person, event.was.day] -= event.was.minutes
                if isinstance(event, TimeRemoved):
                    ledger[event.person, event.day] -= event.minutes
        expected: Counter[tuple[UUID, date]] = Counter()
        for who, _, day, took, _ in self.rows:
            expected[who, day] += took
        assert +ledger == expected
        assert all(count >= 0 for count in ledger.values())


TestWeek = WeekMachine.TestCase
TestWeek.settings = settings(max_examples=60, stateful_step_count=40)
