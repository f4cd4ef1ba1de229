"""Goals as rows: objectives, their key results, initiatives and check-ins.

What a number is by itself (a key result's progress, and why it is that) is worked out here, once;
what depends on the day or on other objectives is left to whoever reads.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from projections.models.check_ins import (
    NONE,
    CheckInRow,
    CheckIns,
    ReadingRow,
    reading_row,
    taken_in,
)
from workdomain.identification.check_in_words import CheckInPublished
from workdomain.identification.goal_progress import progress
from workdomain.identification.goal_words import (
    Commitment,
    Level,
    Outcome,
    ProgressDriver,
    Status,
)
from workdomain.identification.key_result import Citation, KeyResult
from workdomain.identification.measures import (
    GUARDRAILS,
    Aggregation,
    KeyResultKind,
    Measure,
    UnitKind,
    satisfied,
    shown,
)
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import Phase
from workdomain.identification.objective_state import Objective
from workdomain.identification.profile import ObjectiveAdded
from workdomain.identification.scoring import held
from workdomain.store.messages import Recorded


class ObjectiveRow(NamedTuple):
    """An objective, as far as it is known by itself."""

    id: UUID
    title: str
    search: str
    """The title in one case, to find it by."""
    owner: UUID | None
    reviewer: UUID | None
    level: Level
    team: str | None
    first: date
    last: date
    aligned_to: UUID | None
    weight: float
    """Its share in the progress of the one it serves."""
    driver: ProgressDriver
    commitment: Commitment
    phase: Phase
    outcome: Outcome | None
    score: float | None
    """Its progress when it was closed."""
    self_grade: float | None
    comment: str
    reasons: tuple[str, ...]
    override: Status | None
    """How it stands by the word of its owner."""
    override_reason: str | None
    due: date | None
    """When the next check-in is due."""
    checked_in_at: datetime | None
    confidence: int | None
    """As the last check-in told it, 0 to 10."""
    stated: Status | None
    """As the last check-in told it."""
    added_at: datetime


class KeyResultRow(NamedTuple):
    """A key result; amounts are written exactly."""

    id: UUID
    objective: UUID
    place: int
    """Counts from 1, in the order in which they were added."""
    name: str
    owner: UUID | None
    kind: KeyResultKind
    unit: str
    """`%`, the code of a currency, or nothing."""
    precision: int | None
    baseline: str | None
    target: str | None
    value: str | None
    weight: float
    share: float | None
    """How far it is reached, from 0 to 1; None is undefined, and so it is for what is aggregated:
    that depends on other objectives."""
    raw: float | None
    """The same, not clamped."""
    holds: bool | None
    """Whether a guardrail holds by its latest value."""
    why: str
    """How its progress came about."""
    aggregation: Aggregation | None
    feeds: UUID | None
    """The key result that its value is aggregated into."""
    archived: bool
    told_at: datetime | None


class CitationRow(NamedTuple):
    """Where the baseline of a key result comes from."""

    key_result: UUID
    objective: UUID
    baseline: str | None
    view: str
    params: str
    row: str
    field: str
    as_of: str
    """An instant, or a log position."""


class InitiativeRow(NamedTuple):
    """A project or a work item that is to move an objective or one of its key results."""

    work: UUID
    objective: UUID
    place: int
    """Counts from 1, in the order in which they were added."""
    project: UUID | None
    item: UUID | None
    key_result: UUID | None
    weight: float
    share: float | None
    """How far it is, from 0 to 1; None is undefined."""


class Shown(NamedTuple):
    """What is shown of an objective: what a decision knows of it, and when things happened."""

    objective: Objective = Objective()
    added_at: datetime | None = None
    checked_in_at: datetime | None = None
    confidence: int | None = None
    stated: Status | None = None
    check_ins: CheckIns = NONE


def evolve(shown: Shown, recorded: Recorded) -> Shown:
    """Take in an event as decisions do, and note when."""
    event, context = recorded.event, recorded.context
    after = shown._replace(
        objective=objective.evolve(shown.objective, event, context),
        check_ins=taken_in(shown.check_ins, event, context),
    )
    match event:
        case ObjectiveAdded():
            return after._replace(added_at=context.at)
        case CheckInPublished():
            return after._replace(
                checked_in_at=context.at, confidence=event.confidence, stated=event.status
            )
        case _:
            return after


Rows = ObjectiveRow | KeyResultRow | CitationRow | InitiativeRow | CheckInRow | ReadingRow


def rows(id: UUID, shown: Shown) -> Iterator[Rows]:
    """Show an objective with everything that lies in its stream.

    Nothing is shown of what is said to have happened before it was added.
    """
    if shown.added_at is None:
        return
    yield _objective(id, shown, shown.added_at)
    for place, (key_result, known) in enumerate(shown.objective.results.items(), 1):
        yield key_result_row(id, place, key_result, known)
        if known.cites is not None:
            yield _citation(id, key_result, known, known.cites)
    for place, (work, each) in enumerate(shown.objective.initiatives.items(), 1):
        yield InitiativeRow(
            work, id, place, each.project, each.item, each.key_result, each.weight, each.progress
        )
    for check_in, kept in shown.check_ins.items():
        yield kept.row._replace(objective=id)
        for key_result, reading in kept.readings.items():
            yield reading_row(id, check_in, key_result, reading)


def _objective(id: UUID, shown: Shown, added_at: datetime) -> ObjectiveRow:
    profile, alignment, _, _, life, check_ins = shown.objective
    return ObjectiveRow(
        id=id,
        title=profile.title,
        search=profile.title.casefold(),
        owner=profile.owner,
        reviewer=profile.reviewer,
        level=profile.level,
        team=profile.team,
        first=profile.first,
        last=profile.last,
        aligned_to=alignment.aligned_to,
        weight=alignment.weight,
        driver=profile.driver,
        commitment=profile.commitment,
        phase=life.phase,
        outcome=life.outcome,
        score=life.score,
        self_grade=life.self_grade,
        comment=life.comment,
        reasons=life.reasons,
        override=life.override,
        override_reason=life.override_reason,
        due=check_ins.due,
        checked_in_at=shown.checked_in_at,
        confidence=shown.confidence,
        stated=shown.stated,
        added_at=added_at,
    )


def key_result_row(objective: UUID, place: int, id: UUID, known: KeyResult) -> KeyResultRow:
    """Show a key result, with its progress where it has its value by itself."""
    measure, value = known.measure, known.current
    guardrail, aggregated = measure.kind in GUARDRAILS, measure.aggregation is not None
    told = held(known)
    reached = progress(measure, None if aggregated else value, told)
    return KeyResultRow(
        id=id,
        objective=objective,
        place=place,
        name=known.name,
        owner=known.owner,
        kind=measure.kind,
        unit=_unit(measure),
        precision=measure.unit.precision,
        baseline=_written(measure.start),
        target=_written(measure.target),
        value=None if aggregated else _written(value),
        weight=known.weight,
        share=reached.share,
        raw=reached.raw,
        holds=satisfied(measure, value) if guardrail and value is not None else None,
        why="" if aggregated else why(measure, value, told),
        aggregation=measure.aggregation,
        feeds=known.feeds,
        archived=known.archived,
        told_at=known.told_at,
    )


def _unit(measure: Measure) -> str:
    if measure.unit.kind is UnitKind.PERCENTAGE:
        return "%"
    return measure.unit.currency or ""


def exactly(amount: Decimal) -> str:
    """Write an amount with all its decimals, and without an exponent."""
    return f"{amount:f}"


def _written(amount: Decimal | None) -> str | None:
    return None if amount is None else exactly(amount)


def why(measure: Measure, value: Decimal | None, told: Sequence[bool]) -> str:
    """Say how the progress of a key result came about, or why there is none."""
    if measure.kind is KeyResultKind.BASELINE:
        latest = "nothing measured yet" if value is None else f"{shown(value, measure.unit)} so far"
        return f"measuring only, {latest}: undefined until there is a target"
    if value is None:
        return "nothing measured yet: undefined"
    stands = shown(value, measure.unit)
    if measure.kind in GUARDRAILS:
        return _guarded(measure, stands, satisfied(measure, value), told)
    if measure.kind is KeyResultKind.BOOLEAN:
        return "done" if value else "not done"
    if measure.kind is KeyResultKind.CHECKLIST:
        return f"{stands} of {len(measure.items)} items done"
    start, target = measure.start or Decimal(0), measure.target or Decimal(0)
    if start == target:
        return f"{stands}, but baseline and target are the same: undefined"
    way = f"from {shown(start, measure.unit)} to {shown(target, measure.unit)}"
    return f"{stands} on the way {way}: {percent(float((value - start) / (target - start)))}"


def _guarded(measure: Measure, value: str, holds: bool, told: Sequence[bool]) -> str:
    limit = shown(measure.target or Decimal(0), measure.unit)
    side = "at least" if measure.kind is KeyResultKind.STAY_ABOVE else "at most"
    stands = f"{value} {'is' if holds else 'is not'} {side} {limit}"
    if not told:
        return f"{stands}; no check-in told of it yet: undefined"
    return f"{stands}; it held in {sum(told)} of {len(told)} check-ins"


@lru_cache(maxsize=10_000)
def percent(share: float) -> str:
    """Write a share as people read it: `37.5 %`."""
    return f"{round(100 * share, 1):.10g} %"


def _citation(objective: UUID, id: UUID, known: KeyResult, cites: Citation) -> CitationRow:
    as_of = cites.as_of
    return CitationRow(
        key_result=id,
        objective=objective,
        baseline=_written(known.measure.baseline),
        view=cites.view,
        params=cites.params,
        row=cites.row,
        field=cites.field,
        as_of=as_of.isoformat() if isinstance(as_of, datetime) else str(as_of),
    )


goals = ReadModel(
    name="goals",
    reads=(objective,),
    initial=Shown(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(
            ObjectiveRow, "objective", key=(), indexes=(("aligned_to",), ("id",)), called="title"
        ),
        TableOf(
            KeyResultRow,
            "key_result",
            key=("id",),
            indexes=(("objective",), ("id",)),
            called="name",
        ),
        TableOf(CitationRow, "citation", key=("key_result",)),
        TableOf(InitiativeRow, "initiative", key=("work",), indexes=(("objective",), ("work",))),
        TableOf(CheckInRow, "check_in", key=("id",), indexes=(("objective",),)),
        TableOf(ReadingRow, "reading", key=("check_in", "key_result"), indexes=(("objective",),)),
    ),
)
