"""A calendar from left to right: two lines of names whose units fit, and weekends."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from service.reports.drawing import MONTHS, Axis, Drawn, tag
from service.reports.plan_drawings.drawing import clipped

DAY = timedelta(days=1)
TIER = 18.0
"""The height of a line of names."""
WEEKENDS_FROM = 4.0
"""How many pixels a day has at least where weekends are shaded."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SATURDAY = 5


class Unit(NamedTuple):
    """A unit of the calendar."""

    narrowest: float
    """How many pixels it has at least, to be told by name."""
    length: timedelta
    """How long it is, about."""
    floor: Callable[[datetime], datetime]
    """The beginning of the unit that a moment of the clock (without zone) lies in."""
    after: Callable[[datetime], datetime]
    """The beginning of the next one."""
    name: Callable[[datetime], str]


def _midnight(at: datetime) -> datetime:
    return datetime.combine(at.date(), time())


def _hours(each: int, narrowest: float) -> Unit:
    return Unit(
        narrowest,
        timedelta(hours=each),
        lambda at: _midnight(at) + timedelta(hours=at.hour - at.hour % each),
        lambda at: at + timedelta(hours=each),
        lambda at: f"{at.hour}:00",
    )


def _days(narrowest: float, name: Callable[[datetime], str]) -> Unit:
    return Unit(narrowest, DAY, _midnight, lambda at: at + DAY, name)


def _months(each: int, narrowest: float, name: Callable[[datetime], str]) -> Unit:
    def floor(at: datetime) -> datetime:
        return datetime(at.year, at.month - (at.month - 1) % each, 1)  # noqa: DTZ001  of the clock

    def after(at: datetime) -> datetime:
        return floor(at + each * 31 * DAY)

    return Unit(narrowest, each * 30 * DAY, floor, after, name)


def _years(each: int, narrowest: float) -> Unit:
    return Unit(
        narrowest,
        each * 365 * DAY,
        lambda at: datetime(max(1, at.year - at.year % each), 1, 1),  # noqa: DTZ001  of the clock
        lambda at: datetime(at.year - at.year % each + each, 1, 1),  # noqa: DTZ001
        lambda at: str(at.year),
    )


def _month_and_year(at: datetime) -> str:
    return f"{MONTHS[at.month - 1]} {at.year}"


DATE = _days(60.0, lambda at: f"{WEEKDAYS[at.weekday()]} {at.day} {_month_and_year(at)}")
MONTH = _months(1, 30.0, _month_and_year)
YEAR = _years(1, 34.0)
WEEK = Unit(
    22.0,
    7 * DAY,
    lambda at: _midnight(at) - at.weekday() * DAY,
    lambda at: at + 7 * DAY,
    lambda at: str(at.day),
)

TIERS: tuple[tuple[Unit, Unit | None], ...] = (
    *((_hours(each, 36.0), DATE) for each in (1, 3, 6)),
    (_days(36.0, lambda at: f"{WEEKDAYS[at.weekday()]} {at.day}"), MONTH),
    (_days(17.0, lambda at: str(at.day)), MONTH),
    (WEEK, MONTH),
    (_months(1, 28.0, lambda at: MONTHS[at.month - 1]), YEAR),
    (_months(3, 22.0, lambda at: f"Q{(at.month + 2) // 3}"), YEAR),
    *((_years(each, 34.0), None) for each in (1, 2, 5, 10, 25, 50, 100)),
    (_years(1000, 0.0), None),
)
"""The units of the lower line and of the upper one, the shortest first."""


class Calendar(Axis):
    """Time from left to right in the days of a zone."""

    def __init__(
        self, begins: datetime, ends: datetime, zone: tzinfo | None, left: float, right: float
    ) -> None:
        """Spread whole days, or whole hours of less than three days, between two places."""
        whole = DAY if ends - begins > 3 * DAY else timedelta(hours=1)
        first = _floor(begins.astimezone(zone).replace(tzinfo=None), whole)
        last = _floor(ends.astimezone(zone).replace(tzinfo=None) + whole, whole)
        self.zone, self.right = zone, right
        self._first, self._last = first, last
        super().__init__(self._instant(first), self._instant(last), left, right)

    def has(self, moment: datetime) -> bool:
        """Tell whether a moment is on it."""
        return self.begins <= moment <= self.begins + self.length

    @property
    def per_day(self) -> float:
        """How many pixels a day has."""
        return (self.right - self.left) / (self.length / DAY)

    def tiers(self) -> tuple[Unit, Unit | None]:
        """Choose the units: the shortest that have room for their names."""
        return next(
            (lower, upper)
            for lower, upper in TIERS
            if self.per_day * (lower.length / DAY) >= lower.narrowest
        )

    def units(self, unit: Unit) -> Iterator[tuple[float, float, str]]:
        """List the units there are: from where to where, and the name."""
        at = unit.floor(self._first)
        while at < self._last:
            after = unit.after(at)
            yield self.at(self._instant(at)), self.at(self._instant(after)), unit.name(at)
            at = after

    def weekends(self) -> Iterator[tuple[float, float]]:
        """List where Saturdays and Sundays lie, if a day is wide enough for that."""
        if self.per_day < WEEKENDS_FROM:
            return
        monday = WEEK.floor(self._first)
        while monday < self._last:
            left, right = (self.at(self._instant(monday + days * DAY)) for days in (SATURDAY, 7))
            if right > left:
                yield left, right
            monday += 7 * DAY

    def ruled(self, top: float, bottom: float) -> Drawn:
        """Draw weekends and grid lines below the names, which are `names`."""
        for left, right in self.weekends():
            yield tag(
                "rect", class_="weekend", x=left, y=top, width=right - left, height=bottom - top
            )
        lower, upper = self.tiers()
        for left, _, _ in self.units(lower):
            yield tag("line", class_="grid", x1=left, x2=left, y1=top, y2=bottom)
        for left, _, _ in self.units(upper) if upper else ():
            yield tag("line", class_="edge", x1=left, x2=left, y1=top - 2 * TIER, y2=bottom)

    def names(self, top: float) -> Drawn:
        """Draw the two lines of names; a name without room is left out."""
        lower, upper = self.tiers()
        for left, right, name in self.units(upper) if upper else ():
            said = clipped(name, right - left - 8)
            if said == name:
                yield tag("text", said, class_="name strong", x=left + 5, y=top + 13)
        for left, right, name in self.units(lower):
            if clipped(name, right - left, 10.0) == name:
                yield tag("text", name, class_="mid", x=(left + right) / 2, y=top + TIER + 13)
        y = top + 2 * TIER
        yield tag("line", class_="edge", x1=self.left, x2=self.right, y1=y, y2=y)

    def _instant(self, clock: datetime) -> datetime:
        return clock.replace(tzinfo=self.zone).astimezone(UTC)


def _floor(clock: datetime, whole: timedelta) -> datetime:
    hour = clock.hour if whole < DAY else 0
    return datetime.combine(date(clock.year, clock.month, clock.day), time(hour))
