"""Marks of a Gantt chart that are not bars, and the key that says what all of them mean."""

from collections.abc import Sequence

from markupsafe import Markup

from service.reports.drawing import Drawn, n, tag
from service.reports.plan_drawings.drawing import width_of
from service.reports.plan_drawings.plan_values import Bar, BufferBar

HALF_STONE = 6.5
"""Half the width of a milestone."""


def diamond(x: float, y: float, half: float) -> str:
    """Write the path of a diamond about a place."""
    return f"M{n(x - half)} {n(y)}L{n(x)} {n(y - half)}L{n(x + half)} {n(y)}L{n(x)} {n(y + half)}Z"


def pin(x: float, top: float) -> Markup:
    """Draw a pin that is stuck into the left end of a bar."""
    return Markup("").join(
        [
            tag("circle", class_="pin", cx=x + 2, cy=top, r=3.0),
            tag("path", class_="path", d=f"M{n(x + 2)} {n(top)}v7"),
        ]
    )


def warning(x: float, bottom: float) -> Markup:
    """Draw a triangle with an exclamation mark."""
    return Markup("").join(
        [
            tag("path", class_="warn", d=f"M{n(x)} {n(bottom)}h13l-6.5 -12Z"),
            tag("text", "!", class_="now-text mid strong", x=x + 6.5, y=bottom - 1),
        ]
    )


def flag(x: float, middle: float) -> Markup:
    """Draw a deadline: a triangle that points at a line."""
    top = middle - 10
    return Markup("").join(
        [
            tag("path", class_="deadline-line", d=f"M{n(x)} {n(top)}V{n(middle + 10)}"),
            tag("path", class_="deadline", d=f"M{n(x - 5)} {n(top)}h10l-5 7Z"),
        ]
    )


# -- the key ---------------------------------------------------------------------------------------


def key(bars: Sequence[Bar], buffers: Sequence[BufferBar]) -> Drawn:
    """Say what the marks mean: those that are on the picture."""
    x, y = 8.0, 13.0
    marks = (
        ("task", any(not each.critical and not each.milestone for each in bars), _task),
        ("critical chain", any(each.critical for each in bars), _critical),
        ("milestone", any(each.milestone for each in bars), _stone),
        ("done", any(each.done > 0 for each in bars), _done),
        ("slack", any(each.slack_until for each in bars), _slack),
        ("as published", any(each.baseline for each in bars), _ghost),
        ("deadline", any(each.deadline for each in bars), lambda x: flag(x + 16, y)),
        ("pinned by hand", any(each.pinned for each in bars), lambda x: pin(x + 12, y - 4)),
        (
            "pin against the plan",
            any(each.broken for each in bars),
            lambda x: warning(x + 8, y + 5),
        ),
        ("buffer, filled as it is used", bool(buffers), _buffer),
    )
    for name, there, sample in marks:
        if there:
            yield sample(x)
            yield tag("text", name, x=x + 27, y=17.0)
            x += 27 + width_of(name, 11.0) + 16


def _task(x: float) -> Markup:
    return tag("rect", class_="bar", x=x, y=8.0, width=22.0, height=10.0, rx=3.0)


def _critical(x: float) -> Markup:
    return tag("rect", class_="critical", x=x + 1, y=7.0, width=20.0, height=12.0)


def _stone(x: float) -> Markup:
    return tag("path", class_="stone", d=diamond(x + 14, 13.0, HALF_STONE))


def _done(x: float) -> Markup:
    return _task(x) + tag("rect", class_="done", x=x, y=8.0, width=13.0, height=10.0, rx=3.0)


def _slack(x: float) -> Markup:
    return tag("path", class_="slack", d=f"M{n(x)} 13.0h21v-3v6")


def _ghost(x: float) -> Markup:
    return tag("rect", class_="ghost", x=x, y=12.0, width=22.0, height=3.5, rx=1.0)


def _buffer(x: float) -> Markup:
    box = tag("rect", class_="box", x=x, y=8.0, width=22.0, height=10.0)
    return box + tag("rect", class_="yellow", x=x + 1.5, y=9.5, width=10.0, height=7.0)
