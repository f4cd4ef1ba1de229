"""Objectives as a tree of rows, with the numbers that depend on more than one of them.

There are thousands of rows, of which most is only passed on: they are taken as they lie in the
database, where ids are bytes (which also are found faster than UUIDs), days and words are text.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select

from projections.models.goals import (
    InitiativeRow,
    KeyResultRow,
    ObjectiveRow,
    exactly,
    percent,
    why,
)
from projections.reader import Reader
from projections.trees import Place, outline, parents
from workdomain.identification.goal_progress import (
    Aligned,
    LeftOut,
    Part,
    aligned_part,
    left_out,
    progress,
    roll_up_tree,
)
from workdomain.identification.goal_words import Outcome, ProgressDriver
from workdomain.identification.measures import (
    GUARDRAILS,
    Aggregation,
    KeyResultKind,
    Measure,
    Measured,
    Unit,
    UnitKind,
    aggregate,
    satisfied,
)
from workdomain.identification.objective_life import Phase
from workdomain.identification.scoring import feeders_first

Id = bytes
"""An id as it lies in the database."""

Plain = Any
"""A row of the models, with its values as they lie in the database."""


class Node(NamedTuple):
    """An objective as trees know it."""

    id: Any
    parent: Any


@dataclass(frozen=True)
class GoalTree:
    """Objectives, in the order in which they were added, with what belongs to each.

    One whose parent is not among them is a top.
    """

    objectives: Mapping[Id, Plain]
    key_results: Mapping[Id, Sequence[Plain]]
    initiatives: Mapping[Id, Sequence[Plain]]

    @cached_property
    def above(self) -> Mapping[Any, Any]:
        """Each objective's parent."""
        return parents(Node(row.id, row.aligned_to) for row in self.objectives.values())

    @cached_property
    def below(self) -> Mapping[Id, Sequence[Id]]:
        """The objectives that serve each one."""
        below = defaultdict[Id, list[Id]](list)
        for id, parent in self.above.items():
            if parent is not None:
                below[parent].append(id)
        return below

    @cached_property
    def own(self) -> Mapping[Id, tuple[Part, ...]]:
        """What each objective's own key results and initiatives contribute, in that order."""
        results, initiatives = self.key_results, self.initiatives
        return {
            id: (
                *map(own_part, results.get(id, ())),
                *map(initiative_part, initiatives.get(id, ())),
            )
            for id in self.objectives
        }

    @cached_property
    def _aligned(self) -> Mapping[Id, Aligned]:
        return {
            id: Aligned(
                self.above[id],
                DRIVERS[row.driver],
                self.own[id],
                row.weight,
                life_out(row),
                row.score,
                row.phase == Phase.CLOSED,
            )
            for id, row in self.objectives.items()
        }

    @cached_property
    def shares(self) -> Mapping[Id, float | None]:
        """How far every objective is reached, with everything below it that drives it."""
        return roll_up_tree(self._aligned)

    @cached_property
    def _above_gets(self) -> Mapping[Id, tuple[str, Part]]:
        """What each objective is called, and contributes to the one it serves."""
        rows, shares = self.objectives, self.shares
        return {
            id: (rows[id].title, aligned_part(own, shares[id])) for id, own in self._aligned.items()
        }

    def parts(self, id: Id, names: Mapping[Id, str]) -> list[tuple[str, Part]]:
        """List what may drive an objective's progress; `names` are those of its initiatives."""
        driver, parts = self.objectives[id].driver, list[tuple[str, Part]]()
        if driver != ALIGNED:
            called = [row.name for row in self.key_results.get(id, ())]
            called += [names.get(row.work, UNKNOWN) for row in self.initiatives.get(id, ())]
            parts += zip(called, self.own[id], strict=True)
        if driver != OWN:
            parts += [self._above_gets[child] for child in self.below.get(id, ())]
        return parts

    def outline(self, levels: int | None) -> Iterator[Place]:
        """Walk the objectives, those that serve the same in the order in which they were added."""
        return outline(self.above, lambda id: (self.objectives[id].added_at, id), levels)  # type: ignore[index]


UNKNOWN = "Work that is not known (any more)"
ALIGNED, OWN = ProgressDriver.ALIGNED_OBJECTIVES, ProgressDriver.KEY_RESULTS
BASELINE = KeyResultKind.BASELINE
DRIVERS = {str(driver): driver for driver in ProgressDriver}


def life_out(row: Plain) -> LeftOut | None:
    """Tell why an objective does not count in the one it serves, by its life."""
    if row.phase == Phase.DRAFT:
        return LeftOut.DRAFT
    return LeftOut.DROPPED if row.outcome == Outcome.DROPPED else None


def own_part(row: Plain) -> Part:
    """Tell what a key result contributes to its objective."""
    if row.archived:
        return Part(row.share, row.weight, LeftOut.ARCHIVED)
    if row.kind == BASELINE:
        return Part(None, row.weight, LeftOut.MEASURING_ONLY)
    return Part(row.share, row.weight)


