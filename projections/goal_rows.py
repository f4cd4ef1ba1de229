"""A row of the goals: an objective, a key result, an initiative, and why its numbers are so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from projections.figures import counted, rounded
from projections.goal_tree import DRIVERS, UNKNOWN, GoalTree, Id, Plain, contributions, own_part
from projections.models.goals import percent
from projections.tables import to_moment
from projections.view import Maker
from workdomain.identification.cadence import outdated
from workdomain.identification.goal_progress import (
    Band,
    Part,
    band,
    gap,
    left_out,
    portfolio_score,
    roll_up,
    status_by,
)
from workdomain.identification.goal_words import (
    Commitment,
    Level,
    Outcome,
    ProgressDriver,
    Status,
)
from workdomain.identification.measures import GUARDRAILS, Aggregation, KeyResultKind
from workdomain.identification.objective_life import Phase
from workdomain.kernel import Message


class Kind(StrEnum):
    """What a row of the goals is about."""

    PORTFOLIO = "portfolio"
    """All objectives of the answer together."""
    OBJECTIVE = "objective"
    KEY_RESULT = "key_result"
    INITIATIVE = "initiative"


class GoalRow(Message):
    """An objective, one of its key results or initiatives, or all objectives together.

    Progress, gaps and scores count from 0 to 1, amounts are exact. What is undefined is null, which
    is not 0.
    """

    kind: Kind
    id: UUID | None
    """The objective or key result, the project or work item of an initiative; null for all."""
    objective: UUID | None = None
    """What it belongs to; of an objective, the one it serves."""
    outline: str = ""
    """1.2 is the second objective below the first; `1.2 KR1` its first key result, `1.2 I1` its
    first initiative."""
    title: str
    level: Level | None = None
    team: str | None = None
    owner: str | None = None
    first: date | None = None
    last: date | None = None
    phase: str | None = None
    """draft, active or closed; `archived` for a key result that does not count any more."""
    commitment: Commitment | None = None
    driver: ProgressDriver | None = None
    """What its progress is made of."""
    measured: KeyResultKind | None = None
    """How the value of a key result tells how far it is reached."""
    aggregation: Aggregation | None = None
    unit: str | None = None
    """`%`, an ISO 4217 code, or nothing."""
    baseline: str | None = None
    target: str | None = None
    current: str | None = None
    """The latest value."""
    weight: float | None = None
    """Its share in the progress of what it belongs to."""
    progress: float | None = None
    progress_raw: float | None = None
    """Of a key result: the same, not clamped, for what is over-achieved or got worse."""
    expected: float | None = None
    """The share of the period that has passed."""
    gap: float | None = None
    """What is missing of what was expected; negative is ahead."""
    status: Status | None = None
    computed: Status | None = None
    """What the numbers say, where the owner says otherwise."""
    override_reason: str | None = None
    confidence: int | None = None
    """Of the last check-in, 0 to 10."""
    checked_in: date | None = None
    """When a check-in, or a value, came last."""
    due: date | None = None
    """When the next check-in is due."""
    outdated_days: int | None = None
    """For how many days a check-in has been missing, if that is more than three."""
    outcome: Outcome | None = None
    score: float | None = None
    """The progress with which it was closed; of all together, the mean."""
    band: Band | None = None
    """What the score says, by what was expected of the goal."""
    self_grade: float | None = None
    why: tuple[str, ...] = ()
    """How the numbers came about, what was left out of them, and what else there is to say."""


class Asked(NamedTuple):
    """What rows are made with."""

    today: date
    people: Mapping[Id | None, str]
    works: Mapping[Id, str]
    """What the projects and work items are called that are initiatives."""
    expected: Callable[[Plain], float]
    cited: Mapping[Id, str]
    """What became of the citation of a baseline, by key result."""


Made = dict[str, Any]
"""All fields of a row."""

ACTIVE = Phase.ACTIVE
made_row = Maker(GoalRow)
BLANK = made_row.blank
LEVELS = {str(word): word for word in Level}
COMMITMENTS = {str(word): word for word in Commitment}
OUTCOMES = {str(word): word for word in Outcome}
STATUSES = {str(word): word for word in Status}
KINDS = {str(word): word for word in KeyResultKind}
"""Words by how they lie in the database."""


class Standing(NamedTuple):
    """How far something is, beside how far it should be."""

    progress: float | None
    gap: float | None
    status: Status | None
    told: str
    """The comparison, in words; empty where nothing is expected."""


@lru_cache(maxsize=20_000)
def standing(share: float | None, expected: float | None) -> Standing:
    """Compare with what was expected; the same comparison is made once."""
    missing = gap(share, expected)
    status = status_by(share, missing)
    if expected is None:
        return Standing(rounded(share), None, None, "")
    told = f"{percent(expected)} expected by now"
    if missing is None:
        return Standing(None, None, None, f"{told}: no status without a progress")
    if missing > 0:
        told += f", {percent(missing)} are missing"
    return Standing(rounded(share), rounded(missing), status, f"{told}: {status}")


def objective_row(tree: GoalTree, row: Plain, outline: str, asked: Asked) -> Made:
    """Show an objective."""
    active = row.phase == ACTIVE
    expected = asked.expected(row) if active else None
    stands = standing(tree.shares[row.id], expected)
    due = day_of(row.due) if active and row.due else None
    commitment = COMMITMENTS[row.commitment]
    made: Made = {
        **BLANK,
        "kind": Kind.OBJECTIVE,
        "id": id_of(row.id),
        "objective": row.aligned_to and id_of(row.aligned_to),
        "outline": outline,
        "title": row.title,
        "level": LEVELS[row.level],
        "team": row.team,
        "owner": asked.people.get(row.owner),
        "first": day_of(row.first),
        "last": day_of(row.last),
        "phase": row.phase,
        "commitment": commitment,
        "driver": DRIVERS[row.driver],
        "weight": row.weight,
        "progress": stands.progress,
        "expected": rounded(expected),
        "gap": stands.gap,
        "status": STATUSES[row.override] if active and row.override else stands.status,
        "computed": stands.status,
        "override_reason": row.override_reason,
        "confidence": row.confidence,
        "checked_in": _day(row.checked_in_at),
        "due": due,
        "outdated_days": (asked.today - due).days if due and outdated(due, asked.today) else None,
        "outcome": row.outcome and OUTCOMES[row.outcome],
        "score": row.score,
        "band": band(row.score, commitment),
        "self_grade": row.self_grade,
    }
    made["why"] = tuple(_why(tree, row, stands, made["outdated_days"], asked))
    return made


day_of = lru_cache(maxsize=10_000)(date.fromisoformat)


id_of: Callable[[Id], UUID] = TypeAdapter(UUID).validator.validate_python
"""Reads an id as it lies in the database, faster than UUID() does."""


@lru_cache(maxsize=10_000)
def _day(microseconds: int | None) -> date | None:
    return None if microseconds is None else to_moment(microseconds).date()


def _why(
    tree: GoalTree, row: Plain, stands: Standing, outdated_days: int | None, asked: Asked
) -> Iterator[str]:
    if row.phase == Phase.CLOSED:
        yield from _why_closed(row)
        return
    yield from contributions(tree.parts(row.id, asked.works), tree.shares[row.id])
    if row.phase == Phase.DRAFT:
        yield "a draft: nothing is expected yet"
        return
    yield stands.told
    if row.override is not None:
        yield f"{row.override} by the word of its owner: {row.override_reason}"
    if outdated_days:
        yield f"a check-in was due {row.due}: outdated"


def _why_closed(row: Plain) -> Iterator[str]:
    score = "without a score: its progress was undefined"
    if row.score is not None:
        score = f"with the progress it had: {percent(row.score)}"
    yield f"closed as {row.outcome} {score}"
    yield from orjson.loads(row.reasons)
    if row.comment:
        yield row.comment


def key_result_made(row: Plain, place: int, of: Plain, own: Made, asked: Asked) -> Made:
    """Show a key result of an objective that is shown as `own`."""
    share, guardrail = row.share, row.kind in GUARDRAILS
    timeless = guardrail or row.archived or row.kind == KeyResultKind.BASELINE
    expected = None if timeless or of.phase != ACTIVE else asked.expected(of)
    reached, missing, status, told = standing(share, expected)
    if guardrail:
        status = _guarded(row, of, asked.today)
    lines = [row.why]
    if missing is not None:
        lines.append(told)
    if share is not None and (row.archived or not row.weight):
        lines.append(f"left out: {left_out(own_part(row))}")
    if row.id in asked.cited:
        lines.append(asked.cited[row.id])
    return {
        **BLANK,
        "kind": Kind.KEY_RESULT,
        "id": id_of(row.id),
        "objective": own["id"],
        "outline": f"{own['outline']} KR{place}",
        "title": row.name,
        "owner": asked.people.get(row.owner or of.owner),
        "phase": "archived" if row.archived else None,
        "measured": KINDS[row.kind],
        "aggregation": row.aggregation and Aggregation(row.aggregation),
        "unit": row.unit,
        "baseline": row.baseline,
        "target": row.target,
        "current": row.value,
        "weight": row.weight,
        "progress": reached,
        "progress_raw": reached if row.raw == share else rounded(row.raw),
        "expected": rounded(expected),
        "gap": missing,
        "status": status,
        "computed": status,
        "checked_in": _day(row.told_at),
        "why": tuple(lines),
    }


def _guarded(row: Plain, of: Plain, today: date) -> Status | None:
    """Tell how a guardrail stands: during the period, and at its end."""
    if row.holds is None or row.archived or of.phase == Phase.DRAFT:
        return None
    if of.phase == Phase.CLOSED or today > day_of(of.last):
        return Status.ACHIEVED if row.holds else Status.MISSED
    return Status.ON_TRACK if row.holds else Status.OFF_TRACK


def initiative_made(row: Plain, outline: str, names: Mapping[Id, str], asked: Asked) -> Made:
    """Show an initiative; `names` are those of the key results."""
    moved = names.get(row.key_result)
    moves = f"to move {moved}; " if moved else ""
    counts = f"counts {row.weight:g} times" if row.weight else "a hypothesis: weighs 0"
    return {
        **BLANK,
        "kind": Kind.INITIATIVE,
        "id": id_of(row.work),
        "objective": id_of(row.objective),
        "outline": outline,
        "title": asked.works.get(row.work, UNKNOWN),
        "weight": row.weight,
        "progress": rounded(row.share),
        "why": (f"{moves}{counts}",),
    }


def portfolio_row(tree: GoalTree, shown: Sequence[Id]) -> Made:
    """Sum up the objectives that are shown: the mean score, and the progress of the topmost."""
    rows, ids = [tree.objectives[id] for id in shown], frozenset(shown)
    closed = [row for row in rows if row.phase == Phase.CLOSED and row.outcome != Outcome.DROPPED]
    dropped = sum(row.outcome == Outcome.DROPPED for row in rows)
    score = portfolio_score(row.score for row in closed)
    scored = sum(row.score is not None for row in closed)
    tops = [
        row
        for row in rows
        if tree.above[row.id] not in ids
        and row.phase != Phase.DRAFT
        and row.outcome != Outcome.DROPPED
    ]
    share = roll_up(Part(tree.shares[row.id]) for row in tops)
    known = sum(tree.shares[row.id] is not None for row in tops)
    why = [f"progress: the mean of {counted(known, 'objective', 'objectives')} at the top"]
    if score is not None:
        why.append(
            f"score: the mean of {counted(scored, 'objective', 'objectives')} closed with one"
        )
    if dropped:
        why.append(f"left out, dropped: {counted(dropped, 'objective', 'objectives')}")
    return {
        **BLANK,
        "kind": Kind.PORTFOLIO,
        "title": counted(len(rows), "objective", "objectives"),
        "progress": rounded(share),
        "score": rounded(score),
        "why": tuple(why),
    }
