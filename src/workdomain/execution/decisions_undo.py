"""Why a decision is not reverted."""

from workdomain.execution.decisions import Decisions, DecisionsEvent, decisions
from workdomain.kernel import CannotRevert, Command, Undo


def commands(event: DecisionsEvent, _now: Decisions, _wanted: Decisions) -> list[Command]:
    """Refuse: what was decided stands until something else is decided."""
    raise CannotRevert(
        f"{event.what!r} was decided and stays on record: record a decision that supersedes it"
    )


decisions_undo: Undo[Decisions, DecisionsEvent] = Undo(decisions, commands)
