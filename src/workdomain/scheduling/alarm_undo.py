"""Alarms are what was found: nothing takes that back, and they clear by themselves."""

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.scheduling.alarm import Alarms, OverbookingEvent, overbooking


def commands(_event: OverbookingEvent, _now: Alarms, _wanted: Alarms) -> list[Command]:
    """Refuse, and say how an alarm clears."""
    raise CannotRevert(
        "An alarm stays on record; it clears by itself when the work fits, or its days are over"
    )


overbooking_undo: Undo[Alarms, OverbookingEvent] = Undo(overbooking, commands)
