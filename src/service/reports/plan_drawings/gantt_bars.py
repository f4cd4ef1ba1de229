"""What a row of a Gantt chart shows: a heading, a task with all that is known of it, a buffer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from markupsafe import Markup

from service.reports.drawing import Drawn, n, tag
from service.reports.plan_drawings.axis import DAY, Calendar
from service.reports.plan_drawings.drawing import clipped, day, days, percent, width_of, words
from service.reports.plan_drawings.gantt_marks import HALF_STONE, diamond, flag, pin, warning
from service.reports.plan_drawings.plan_values import Bar, BufferBar
from workdomain.scheduling.buffers.fever import Zone

MIDDLE = 12.0
"""From the top of a row to the middle of its bar."""
WIDE = 14.2
"""The size of text that is as wide as bold text of 12 pixels."""
HALF, HALF_CRITICAL = 5.5, 7.5
NARROWEST = 2.0
INDENT = 22.0
BESIDE = 16.0
"""How far from a bar its people are written; links turn in between."""
LEAST_ROOM = 64.0
"""How many pixels the names of people have at least."""
THIRDS = ((1 / 3, Zone.GREEN), (2 / 3, Zone.YELLOW))
"""The colours of what is used of a buffer; how its zone is told is in the fever chart."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: of a task or a buffer, or the heading of its members."""

    y: float
    height: float
    name: str
    of: Bar | BufferBar | None
    members: tuple[Bar | BufferBar, ...] = ()

    @property
    def middle(self) -> float:
        """Where its bar lies."""
        return self.y + MIDDLE


@dataclass(frozen=True, slots=True)
class Box:
    """Where a bar is drawn."""

    left: float
    right: float
    middle: float
    half: float


def box(axis: Calendar, row: Row, it: Bar) -> Box:
    """Tell where a bar is drawn; a milestone is a diamond about its finish."""
    right = axis.at(it.finish)
    if it.milestone:
        half = HALF_STONE + it.critical
        return Box(right - half, right + half, row.middle, half)
    left = axis.at(it.start)
    half = HALF_CRITICAL if it.critical else HALF
    return Box(left, max(right, left + NARROWEST), row.middle, half)


# -- headings --------------------------------------------------------------------------------------


def heading(axis: Calendar, row: Row, width: float) -> Drawn:
    """Draw the name of a project, and how long it goes."""
    since = min(each.start for each in row.members)
    until = max(each.finish for each in row.members)
    left, right = axis.at(since), max(axis.at(until), axis.at(since) + 8)
    yield tag("rect", class_="heading", x=0.0, y=row.y + 2, width=width, height=row.height - 4)
    lasts = days(since, until, axis.zone)
    said = clipped(row.name, axis.left - 20, WIDE)
    name = tag("text", said, class_="name strong", x=8.0, y=row.y + 17)
    yield tag("g", Markup("").join([tag("title", words(f"{row.name}: {lasts}")), name]))
    y = row.y + 8
    ends = f"M{n(left)} {n(y)}H{n(right)}V{n(y + 8)}L{n(right - 4)} {n(y + 4)}"
    yield tag("path", class_="sum", d=f"{ends}H{n(left + 4)}L{n(left)} {n(y + 8)}Z")
    room = axis.right - right - 8
    if width_of(lasts, 11.0) <= room:
        yield tag("text", lasts, x=right + 8, y=row.y + 17)


# -- tasks -----------------------------------------------------------------------------------------


def pale(axis: Calendar, row: Row, it: Bar) -> Drawn:
    """Draw what lies below links and bars: the baseline, and slack."""
    at = box(axis, row, it)
    if it.baseline is not None:
        yield _ghost(axis, row, it, *map(axis.at, it.baseline))
    if it.slack_until is not None and axis.at(it.slack_until) > at.right:
        end = axis.at(it.slack_until)
        tick = f"V{n(row.middle - 3)}V{n(row.middle + 3)}" if axis.has(it.slack_until) else ""
        path = f"M{n(at.right)} {n(row.middle)}H{n(end)}{tick}"
        yield tag("path", class_="slack", d=path)


