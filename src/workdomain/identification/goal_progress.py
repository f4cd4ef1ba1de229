"""How far a key result or an objective is reached, how far it should be, and why.

Formulas, each with its source. What is undefined is None, and stays None: it is never a zero.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from math import fsum
from typing import NamedTuple, TypeVar

from workdomain.identification.goal_words import Commitment, ProgressDriver, Status
from workdomain.identification.measures import (
    DIRECTIONAL,
    GUARDRAILS,
    KeyResultKind,
    Measure,
    satisfied,
)

BEHIND, AT_RISK = 0.165, 0.33
"""Gaps from which on a goal is behind, and beyond which it is at risk (Engagedly)."""

INITIATIVE_WEIGHS = 0.0
"""What an initiative weighs unless said otherwise: it is a hypothesis (Perdoo)."""

_DIGITS = 9  # a gap of 0.165 is one, however it was subtracted

K = TypeVar("K")


class Progress(NamedTuple):
    """How far something is reached: from 0 to 1, and as it is, for over-achievement."""

    share: float | None = None
    raw: float | None = None


UNDEFINED = Progress()


def progress(measure: Measure, value: Decimal | None, held: Sequence[bool] = ()) -> Progress:
    """Tell how far a key result is reached by its latest value; undefined is None.

        p = clamp((current - baseline) / (target - baseline), 0, 1)

    serves both directions, because the sign cancels (Operately has it in four cases); it is
    undefined, not 0, where baseline and target are the same. `raw` is not clamped. A guardrail
    (Engagedly) is reached by the share of check-ins in which it held, told by `held`. A boolean is
    0 or 1, a checklist done / total (Operately: all its items are one target).
    """
    if measure.kind in GUARDRAILS:
        return _clamped(sum(held) / len(held)) if held else UNDEFINED
    if value is None or measure.kind is KeyResultKind.BASELINE:
        return UNDEFINED
    if measure.kind in DIRECTIONAL:
        start, target = measure.start, measure.target
        if start is None or target is None or start == target:
            return UNDEFINED
        return _clamped(float((value - start) / (target - start)))
    return _clamped(float(value / (len(measure.items) or 1)))


def _clamped(raw: float) -> Progress:
    return Progress(min(1.0, max(0.0, raw)), raw)


def guardrail_status(measure: Measure, value: Decimal | None, ended: bool) -> Status | None:
    """Tell how a guardrail stands by its latest value, during the period and at its end."""
    if value is None:
        return None
    if satisfied(measure, value):
        return Status.ACHIEVED if ended else Status.ON_TRACK
    return Status.MISSED if ended else Status.OFF_TRACK


class LeftOut(StrEnum):
    """Why something does not contribute to what it is a part of."""

    DROPPED = "dropped"
    ARCHIVED = "archived"
    DRAFT = "a draft"
    MEASURING_ONLY = "measuring only"
    WEIGHS_NOTHING = "weighs 0"
    UNDEFINED = "undefined"
    OTHER_DRIVER = "not what drives it"


class Part(NamedTuple):
    """What may contribute to an objective: a key result, an aligned objective, an initiative."""

    share: float | None
    weight: float = 1.0
    out: LeftOut | None = None
    """Why it does not count, whatever its numbers are."""


def left_out(part: Part) -> LeftOut | None:
    """Say why a part does not contribute; None if it does."""
    if part.out is not None:
        return part.out
    if not part.weight:
        return LeftOut.WEIGHS_NOTHING
    return LeftOut.UNDEFINED if part.share is None else None


def roll_up(parts: Iterable[Part]) -> float | None:
    """Make one progress of those that contribute; None if none does.

        P = sum(w * p) / sum(w)

    All weigh the same unless said otherwise, initiatives nothing (Perdoo); what is dropped or
    archived does not count (HRMS).
    """
    weighed = [(w, p) for p, w, out in parts if p is not None and w and out is None]
    if not weighed:
        return None
    return fsum([w * p for w, p in weighed]) / fsum([w for w, _ in weighed])


class Aligned(NamedTuple):
    """What an objective's progress is made of, next to the objectives below it."""

    parent: object
    """The objective it is aligned to, or None."""
    driver: ProgressDriver
    parts: tuple[Part, ...]
    """Its own key results and initiatives."""
    weight: float = 1.0
    out: LeftOut | None = None
    """Why it does not count in its parent."""
    frozen: float | None = None
    """The score it was closed with, which stands from then on."""
    closed: bool = False


