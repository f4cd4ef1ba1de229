"""The figures of an audit report: what was done, and how much work there was before and after."""

from collections.abc import Iterable, Iterator

from projections.history import LATE
from service.reports import times
from service.reports.lives import Facts
from service.reports.parts import Blocked, Figure, Positions, Total
from service.reports.scope import Scope
from workdomain.execution.task_life import State


def counted(positions: Iterable[int]) -> Figure:
    """Count events."""
    found = tuple(sorted(set(positions)))
    return Figure(value=float(len(found)), positions=found)


def late(scope: Scope) -> Positions:
    """List what was recorded more than a day after it happened."""
    return tuple(e.position for e in scope.inside if e.recorded_at - e.context.at > LATE)


def figures(scope: Scope, blocked: Iterable[Blocked]) -> dict[str, Figure]:
    """Tell the figures that come first."""
    first_by = {each.context.by: each.position for each in reversed(scope.inside)}
    stuck = tuple(each.days for each in blocked)
    return {
        "events": counted(each.position for each in scope.inside),
        "people": counted(first_by.values()),
        "hours": times.figure(scope.entries),
        "completed": counted(_completed(scope)),
        "blocked_days": Figure(
            value=round(sum(days.value for days in stuck), 4),
            positions=tuple(sorted({position for days in stuck for position in days.positions})),
        ),
        "late": counted(late(scope)),
        "corrections": counted(
            each.recorded.position
            for each in times.corrections(scope.sheet, scope.span, scope.counts)
        ),
    }


def _completed(scope: Scope) -> Iterator[int]:
    for _, begun, spell in scope.spells():
        done = spell.state is State.DONE and scope.span.has(spell.since)
        if done and scope.belongs(begun.facts):
            yield spell.positions[0]


def totals(scope: Scope) -> tuple[Total, ...]:
    """Add up the work before and after: in which states, how much, what is left, what it took."""
    before = [life.before for life in scope.lives.values() if scope.belongs(life.before)]
    after = [life.after for life in scope.lives.values() if scope.belongs(life.after)]
    states = () if scope.subject.kind == "item" else tuple(State)
    first = scope.span.first
    earlier = [entry for entry in scope.counted if first and entry.day < first]
    return (
        *(
            Total(name=s, unit="items", before=_in_state(before, s), after=_in_state(after, s))
            for s in states
        ),
        *(
            Total(name=name, unit="h", before=_sum(before, field), after=_sum(after, field))
            for name, field in (("work", "work_h"), ("remaining", "remaining_h"))
        ),
        Total(
            name="spent",
            unit="h",
            before=times.figure(earlier),
            after=times.figure([*earlier, *scope.entries]),
        ),
    )


def _sum(items: Iterable[Facts], field: str) -> Figure:
    """Add up a number of work items that are not cancelled."""
    known = [
        facts[field]
        for facts in items
        if facts["state"].value is not State.CANCELLED and facts[field].value is not None
    ]
    return Figure(
        value=round(sum(each.value for each in known), 4),
        positions=tuple(sorted({each.position for each in known if each.position})),
    )


def _in_state(items: Iterable[Facts], state: State) -> Figure:
    found = [facts["state"] for facts in items if facts["state"].value is state]
    return Figure(
        value=float(len(found)),
        positions=tuple(sorted({each.position for each in found if each.position})),
    )
