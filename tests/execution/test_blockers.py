"""What blocks work: raised, acknowledged, resolved, several at a time; and for how long."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given as cases
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.scenario import ANA, BEN, ITSELF, NOON, World, given
from workdomain.execution.blockers import (
    AcknowledgeBlocker,
    BlockerExists,
    NeededFromOne,
    NoSuchBlocker,
    NothingToBlock,
    RaiseBlocker,
    ResolveBlocker,
    blocked_time,
)
from workdomain.execution.blocking import (
    IN_SHORT,
    BlockerAcknowledged,
    BlockerKind,
    BlockerRaised,
    BlockerResolved,
)
from workdomain.execution.good_order import BlockersAreOpen
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    NotNow,
    PutBackWorkItem,
    ReopenWorkItem,
    StartWorkItem,
    State,
    UnblockWorkItem,
    WorkItemBlocked,
    WorkItemCancelled,
    WorkItemCompleted,
    WorkItemPutBack,
    WorkItemReopened,
    WorkItemStarted,
    WorkItemUnblocked,
)
from workdomain.execution.work_item import WorkItem, work_item
from workdomain.kernel import Command, Context, Event, Refused
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.planning.work_item import WorkItemAdded

ONE, TWO = UUID(int=70), UUID(int=71)
TODO: tuple[Event, ...] = (WorkItemAdded(title="Draw the floor plan"),)
DOING = (*TODO, WorkItemStarted())
RAISED = BlockerRaised(blocker=ONE, kind=BlockerKind.CLIENT, reason="No answer")
BLOCKED = (*DOING, RAISED)
SHORT = WorkItemBlocked(reason="Rain")
RAISE = RaiseBlocker(blocker=ONE, kind=BlockerKind.CLIENT, reason="No answer")
TAKE_NOTE, RESOLVE = AcknowledgeBlocker(blocker=ONE), ResolveBlocker(blocker=ONE, resolution="Came")
NOTED = BlockerAcknowledged(blocker=ONE, reason="No answer")
RESOLVED = BlockerResolved(blocker=ONE, reason="No answer", resolution="Came")
KNOWN = {BEN: given(person, PersonAdded(name="Ben"))}


def seen(*past: Event) -> WorkItem:
    return work_item.replay((event, NOON) for event in past)


@pytest.mark.parametrize("past", [TODO, DOING])
def test_a_blocker_blocks_open_work_and_the_last_to_be_resolved_lets_it_go_on(
    past: tuple[Event, ...],
):
    given(work_item, *past).when(RAISE).then(RAISED)
    before = seen(*past).life.state
    two = BlockerRaised(blocker=TWO, kind=BlockerKind.TECHNICAL, reason="No ink")
    assert seen(*past, RAISED, two).life.state is State.BLOCKED
    assert seen(*past, RAISED, two, RESOLVED).life.state is State.BLOCKED
    gone = BlockerResolved(blocker=TWO, reason="No ink", resolution="Bought")
    assert seen(*past, RAISED, two, RESOLVED, gone).life.state is before


def test_a_blocker_tells_who_could_help_by_when():
    told = RAISE.model_copy(update={"needed_from": BEN, "needed_by": date(2026, 3, 5)})
    given(work_item, *DOING, seeing=KNOWN).when(told).then(
        RAISED.model_copy(update={"needed_from": BEN, "needed_by": date(2026, 3, 5)})
    )
    given(work_item, *DOING).when(told).refused(NoSuchPerson)
    outside = RAISE.model_copy(update={"needed_from_outside": "The city"})
    given(work_item, *DOING).when(outside).then(
        RAISED.model_copy(update={"needed_from_outside": "The city"})
    )
    both = outside.model_copy(update={"needed_from": BEN})
    given(work_item, *DOING, seeing=KNOWN).when(both).refused(NeededFromOne)


def test_a_blocker_is_raised_acknowledged_and_resolved_once():
    given(work_item, *BLOCKED).when(RAISE).then()
    given(work_item, *BLOCKED).when(TAKE_NOTE).then(NOTED)
    given(work_item, *BLOCKED, NOTED).when(TAKE_NOTE).then()
    given(work_item, *BLOCKED, NOTED).when(RESOLVE).then(RESOLVED)
    given(work_item, *BLOCKED, RESOLVED).when(RESOLVE).then()
    given(work_item, *BLOCKED, RESOLVED).when(TAKE_NOTE).then()
    given(work_item, *BLOCKED, RESOLVED).when(RAISE).then()


def test_a_note_says_what_will_be_done():
    noted = BlockerAcknowledged(blocker=ONE, reason="No answer", note="I call them")
    given(work_item, *BLOCKED).when(AcknowledgeBlocker(blocker=ONE, note="I call them")).then(noted)


def test_the_id_of_a_blocker_is_used_once():
    other = RAISE.model_copy(update={"reason": "No money"})
    given(work_item, *BLOCKED).when(other).refused(BlockerExists)
    by_ben = Context(by=BEN, at=NOON.at)
    given(work_item, *BLOCKED).when(RAISE, by_ben).refused(BlockerExists)
    zeros = RAISE.model_copy(update={"blocker": IN_SHORT})
    given(work_item, *DOING).when(zeros).refused(BlockerExists, "use another id")


@pytest.mark.parametrize("command", [TAKE_NOTE, RESOLVE])
def test_a_blocker_that_was_not_raised_is_not_acknowledged_or_resolved(command: Command):
    given(work_item, *DOING).when(command).refused(NoSuchBlocker)


@pytest.mark.parametrize("end", [WorkItemCompleted(), WorkItemCancelled(reason="No money")])
def test_work_that_is_closed_is_not_blocked(end: Event):
    given(work_item, *DOING, end).when(RAISE).refused(NothingToBlock)
    again = (*DOING, end, WorkItemReopened(reason="A crack"))
    given(work_item, *again).when(RAISE).then(RAISED)


def test_blocked_work_is_not_started_put_back_or_completed():
    given(work_item, *BLOCKED).when(StartWorkItem()).refused(NotNow)
    given(work_item, *BLOCKED).when(PutBackWorkItem()).refused(NotNow)
    given(work_item, *BLOCKED).when(CompleteWorkItem()).refused(
        BlockersAreOpen, r"open blockers \(No answer\): resolve them"
    )


def test_what_is_told_in_short_is_a_blocker_of_which_only_the_reason_is_known():
    item = seen(*DOING, SHORT)
    (blocker,) = item.blockers.open.values()
    assert (blocker.blocker, blocker.kind, blocker.reason) == (
        IN_SHORT,
        BlockerKind.UNSPECIFIED,
        "Rain",
    )
    snow = seen(*DOING, SHORT, WorkItemBlocked(reason="Snow")).blockers.open
    assert [blocker.reason for blocker in snow.values()] == ["Snow"]
    noted = BlockerAcknowledged(blocker=IN_SHORT, reason="Rain")
    given(work_item, *DOING, SHORT).when(AcknowledgeBlocker(blocker=IN_SHORT)).then(noted)
    gone = BlockerResolved(blocker=IN_SHORT, reason="Rain", resolution="Sun")
    given(work_item, *DOING, SHORT).when(ResolveBlocker(blocker=IN_SHORT, resolution="Sun")).then(
        gone
    )
    assert seen(*DOING, SHORT, gone).life == seen(*DOING).life
    given(work_item, *DOING, SHORT, gone).when(BlockWorkItem(reason="Rain")).then(SHORT)


def test_what_is_told_in_short_stands_beside_what_is_told_at_length():
    both = seen(*BLOCKED, SHORT)
    assert set(both.blockers.open) == {ONE, IN_SHORT}
    assert seen(*BLOCKED, SHORT, RESOLVED).life.reason == "Rain"
    assert seen(*BLOCKED, SHORT, RESOLVED).life.state is State.BLOCKED
    given(work_item, *BLOCKED, SHORT).when(BlockWorkItem(reason="Rain")).then()


def test_unblocking_says_that_nothing_is_in_the_way_any_more():
    unblocked = WorkItemUnblocked(to=State.DOING)
    given(work_item, *BLOCKED, SHORT).when(UnblockWorkItem()).then(unblocked)
    item = seen(*BLOCKED, SHORT, unblocked)
    assert (item.life.state, dict(item.blockers.open)) == (State.DOING, {})
    assert [(each.ended_at, each.resolution) for each in item.blockers.ended] == [
        (NOON.at, None),
        (NOON.at, None),
    ]
    given(work_item, *BLOCKED, SHORT, unblocked).when(RESOLVE).then()


EVENTS = (
    *DOING,
    WorkItemPutBack(),
    SHORT,
    RAISED,
    BlockerRaised(blocker=TWO, kind=BlockerKind.RESOURCE, reason="No ink"),
    NOTED,
    RESOLVED,
    BlockerResolved(blocker=IN_SHORT, reason="Rain", resolution="Sun"),
    WorkItemUnblocked(to=State.TODO),
    WorkItemCompleted(),
    WorkItemCancelled(reason="No"),
    WorkItemReopened(reason="Yes"),
)


@cases(st.lists(st.sampled_from(EVENTS), max_size=14))
def test_work_is_blocked_just_when_something_blocks_it_in_whatever_order_that_is_told(
    past: list[Event],
):
    item = seen(*past)
    assert (item.life.state is State.BLOCKED) == bool(item.blockers.open)
    assert item.life.blockers == set(item.blockers.open)
    places = [blocker.place for blocker in item.blockers.all]
    assert sorted(places) == list(range(len(places)))


# -- for how long ----------------------------------------------------------------------------------

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


def at(minute: int) -> datetime:
    return MORNING + timedelta(minutes=minute)


def test_what_blocks_at_the_same_time_counts_once():
    spans = [(at(0), at(60)), (at(30), at(90)), (at(120), at(150)), (at(125), at(130))]
    for order in permutations(spans):
        assert blocked_time(order, at(1000)) == timedelta(minutes=120)
    assert blocked_time([(at(0), None), (at(10), at(20))], at(45)) == timedelta(minutes=45)
    assert blocked_time([], at(45)) == timedelta()
    assert blocked_time([(at(50), None)], at(45)) == timedelta(), "It is still to come"


minutes = st.integers(0, 60)


@cases(st.lists(st.tuples(minutes, st.none() | minutes), max_size=6), minutes)
def test_blocked_time_is_the_minutes_in_which_anything_blocked(
    spans: list[tuple[int, int | None]], now: int
):
    told = [(at(first), None if last is None else at(last)) for first, last in spans]
    blocked = {
        minute
        for first, last in spans
        for minute in range(first, now if last is None else min(last, now))
    }
    assert blocked_time(told, at(now)) == timedelta(minutes=len(blocked))


blockers = st.sampled_from([ONE, TWO])
steps: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        RaiseBlocker,
        blocker=blockers,
        kind=st.sampled_from(BlockerKind),
        reason=st.sampled_from(["No ink", "No paper"]),
    ),
    st.builds(AcknowledgeBlocker, blocker=st.sampled_from([ONE, TWO, IN_SHORT])),
    st.builds(
        ResolveBlocker, blocker=st.sampled_from([ONE, TWO, IN_SHORT]), resolution=st.just("Came")
    ),
    st.sampled_from(
        [
            BlockWorkItem(reason="Rain"),
            BlockWorkItem(reason="Snow"),
            UnblockWorkItem(),
            StartWorkItem(),
            PutBackWorkItem(),
            CompleteWorkItem(),
            CancelWorkItem(reason="No"),
            ReopenWorkItem(reason="Yes"),
        ]
    ),
)


class BlockersMachine(RuleBasedStateMachine):
    """An oracle keeps a list of what is in the way, and strikes out each minute that is blocked."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.minute = World(), 0
        self.world.put(work_item, ITSELF, TODO[0])
        self.in_the_way: list[UUID] = []
        self.used: set[UUID] = set()
        self.closed = False
        self.blocked_minutes = 0

    @rule(command=steps, by=st.sampled_from([ANA, BEN]), later=st.integers(1, 9))
    def ask(self, command: Command, by: UUID, later: int) -> None:
        self.minute += later
        self.blocked_minutes += later if self.in_the_way else 0
        happened: list[Event] = []
        with suppress(Refused):
            happened = self.world.ask(work_item, ITSELF, command, Context(by, at(self.minute)))
            assert self.world.ask(work_item, ITSELF, command, Context(by, at(self.minute))) == []
        assert len(happened) <= 1
        for event in happened:
            self.note(event)

    def note(self, event: Event) -> None:
        match event:
            case BlockerRaised(blocker=id):
                assert id not in self.used
                assert not self.closed
                self.used.add(id)
                self.in_the_way.append(id)
            case WorkItemBlocked():
                assert not self.closed
                if IN_SHORT not in self.in_the_way:
                    self.in_the_way.append(IN_SHORT)
            case BlockerResolved(blocker=id):
                self.in_the_way.remove(id)
            case BlockerAcknowledged(blocker=id):
                assert id in self.in_the_way
            case WorkItemStarted() | WorkItemPutBack() | WorkItemCompleted():
                assert not self.in_the_way, "Nobody goes on with what is blocked"
            case WorkItemUnblocked() | WorkItemCancelled():
                self.in_the_way.clear()
            case _:
                pass
        if isinstance(event, WorkItemCompleted | WorkItemCancelled | WorkItemReopened):
            self.closed = not isinstance(event, WorkItemReopened)

    @invariant()
    def it_is_blocked_by_what_is_in_the_way_and_was_for_as_long(self) -> None:
        item = self.world.look(work_item, ITSELF)
        assert list(item.blockers.open) == self.in_the_way
        assert (item.life.state is State.BLOCKED) == bool(self.in_the_way)
        assert item.blockers.closed == self.closed
        spans = [(each.raised_at, each.ended_at) for each in item.blockers.all]
        assert blocked_time(spans, at(self.minute)) == timedelta(minutes=self.blocked_minutes)


TestBlockers = BlockersMachine.TestCase
TestBlockers.settings = settings(max_examples=60, stateful_step_count=40)
