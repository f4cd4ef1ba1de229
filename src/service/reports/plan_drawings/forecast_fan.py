"""Forecasts of a finish: the chance of being done by each date, or how dates moved over time.

The fan is drawn as those of the Bank of England's inflation report are (Britton, Fisher and
Whitley, Bank of England Quarterly Bulletin 38(1), 1998): bands that hold a stated share.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import chain

from markupsafe import Markup

from service.reports.drawing import Axis, Drawn, n, tag
from service.reports.pictures import apart
from service.reports.plan_drawings.axis import DAY, TIER, Calendar
from service.reports.plan_drawings.drawing import (
    clipped,
    day,
    framed,
    notice,
    percent,
    width_of,
)
from service.reports.plan_drawings.plan_values import Fan, Forecast

WIDTH = 800.0
LEFT, RIGHT = 62.0, 784.0
TOP, BOTTOM, HEIGHT = 76.0, 330.0, 372.0
NAMED = (0.5, 0.8, 0.95)
"""Which chances have their dates written."""
BANDS = ((0.05, 0.95), (0.1, 0.9), (0.25, 0.75))
"""Which bands a fan has, from the outside; those beyond what is known end there."""
MOST_AHEAD = 1.5
"""How far off a deadline lengthens the calendar, in lengths of the forecast."""


def forecast_fan(fan: Fan, zone: tzinfo | None) -> str:
    """Draw forecasts in the days of a time zone: of one moment a curve, of several a fan."""
    if not fan.forecasts:
        return notice(WIDTH, f"Forecast of {fan.name}", "Nothing was forecast yet.")
    return chance_curve(fan, zone) if len(fan.forecasts) == 1 else _fan(fan, zone)


def told(fan: Fan, zone: tzinfo | None) -> str:
    """Say what the latest forecast is."""
    latest = fan.forecasts[-1]
    dates = ", ".join(f"P{share * 100:.0f} {day(latest.date_of(share), zone)}" for share in NAMED)
    parts = [f"As told on {day(latest.moment, zone)}: {dates}."]
    if fan.deadline is not None:
        parts.append(f"The deadline is {day(fan.deadline, zone)}: {chance(latest, fan.deadline)}.")
    if fan.planned is not None:
        parts.append(f"The plan says {day(fan.planned, zone)}: {chance(latest, fan.planned)}.")
    return " ".join(parts)


def chance(forecast: Forecast, moment: datetime) -> str:
    """Say how likely it is done by a moment."""
    known = forecast.chance_by(moment)
    if known is not None:
        return f"a chance of {percent(known)}"
    first, last = forecast.dates[0], forecast.dates[-1]
    if moment < first[1]:
        return f"a chance below {percent(first[0])}"
    return f"a chance above {percent(last[0])}"


# -- one forecast ----------------------------------------------------------------------------------


def chance_curve(fan: Fan, zone: tzinfo | None) -> str:
    """Draw the chance of being done by each date, as told last."""
    latest = fan.forecasts[-1]
    axis = Calendar(*_span([latest], fan), zone, LEFT, RIGHT)
    drawn = chain(
        [_name(fan.name)],
        axis.ruled(TOP, BOTTOM),
        axis.names(TOP - 2 * TIER),
        _chances(),
        _curve(axis, latest),
        _dates(axis, latest, zone),
        _moments(axis, fan, latest, zone),
    )
    return framed(WIDTH, HEIGHT, f"Forecast of {fan.name}", told(fan, zone), drawn)


def _name(name: str) -> Markup:
    return tag("text", clipped(name, WIDTH - 24, 14.2), class_="name strong", x=12.0, y=22.0)


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _chances() -> Drawn:
    for tenth in range(0, 11, 2):
        y = _y(tenth / 10)
        yield tag("line", class_="grid", x1=LEFT, x2=RIGHT, y1=y, y2=y)
        yield tag("text", percent(tenth / 10), class_="to-end", x=LEFT - 7, y=y + 4)
    yield _turned("chance to be done")


def _turned(name: str) -> Markup:
    turned = f"translate(14 {n((TOP + BOTTOM) / 2)}) rotate(-90)"
    return tag("text", name, class_="name mid", transform=turned)


def _curve(axis: Calendar, forecast: Forecast) -> Drawn:
    places = [f"{n(axis.at(date))} {n(_y(share))}" for share, date in forecast.dates]
    left, right = (axis.at(forecast.dates[end][1]) for end in (0, -1))
    area = f"M{n(left)} {n(BOTTOM)}L{'L'.join(places)}L{n(right)} {n(BOTTOM)}Z"
    yield tag("path", class_="band", d=area)
    yield tag("path", class_="middle", d=f"M{'L'.join(places)}")


def _dates(axis: Calendar, forecast: Forecast, zone: tzinfo | None) -> Drawn:
    """Mark the dates of the chances that people ask for; the words lie left of the curve."""
    for share in NAMED:
        date = forecast.date_of(share)
        x, y = axis.at(date), _y(share)
        yield tag("line", class_="edge", x1=x, x2=x, y1=y, y2=BOTTOM)
        yield tag("circle", class_="dot", cx=x, cy=y, r=4.0)
        said = f"P{share * 100:.0f}: {day(date, zone)}"
        beside = x - 10 - width_of(said, 12.0) > LEFT
        place = x - 10 if beside else x + 10
        look = "halo name strong" + (" to-end" if beside else "")
        yield tag("text", said, class_=look, x=place, y=y + (0 if beside else 14))


def _moments(axis: Calendar, fan: Fan, latest: Forecast, zone: tzinfo | None) -> Drawn:
    """Draw the deadline and the planned finish, with their names below."""
    y = BOTTOM + 18
    for moment, what, look in _marks(fan):
        if not axis.has(moment):
            continue
        x = axis.at(moment)
        yield tag("line", class_=look, x1=x, x2=x, y1=TOP, y2=y - 10)
        if what == "deadline":
            yield tag("path", class_="deadline", d=f"M{n(x - 6)} {n(TOP)}h12l-6 9Z")
        said = f"{what} {day(moment, zone)}, {chance(latest, moment)}"
        half = width_of(said, 11.5) / 2
        middle = min(max(x, LEFT + half), RIGHT - half)
        late = "lateness " if what == "deadline" else ""
        yield tag("text", said, class_=f"{late}mid", x=middle, y=y)
        y += 16


def _marks(fan: Fan) -> Iterator[tuple[datetime, str, str]]:
    if fan.deadline is not None:
        yield fan.deadline, "deadline", "deadline-line"
    if fan.planned is not None:
        yield fan.planned, "planned", "planned"


def _span(forecasts: Sequence[Forecast], fan: Fan) -> tuple[datetime, datetime]:
    """Tell how long the calendar has to be: a deadline far away does not lengthen it."""
    first = min(each.dates[0][1] for each in forecasts)
    last = max(each.dates[-1][1] for each in forecasts)
    further = max((last - first) * MOST_AHEAD, 7 * DAY)
    near = [at for at, _, _ in _marks(fan) if first - further <= at <= last + further]
    begins, ends = min([first, *near]), max([last, *near])
    room = max((ends - begins) / 20, timedelta(hours=12))
    return begins - room, ends + room


# -- several ---------------------------------------------------------------------------------------


def _fan(fan: Fan, zone: tzinfo | None) -> str:
    """Draw how the dates moved: when it was told from left to right, what was told upwards."""
    told_at = [each.moment for each in fan.forecasts]
    axis = Calendar(min(told_at), max(told_at), zone, LEFT + 8, RIGHT - 150)
    height = Axis(*_span(fan.forecasts, fan), BOTTOM, TOP)
    middle = (axis.left + axis.right) / 2
    drawn = chain(
        [_name(fan.name), _turned("it finishes")],
        axis.ruled(TOP, BOTTOM),
        axis.names(TOP - 2 * TIER),
        _levels(height),
        _bands(axis, height, fan.forecasts),
        _asides(axis, height, fan, zone),
        [tag("text", "when it was told", class_="name mid", x=middle, y=BOTTOM + 22)],
    )
    return framed(WIDTH, HEIGHT - 14, f"Forecasts of {fan.name}", told(fan, zone), drawn)


def _levels(height: Axis) -> Drawn:
    for moment, name in height.days():
        y = height.at(moment)
        if TOP < y < BOTTOM:
            yield tag("line", class_="grid", x1=LEFT, x2=RIGHT, y1=y, y2=y)
            yield tag("text", name, class_="to-end", x=LEFT - 7, y=y + 4)


def _bands(axis: Calendar, height: Axis, forecasts: Sequence[Forecast]) -> Drawn:
    def edge(share: float) -> list[str]:
        return [
            f"{n(axis.at(each.moment))} {n(height.at(each.date_of(share)))}" for each in forecasts
        ]

    for low, high in BANDS:
        d = f"M{'L'.join(edge(low))}L{'L'.join(reversed(edge(high)))}Z"
        title = tag("title", f"from P{low * 100:.0f} to P{high * 100:.0f}")
        yield tag("g", title + tag("path", class_="band", d=d))
    yield tag("path", class_="middle", d=f"M{'L'.join(edge(0.5))}")
    for each, place in zip(forecasts, edge(0.5), strict=True):
        x, _, y = place.partition(" ")
        title = tag("title", f"{each.moment:%Y-%m-%d}: P50 {each.date_of(0.5):%Y-%m-%d}")
        yield tag("g", title + tag("circle", class_="dot", cx=x, cy=y, r=3.0))


def _asides(axis: Calendar, height: Axis, fan: Fan, zone: tzinfo | None) -> Drawn:
    """Write beside the end of the fan what its latest dates are, and mark what was promised."""
    latest, right = fan.forecasts[-1], axis.at(fan.forecasts[-1].moment)
    ends = [
        (height.at(date), f"P{share * 100:.0f}: {day(date, zone)}", "name strong")
        for share in NAMED
        for date in (latest.date_of(share),)
    ]
    for moment, what, look in _marks(fan):
        y = height.at(moment)
        if TOP < y < BOTTOM:
            yield tag("line", class_=look, x1=LEFT, x2=right + 12, y1=y, y2=y)
            ends.append(
                (y, f"{what} {day(moment, zone)}", "lateness" if what == "deadline" else "")
            )
    ends.sort()
    for y, (_, said, look) in zip(apart(ends), ends, strict=True):
        yield tag("text", said, class_=f"halo {look}", x=right + 16, y=y + 4)
