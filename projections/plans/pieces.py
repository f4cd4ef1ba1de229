"""Pieces of equipment that can be planned with, and when each can be had.

To a plan a piece is one more of those who do a task: `<id of the equipment>#<number>`. The first
piece can be had whenever one or more are free, the second whenever two or more are, and so on: so
never more are taken than there are. What is booked, out of service or kept for the plans of other
work is not free. A booking by hand for the work itself keeps its piece: it needs no other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from projections.equipment import booked_in, stocks_of
from projections.models.equipment import EquipmentRow
from projections.plans.clock import A_MINUTE, Clock
from projections.reader import Reader
from workdomain.scheduling.plan.problem import Need, Person
from workdomain.scheduling.plan.worktime import Span
from workdomain.scheduling.units import Stock, Taking, levels

MARK = "#"


def piece_id(equipment: UUID | str, number: int) -> str:
    """Name a piece, from 1 on."""
    return f"{equipment}{MARK}{number}"


def is_piece(id: str) -> bool:
    """Tell a piece of equipment from a person."""
    return MARK in id


def equipment_of(piece: str) -> UUID:
    """Tell what a piece is one of."""
    return UUID(piece.partition(MARK)[0])


def number_of(piece: str) -> int:
    """Tell which one it is."""
    return int(piece.partition(MARK)[2])


class Pieces:
    """The pieces that planned work may need, laid on the clock when they are asked for."""

    def __init__(self, reader: Reader, clock: Clock, days: int, planned: Collection[UUID]) -> None:
        """Read what there is; plans of the work that is planned keep nothing from it."""
        self._clock, self._end = clock, clock.begins + timedelta(days=days)
        self._most = len(planned)
        self._rows = sorted(reader.rows(EquipmentRow), key=lambda row: row.id)
        self._stocks = stocks_of(reader) if self._rows else dict[UUID, Stock]()
        self._taken = defaultdict[UUID, list[Taking]](list)
        self._by_hand = set[tuple[UUID, UUID | None]]()
        booked = booked_in(reader, clock.begins, self._end) if self._rows else {}
        for id, rows in booked.items():
            for row in rows:
                if row.plan is None:
                    self._by_hand.add((id, row.item))
                elif row.item in planned:
                    continue
                self._taken[id].append(Taking(row.begin, row.end, row.units))
        self._laid: dict[UUID, tuple[Person, ...]] = {}

    @property
    def people(self) -> tuple[Person, ...]:
        """All that were asked for."""
        return tuple(each for some in self._laid.values() for each in some)

    def needs(self, item: UUID, names: Iterable[str]) -> tuple[Need, ...] | str:
        """Tell who may be had for what an item needs, or the name of what there is none of."""
        found = []
        for name in names:
            meant = [row for row in self._rows if name in _names(row)]
            if any((row.id, item) in self._by_hand for row in meant):
                continue
            pieces = tuple(each.id for row in meant for each in self._of(row.id))
            if not pieces:
                return name
            found.append((name, pieces))
        return _too_few(found) or tuple(Need(1, pieces) for _, pieces in found)

    def _of(self, equipment: UUID) -> tuple[Person, ...]:
        if equipment not in self._laid:
            spans = self._spans(self._stocks[equipment], self._taken[equipment])
            told = ((piece_id(equipment, number), own) for number, own in spans.items())
            self._laid[equipment] = tuple(Person(id, tuple(own)) for id, own in told)
        return self._laid[equipment]

    def _spans(self, stock: Stock, taken: Sequence[Taking]) -> Mapping[int, list[Span]]:
        """Tell when each piece can be had; more pieces than work are of no use."""
        spans = defaultdict[int, list[Span]](list)
        for level in levels(stock, taken, self._clock.begins, self._end):
            begin, end = self._up(level.begin), self._clock.minute(level.end)
            for number in range(1, min(level.free, self._most) + 1):
                own = spans[number]
                if own and own[-1][1] == begin:
                    own[-1] = (own[-1][0], end)
                elif begin < end:
                    own.append((begin, end))
        return {number: own for number, own in sorted(spans.items()) if own}

    def _up(self, moment: datetime) -> int:
        """Count the minutes until a moment, rounded up: what begins within one is not there yet."""
        return -((self._clock.begins - moment) // A_MINUTE)


def _too_few(found: Sequence[tuple[str, tuple[str, ...]]]) -> str | None:
    """Name what is left without a piece, if all that is needed takes one of its own."""
    given = set[str]()
    for name, pieces in sorted(found, key=lambda each: len(each[1])):
        free = [piece for piece in pieces if piece not in given]
        if not free:
            return name
        given.add(free[0])
    return None


def _names(row: EquipmentRow) -> tuple[str, ...]:
    return row.name.casefold(), (row.kind or "").casefold()
