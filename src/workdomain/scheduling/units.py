"""How many pieces of equipment there are, are taken and are free, from one moment to the next.

The interval test for what has units instead of hours: the pieces taken at a moment are those of
all bookings that have begun and not ended; a booking fits if at no moment more are taken than there
are. Between two neighbouring moments at which anything begins or ends, nothing changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)


class Taking(NamedTuple):
    """Pieces that are taken from one moment to another, which is not part of it any more."""

    begin: datetime
    end: datetime
    units: int


class Outage(NamedTuple):
    """Pieces that cannot be used on some days, the last one included."""

    first: date
    last: date
    units: int


class Stock(NamedTuple):
    """What there is: pieces by the day they hold from, less what is out of service."""

    zone: str
    units: Mapping[date, int]
    outages: Sequence[Outage]

    def steps(self) -> list[tuple[datetime, int]]:
        """List the moments from which there are so many pieces that can be used, in order.

        More out of service than there are is none that can be used.
        """
        days = {*self.units, *(each.first for each in self.outages)}
        days |= {each.last + A_DAY for each in self.outages}
        return [(self._midnight(day), self._on(day)) for day in sorted(days)]

    def _on(self, day: date) -> int:
        held = [since for since in self.units if since <= day]
        out = sum(each.units for each in self.outages if each.first <= day <= each.last)
        return max(0, self.units[max(held)] - out) if held else 0

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)


class Level(NamedTuple):
    """What there is and what is taken from one moment on, up to the next level."""

    begin: datetime
    end: datetime
    there: int
    taken: int

    @property
    def free(self) -> int:
        """How many could still be taken; below zero, by how many there are too few."""
        return self.there - self.taken


def levels(stock: Stock, taken: Iterable[Taking], begin: datetime, end: datetime) -> list[Level]:
    """Cut a stretch of time where anything changes, and tell what is free in each piece of it."""
    near = [each for each in taken if each.begin < end and each.end > begin]
    steps = stock.steps()
    moments = {begin, end}
    moments |= {moment for moment, _ in steps if begin < moment < end}
    for each in near:
        moments |= {moment for moment in (each.begin, each.end) if begin < moment < end}
    cuts = sorted(moments)
    return [
        Level(at, until, _there(steps, at), sum(t.units for t in near if t.begin <= at < t.end))
        for at, until in pairwise(cuts)
    ]


def _there(steps: Sequence[tuple[datetime, int]], at: datetime) -> int:
    return next((units for moment, units in reversed(steps) if moment <= at), 0)


def shortest(found: Iterable[Level], units: int) -> Level | None:
    """Find where a booking of so many pieces fits worst; None if it fits everywhere."""
    worst = min(found, key=lambda level: level.free)
    return worst if worst.free < units else None


def next_free(stock: Stock, taken: Sequence[Taking], wanted: Taking) -> datetime | None:
    """Tell the first moment, from when it is wanted on, at which as much fits for as long.

    It is a moment at which something ends or more comes, or it never fits.
    """
    length = wanted.end - wanted.begin
    ahead = [each for each in taken if each.end > wanted.begin]
    moments = {wanted.begin, *(each.end for each in ahead), *(at for at, _ in stock.steps())}
    for at in sorted(moment for moment in moments if moment >= wanted.begin):
        if shortest(levels(stock, ahead, at, at + length), wanted.units) is None:
            return at
    return None
