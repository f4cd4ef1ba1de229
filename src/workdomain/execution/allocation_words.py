"""What is asked and told of allocations: the commands and events of `allocation.py`."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from workdomain.kernel import Command, Event, Message, Personal
from workdomain.values import Day, Line, Text

MOST_HOURS = 5_000
HOURS_A_DAY = 24


class Clash(StrEnum):
    """What becomes of an allocation that does not fit beside the others of a person."""

    REFUSE = "refuse"
    """Nothing happens, and it is said why."""
    WAIT = "wait"
    """It goes on the waiting list."""
    OVERTIME = "overtime"
    """It is allocated all the same, and the hours too many are told with it."""


class Amount(Message):
    """How much time: in all, or on every working day, or as a part of the person's working day."""

    hours: Annotated[float, Field(gt=0, le=MOST_HOURS, allow_inf_nan=False)] | None = None
    """Hours in all, on whichever days between the first and the last one they like."""
    hours_per_day: Annotated[float, Field(gt=0, le=HOURS_A_DAY, allow_inf_nan=False)] | None = None
    """Hours on every working day."""
    percent: Annotated[int, Field(ge=1, le=200)] | None = None
    """Per cent of the person's usual working day, on every working day."""

    def __str__(self) -> str:
        """Write it as histories do: `40 h`, `4 h a day`, `50 %`."""
        if self.hours is not None:
            return f"{self.hours:g} h"
        if self.hours_per_day is not None:
            return f"{self.hours_per_day:g} h a day"
        return f"{self.percent} %"


class _Window(Amount, Command):
    """How much time, and on which days."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.last < self.first:
            raise ValueError("last lies before first")
        given = [
            each for each in (self.hours, self.hours_per_day, self.percent) if each is not None
        ]
        if len(given) != 1:
            raise ValueError("Give one of hours, hours_per_day and percent")
        return self

    @property
    def amount(self) -> Amount:
        """How much time it is."""
        return Amount(hours=self.hours, hours_per_day=self.hours_per_day, percent=self.percent)


class RequestAllocation(_Window):
    """Ask for the time of a person, or of somebody with a role, a skill or from a team."""

    person: UUID | None = None
    role: Line | None = None
    """Somebody who has this role in the organisation."""
    skill: Line | None = None
    """Somebody who has this skill."""
    level: Annotated[int, Field(ge=1, le=5)] = 1
    """The least level of the skill, 1 to 5."""
    team: Line | None = None
    """Somebody from this team."""
    project: UUID | None = None
    """The project that the time is for."""
    item: UUID | None = None
    """The work item that the time is for, instead of a project."""
    tentative: bool = False
    """Whether it is not sure yet: what is tentative keeps nobody else from the time."""
    billable: bool = True
    """Whether a client pays for it."""
    deal: UUID | None = None
    """The deal that it depends on, whose probability weighs it as long as it is tentative."""
    note: Annotated[Text, Personal()] = ""

    @model_validator(mode="after")
    def _is_for_something(self) -> Self:
        if (self.project is None) == (self.item is None):
            raise ValueError("Say what the time is for: a project or an item")
        criteria = (self.role, self.skill, self.team)
        if (self.person is None) == (criteria == (None, None, None)):
            raise ValueError("Name a person, or what is looked for: a role, a skill or a team")
        return self


class AllocateTime(Command):
    """Give the time that was asked for."""

    person: UUID | None = None
    """Whose time; needed if nobody was named, and somebody else's than asked for if given."""
    clash: Clash = Clash.REFUSE


class ChangeAllocation(_Window):
    """Ask for other days or another amount; what is allocated is tried anew."""

    clash: Clash = Clash.REFUSE


class EndAllocation(Command):
    """Let it end earlier or later, with as much time on each day as before."""

    last: Day
    clash: Clash = Clash.REFUSE


class ConfirmAllocation(Command):
    """Say that it is sure now."""

    clash: Clash = Clash.REFUSE


class MakeAllocationTentative(Command):
    """Say that it is not sure after all."""


class ReleaseAllocation(Command):
    """Give the time back, or leave the waiting list; it is asked for still."""

    reason: Annotated[Line, Personal()]


class RejectAllocation(Command):
    """Say no to what is asked for."""

    reason: Annotated[Line, Personal()]


class CancelAllocation(Command):
    """Ask for it no longer; time that was given is free again."""

    reason: Annotated[Line, Personal()]


class ReopenAllocation(Command):
    """Ask again for what was rejected or cancelled."""

    reason: Annotated[Line, Personal()]


class Over(Message):
    """Days that more time is forced into than there is."""

    first: date
    last: date
    minutes: int
    """Too many, whatever is done first."""


