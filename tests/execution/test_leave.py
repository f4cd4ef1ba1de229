"""Leave is asked for, answered by somebody else, and recorded when it is approved."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.scenario import ANA, BEN, ITSELF, NOON, World
from workdomain.execution.delegation import DelegateApprovals, delegation
from workdomain.execution.leave import (
    Answer,
    ApproveLeave,
    LeaveApproved,
    LeaveIsAnswered,
    LeaveRejected,
    LeaveRequested,
    LeaveRequestExists,
    LeaveWithdrawn,
    NoSuchLeaveRequest,
    RejectLeave,
    RequestLeave,
    WithdrawLeave,
    leave,
)
from workdomain.execution.leave_account import (
    LeaveAllowanceSet,
    SetLeaveAllowance,
    leave_account,
)
from workdomain.execution.time_approvers import ApprovesOwnTime, NotTheApprover
from workdomain.kernel import Command, Context, Event, Refused
from workdomain.people.person import (
    LeaveEndsBeforeItBegins,
    LeavesOverlap,
    NoSuchPerson,
    PersonAdded,
    person,
)
from workdomain.people.place import ReportingLineSet

DORA = UUID(int=4)
FIRST = date(2026, 3, 9)
LAST = FIRST + timedelta(days=4)
OTHER = UUID(int=98)


def a_world() -> World:
    """Ana reports to Ben; Dora is somebody else."""
    world = World()
    for who, name in ((ANA, "Ana"), (BEN, "Ben"), (DORA, "Dora")):
        world.put(person, who, PersonAdded(name=name))
    world.put(person, ANA, ReportingLineSet(lead=BEN, valid_from=date(2026, 1, 1)))
    return world


def ask(world: World, command: Command, who: UUID = ANA, id: UUID = ITSELF) -> list[Event]:
    return world.ask(leave, id, command, Context(who, NOON.at))


def request(**told: Any) -> RequestLeave:
    return RequestLeave.model_validate({"person": ANA, "first": FIRST, "last": LAST, **told})


def away(world: World) -> list[tuple[date, date]]:
    who = world.look(person, ANA)
    return [(x.first, x.last) for id, x in who.leaves.items() if id not in who.cancelled]


def test_leave_is_asked_for():
    world = a_world()
    (told,) = ask(world, request(minutes_per_day=240, note="The sea"))
    assert isinstance(told, LeaveRequested)
    assert (told.kind, told.minutes_per_day) == ("vacation", 240)
    assert away(world) == [], "Not before it is approved"
    with pytest.raises(LeaveRequestExists):
        ask(world, request())
    with pytest.raises(LeaveEndsBeforeItBegins):
        ask(world, request(last=FIRST - timedelta(days=1)), id=OTHER)
    with pytest.raises(NoSuchPerson):
        ask(world, request(person=OTHER), id=OTHER)


def test_approved_leave_is_recorded_with_the_person():
    world = a_world()
    ask(world, request())
    assert ask(world, ApproveLeave(note="Enjoy"), BEN) == [LeaveApproved(person=ANA, note="Enjoy")]
    assert away(world) == [(FIRST, LAST)]
    assert ask(world, ApproveLeave(), BEN) == []
    with pytest.raises(LeaveIsAnswered, match="approved"):
        ask(world, RejectLeave(reason="No"), BEN)


def test_leave_that_cannot_be_recorded_is_not_approved():
    world = a_world()
    ask(world, request())
    ask(world, ApproveLeave(), BEN)
    ask(world, request(), id=OTHER)
    with pytest.raises(LeavesOverlap):
        ask(world, ApproveLeave(), BEN, OTHER)
    assert world.look(leave, OTHER).answer is Answer.REQUESTED


def test_nobody_answers_their_own_request():
    world = a_world()
    ask(world, request())
    for command in (ApproveLeave(), RejectLeave(reason="No")):
        with pytest.raises(ApprovesOwnTime):
            ask(world, command)
        with pytest.raises(NotTheApprover):
            ask(world, command, DORA)
    stand_in = DelegateApprovals(person=DORA, first=NOON.at.date(), last=LAST)
    world.ask(delegation, BEN, stand_in, Context(BEN, NOON.at))
    assert ask(world, RejectLeave(reason="No"), DORA) == [LeaveRejected(person=ANA, reason="No")]
    assert ask(world, RejectLeave(reason="No"), BEN) == []
    with pytest.raises(LeaveIsAnswered, match="request it anew"):
        ask(world, ApproveLeave(), BEN)


def test_leave_is_withdrawn_by_the_person_or_their_approver():
    world = a_world()
    ask(world, request())
    ask(world, ApproveLeave(), BEN)
    with pytest.raises(NotTheApprover):
        ask(world, WithdrawLeave(reason="No"), DORA)
    told = LeaveWithdrawn(person=ANA, reason="Rain")
    assert ask(world, WithdrawLeave(reason="Rain")) == [told]
    assert away(world) == []
    assert ask(world, WithdrawLeave(reason="Rain")) == []
    ask(world, request(), id=OTHER)
    assert ask(world, WithdrawLeave(reason="Needed"), BEN, OTHER)
    third = UUID(int=97)
    ask(world, request(), id=third)
    ask(world, RejectLeave(reason="No"), BEN, third)
    with pytest.raises(LeaveIsAnswered):
        ask(world, WithdrawLeave(reason="Rain"), id=third)


def test_only_what_was_asked_for_is_answered():
    with pytest.raises(NoSuchLeaveRequest):
        ask(a_world(), ApproveLeave(), BEN)


def test_somebody_has_so_many_hours_of_leave_in_a_year():
    world = a_world()
    grant = SetLeaveAllowance(year=2026, hours=200, carried_h=8)
    told = LeaveAllowanceSet(kind="vacation", year=2026, hours=200, carried_h=8)
    assert world.ask(leave_account, ANA, grant) == [told]
    assert world.ask(leave_account, ANA, grant) == []
    with pytest.raises(NoSuchPerson):
        world.ask(leave_account, OTHER, grant)


class LeaveMachine(RuleBasedStateMachine):
    """The judge keeps a card for each request, and a wall calendar of approved ones."""

    IDS = tuple(UUID(int=200 + n) for n in range(3))

    @initialize()
    def set_up(self) -> None:
        self.world = a_world()
        self.cards: dict[UUID, tuple[str, int]] = {}

    def ask(self, command: Command, who: UUID, id: UUID) -> bool:
        try:
            return bool(ask(self.world, command, who, id))
        except Refused:
            return False

    def on_the_wall(self, week: int) -> bool:
        return ("approved", week) in self.cards.values()

    @rule(id=st.sampled_from(IDS), week=st.integers(0, 1))
    def request(self, id: UUID, week: int) -> None:
        first = FIRST + timedelta(weeks=week)
        told = request(first=first, last=first + timedelta(days=4))
        assert self.ask(told, ANA, id) is (id not in self.cards)
        self.cards.setdefault(id, ("requested", week))

    @rule(id=st.sampled_from(IDS), yes=st.booleans())
    def answer(self, id: UUID, yes: bool) -> None:
        state, week = self.cards.get(id, ("nothing", 0))
        may = state == "requested" and not (yes and self.on_the_wall(week))
        command: Command = ApproveLeave() if yes else RejectLeave(reason="No")
        assert self.ask(command, BEN, id) is may
        if may:
            self.cards[id] = ("approved" if yes else "rejected", week)

    @rule(id=st.sampled_from(IDS))
    def withdraw(self, id: UUID) -> None:
        state, week = self.cards.get(id, ("nothing", 0))
        may = state in ("requested", "approved")
        assert self.ask(WithdrawLeave(reason="Rain"), ANA, id) is may
        if may:
            self.cards[id] = ("withdrawn", week)

    @invariant()
    def the_person_is_away_when_the_wall_says_so(self) -> None:
        wall = [FIRST + timedelta(weeks=w) for s, w in self.cards.values() if s == "approved"]
        assert sorted(first for first, _ in away(self.world)) == sorted(wall)
        for id, (state, _) in self.cards.items():
            assert self.world.look(leave, id).answer == state


TestLeave = LeaveMachine.TestCase
TestLeave.settings = settings(max_examples=40, stateful_step_count=12)
