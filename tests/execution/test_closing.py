"""Whether work may start, be completed or be reopened, by what is open around it."""

from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.scenario import ITSELF, NOON, World
from workdomain.execution.blockers import RaiseBlocker
from workdomain.execution.blocking import BlockerKind
from workdomain.execution.closing import in_order
from workdomain.execution.good_order import (
    BlockersAreOpen,
    Breach,
    CompleteAgainstRules,
    ParentIsClosed,
    PartsAreOpen,
    PredecessorsAreOpen,
    ReopenUnderClosed,
    Standing,
    StartAgainstRules,
    breach,
    despite,
)
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    PutBackWorkItem,
    ReopenWorkItem,
    StartWorkItem,
    State,
    WorkItemCompleted,
    WorkItemReopened,
    WorkItemStarted,
    decide,
    life,
)
from workdomain.execution.work_item import _by_part, work_item
from workdomain.kernel import Command, Context, Look, Refused
from workdomain.planning.dependency import DependencyKind
from workdomain.planning.network import AddDependency, NestWorkItem
from workdomain.planning.work_item import AddWorkItem, Source
from workdomain.processes.rules import Reopening, Rules, Strictness

WALLS, ROOF, HOUSE, TOWN = (UUID(int=n) for n in range(101, 105))
TITLES = {WALLS: "Walls", ROOF: "Roof", HOUSE: "House", TOWN: "Town"}
START, COMPLETE, CANCEL = StartWorkItem(), CompleteWorkItem(), CancelWorkItem(reason="No money")
REOPEN = ReopenWorkItem(reason="A crack")


class Site(World):
    """A building site: a house with walls and a roof."""

    def __init__(self, **sources: Source) -> None:
        super().__init__()
        for id, title in TITLES.items():
            parent = HOUSE if id in (WALLS, ROOF) else None
            if parent is not None and parent not in {i for _, i in self.states}:
                self.do(HOUSE, AddWorkItem(title="House", source=sources.get("House")))
            if id is not HOUSE:
                self.do(id, AddWorkItem(title=title, parent=parent, source=sources.get(title)))

    def do(self, id: UUID, *commands: Command) -> Any:
        happened: Any = []
        for command in commands:
            happened = self.ask(work_item, id, command)
        return happened

    def refuses(
        self, id: UUID, command: Command, rule: type[Refused], why: str | None = None
    ) -> None:
        with pytest.raises(rule, match=why):
            self.do(id, command)
        assert rule.__doc__

    def state(self, id: UUID) -> State:
        return self.look(work_item, id).life.state

    def under(self, rules: Rules, id: UUID, command: Command) -> Command:
        """Ask the same under other rules."""

        def in_force(_project: UUID | None, day: date, _look: Look) -> Rules:
            assert day == NOON.at.date()
            return rules

        item = self.look(work_item, id)
        return in_order(id, command, NOON, _by_part(self.look, id, item), in_force)


@pytest.fixture
def site() -> Site:
    return Site()


# -- parts -----------------------------------------------------------------------------------------


def test_work_is_completed_after_all_of_its_parts(site: Site):
    site.refuses(HOUSE, COMPLETE, PartsAreOpen, r"open parts \((Walls|Roof), (Walls|Roof)\)")
    site.do(WALLS, COMPLETE)
    site.refuses(HOUSE, COMPLETE, PartsAreOpen, r"open parts \(Roof\): complete or cancel them")
    site.do(ROOF, CANCEL)
    assert site.do(HOUSE, COMPLETE) == [WorkItemCompleted()]
    assert site.do(HOUSE, COMPLETE) == []


def test_a_part_that_went_elsewhere_is_no_part_any_more(site: Site):
    site.do(WALLS, COMPLETE)
    site.do(ROOF, NestWorkItem(parent=None))
    assert site.do(HOUSE, COMPLETE) == [WorkItemCompleted()]


def test_work_is_cancelled_and_started_whatever_becomes_of_its_parts(site: Site):
    assert site.do(HOUSE, START) == [WorkItemStarted()]
    site.do(HOUSE, CANCEL)
    assert site.state(WALLS) is State.TODO


