"""Makes the demo's database: whole or not at all, and never over somebody's work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from service.demo.office import DEMO, SetClock
from service.demo.simulation import first_day, first_person, last_moment, run_of, simulate
from workdomain.people.person import person
from workdomain.store.log import StoreError
from workdomain.store.opening import IN_MEMORY, POSTGRES
from workdomain.work import Work

SEED = 7
BESIDE = ("", "-wal", "-shm", "-journal", "-views", "-views-wal", "-views-shm", "-secret")
"""What a database's file and the files beside it end in."""
PARTIAL = ".partial"


class NotADemo(StoreError):
    """There is something else in the demo's place; the message says what to do."""


@dataclass(frozen=True)
class Wish:
    """Which demo is wanted; None for the usual one, or the one that is there."""

    seed: int | None = None
    until: date | None = None
    force: bool = False

    def settled(self, today: date) -> tuple[int, date]:
        """Tell seed and last day."""
        return SEED if self.seed is None else self.seed, self.until or last_sunday(today)


def last_sunday(today: date) -> date:
    """Tell the end of the last full week before a day: all that day long the demo is the same."""
    return today - timedelta(days=today.weekday() + 1)


def make(
    target: str, wish: Wish, today: date, progress: Callable[[float], None] = lambda _part: None
) -> datetime:
    """Make the demo, unless it is there already; returns the moment that it ends at.

    Raises NotADemo rather than overwrite anything else.
    """
    if target == IN_MEMORY:
        raise NotADemo("A demo in memory would be gone at once; name a file")
    if target.startswith(POSTGRES):
        return _make_in_place(target, wish, today, progress)
    path = Path(target)
    if path.exists() and (there := _there(target, wish, today)):
        return there
    seed, until = wish.settled(today)
    partial = path.with_name(path.name + PARTIAL)
    _remove(partial)  # what an interrupted run has left
    try:
        with Work.open(partial, clock=(clock := _clock(until))) as work:
            simulate(work, clock, seed, until, progress)
        _remove(path)
        partial.replace(path)
    finally:
        _remove(partial)
    return last_moment(until)


def _clock(until: date) -> SetClock:
    return SetClock(datetime.combine(first_day(until), time(), UTC))


def _there(target: str, wish: Wish, today: date) -> datetime | None:
    """Look at the database that is there; None when it is to be made anew."""
    with Work.open(target, create=False) as work:
        if not is_demo(work):
            raise NotADemo(
                f"{target} holds other work, which a demo does not replace; name another"
            )
        if wish.force:
            return None
        asked_for = wish.seed is not None or wish.until is not None
        if asked_for and not is_run(work, *wish.settled(today)):
            raise NotADemo(f"{target} holds another demo already; --force replaces it")
        return ends(work)


def _make_in_place(
    target: str, wish: Wish, today: date, progress: Callable[[float], None]
) -> datetime:
    """Make it in PostgreSQL; once more completes what was interrupted: every command has its id."""
    seed, until = wish.settled(today)
    with Work.open(target, clock=(clock := _clock(until))) as work:
        if work.log.head().position and not is_run(work, seed, until):
            raise NotADemo("This database is not empty; name one that is, for instance a new one")
        simulate(work, clock, seed, until, progress)
    return last_moment(until)


def is_demo(work: Work) -> bool:
    """Tell whether a demo has made this, and be it a part."""
    return any(event.context.correlation_id == DEMO for event in work.events(upto=1))


def is_run(work: Work, seed: int, until: date) -> bool:
    """Tell whether this very demo is there."""
    return bool(work.history(person, first_person(run_of(seed, until))))


def ends(work: Work) -> datetime:
    """Tell when a demo that is there ends: on the evening of its last day, or later if it grew."""
    last = datetime.fromtimestamp(work.log.head().recorded_at / 1_000_000, UTC)
    sunday = last.date() + timedelta(days=6 - last.weekday())
    return max(last, min(last_moment(sunday), work.now()))


def _remove(path: Path) -> None:
    for end in BESIDE:
        Path(f"{path}{end}").unlink(missing_ok=True)
