"""What keeps work from going on: one or several things at a time, each from somebody by some day.

absent -Raise-> open -Acknowledge-> open, and somebody sees to it       open -Resolve-> resolved

`BlockWorkItem` raises one in short, of which nothing but the reason is known. Whatever takes the
work on (unblocking, completing, cancelling or reopening it) ends all that were open: work that goes
on is not blocked.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Annotated, NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.execution.blocking import (
    IN_SHORT,
    BlockerAcknowledged,
    BlockerKind,
    BlockerRaised,
    BlockerResolved,
)
from workdomain.execution.task_life import (
    WorkItemBlocked,
    WorkItemCancelled,
    WorkItemCompleted,
    WorkItemPutBack,
    WorkItemReopened,
    WorkItemStarted,
    WorkItemUnblocked,
)
from workdomain.kernel import Command, Context, Decider, Look, OfKinds, Personal, Refused
from workdomain.people.person import must_be_known
from workdomain.planning.work_item import WorkItemAdded
from workdomain.values import Day, Line


class RaiseBlocker(Command):
    """Tell what keeps the work from going on, and who could help by when."""

    blocker: UUID
    """Id of the new blocker, chosen by whoever asks."""
    kind: BlockerKind
    """What sort of thing it is."""
    reason: Annotated[Line, Personal()]
    """What keeps the work from going on."""
    needed_from: UUID | None = None
    """The person who could help."""
    needed_from_outside: Annotated[Line | None, Personal()] = None
    """Name of whoever could help and is not one of us."""
    needed_by: Day | None = None
    """The day by which help is needed."""


class AcknowledgeBlocker(Command):
    """Tell that somebody has taken note of a blocker and will see to it."""

    blocker: UUID
    """Id of the blocker; of one that was told in short it is all zeros."""
    note: Annotated[Line, Personal()] | None = None
    """What will be done about it."""


class ResolveBlocker(Command):
    """Tell that a blocker is out of the way; the last one lets the work go on."""

    blocker: UUID
    """Id of the blocker; of one that was told in short it is all zeros."""
    resolution: Annotated[Line, Personal()]
    """How it was resolved."""


BlockersCommand = RaiseBlocker | AcknowledgeBlocker | ResolveBlocker
GoesOn = (
    WorkItemStarted
    | WorkItemPutBack
    | WorkItemUnblocked
    | WorkItemCompleted
    | WorkItemCancelled
    | WorkItemReopened
)
"""Whoever tells one of these tells that nothing is in the way any more."""
BlockersEvent = (
    WorkItemAdded | WorkItemBlocked | BlockerRaised | BlockerAcknowledged | BlockerResolved | GoesOn
)


class BlockerExists(Refused):
    """The id of a blocker is used once on a work item."""


class NoSuchBlocker(Refused):
    """Only a blocker that is open is acknowledged or resolved."""


class NeededFromOne(Refused):
    """Help is needed from a person or from somebody outside: what needs two is two blockers."""


class NothingToBlock(Refused):
    """Work that is done or cancelled is not blocked."""


class Blocker(NamedTuple):
    """Something that keeps, or kept, work from going on."""

    blocker: UUID
    place: int
    """How many blockers the work had before."""
    kind: BlockerKind
    reason: str
    raised_by: UUID
    raised_at: datetime
    needed_from: UUID | None = None
    needed_from_outside: str | None = None
    needed_by: date | None = None
    acknowledged_by: UUID | None = None
    acknowledged_at: datetime | None = None
    ended_by: UUID | None = None
    ended_at: datetime | None = None
    resolution: str | None = None
    """How it was resolved; None when it merely ended, as the work went on."""


NOTHING: Mapping[UUID, Blocker] = MappingProxyType({})


class Blockers(NamedTuple):
    """Everything that blocks or blocked a work item, in the order in which it was raised."""

    open: Mapping[UUID, Blocker] = NOTHING
    """By their ids."""
    ended: tuple[Blocker, ...] = ()
    closed: bool = False
    """Whether the work itself is done or cancelled."""

    @property
    def all(self) -> Iterable[Blocker]:
        """List those that ended, then those that are open."""
        return (*self.ended, *self.open.values())


def decide(blockers: Blockers, command: BlockersCommand, context: Context) -> list[BlockersEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case RaiseBlocker():
            return _raised(blockers, command, context)
        case AcknowledgeBlocker(blocker=id, note=note):
            if (blocker := _found(blockers, id)) is None or blocker.acknowledged_at is not None:
                return []
            return [BlockerAcknowledged(blocker=id, reason=blocker.reason, note=note or "")]
        case ResolveBlocker(blocker=id, resolution=how):
            if (blocker := _found(blockers, id)) is None:
                return []
            return [BlockerResolved(blocker=id, reason=blocker.reason, resolution=how)]
        case _:
            assert_never(command)


def _raised(blockers: Blockers, command: RaiseBlocker, context: Context) -> list[BlockersEvent]:
    told = BlockerRaised(**command.model_dump())
    new = _new(blockers, told, context)
    for other in blockers.all:
        if other.blocker == command.blocker:
            if _said(other) == _said(new):
                return []
            raise BlockerExists(f"Blocker {command.blocker} was raised before: use another id")
    if command.blocker == IN_SHORT:
        raise BlockerExists(f"{IN_SHORT} is for what is told in short: use another id")
    if blockers.closed:
        raise NothingToBlock("Work that is done or cancelled is not blocked: reopen it first")
    if command.needed_from is not None and command.needed_from_outside is not None:
        raise NeededFromOne("Say who could help, a person or somebody outside: not both")
    return [told]


def _said(blocker: Blocker) -> tuple[object, ...]:
    """Tell what was said when it was raised, and by whom."""
    whom = blocker.needed_from, blocker.needed_from_outside, blocker.needed_by
    return blocker.raised_by, blocker.kind, blocker.reason, *whom


def _found(blockers: Blockers, id: UUID) -> Blocker | None:
    """Find an open one; None when it has ended. Raises NoSuchBlocker when it never was."""
    if (blocker := blockers.open.get(id)) is not None:
        return blocker
    if not any(other.blocker == id for other in blockers.ended):
        raise NoSuchBlocker(f"There is no blocker {id} on this work item: raise it first")
    return None


def evolve(blockers: Blockers, event: BlockersEvent, context: Context) -> Blockers:
    """Take in what happened; it never refuses, because it already happened."""
    match event:  # what most items come to lies first
        case WorkItemAdded():
            return _ended(blockers, blockers.open, context, None)
        case (
            WorkItemStarted()
            | WorkItemCompleted()
            | WorkItemCancelled()
            | WorkItemReopened()
            | WorkItemUnblocked()
            | WorkItemPutBack()
        ):
            closed = isinstance(event, (WorkItemCompleted, WorkItemCancelled))
            if closed is not blockers.closed:
                blockers = Blockers(blockers.open, blockers.ended, closed)
            return _ended(blockers, blockers.open, context, None)
        case WorkItemBlocked(reason=reason) if (known := blockers.open.get(IN_SHORT)) is not None:
            return _with(blockers, known._replace(reason=reason))  # by something else than before
        case WorkItemBlocked() | BlockerRaised():
            return _with(blockers, _new(blockers, event, context))
        case BlockerAcknowledged(blocker=id):
            if (known := blockers.open.get(id)) is None:
                return blockers
            note = known._replace(acknowledged_by=context.by, acknowledged_at=context.at)
            return _with(blockers, note)
        case BlockerResolved(blocker=id, resolution=how):
            if id not in blockers.open:
                return blockers
            return _ended(blockers, (id,), context, how)
        case _:
            assert_never(event)


def _new(blockers: Blockers, told: WorkItemBlocked | BlockerRaised, context: Context) -> Blocker:
    id = IN_SHORT if isinstance(told, WorkItemBlocked) else told.blocker
    known = blockers.open.get(id)
    place = len(blockers.ended) + len(blockers.open) if known is None else known.place
    if isinstance(told, WorkItemBlocked):
        kind = BlockerKind.UNSPECIFIED
        return Blocker(id, place, kind, told.reason, context.by, context.at)
    return Blocker(
        id,
        place,
        told.kind,
        told.reason,
        context.by,
        context.at,
        told.needed_from,
        told.needed_from_outside,
        told.needed_by,
    )


def _with(blockers: Blockers, blocker: Blocker) -> Blockers:
    open = {**blockers.open, blocker.blocker: blocker}
    return Blockers(open, blockers.ended, blockers.closed)


def _ended(
    blockers: Blockers, ids: Iterable[UUID], context: Context, resolution: str | None
) -> Blockers:
    """Move these from the open ones to those that ended."""
    if not blockers.open:
        return blockers
    gone = set(ids)
    over = tuple(
        blocker._replace(ended_by=context.by, ended_at=context.at, resolution=resolution)
        for id, blocker in blockers.open.items()
        if id in gone
    )
    left = {id: blocker for id, blocker in blockers.open.items() if id not in gone}
    return Blockers(left, (*blockers.ended, *over), blockers.closed)


def guard(_id: UUID, _blockers: Blockers, command: Command, look: Look) -> None:
    """Need help only from people who are known."""
    match command:
        case RaiseBlocker(needed_from=UUID() as person):
            must_be_known(person, look)
        case _:
            pass


blockers = Decider(
    name="blockers",
    initial=Blockers(),
    decide=decide,
    evolve=evolve,
    commands=get_args(BlockersCommand),
    events=get_args(BlockersEvent),
    guard=OfKinds(guard, None, RaiseBlocker),
)


def blocked_time(spans: Iterable[tuple[datetime, datetime | None]], now: datetime) -> timedelta:
    """Add up the time in which at least one of these was open; None is open until now."""
    total, reached = timedelta(), None
    for first, last in sorted((first, min(last or now, now)) for first, last in spans):
        start = first if reached is None else max(first, reached)
        if last > start:
            total += last - start
            reached = last
    return total
