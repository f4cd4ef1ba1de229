"""Pictures for reports, as inline SVG: no script, no font, no colour that the page does not give.

Numbers are written with one decimal, so that the same report is drawn with the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from markupsafe import Markup

from projections.wording import hours, line
from service.reports.parts import Figure, HoursOf, Lane, Point, Spell
from service.reports.times import week_of
from service.reports.writing import plain
from workdomain.execution.task_life import State

WIDTH = 960.0
LEFT = 210.0
"""Room for titles."""
ROW = 22.0
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MOST_NAMED = 12
"""How many days or months an axis names at the most."""
MOST_LEVELS = 6
NARROWEST = 30.0
"""The least width of a column that has its number above it."""

Drawn = Iterator[Markup]


def _n(value: float) -> str:
    return f"{value:.1f}"


def _tag(name: str, content: str | Markup | None = None, /, **given: object) -> Markup:
    """Write an element; _ in attribute names stands for -, numbers get one decimal."""
    attributes = Markup("").join(
        Markup(' {}="{}"').format(
            key.strip("_").replace("_", "-"), _n(value) if isinstance(value, float) else value
        )
        for key, value in given.items()
    )
    if content is None:
        return Markup("<{}{}/>").format(name, attributes)
    return Markup("<{0}{1}>{2}</{0}>").format(name, attributes, content)


def _svg(height: float, label: str, drawn: Iterable[Markup]) -> Markup:
    return _tag(
        "svg",
        Markup("\n").join(drawn),
        viewBox=f"0 0 {_n(WIDTH)} {_n(height)}",
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
                yield from ((_midnight(d), f"{d.day} {MONTHS[d.month - 1]}") for d in days[::every])
                return
        firsts = [day for day in days if day.day == 1]
        for day in firsts[:: -(-len(firsts) // MOST_NAMED)]:
            name = MONTHS[day.month - 1]
            yield (
                _midnight(day),
                f"{name} {day.year}" if len(firsts) > MOST_NAMED or day.month == 1 else name,
            )

    def drawn(self, top: float, bottom: float) -> Drawn:
        """Draw a line for each of them."""
        for moment, name in self.days():
            if not self.begins <= moment <= self.begins + self.length:
                continue
            x = self.at(moment)
            yield _tag("line", class_="grid", x1=x, x2=x, y1=top, y2=bottom)
            yield _tag("text", name, class_="tick", x=x + 3, y=top + 8)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


# -- states over time ------------------------------------------------------------------------------


def timeline(lanes: Sequence[Lane], begins: datetime, ends: datetime, linked: set[int]) -> Markup:
    """Draw the states of work items side by side; what is known as an event can be clicked."""
    height = 16.0 + ROW * len(lanes)
    axis = Axis(begins, ends, LEFT, WIDTH - 4)

    def drawn() -> Drawn:
        yield from axis.drawn(2.0, height)
        for number, lane in enumerate(lanes):
            y = 16.0 + ROW * number
            yield _tag("text", line(plain(lane.title), 34), class_="lane", x=LEFT - 8, y=y + 14)
            for spell in lane.spells:
                yield _bar(axis, lane, spell, ends, y, linked)

    return _svg(height, "The states of each work item over time", drawn())


def _bar(
    axis: Axis, lane: Lane, spell: Spell, ends: datetime, y: float, linked: set[int]
) -> Markup:
    left, right = axis.at(spell.since), axis.at(spell.until or ends)
    thin = spell.state in (State.DONE, State.CANCELLED)
    until = "" if spell.until is None else f" to {spell.until:%Y-%m-%d}"
    reason = f": {line(spell.reason)}" if spell.reason else ""
    rect = _tag(
        "rect",
        _tag(
            "title",
            plain(f"{lane.title}: {spell.state} from {spell.since:%Y-%m-%d}{until}{reason}"),
        ),
        class_=f"state {spell.state}",
        x=left,
        y=y + (8.0 if thin else 3.0),
        width=max(1.5, right - left),
        height=6.0 if thin else 16.0,
        rx=2.0,
    )
    position = spell.positions[0]
    return _tag("a", rect, href=f"#e{position}") if position in linked else rect


# -- burn-up ---------------------------------------------------------------------------------------


def burn_up(points: Sequence[Point]) -> Markup:
    """Draw work, what is done of it and what was spent, day by day."""
    height, top, bottom = 250.0, 16.0, 226.0
    most = max([1.0, *(max(p.work_h, p.done_h, p.spent_h) for p in points)])
    axis = Axis(_midnight(points[0].day), _midnight(points[-1].day), 52.0, WIDTH - 120)
    scale, unit = (bottom - top) / most, _round_unit(most)

    def drawn() -> Drawn:
        yield from _levels(most, unit, scale, bottom, 52.0, WIDTH - 120)
        yield from axis.drawn(bottom + 4, bottom + 6)
        ends = []
        for name in ("work", "done", "spent"):
            places = [
                (axis.at(_midnight(p.day)), bottom - scale * getattr(p, f"{name}_h"))
                for p in points
            ]
            yield _tag("path", class_=f"curve {name}", d=_stairs(places), fill="none")
            ends.append((places[-1][1], name, getattr(points[-1], f"{name}_h")))
        for y, (_, name, value) in zip(_apart(sorted(ends)), sorted(ends), strict=True):
            x = WIDTH - 114
            yield _tag("text", f"{name} {hours(value)} h", class_=f"end {name}", x=x, y=y + 4)

    return _svg(height, "Work, done and spent hours over time", drawn())


def _stairs(places: Sequence[tuple[float, float]]) -> str:
    """Write a path that goes right, then up or down: nothing is known to have moved in between."""
    x, y = places[0]
    path = [f"M{_n(x)} {_n(y)}"]
    for x, new in places[1:]:
        path.append(f"H{_n(x)}" if new == y else f"H{_n(x)}V{_n(new)}")
        y = new
    return "".join(path)


def _apart(ends: Sequence[tuple[float, str, float]]) -> list[float]:
    """Move labels down until none lies on another."""
    places: list[float] = []
    for y, *_ in ends:
        places.append(max(y, places[-1] + 15.0) if places else y)
    return places


def _round_unit(most: float) -> float:
    """Choose a distance of grid lines that people like: 1, 2 or 5 times a power of ten."""
    unit = 1.0
    while most / unit > MOST_LEVELS:
        unit *= 2.5 if str(unit).startswith("2") else 2
    return unit


def _levels(
    most: float, unit: float, scale: float, bottom: float, left: float, right: float
) -> Drawn:
    level = 0.0
    while level <= most:
        y = bottom - scale * level
        yield _tag("line", class_="grid", x1=left, x2=right, y1=y, y2=y)
        yield _tag("text", f"{level:g} h", class_="level", x=left - 6, y=y + 4)
        level += unit


# -- hours by week ---------------------------------------------------------------------------------


def _every_week(given: Sequence[HoursOf]) -> Iterator[HoursOf]:
    known = {each.name: each for each in given}
    monday, last = (date.fromisoformat(f"{each.name}-1") for each in (given[0], given[-1]))
    while monday <= last:
        name = week_of(monday)
        yield known.get(name) or HoursOf(id=None, name=name, hours=NO_HOURS)
        monday += timedelta(weeks=1)


NO_HOURS = Figure(value=0.0, positions=())


def weeks(given: Sequence[HoursOf], linked: set[int]) -> Markup:
    """Draw a column of hours for each week from the first to the last, those without any too."""
    found = list(_every_week(given))
    height, top, bottom = 170.0, 20.0, 140.0
    most = max([1.0, *(each.hours.value for each in found)])
    scale, unit = (bottom - top) / most, _round_unit(most)
    step = min(64.0, (WIDTH - 60) / len(found))
    named = -(-len(found) * 46 // int(WIDTH - 60)) or 1

    def drawn() -> Drawn:
        yield from _levels(most, unit, scale, bottom, 52.0, WIDTH - 4)
        for number, each in enumerate(found):
            x, tall = 56.0 + step * number, scale * each.hours.value
            column = _tag(
                "rect",
                _tag("title", f"{each.name}: {hours(each.hours.value)} h"),
                class_="column",
                x=x,
                y=bottom - tall,
                width=max(1.0, step - 5),
                height=tall,
                rx=2.0,
            )
            position = each.hours.positions[0] if each.hours.positions else 0
            yield _tag("a", column, href=f"#e{position}") if position in linked else column
            middle = x + (step - 5) / 2
            if step >= NARROWEST and each.hours.value:
                label = hours(round(each.hours.value, 1))
                yield _tag("text", label, class_="value", x=middle, y=bottom - tall - 4)
            if number % named == 0:
                name = each.name if number == 0 or each.name.endswith("W01") else each.name[5:]
                yield _tag("text", name, class_="value tick", x=middle, y=bottom + 14)

    return _svg(height, "Hours logged in each week", drawn())
