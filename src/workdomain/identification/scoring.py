"""What an objective's progress is made of, from the states of it and of those that serve it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from workdomain.identification.goal_progress import Aligned, LeftOut, Part, progress
from workdomain.identification.goal_words import Outcome
from workdomain.identification.key_result import KeyResult
from workdomain.identification.measures import (
    GUARDRAILS,
    KeyResultKind,
    Measured,
    aggregate,
    satisfied,
)
from workdomain.identification.objective_life import Life, Phase
from workdomain.identification.objective_state import Objective


def held(result: KeyResult) -> list[bool]:
    """Tell at which check-ins a guardrail held, by its threshold at the time."""
    return [
        satisfied(reading.measure, reading.value)
        for reading in result.readings
        if reading.measure.kind in GUARDRAILS
    ]


def result_part(result: KeyResult, value: Decimal | None) -> Part:
    """Tell what a key result that stands at a value contributes to its objective."""
    out = LeftOut.ARCHIVED if result.archived else None
    if out is None and result.measure.kind is KeyResultKind.BASELINE:
        out = LeftOut.MEASURING_ONLY
    return Part(progress(result.measure, value, held(result)).share, result.weight, out)


def life_out(life: Life) -> LeftOut | None:
    """Tell why an objective does not count in the one it serves, by its life."""
    if life.phase is Phase.DRAFT:
        return LeftOut.DRAFT
    return LeftOut.DROPPED if life.outcome is Outcome.DROPPED else None


def values_now(objectives: Mapping[UUID, Objective]) -> dict[UUID, Decimal | None]:
    """Tell where every key result stands: those that are fed, by what feeds them."""
    results = {id: each for own in objectives.values() for id, each in own.results.items()}
    feeders: dict[UUID, list[UUID]] = {}
    for own in objectives.values():
        above = objectives.get(own.alignment.aligned_to) if own.alignment.aligned_to else None
        for id, each in own.results.items():
            counts = not each.archived and life_out(own.life) is None
            if above and each.feeds and each.feeds in above.results and counts:
                feeders.setdefault(each.feeds, []).append(id)
    values: dict[UUID, Decimal | None] = {}
    for id in feeders_first(results, feeders):
        how = results[id].measure.aggregation
        if how is None:
            values[id] = results[id].current
        else:
            fed = feeders.get(id, ())
            values[id] = aggregate(
                [Measured(values.get(f), results[f].weight, results[f].told_at) for f in fed], how
            )
    return values


def feeders_first(results: Iterable[UUID], feeders: Mapping[UUID, list[UUID]]) -> list[UUID]:
    """Order key results so that what feeds one comes before it; a circle is cut somewhere."""
    order: dict[UUID, None] = {}
    for start in results:
        stack, path = [start], set()
        while stack:
            id = stack[-1]
            waiting = [f for f in feeders.get(id, ()) if f not in order and f not in path]
            if id in order or not waiting:
                order[stack.pop()] = None
            else:
                path.add(id)
                stack += waiting
    return list(order)


def aligned(own: Objective, values: Mapping[UUID, Decimal | None]) -> Aligned:
    """Tell what an objective's progress is made of, next to the objectives that serve it."""
    return Aligned(
        parent=own.alignment.aligned_to,
        driver=own.profile.driver,
        parts=(
            *(result_part(each, values.get(id)) for id, each in own.results.items()),
            *(Part(each.progress, each.weight) for each in own.initiatives.values()),
        ),
        weight=own.alignment.weight,
        out=life_out(own.life),
        frozen=own.life.score,
        closed=own.life.phase is Phase.CLOSED,
    )
