"""Links of a Gantt chart: elbows from an end of one bar to an end of another."""

from collections.abc import Sequence

from markupsafe import Markup

from service.reports.drawing import Drawn, n, tag
from service.reports.plan_drawings.drawing import words
from service.reports.plan_drawings.gantt_bars import Box

REACH = 7.0
"""How far a link goes on beyond an end before it turns."""
ROUND = 3.0
"""The radius of a turn."""
TIP = 4.0

Place = tuple[float, float]

WAITS = {
    "finish-start": "starts after {} has finished",
    "start-start": "starts after {} has started",
    "finish-finish": "finishes after {} has finished",
    "start-finish": "finishes after {} has started",
}
"""What each kind means; a kind that is not here is drawn as the first."""


def way(before: Box, after: Box, kind: str) -> list[Place]:
    """Find the corners of a link, from its one end to its tip."""
    out = -1 if kind.startswith("start") else 1
    into = -1 if kind.endswith("finish") else 1
    x1 = before.right if out > 0 else before.left
    x2 = after.right if into < 0 else after.left
    y1, y2 = before.middle, after.middle
    down = 1 if y2 > y1 else -1
    if out == into == 1 and -1 <= x2 - x1 <= REACH:
        # One right after the other: straight down into the top is easiest to read.
        x = min(max(x2 + 4, x1 + 4), max(after.right - 1, x1 + 1))
        return [(x1, y1), (x, y1), (x, y2 - down * after.half)]
    if out != into:
        x = (max if out > 0 else min)(x1 + out * REACH, x2 - into * REACH)
        return [(x1, y1), (x, y1), (x, y2), (x2, y2)]
    gap = (x2 - x1) * out
    if gap > REACH:
        # It turns at once, so that what is written beside the bar stays free.
        x = x1 + out * min(REACH, gap - 1.4 * TIP)
        return [(x1, y1), (x, y1), (x, y2), (x2, y2)]
    between = y1 + down * 12.0
    left, right = x1 + out * REACH, x2 - into * REACH
    return [(x1, y1), (left, y1), (left, between), (right, between), (right, y2), (x2, y2)]


def elbow(before: Box, after: Box, kind: str, look: str, names: tuple[str, str]) -> Drawn:
    """Draw a link with its tip; `look` is how strong, and the names are told to whoever points."""
    places = way(before, after, kind)
    sentence = WAITS.get(kind, WAITS["finish-start"]).format(words(names[0]))
    binding = " (binding)" if "binding" in look else ""
    title = tag("title", f"{words(names[1])} {sentence}{binding}")
    line = tag("path", class_=f"link{look}", d=rounded(places))
    tip = tag("path", class_=f"tip{look}", d=_tip(places[-2], places[-1]))
    yield tag("g", Markup("").join([title, line, tip]))


def _tip(since: Place, end: Place) -> str:
    x, y = end
    if since[0] == x:
        back = -1.4 * TIP if since[1] < y else 1.4 * TIP
        return f"M{n(x)} {n(y)}L{n(x - TIP)} {n(y + back)}H{n(x + TIP)}Z"
    back = -1.4 * TIP if since[0] < x else 1.4 * TIP
    return f"M{n(x)} {n(y)}L{n(x + back)} {n(y - TIP)}V{n(y + TIP)}Z"


def rounded(places: Sequence[Place]) -> str:
    """Write a path along corners, each turned in a small arc."""
    path = [f"M{n(places[0][0])} {n(places[0][1])}"]
    for before, here, after in zip(places, places[1:], places[2:], strict=False):
        (x1, y1), (x2, y2) = _near(here, before), _near(here, after)
        path.append(f"L{n(x1)} {n(y1)}Q{n(here[0])} {n(here[1])} {n(x2)} {n(y2)}")
    path.append(f"L{n(places[-1][0])} {n(places[-1][1])}")
    return "".join(path)


def _near(here: Place, other: Place) -> Place:
    """Go a little from here to another corner, half of the way at the most."""
    dx, dy = other[0] - here[0], other[1] - here[1]
    length = abs(dx) + abs(dy)
    part = min(ROUND, length / 2) / length if length else 0.0
    return here[0] + dx * part, here[1] + dy * part
