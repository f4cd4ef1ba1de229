"""Working time of one person or team: from minutes of the clock to minutes of work, and back.

Nights, weekends and leave are not there in minutes of work, so a task never has to step over them.
Moments are whole minutes after the plan begins.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import accumulate, chain
from operator import itemgetter, lt, sub
from typing import NamedTuple

Span = tuple[int, int]
"""From one moment to another, the second not included."""
BEGIN, END = itemgetter(0), itemgetter(1)


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
    return left_of(joined(hours), away)


def left_of(hours: list[Span], away: Iterable[Span]) -> WorkTime:
    """Put together what is left of hours that are joined already."""
    spans = _without(hours, joined(away))
    spans = spans[bisect_right(spans, 0, key=END) :]
    if spans and spans[0][0] < 0:
        spans[0] = (0, spans[0][1])
    begins, ends = zip(*spans, strict=True) if spans else ((), ())
    return WorkTime(begins, ends, tuple(accumulate(map(sub, ends, begins), initial=0)))


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


def joined(spans: Iterable[Span]) -> list[Span]:
    """Put spans in order, with those that meet as one."""
    ordered, found = sorted(spans), list[Span]()
    moments = list(chain.from_iterable(ordered))
    if all(map(lt, moments, moments[1:])):  # as they mostly are
        return ordered
    for begin, end in (each for each in ordered if each[0] < each[1]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def _without(spans: list[Span], away: list[Span]) -> list[Span]:
    """Cut out of joined spans what lies in other joined spans."""
    left = list(spans)
    for off, back in away:
        first = bisect_right(left, off, key=END)
        last = bisect_left(left, back, first, key=BEGIN)
        if first < last:
            pieces = (left[first][0], off), (back, left[last - 1][1])
            left[first:last] = [piece for piece in pieces if piece[0] < piece[1]]
    return left
