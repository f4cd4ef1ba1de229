"""What follows when time of people is allocated or freed."""

from uuid import UUID

from workdomain.execution.allocation import Allocation, allocation
from workdomain.execution.allocation_words import (
    AllocateTime,
    Clash,
    TimeAllocated,
    TimeBooked,
    TimeFreed,
)
from workdomain.execution.bookings import Bookings, bookings
from workdomain.kernel import Ask, Context, Policy
from workdomain.planning.project import AddMember, project


def react(_id: UUID, it: Allocation, event: TimeAllocated, _context: Context) -> list[Ask]:
    """Ask the project to take in whoever's time is kept for it."""
    if it.project is None:
        return []
    return [Ask(project.name, it.project, AddMember(person=event.person))]


allocated_membership: Policy[Allocation, TimeAllocated] = Policy(
    name="allocated-membership", decider=allocation, reads=(TimeAllocated,), react=react
)


def serve(id: UUID, kept: Bookings, event: TimeFreed | TimeBooked, _context: Context) -> list[Ask]:
    """Have what waits for time of this person try again, whatever waits longest first."""
    waiting = AllocateTime(person=id, clash=Clash.WAIT)
    return [
        Ask(allocation.name, each, waiting) for each in kept.waiting if each != event.allocation
    ]


waiting_list: Policy[Bookings, TimeFreed | TimeBooked] = Policy(
    name="waiting-list", decider=bookings, reads=(TimeFreed, TimeBooked), react=serve
)
