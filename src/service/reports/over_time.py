"""What went on day by day: states, what was blocked, and how work and what is done of it grew."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from projections.wording import line
from service.reports import times
from service.reports.lives import Facts
from service.reports.parts import Blocked, Figure, Lane, Point, Spell
from service.reports.scope import Scope
from workdomain.execution.task_life import State

DAY = timedelta(days=1)
POINTS = 60
"""How many points a burn-up has at the most."""

Move = tuple[datetime, int, float, float, float]
"""When, by which event, and by how many hours work, done and spent moved."""


def blocked(scope: Scope) -> tuple[Blocked, ...]:
    """Tell when work could not go on, and why, oldest first."""
    by = {each.position: each.context.by for s in scope.evidence.items.values() for each in s}
    found = [
        Blocked(
            id=id,
            title=line(scope.lives[id].title),
            reason=line(spell.reason or ""),
            since=spell.since,
            until=spell.until,
            by=scope.name(by[spell.positions[0]]),
            days=Figure(value=_days(scope, spell), positions=spell.positions),
        )
        for id, begun, spell in scope.spells()
        if spell.state is State.BLOCKED and scope.belongs(begun.facts) and scope.touches(spell)
    ]
    return tuple(sorted(found, key=lambda each: (each.since, each.days.positions)))


def _days(scope: Scope, spell: Spell) -> float:
    """Count the calendar days of a spell that lie in the days reported on."""
    ends = scope.ends or spell.since
    since = max(spell.since, scope.begins or spell.since)
    until = min(spell.until or ends, ends)
    return round(max(timedelta(), until - since) / DAY, 4)


def lanes(scope: Scope) -> tuple[Lane, ...]:
    """Tell the states of each work item over these days."""
    found: dict[UUID, list[Spell]] = defaultdict(list)
    for id, _, spell in scope.spells():
        if scope.touches(spell):
            found[id].append(spell)
    return tuple(
        Lane(id=id, title=line(scope.lives[id].title), spells=tuple(spells))
        for id, spells in found.items()
    )


def burn_up(scope: Scope) -> tuple[Point, ...]:
    """Tell work, what is done of it and what was spent, at the ends of days."""
    if scope.begins is None or scope.until is None or scope.until < scope.begins:
        return ()
    moves = sorted([*_work_moves(scope), *_time_moves(scope)])
    points, sums, done_with = [], (0.0, 0.0, 0.0), 0
    for day in _days_shown(_day(scope.begins), _day(scope.until)):
        positions = set()
        while done_with < len(moves) and _day(moves[done_with][0]) <= day:
            _, position, work, done, spent = moves[done_with]
            sums = (sums[0] + work, sums[1] + done, sums[2] + spent)
            positions.add(position)
            done_with += 1
        points.append(
            Point(
                day=day,
                work_h=round(sums[0], 4),
                done_h=round(sums[1], 4),
                spent_h=round(sums[2], 4),
                positions=tuple(sorted(positions)),
            )
        )
    return tuple(points)


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _days_shown(first: date, last: date) -> Iterator[date]:
    """Choose days at an even distance, and the last one."""
    days = (last - first).days
    every = max(1, -(-days // (POINTS - 1)))
    yield from (first + DAY * number for number in range(0, days, every))
    yield last


def _time_moves(scope: Scope) -> Iterator[Move]:
    for entry in scope.counted:
        at = datetime.combine(entry.day, time.min, UTC)
        for position in entry.positions[:-1]:
            yield at, position, 0.0, 0.0, 0.0
        yield at, entry.positions[-1], 0.0, 0.0, entry.minutes / times.MINUTES


def _work_moves(scope: Scope) -> Iterator[Move]:
    for life in scope.lives.values():
        before = (0.0, 0.0)
        for step in life.steps:
            now = _work_done(scope, step.facts)
            if now != before:
                yield step.at, step.position, now[0] - before[0], now[1] - before[1], 0.0
            before = now


def _work_done(scope: Scope, facts: Facts) -> tuple[float, float]:
    work, remaining = facts["work_h"].value, facts["remaining_h"].value
    if work is None or not scope.belongs(facts) or facts["state"].value is State.CANCELLED:
        return 0.0, 0.0
    return work, work - (remaining or 0.0)
