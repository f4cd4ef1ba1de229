"""How bookings are taken back: by the allocation they are for."""

from workdomain.execution.allocation_words import BookingsEvent
from workdomain.execution.bookings import Bookings, bookings
from workdomain.kernel import Command, Undo


def commands(_event: BookingsEvent, _now: Bookings, _wanted: Bookings) -> list[Command]:
    """Leave it to the allocation."""
    return []


bookings_undo: Undo[Bookings, BookingsEvent] = Undo(bookings, commands)
