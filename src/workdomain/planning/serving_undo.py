"""How it is taken back that work is an initiative of an objective: by the objective itself."""

from workdomain.kernel import Command, Undo
from workdomain.planning.serving import Served, ServingEvent, serving


def commands(_event: ServingEvent, _now: Served, _wanted: Served) -> list[Command]:
    """Leave it to the objective, which asks for it."""
    return []


serving_undo: Undo[Served, ServingEvent] = Undo(serving, commands)
