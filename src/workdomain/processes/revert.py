"""What was reverted: a stream for each request, a command or many, that was ever taken back.

in force -NoteReverted-> reverted -TakeBackRevert-> in force -RevertAgain-> reverted

The stream has the id of the request that was reverted. The work itself is made up for by ordinary
commands (`reverting.py`); here lies what they were for.
"""

from dataclasses import dataclass
from typing import Annotated, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command, Context, Decider, Event, Message, Personal
from workdomain.values import Line

MOST_NOTES = 50_000


class Note(Message):
    """What was reverted of one thing."""

    kind: Line
    """What sort of thing it is: work-item, project, person, week."""
    subject: UUID
    """Which one; of a week, whose."""
    reverted: tuple[int, ...]
    """The log positions of the events that do not count any more."""


class NoteReverted(Command):
    """Remember that this request was reverted; asked for by the revert itself."""

    notes: Annotated[tuple[Note, ...], Field(max_length=MOST_NOTES)]
    reason: Annotated[Line | None, Personal()] = None


class TakeBackRevert(Command):
    """Remember that the request is in force again; asked for by a revert of the revert."""


class RevertAgain(Command):
    """Remember that it is reverted after all: taking the revert back was reverted itself."""


class Reverted(Event, topic="revert.reverted.v1", says="reverted[ ({reason})]: {reverted}"):
    """What a request did to one thing was taken back."""

    kind: str
    subject: UUID
    reverted: tuple[int, ...]
    """Log positions; a history tells what happened there."""
    reason: Annotated[str | None, Personal()] = None


class RevertTakenBack(Event, topic="revert.taken-back.v1", says="took a revert back"):
    """What a request did is in force again."""


class RevertedAgain(Event, topic="revert.reverted-again.v1", says="let a revert hold after all"):
    """What a request did is taken back after all."""


RevertCommand = NoteReverted | TakeBackRevert | RevertAgain
RevertEvent = Reverted | RevertTakenBack | RevertedAgain


@dataclass(frozen=True, slots=True)
class Reverts:
    """Whether a request is reverted, and by which commands it ever was."""

    reverted: bool = False
    by: tuple[UUID, ...] = ()


def decide(reverts: Reverts, command: RevertCommand, _context: Context) -> list[RevertEvent]:
    """Say what happens; an empty list means that nothing changes."""
    match command:
        case NoteReverted(notes=notes, reason=reason):
            if reverts.reverted:
                return []
            return [
                Reverted(
                    kind=note.kind, subject=note.subject, reverted=note.reverted, reason=reason
                )
                for note in notes
            ]
        case TakeBackRevert():
            return [RevertTakenBack()] if reverts.reverted else []
        case RevertAgain():
            return [] if reverts.reverted else [RevertedAgain()]
        case _:
            assert_never(command)


def evolve(reverts: Reverts, event: RevertEvent, context: Context) -> Reverts:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case Reverted():
            by = context.command_id
            if by is None or by in reverts.by:
                return Reverts(True, reverts.by)
            return Reverts(True, (*reverts.by, by))
        case RevertTakenBack():
            return Reverts(False, reverts.by)
        case RevertedAgain():
            return Reverts(True, reverts.by)
        case _:
            assert_never(event)


revert = Decider(
    name="revert",
    initial=Reverts(),
    decide=decide,
    evolve=evolve,
    commands=get_args(RevertCommand),
    events=get_args(RevertEvent),
)
