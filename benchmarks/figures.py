"""What is measured: a figure, the yardstick beside it, and the bar that their ratio must reach."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Literal


@dataclass(frozen=True)
class Bar:
    """What a ratio must reach."""

    way: Literal["at least", "at most"]
    ratio: float

    def holds(self, ratio: float) -> bool:
        """Say whether a ratio reaches it."""
        return ratio >= self.ratio if self.way == "at least" else ratio <= self.ratio


@dataclass(frozen=True)
class Figure:
    """One line of the results."""

    what: str
    measured: str
    """The value, with its unit."""
    yardstick: str
    """What it is compared with, and its value."""
    ratio: float | None = None
    """The figure in yardsticks."""
    bar: Bar | None = None

    @property
    def missed(self) -> bool:
        """Whether there is a bar that it does not reach."""
        return self.bar is not None and not (self.ratio and self.bar.holds(self.ratio))

    def cells(self) -> tuple[str, ...]:
        """Write it as the cells of a table."""
        ratio = "" if self.ratio is None else f"{self.ratio:.3g} x"
        bar = "" if self.bar is None else f"{self.bar.way} {self.bar.ratio:g} x"
        verdict = "" if self.bar is None else "missed" if self.missed else "reached"
        return self.what, self.measured, self.yardstick, ratio, bar, verdict


COLUMNS = ("figure", "measured", "yardstick", "ratio", "bar", "")


def per_second(count: int, seconds: float, things: str) -> str:
    """Write a rate."""
    return f"{count / seconds:,.0f} {things}/s"


def ms(seconds: float) -> str:
    """Write a short time."""
    return f"{1000 * seconds:.3g} ms"


def seconds_of(run: Callable[[], object]) -> float:
    """Time a run."""
    began = perf_counter()
    run()
    return perf_counter() - began


def in_turns(rounds: int, *runs: Callable[[], float]) -> list[float]:
    """Run all in turns, so that whatever disturbs one disturbs the others; gives the medians.

    Each run tells its own seconds, so that it can leave out what it had to prepare.
    """
    took: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for times, run in zip(took, runs, strict=True):
            times.append(run())
    return [median(times) for times in took]


@contextmanager
def one_core() -> Iterator[None]:
    """Stay on one core within, where the system lets us say so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
