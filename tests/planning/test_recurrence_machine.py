# ruff: noqa: DTZ001 - local times have no zone of their own
"""A daily round is changed, paused and made; a diary with a line for each day is the judge."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.scenario import ANA, ITSELF, World
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context, Refused
from workdomain.planning.recurrence import item_of, recurrence
from workdomain.planning.recurrence_words import (
    AddRecurrence,
    EndRecurrence,
    MaterialiseRecurrence,
    MoveOccurrence,
    PauseRecurrence,
    RecurrenceCommand,
    RestoreOccurrence,
    ResumeRecurrence,
    SkipOccurrence,
)

START = date(2026, 3, 2)
DAYS = 12
LEAD = timedelta(days=2)
numbers = st.integers(0, DAYS - 1)


def nine(number: int) -> datetime:
    return datetime(2026, 3, 2, 9) + timedelta(days=number)


@dataclass
class Line:
    """What the diary says of a day."""

    on: datetime
    skipped: bool = False
    touched: bool = False
    made: bool = False
    passed: bool = False

    @property
    def over(self) -> bool:
        return self.made or (self.passed and not self.touched)


class RecurrenceMachine(RuleBasedStateMachine):
    @initialize()
    def set_up(self) -> None:
        self.world, self.now = World(), datetime(2026, 3, 2, 9)
        self.diary = [Line(nine(number)) for number in range(DAYS)]
        self.pauses: list[tuple[int, int]] = []
        self.last = nine(2 * DAYS)
        self.ask(
            AddRecurrence(
                title="Look around",
                rule=f"FREQ=DAILY;COUNT={DAYS}",
                zone="UTC",
                first=nine(0),
                lead_days=2,
            )
        )

    def ask(self, command: RecurrenceCommand) -> bool:
        context = Context(by=ANA, at=self.now.replace(tzinfo=UTC))
        try:
            self.world.ask(recurrence, ITSELF, command, context)
        except Refused:
            return False
        return True

    def open(self, number: int) -> bool:
        """Whether an occurrence may still be touched."""
        line = self.diary[number]
        is_there = line.on.date() <= self.last.date()
        return not line.over and is_there and self.last.date() >= self.now.date()

    @rule(number=numbers)
    def skip(self, number: int) -> None:
        fine = self.open(number)
        assert self.ask(SkipOccurrence(occurrence=nine(number), reason="Rain")) == fine
        if fine:
            self.diary[number].skipped = self.diary[number].touched = True

    @rule(number=numbers, to=numbers)
    def move(self, number: int, to: int) -> None:
        fine, line = self.open(number), self.diary[number]
        target = nine(to) + timedelta(hours=1)
        same = line.on == target
        assert self.ask(MoveOccurrence(occurrence=nine(number), to=target)) == fine
        if fine and not same:
            line.on, line.skipped, line.touched = target, False, True

    @rule(number=numbers)
    def restore(self, number: int) -> None:
        fine, line = self.open(number), self.diary[number]
        assert self.ask(RestoreOccurrence(occurrence=nine(number))) == fine
        if fine:
            line.on, line.skipped = nine(number), False

    @rule(first=numbers, length=st.integers(1, 9))
    def pause(self, first: int, length: int) -> None:
        last = first + length - 1
        command = PauseRecurrence(
            first=nine(first).date(), last=nine(last).date(), reason=f"Summer {first} {length}"
        )
        if self.ask(command):
            self.pauses.append((first, last))

    @rule(on=numbers)
    def resume(self, on: int) -> None:
        if not self.ask(ResumeRecurrence(on=nine(on).date())):
            return
        cut = [(f, on - 1 if f <= on <= last else last) for f, last in self.pauses]
        self.pauses = [(first, last) for first, last in cut if first <= last]

    @rule(number=numbers)
    def end(self, number: int) -> None:
        assert self.ask(EndRecurrence(last=nine(number).date(), reason="Over"))
        self.last = nine(number)

    @rule(hours=st.sampled_from([1, 12, 24]))
    def wait(self, hours: int) -> None:
        self.go_on(hours)

    @rule(hours=st.integers(1, 72))
    def go_on(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        assert self.ask(MaterialiseRecurrence())
        made = [number for number, line in enumerate(self.diary) if self.is_due(line)]
        for number in made:
            self.diary[number].made = True
        newest = max((n for n in made if not self.diary[n].touched), default=-1)
        for line in self.diary[: newest + 1]:
            line.passed = True

    def is_due(self, line: Line) -> bool:
        day = (line.on.date() - START).days
        paused = any(first <= day <= last for first, last in self.pauses)
        free = not paused and line.on.date() <= self.last.date()
        return not line.over and not line.skipped and free and line.on - LEAD <= self.now

    @invariant()
    def there_is_a_work_item_for_just_what_the_diary_says_was_made(self) -> None:
        for number, line in enumerate(self.diary):
            item = self.world.look(work_item, item_of(ITSELF, nine(number)))
            assert bool(item.plan.title) == line.made, number


TestRecurrence = RecurrenceMachine.TestCase
TestRecurrence.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
