"""A row of the goals: an objective, a key result, an initiative, and why its numbers are so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from projections.figures import counted, day_of, rounded
from projections.goal_tree import GoalTree, contributions, own_part
from projections.models.goals import InitiativeRow, KeyResultRow, ObjectiveRow, percent
from workdomain.identification.cadence import outdated
from workdomain.identification.goal_progress import (
    Band,
    Part,
    band,
    gap,
    left_out,
    portfolio_score,
    roll_up,
    status_of,
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
    people: Mapping[UUID, str]
    works: Mapping[UUID, str]
    """What the projects and work items are called that are initiatives."""
    expected: Callable[[ObjectiveRow], float]
    cited: Mapping[UUID, str]
    """What became of the citation of a baseline, by key result."""


Made = dict[str, Any]
"""The fields of a row that say something."""


def objective_row(tree: GoalTree, row: ObjectiveRow, outline: str, asked: Asked) -> Made:
    """Show an objective."""
    share = tree.shares[row.id]
    active = row.phase is Phase.ACTIVE
    expected = asked.expected(row) if active else None
    computed = status_of(share, expected)
    missing = gap(share, expected)
    late = active and row.due is not None and outdated(row.due, asked.today)
    made: Made = {
        "kind": Kind.OBJECTIVE,
        "id": row.id,
        "objective": row.aligned_to,
        "outline": outline,
        "title": row.title,
        "level": row.level,
        "team": row.team,
        "owner": row.owner and asked.people.get(row.owner),
        "first": row.first,
        "last": row.last,
        "phase": row.phase,
        "commitment": row.commitment,
        "driver": row.driver,
        "weight": row.weight,
        "progress": rounded(share),
        "expected": rounded(expected),
        "gap": rounded(missing),
        "status": row.override if active and row.override else computed,
        "computed": computed,
        "override_reason": row.override_reason,
        "confidence": row.confidence,
        "checked_in": row.checked_in_at and day_of(row.checked_in_at),
        "due": row.due if active else None,
        "outdated_days": (asked.today - row.due).days if late and row.due else None,
        "outcome": row.outcome,
        "score": row.score,
        "band": band(row.score, row.commitment),
        "self_grade": row.self_grade,
    }
    made["why"] = tuple(_why(tree, row, made, missing, asked))
    return made


def _why(
    tree: GoalTree, row: ObjectiveRow, made: Made, missing: float | None, asked: Asked
) -> Iterator[str]:
    if row.phase is Phase.CLOSED:
        yield from _why_closed(row)
        return
    yield from contributions(tree.parts(row.id, asked.works), tree.shares[row.id])
    if row.phase is Phase.DRAFT:
        yield "a draft: nothing is expected yet"
        return
    yield _against(made["expected"], missing, made["computed"])
    if row.override is not None:
        yield f"{row.override} by the word of its owner: {row.override_reason}"
    if made["outdated_days"]:
        yield f"a check-in was due {row.due}: outdated"


def _why_closed(row: ObjectiveRow) -> Iterator[str]:
    score = "without a score: its progress was undefined"
    if row.score is not None:
        score = f"with the progress it had: {percent(row.score)}"
    yield f"closed as {row.outcome} {score}"
    yield from row.reasons
    if row.comment:
        yield row.comment


def _against(expected: float | None, missing: float | None, status: Status | None) -> str:
    """Compare with what was expected."""
    told = percent(expected or 0.0)
    if missing is None:
        return f"{told} expected by now: no status without a progress"
    if missing > 0:
        return f"{told} expected by now, {percent(missing)} are missing: {status}"
    return f"{told} expected by now: {status}"


def key_result_made(
    row: KeyResultRow, place: int, of: ObjectiveRow, own: Made, asked: Asked
) -> Made:
    """Show a key result of an objective that is shown as `own`."""
    expected = None if row.archived or row.kind is KeyResultKind.BASELINE else own["expected"]
    guardrail = row.kind in GUARDRAILS
    if guardrail:
        expected = None
    missing = gap(row.share, expected)
    status = _guarded(row, of, asked.today) if guardrail else status_of(row.share, expected)
    owner = row.owner or of.owner
    lines = [row.why]
    if expected is not None and row.share is not None:
        lines.append(_against(expected, missing, status))
    reason = left_out(own_part(row))
    if reason is not None and row.share is not None:
        lines.append(f"left out: {reason}")
    if row.id in asked.cited:
        lines.append(asked.cited[row.id])
    return {
        "kind": Kind.KEY_RESULT,
        "id": row.id,
        "objective": row.objective,
        "outline": f"{own['outline']} KR{place}",
        "title": row.name,
        "owner": owner and asked.people.get(owner),
        "phase": "archived" if row.archived else None,
        "measured": row.kind,
        "aggregation": row.aggregation,
        "unit": row.unit,
        "baseline": row.baseline,
        "target": row.target,
        "current": row.value,
        "weight": row.weight,
        "progress": rounded(row.share),
        "progress_raw": rounded(row.raw),
        "expected": expected,
        "gap": rounded(missing),
        "status": status,
        "computed": status,
        "checked_in": row.told_at and day_of(row.told_at),
        "why": tuple(lines),
    }


def _guarded(row: KeyResultRow, of: ObjectiveRow, today: date) -> Status | None:
    """Tell how a guardrail stands: during the period, and at its end."""
    if row.holds is None or row.archived or of.phase is Phase.DRAFT:
        return None
    if of.phase is Phase.CLOSED or today > of.last:
        return Status.ACHIEVED if row.holds else Status.MISSED
    return Status.ON_TRACK if row.holds else Status.OFF_TRACK


def initiative_made(
    row: InitiativeRow, outline: str, names: Mapping[UUID, str], asked: Asked
) -> Made:
    """Show an initiative; `names` are those of the key results."""
    moved = names.get(row.key_result) if row.key_result else None
    moves = f"to move {moved}; " if moved else ""
    counts = f"counts {row.weight:g} times" if row.weight else "a hypothesis: weighs 0"
    return {
        "kind": Kind.INITIATIVE,
        "id": row.work,
        "objective": row.objective,
        "outline": outline,
        "title": asked.works.get(row.work, "Work that is not known (any more)"),
        "weight": row.weight,
        "progress": rounded(row.share),
        "why": (f"{moves}{counts}",),
    }


def portfolio_row(tree: GoalTree, shown: Sequence[UUID]) -> Made:
    """Sum up the objectives that are shown: the mean score, and the progress of the topmost."""
    rows, ids = [tree.objectives[id] for id in shown], frozenset(shown)
    closed = [
        row for row in rows if row.phase is Phase.CLOSED and row.outcome is not Outcome.DROPPED
    ]
    dropped = sum(row.outcome is Outcome.DROPPED for row in rows)
    score = portfolio_score(row.score for row in closed)
    scored = sum(row.score is not None for row in closed)
    tops = [
        row
        for row in rows
        if tree.above[row.id] not in ids
        and row.phase is not Phase.DRAFT
        and row.outcome is not Outcome.DROPPED
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
        "kind": Kind.PORTFOLIO,
        "id": None,
        "title": counted(len(rows), "objective", "objectives"),
        "progress": rounded(share),
        "score": rounded(score),
        "why": tuple(why),
    }
