"""What a request that is accepted asks of the work item or the project that it becomes.

Planning lies above identification, so that the commands which add work cannot be named here. These
can: the work item and the project complete them to commands of their own, in one transaction with
the acceptance, which is refused if the work is.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command
from workdomain.values import Line, ProjectKey, Text


class MakeWorkItemOfRequest(Command):
    """Add the piece of work that a request becomes."""

    title: Line
    description: Text = ""
    project: UUID | None = None
    due: date | None = None
    assignees: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()


class MakeProjectOfRequest(Command):
    """Set up the project that a request becomes."""

    name: Line
    key: ProjectKey
