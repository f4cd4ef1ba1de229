"""Makes what time alone has made due; any number of processes may do so, as often as they like."""

from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from workdomain.kernel import Command, Context, Decider, Refused, S
from workdomain.planning.recurrence import recurrence
from workdomain.planning.recurrence_list import RECURRENCES, recurrence_list
from workdomain.planning.recurrence_words import MaterialiseRecurrence
from workdomain.planning.series import due
from workdomain.values import OPERATOR


class Doing(Protocol):
    """What carries out commands: `Work`."""

    def now(self) -> datetime:
        """Tell the time."""
        ...

    def state(self, decider: Decider[S, Any, Any], id: UUID) -> S:
        """Return the state of one thing as of now."""
        ...

    def do(self, id: UUID, command: Command, context: Context) -> Any:
        """Carry out a command; its receipt counts the events."""
        ...


class Made(NamedTuple):
    """What became of recurring work of which something was due."""

    recurrence: UUID
    title: str
    made: int
    """Work items made of it."""
    refused: str | None
    """Why no more were made."""


def materialise_due(work: Doing, by: UUID = OPERATOR) -> list[Made]:
    """Make the work items of all recurring work that are due to be made by now.

    What is refused (its project may be closed) stands in the way of nothing else, and is tried
    again the next time.
    """
    outcomes = []
    listed: frozenset[UUID] = work.state(recurrence_list, RECURRENCES)
    for id in sorted(listed):
        made, refused = 0, None
        series = work.state(recurrence, id)
        title = series.segments[-1].contents.title
        while due(series, now := work.now()):
            try:
                receipt = work.do(id, MaterialiseRecurrence(), Context(by, now))
            except Refused as refusal:
                refused = str(refusal)
                break
            if not receipt.events:
                break  # another process was quicker
            made += receipt.events
            series = work.state(recurrence, id)
        if made or refused:
            outcomes.append(Made(id, title, made, refused))
    return outcomes
