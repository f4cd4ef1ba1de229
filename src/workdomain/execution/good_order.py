"""The rules of good order that a step in the life of work may go against, and what then becomes.

What is open elsewhere is found before the step is decided (`closing.py`); how strictly each rule is
kept is up to the process of the project (`processes/rules.py`).
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from workdomain.kernel import Command, Message, Personal, Refused
from workdomain.processes.rules import Strictness
from workdomain.values import Line

FEW = 5
"""How many titles are told of what stands against a step."""


class Standing(StrEnum):
    """What stands against a step."""

    PARTS = "open parts"
    BLOCKERS = "open blockers"
    PREDECESSORS = "predecessors that are not far enough"


class Breach(Message):
    """A rule that a step goes against: what stands against it, by title."""

    standing: Standing
    strictness: Strictness
    titles: tuple[str, ...]

    def __str__(self) -> str:
        """Name a few: `open parts (Walls, Roof)`."""
        few = [*self.titles[:FEW], *(["and more"] if len(self.titles) > FEW else [])]
        return f"{self.standing} ({', '.join(few)})"


class StartAgainstRules(Command):
    """Begin the work although something stands against it; `StartWorkItem` becomes this."""

    breaches: tuple[Breach, ...]


class CompleteAgainstRules(Command):
    """Finish the work although something stands against it; `CompleteWorkItem` becomes this."""

    breaches: tuple[Breach, ...]


class ReopenUnderClosed(Command):
    """Take up a part of work that is closed; `ReopenWorkItem` becomes this."""

    reason: Annotated[Line, Personal()]
    reopening: tuple[UUID, ...]
    """The closed items above it, nearest first, which are reopened with it."""
    forbidden_by: str | None = None
    """Title of the one that would have to be reopened first."""


class ReopenForPart(Command):
    """Take up work again of which a part is open (again); asked for by that part."""

    reason: Annotated[Line, Personal()]
    part: UUID
    above: tuple[UUID, ...] = ()
    """The closed items above it, nearest first, which are reopened with it."""


class PartsAreOpen(Refused):
    """Work is not completed while parts of it are open."""


class BlockersAreOpen(Refused):
    """Work is not completed while something blocks it."""


class PredecessorsAreOpen(Refused):
    """Work does not start, or is not completed, before what it waits for allows it."""


class ParentIsClosed(Refused):
    """Work that is closed has no open parts, where the process refuses to reopen it for them."""


WHAT_TO_DO: dict[Standing, tuple[type[Refused], str]] = {
    Standing.PARTS: (PartsAreOpen, "complete or cancel them first"),
    Standing.BLOCKERS: (BlockersAreOpen, "resolve them first, or unblock it"),
    Standing.PREDECESSORS: (PredecessorsAreOpen, "see to them first, or remove the dependency"),
}


def despite(breaches: Iterable[Breach]) -> tuple[str, ...]:
    """Tell what a step is taken despite of. Raises the rules that are kept strictly."""
    for breach in breaches:
        if breach.strictness is Strictness.REFUSE:
            rule, what_to_do = WHAT_TO_DO[breach.standing]
            raise rule(f"There are {breach}: {what_to_do}")
    return tuple(str(breach) for breach in breaches if breach.strictness is Strictness.WARN)


def breach(standing: Standing, strictness: Strictness, titles: Sequence[str]) -> list[Breach]:
    """List a breach, if there is one that matters."""
    if not titles or strictness is Strictness.ALLOW:
        return []
    return [Breach(standing=standing, strictness=strictness, titles=tuple(titles))]
