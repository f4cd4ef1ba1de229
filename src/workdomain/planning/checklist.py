"""The checklist of a work item: small checks in an order, each of them done or not.

on the list, open -CheckOff-> done -UncheckOff-> open       either -RemoveFromChecklist-> off it
"""

from typing import Annotated, NamedTuple, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command, Context, Decider, Event, Personal, Refused
from workdomain.values import Line


class AddToChecklist(Command):
    """Put a check on the checklist."""

    check: UUID
    """Id of the new check, chosen by whoever asks."""
    text: Annotated[Line, Personal()]
    number: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Where in the list it stands, from 1; left out: at the end."""


class CheckOff(Command):
    """Tell that a check of the checklist is done."""

    check: UUID


class UncheckOff(Command):
    """Tell that a check of the checklist is not done after all."""

    check: UUID


class RewordCheck(Command):
    """Say a check in other words."""

    check: UUID
    text: Annotated[Line, Personal()]


class MoveCheck(Command):
    """Put a check somewhere else in the list."""

    check: UUID
    number: Annotated[int, Field(ge=1, le=10_000)]
    """Where it stands from now on, from 1; beyond the end is the end."""


class RemoveFromChecklist(Command):
    """Take a check off the checklist."""

    check: UUID


class CheckAdded(Event, topic="work-item.check-added.v1", says="put on the checklist: {text}"):
    """The checklist has one check more."""

    check: UUID
    text: Annotated[str, Personal()]
    number: int | None = None
    """Where it stands, from 1; None at the end."""


class CheckedOff(Event, topic="work-item.checked-off.v1", says="checked off {text}"):
    """A check is done."""

    check: UUID
    text: Annotated[str, Personal()]


class UncheckedOff(
    Event, topic="work-item.unchecked-off.v1", says="took back the check mark of {text}"
):
    """A check is not done after all."""

    check: UUID
    text: Annotated[str, Personal()]


class CheckReworded(Event, topic="work-item.check-reworded.v1", says="reworded a check: {text}"):
    """A check is said in other words."""

    check: UUID
    text: Annotated[str, Personal()]


class CheckMoved(
    Event, topic="work-item.check-moved.v1", says="moved {text} to number {number} of the checklist"
):
    """A check stands somewhere else in the list."""

    check: UUID
    text: Annotated[str, Personal()]
    number: int


class CheckRemoved(
    Event, topic="work-item.check-removed.v1", says="took off the checklist: {text}"
):
    """The checklist has one check less."""

    check: UUID
    text: Annotated[str, Personal()]


ChecklistCommand = (
    AddToChecklist | CheckOff | UncheckOff | RewordCheck | MoveCheck | RemoveFromChecklist
)
ChecklistEvent = CheckAdded | CheckedOff | UncheckedOff | CheckReworded | CheckMoved | CheckRemoved


class CheckExists(Refused):
    """The id of a check is used once."""


class NoSuchCheck(Refused):
    """What is done to a check is done to one that is on the checklist."""


class Check(NamedTuple):
    """A line of the checklist."""

    id: UUID
    text: str
    is_done: bool = False


Checklist = tuple[Check, ...]
"""All checks, in their order."""

NO_CHECKS: Checklist = ()


def decide(checks: Checklist, command: ChecklistCommand, _context: Context) -> list[ChecklistEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    id = command.check
    place = next((n for n, check in enumerate(checks, 1) if check.id == id), None)
    if isinstance(command, AddToChecklist):
        if place is None:
            number = command.number
            at_the_end = number is None or number > len(checks)
            return [CheckAdded(check=id, text=command.text, number=None if at_the_end else number)]
        if checks[place - 1].text != command.text:
            raise CheckExists(f"Check {id} was put on the list before: use another id")
        return []
    if place is None:
        if isinstance(command, RemoveFromChecklist):
            return []
        raise NoSuchCheck(f"There is no check {id} on this checklist: put it on it first")
    check = checks[place - 1]
    match command:
        case CheckOff():
            return [] if check.is_done else [CheckedOff(check=id, text=check.text)]
        case UncheckOff():
            return [UncheckedOff(check=id, text=check.text)] if check.is_done else []
        case RewordCheck(text=text):
            return [] if text == check.text else [CheckReworded(check=id, text=text)]
        case MoveCheck(number=number):
            to = min(number, len(checks))
            return [] if to == place else [CheckMoved(check=id, text=check.text, number=to)]
        case RemoveFromChecklist():
            return [CheckRemoved(check=id, text=check.text)]
        case _:
            assert_never(command)


def evolve(checks: Checklist, event: ChecklistEvent, _context: Context) -> Checklist:
    """Take in what happened; it never refuses, because it already happened.

    Told in the order in which things happened, a late check may be done before it is on the list.
    """
    place = next((n for n, check in enumerate(checks) if check.id == event.check), len(checks))
    known = checks[place] if place < len(checks) else Check(event.check, event.text)
    rest = [*checks[:place], *checks[place + 1 :]]
    match event:
        case CheckAdded(text=text, number=number):
            place = len(rest) if number is None else number - 1
            known = known._replace(text=text)
        case CheckedOff():
            known = known._replace(is_done=True)
        case UncheckedOff():
            known = known._replace(is_done=False)
        case CheckReworded(text=text):
            known = known._replace(text=text)
        case CheckMoved(number=number):
            place = number - 1
        case CheckRemoved():
            return tuple(rest)
        case _:
            assert_never(event)
    rest.insert(place, known)
    return tuple(rest)


checklist = Decider(
    name="checklist",
    initial=NO_CHECKS,
    decide=decide,
    evolve=evolve,
    commands=get_args(ChecklistCommand),
    events=get_args(ChecklistEvent),
)
