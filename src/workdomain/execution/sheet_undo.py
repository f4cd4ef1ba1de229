"""What was said about handed-in time stays said: it is gone on from, not taken back."""

from typing import Never

from workdomain.execution.sheet import sheet
from workdomain.execution.sheet_state import Sheet
from workdomain.execution.sheet_words import SheetEvent
from workdomain.kernel import CannotRevert, Undo


def commands(_event: SheetEvent, _now: Sheet, _wanted: Sheet) -> Never:
    """Refuse: approvals are facts."""
    raise CannotRevert(
        "What was submitted, approved or billed stays told: recall, reject, reopen or credit it"
    )


sheet_undo: Undo[Sheet, SheetEvent] = Undo(sheet, commands)
