from typing import Any

import pytest

from tests.scenario import given
from workdomain.execution.task_life import (
    LIFECYCLE,
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    LifeCommand,
    MoreRemainingThanWork,
    NothingRemains,
    NotNow,
    PutBackWorkItem,
    RemainingWorkSet,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
    State,
    UnblockWorkItem,
    WorkItemBlocked,
    WorkItemCancelled,
    WorkItemCompleted,
    WorkItemEstimated,
    WorkItemPutBack,
    WorkItemReopened,
    WorkItemStarted,
    WorkItemUnblocked,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Event
from workdomain.planning.estimate import Estimate
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded

EIGHT = Estimate.single(8)
TODO: tuple[Event, ...] = (WorkItemAdded(title="Draw the floor plan"),)
DOING = (*TODO, WorkItemStarted())
BLOCKED = (*DOING, WorkItemBlocked(reason="Rain"))
DONE = (*DOING, WorkItemCompleted())
CANCELLED = (*TODO, WorkItemCancelled(reason="No money"))
EIGHT_HOURS: tuple[Event, ...] = (WorkItemAdded(title="Draw the floor plan", estimate=EIGHT),)
THREE_LEFT = (*EIGHT_HOURS, RemainingWorkSet(remaining=3))

START, PUT_BACK, UNBLOCK = StartWorkItem(), PutBackWorkItem(), UnblockWorkItem()
COMPLETE, BLOCK = CompleteWorkItem(), BlockWorkItem(reason="Rain")
CANCEL, REOPEN = CancelWorkItem(reason="No money"), ReopenWorkItem(reason="A crack")


@pytest.mark.parametrize(
    ("past", "command", "event"),
    [
        (TODO, START, WorkItemStarted()),
        (DOING, PUT_BACK, WorkItemPutBack()),
        (TODO, BLOCK, WorkItemBlocked(reason="Rain")),
        (DOING, BLOCK, WorkItemBlocked(reason="Rain")),
        (BLOCKED, UNBLOCK, WorkItemUnblocked(to=State.DOING)),
        (TODO, COMPLETE, WorkItemCompleted()),
        (DOING, COMPLETE, WorkItemCompleted()),
        (TODO, CANCEL, WorkItemCancelled(reason="No money")),
        (DOING, CANCEL, WorkItemCancelled(reason="No money")),
        (BLOCKED, CANCEL, WorkItemCancelled(reason="No money")),
        (DONE, REOPEN, WorkItemReopened(reason="A crack")),
        (CANCELLED, REOPEN, WorkItemReopened(reason="A crack")),
    ],
)
def test_a_command_takes_work_on_in_its_life(
    past: tuple[Event, ...], command: LifeCommand, event: Event
):
    given(work_item, *past).when(command).then(event)


@pytest.mark.parametrize(
    ("past", "command"),
    [
        (TODO, PUT_BACK),
        (TODO, UNBLOCK),
        (TODO, REOPEN),
        (DOING, START),
        (DOING, UNBLOCK),
        (DOING, REOPEN),
        (BLOCKED, BLOCK),
        (BLOCKED, REOPEN),
        (DONE, COMPLETE),
        (CANCELLED, CANCEL),
    ],
)
def test_asking_for_what_is_already_so_changes_nothing(
    past: tuple[Event, ...], command: LifeCommand
):
    given(work_item, *past).when(command).then()


@pytest.mark.parametrize(
    ("past", "command"),
    [
        (BLOCKED, START),
        (BLOCKED, PUT_BACK),
        (DONE, START),
        (DONE, PUT_BACK),
        (DONE, BLOCK),
        (DONE, UNBLOCK),
        (DONE, CANCEL),
        (CANCELLED, START),
        (CANCELLED, PUT_BACK),
        (CANCELLED, BLOCK),
        (CANCELLED, UNBLOCK),
        (CANCELLED, COMPLETE),
    ],
)
def test_a_command_applies_only_at_its_points_in_the_lifecycle(
    past: tuple[Event, ...], command: LifeCommand
):
    given(work_item, *past).when(command).refused(NotNow, type(command).__name__)


@pytest.mark.parametrize("command", [START, PUT_BACK, BLOCK, UNBLOCK, COMPLETE, CANCEL, REOPEN])
def test_work_that_was_not_added_has_no_life(command: LifeCommand):
    given(work_item).when(command).refused(NoSuchWorkItem)


def test_no_command_both_applies_and_is_already_so():
    assert all(not applies & already for applies, already in LIFECYCLE.values())


def test_blocked_work_may_be_blocked_by_something_else_and_goes_back_to_where_it_was():
    snow = WorkItemBlocked(reason="Snow")
    given(work_item, *BLOCKED).when(BlockWorkItem(reason="Snow")).then(snow)
    given(work_item, *BLOCKED, snow).when(UNBLOCK).then(WorkItemUnblocked(to=State.DOING))
    waiting = (*TODO, WorkItemBlocked(reason="Rain"))
    given(work_item, *waiting).when(UNBLOCK).then(WorkItemUnblocked(to=State.TODO))


def test_work_that_is_unblocked_may_be_blocked_by_the_same_again():
    unblocked = (*BLOCKED, WorkItemUnblocked(to=State.DOING))
    given(work_item, *unblocked).when(BLOCK).then(WorkItemBlocked(reason="Rain"))


def test_work_that_was_put_back_is_started_again():
    given(work_item, *DOING, WorkItemPutBack()).when(START).then(WorkItemStarted())


def estimated(hours: float | None, remaining: float | None) -> WorkItemEstimated:
    estimate = None if hours is None else Estimate.single(hours)
    return WorkItemEstimated(estimate=estimate, remaining=remaining)


def estimate(hours: float | None) -> EstimateWorkItem:
    return EstimateWorkItem(estimate=None if hours is None else Estimate.single(hours))


def test_all_of_the_first_estimate_remains():
    given(work_item, *TODO).when(estimate(8)).then(estimated(8, 8))


def test_the_same_estimate_again_changes_nothing():
    given(work_item, *EIGHT_HOURS).when(estimate(8)).then()
    given(work_item, *TODO).when(estimate(None)).then()


@pytest.mark.parametrize(("hours", "left"), [(10, 5), (6, 1), (5, 0), (2, 0), (0, 0)])
def test_what_remains_moves_as_much_as_the_estimate_but_not_below_nothing(
    hours: float, left: float
):
    given(work_item, *THREE_LEFT).when(estimate(hours)).then(estimated(hours, left))


def test_three_points_count_as_their_mean():
    points = Estimate(optimistic=2, most_likely=8, pessimistic=26)
    asked = EstimateWorkItem(estimate=points)
    given(work_item, *THREE_LEFT).when(asked).then(WorkItemEstimated(estimate=points, remaining=5))


def test_an_estimate_is_taken_back_with_what_remains():
    taken_back = (*EIGHT_HOURS, estimated(None, None))
    given(work_item, *THREE_LEFT).when(estimate(None)).then(estimated(None, None))
    given(work_item, *taken_back).when(estimate(4)).then(estimated(4, 4))


def test_remaining_work_is_set():
    asked = SetRemainingWork(hours=3)
    given(work_item, *EIGHT_HOURS).when(asked).then(RemainingWorkSet(remaining=3))
    given(work_item, *THREE_LEFT).when(asked).then()


def test_remaining_work_that_nobody_estimated_is_the_estimate_too():
    given(work_item, *TODO).when(SetRemainingWork(hours=3)).then(estimated(3, 3))
    given(work_item, *TODO).when(SetRemainingWork(hours=0)).then(estimated(0, 0))


def test_no_more_remains_than_all_of_the_work():
    asked = SetRemainingWork(hours=8.5)
    given(work_item, *THREE_LEFT).when(asked).refused(MoreRemainingThanWork, r"8.5 h .* of 8 h")


def test_nothing_remains_of_work_that_is_done():
    done = (*THREE_LEFT, WorkItemCompleted())
    given(work_item, *done).when(SetRemainingWork(hours=1)).refused(NothingRemains)
    given(work_item, *DONE).when(SetRemainingWork(hours=1)).refused(NothingRemains)
    given(work_item, *done).when(SetRemainingWork(hours=0)).then()
    given(work_item, *done).when(estimate(10)).then(estimated(10, 0))


@pytest.mark.parametrize(
    ("since", "left"), [((), 3), ((estimated(10, 0),), 3), ((estimated(2, 0),), 2)]
)
def test_reopened_work_has_left_what_was_left_before(since: Any, left: float):
    done = (*THREE_LEFT, WorkItemCompleted(), *since)
    reopened = WorkItemReopened(reason="A crack", remaining=left)
    given(work_item, *done).when(REOPEN).then(reopened)
    given(work_item, *done, reopened).when(SetRemainingWork(hours=left)).then()


def test_all_remains_of_reopened_work_that_was_estimated_after_it_was_done():
    given(work_item, *DONE, estimated(8, 0)).when(REOPEN).then(
        WorkItemReopened(reason="A crack", remaining=8)
    )


def test_cancelled_work_keeps_what_was_left():
    cancelled = (*THREE_LEFT, WorkItemCancelled(reason="No money"))
    given(work_item, *cancelled).when(estimate(10)).then(estimated(10, 5))
    given(work_item, *cancelled).when(REOPEN).then(WorkItemReopened(reason="A crack", remaining=3))
