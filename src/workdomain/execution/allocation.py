"""An allocation: time of a person that is kept for a project or a work item.

absent -RequestAllocation-> requested -AllocateTime-> allocated
                                      -AllocateTime, when it does not fit-> waiting -> allocated
allocated, waiting -ReleaseAllocation-> requested
requested, waiting -RejectAllocation-> rejected
requested, waiting, allocated -CancelAllocation-> cancelled
rejected, cancelled -ReopenAllocation-> requested

Whether it fits is judged under the write lock by the interval test (`scheduling/overbooking.py`):
no order of working would get all of it done otherwise. It is tentative or sure at any time; what is
tentative keeps nobody from anything.
Hours on a day are what is kept: a per cent is turned into them when the time is given, and another
working day later changes the per cent, not the hours (as in Easy Projects).
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Any, NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.execution.allocation_words import (
    AllocateTime,
    AllocationCancelled,
    AllocationChanged,
    AllocationCommand,
    AllocationConfirmed,
    AllocationEvent,
    AllocationMadeTentative,
    AllocationRejected,
    AllocationReleased,
    AllocationReopened,
    AllocationRequested,
    AllocationWaits,
    Amount,
    BookTime,
    CancelAllocation,
    ChangeAllocation,
    Clash,
    ConfirmAllocation,
    EndAllocation,
    FreeTime,
    MakeAllocationTentative,
    QueueForTime,
    RejectAllocation,
    ReleaseAllocation,
    ReopenAllocation,
    RequestAllocation,
    TimeAllocated,
    TryAllocation,
    Trying,
)
from workdomain.execution.bookings import Booking, bookings
from workdomain.execution.room import beyond, time_wanted
from workdomain.execution.work_item import work_item
from workdomain.kernel import Ask, Context, Decider, Look, Refused
from workdomain.people.person import must_be_known
from workdomain.planning.deal import NoSuchDeal, deal
from workdomain.planning.project import NoSuchProject, project
from workdomain.planning.work_item import NoSuchWorkItem


class NoSuchAllocation(Refused):
    """The allocation a command is about was requested before."""


class AllocationExists(Refused):
    """An allocation is requested once."""


class NobodyNamed(Refused):
    """Time is somebody's: one who was looked for is named when it is given."""


class DoesNotFit(Refused):
    """More time is not allocated than a person has, unless it is to wait or is overtime."""


class NoWorkingDays(Refused):
    """Time is allocated on days on which the person works."""


class NotInThisState(Refused):
    """An allocation goes from one state to the next: requested, allocated or waiting, cancelled."""


class Standing(StrEnum):
    """How an allocation stands."""

    REQUESTED = "requested"
    ALLOCATED = "allocated"
    WAITING = "waiting"
    """It did not fit, and is on the waiting list."""
    REJECTED = "rejected"
    CANCELLED = "cancelled"


