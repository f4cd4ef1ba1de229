"""Which process a project keeps to, from which day on."""

from datetime import date
from typing import Annotated
from uuid import UUID

from workdomain.kernel import Command, Event, Personal
from workdomain.processes.process import Expected
from workdomain.values import Day, Line


class AdoptProcess(Command):
    """Let the project keep to a process from a day on; null is to keep to none."""

    process: UUID | None
    from_day: Day
    reason: Annotated[Line, Personal()]
    expected: Expected | None = None
    """The difference it should make."""


class ProcessAdopted(
    Event,
    topic="project.process-adopted.v1",
    says="[adopted the process {process}|let it keep to no process] from {from_day} on: {reason}"
    "[; expected: {expected}]",
):
    """It keeps to a process from a day on, or to none."""

    process: UUID | None
    from_day: date
    reason: Annotated[str, Personal()]
    expected: Expected | None = None
