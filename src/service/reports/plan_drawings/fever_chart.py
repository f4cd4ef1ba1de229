"""A fever chart: how much of a buffer is used, beside how much of the chain it guards is done.

The zones and their sloped borders are those of critical chain project management (Leach, Critical
Chain Project Management, 2000, chapter 10): early on, little may be used up.
"""

from collections.abc import Sequence
from datetime import tzinfo
from itertools import chain
from math import ceil

from markupsafe import Markup

from service.reports.drawing import Drawn, n, tag
from service.reports.plan_drawings.drawing import clipped, day, framed, notice, percent
from service.reports.plan_drawings.plan_values import Fever, FeverPoint
from workdomain.scheduling.buffers.fever import Line, Zone

WIDTH, HEIGHT = 640.0, 420.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 612.0, 44.0, 370.0
TENTHS = 10
NAMED_AT = 0.84
"""How far along the yellow zone its name stands."""
MOST_USED = 2.0
"""How much used up the chart is high for at the most; what is more lies at its border."""
NOW = 290.0
"""Room for the words on the last point."""
ACROSS, ACROSS_WIDE, LINE = 44.0, 190.0, 16.0
"""How far apart points are to be named both, wide where names tell how much is used."""
ASKS = {Zone.GREEN: "on course", Zone.YELLOW: "plan a remedy", Zone.RED: "act"}


