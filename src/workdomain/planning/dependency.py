"""What waiting means: the four kinds of dependency, their lag, and the gate they make.

A dependency holds one end of an item (the successor) until one end of another (the predecessor):

    FS  finish to start    it starts    after the other is finished
    SS  start to start     it starts    after the other is started
    FF  finish to finish   it finishes  after the other is finished
    SF  start to finish    it finishes  after the other is started

Lag is working time that has to pass in between: so many working days and, after them, so many
working minutes, kept as they were given. A negative lag is a lead: the two overlap.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class DependencyKind(StrEnum):
    """Which end of the other work is waited for, and which end of this work waits."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class End(StrEnum):
    """An end of a piece of work."""

    START = "start"
    FINISH = "finish"


ENDS: Mapping[DependencyKind, tuple[End, End]] = {
    # kind: (the end of the predecessor that is waited for, the end of the successor that waits)
    DependencyKind.FS: (End.FINISH, End.START),
    DependencyKind.SS: (End.START, End.START),
    DependencyKind.FF: (End.FINISH, End.FINISH),
    DependencyKind.SF: (End.START, End.FINISH),
}


class Dependency(NamedTuple):
    """How an item waits for one predecessor."""

    kind: DependencyKind = DependencyKind.FS
    lag_days: int = 0
    """Working days; negative for a lead."""
    lag_minutes: int = 0
    """Working minutes, after the days; negative for a lead."""

    def __str__(self) -> str:
        """Write it as planners do: `FS`, `SS +2 d`, `FF -1 d +90 min`."""
        lags = ((self.lag_days, "d"), (self.lag_minutes, "min"))
        return " ".join([self.kind, *(f"{lag:+d} {unit}" for lag, unit in lags if lag)])

    @property
    def is_lead(self) -> bool:
        """Whether it lets the two overlap: a lead of a day is not eaten up by some minutes more."""
        return (self.lag_days or self.lag_minutes) < 0

    def awaited(self, end: End) -> End | None:
        """Tell which end of the predecessor has to be over before this end of the item may be.

        None if this end does not wait. With a lead the item goes ahead of what it waits for: of a
        finish, only the start is then asked; of a start, nothing.
        """
        awaited, waits = ENDS[self.kind]
        if waits is not end:
            return None
        if not self.is_lead:
            return awaited
        return End.START if awaited is End.FINISH else None


def held_back_by(
    end: End,
    predecessors: Mapping[UUID, Dependency],
    is_over: Callable[[UUID, End], bool],
) -> list[UUID]:
    """List the predecessors that do not let an item start (or finish) yet; none is: it may.

    `is_over` tells whether a predecessor has started or finished; to have been cancelled is both.
    Lag is a matter of dates, which schedules keep to: a gate asks whether, not for how long.
    """
    return [
        id
        for id, dependency in predecessors.items()
        if (awaited := dependency.awaited(end)) is not None and not is_over(id, awaited)
    ]
