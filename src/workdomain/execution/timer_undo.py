"""How timers are taken back: one that was stopped runs on, from when it began."""

from typing import Any, assert_never

from workdomain.execution.timer import Timer, timer
from workdomain.execution.timer_words import (
    DiscardTimer,
    LoggedByClock,
    StartTimer,
    TimerDiscarded,
    TimerEvent,
    TimerStarted,
    TimerStopped,
)
from workdomain.kernel import Command, Undo


def commands(event: TimerEvent, now: Timer, wanted: Timer) -> list[Command]:
    """Say what makes up for an event; the time that was logged, the week takes back."""
    match event:
        case TimerStarted() | TimerStopped() | TimerDiscarded():
            away: list[Command] = [DiscardTimer()] if now.running else []
            run = wanted.running
            if run is None:
                return away
            again = StartTimer(
                since=run.since,
                item=run.item,
                activity=run.activity,
                note=run.note,
                billable=run.billable,
            )
            return [*away, again]
        case LoggedByClock():
            return []
        case _:
            assert_never(event)


def counts(it: Timer) -> Any:
    """Compare what runs, whatever it will be logged as."""
    run = it.running
    return run and (run.since, run.item, run.activity, run.note, run.billable)


timer_undo: Undo[Timer, TimerEvent] = Undo(timer, commands, counts)
