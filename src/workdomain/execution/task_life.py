"""The life of a work item, and how much of its work remains.

todo -Start-> doing -Complete-> done          todo, doing -Block-> blocked -Unblock-> where it was
todo <-PutBack- doing                         todo, doing, blocked -Cancel-> cancelled
todo, blocked -Complete-> done                done, cancelled -Reopen-> todo

It is blocked as long as it has an open blocker (`blockers.py`); `Block` raises one in short, and
`Unblock` resolves all there are. Whether it may start or be completed is also a matter of what is
open elsewhere: its parts, its blockers and what it waits for (`closing.py`).

*Work* is what the estimate expects, *remaining* what is left of it, both in person-hours. Nothing
remains of what is done; reopening brings back what was left before.
"""

from enum import StrEnum
from typing import Annotated, NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.execution.blocking import IN_SHORT, BlockerRaised, BlockerResolved
from workdomain.execution.good_order import (
    CompleteAgainstRules,
    ParentIsClosed,
    ReopenForPart,
    ReopenUnderClosed,
    StartAgainstRules,
    despite,
)
from workdomain.kernel import Ask, Command, Context, Decider, Event, OfKinds, Personal, Refused
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
    """Tell that the work can go on: nothing blocks it any more."""


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


class WorkItemStarted(Event, topic="work-item.started.v1", says="started it[ despite {despite}]"):
    """The work began."""

    despite: Annotated[tuple[str, ...], Personal()] = ()
    """What stood against it, by rules that only warn."""


class WorkItemPutBack(Event, topic="work-item.put-back.v1", says="put it back"):
    """The work was laid aside."""


class WorkItemBlocked(Event, topic="work-item.blocked.v1", says="blocked it: {reason}"):
    """It cannot go on, or it cannot go on for another reason than before."""

    reason: Annotated[str, Personal()]


class WorkItemUnblocked(Event, topic="work-item.unblocked.v1", says="unblocked it, so it is {to}"):
    """It can go on from where it was."""

    to: State
    """todo or doing"""


class WorkItemCompleted(
    Event, topic="work-item.completed.v1", says="completed it[ despite {despite}]"
):
    """It is finished; nothing remains, and nothing blocks it any more."""

    despite: Annotated[tuple[str, ...], Personal()] = ()
    """What stood against it, by rules that only warn."""


class WorkItemCancelled(Event, topic="work-item.cancelled.v1", says="cancelled it: {reason}"):
    """It will not be done."""

    reason: Annotated[str, Personal()]


class WorkItemReopened(
    Event,
    topic="work-item.reopened.v1",
    says="reopened it[ with its part {part}]: {reason}[ ({remaining} remaining)]",
):
    """It is to be done after all, or again."""

    reason: Annotated[str, Personal()]
    remaining: float | None = None
    """Person-hours that are left again."""
    part: UUID | None = None
    """The part that reopened it: one that was reopened itself, or came to it open."""


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
    | StartAgainstRules
    | CompleteAgainstRules
    | ReopenUnderClosed
    | ReopenForPart
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
    | BlockerRaised
    | BlockerResolved
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
CLOSED = {State.DONE, State.CANCELLED}
EVER = set(State)
STARTS: tuple[set[State], set[State]] = ({State.TODO}, {State.DOING})
ENDS: tuple[set[State], set[State]] = (OPEN, {State.DONE})
GOES_ON: tuple[set[State], set[State]] = (CLOSED, OPEN)

