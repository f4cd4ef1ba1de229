"""A plan as bars on a calendar: by project, with links, slack, buffers and deadlines."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain

from service.reports.drawing import Drawn, tag
from service.reports.plan_drawings.axis import TIER, Calendar
from service.reports.plan_drawings.drawing import day, framed, notice
from service.reports.plan_drawings.gantt_bars import Row, bar, box, buffer, heading, pale
from service.reports.plan_drawings.gantt_links import elbow
from service.reports.plan_drawings.gantt_marks import key
from service.reports.plan_drawings.plan_values import Bar, BufferBar, LinkLine

MOST_BARS = 2_000
WIDTH = 1200.0
LEFT = 268.0
"""Room for names."""
NOW = 26.0
"""Room for the key; below it is told where today is."""
TOP = NOW + 16.0
HEADING, HEIGHT = 26.0, 24.0
MOST_AHEAD = 0.5
"""How much longer than the bars the calendar may become, for slack, deadlines and today."""
NO_PROJECT = "Work of no project"


def gantt(
    bars: Sequence[Bar],
    links: Iterable[LinkLine],
    buffers: Sequence[BufferBar],
    today: datetime,
    span: tuple[datetime, datetime] | None = None,
) -> str:
    """Draw a plan in the days of the zone that `today` is in; a link needs both its bars.

    Without a span, the calendar is as long as what is on it. More bars than MOST_BARS are not
    drawn: a sentence says so.
    """
    if len(bars) > MOST_BARS:
        text = (
            f"{len(bars):,} tasks are more than one picture holds ({MOST_BARS:,}): "
            "ask for one project, one person or fewer days."
        )
        return notice(WIDTH, "Gantt chart, not drawn", text)
    if not bars and not buffers:
        return notice(WIDTH, "Gantt chart", "Nothing is planned.")
    begins, ends = span or span_of(bars, buffers, today)
    axis = Calendar(begins, ends, today.tzinfo, LEFT, WIDTH - 14)
    rows = list(_rows(bars, buffers))
    top = TOP + 2 * TIER
    bottom = rows[-1].y + rows[-1].height
    title = f"Gantt chart of {len(bars)} {'task' if len(bars) == 1 else 'tasks'}"
    drawn = chain(
        key(bars, buffers),
        axis.ruled(top, bottom),
        *(heading(axis, row, WIDTH) for row in rows if row.members),
        axis.names(TOP),
        _now(axis, today, bottom),
        *(pale(axis, row, row.of) for row in rows if isinstance(row.of, Bar)),
        _links(axis, rows, links),
        *(
            bar(axis, row, row.of) if isinstance(row.of, Bar) else buffer(axis, row, row.of)
            for row in rows
            if row.of is not None
        ),
    )
    return framed(WIDTH, bottom + 8, title, described(bars, buffers, today), drawn)


def span_of(
    bars: Sequence[Bar], buffers: Sequence[BufferBar], today: datetime
) -> tuple[datetime, datetime]:
    """Tell how long a calendar has to be; what is far ahead or behind does not make it longer."""
    sure = [(each.start, each.finish) for each in _all(bars, buffers)]
    begins = min((start for start, _ in sure), default=today)
    ends = max((finish for _, finish in sure), default=today)
    further = max((ends - begins) * MOST_AHEAD, timedelta(days=1))
    wished = [today]
    for each in bars:
        wished += [*(each.baseline or ()), *filter(None, (each.slack_until, each.deadline))]
    near = [at for at in wished if begins - further <= at <= ends + further]
    return min([begins, *near]), max([ends, *near])


def described(bars: Sequence[Bar], buffers: Sequence[BufferBar], today: datetime) -> str:
    """Say what the picture shows, for those who do not see it."""
    everything = _all(bars, buffers)
    zone = today.tzinfo
    since = min((each.start for each in everything), default=today)
    until = max((each.finish for each in everything), default=today)
    counts = (
        (len({each.project for each in everything}), "groups by project"),
        (sum(each.critical for each in bars), "tasks on the critical chain"),
        (sum(each.late for each in bars), "late for their deadline"),
        (sum(each.broken for each in bars), "whose pinned dates go against the plan"),
        (len(buffers), "buffers"),
    )
    told = ", ".join(f"{number} {what}" for number, what in counts if number)
    return f"From {day(since, zone)} to {day(until, zone)}; today is {day(today, zone)}: {told}."


# -- rows ------------------------------------------------------------------------------------------


def _rows(bars: Sequence[Bar], buffers: Sequence[BufferBar]) -> Iterator[Row]:
    y = TOP + 2 * TIER
    for project, members in in_groups(bars, buffers):
        yield Row(y, HEADING, project or NO_PROJECT, None, tuple(members))
        y += HEADING
        for one in members:
            yield Row(y, HEIGHT, one.name, one)
            y += HEIGHT


def in_groups(
    bars: Sequence[Bar], buffers: Sequence[BufferBar]
) -> list[tuple[str, list[Bar | BufferBar]]]:
    """Put bars under their projects, the earliest first, and buffers where they finish."""
    groups: dict[str, list[Bar | BufferBar]] = {}
    for each in _all(bars, buffers):
        groups.setdefault(each.project, []).append(each)
    ordered = sorted(groups.items(), key=lambda g: (_first(g[1]), g[0]))
    return [(project, sorted(found, key=_place)) for project, found in ordered]


def _all(bars: Sequence[Bar], buffers: Sequence[BufferBar]) -> list[Bar | BufferBar]:
    return [*bars, *buffers]


def _first(found: Sequence[Bar | BufferBar]) -> datetime:
    return min(each.start for each in found)


def _place(each: Bar | BufferBar) -> tuple[datetime, datetime, str, str]:
    if isinstance(each, Bar):
        start = each.finish if each.milestone else each.start
        return start, each.finish, each.name, each.id
    return each.finish, each.finish, each.name, each.kind


# -- links and today -----------------------------------------------------------------------------


def _links(axis: Calendar, rows: Iterable[Row], links: Iterable[LinkLine]) -> Drawn:
    """Draw the links between bars that are there, those that bind above the others."""
    bars = {row.of.id: (row, row.of) for row in rows if isinstance(row.of, Bar)}
    here = [each for each in links if each.before in bars and each.after in bars]
    for link in sorted(here, key=_strength):
        (row, before), (other, after) = bars[link.before], bars[link.after]
        chain = " chain" if before.critical and after.critical and link.binding else ""
        look = f"{' binding' if link.binding else ''}{chain}"
        ends = box(axis, row, before), box(axis, other, after)
        yield from elbow(*ends, link.kind, look, (before.name, after.name))


def _strength(link: LinkLine) -> tuple[bool, str, str, str]:
    return link.binding, link.before, link.after, link.kind


def _now(axis: Calendar, today: datetime, bottom: float) -> Drawn:
    if not axis.has(today):
        return
    x = axis.at(today)
    yield tag("line", class_="now", x1=x, x2=x, y1=NOW + 14, y2=bottom)
    yield tag("rect", class_="now-label", x=x - 21, y=NOW, width=42.0, height=15.0, rx=4.0)
    yield tag("text", "today", class_="now-text mid strong", x=x, y=NOW + 11)
