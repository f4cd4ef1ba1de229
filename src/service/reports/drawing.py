"""Drawing in SVG: elements, an axis of time, and levels.

Numbers are written with one decimal, so that the same report is drawn with the same bytes.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from markupsafe import Markup

WIDTH = 960.0
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MOST_NAMED = 12
"""How many days or months an axis names at the most."""
MOST_LEVELS = 6

Drawn = Iterator[Markup]


def n(value: float) -> str:
    """Write a number for a place or a size."""
    return f"{value:.1f}"


def tag(name: str, content: str | Markup | None = None, /, **given: object) -> Markup:
    """Write an element; _ in attribute names stands for -, numbers get one decimal."""
    attributes = Markup("").join(
        Markup(' {}="{}"').format(
            key.strip("_").replace("_", "-"), n(value) if isinstance(value, float) else value
        )
        for key, value in given.items()
    )
    if content is None:
        return Markup("<{}{}/>").format(name, attributes)
    return Markup("<{0}{1}>{2}</{0}>").format(name, attributes, content)


def svg(height: float, label: str, drawn: Iterable[Markup]) -> Markup:
    """Put a picture together; the label is read to those who do not see it."""
    return tag(
        "svg",
        Markup("\n").join(drawn),
        viewBox=f"0 0 {n(WIDTH)} {n(height)}",
        role="img",
        aria_label=label,
    )


class Axis:
    """Time from left to right."""

    def __init__(self, begins: datetime, ends: datetime, left: float, right: float) -> None:
        """Spread the time between two instants between two places."""
        self.begins, self.left, self.right = begins, left, right
        self.length = max(ends - begins, timedelta(hours=1))

    def at(self, moment: datetime) -> float:
        """Tell the place of a moment; those outside lie at the ends."""
        share = (moment - self.begins) / self.length
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))

    def days(self) -> Iterator[tuple[datetime, str]]:
        """Choose six to twelve days to be named: every so many days, or firsts of months."""
        first = self.begins.astimezone(UTC).date()
        number = self.length.days + 2
        days = [first + timedelta(days=n) for n in range(number)]
        for every in (1, 2, 7, 14):
            if number <= MOST_NAMED * every:
                yield from ((midnight(d), f"{d.day} {MONTHS[d.month - 1]}") for d in days[::every])
                return
        firsts = [day for day in days if day.day == 1]
        for day in firsts[:: -(-len(firsts) // MOST_NAMED)]:
            name = MONTHS[day.month - 1]
            yield (
                midnight(day),
                f"{name} {day.year}" if len(firsts) > MOST_NAMED or day.month == 1 else name,
            )

    def drawn(self, top: float, bottom: float) -> Drawn:
        """Draw a line for each of them."""
        for moment, name in self.days():
            if not self.begins <= moment <= self.begins + self.length:
                continue
            x = self.at(moment)
            yield tag("line", class_="grid", x1=x, x2=x, y1=top, y2=bottom)
            yield tag("text", name, class_="tick", x=x + 3, y=top + 8)


def midnight(day: date) -> datetime:
    """Tell the first instant of a day (UTC)."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def round_unit(most: float) -> float:
    """Choose a distance of grid lines that people like: 1, 2 or 5 times a power of ten."""
    unit = 1.0
    while most / unit > MOST_LEVELS:
        unit *= 2.5 if str(unit).startswith("2") else 2
    return unit


def levels(
    most: float, unit: float, scale: float, bottom: float, left: float, right: float
) -> Drawn:
    """Draw a line for each level of hours, from the bottom up."""
    level = 0.0
    while level <= most:
        y = bottom - scale * level
        yield tag("line", class_="grid", x1=left, x2=right, y1=y, y2=y)
        yield tag("text", f"{level:g} h", class_="level", x=left - 6, y=y + 4)
        level += unit
