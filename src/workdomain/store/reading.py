"""What reading a log is, whichever database holds it."""

from collections.abc import Callable, Iterator, Sequence

from workdomain.store.log import Head, Stored

LAST = 2**63 - 1
"""No position is greater."""


Read = Callable[[int, int, int | None], Sequence[Stored]]


def pages(read: Read, after: int, upto: int | None, page: int) -> Iterator[Stored]:
    """Read on, page by page, until a page comes back short."""
    while events := read(after, page, upto):
        yield from events
        if len(events) < page:
            return
        after = events[-1].position


def last_recorded_by(last_upto: Callable[[int], Head], end: Head, recorded_at: int) -> int:
    """Find the last position recorded at or before an instant, by binary search.

    `last_upto(position)` is the last event there is at or before a position. The search needs no
    index, because the time stamps never fall as the positions grow.
    """
    if end.recorded_at <= recorded_at:
        return end.position
    low, high = 0, end.position
    while low < high:
        middle = (low + high + 1) // 2
        found = last_upto(middle)
        if found.recorded_at <= recorded_at:
            low = middle
        else:
            high = found.position - 1
    return last_upto(low).position