def test_of_many_open_parts_a_few_are_named(site: Site):
    for number in range(20):
        site.do(UUID(int=200 + number), AddWorkItem(title=f"Room {number}", parent=HOUSE))
    with pytest.raises(PartsAreOpen) as refusal:
        site.do(HOUSE, COMPLETE)
    assert str(refusal.value).count(",") == 5
    assert "and more)" in str(refusal.value)


def test_a_part_is_judged_by_what_it_is_and_not_by_its_own_parts(site: Site):
    site.do(HOUSE, NestWorkItem(parent=TOWN))
    site.refuses(TOWN, COMPLETE, PartsAreOpen, r"\(House\)")


# -- blockers --------------------------------------------------------------------------------------


def test_work_is_completed_after_its_blockers_are_out_of_the_way(site: Site):
    site.do(WALLS, BlockWorkItem(reason="Rain"))
    site.refuses(WALLS, COMPLETE, BlockersAreOpen, r"\(Rain\)")
    blocker = RaiseBlocker(blocker=UUID(int=9), kind=BlockerKind.EXTERNAL, reason="No bricks")
    site.do(WALLS, blocker)
    site.refuses(WALLS, COMPLETE, BlockersAreOpen, r"\(Rain, No bricks\)")


# -- what it waits for -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "step", "enough"),
    [
        (DependencyKind.FS, START, COMPLETE),
        (DependencyKind.FS, START, CANCEL),
        (DependencyKind.SS, START, START),
        (DependencyKind.SS, START, COMPLETE),
        (DependencyKind.FF, COMPLETE, COMPLETE),
        (DependencyKind.FF, COMPLETE, CANCEL),
        (DependencyKind.SF, COMPLETE, START),
    ],
)
def test_work_waits_at_the_end_that_its_dependency_is_about(
    site: Site, kind: DependencyKind, step: Command, enough: Command
):
    site.do(ROOF, AddDependency(predecessor=WALLS, kind=kind))
    if step is COMPLETE:
        site.do(ROOF, START)
    site.refuses(ROOF, step, PredecessorsAreOpen, r"not far enough \(Walls\): see to them first")
    site.do(WALLS, enough)
    assert site.do(ROOF, step)


def test_what_waits_to_start_is_not_completed_without_having_been_started(site: Site):
    site.do(ROOF, AddDependency(predecessor=WALLS))
    site.refuses(ROOF, COMPLETE, PredecessorsAreOpen)
    site.do(WALLS, START, BlockWorkItem(reason="Rain"))
    site.refuses(ROOF, COMPLETE, PredecessorsAreOpen)


def test_what_was_begun_and_is_blocked_has_started_and_what_was_put_back_has_not(site: Site):
    site.do(ROOF, AddDependency(predecessor=WALLS, kind=DependencyKind.SS))
    site.do(WALLS, BlockWorkItem(reason="Rain"))
    site.refuses(ROOF, START, PredecessorsAreOpen)
    site.do(TOWN, AddDependency(predecessor=HOUSE, kind=DependencyKind.SS))
    site.do(HOUSE, START, PutBackWorkItem())
    site.refuses(TOWN, START, PredecessorsAreOpen)
    site.do(HOUSE, START, BlockWorkItem(reason="Rain"))
    assert site.do(TOWN, START) == [WorkItemStarted()]


def test_work_that_was_begun_goes_on_whatever_becomes_of_what_it_waited_for(site: Site):
    site.do(ROOF, AddDependency(predecessor=WALLS))
    site.do(WALLS, COMPLETE)
    site.do(ROOF, START)
    site.do(WALLS, REOPEN)
    assert site.do(ROOF, COMPLETE) == [WorkItemCompleted()]


# -- reopening -------------------------------------------------------------------------------------


def closed(site: Site) -> Site:
    site.do(HOUSE, NestWorkItem(parent=TOWN))
    for id in (WALLS, ROOF, HOUSE, TOWN):
        site.do(id, COMPLETE)
    return site


