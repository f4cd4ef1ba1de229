"""How long a view takes, at the end of logs of different lengths and in the middle of one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.company import END, Clock
from benchmarks.figures import Bar, Figure, in_turns, ms, seconds_of
from benchmarks.logs import Bench
from projections.view import NOW, When
from projections.views import Views
from projections.workload import Workload
from workdomain.work import Work

WEEKS = 12


def workload(bench: Bench) -> Iterator[Figure]:
    """Measure the workload of everyone for twelve weeks: six that went, six that come."""
    scale, middle = bench.scale, END - timedelta(weeks=bench.weeks(bench.scale.long) // 2)
    (short_log, short_built), (long_log, long_built) = map(bench.built, (scale.short, scale.long))
    with ExitStack() as stack:
        short = stack.enter_context(_views(stack, short_log))
        long = stack.enter_context(_views(stack, long_log))
        asked = [
            _asking(short, END, NOW, scale.people),
            _asking(long, END, NOW, scale.people),
            _asking(long, middle, When(as_of=middle), scale.people),
        ]
        in_turns(3, *asked)
        at_short, at_long, at_middle = in_turns(scale.asked, *asked)
    yield Figure(
        f"workload of {scale.people} people x {WEEKS} weeks, p50, at {long_built.events:,} events",
        ms(at_long),
        f"the same at {short_built.events:,} events: {ms(at_short)}",
        at_long / at_short,
        Bar("at most", 1.5),
    )
    yield Figure(
        f"the same as of the middle of the log ({middle:%Y-%m-%d})",
        ms(at_middle),
        f"the same now: {ms(at_long)}",
        at_middle / at_long,
        Bar("at most", 2),
    )


def _views(stack: ExitStack, path: Path) -> Views:
    return Views(stack.enter_context(Work.open(path, clock=Clock(), create=False)))


def _asking(views: Views, around: datetime, when: When, people: int) -> Callable[[], float]:
    half = timedelta(weeks=WEEKS // 2)
    monday = around.date() - timedelta(days=around.weekday()) + timedelta(weeks=1)
    question = Workload(first=monday - half, last=monday + half - timedelta(days=1))

    def ask() -> None:
        answer = views.ask("workload", question, when)
        assert len(answer.rows) >= people * WEEKS, "the company works all the time"

    return lambda: seconds_of(ask)
