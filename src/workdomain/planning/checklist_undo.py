"""How changes to a checklist are taken back."""

from typing import assert_never

from workdomain.kernel import Command, Undo
from workdomain.planning.checklist import (
    AddToChecklist,
    CheckAdded,
    CheckedOff,
    Checklist,
    ChecklistEvent,
    CheckMoved,
    CheckOff,
    CheckRemoved,
    CheckReworded,
    MoveCheck,
    RemoveFromChecklist,
    RewordCheck,
    UncheckedOff,
    UncheckOff,
    checklist,
)


def commands(event: ChecklistEvent, _now: Checklist, wanted: Checklist) -> list[Command]:
    """Say what makes up for an event; what was taken off comes back in its place."""
    id = event.check
    there = ((number, check) for number, check in enumerate(wanted, 1) if check.id == id)
    if (found := next(there, None)) is None:
        return [RemoveFromChecklist(check=id)]
    number, check = found
    match event:
        case CheckAdded() | CheckRemoved():
            added = AddToChecklist(check=id, text=check.text, number=number)
            return [added, CheckOff(check=id)] if check.is_done else [added]
        case CheckedOff() | UncheckedOff():
            return [CheckOff(check=id) if check.is_done else UncheckOff(check=id)]
        case CheckReworded():
            return [RewordCheck(check=id, text=check.text)]
        case CheckMoved():
            return [MoveCheck(check=id, number=number)]
        case _:
            assert_never(event)


checklist_undo: Undo[Checklist, ChecklistEvent] = Undo(checklist, commands)