def test_a_part_that_is_reopened_reopens_all_that_it_is_a_part_of(site: Site):
    closed(site)
    assert site.do(WALLS, REOPEN) == [WorkItemReopened(reason="A crack")]
    told = WorkItemReopened(reason="A crack", part=WALLS)
    assert site.told(work_item, HOUSE)[-1] == site.told(work_item, TOWN)[-1] == told
    assert site.state(ROOF) is State.DONE
    assert site.do(WALLS, REOPEN) == []


def test_reopening_goes_up_to_what_is_open(site: Site):
    closed(site)
    site.do(HOUSE, REOPEN)
    before = site.told(work_item, TOWN)
    site.do(WALLS, REOPEN)
    assert site.told(work_item, TOWN) == before


def test_however_deep_it_lies(site: Site):
    above = HOUSE
    for number in range(30):
        site.do(UUID(int=300 + number), AddWorkItem(title="Deeper", parent=above))
        above = UUID(int=300 + number)
    site.do(WALLS, COMPLETE)
    site.do(ROOF, COMPLETE)
    for number in reversed(range(30)):
        site.do(UUID(int=300 + number), COMPLETE)
    site.do(HOUSE, COMPLETE)
    site.do(above, REOPEN)
    assert site.state(HOUSE) is State.TODO


def test_a_part_may_be_refused_or_left_by_itself(site: Site):
    closed(site)
    leave = site.under(Rules(reopening=Reopening.LEAVE), WALLS, REOPEN)
    assert leave == REOPEN
    refused = site.under(Rules(reopening=Reopening.REFUSE), WALLS, REOPEN)
    assert refused == ReopenUnderClosed(reason="A crack", reopening=(), forbidden_by="House")
    with pytest.raises(ParentIsClosed, match="a part of House, which is closed: reopen that first"):
        decide(site.look(work_item, WALLS).life, refused, NOON)
    site.do(HOUSE, REOPEN)
    assert site.under(Rules(reopening=Reopening.REFUSE), WALLS, REOPEN) == REOPEN


# -- how strictly ----------------------------------------------------------------------------------


def lenient(strictness: Strictness) -> Rules:
    return Rules(open_parts=strictness, open_blockers=strictness, open_predecessors=strictness)


def test_a_rule_that_warns_leaves_a_trace_in_the_event(site: Site):
    site.do(WALLS, COMPLETE)
    site.do(HOUSE, AddDependency(predecessor=TOWN), BlockWorkItem(reason="Rain"))
    command: Any = site.under(lenient(Strictness.WARN), HOUSE, COMPLETE)
    assert isinstance(command, CompleteAgainstRules)
    told = (
        "open parts (Roof)",
        "open blockers (Rain)",
        "predecessors that are not far enough (Town)",
    )
    assert decide(site.look(work_item, HOUSE).life, command, NOON) == [
        WorkItemCompleted(despite=told)
    ]
    site.do(ROOF, AddDependency(predecessor=TOWN))
    start: Any = site.under(lenient(Strictness.WARN), ROOF, START)
    assert isinstance(start, StartAgainstRules)
    assert decide(life.initial, start, NOON) == [
        WorkItemStarted(despite=("predecessors that are not far enough (Town)",))
    ]


def test_a_rule_that_allows_is_silent(site: Site):
    site.do(ROOF, AddDependency(predecessor=WALLS))
    assert site.under(lenient(Strictness.ALLOW), HOUSE, COMPLETE) == COMPLETE
    assert site.under(lenient(Strictness.ALLOW), ROOF, START) == START


def test_the_strictest_of_several_rules_counts():
    warns = breach(Standing.PARTS, Strictness.WARN, ["Walls"])
    refuses = breach(Standing.BLOCKERS, Strictness.REFUSE, ["Rain"])
    with pytest.raises(BlockersAreOpen):
        despite([*warns, *refuses])
    assert despite(warns) == ("open parts (Walls)",)
    assert breach(Standing.PARTS, Strictness.REFUSE, []) == []
    allowed = Breach(standing=Standing.PARTS, strictness=Strictness.ALLOW, titles=("Walls",))
    assert despite([allowed]) == ()


