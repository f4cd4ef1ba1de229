"""Timers that run, as rows."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.timer import Timer, timer
from workdomain.execution.timer_words import TimerEvent
from workdomain.store.messages import Recorded


class TimerRow(NamedTuple):
    """A timer that runs."""

    person: UUID
    since: datetime
    item: UUID | None
    activity: str | None
    note: str
    billable: bool


def evolve(known: Timer, recorded: Recorded) -> Timer:
    """Take in an event as decisions do."""
    event: TimerEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return timer.evolve(known, event, recorded.context)


def rows(id: UUID, it: Timer) -> Iterable[TimerRow]:
    """Show a timer that runs."""
    if it.running is not None:
        run = it.running
        yield TimerRow(id, run.since, run.item, run.activity, run.note, run.billable)


timers = ReadModel(
    name="timers",
    version=2,
    reads=(timer,),
    initial=Timer(),
    evolve=evolve,
    rows=rows,
    tables=(TableOf(TimerRow, "timer", key=(), indexes=(("person",),)),),
)
