"""A plan as one page of HTML that needs nothing else: its pictures, and the tables beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.reports.page import PAGE
from service.reports.plan_drawings.drawing import day, days, inline, percent
from service.reports.plan_drawings.fever_chart import ASKS, fever_chart
from service.reports.plan_drawings.forecast_fan import NAMED, chance, forecast_fan
from service.reports.plan_drawings.gantt import (
    MOST_BARS,
    NO_PROJECT,
    gantt,
    in_groups,
    span_of,
)
from service.reports.plan_drawings.gantt_bars import late
from service.reports.plan_drawings.plan_values import Bar, BufferBar, Fan, Fever, LinkLine

MOST_ROWS = 200
"""How many rows a table of the page has."""
MOST_DRAWN = 12
"""How many fever charts, and how many forecasts, are drawn."""
MOST_TOGETHER = 26
"""How many rows a Gantt chart of the page has: a sheet of A4 holds them."""
MOST_FIRST = 15
"""How many the first one has, which shares its sheet with the name of the plan."""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What the page shows; its days are those of the zone that `today` is in."""

    name: str
    today: datetime
    bars: tuple[Bar, ...]
    links: tuple[LinkLine, ...] = ()
    buffers: tuple[BufferBar, ...] = ()
    fevers: tuple[Fever, ...] = ()
    fans: tuple[Fan, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    """Work that has no bar, each with the reason."""
    kind: str = "Plan"
    facts: tuple[tuple[str, str], ...] = ()
    """What is written below the name, each as a label and a value."""
    proof: tuple[tuple[str, str], ...] = ()
    """How the same page is made again: sentences, each with what is to be typed or compared."""


def render_plan(page: PlanPage) -> str:
    """Write the page; what it leaves out for length, it counts."""
    zone = page.today.tzinfo
    return PAGE.get_template("plan_drawings/plan_page.html").render(
        page=page,
        most=MOST_ROWS,
        no_project=NO_PROJECT,
        tiles=_tiles(page),
        charts=[inline(each) for each in charts(page)],
        apart=_apart(page),
        problems=[each for each in _in_order(page) if each.late or each.broken or each.problem],
        everything=_in_order(page),
        fevers=[(each, inline(fever_chart(each, zone))) for each in page.fevers[:MOST_DRAWN]],
        fans=[(each, inline(forecast_fan(each, zone))) for each in page.fans[:MOST_DRAWN]],
        named=NAMED,
        asks=ASKS,
        zone=zone,
        late=late,
        day=day,
        days=days,
        percent=percent,
        chance=chance,
    )


def _tiles(page: PlanPage) -> Iterator[tuple[str, str]]:
    finish = max((each.finish for each in page.bars), default=None)
    yield f"{len(page.bars):,}", "tasks"
    yield f"{len({who for each in page.bars for who in each.people}):,}", "people"
    yield f"{sum(each.critical for each in page.bars):,}", "on the critical chain"
    yield f"{sum(each.late for each in page.bars):,}", "late for their deadline"
    yield f"{sum(each.broken for each in page.bars):,}", "pins against the plan"
    if finish is not None:
        yield day(finish, page.today.tzinfo), "last finish"


def charts(page: PlanPage) -> Iterator[str]:
    """Draw the plan in pieces of the same calendar that fit on a sheet, projects kept together."""
    if not page.bars or len(page.bars) > MOST_BARS:
        yield gantt(page.bars, page.links, page.buffers, page.today)
        return
    span = span_of(page.bars, page.buffers, page.today)
    for piece in _pieces(page):
        bars = [each for each in piece if isinstance(each, Bar)]
        buffers = [each for each in piece if isinstance(each, BufferBar)]
        yield gantt(bars, page.links, buffers, page.today, span)


def _pieces(page: PlanPage) -> Iterator[list[Bar | BufferBar]]:
    piece: list[Bar | BufferBar] = []
    most = MOST_FIRST
    for _, members in in_groups(page.bars, page.buffers):
        if piece and len(piece) + len(members) > most:
            yield piece
            piece, most = [], MOST_TOGETHER
        piece += members
        while len(piece) > most:
            yield piece[:most]
            piece, most = piece[most:], MOST_TOGETHER
    if piece:
        yield piece


def _apart(page: PlanPage) -> int:
    """Count the links that lead from one picture to another."""
    if len(page.bars) > MOST_BARS:
        return 0
    number = {
        each.id: place
        for place, piece in enumerate(_pieces(page))
        for each in piece
        if isinstance(each, Bar)
    }
    ends = [(number.get(link.before), number.get(link.after)) for link in page.links]
    return sum(None not in pair and pair[0] != pair[1] for pair in ends)


def _in_order(page: PlanPage) -> Sequence[Bar]:
    """List the bars as the pictures do."""
    groups = in_groups(page.bars, page.buffers)
    return [each for _, members in groups for each in members if isinstance(each, Bar)]
