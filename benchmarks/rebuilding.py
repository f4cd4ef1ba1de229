"""How fast, and in how much memory, all read models are built from the log."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from benchmarks.company import Clock, commands
from benchmarks.figures import Bar, Figure, in_turns, ms, one_core, per_second, seconds_of
from benchmarks.logs import Bench, projector
from projections.engine import BATCH
from workdomain.garbage import uncollected
from workdomain.work import Work


class _Enough(Exception):
    """Ends a building before it is done."""


def rebuild(bench: Bench) -> Iterator[Figure]:
    """Measure all read models together, on one core."""
    path, few = bench.log(bench.scale.middle), bench.scale.one_by_one
    with one_core(), Work.open(path, create=False) as work:
        events = work.log.head().position
        built, read, single = in_turns(
            bench.scale.rounds,
            lambda: building(work, bench.folder / "rebuilt"),
            lambda: reading(work),
            lambda: building(work, bench.folder / "rebuilt", batch=1, upto=few),
        )
    yield Figure(
        f"rebuild of all read models together, {events:,} events, one core",
        per_second(events, built, "events"),
        "a loop over Log.scan that decodes the JSON with orjson: "
        + per_second(events, read, "events"),
        read / built,
        Bar("at least", 0.05),
    )
    yield Figure(
        f"the same ({BATCH:,} events in a transaction)",
        per_second(events, built, "events"),
        f"the same engine with one event in a transaction, the first {few:,}: "
        + per_second(few, single, "events"),
        (events / built) / (few / single),
        Bar("at least", 20),
    )


def building(work: Work, shelf: Path, batch: int = BATCH, upto: int | None = None) -> float:
    """Build all read models anew; only those many events, if it is said how many."""
    anew = projector(work, shelf)

    def enough(position: int) -> None:
        if upto is not None and position >= upto:
            raise _Enough

    def catch_up() -> None:
        try:
            anew.catch_up(batch=batch, progress=enough)
        except _Enough:
            return

    seconds = seconds_of(catch_up)
    anew.shelf.close()
    return seconds


def reading(work: Work) -> float:
    """Read the log from the first event to the last, decode the JSON, and do nothing else."""

    def read() -> None:
        with uncollected():  # as in a rebuild: what is around would be searched again and again
            for stored in work.log.scan():
                orjson.loads(stored.state)

    return seconds_of(read)


def memory(bench: Bench) -> Iterator[Figure]:
    """Measure the peak of a process that builds all read models of a long and a shorter log."""
    _, shorter = bench.built(bench.scale.middle)
    _, long = bench.built(bench.scale.long)
    yield Figure(
        f"peak memory while rebuilding {long.events:,} events",
        f"{long.peak_mb:,.0f} MB",
        f"while rebuilding {shorter.events:,} events: {shorter.peak_mb:,.0f} MB",
        long.peak_mb / shorter.peak_mb,
        Bar("at most", 1.5),
    )
    yield Figure(
        f"rebuild of all read models together, {long.events:,} events",
        per_second(long.events, long.seconds, "events"),
        f"{shorter.events:,} events: " + per_second(shorter.events, shorter.seconds, "events"),
        (long.events / long.seconds) / (shorter.events / shorter.seconds),
    )


def live(bench: Bench) -> Iterator[Figure]:
    """Measure how soon one command more is in all read models."""
    few = bench.scale.one_by_one
    asked = commands(bench.weeks(bench.scale.short), bench.scale.people)
    past, new = asked[:-few], iter(asked[-few:])
    with Work.open(bench.folder / "live.db", clock=Clock()) as work:
        work.do_all(past)
        kept_up = projector(work, bench.folder / "live.db")
        kept_up.catch_up()

        def take_in() -> float:
            work.do(*next(new))
            return seconds_of(kept_up.catch_up)

        (seconds,) = in_turns(few, take_in)
        kept_up.shelf.close()
    yield Figure("one command taken into all read models, p50", ms(seconds), "")
