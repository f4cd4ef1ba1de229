"""A search that takes its time: how far it has come is shown, and Ctrl+C ends it."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

from rich.status import Status

from projections.plans.asked import AT_ONCE, Search
from service.cli.terminal import err, say
from workdomain.scheduling.replan.improve import Progress


@contextmanager
def searching(seconds: float | None) -> Iterator[Search]:
    """Search for so long, and tell in the end how good the plan is; at once if nobody says."""
    if seconds is None:
        yield AT_ONCE
        return
    stop, told = Event(), list[Progress]()

    def ended(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    with Status("Searching", console=err()) as status:
        if not sys.stderr.isatty():
            status.stop()

        def tell(progress: Progress) -> bool:
            told[:] = [progress]
            status.update(in_words(progress))
            return stop.is_set()

        before = signal.signal(signal.SIGINT, ended)
        try:
            yield Search(seconds, tell)
        finally:
            signal.signal(signal.SIGINT, before)
    if told:
        say(in_words(told[-1]))


def in_words(progress: Progress) -> str:
    """Say how many plans were tried, and how far the best is from what is possible."""
    if progress.best <= progress.bound:
        return f"{progress.plans:,} plans tried: no plan is better"
    return (
        f"{progress.plans:,} plans tried: projects end at most {progress.gap:.1%} later than in any"
    )