OPEN = frozenset({Standing.REQUESTED, Standing.WAITING, Standing.ALLOCATED})


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a decision needs to know of an allocation; one that is not there yet has no amount."""

    amount: Amount | None = None
    person: UUID | None = None
    """Whose time is asked for, or kept."""
    asked: UUID | None = None
    """Whose time was asked for."""
    role: str | None = None
    skill: str | None = None
    level: int = 1
    team: str | None = None
    project: UUID | None = None
    item: UUID | None = None
    first: date = date.min
    last: date = date.min
    tentative: bool = False
    billable: bool = True
    deal: UUID | None = None
    note: str = ""
    standing: Standing = Standing.REQUESTED
    minutes: int = 0
    """Kept in all."""
    minutes_per_day: int = 0
    overtime: int | None = None
    reason: str | None = None
    """Why it was given back, rejected, cancelled or reopened."""

    @property
    def is_kept(self) -> bool:
        """Whether time is kept for it."""
        return self.standing is Standing.ALLOCATED

    @property
    def concerns(self) -> bool:
        """Whether time is kept for it, or waited for."""
        return self.standing in (Standing.ALLOCATED, Standing.WAITING)

    @property
    def is_daily(self) -> bool:
        """Whether it is as much on each working day, and not on whichever days they like."""
        return self.amount is not None and self.amount.hours is None


# -- what there is, found out before it is decided -------------------------------------------------


class Wanted(NamedTuple):
    """What would be kept."""

    person: UUID | None
    first: date
    last: date
    amount: Amount
    tentative: bool


def wanted(it: Allocation, command: Trying) -> Wanted:
    """Tell what an allocation would be after a command; it was requested before."""
    amount = it.amount or Amount()
    now = Wanted(it.person, it.first, it.last, amount, it.tentative)
    match command:
        case AllocateTime(person=person):
            return now._replace(person=person or it.person)
        case ChangeAllocation(first=first, last=last):
            return now._replace(first=first, last=last, amount=command.amount)
        case EndAllocation(last=last):
            if it.is_kept:
                amount = Amount(hours_per_day=max(it.minutes_per_day, 1) / 60)
            return now._replace(last=last, amount=amount)
        case ConfirmAllocation():
            return now._replace(tentative=False)
        case _:
            assert_never(command)


def inform(
    id: UUID, it: Allocation, command: AllocationCommand, _context: Context, look: Look
) -> AllocationCommand:
    """Find out whether the time is there, before it is given or changed."""
    if not isinstance(command, Trying) or it.amount is None:
        return command
    want = wanted(it, command)
    if want.person is None:
        return TryAllocation(asked=command, person=None, minutes=0, minutes_per_day=0, over=None)
    minutes, per_day = time_wanted(want.person, want.first, want.last, want.amount, look)
    daily = round(per_day) if want.amount.hours is None else None
    own = Booking(want.first, want.last, minutes, daily, want.tentative)
    return TryAllocation(
        asked=command,
        person=want.person,
        minutes=minutes,
        minutes_per_day=round(per_day),
        over=None if want.tentative else beyond(id, own, want.person, look),
    )


# -- what happens ----------------------------------------------------------------------------------


def decide(it: Allocation, command: AllocationCommand, _context: Context) -> list[AllocationEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    return _happens(it, command)


def _happens(it: Allocation, command: AllocationCommand) -> list[AllocationEvent]:
    match command:
        case RequestAllocation():
            if it.amount is not None:
                raise AllocationExists("It was requested before: use another id for a new one")
            told = command.model_dump(exclude={"hours", "hours_per_day", "percent"})
            return [AllocationRequested(**told, amount=command.amount)]
        case _ if it.amount is None:
            raise NoSuchAllocation("There is no allocation with this id yet: request it first")
        case TryAllocation(asked=asked):
            return _tried(it, command, asked)
        case MakeAllocationTentative():
            _must_stand(it, *OPEN)
            return [] if it.tentative else [AllocationMadeTentative()]
        case ReleaseAllocation(reason=reason):
            _must_stand(it, Standing.ALLOCATED, Standing.WAITING)
            return [AllocationReleased(reason=reason)]
        case RejectAllocation(reason=reason):
            _must_stand(it, Standing.REQUESTED, Standing.WAITING)
            return [AllocationRejected(reason=reason)]
        case CancelAllocation(reason=reason):
            if it.standing is Standing.CANCELLED:
                return []
            _must_stand(it, *OPEN)
            return [AllocationCancelled(reason=reason)]
        case ReopenAllocation(reason=reason):
            _must_stand(it, Standing.REJECTED, Standing.CANCELLED)
            return [AllocationReopened(reason=reason)]
        case _:
            raise TypeError("inform makes this command a TryAllocation first")


def _must_stand(it: Allocation, *standings: Standing) -> None:
    if it.standing not in standings:
        raise NotInThisState(f"It is {it.standing}: it would have to be {' or '.join(standings)}")


def _tried(it: Allocation, command: TryAllocation, asked: Trying) -> list[AllocationEvent]:
    _must_stand(it, *OPEN)
    events: list[AllocationEvent] = []
    match asked:
        case AllocateTime():
            pass
        case ChangeAllocation() | EndAllocation():
            want = wanted(it, asked)
            if (want.first, want.last, want.amount) == (it.first, it.last, it.amount):
                return []
            if want.last < want.first:
                raise NoWorkingDays(f"It begins on {want.first}: it cannot end before")
            events = [AllocationChanged(first=want.first, last=want.last, amount=want.amount)]
        case ConfirmAllocation():
            events = [AllocationConfirmed()] if it.tentative else []
            if not events:
                return []
        case _:
            assert_never(asked)
    if isinstance(asked, AllocateTime) or it.is_kept:
        events += _given(it, command, asked.clash)
    return events


def _given(it: Allocation, command: TryAllocation, clash: Clash) -> list[AllocationEvent]:
    person, over = command.person, command.over
    if person is None:
        raise NobodyNamed("Say whose time it is to be: the view candidates ranks them")
    if not command.minutes:
        raise NoWorkingDays("They do not work on any of these days: choose others")
    if over is not None and clash is Clash.REFUSE:
        raise DoesNotFit(
            f"It is too much by {over.minutes / 60:g} h from {over.first} to {over.last}: "
            "take other days or somebody else, let it wait, or call it overtime"
        )
    if over is not None and clash is Clash.WAIT:
        if (it.standing, it.person) == (Standing.WAITING, person):
            return []  # it waits on, and nobody is told so again
        waits = AllocationWaits(
            person=person, first=over.first, last=over.last, over_minutes=over.minutes
        )
        return [waits]
    given = TimeAllocated(
        person=person,
        minutes=command.minutes,
        minutes_per_day=command.minutes_per_day,
        overtime=over and over.minutes,
    )
    return [] if _then(it, given) == it else [given]


def evolve(it: Allocation, event: AllocationEvent, _context: Context) -> Allocation:
    """Take in what happened; it never refuses, because it already happened."""
    return _then(it, event)


def _then(it: Allocation, event: AllocationEvent) -> Allocation:
    match event:
        case AllocationRequested(person=person):
            return replace(it, **{**dict(event), "asked": person, "person": it.person or person})
        case TimeAllocated():
            return replace(it, **dict(event), standing=Standing.ALLOCATED)
        case AllocationWaits(person=person):
            return replace(it, person=person, standing=Standing.WAITING, **NOTHING_KEPT)
        case AllocationChanged():
            return replace(it, **dict(event))
        case AllocationConfirmed():
            return replace(it, tentative=False)
        case AllocationMadeTentative():
            return replace(it, tentative=True, overtime=None)
        case AllocationReleased(reason=reason) | AllocationReopened(reason=reason):
            return _let_go(it, Standing.REQUESTED, reason)
        case AllocationRejected(reason=reason):
            return _let_go(it, Standing.REJECTED, reason)
        case AllocationCancelled(reason=reason):
            return _let_go(it, Standing.CANCELLED, reason)
        case _:
            assert_never(event)


NOTHING_KEPT: dict[str, Any] = {"minutes": 0, "minutes_per_day": 0, "overtime": None}


def _let_go(it: Allocation, standing: Standing, reason: str) -> Allocation:
    return replace(it, standing=standing, reason=reason, person=it.asked, **NOTHING_KEPT)


def guard(_id: UUID, _it: Allocation, command: AllocationCommand, look: Look) -> None:
    """Ask for people, work and deals that are known."""
    match command:
        case RequestAllocation():
            _must_be_there(command, look)
        case TryAllocation(asked=AllocateTime(person=UUID() as person)):
            must_be_known(person, look)
        case _:
            pass


def _must_be_there(command: RequestAllocation, look: Look) -> None:
    if command.person is not None:
        must_be_known(command.person, look)
    if command.project is not None and not look(project, command.project).name:
        raise NoSuchProject(f"There is no project {command.project}: add it first")
    if command.item is not None and not look(work_item, command.item).plan.title:
        raise NoSuchWorkItem(f"There is no work item {command.item}: add it first")
    if command.deal is not None and look(deal, command.deal).client is None:
        raise NoSuchDeal(f"There is no deal {command.deal}: add it first")


def requires(id: UUID, it: Allocation, command: AllocationCommand) -> list[Ask]:
    """Have the time kept, waited for, or neither any longer, by whoever's it is."""
    after, asks = reduce(_then, _happens(it, command), it), list[Ask]()
    if (
        it.person is not None
        and it.concerns
        and (after.person, after.concerns) != (it.person, True)
    ):
        asks.append(Ask(bookings.name, it.person, FreeTime(allocation=id)))
    if after.standing is Standing.WAITING and after.person is not None:
        if it.is_kept and it.person == after.person:
            asks.append(Ask(bookings.name, after.person, FreeTime(allocation=id)))
        asks.append(Ask(bookings.name, after.person, QueueForTime(allocation=id)))
    if after.is_kept and after.person is not None:
        kept = BookTime(
            allocation=id,
            first=after.first,
            last=after.last,
            minutes=after.minutes,
            minutes_per_day=after.minutes_per_day if after.is_daily else None,
            tentative=after.tentative,
        )
        asks.append(Ask(bookings.name, after.person, kept))
    return asks


allocation = Decider(
    name="allocation",
    initial=Allocation(),
    decide=decide,
    evolve=evolve,
    commands=get_args(AllocationCommand),
    events=get_args(AllocationEvent),
    inform=inform,
    guard=guard,
    requires=requires,
)
