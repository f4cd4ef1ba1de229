"""A stretch of days that a view is about, as people write it: weeks, or a first and a last day."""

from datetime import MAXYEAR, date, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from projections.figures import DAY
from workdomain.kernel import Message
from workdomain.values import Day

USUAL = timedelta(weeks=4)
LONGEST = timedelta(days=2 * 366)
"""No answer is about more days."""

Weeks = Annotated[
    str, Field(pattern=r"^\d{4}-W\d\d(/\d{4}-W\d\d)?$", examples=["2026-W48/2026-W51"])
]
"""One ISO week or two with a stroke between: the first and the last."""


class Window(Message):
    """A stretch of days, both ends included; four weeks if nothing else is said."""

    weeks: Weeks | None = None
    """ISO weeks, instead of days: 2026-W48/2026-W51, or just one of them."""
    first: Day | None = None
    """The first day; if only `last` is given, four weeks end there."""
    last: Day | None = None
    """The last day; if only `first` is given, four weeks begin there."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.weeks is not None and (self.first is not None or self.last is not None):
            raise ValueError("Give weeks, or a first and a last day, not both")
        first, last = self.days(date.min)
        if last < first:
            raise ValueError(f"{last} is before {first}")
        if last - first >= LONGEST:
            raise ValueError(f"{first} to {last} is too long: ask for two years at most")
        return self

    @property
    def says_nothing(self) -> bool:
        """Whether it was left open which days are meant."""
        return (self.weeks, self.first, self.last) == (None, None, None)

    def days(self, today: date) -> tuple[date, date]:
        """Tell the first and the last day; if nothing is given, from this week's Monday on."""
        if self.weeks is not None:
            first, _, last = self.weeks.partition("/")
            return _monday(first), _monday(last or first) + 6 * DAY
        if self.first is not None:
            return self.first, self.last or self.first + USUAL - DAY
        if self.last is not None:
            return self.last - USUAL + DAY, self.last
        monday = today - today.weekday() * DAY
        return monday, monday + USUAL - DAY


class Lately(Window):
    """A stretch of days, both ends included; if nothing is said, this week and three before it."""

    def days(self, today: date) -> tuple[date, date]:
        """Tell the first and the last day; if nothing is given, up to this week's Sunday."""
        if not self.says_nothing:
            return super().days(today)
        sunday = today - today.weekday() * DAY + 6 * DAY
        return date.fromordinal(max(sunday.toordinal() - USUAL.days + 1, 1)), sunday


def _monday(week: str) -> date:
    year, _, number = week.partition("-W")
    if int(year) == MAXYEAR:
        raise ValueError(f"{week} is too far away")
    return date.fromisocalendar(int(year), int(number), 1)
