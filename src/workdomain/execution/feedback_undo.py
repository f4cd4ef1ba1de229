"""How what clients said of deliveries is taken back."""

from typing import Any, assert_never

from workdomain.execution.feedback import (
    CorrectFeedback,
    Feedback,
    FeedbackCorrected,
    FeedbackEvent,
    FeedbackGiven,
    FeedbackWithdrawn,
    WithdrawFeedback,
    feedback,
)
from workdomain.kernel import CannotRevert, Command, Undo


def commands(event: FeedbackEvent, _now: Feedback, wanted: Feedback) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case FeedbackGiven():
            return [WithdrawFeedback(reason="Reverted")]
        case FeedbackCorrected():
            return [CorrectFeedback(score=wanted.score, comment=wanted.comment)]
        case FeedbackWithdrawn():
            raise CannotRevert("What was withdrawn stays so: note it anew")
        case _:
            assert_never(event)


def counts(it: Feedback) -> Any:
    """Compare nothing of what was withdrawn."""
    return None if it.withdrawn else it


def gone(it: Feedback) -> bool:
    """Tell whether it counts no more."""
    return it.withdrawn


feedback_undo: Undo[Feedback, FeedbackEvent] = Undo(feedback, commands, counts, gone)
