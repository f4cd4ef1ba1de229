"""The life of a work item, and how much of its work remains.

todo -Start-> doing -Complete-> done          todo, doing -Block-> blocked -Unblock-> where it was
todo <-PutBack- doing                         todo, doing, blocked -Cancel-> cancelled
todo -Complete-> done                         done, cancelled -Reopen-> todo

*Work* is what the estimate expects, *remaining* what is left of it, both in person-hours. Nothing
remains of what is done; reopening brings back what was left before.
"""

from enum import StrEnum
from typing import Annotated, NamedTuple, assert_never, get_args

from workdomain.kernel import Command, Context, Decider, Event, Personal, Refused
from workdomain.planning.estimate import Estimate
from workdomain.planning.work_item import WorkItemAdded
from workdomain.values import Hours, Line


class State(StrEnum):
    """Where a work item stands in its life."""

    TODO = "todo"
    DOING = "doing"
    BLOCKED = "blocked"
    DONE = "done"
    CANCELLED = "cancelled"


class StartWorkItem(Command):
    """Begin the work."""


class PutBackWorkItem(Command):
    """Lay work that was begun aside, to be started again some day."""


class BlockWorkItem(Command):
    """Tell what keeps the work from going on; say it again when it is something else."""

    reason: Annotated[Line, Personal()]


class UnblockWorkItem(Command):
    """Tell that the work can go on."""


class CompleteWorkItem(Command):
    """Tell that the work is finished."""


class CancelWorkItem(Command):
    """Decide that the work will not be done."""

    reason: Annotated[Line, Personal()]


class ReopenWorkItem(Command):
    """Take up work again that was finished or cancelled."""

    reason: Annotated[Line, Personal()]


class EstimateWorkItem(Command):
    """Say how much work it is; what remains moves by as much. Null takes both numbers back."""

    estimate: Estimate | None


class SetRemainingWork(Command):
    """Say how many person-hours are left; of work without an estimate, this is the estimate too."""

    hours: Hours


class WorkItemStarted(Event, topic="work-item.started.v1", says="started it"):
    """The work began."""


class WorkItemPutBack(Event, topic="work-item.put-back.v1", says="put it back"):
    """The work was laid aside."""


class WorkItemBlocked(Event, topic="work-item.blocked.v1", says="blocked it: {reason}"):
    """It cannot go on, or it cannot go on for another reason than before."""

    reason: Annotated[str, Personal()]


class WorkItemUnblocked(Event, topic="work-item.unblocked.v1", says="unblocked it, so it is {to}"):
    """It can go on from where it was."""

    to: State
    """todo or doing"""


class WorkItemCompleted(Event, topic="work-item.completed.v1", says="completed it"):
    """It is finished; nothing remains."""


class WorkItemCancelled(Event, topic="work-item.cancelled.v1", says="cancelled it: {reason}"):
    """It will not be done."""

    reason: Annotated[str, Personal()]


class WorkItemReopened(
    Event, topic="work-item.reopened.v1", says="reopened it: {reason}[ ({remaining} remaining)]"
):
    """It is to be done after all, or again."""

    reason: Annotated[str, Personal()]
    remaining: float | None = None
    """Person-hours that are left again."""


class WorkItemEstimated(
    Event,
    topic="work-item.estimated.v1",
    says="[estimated it at {estimate}|took its estimate back][, {remaining} remaining]",
):
    """Its work was estimated, perhaps not for the first time."""

    estimate: Estimate | None
    remaining: float | None
    """Person-hours that are left by the new estimate."""


class RemainingWorkSet(
    Event, topic="work-item.remaining-set.v1", says="set the remaining work to {remaining}"
):
    """More or less is left of the same work."""

    remaining: float


LifeCommand = (
    StartWorkItem
    | PutBackWorkItem
    | BlockWorkItem
    | UnblockWorkItem
    | CompleteWorkItem
    | CancelWorkItem
    | ReopenWorkItem
    | EstimateWorkItem
    | SetRemainingWork
)
LifeEvent = (
    WorkItemAdded
    | WorkItemStarted
    | WorkItemPutBack
    | WorkItemBlocked
    | WorkItemUnblocked
    | WorkItemCompleted
    | WorkItemCancelled
    | WorkItemReopened
    | WorkItemEstimated
    | RemainingWorkSet
)


class NotNow(Refused):
    """A command applies only at its points in the lifecycle."""


class MoreRemainingThanWork(Refused):
    """No more is left of work than all of it."""


class NothingRemains(Refused):
    """Nothing is left of work that is done."""


OPEN = {State.TODO, State.DOING, State.BLOCKED}
EVER = set(State)