def initiative_part(row: Plain) -> Part:
    """Tell what an initiative contributes to its objective: nothing, unless it has a weight."""
    return Part(row.share, row.weight)


def read_goals(reader: Reader, top: UUID | None) -> GoalTree:
    """Read an objective and everything below it, or all there is: three queries."""
    among = None if top is None else _below(reader, top)
    found = sorted(_rows(reader, ObjectiveRow, "id", among), key=attrgetter("added_at", "id"))
    objectives = {row.id: row for row in found}
    results = settled(objectives, _rows(reader, KeyResultRow, "objective", among))
    initiatives = _rows(reader, InitiativeRow, "objective", among)
    return GoalTree(objectives, _grouped(results), _grouped(initiatives))


def _rows(reader: Reader, row: type[Any], field: str, among: Select[Any] | None) -> list[Plain]:
    return reader.plain(row, lambda c: () if among is None else [c[field].in_(among)])


def _below(reader: Reader, top: UUID) -> Select[Any]:
    c: Any = reader.table(ObjectiveRow).c
    start = reader.select(ObjectiveRow, c.id).where(c.id == top).cte("goals", recursive=True)
    tree = start.union(reader.select(ObjectiveRow, c.id).where(c.aligned_to == start.c.id))
    return select(tree.c.id)


def _grouped(rows: Iterable[Plain]) -> Mapping[Id, Sequence[Plain]]:
    groups = defaultdict[Id, list[Plain]](list)
    for row in sorted(rows, key=attrgetter("place")):
        groups[row.objective].append(row)
    return groups


def settled(objectives: Mapping[Id, Plain], rows: Sequence[Plain]) -> Sequence[Plain]:
    """Give those key results their values that are made of others, of objectives below."""
    if all(row.aggregation is None for row in rows):
        return rows
    known = {row.id: row for row in rows}
    feeders = defaultdict[Any, list[Any]](list)
    for row in rows:
        above = known.get(row.feeds) if row.feeds else None
        own = objectives.get(row.objective)
        if above and own and above.objective == own.aligned_to and _counts(own, row):
            feeders[above.id].append(row.id)
    values: dict[Any, Decimal | None] = {}
    for id in feeders_first(known, feeders):
        row = known[id]
        if row.aggregation is None:
            values[id] = None if row.value is None else Decimal(row.value)
        else:
            fed = [
                Measured(values.get(each), known[each].weight, known[each].told_at)
                for each in feeders.get(id, ())
            ]
            values[id] = aggregate(fed, Aggregation(row.aggregation))
    return [_with(row, values[row.id], len(feeders.get(row.id, ()))) for row in rows]


def _counts(own: Plain, row: Plain) -> bool:
    return not row.archived and life_out(own) is None


def _with(row: Plain, value: Decimal | None, fed: int) -> Plain:
    """Show a key result at the value that is made of others."""
    if row.aggregation is None:
        return row
    measure = measure_of(row)
    reached = progress(measure, value)
    told = why(measure, value, ())
    return row._replace(
        value=None if value is None else exactly(value),
        share=reached.share,
        raw=reached.raw,
        holds=satisfied(measure, value)
        if measure.kind in GUARDRAILS and value is not None
        else None,
        why=f"{told} ({row.aggregation} of {fed} key results that feed it)",
    )


def measure_of(row: Plain) -> Measure:
    """Put together again what a key result is measured by, as far as numbers go."""
    kind = UnitKind.PERCENTAGE if row.unit == "%" else UnitKind.NUMBER
    unit = (
        Unit(kind=kind, precision=row.precision)
        if kind is UnitKind.PERCENTAGE or not row.unit
        else Unit(kind=UnitKind.MONEY, currency=row.unit, precision=row.precision)
    )
    return Measure(
        kind=row.kind,
        unit=unit,
        baseline=None if row.baseline is None else Decimal(row.baseline),
        target=None if row.target is None else Decimal(row.target),
        aggregation=row.aggregation,
    )


def contributions(parts: Sequence[tuple[str, Part]], share: float | None) -> Iterator[str]:
    """Say of what the progress of an objective is made, and what is left out of it and why."""
    counted = [(name, p, w) for name, (p, w, out) in parts if p is not None and w and out is None]
    if share is None or not counted:
        yield "undefined: nothing that drives it has a progress"
    elif len({w for _, _, w in counted}) == 1:
        terms = ", ".join([f"{name} {percent(p)}" for name, p, _ in counted])
        yield f"{percent(share)}, the mean of {terms}"
    else:
        terms = ", ".join([f"{w:g} x {name} {percent(p)}" for name, p, w in counted])
        yield f"{percent(share)}, the weighted mean of {terms}"
    if len(counted) == len(parts):
        return
    others = defaultdict[LeftOut, list[str]](list)
    for name, part in parts:
        if (reason := left_out(part)) is not None:
            others[reason].append(name)
    for reason, names in others.items():
        yield f"left out, {reason}: {', '.join(names)}"
