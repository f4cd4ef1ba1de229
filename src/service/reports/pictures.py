"""Pictures for reports, as inline SVG: no script, no font, no colour but what the page gives."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from markupsafe import Markup

from projections.wording import hours, line
from service.reports.drawing import WIDTH, Axis, Drawn, levels, midnight, n, round_unit, svg, tag
from service.reports.parts import Figure, HoursOf, Lane, Point, Spell
from service.reports.times import week_of
from service.reports.writing import plain
from workdomain.execution.task_life import State

LEFT = 210.0
"""Room for titles."""
ROW = 22.0
NARROWEST = 30.0
"""The least width of a column that has its number above it."""

# -- states over time ------------------------------------------------------------------------------


def timeline(lanes: Sequence[Lane], begins: datetime, ends: datetime, linked: set[int]) -> Markup:
    """Draw the states of work items side by side; what is known as an event can be clicked."""
    height = 16.0 + ROW * len(lanes)
    axis = Axis(begins, ends, LEFT, WIDTH - 4)

    def drawn() -> Drawn:
        yield from axis.drawn(2.0, height)
        for number, lane in enumerate(lanes):
            y = 16.0 + ROW * number
            yield tag("text", line(plain(lane.title), 34), class_="lane", x=LEFT - 8, y=y + 14)
            for spell in lane.spells:
                yield _bar(axis, lane, spell, ends, y, linked)

    return svg(height, "The states of each work item over time", drawn())


def _bar(
    axis: Axis, lane: Lane, spell: Spell, ends: datetime, y: float, linked: set[int]
) -> Markup:
    left, right = axis.at(spell.since), axis.at(spell.until or ends)
    thin = spell.state in (State.DONE, State.CANCELLED)
    until = "" if spell.until is None else f" to {spell.until:%Y-%m-%d}"
    reason = f": {line(spell.reason)}" if spell.reason else ""
    rect = tag(
        "rect",
        tag(
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
    return tag("a", rect, href=f"#e{position}") if position in linked else rect


# -- burn-up ---------------------------------------------------------------------------------------


def burn_up(points: Sequence[Point]) -> Markup:
    """Draw work, what is done of it and what was spent, day by day."""
    height, top, bottom = 250.0, 16.0, 226.0
    most = max([1.0, *(max(p.work_h, p.done_h, p.spent_h) for p in points)])
    axis = Axis(midnight(points[0].day), midnight(points[-1].day), 52.0, WIDTH - 120)
    scale, unit = (bottom - top) / most, round_unit(most)

    def drawn() -> Drawn:
        yield from levels(most, unit, scale, bottom, 52.0, WIDTH - 120)
        yield from axis.drawn(bottom + 4, bottom + 6)
        ends = []
        for name in ("work", "done", "spent"):
            places = [
                (axis.at(midnight(p.day)), bottom - scale * getattr(p, f"{name}_h")) for p in points
            ]
            yield tag("path", class_=f"curve {name}", d=_stairs(places), fill="none")
            ends.append((places[-1][1], name, getattr(points[-1], f"{name}_h")))
        for y, (_, name, value) in zip(apart(sorted(ends)), sorted(ends), strict=True):
            x = WIDTH - 114
            yield tag("text", f"{name} {hours(value)} h", class_=f"end {name}", x=x, y=y + 4)

    return svg(height, "Work, done and spent hours over time", drawn())


def _stairs(places: Sequence[tuple[float, float]]) -> str:
    """Write a path that goes right, then up or down: nothing is known to have moved in between."""
    x, y = places[0]
    path = [f"M{n(x)} {n(y)}"]
    for x, new in places[1:]:
        path.append(f"H{n(x)}" if new == y else f"H{n(x)}V{n(new)}")
        y = new
    return "".join(path)


def apart(ends: Sequence[tuple[float, str, object]]) -> list[float]:
    """Move labels down until none lies on another."""
    places: list[float] = []
    for y, *_ in ends:
        places.append(max(y, places[-1] + 15.0) if places else y)
    return places


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
    scale, unit = (bottom - top) / most, round_unit(most)
    step = min(64.0, (WIDTH - 60) / len(found))
    named = -(-len(found) * 46 // int(WIDTH - 60)) or 1

    def drawn() -> Drawn:
        yield from levels(most, unit, scale, bottom, 52.0, WIDTH - 4)
        for number, each in enumerate(found):
            x, tall = 56.0 + step * number, scale * each.hours.value
            column = tag(
                "rect",
                tag("title", f"{each.name}: {hours(each.hours.value)} h"),
                class_="column",
                x=x,
                y=bottom - tall,
                width=max(1.0, step - 5),
                height=tall,
                rx=2.0,
            )
            position = each.hours.positions[0] if each.hours.positions else 0
            yield tag("a", column, href=f"#e{position}") if position in linked else column
            middle = x + (step - 5) / 2
            if step >= NARROWEST and each.hours.value:
                label = hours(round(each.hours.value, 1))
                yield tag("text", label, class_="value", x=middle, y=bottom - tall - 4)
            if number % named == 0:
                name = each.name if number == 0 or each.name.endswith("W01") else each.name[5:]
                yield tag("text", name, class_="value tick", x=middle, y=bottom + 14)

    return svg(height, "Hours logged in each week", drawn())