class _Plane:
    """From shares to places; what is above the top or aside lies at the border."""

    def __init__(self, points: Sequence[FeverPoint]) -> None:
        highest = min(MOST_USED, max([1.0, *(each.buffer_used for each in points)]))
        self.most = ceil(highest * 5) / 5

    def x(self, done: float) -> float:
        return LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, done))

    def y(self, used: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * min(1.0, max(0.0, used / self.most))


def fever_chart(fever: Fever, zone: tzinfo | None) -> str:
    """Draw what became of a buffer, in the days of a time zone; the last point is the present."""
    title = f"Fever chart of {fever.name}"
    if not fever.points:
        return notice(WIDTH, title, "Nothing is known of this buffer yet.")
    plane, last = _Plane(fever.points), fever.points[-1]
    name = clipped(fever.name, WIDTH - 24 - NOW, 14.2)
    drawn = chain(
        [
            tag("text", name, class_="name strong", x=12.0, y=22.0),
            tag("text", _said(last, zone), class_="name to-end", x=RIGHT, y=22.0),
        ],
        _zones(plane, fever.caution, fever.danger),
        _scales(plane),
        _path(plane, fever.points, zone),
    )
    description = (
        f"{percent(last.chain_done)} of the chain is done and {percent(last.buffer_used)} of the "
        f"buffer used on {day(last.moment, zone)}: {last.zone}, {ASKS[last.zone]}. "
        f"Shown are {len(fever.points)} moments since {day(fever.points[0].moment, zone)}."
    )
    return framed(WIDTH, HEIGHT, title, description, drawn)


def _zones(plane: _Plane, caution: Line, danger: Line) -> Drawn:
    """Draw the three zones from the top down, each over the rest of the one above it."""
    left, right = plane.x(0), plane.x(1)
    tops = ((Zone.RED, Line(plane.most, 0.0)), (Zone.YELLOW, danger))
    for zone, line in (*tops, (Zone.GREEN, caution)):
        y1, y2 = plane.y(line.at(0)), plane.y(line.at(1))
        path = f"M{n(left)} {n(BOTTOM)}V{n(y1)}L{n(right)} {n(y2)}V{n(BOTTOM)}Z"
        yield tag("path", class_="paper", d=path)
        yield tag("path", class_=f"wash {zone}", d=path)
        if zone is not Zone.RED:
            yield tag("line", class_="edge", x1=left, x2=right, y1=y1, y2=y2)
    yield tag("text", f"red: {ASKS[Zone.RED]}", class_="strong", x=left + 10, y=TOP + 42)
    x, y = plane.x(NAMED_AT), plane.y((caution.at(NAMED_AT) + danger.at(NAMED_AT)) / 2)
    said = f"yellow: {ASKS[Zone.YELLOW]}"
    yield tag("text", said, class_="strong mid", x=x, y=y + 4)
    said = f"green: {ASKS[Zone.GREEN]}"
    yield tag("text", said, class_="strong to-end", x=right - 10, y=BOTTOM - 10)


def _scales(plane: _Plane) -> Drawn:
    for tenth in range(0, TENTHS + 1, 2):
        x = plane.x(tenth / TENTHS)
        yield tag("line", class_="grid", x1=x, x2=x, y1=TOP, y2=BOTTOM)
        yield tag("text", percent(tenth / TENTHS), class_="mid", x=x, y=BOTTOM + 16)
    for fifth in range(round(plane.most * 5) + 1):
        y = plane.y(fifth / 5)
        yield tag("line", class_="grid", x1=LEFT, x2=RIGHT, y1=y, y2=y)
        yield tag("text", percent(fifth / 5), class_="to-end", x=LEFT - 7, y=y + 4)
    if plane.most > 1:
        y = plane.y(1)
        yield tag("line", class_="planned", x1=LEFT, x2=RIGHT, y1=y, y2=y)
        yield tag("text", "all of the buffer", class_="to-end", x=RIGHT - 10, y=y - 5)
    middle = (LEFT + RIGHT) / 2
    yield tag("text", "of the chain is done", class_="name mid", x=middle, y=BOTTOM + 36)
    turned = f"translate(16 {n((TOP + BOTTOM) / 2)}) rotate(-90)"
    yield tag("text", "of the buffer is used", class_="name mid", transform=turned)


def _path(plane: _Plane, points: Sequence[FeverPoint], zone: tzinfo | None) -> Drawn:
    places = [(plane.x(each.chain_done), plane.y(each.buffer_used)) for each in points]
    way = "L".join(f"{n(x)} {n(y)}" for x, y in places)
    yield tag("path", class_="path", d=f"M{way}")
    free = _free(places, ACROSS_WIDE if points[-1].buffer_used > plane.most else ACROSS)
    for number, (point, (x, y)) in enumerate(zip(points, places, strict=True)):
        last = number == len(points) - 1
        mark = _mark(point.zone, x, y, 7.5 if last else 4.5)
        yield tag("g", tag("title", _said(point, zone)) + mark)
        if number in free:
            rises = not last and places[number + 1][1] < y - 1 and y < BOTTOM - LINE
            below = rises or y < TOP + LINE
            right = x + 2 * ACROSS < RIGHT
            look = f"halo{' name strong' if last else ''}{'' if right else ' to-end'}"
            place = x + (9 if right else -9), y + (LINE if below else -9)
            name = day(point.moment, zone).rpartition(" ")[0]
            if point.buffer_used > plane.most:
                name = f"{name}: {percent(point.buffer_used)}"
            yield tag("text", name, class_=look, x=place[0], y=place[1])


def _free(places: Sequence[tuple[float, float]], across: float) -> set[int]:
    """Choose the points that are named: the last, and going back those that lie free of others."""
    taken: dict[int, tuple[float, float]] = {}
    for number, (x, y) in reversed(list(enumerate(places))):
        if all(abs(x - a) > across or abs(y - b) > LINE for a, b in taken.values()):
            taken[number] = (x, y)
    return set(taken)


def _said(point: FeverPoint, zone: tzinfo | None) -> str:
    done, used = percent(point.chain_done), percent(point.buffer_used)
    return f"{day(point.moment, zone)}: {done} done, {used} used, {point.zone}"


def _mark(zone: Zone, x: float, y: float, half: float) -> Markup:
    """Draw a point: round in green, a square in yellow, a triangle in red."""
    if zone is Zone.GREEN:
        return tag("circle", class_=f"mark {zone}", cx=x, cy=y, r=half)
    if zone is Zone.YELLOW:
        side = half * 1.8
        place = {"x": x - side / 2, "y": y - side / 2, "width": side, "height": side}
        return tag("rect", class_=f"mark {zone}", **place)
    path = f"M{n(x)} {n(y - half * 1.2)}l{n(half * 1.1)} {n(half * 2)}h{n(half * -2.2)}Z"
    return tag("path", class_=f"mark {zone}", d=path)