def _ghost(axis: Calendar, row: Row, it: Bar, left: float, right: float) -> Markup:
    y = row.middle + HALF + 2
    if it.milestone:
        return tag("path", class_="ghost", d=diamond(right, y, 3.5))
    width = max(NARROWEST, right - left)
    return tag("rect", class_="ghost", x=left, y=y, width=width, height=3.5, rx=1.0)


def bar(axis: Calendar, row: Row, it: Bar) -> Drawn:
    """Draw a task: its name, its bar, its marks, and who does it."""
    at = box(axis, row, it)
    drawn = [
        tag("title", told(axis, it)),
        *_label(axis, row, it),
        *_shapes(axis, at, it),
        *_done(axis, at, it),
        *_marks(axis, at, it),
        *_beside(axis, at, it),
    ]
    yield tag("g", Markup("").join(drawn))


def told(axis: Calendar, it: Bar) -> str:
    """Say all that is known of a task, on lines of their own."""
    zone = axis.zone
    span = (
        f"{it.start.astimezone(zone):%Y-%m-%d %H:%M} to {it.finish.astimezone(zone):%Y-%m-%d %H:%M}"
    )
    lines = [
        it.name,
        it.project,
        f"at {it.finish.astimezone(zone):%Y-%m-%d %H:%M}" if it.milestone else span,
        f"in {len(it.pieces)} pieces" if it.pieces else "",
        ", ".join(it.people),
        f"uses {', '.join(it.equipment)}" if it.equipment else "",
        f"{percent(_share(it.done))} done" if it.done > 0 else "",
        "on the critical chain" if it.critical else "",
        f"may slip until {day(it.slack_until, zone)}" if it.slack_until else "",
        f"published: {days(*it.baseline, zone)}" if it.baseline else "",
        f"deadline {day(it.deadline, zone)}{f', {late(it)}' if it.late else ''}"
        if it.deadline
        else "",
        "its dates are set by hand" if it.pinned else "",
        "its dates go against the plan" if it.broken else "",
        it.problem,
        f"waits for {it.waits_for}" if it.waits_for else "",
    ]
    return "\n".join(words(each) for each in lines if each)


def late(it: Bar) -> str:
    """Say how late a task is: `3 d late`; empty if it is not."""
    if it.deadline is None or not it.late:
        return ""
    over = it.finish - it.deadline
    if over < DAY:
        return f"{ceil(over / timedelta(hours=1))} h late"
    return f"{ceil(over / DAY)} d late"


def _share(done: float) -> float:
    return min(1.0, max(0.0, done))


def _label(axis: Calendar, row: Row, it: Bar) -> Iterator[Markup]:
    if it.broken:
        yield warning(5.0, row.middle + 5)
    size = WIDE if it.critical else 12.0
    said = clipped(it.name, axis.left - INDENT - 10, size)
    strong = " strong" if it.critical else ""
    yield tag("text", said, class_=f"name{strong}", x=INDENT, y=row.middle + 4)


def _shapes(axis: Calendar, at: Box, it: Bar) -> Iterator[Markup]:
    kind = "critical" if it.critical else "stone" if it.milestone else "bar"
    if it.milestone:
        yield tag("path", class_=kind, d=diamond(at.right - at.half, at.middle, at.half))
        return
    if it.pieces:
        yield tag("path", class_="slack", d=f"M{n(at.left)} {n(at.middle)}H{n(at.right)}")
    for left, right in _parts(axis, at, it):
        yield _piece(kind, at, it, left, right - left)


def _parts(axis: Calendar, at: Box, it: Bar) -> list[tuple[float, float]]:
    """Tell from where to where it is drawn: in one, or in pieces."""
    if not it.pieces:
        return [(at.left, at.right)]
    drawn = ((axis.at(start), axis.at(finish)) for start, finish in it.pieces)
    return [(left, max(right, left + NARROWEST)) for left, right in drawn]


def _piece(kind: str, at: Box, it: Bar, left: float, width: float) -> Markup:
    return tag(
        "rect",
        class_=kind,
        x=left,
        y=at.middle - at.half,
        width=width,
        height=at.half * 2,
        rx=0.0 if it.critical else 3.0,
    )


