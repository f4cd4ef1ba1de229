"""What people ask of work under a workflow, and the steps that it comes to."""

from typing import Annotated, get_args
from uuid import UUID

from workdomain.execution.wip import Limits
from workdomain.kernel import Command, Message, Personal
from workdomain.processes.workflow_parts import Category, Name
from workdomain.values import Line


class Place(Message):
    """A state of a version of a workflow."""

    workflow: UUID
    version: int
    state: str
    category: Category
    percent: int | None = None

    def __str__(self) -> str:
        """Write it as histories do."""
        return self.state


class MoveToState(Command):
    """Move it to another state of its project's workflow."""

    to: Name
    comment: Annotated[Line | None, Personal()] = None
    """What there is to say about it; why, when it is cancelled or reopened by that."""


class Approve(Command):
    """Approve of the move that waits for it."""

    comment: Annotated[Line | None, Personal()] = None


class Reject(Command):
    """Say no to the move that waits for approval."""

    reason: Annotated[Line, Personal()]


class WithdrawApproval(Command):
    """Ask for approval no longer; the item goes back to where it came from."""

    reason: Annotated[Line, Personal()]


class Steps(Command):
    """What a command comes to under a workflow: several, in their order, all of them or none."""

    steps: tuple[Command, ...]


class EnterState(Command):
    """Come into a state; asked for by the move that leads there."""

    place: Place
    was: str | None
    move: str | None
    comment: str | None
    project: UUID
    people: tuple[UUID, ...]
    limits: Limits
    counted: UUID | None
    """The stream that counts the work in the state; null when nothing is counted there."""


class AskApproval(Command):
    """Wait for approval; asked for by the move that leads through a gate."""

    move: str
    approvers: tuple[UUID, ...]
    needed: int
    on_approve: Place
    on_reject: Place
    back: Place


class CountVote(Command):
    """Note what an approver says; asked for by the approval itself."""

    approver: UUID
    in_place_of: UUID | None
    reason: str | None
    approves: bool


class CountWithdrawal(Command):
    """Note that approval is asked for no longer; asked for by the withdrawal itself."""

    reason: str


OwnCommand = EnterState | AskApproval | CountVote | CountWithdrawal
ASKED = (MoveToState, Approve, Reject, WithdrawApproval)
"""What people ask for; `moving.py` turns it into steps."""
BY_ITSELF = (Steps, *get_args(OwnCommand))
"""What nobody asks for but a work item itself."""