def roll_up_tree(objectives: Mapping[K, Aligned]) -> dict[K, float | None]:
    """Tell the progress of every objective, those below it included where they drive it.

    A closed one keeps its score. One that hangs in a circle, or below what is not there, is rolled
    up without what lies above it: rules that keep circles out judge new facts, not old ones.
    """
    below: dict[object, list[K]] = {}
    for id, objective in objectives.items():
        if objective.parent is not None:
            below.setdefault(objective.parent, []).append(id)
    shares: dict[K, float | None] = {}
    entered: set[K] = set()
    for root in objectives:
        stack = [root]
        while stack:
            id = stack[-1]
            if id in shares:
                stack.pop()
            elif id in entered:
                shares[id] = _share(objectives, id, below.get(id, ()), shares)
                stack.pop()
            else:
                entered.add(id)
                stack += [child for child in below.get(id, ()) if child not in entered]
    return shares


def _share(
    objectives: Mapping[K, Aligned],
    id: K,
    below: Sequence[K],
    shares: Mapping[K, float | None],
) -> float | None:
    objective = objectives[id]
    if objective.closed:
        return objective.frozen
    if objective.driver is ProgressDriver.KEY_RESULTS or not below:
        own = objective.driver is not ProgressDriver.ALIGNED_OBJECTIVES
        return roll_up(objective.parts) if own else None
    aligned = [aligned_part(objectives[child], shares.get(child)) for child in below]
    if objective.driver is ProgressDriver.ALIGNED_OBJECTIVES:
        return roll_up(aligned)
    return roll_up((*objective.parts, *aligned))


def aligned_part(objective: Aligned, share: float | None) -> Part:
    """Tell what an objective contributes to the one it is aligned to."""
    return Part(share, objective.weight, objective.out)


def expected_progress(
    first: date, last: date, today: date, works: Callable[[date], bool] | None = None
) -> float:
    """Tell which share of a period has passed: 0 on its first day, 1 on its last (Viva Goals).

        expected = elapsed days / total days

    Counts working days alone if `works` tells which those are.
    """
    if today >= last:
        return 1.0
    if today <= first:
        return 0.0
    if works is None:
        return (today - first).days / (last - first).days
    elapsed, total = _working(first, today, works), _working(first, last, works)
    return elapsed / total if total else 0.0


def _working(first: date, last: date, works: Callable[[date], bool]) -> int:
    """Count the working days after the first day, up to the last."""
    return sum(works(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def gap(share: float | None, expected: float | None) -> float | None:
    """Tell how much is missing of what was expected; negative is ahead."""
    return None if share is None or expected is None else round(expected - share, _DIGITS)


def status_of(share: float | None, expected: float | None) -> Status | None:
    """Tell how a goal stands (Engagedly's names and thresholds); None where it is undefined.

    achieved: all of it; on track: a gap below 0.165; behind: up to 0.33; at risk: more.
    """
    return status_by(share, gap(share, expected))


def status_by(share: float | None, missing: float | None) -> Status | None:
    """Tell how a goal stands by what is missing of what was expected."""
    if share is None or missing is None:
        return None
    if share >= 1:
        return Status.ACHIEVED
    if missing < BEHIND:
        return Status.ON_TRACK
    return Status.BEHIND if missing <= AT_RISK else Status.AT_RISK


def override_holds(overridden_at: datetime, checked_in_at: datetime | None) -> bool:
    """Tell whether an owner's word still stands: it lapses at the next check-in.

    (In Viva Goals it stops automatic updates until somebody edits it, which nobody does.)
    """
    return checked_in_at is None or checked_in_at <= overridden_at


class Band(StrEnum):
    """What a score says, by what was expected of the goal."""

    KEPT = "kept"
    """Committed, and all of it reached."""
    NOT_KEPT = "not_kept"
    """Committed, and less than all of it reached."""
    LOW = "low"
    """Aspirational, below 0.4."""
    FAIR = "fair"
    """Aspirational, 0.4 to 0.7."""
    HIGH = "high"
    """Aspirational, above 0.7."""


def band(score: float | None, commitment: Commitment) -> Band | None:
    """Tell what a score says of a goal of this commitment."""
    if score is None:
        return None
    score = round(score, _DIGITS)
    if commitment is Commitment.COMMITTED:
        return Band.KEPT if score >= 1 else Band.NOT_KEPT
    if score < 0.4:  # noqa: PLR2004, the bands are the docstrings above
        return Band.LOW
    return Band.FAIR if score <= 0.7 else Band.HIGH  # noqa: PLR2004


def portfolio_score(scores: Iterable[float | None]) -> float | None:
    """Tell the mean score of many goals; one without a score does not count."""
    known = [score for score in scores if score is not None]
    return fsum(known) / len(known) if known else None
