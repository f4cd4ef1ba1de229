"""Figures as views show them."""

from datetime import UTC, date, datetime, timedelta
from typing import overload

DAY = timedelta(days=1)


@overload
def rounded(figure: float) -> float: ...
@overload
def rounded(figure: float | None) -> float | None: ...
def rounded(figure: float | None) -> float | None:
    """Round to ten thousandths, so that the order in which parts were added up does not show."""
    return None if figure is None else round(figure, 4)


@overload
def in_hours(minutes: float) -> float: ...
@overload
def in_hours(minutes: float | None) -> float | None: ...
def in_hours(minutes: float | None) -> float | None:
    """Turn minutes into hours."""
    return None if minutes is None else rounded(minutes / 60)


def day_of(moment: datetime) -> date:
    """Tell the day of a moment (UTC)."""
    return moment.astimezone(UTC).date()


def counted(number: int, one: str, many: str) -> str:
    """Write a number of things: `1 day`, `2 days`."""
    return f"{number} {one if number == 1 else many}"
