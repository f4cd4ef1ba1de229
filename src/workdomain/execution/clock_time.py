"""From a begin and an end on the clock to minutes of days.

A stretch over midnight belongs to both days, each with its part: midnight is that of the person's
time zone. Time is counted as it passes, not by what clocks show: the night on which they are put
forward is an hour shorter, and longer by one when they are put back.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
A_DAY = timedelta(days=1)


class Part(NamedTuple):
    """Minutes of a day."""

    day: date
    minutes: int


def parts_of(begin: datetime, end: datetime, zone: str) -> list[Part]:
    """Cut a stretch at each midnight of a zone, to whole minutes: rounded half up, one at least.

    The moments are aware. The parts add up to the minutes of the whole, so that cutting it loses
    nothing; a part of which less than half a minute is left is none.
    """
    whole = max(1, _minutes(end - begin))
    parts, told = list[Part](), 0
    for day, until in _days(begin, end, ZoneInfo(zone)):
        upto = whole if until == end else min(whole, _minutes(until - begin))
        if upto > told:
            parts.append(Part(day, upto - told))
            told = upto
    return parts


def _minutes(length: timedelta) -> int:
    return int((length + MINUTE / 2) // MINUTE)


def _days(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[date, datetime]]:
    """Name each day that a stretch touches, with the moment up to which it does."""
    day = begin.astimezone(zone).date()
    while True:
        midnight = datetime.combine(day + A_DAY, time(), zone).astimezone(UTC)
        yield day, min(midnight, end)
        if midnight >= end:
            return
        day += A_DAY
