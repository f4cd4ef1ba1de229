"""Values that each hold from a day on, until the next one does: the past keeps its own."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

T = TypeVar("T")


def in_force(values: Mapping[date, T], day: date) -> T | None:
    """Tell what holds on a day; None before the first of them."""
    since = max((each for each in values if each <= day), default=None)
    return None if since is None else values[since]


def steps(values: Mapping[date, T], first: T | None = None) -> tuple[tuple[date, T], ...]:
    """List the days on which a value really changes."""
    found: list[tuple[date, T]] = []
    for day in sorted(values):
        if values[day] != first:
            first = values[day]
            found.append((day, first))
    return tuple(found)
