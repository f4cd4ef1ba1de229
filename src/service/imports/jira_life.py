"""The way from one point of a work item's life to another, as the domain lets it go."""

from dataclasses import dataclass

from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    PutBackWorkItem,
    ReopenWorkItem,
    StartWorkItem,
    State,
    UnblockWorkItem,
)
from workdomain.kernel import Command


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a work item stands, and where it stood before it was blocked."""

    state: State = State.TODO
    before: State = State.TODO


def way(start: Standing, to: State) -> tuple[list[type[Command]], Standing]:
    """List the kinds of command that lead from one state to another; none if it is there already.

    Workflows of trackers step from anywhere to anywhere: closed issues go on without being
    reopened, blocked ones are closed.
    """
    commands: list[type[Command]] = []
    here = start
    while here.state is not to:
        command, here = _next(here, to)
        commands.append(command)
    return commands, here


def _next(here: Standing, to: State) -> tuple[type[Command], Standing]:
    if here.state in (State.DONE, State.CANCELLED):
        return ReopenWorkItem, Standing()
    if to is State.CANCELLED:
        return CancelWorkItem, Standing(to)
    if here.state is State.BLOCKED:
        return UnblockWorkItem, Standing(here.before)
    if to is State.BLOCKED:
        return BlockWorkItem, Standing(to, here.state)
    if to is State.DONE:
        return CompleteWorkItem, Standing(to)
    return (StartWorkItem if to is State.DOING else PutBackWorkItem), Standing(to)