Trying = AllocateTime | ChangeAllocation | EndAllocation | ConfirmAllocation


class TryAllocation(Command):
    """Give or change time, knowing what there is; an allocation asks it of itself."""

    asked: Trying
    person: UUID | None
    minutes: Annotated[int, Field(ge=0)]
    """In all."""
    minutes_per_day: Annotated[int, Field(ge=0)]
    over: Over | None
    """The worst that would come of it; null if it fits."""


class BookTime(Command):
    """Keep time of a person for an allocation."""

    allocation: UUID
    first: date
    last: date
    minutes: Annotated[int, Field(ge=0)]
    """In all."""
    minutes_per_day: Annotated[int, Field(ge=0)] | None
    """On each working day; null for whichever days they like."""
    tentative: bool


class QueueForTime(Command):
    """Let an allocation wait for time of a person, behind those that wait already."""

    allocation: UUID


class FreeTime(Command):
    """Keep no time for an allocation any more, and let it wait no longer."""

    allocation: UUID


class AllocationRequested(
    Event,
    topic="allocation.requested.v1",
    says="asked for {amount} of [{person}|somebody][ who is {role}][ who knows {skill}]"
    "[ from {team}][ for {project}][ for {item}], {first} to {last}",
):
    """Somebody's time is asked for."""

    person: UUID | None
    role: str | None
    skill: str | None
    level: int
    team: str | None
    project: UUID | None
    item: UUID | None
    first: date
    last: date
    amount: Amount
    tentative: bool
    billable: bool
    deal: UUID | None
    note: Annotated[str, Personal()]


class TimeAllocated(
    Event,
    topic="allocation.allocated.v1",
    says="allocated {minutes} of {person}[, too many by {overtime}]",
):
    """Time of a person is kept for it."""

    person: UUID
    minutes: int
    minutes_per_day: int
    overtime: int | None
    """Minutes too many on the worst stretch of days; null if it fits."""


class AllocationWaits(
    Event,
    topic="allocation.waits.v1",
    says="put it on the waiting list of {person}: {over_minutes} too many, {first} to {last}",
):
    """It did not fit, and waits."""

    person: UUID
    first: date
    last: date
    over_minutes: int


class AllocationChanged(
    Event, topic="allocation.changed.v1", says="asked for {amount}, {first} to {last}, instead"
):
    """Other days, or another amount, are asked for."""

    first: date
    last: date
    amount: Amount


class AllocationConfirmed(Event, topic="allocation.confirmed.v1", says="said that it is sure"):
    """It is sure."""


class AllocationMadeTentative(
    Event, topic="allocation.made-tentative.v1", says="said that it is not sure"
):
    """It is not sure any more."""


class AllocationReleased(Event, topic="allocation.released.v1", says="gave it back: {reason}"):
    """No time is kept for it; it is asked for still."""

    reason: Annotated[str, Personal()]


class AllocationRejected(Event, topic="allocation.rejected.v1", says="rejected it: {reason}"):
    """It is not given."""

    reason: Annotated[str, Personal()]


class AllocationCancelled(Event, topic="allocation.cancelled.v1", says="cancelled it: {reason}"):
    """It is not asked for any more."""

    reason: Annotated[str, Personal()]


class AllocationReopened(Event, topic="allocation.reopened.v1", says="reopened it: {reason}"):
    """It is asked for again."""

    reason: Annotated[str, Personal()]


class TimeBooked(
    Event, topic="bookings.booked.v1", says="kept {minutes} from {first} to {last} for {allocation}"
):
    """Time of a person is kept."""

    allocation: UUID
    first: date
    last: date
    minutes: int
    minutes_per_day: int | None
    tentative: bool


class TimeQueued(Event, topic="bookings.queued.v1", says="put {allocation} on the waiting list"):
    """An allocation waits for time of a person."""

    allocation: UUID


class TimeFreed(Event, topic="bookings.freed.v1", says="freed the time kept for {allocation}"):
    """Time of a person is kept no longer, or waited for."""

    allocation: UUID


AllocationCommand = (
    RequestAllocation
    | AllocateTime
    | ChangeAllocation
    | EndAllocation
    | ConfirmAllocation
    | MakeAllocationTentative
    | ReleaseAllocation
    | RejectAllocation
    | CancelAllocation
    | ReopenAllocation
    | TryAllocation
)
AllocationEvent = (
    AllocationRequested
    | TimeAllocated
    | AllocationWaits
    | AllocationChanged
    | AllocationConfirmed
    | AllocationMadeTentative
    | AllocationReleased
    | AllocationRejected
    | AllocationCancelled
    | AllocationReopened
)
BookingsCommand = BookTime | QueueForTime | FreeTime
BookingsEvent = TimeBooked | TimeQueued | TimeFreed
