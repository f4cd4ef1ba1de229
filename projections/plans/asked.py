"""What a plan is asked for: of which work, and how days count that were set by hand."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Message
from workdomain.scheduling.buffers.sizes import Rule
from workdomain.scheduling.replan.improve import Progress
from workdomain.values import named_id


class Pins(StrEnum):
    """What a first day that somebody set by hand means to a plan."""

    KEEP = "keep"
    """The work begins on that day, whatever it waits for: what that breaks is shown."""
    NOT_BEFORE = "not-before"
    """The work begins on that day or later."""
    FREE = "free"
    """Nothing."""


class Manner(StrEnum):
    """How a plan is made where there is one that holds."""

    ANEW = "anew"
    """As if there was none."""
    KEEP = "keep"
    """What still holds stays as it is, and as little as possible moves."""
    OPTIMISE = "optimise"
    """Anew, and searched for the best: what that moves is shown."""


class Planning(Message):
    """Which work is planned, and how."""

    project: UUID | None = None
    """Only the open work of this project; published plans of other work keep their people's time.
    Left out: all open work."""
    pins: Pins = Pins.KEEP
    """What first days that were set by hand mean. Due days that were set by hand are deadlines."""
    iterations: Annotated[int, Field(ge=0, le=100_000)] = 0
    """How many more plans are tried to find a better one."""
    buffers: Rule = Rule.P80
    """How the buffers behind each project and before its chain are sized."""
    milestone_days: Annotated[int, Field(ge=0, le=250)] = 0
    """Working days that are left free before the deadline of each milestone."""
    seed: int = 1
    """Where the search begins: the same seed and number of plans lead to the same plan."""


class Search(NamedTuple):
    """How long a better plan is looked for, beside a number of plans; only where it is kept.

    What a view shows never goes by the clock: the same question has the same answer.
    """

    seconds: float | None = None
    """Of the processor."""
    tell: Callable[[Progress], bool] | None = None
    """Is told how far it has come; True ends it with the best plan so far."""


AT_ONCE = Search()
"""As many plans as were asked for, and nobody waits."""


SPACE = UUID("6f1dd7d4-8a2f-5c3b-9e57-2b6f0f3f5a10")
"""The namespace of the schedules that projects have by themselves."""


def schedule_of(project: UUID | None) -> UUID:
    """Tell the id of the schedule that a project has by itself, or that is of all work."""
    return named_id(SPACE, "all work" if project is None else str(project))
