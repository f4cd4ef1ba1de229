"""Schedules: versions that are proposed, of which one holds, and whose days work takes over."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import ValidationError

from tests.scenario import ITSELF, World, given
from workdomain.execution.schedule import (
    NoSuchProposal,
    NoSuchSchedule,
    NotPublished,
    OldProposal,
    OtherScope,
    Schedule,
    Standing,
    days_of,
    schedule,
)
from workdomain.execution.schedule_undo import schedule_undo
from workdomain.execution.schedule_words import (
    Bar,
    BufferKind,
    PlannedBuffer,
    ProposalWithdrawn,
    ProposeSchedule,
    PublishSchedule,
    RetireSchedule,
    ScheduleProposed,
    SchedulePublished,
    ScheduleRetired,
    WithdrawProposal,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import CannotRevert, Command, Refused
from workdomain.planning.project import NoSuchProject, ProjectAdded, project
from workdomain.planning.set_by import ScheduleWorkItem
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded

IT, DRAW, CUT, SITE = (UUID(int=n) for n in (600, 30, 31, 20))
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def bar(item: UUID = DRAW, hours: int = 8, **more: Any) -> Bar:
    return Bar(item=item, start=NINE, finish=NINE + hours * HOUR, **more)


def proposal(*bars: Bar, **more: Any) -> ProposeSchedule:
    told = {"name": "Plan", "begins": NINE, "position": 7, "rule": "priority", **more}
    return ProposeSchedule(bars=bars or (bar(),), **told)


def workshop() -> World:
    world = World()
    world.put(project, SITE, ProjectAdded(name="Site", key="SIT"))
    world.put(work_item, DRAW, WorkItemAdded(title="Draw"))
    world.put(work_item, CUT, WorkItemAdded(title="Cut", start=date(2026, 3, 9)))
    return world


def standings(world: World) -> dict[int, Standing]:
    return {n: one.standing for n, one in world.look(schedule, IT).versions.items()}


def test_a_proposal_is_a_version_and_the_same_again_is_none():
    world = workshop()
    (first,) = world.ask(schedule, IT, proposal())
    assert isinstance(first, ScheduleProposed)
    assert (first.version, first.name, first.bars) == (1, "Plan", (bar(),))
    assert world.ask(schedule, IT, proposal()) == []
    (second,) = world.ask(schedule, IT, proposal(bar(hours=9)))
    assert isinstance(second, ScheduleProposed)
    assert second.version == 2
    assert world.told(work_item, DRAW) == [WorkItemAdded(title="Draw")]


def test_one_version_holds_and_work_takes_over_its_days():
    world = workshop()
    world.ask(schedule, IT, proposal(bar(), bar(CUT, 30)))
    assert world.ask(schedule, IT, PublishSchedule()) == [SchedulePublished(version=1)]
    plan = world.look(work_item, DRAW).plan
    assert (plan.start, plan.due) == (date(2026, 3, 2), date(2026, 3, 2))
    cut = world.look(work_item, CUT).plan
    assert (cut.start, cut.due) == (date(2026, 3, 9), None)  # to be done before it may begin
    assert world.ask(schedule, IT, PublishSchedule(version=1)) == []
    world.ask(schedule, IT, proposal(bar(hours=9)))
    published = world.ask(schedule, IT, PublishSchedule())
    assert published == [SchedulePublished(version=2, supersedes=1)]
    assert standings(world) == {1: Standing.SUPERSEDED, 2: Standing.PUBLISHED}
    assert world.ask(schedule, IT, PublishSchedule()) == []


def test_what_is_pinned_stays():
    world = workshop()
    world.ask(schedule, IT, proposal(bar(pinned=True)))
    world.ask(schedule, IT, PublishSchedule())
    assert world.look(work_item, DRAW).plan.start is None


def test_a_proposal_from_before_the_plan_that_holds_is_not_published():
    world = workshop()
    world.ask(schedule, IT, proposal())
    world.ask(schedule, IT, proposal(bar(hours=9)))
    world.ask(schedule, IT, PublishSchedule(version=2))
    with pytest.raises(OldProposal, match="Version 2"):
        world.ask(schedule, IT, PublishSchedule(version=1))


def test_a_plan_is_withdrawn_or_retired():
    world = workshop()
    world.ask(schedule, IT, proposal())
    with pytest.raises(NotPublished):
        world.ask(schedule, IT, RetireSchedule(reason="Over"))
    away = WithdrawProposal(version=1, reason="No")
    assert world.ask(schedule, IT, away) == [ProposalWithdrawn(version=1, reason="No")]
    assert world.ask(schedule, IT, away) == []
    with pytest.raises(NoSuchProposal, match="withdrawn"):
        world.ask(schedule, IT, PublishSchedule())
    world.ask(schedule, IT, proposal(bar(hours=2)))
    world.ask(schedule, IT, PublishSchedule())
    with pytest.raises(NoSuchProposal, match="published"):
        world.ask(schedule, IT, WithdrawProposal(version=2, reason="No"))
    over = RetireSchedule(reason="Over")
    assert world.ask(schedule, IT, over) == [ScheduleRetired(reason="Over")]
    assert standings(world) == {1: Standing.WITHDRAWN, 2: Standing.RETIRED}
    assert world.look(work_item, DRAW).plan.start is not None
    with pytest.raises(NoSuchProposal, match="retired"):
        world.ask(schedule, IT, PublishSchedule(version=2))


def test_who_says_no():
    world = workshop()
    for command in (PublishSchedule(), WithdrawProposal(version=1, reason="No")):
        with pytest.raises(NoSuchSchedule):
            world.ask(schedule, IT, command)
    with pytest.raises(NoSuchWorkItem, match=str(ITSELF)):
        world.ask(schedule, IT, proposal(bar(ITSELF)))
    with pytest.raises(NoSuchProject):
        world.ask(schedule, IT, proposal(project=ITSELF))
    world.ask(schedule, IT, proposal(project=SITE))
    with pytest.raises(OtherScope):
        world.ask(schedule, IT, proposal())
    with pytest.raises(NoSuchProposal, match="the last is 1"):
        world.ask(schedule, IT, PublishSchedule(version=4))


@pytest.mark.parametrize(
    "wrong",
    [
        {"bars": []},
        {"bars": [bar(), bar()]},
        {"bars": [{"item": str(DRAW), "start": NINE, "finish": NINE - HOUR}]},
        {"bars": [{"item": str(DRAW), "start": "2026-03-02T09:00", "finish": NINE}]},
        {"position": -1},
        {"iterations": -1},
        {"name": ""},
    ],
)
def test_a_proposal_that_makes_no_sense_is_no_proposal(wrong: dict[str, Any]):
    with pytest.raises(ValidationError):
        ProposeSchedule.model_validate({**dict(proposal()), **wrong})


def test_a_buffer_runs_forwards():
    told: dict[str, Any] = {"kind": BufferKind.PROJECT, "minutes": 60, "rule": "p80"}
    assert PlannedBuffer(start=NINE, finish=NINE + HOUR, **told).minutes == 60
    with pytest.raises(ValidationError, match="before"):
        PlannedBuffer(start=NINE, finish=NINE - HOUR, **told)


def test_bars_are_said_in_days():
    def said(start: datetime, finish: datetime, **more: Any) -> tuple[date | None, date]:
        it = days_of(Bar(item=DRAW, start=start, finish=finish, **more), IT)
        assert isinstance(it, ScheduleWorkItem)
        return it.start, it.due

    midnight = datetime(2026, 3, 3, tzinfo=UTC)
    assert said(NINE, midnight) == (date(2026, 3, 2), date(2026, 3, 2))
    assert said(NINE, midnight + HOUR) == (date(2026, 3, 2), date(2026, 3, 3))
    assert said(midnight, midnight, milestone=True) == (None, date(2026, 3, 2))
    assert said(midnight, midnight) == (date(2026, 3, 3), date(2026, 3, 3))


def test_only_a_proposal_is_taken_back():
    past: list[Any] = [
        ScheduleProposed(version=1, **dict(proposal())),
        SchedulePublished(version=1),
        ProposalWithdrawn(version=1, reason="No"),
        ScheduleRetired(reason="Over"),
    ]
    world = given(schedule, past[0]).world(IT)
    now, nothing = world.look(schedule, IT), Schedule()
    away = WithdrawProposal(version=1, reason="Reverted")
    assert schedule_undo.commands(past[0], now, nothing) == [away]
    world.ask(schedule, IT, away)
    gone = world.look(schedule, IT)
    assert schedule_undo.commands(past[0], gone, nothing) == []
    assert schedule_undo.counts(gone) == schedule_undo.counts(nothing) != schedule_undo.counts(now)
    for event in past[1:]:
        with pytest.raises(CannotRevert):
            schedule_undo.commands(event, now, nothing)


def test_what_is_told_of_a_version_that_never_was_changes_nothing():
    assert given(schedule, SchedulePublished(version=3)).world(IT).look(schedule, IT) == Schedule()


class ScheduleMachine(RuleBasedStateMachine):
    """At most one version holds: the one that was published last, unless it was retired since."""

    def __init__(self) -> None:
        super().__init__()
        self.world = workshop()
        self.open: list[int] = []
        self.count = 0
        self.holds: int | None = None
        self.latest = 0
        """The latest that was ever published."""

    def is_done(self, command: Command) -> bool:
        try:
            self.world.ask(schedule, IT, command)
        except Refused:
            return False
        return True

    @rule()
    def propose(self) -> None:
        self.count += 1
        assert self.is_done(proposal(bar(hours=self.count)))
        self.open.append(self.count)

    @rule(version=st.integers(1, 6))
    def publish(self, version: int) -> None:
        fine = version == self.holds or (version in self.open and version > self.latest)
        assert self.is_done(PublishSchedule(version=version)) == fine
        if fine and version != self.holds:
            self.open.remove(version)
            self.holds, self.latest = version, version

    @rule(version=st.integers(1, 6))
    def withdraw(self, version: int) -> None:
        known = self.world.look(schedule, IT).versions.get(version)
        again = known is not None and known.standing is Standing.WITHDRAWN
        fine = version in self.open or again
        assert self.is_done(WithdrawProposal(version=version, reason="No")) == fine
        if version in self.open:
            self.open.remove(version)

    @rule()
    def retire(self) -> None:
        assert self.is_done(RetireSchedule(reason="Over")) == (self.holds is not None)
        self.holds = None

    @invariant()
    def one_holds(self) -> None:
        assert self.world.look(schedule, IT).published == self.holds
        due = self.world.look(work_item, DRAW).plan.due
        assert (due is None) == (self.latest == 0)


TestSchedules = ScheduleMachine.TestCase
TestSchedules.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
