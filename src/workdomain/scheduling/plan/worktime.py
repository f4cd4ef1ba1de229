"""Working time of one person or team: from minutes of the clock to minutes of work, and back.

Nights, weekends and leave are not there in minutes of work, so a task never has to step over them.
Moments are whole minutes after the plan begins.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

Span = tuple[int, int]
"""From one moment to another, the second not included."""


class WorkTime(NamedTuple):
    """Spans of work in order, none touching the next, and how much was worked before each."""

    begins: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    """Working minutes before each span; one more at the end for all there are."""

    @property
    def total(self) -> int:
        """All the working minutes there are."""
        return self.before[-1]

    def worked(self, moment: int) -> int:
        """Count the working minutes before a moment."""
        i = bisect_right(self.begins, moment) - 1
        if i < 0:
            return 0
        return self.before[i] + min(moment, self.ends[i]) - self.begins[i]

    def starting(self, worked: int) -> int:
        """Tell when the working minute with this number begins; there has to be one."""
        i = bisect_right(self.before, worked) - 1
        return self.begins[i] + worked - self.before[i]

    def ending(self, worked: int) -> int:
        """Tell when so many minutes, one at least, have been worked; there have to be as many."""
        i = bisect_left(self.before, worked) - 1
        return self.begins[i] + worked - self.before[i]


def work_time(hours: Iterable[Span], away: Iterable[Span] = ()) -> WorkTime:
    """Put together what is left of the hours from the beginning of the plan on."""
    spans: list[Span] = []
    for begin, end in _without(_joined(hours), _joined(away)):
        if end > max(begin, 0):
            spans.append((max(begin, 0), end))
    lengths = (end - begin for begin, end in spans)
    return WorkTime(
        tuple(begin for begin, _ in spans),
        tuple(end for _, end in spans),
        tuple(accumulate(lengths, initial=0)),
    )


def together(times: Iterable[WorkTime]) -> WorkTime:
    """Find the time in which all of them work; one at least has to be given."""
    first, *others = times
    if not others:
        return first
    spans = list(zip(first.begins, first.ends, strict=True))
    for other in others:
        outside = zip((0, *other.ends), (*other.begins, max(first.ends, default=0)), strict=True)
        spans = _without(spans, [(begin, end) for begin, end in outside if begin < end])
    return work_time(spans)


def weekly(begins: datetime, week: tuple[tuple[Span, ...], ...], days: int) -> tuple[Span, ...]:
    """Lay out so many days of a week's hours, from the day on which the plan begins.

    `week` has the spans of Monday to Sunday in minutes after midnight.
    """
    midnight = begins.replace(hour=0, minute=0, second=0, microsecond=0)
    offset = (begins - midnight) // timedelta(minutes=1)
    return tuple(
        (day * 1440 + begin - offset, day * 1440 + end - offset)
        for day in range(days)
        for begin, end in week[(begins.weekday() + day) % 7]
    )


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _without(spans: list[Span], away: list[Span]) -> list[Span]:
    left: list[Span] = []
    ends = [end for _, end in away]
    for start, end in spans:
        begin = start
        for off, back in away[bisect_right(ends, begin) :]:
            if off >= end:
                break
            if off > begin:
                left.append((begin, off))
            begin = back
        if begin < end:
            left.append((begin, end))
    return left
