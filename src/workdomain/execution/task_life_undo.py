"""How steps in the life of a work item are taken back: by the way to where it would stand."""

from typing import Any, assert_never

from workdomain.execution.blocking import BlockerRaised, BlockerResolved
from workdomain.execution.task_life import (
    CLOSED,
    OPEN,
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    Life,
    LifeEvent,
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
    life,
)
from workdomain.kernel import Command, Undo
from workdomain.planning.work_item import WorkItemAdded


def commands(event: LifeEvent, now: Life, wanted: Life) -> list[Command]:
    """Say what makes up for an event; what is to block it again, its blockers say."""
    match event:
        case WorkItemAdded():
            return []  # the whole work item is taken off
        case WorkItemEstimated() | RemainingWorkSet():
            return _numbers(now, wanted)
        case (
            WorkItemStarted()
            | WorkItemPutBack()
            | WorkItemBlocked()
            | WorkItemUnblocked()
            | WorkItemCompleted()
            | WorkItemCancelled()
            | WorkItemReopened()
            | BlockerRaised()
            | BlockerResolved()
        ):
            way = way_back(now, wanted)
            came_back = isinstance(way[0], ReopenWorkItem) if way else False
            return [*way, *(_numbers(now, wanted) if came_back and wanted.state in OPEN else [])]
        case _:
            assert_never(event)


def _numbers(now: Life, wanted: Life) -> list[Command]:
    """Say anew how much work it is, then how much of it is left."""
    asked: list[Command] = []
    if now.estimate != wanted.estimate:
        asked.append(EstimateWorkItem(estimate=wanted.estimate))
    if wanted.remaining is not None:
        asked.append(SetRemainingWork(hours=wanted.remaining))
    return asked


def way_back(now: Life, wanted: Life) -> list[Command]:
    """Find the way from one state to another, or to where it was before it was blocked."""
    here, there = now.state, wanted.state
    if here is there and (here is not State.BLOCKED or now.before is wanted.before):
        return []
    way: list[Command] = []
    if here in CLOSED:
        way.append(ReopenWorkItem(reason="Reverted"))
        here = State.TODO
    elif here is State.BLOCKED:
        way.append(UnblockWorkItem())
        here = now.before
    return [*way, *_open_way(here, wanted)]


def _open_way(here: State, wanted: Life) -> list[Command]:
    """Find the way on from work that is todo or doing."""
    match wanted.state:
        case State.DONE:
            return [CompleteWorkItem()]
        case State.CANCELLED:
            return [CancelWorkItem(reason="Reverted")]
        case State.BLOCKED:
            return _step(here, wanted.before)
        case _:
            return _step(here, wanted.state)


def _step(here: State, there: State) -> list[Command]:
    if here is there:
        return []
    return [StartWorkItem() if there is State.DOING else PutBackWorkItem()]


def counts(it: Life) -> Any:
    """Compare where it was before only while it is blocked, and what was left only when done."""
    before = it.before if it.state is State.BLOCKED else None
    reason = it.reason if it.state is State.BLOCKED else None
    left = None
    if it.state is State.DONE and it.estimate:
        work = it.estimate.expected
        left = work if it.left is None else min(work, it.left)
    return it.state, it.estimate, it.remaining, reason, before, left


life_undo: Undo[Life, LifeEvent] = Undo(life, commands, counts)
