"""The bookings of a person: what their time is kept for, in a stream of their own.

Whoever allocates time asks this stream, named by the person: two who want the same time at once
meet there. It keeps the waiting list, too: what waits longest is served first when time is freed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.execution.allocation_words import (
    BookingsCommand,
    BookingsEvent,
    BookTime,
    FreeTime,
    QueueForTime,
    TimeBooked,
    TimeFreed,
    TimeQueued,
)
from workdomain.kernel import Context, Decider


class Booking(NamedTuple):
    """Time that is kept between two days, both included."""

    first: date
    last: date
    minutes: int
    minutes_per_day: int | None
    """On each working day; None for whichever days they like."""
    tentative: bool


@dataclass(frozen=True, slots=True)
class Bookings:
    """What is kept, by allocation, and what waits."""

    kept: Mapping[UUID, Booking] = field(default_factory=dict)
    waiting: tuple[UUID, ...] = ()
    """Allocations that wait, the longest first."""

    def sure(self, without: UUID) -> dict[UUID, Booking]:
        """List what is sure, but for one allocation."""
        return {id: each for id, each in self.kept.items() if id != without and not each.tentative}


def decide(bookings: Bookings, command: BookingsCommand, _context: Context) -> list[BookingsEvent]:
    """Say what happens; an empty list means that nothing changes."""
    match command:
        case BookTime(allocation=id):
            event = TimeBooked(**dict(command))
            return [] if bookings.kept.get(id) == _booking(event) else [event]
        case QueueForTime(allocation=id):
            return [] if id in bookings.waiting else [TimeQueued(allocation=id)]
        case FreeTime(allocation=id):
            is_there = id in bookings.kept or id in bookings.waiting
            return [TimeFreed(allocation=id)] if is_there else []
        case _:
            assert_never(command)


def _booking(event: TimeBooked) -> Booking:
    return Booking(event.first, event.last, event.minutes, event.minutes_per_day, event.tentative)


def evolve(bookings: Bookings, event: BookingsEvent, _context: Context) -> Bookings:
    """Take in what happened; it never refuses, because it already happened."""
    left = {id: each for id, each in bookings.kept.items() if id != event.allocation}
    waiting = tuple(id for id in bookings.waiting if id != event.allocation)
    match event:
        case TimeBooked():
            return Bookings({**left, event.allocation: _booking(event)}, waiting)
        case TimeQueued(allocation=id):
            return Bookings(left, (*waiting, id))
        case TimeFreed():
            return Bookings(left, waiting)
        case _:
            assert_never(event)


bookings = Decider(
    name="bookings",
    initial=Bookings(),
    decide=decide,
    evolve=evolve,
    commands=get_args(BookingsCommand),
    events=get_args(BookingsEvent),
)
