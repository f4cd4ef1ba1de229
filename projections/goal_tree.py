"""Objectives as a tree of rows, with the numbers that depend on more than one of them."""

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


class Node(NamedTuple):
    """An objective as trees know it."""

    id: UUID
    parent: UUID | None


class Named(NamedTuple):
    """A part of an objective's progress, and what it is called."""

    name: str
    part: Part


@dataclass(frozen=True)
class GoalTree:
    """Objectives with what belongs to each; one whose parent is not among them is a top."""

    objectives: Mapping[UUID, ObjectiveRow]
    key_results: Mapping[UUID, Sequence[KeyResultRow]]
    initiatives: Mapping[UUID, Sequence[InitiativeRow]]

    @cached_property
    def above(self) -> Mapping[UUID, UUID | None]:
        """Each objective's parent."""
        return parents(Node(row.id, row.aligned_to) for row in self.objectives.values())

    @cached_property
    def below(self) -> Mapping[UUID, Sequence[UUID]]:
        """The objectives that serve each one."""
        below = defaultdict[UUID, list[UUID]](list)
        for id, parent in self.above.items():
            if parent is not None:
                below[parent].append(id)
        return below

    @cached_property
    def _aligned(self) -> Mapping[UUID, Aligned]:
        return {
            id: Aligned(
                self.above[id],
                row.driver,
                tuple(map(own_part, self.key_results.get(id, ())))
                + tuple(map(initiative_part, self.initiatives.get(id, ()))),
                row.weight,
                life_out(row),
                row.score,
                row.phase is Phase.CLOSED,
            )
            for id, row in self.objectives.items()
        }

    @cached_property
    def shares(self) -> Mapping[UUID, float | None]:
        """How far every objective is reached, with everything below it that drives it."""
        return roll_up_tree(self._aligned)

    def parts(self, id: UUID, names: Mapping[UUID, str]) -> Iterator[Named]:
        """List what may drive an objective's progress; `names` are those of its initiatives."""
        driver = self.objectives[id].driver
        if driver is not ProgressDriver.ALIGNED_OBJECTIVES:
            for row in self.key_results.get(id, ()):
                yield Named(row.name, own_part(row))
            for each in self.initiatives.get(id, ()):
                yield Named(names.get(each.work, "an initiative"), initiative_part(each))
        if driver is not ProgressDriver.KEY_RESULTS:
            for child in self.below.get(id, ()):
                part = aligned_part(self._aligned[child], self.shares[child])
                yield Named(self.objectives[child].title, part)

    def outline(self, levels: int | None) -> Iterator[Place]:
        """Walk the objectives, those that serve the same in the order in which they were added."""
        return outline(self.above, lambda id: (self.objectives[id].added_at, id), levels)


def life_out(row: ObjectiveRow) -> LeftOut | None:
    """Tell why an objective does not count in the one it serves, by its life."""
    if row.phase is Phase.DRAFT:
        return LeftOut.DRAFT
    return LeftOut.DROPPED if row.outcome is Outcome.DROPPED else None


def own_part(row: KeyResultRow) -> Part:
    """Tell what a key result contributes to its objective."""
    if row.archived:
        return Part(row.share, row.weight, LeftOut.ARCHIVED)
    if row.kind is KeyResultKind.BASELINE:
        return Part(None, row.weight, LeftOut.MEASURING_ONLY)
    return Part(row.share, row.weight)


def initiative_part(row: InitiativeRow) -> Part:
    """Tell what an initiative contributes to its objective: nothing, unless it has a weight."""
    return Part(row.share, row.weight)


def read_goals(reader: Reader, top: UUID | None) -> GoalTree:
    """Read an objective and everything below it, or all there is: three queries."""
    among = None if top is None else _below(reader, top)
    objectives = {row.id: row for row in _rows(reader, ObjectiveRow, "id", among)}
    results = settled(objectives, _rows(reader, KeyResultRow, "objective", among))
    initiatives = _rows(reader, InitiativeRow, "objective", among)
    return GoalTree(objectives, _grouped(results), _grouped(initiatives))


def _rows(reader: Reader, row: type[Any], field: str, among: Select[Any] | None) -> list[Any]:
    return reader.rows(row, lambda c: () if among is None else [c[field].in_(among)])


def _below(reader: Reader, top: UUID) -> Select[Any]:
    c: Any = reader.table(ObjectiveRow).c
    start = reader.select(ObjectiveRow, c.id).where(c.id == top).cte("goals", recursive=True)
    tree = start.union(reader.select(ObjectiveRow, c.id).where(c.aligned_to == start.c.id))
    return select(tree.c.id)


def _grouped(rows: Iterable[Any]) -> Mapping[UUID, Sequence[Any]]:
    groups = defaultdict[UUID, list[Any]](list)
    for row in sorted(rows, key=attrgetter("place")):
        groups[row.objective].append(row)
    return groups


def settled(
    objectives: Mapping[UUID, ObjectiveRow], rows: Sequence[KeyResultRow]
) -> Sequence[KeyResultRow]:
    """Give those key results their values that are made of others, of objectives below."""
    if all(row.aggregation is None for row in rows):
        return rows
    known = {row.id: row for row in rows}
    feeders = defaultdict[UUID, list[UUID]](list)
    for row in rows:
        above = known.get(row.feeds) if row.feeds else None
        own = objectives.get(row.objective)
        if above and own and above.objective == own.aligned_to and _counts(own, row):
            feeders[above.id].append(row.id)
    values: dict[UUID, Decimal | None] = {}
    for id in feeders_first(known, feeders):
        row = known[id]
        if row.aggregation is None:
            values[id] = None if row.value is None else Decimal(row.value)
        else:
            fed = [
                Measured(values.get(each), known[each].weight, known[each].told_at)
                for each in feeders.get(id, ())
            ]
            values[id] = aggregate(fed, row.aggregation)
    return [_with(row, values[row.id], len(feeders.get(row.id, ()))) for row in rows]


def _counts(own: ObjectiveRow, row: KeyResultRow) -> bool:
    return not row.archived and life_out(own) is None


def _with(row: KeyResultRow, value: Decimal | None, fed: int) -> KeyResultRow:
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


def measure_of(row: KeyResultRow) -> Measure:
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


def contributions(parts: Iterable[Named], share: float | None) -> Iterator[str]:
    """Say of what the progress of an objective is made, and what is left out of it and why."""
    counted, others = list[Named](), defaultdict[LeftOut, list[str]](list)
    for named in parts:
        reason = left_out(named.part)
        if reason is None:
            counted.append(named)
        else:
            others[reason].append(named.name)
    if not counted:
        yield "undefined: nothing that drives it has a progress"
    elif share is not None:
        same = len({named.part.weight for named in counted}) == 1
        terms = [_term(named, same) for named in counted]
        yield f"{percent(share)}, the {'' if same else 'weighted '}mean of {', '.join(terms)}"
    for reason, names in others.items():
        yield f"left out, {reason}: {', '.join(names)}"


def _term(named: Named, same: bool) -> str:
    name, part = named
    told = f"{name} {percent(part.share or 0.0)}"
    return told if same else f"{part.weight:g} x {told}"
