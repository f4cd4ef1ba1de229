"""Time is logged, handed in, agreed to and billed in any order; a table of cells is the judge."""

from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.execution.timesheets import CLEO, DORA, MONDAY, WEEK, Office, by
from tests.scenario import ANA, BEN
from workdomain.execution.sheet_words import (
    Approval,
    ApproveTime,
    CreditTime,
    InvoiceTime,
    RecallWeek,
    RejectTime,
    ReopenTime,
    SheetCommand,
    SubmitWeek,
)
from workdomain.execution.week import week
from workdomain.execution.week_words import CorrectTime, LogTime, RemoveTime, WeekCommand
from workdomain.kernel import Refused

ENTRIES = [UUID(int=n) for n in range(71, 75)]
some = st.lists(st.sampled_from(ENTRIES), max_size=3).map(lambda few: tuple(dict.fromkeys(few)))
one_or_more = some.filter(bool)
askers = st.sampled_from([ANA, BEN, BEN, BEN, CLEO, DORA])
MAY_APPROVE = {BEN, CLEO}

MOVES = {
    "submit": ("draft", "submitted"),
    "recall": ("submitted", "draft"),
    "approve": ("submitted", "approved"),
    "reject": ("submitted", "draft"),
    "reopen": ("approved", "draft"),
    "bill": ("approved", "invoiced"),
    "credit": ("invoiced", "approved"),
}


class SheetMachine(RuleBasedStateMachine):
    @initialize()
    def set_up(self) -> None:
        self.office = Office()
        self.cells: dict[UUID, str] = {}
        self.minutes: dict[UUID, int] = {}
        self.agreed: dict[UUID, int] = {}
        self.ever_submitted = False

    def holds(self, command: SheetCommand | WeekCommand, who: UUID) -> bool:
        """Whether it is not refused."""
        try:
            if isinstance(command, LogTime | CorrectTime | RemoveTime):
                self.office.world.ask(week, WEEK, command, by(who))
            else:
                self.office.ask(command, who)
        except Refused:
            return False
        return True

    @rule(entry=st.sampled_from(ENTRIES), minutes=st.sampled_from([30, 60]))
    def log(self, entry: UUID, minutes: int) -> None:
        if entry not in self.cells:
            command = LogTime(entry=entry, person=ANA, day=MONDAY, minutes=minutes)
            assert self.holds(command, ANA)
            self.cells[entry], self.minutes[entry] = "draft", minutes

    @rule(entry=st.sampled_from(ENTRIES), minutes=st.sampled_from([15, 45]))
    def correct(self, entry: UUID, minutes: int) -> None:
        command = CorrectTime(
            entry=entry, day=MONDAY, minutes=minutes, item=None, note="", reason="Wrong"
        )
        same = self.minutes.get(entry) == minutes
        may = entry in self.cells and (self.cells[entry] == "draft" or same)
        assert self.holds(command, ANA) == may
        if may:
            self.minutes[entry] = minutes

    def move(self, name: str, command: SheetCommand, named: tuple[UUID, ...]) -> None:
        """Ask Ben, and hold the answer against the table."""
        start, end = MOVES[name]
        chosen = named or tuple(e for e, state in self.cells.items() if state == start)
        fits = all(self.cells.get(entry) == start for entry in chosen)
        if name in ("reject", "reopen", "approve"):
            fits = fits and self.ever_submitted
        assert self.holds(command, BEN) == fits
        if fits:
            self.cells.update(dict.fromkeys(chosen, end))

    @rule(named=some)
    def submit(self, named: tuple[UUID, ...]) -> None:
        known = all(entry in self.cells for entry in named)
        may = bool(self.cells) and known
        assert self.holds(SubmitWeek(entries=named), ANA) == may
        if may:
            for entry in named or tuple(self.cells):
                if self.cells[entry] == "draft":
                    self.cells[entry] = "submitted"
                    self.ever_submitted = True

    @rule(named=some)
    def recall(self, named: tuple[UUID, ...]) -> None:
        self.move("recall", RecallWeek(entries=named), named)

    @rule(named=some, cut=st.booleans(), who=askers)
    def approve(self, named: tuple[UUID, ...], cut: bool, who: UUID) -> None:
        lines = tuple(
            Approval(entry=entry, minutes=10 if cut else None, note="Cut" if cut else "")
            for entry in named
        )
        chosen = named or tuple(e for e, state in self.cells.items() if state == "submitted")
        wanted = {e: 10 if cut and named else self.minutes.get(e) for e in chosen}
        fits = self.ever_submitted and who in MAY_APPROVE
        for entry in chosen:
            state = self.cells.get(entry)
            as_before = state == "approved" and self.agreed[entry] == wanted[entry]
            fits = fits and (state == "submitted" or as_before)
        assert self.holds(ApproveTime(lines=lines), who) == fits
        if fits:
            for entry in chosen:
                self.cells[entry] = "approved"
                self.agreed[entry] = wanted[entry] or 0

    @rule(named=some)
    def reject(self, named: tuple[UUID, ...]) -> None:
        self.move("reject", RejectTime(entries=named, reason="No"), named)

    @rule(named=one_or_more)
    def reopen(self, named: tuple[UUID, ...]) -> None:
        self.move("reopen", ReopenTime(entries=named, reason="Wrong"), named)

    @rule(named=one_or_more, invoice=st.sampled_from(["1", "2"]))
    def bill(self, named: tuple[UUID, ...], invoice: str) -> None:
        lines = self.office.sheet.lines
        already = {e for e in named if e in lines and lines[e].invoice == invoice}
        fresh = tuple(entry for entry in named if entry not in already)
        if fresh:
            self.move("bill", InvoiceTime(entries=named, invoice=invoice), fresh)

    @rule(named=one_or_more)
    def credit(self, named: tuple[UUID, ...]) -> None:
        self.move("credit", CreditTime(entries=named, reason="Wrong"), named)

    @invariant()
    def every_line_is_where_it_should_be(self) -> None:
        lines = self.office.sheet.lines
        told = {e: lines[e].state.value if e in lines else "draft" for e in self.cells}
        assert told == self.cells
        for entry, state in self.cells.items():
            if state in ("approved", "invoiced"):
                assert lines[entry].approved == self.agreed[entry]
            if state != "draft":
                assert lines[entry].minutes == self.minutes[entry]


TestSheet = SheetMachine.TestCase
TestSheet.settings = settings(max_examples=60, stateful_step_count=25)
