"""What is said of blockers: facts that the life of work and its list of blockers both read."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from workdomain.kernel import Event, Personal


class BlockerKind(StrEnum):
    """What sort of thing keeps the work from going on."""

    DEPENDENCY = "dependency"
    """Other work has to be done first."""
    CLIENT = "client"
    """The client has to answer, deliver or agree."""
    DECISION = "decision"
    """Somebody has to decide."""
    RESOURCE = "resource"
    """A person, a machine or money is missing."""
    TECHNICAL = "technical"
    """Something does not work."""
    EXTERNAL = "external"
    """It lies with somebody outside."""
    UNSPECIFIED = "unspecified"
    """Nobody has said: it was told in short."""


IN_SHORT = UUID(int=0)
"""The id, within its work item, of a blocker that was told in short, by BlockWorkItem."""


class BlockerRaised(
    Event,
    topic="work-item.blocker-raised.v1",
    says="raised a blocker ({kind}): {reason}[, needed from {needed_from}]"
    "[, needed from {needed_from_outside}][, needed by {needed_by}]",
):
    """Something keeps the work from going on, until it is resolved."""

    blocker: UUID
    kind: BlockerKind
    reason: Annotated[str, Personal()]
    needed_from: UUID | None = None
    needed_from_outside: Annotated[str | None, Personal()] = None
    needed_by: date | None = None


class BlockerAcknowledged(
    Event,
    topic="work-item.blocker-acknowledged.v1",
    says="acknowledged the blocker {reason}[: {note}]",
):
    """Somebody has taken note of it and will see to it."""

    blocker: UUID
    reason: Annotated[str, Personal()]
    """What the blocker is, as it was raised."""
    note: Annotated[str, Personal()] = ""


class BlockerResolved(
    Event,
    topic="work-item.blocker-resolved.v1",
    says="resolved the blocker {reason}: {resolution}",
):
    """It keeps the work from going on no longer; the last one lets it go on from where it was."""

    blocker: UUID
    reason: Annotated[str, Personal()]
    """What the blocker was, as it was raised."""
    resolution: Annotated[str, Personal()]
