"""How what was noted of talks with clients is taken back."""

from typing import Any, assert_never

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.planning.interaction import (
    CorrectInteraction,
    FollowedUp,
    FollowUpPlanned,
    Interaction,
    InteractionCorrected,
    InteractionEvent,
    InteractionNoted,
    InteractionRemoved,
    PlanFollowUp,
    RemoveInteraction,
    interaction,
)


def commands(event: InteractionEvent, _now: Interaction, wanted: Interaction) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case InteractionNoted():
            return [RemoveInteraction(reason="Reverted")]
        case InteractionCorrected():
            return [
                CorrectInteraction(
                    channel=wanted.channel,
                    day=wanted.day,
                    subject=wanted.subject,
                    summary=wanted.summary,
                    contact=wanted.contact,
                )
            ]
        case FollowUpPlanned() | FollowedUp():
            return [PlanFollowUp(follow_up=wanted.follow_up, owner=wanted.owner)]
        case InteractionRemoved():
            raise CannotRevert("What was taken off the list stays so: note it anew")
        case _:
            assert_never(event)


def counts(it: Interaction) -> Any:
    """Compare nothing of what was taken off the list."""
    return None if it.removed else it


def gone(it: Interaction) -> bool:
    """Tell whether it was taken off the list."""
    return it.removed


interaction_undo: Undo[Interaction, InteractionEvent] = Undo(interaction, commands, counts, gone)