def test_work_that_lives_elsewhere_keeps_to_the_rules_there():
    jira = Source(system="jira", key="H-1", status="Open")
    site = Site(House=jira, Roof=jira)
    site.do(HOUSE, BlockWorkItem(reason="Rain"))
    assert site.do(HOUSE, COMPLETE) == [WorkItemCompleted()]
    site.do(ROOF, AddDependency(predecessor=WALLS))
    assert site.do(ROOF, START, COMPLETE) == [WorkItemCompleted()]
    site.do(WALLS, COMPLETE, REOPEN)
    assert site.state(HOUSE) is State.DONE, "It is not ours to reopen"
    site.do(ROOF, REOPEN)
    assert site.state(HOUSE) is State.DONE


def test_what_is_not_there_keeps_to_no_rule():
    assert (
        in_order(ITSELF, COMPLETE, NOON, _by_part(World().look, ITSELF, work_item.initial))
        == COMPLETE
    )


# -- whatever people ask for -----------------------------------------------------------------------

ITEMS = (WALLS, ROOF, HOUSE, TOWN)
PARENTS = {WALLS: HOUSE, ROOF: HOUSE, HOUSE: TOWN}
steps = st.sampled_from([START, COMPLETE, CANCEL, REOPEN, PutBackWorkItem()])
OVER = ("done", "cancelled")


class SiteMachine(RuleBasedStateMachine):
    """A board of cards, judged by the rules in the words of the people on the site."""

    @initialize(waits=st.sampled_from([None, *DependencyKind]))
    def begin(self, waits: DependencyKind | None) -> None:
        self.site, self.waits = Site(), waits
        self.site.do(HOUSE, NestWorkItem(parent=TOWN))
        if waits is not None:
            self.site.do(ROOF, AddDependency(predecessor=WALLS, kind=waits))
        self.board = dict.fromkeys(ITEMS, "todo")

    @rule(id=st.sampled_from(ITEMS), command=steps)
    def ask(self, id: UUID, command: Command) -> None:
        expected = self.moved(id, command)
        with suppress(Refused):
            self.site.do(id, command)
        self.board = expected

    def moved(self, id: UUID, command: Command) -> dict[UUID, str]:
        """Move the cards as the people of the site would."""
        board, here = dict(self.board), self.board[id]
        parts = [self.board[part] for part, parent in PARENTS.items() if parent == id]
        walls = self.board[WALLS]
        waiting = self.waits is not None and id == ROOF
        for_finish = self.waits in (DependencyKind.FS, DependencyKind.FF)
        held = waiting and (walls not in OVER if for_finish else walls == "todo")
        at_start = self.waits in (DependencyKind.FS, DependencyKind.SS)
        if isinstance(command, StartWorkItem) and here == "todo" and not (held and at_start):
            board[id] = "doing"
        if isinstance(command, PutBackWorkItem) and here == "doing":
            board[id] = "todo"
        if isinstance(command, CancelWorkItem) and here not in OVER:
            board[id] = "cancelled"
        if isinstance(command, CompleteWorkItem) and here not in OVER:
            may = not held or (at_start and here == "doing")
            if may and all(part in OVER for part in parts):
                board[id] = "done"
        if isinstance(command, ReopenWorkItem) and here in OVER:
            board[id] = "todo"
            above = PARENTS.get(id)
            while above is not None and board[above] in OVER:
                board[above] = "todo"
                above = PARENTS.get(above)
        return board

    @invariant()
    def the_cards_are_where_the_rules_put_them(self) -> None:
        if hasattr(self, "board"):
            assert {id: str(self.site.state(id)) for id in ITEMS} == self.board

    @invariant()
    def nothing_is_done_of_which_a_part_is_open(self) -> None:
        if hasattr(self, "board"):
            for part, parent in PARENTS.items():
                assert self.board[parent] != "done" or self.board[part] in OVER


TestSite = SiteMachine.TestCase
TestSite.settings = settings(max_examples=80, stateful_step_count=30)


def test_a_step_is_judged_by_the_day_on_which_it_happened(site: Site):
    late = Context(by=NOON.by, at=NOON.at)
    assert site.ask(work_item, WALLS, START, late) == [WorkItemStarted()]
