"""Figures as views show them."""

from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

N = TypeVar("N", float, float | None)

DAY = timedelta(days=1)


def rounded(figure: N) -> N:
    """Round to ten thousandths, so that the order in which parts were added up does not show."""
    return figure if figure is None else round(figure, 4)


def in_hours(minutes: N) -> N:
    """Turn minutes into hours."""
    return minutes if minutes is None else round(minutes / 60, 4)


def day_of(moment: datetime) -> date:
    """Tell the day of a moment (UTC)."""
    return moment.astimezone(UTC).date()


def counted(number: int, one: str, many: str) -> str:
    """Write a number of things: `1 day`, `2 days`."""
    return f"{number} {one if number == 1 else many}"