LIFECYCLE: dict[type[LifeCommand], tuple[set[State], set[State]]] = {
    # command: (where it applies, where it is already so)
    StartWorkItem: STARTS,
    StartAgainstRules: STARTS,
    PutBackWorkItem: ({State.DOING}, {State.TODO}),
    BlockWorkItem: (OPEN, set()),
    UnblockWorkItem: ({State.BLOCKED}, {State.TODO, State.DOING}),
    CompleteWorkItem: ENDS,
    CompleteAgainstRules: ENDS,
    CancelWorkItem: (OPEN, {State.CANCELLED}),
    ReopenWorkItem: GOES_ON,
    ReopenUnderClosed: GOES_ON,
    ReopenForPart: GOES_ON,
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
    """What blocks it now, as it was told in short."""
    before: State = State.TODO
    """Where it was before it was blocked."""
    left: float | None = None
    """Person-hours that remained when it was completed."""
    blockers: frozenset[UUID] = frozenset()
    """What blocks it now."""


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
        case StartAgainstRules(breaches=breaches):
            return [WorkItemStarted(despite=despite(breaches))]
        case CompleteAgainstRules(breaches=breaches):
            return [WorkItemCompleted(despite=despite(breaches))]
        case CancelWorkItem(reason=reason):
            return [WorkItemCancelled(reason=reason)]
        case ReopenWorkItem(reason=reason):
            return [WorkItemReopened(reason=reason, remaining=_left_again(life))]
        case ReopenUnderClosed(reason=reason, forbidden_by=closed):
            if closed is not None:
                raise ParentIsClosed(
                    f"It is a part of {closed}, which is closed: reopen that first"
                )
            return [WorkItemReopened(reason=reason, remaining=_left_again(life))]
        case ReopenForPart(reason=reason, part=part):
            return [WorkItemReopened(reason=reason, remaining=_left_again(life), part=part)]
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
    match event:  # what most items come to lies first
        case WorkItemAdded(estimate=first):
            return Life(State.TODO, first, first.expected if first else None)
        case WorkItemStarted():
            return Life(State.DOING, estimate, remaining)
        case WorkItemCompleted():
            return Life(State.DONE, estimate, 0.0 if estimate else None, left=remaining)
        case RemainingWorkSet(remaining=remaining):
            return life._replace(remaining=remaining)
        case WorkItemEstimated(estimate=estimate, remaining=remaining):
            return life._replace(estimate=estimate, remaining=remaining)
        case WorkItemPutBack():
            return Life(State.TODO, estimate, remaining)
        case WorkItemBlocked(reason=reason):
            return _blocked(life, IN_SHORT)._replace(reason=reason)
        case BlockerRaised(blocker=blocker):
            return _blocked(life, blocker)
        case BlockerResolved(blocker=blocker):
            return _resolved(life, blocker)
        case WorkItemUnblocked(to=to):
            return Life(to, estimate, remaining)
        case WorkItemCancelled():
            return Life(State.CANCELLED, estimate, remaining)
        case WorkItemReopened(remaining=again):
            return Life(State.TODO, estimate, again)
        case _:
            assert_never(event)


def _blocked(life: Life, blocker: UUID) -> Life:
    before = life.before if life.state is State.BLOCKED else life.state
    return life._replace(
        state=State.BLOCKED, before=before, left=None, blockers=life.blockers | {blocker}
    )


def _resolved(life: Life, blocker: UUID) -> Life:
    """Go on from where it was when nothing else is in the way."""
    if blocker not in life.blockers:
        return life
    left = life.blockers - {blocker}
    if not left:
        return Life(life.before, life.estimate, life.remaining)
    return life._replace(blockers=left, reason=life.reason if IN_SHORT in left else None)


def requires(id: UUID, _life: Life, command: Command) -> list[Ask]:
    """Reopen what it is a part of."""
    match command:
        case ReopenUnderClosed(reason=reason, reopening=above):
            part = id
        case ReopenForPart(reason=reason, part=part, above=above):
            pass
        case _:
            return []
    return [Ask("work-item", id, ReopenForPart(reason=reason, part=part)) for id in above]


life = Decider(
    name="life",
    initial=Life(),
    decide=decide,
    evolve=evolve,
    commands=get_args(LifeCommand),
    events=get_args(LifeEvent),
    requires=OfKinds[list[Ask]](requires, [], ReopenUnderClosed, ReopenForPart),
)
