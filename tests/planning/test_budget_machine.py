"""People log and correct time against budgets that refuse; sums over plain lists are the judge."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.scenario import ANA, BEN, NOON, World
from workdomain.execution.week import week, week_id
from workdomain.execution.week_words import CorrectTime, LogTime, RemoveTime, WeekCommand
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context, Refused
from workdomain.people.person import PersonAdded, person
from workdomain.planning.budget import budget
from workdomain.planning.budget_words import AddBudget, BudgetPeriod, WhenOver
from workdomain.planning.project import ProjectAdded, project
from workdomain.planning.work_item import WorkItemAdded

APOLLO, DRAW, TIDY = UUID(int=20), UUID(int=30), UUID(int=31)
EVER, MONTHLY, TRAVEL = UUID(int=80), UUID(int=81), UUID(int=82)
LIMITS = {EVER: 20 * 60, MONTHLY: 8 * 60, TRAVEL: 5 * 60}
MONTH_END = date(2026, 3, 30)  # a Monday; its week goes over into April
MUCH_LATER = Context(by=ANA, at=NOON.at + timedelta(days=60))

people = st.sampled_from([ANA, BEN])
entries = st.integers(70, 76).map(lambda n: UUID(int=n))
days = st.integers(0, 6).map(lambda n: MONTH_END + timedelta(days=n))
minutes = st.sampled_from([1, 30, 60, 240, 480])
items = st.sampled_from([DRAW, DRAW, TIDY, None])
activities = st.sampled_from([None, "Travel", "travel", "Design"])

Line = tuple[date, int, UUID | None, str | None]


class BudgetMachine(RuleBasedStateMachine):
    @initialize()
    def set_up(self) -> None:
        self.world = World()
        self.lines: dict[tuple[UUID, UUID], Line | None] = {}
        for who in (ANA, BEN):
            self.world.put(person, who, PersonAdded(name="Someone"))
        self.world.put(project, APOLLO, ProjectAdded(name="Apollo", key="APO"))
        self.world.put(work_item, DRAW, WorkItemAdded(title="Draw", project=APOLLO))
        self.world.put(work_item, TIDY, WorkItemAdded(title="Tidy up"))
        refuse = {"over": WhenOver.REFUSE}
        self.world.ask(budget, EVER, AddBudget(name="E", project=APOLLO, hours=20, **refuse))
        monthly = AddBudget(
            name="M", project=APOLLO, hours=8, period=BudgetPeriod.MONTHLY, **refuse
        )
        self.world.ask(budget, MONTHLY, monthly)
        self.world.ask(budget, TRAVEL, AddBudget(name="T", activity="travel", hours=5, **refuse))

    def used(self, lines: dict[tuple[UUID, UUID], Line | None]) -> dict[UUID, Counter[str]]:
        sums: dict[UUID, Counter[str]] = {one: Counter() for one in LIMITS}
        for line in lines.values():
            if line is None:
                continue
            day, took, item, activity = line
            month = f"{day:%Y-%m}"
            if item == DRAW:
                sums[EVER][month] += took
                sums[MONTHLY][month] += took
            if activity and activity.lower() == "travel":
                sums[TRAVEL][month] += took
        return sums

    def fits(self, after: dict[tuple[UUID, UUID], Line | None]) -> bool:
        """Whether no budget that gets more is over, and no day too long."""
        old, new = self.used(self.lines), self.used(after)
        for one, most in LIMITS.items():
            groups = [["2026-03"], ["2026-04"]] if one == MONTHLY else [["2026-03", "2026-04"]]
            for group in groups:
                total = sum(new[one][month] for month in group)
                grows = any(new[one][month] > old[one][month] for month in group)
                if grows and total > most:
                    return False
        long: Counter[tuple[UUID, date]] = Counter()
        for (who, _), line in after.items():
            if line is not None:
                long[who, line[0]] += line[1]
        return max(long.values(), default=0) <= 24 * 60

    def done(self, who: UUID, command: WeekCommand) -> bool:
        try:
            self.world.ask(week, week_id(who, MONTH_END), command, MUCH_LATER)
        except Refused:
            return False
        return True

    @rule(who=people, entry=entries, day=days, took=minutes, item=items, kind=activities)
    def log(
        self, who: UUID, entry: UUID, day: date, took: int, item: UUID | None, kind: str | None
    ) -> None:
        line, key = (day, took, item, kind), (who, entry)
        fine = (
            self.lines[key] == line if key in self.lines else self.fits({**self.lines, key: line})
        )
        command = LogTime(entry=entry, person=who, day=day, minutes=took, item=item, activity=kind)
        assert self.done(who, command) == fine
        if fine:
            self.lines[key] = line

    @rule(who=people, entry=entries, day=days, took=minutes, item=items, kind=activities)
    def correct(
        self, who: UUID, entry: UUID, day: date, took: int, item: UUID | None, kind: str | None
    ) -> None:
        line, key = (day, took, item, kind), (who, entry)
        there = self.lines.get(key) is not None
        fine = there and (self.lines[key] == line or self.fits({**self.lines, key: line}))
        command = CorrectTime(
            entry=entry, day=day, minutes=took, item=item, note="", reason="So", activity=kind
        )
        assert self.done(who, command) == fine
        if fine:
            self.lines[key] = line

    @rule(who=people, entry=entries)
    def remove(self, who: UUID, entry: UUID) -> None:
        known = (who, entry) in self.lines
        assert self.done(who, RemoveTime(entry=entry, reason="So")) == known
        if known:
            self.lines[who, entry] = None

    @invariant()
    def every_budget_has_counted_what_the_entries_say(self) -> None:
        for one, sums in self.used(self.lines).items():
            assert self.world.look(budget, one).counted == {m: n for m, n in sums.items() if n}


TestBudget = BudgetMachine.TestCase
TestBudget.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