LIFECYCLE: dict[type[LifeCommand], tuple[set[State], set[State]]] = {
    # command: (where it applies, where it is already so)
    StartWorkItem: ({State.TODO}, {State.DOING}),
    PutBackWorkItem: ({State.DOING}, {State.TODO}),
    BlockWorkItem: (OPEN, set()),
    UnblockWorkItem: ({State.BLOCKED}, {State.TODO, State.DOING}),
    CompleteWorkItem: ({State.TODO, State.DOING}, {State.DONE}),
    CancelWorkItem: (OPEN, {State.CANCELLED}),
    ReopenWorkItem: ({State.DONE, State.CANCELLED}, OPEN),
    EstimateWorkItem: (EVER, set()),
    SetRemainingWork: (EVER, set()),
}


class Life(NamedTuple):
    """Where a work item stands, and how much of it is left."""

    state: State = State.TODO
    estimate: Estimate | None = None
    remaining: float | None = None
    """Person-hours; 0 when it is done, None without an estimate."""
    reason: str | None = None
    """What blocks it now."""
    before: State = State.TODO
    """Where it was before it was blocked."""
    left: float | None = None
    """Person-hours that remained when it was completed."""


def decide(life: Life, command: LifeCommand, _context: Context) -> list[LifeEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    applies, already = LIFECYCLE[type(command)]
    if life.state in already:
        return []
    if life.state not in applies:
        raise NotNow(f"{type(command).__name__} does not apply to work that is {life.state}")
    match command:
        case StartWorkItem():
            return [WorkItemStarted()]
        case PutBackWorkItem():
            return [WorkItemPutBack()]
        case BlockWorkItem(reason=reason):
            return [] if reason == life.reason else [WorkItemBlocked(reason=reason)]
        case UnblockWorkItem():
            return [WorkItemUnblocked(to=life.before)]
        case CompleteWorkItem():
            return [WorkItemCompleted()]
        case CancelWorkItem(reason=reason):
            return [WorkItemCancelled(reason=reason)]
        case ReopenWorkItem(reason=reason):
            return [WorkItemReopened(reason=reason, remaining=_left_again(life))]
        case EstimateWorkItem(estimate=estimate):
            return [] if estimate == life.estimate else [_estimated(life, estimate)]
        case SetRemainingWork(hours=hours):
            return [] if hours == life.remaining else [_remaining_set(life, hours)]
        case _:
            assert_never(command)


def _estimated(life: Life, estimate: Estimate | None) -> WorkItemEstimated:
    """Move what remains by as much as the work moved, never below nothing."""
    if estimate is None:
        return WorkItemEstimated(estimate=None, remaining=None)
    work, remaining = estimate.expected, estimate.expected
    if life.state is State.DONE:
        remaining = 0.0
    elif life.estimate and life.remaining is not None:
        remaining = min(work, max(0.0, life.remaining + work - life.estimate.expected))
    return WorkItemEstimated(estimate=estimate, remaining=remaining)


def _remaining_set(life: Life, hours: float) -> WorkItemEstimated | RemainingWorkSet:
    if life.state is State.DONE and hours > 0:
        raise NothingRemains(f"{hours:g} h cannot remain of work that is done: reopen it first")
    if life.estimate is None:
        return WorkItemEstimated(estimate=Estimate.single(hours), remaining=hours)
    if hours > life.estimate.expected:
        work = life.estimate.expected
        raise MoreRemainingThanWork(f"{hours:g} h is more than all of {work:g} h: estimate it anew")
    return RemainingWorkSet(remaining=hours)


def _left_again(life: Life) -> float | None:
    if life.state is State.CANCELLED or life.estimate is None:
        return life.remaining
    work = life.estimate.expected
    return work if life.left is None else min(work, life.left)


def evolve(life: Life, event: LifeEvent, _context: Context) -> Life:
    """Take in what happened; it never refuses, because it already happened."""
    estimate, remaining = life.estimate, life.remaining
    match event:
        case WorkItemAdded(estimate=first):
            return Life(State.TODO, first, first.expected if first else None)
        case WorkItemStarted():
            return Life(State.DOING, estimate, remaining)
        case WorkItemPutBack():
            return Life(State.TODO, estimate, remaining)
        case WorkItemBlocked(reason=reason):
            before = life.before if life.state is State.BLOCKED else life.state
            return Life(State.BLOCKED, estimate, remaining, reason, before)
        case WorkItemUnblocked(to=to):
            return Life(to, estimate, remaining)
        case WorkItemCompleted():
            return Life(State.DONE, estimate, 0.0 if estimate else None, left=remaining)
        case WorkItemCancelled():
            return Life(State.CANCELLED, estimate, remaining)
        case WorkItemReopened(remaining=again):
            return Life(State.TODO, estimate, again)
        case WorkItemEstimated(estimate=estimate, remaining=remaining):
            return Life(life.state, estimate, remaining, life.reason, life.before, life.left)
        case RemainingWorkSet(remaining=remaining):
            return Life(life.state, estimate, remaining, life.reason, life.before, life.left)
        case _:
            assert_never(event)


life = Decider(
    name="life",
    initial=Life(),
    decide=decide,
    evolve=evolve,
    commands=get_args(LifeCommand),
    events=get_args(LifeEvent),
)