def _done(axis: Calendar, at: Box, it: Bar) -> Iterator[Markup]:
    """Fill what is done from the left on, piece by piece."""
    if it.milestone:
        return
    parts = _parts(axis, at, it)
    rest = sum(right - left for left, right in parts) * _share(it.done)
    for left, right in parts:
        width = min(rest, right - left)
        if width > 0:
            yield _piece("done", at, it, left, width)
        rest -= width


def _marks(axis: Calendar, at: Box, it: Bar) -> Iterator[Markup]:
    top = at.middle - at.half
    if it.pinned:
        yield pin(at.left, top)
    if it.deadline is not None and axis.has(it.deadline):
        x = axis.at(it.deadline)
        if it.late:
            path = f"M{n(x)} {n(at.middle)}H{n(axis.at(it.finish))}"
            yield tag("path", class_="deadline-line over", d=path)
        yield flag(x, at.middle)


def _beside(axis: Calendar, at: Box, it: Bar) -> Iterator[Markup]:
    """Write who does it, and how late it is, where there is room: right of the bar or left."""
    behind = late(it)
    who = ", ".join(it.people)
    if not who and not behind:
        return
    reached = [at.right, *(axis.at(m) + 4 for m in (it.slack_until, it.deadline) if m)]
    begun = [at.left, *(axis.at(m) - 4 for m in (it.deadline,) if m)]
    right, left = max(reached) + BESIDE, min(begun) - 7
    needed = width_of(f"{behind}  {who}".strip(), 11.5)
    if axis.right - right >= min(LEAST_ROOM, needed):
        yield _said(behind, who, right, at.middle, axis.right - right, "start")
    elif left - axis.left >= min(LEAST_ROOM, needed):
        yield _said(behind, who, left, at.middle, left - axis.left, "to-end")


def _said(behind: str, who: str, x: float, middle: float, room: float, look: str) -> Markup:
    parts = [tag("tspan", behind, class_="lateness")] if behind else []
    space = "\N{NO-BREAK SPACE} " if behind and who else ""
    people = clipped(who, room - width_of(behind + space, 11.5), 11.0)
    text = Markup("").join([*parts, Markup("{}{}").format(space, people)])
    return tag("text", text, class_=f"halo {look}", x=x, y=middle + 4)


# -- buffers ---------------------------------------------------------------------------------------


def buffer(axis: Calendar, row: Row, it: BufferBar) -> Drawn:
    """Draw a buffer as a box that fills from the left as it is used."""
    used = max(0.0, it.used or 0.0)
    zone = next((name for most, name in THIRDS if used < most), Zone.RED)
    left = axis.at(it.start)
    right = max(axis.at(it.finish), left + 6)
    half = HALF if it.kind == "feeding" else HALF_CRITICAL
    y, share = row.middle - half, _share(used)
    said = f"{it.kind} buffer{'' if it.used is None else f', {percent(used)} used'}"
    lasts = days(it.start, it.finish, axis.zone)
    drawn = [
        tag("title", "\n".join(words(each) for each in (it.name, said, lasts))),
        tag(
            "text",
            clipped(it.name, axis.left - INDENT - 10),
            class_="name",
            x=INDENT,
            y=row.middle + 4,
        ),
        tag("rect", class_=f"box {it.kind}", x=left, y=y, width=right - left, height=half * 2),
        tag(
            "rect",
            class_=zone,
            x=left + 1.5,
            y=y + 1.5,
            width=max(0.0, (right - left - 3) * share),
            height=half * 2 - 3,
        ),
    ]
    if width_of(said, 11.0) <= axis.right - right - 7:
        drawn.append(tag("text", said, class_="halo", x=right + 7, y=row.middle + 4))
    elif left - axis.left > LEAST_ROOM:
        room = left - axis.left - 8
        text = clipped(said, room, 11.0)
        drawn.append(tag("text", text, class_="halo to-end", x=left - 7, y=row.middle + 4))
    yield tag("g", Markup("").join(drawn))
