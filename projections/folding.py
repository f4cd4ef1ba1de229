"""One generation of a read model: the streams it has at hand, and what a batch makes of them."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import count, islice
from operator import itemgetter
from typing import Any, NoReturn, get_type_hints
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from projections.kernel import ReadModel, TableOf
from projections.shelf import Generation
from projections.tables import Physical, uuid_bytes
from projections.timeline import OPEN, Key, Timeline, Told, Version
from projections.writing import end, insert
from workdomain.store.log import Stored
from workdomain.work import chunks

MOST_STREAMS = 8_192
"""How many streams a model keeps at hand between batches."""
AT_ONCE = 500
"""How many streams are asked for in one statement."""

Keyed = dict[Key, Any]
Batch = Mapping[str, Sequence[Told]]
"""Events by their streams, each in the order of the log: no row depends on another stream."""


class Poisonous(Exception):
    """An event that a read model cannot take in."""

    def __init__(self, told: Told, reason: Exception) -> None:
        """Keep where it lies and what it did."""
        super().__init__(f"{type(reason).__name__}: {reason}")
        self.position = told.position


class Unreadable:
    """Stands for an event that could not be decoded."""

    def __init__(self, stored: Stored, reason: Exception) -> None:
        """Keep what is known of it."""
        self.stream, self.version, self.reason = stored.stream, stored.version, reason


@lru_cache(maxsize=4_096)  # more than one model reads a stream, one right after another
def _id_of(stream: str) -> UUID:
    return UUID(stream.partition("/")[2])


def _refuse(unreadable: Unreadable) -> NoReturn:
    raise unreadable.reason


class Held:
    """A stream at hand: its timeline, and how its state becomes rows."""

    __slots__ = ("history", "id", "rows", "timeline")

    def __init__(self, stream: str, initial: Any, rows: Callable[[UUID, Any], Keyed]) -> None:
        """Start before its first event."""
        self.timeline: Timeline[Any] = Timeline(initial)
        self.id = id = _id_of(stream)
        self.rows = partial(rows, id)
        self.history: list[Told] | None = None
        """All its events, when a late one is among those to come."""


class Folding:
    """Folds the events of a batch into versions of rows, in memory, then writes them in bulk."""

    def __init__(self, model: ReadModel[Any], at: Generation) -> None:
        """Go on from where a generation stands."""
        self.model, self.generation, self.position = model, at, at.position
        self.tables = at.tables(model)
        self.deciders = frozenset(decider.name for decider in model.reads)
        self.streams: OrderedDict[str, Held] = OrderedDict()
        self._journals_alone = all(of.journal for of in model.tables)
        """Whether nothing that was shown is ever told anew."""
        self._keys = {of.row: _own_key(of) for of in model.tables}
        self._touched: dict[str, Held] = {}
        self._has_journals = any(of.journal for of in model.tables)
        self._entries: list[Any] = []
        self._numbers: dict[type[Any], Iterator[int]] = {}
        self._filled: dict[type[Any], bool] = {}
        """Which tables have rows, as far as that was asked: many have none."""

    def among(self, batches: Mapping[str, Batch], after: int) -> Batch:
        """Choose what this model reads, of batches by their deciders, all later than `after`.

        What it has taken in already is left out.
        """
        own: dict[str, Sequence[Told]] = {}
        for decider in self.deciders & batches.keys():
            own.update(batches[decider])
        return own if self.position == after else later(self.position, own)

    def unknown(self, batch: Batch) -> set[str]:
        """Name the streams whose earlier events are needed: not at hand, or about to be retold."""
        wanted = set()
        for stream, tolds in batch.items():
            held = self.streams.get(stream)
            if held is None and tolds[0].recorded.version > 1:
                wanted.add(stream)
            elif not self._journals_alone:
                last = -OPEN if held is None else held.timeline.last_at
                for told in tolds:
                    if told.at < last:
                        wanted.add(stream)
                        break
                    last = told.at
        return wanted

    def take_in(self, connection: Connection, batch: Batch, past: Batch) -> None:
        """Fold a batch, stream after stream; nothing is written yet. Raises Poisonous."""
        self._recall(connection, past)
        take_in = self._enter if self._journals_alone else self._take_in
        for stream, tolds in batch.items():
            held = self.streams.get(stream)
            if held is None:
                held = self.streams[stream] = Held(stream, self.model.initial, self._rows)
            self._touched[stream] = held
            take_in(held, tolds)

    def _rows(self, id: UUID, state: Any) -> Keyed:
        """Show a state as rows, each by what tells it apart from the others of its stream."""
        found: dict[Key, Any] = {}
        keys = self._keys
        for row in self.model.rows(id, state):
            of_row = row.__class__
            own = keys[of_row]
            found[of_row if own is None else (of_row, own(row))] = row
        return found

    def _take_in(self, held: Held, tolds: Sequence[Told]) -> None:
        timeline, history, id, rows = held.timeline, held.history, held.id, held.rows
        evolve, entries, initial = self.model.evolve, self.model.entries, self.model.initial
        has_journals, found = self._has_journals, self._entries
        try:
            for told in tolds:
                if told.recorded.__class__ is Unreadable:
                    _refuse(told.recorded)
                if history is not None:
                    history.append(told)
                before = timeline.known_state
                if told.at >= timeline.last_at:
                    timeline.take_in(told, evolve, rows)
                else:
                    timeline.take_in_late(told, history or (), evolve, rows, initial)
                if has_journals:
                    found += entries(id, before, timeline.known_state, told)
        except Exception as reason:  # whatever a fold stumbles over stops this model alone
            raise Poisonous(told, reason) from reason

    def _enter(self, held: Held, tolds: Sequence[Told]) -> None:
        """Take in a stream that only journals are made of: late events are no matter."""
        evolve, entries, found = self.model.evolve, self.model.entries, self._entries
        id, state = held.id, held.timeline.known_state
        try:
            for told in tolds:
                if told.recorded.__class__ is Unreadable:
                    _refuse(told.recorded)
                before, state = state, evolve(state, told.recorded)
                found += entries(id, before, state, told)
        except Exception as reason:
            raise Poisonous(told, reason) from reason
        held.timeline.known_state = state

    def _recall(self, connection: Connection, past: Batch) -> None:
        """Take streams in hand again: their states from the log, their versions from the tables."""
        for stream, history in past.items():
            held = self.streams.get(stream)
            if held is None:
                held = self.streams[stream] = Held(stream, self.model.initial, self._rows)
                self._refold(held, history)
            held.history, held.timeline.lives = list(history), []
            held.timeline.part()
            self._touched[stream] = held
        for chunk in chunks(sorted(past), AT_ONCE):
            for of_row, table in self.tables.items():
                if not table.of.journal and self._is_filled(connection, of_row, table):
                    self._recall_versions(connection, of_row, table, chunk)
        for stream in past:
            self.streams[stream].timeline.join()

    def _refold(self, held: Held, history: Sequence[Told]) -> None:
        evolve, timeline = self.model.evolve, held.timeline
        in_order = True
        for told in history:
            in_order = in_order and told.at >= timeline.last_at
            timeline.known_state = evolve(timeline.known_state, told.recorded)
            timeline.last_at = max(timeline.last_at, told.at)
        timeline.valid_state = timeline.known_state
        if not in_order:
            state = self.model.initial
            for told in sorted(history, key=lambda each: (each.at, each.position)):
                state = evolve(state, told.recorded)
            if state != timeline.known_state:
                timeline.valid_state = state

    def _is_filled(self, connection: Connection, of_row: type[Any], table: Physical) -> bool:
        if of_row not in self._filled:
            first = select(table.table.c.number).limit(1)
            self._filled[of_row] = connection.execute(first).first() is not None
        return self._filled[of_row]

    def _recall_versions(
        self, connection: Connection, of_row: type[Any], table: Physical, streams: Sequence[str]
    ) -> None:
        c = table.table.c
        ids = {self.streams[stream].id: self.streams[stream].timeline for stream in streams}
        query = select(table.table).where(
            c.stream.in_(ids),
            or_(c.to_position == OPEN, and_(c.retired == OPEN, c.to_at > c.from_at)),
        )
        for found in connection.execute(query):
            row, own = of_row(*found[2 : 2 + len(of_row._fields)]), self._keys[of_row]
            key = of_row if own is None else (of_row, own(row))
            self._place(ids[found.stream], key, row, found)

    @staticmethod
    def _place(timeline: Timeline[Any], key: Key, row: Any, found: Any) -> None:
        at_hand = [v for v in (timeline.known.get(key), timeline.valid.get(key)) if v]
        version = next((v for v in at_hand if v.number == found.number), None)
        if version is None:
            version = Version(key, row, found.from_position, found.from_at)
            version.to_position, version.to_at = found.to_position, found.to_at
            version.retired = found.retired
            version.number, version.stored = found.number, True
        if version.to_position == OPEN:
            timeline.known[key] = version
        if version.retired == OPEN and version.to_at > version.from_at:
            if version.to_at == OPEN:
                timeline.valid[key] = version
            timeline.believe(version)

    def write(self, connection: Connection) -> None:
        """Write what the batch led to: one statement per table and kind of change."""
        opened: defaultdict[type[Any], list[tuple[bytearray, Version]]] = defaultdict(list)
        ended: defaultdict[type[Any], dict[Version, None]] = defaultdict(dict)
        for stream, held in self._touched.items():
            timeline = held.timeline
            if timeline.changed:
                id = uuid_bytes(held.id)
                for version in timeline.changed:
                    if version.stored:
                        ended[version.data.__class__][version] = None
                    else:
                        opened[version.data.__class__].append((id, version))
                timeline.changed.clear()
            timeline.lives = held.history = None
            self.streams.move_to_end(stream)
        for of_row, found in opened.items():
            table, (streams, versions) = self.tables[of_row], zip(*found, strict=True)
            numbers = list(islice(self._numbers_of(connection, of_row), len(versions)))
            for version, number in zip(versions, numbers, strict=True):
                version.number, version.stored = number, True
            insert(connection, table.table, table.opened(numbers, streams, versions))
            self._filled[of_row] = True
        for of_row, changed in ended.items():
            end(connection, self.tables[of_row].table, [*map(Physical.ended, changed)])
        self._write_entries(connection)
        self._touched.clear()
        while len(self.streams) > MOST_STREAMS:
            self.streams.popitem(last=False)

    def _write_entries(self, connection: Connection) -> None:
        rows = list(self.model.gather(self._entries)) if self._entries else []
        for of_row, table in self.tables.items():
            if table.of.journal and (own := [row for row in rows if row.__class__ is of_row]):
                numbers = self._numbers_of(connection, of_row)
                insert(connection, table.table, table.entered(numbers, own))
        self._entries.clear()

    def _numbers_of(self, connection: Connection, of_row: type[Any]) -> Iterator[int]:
        """Give the numbers of the rows that are to come."""
        if of_row not in self._numbers:
            last = select(func.max(self.tables[of_row].table.c.number))
            self._numbers[of_row] = count((connection.execute(last).scalar() or 0) + 1)
        return self._numbers[of_row]

    def forget(self) -> None:
        """Let go of everything at hand; what is needed is read again."""
        self.streams.clear()
        self._touched.clear()
        self._entries.clear()
        self._numbers.clear()
        self._filled.clear()


def later(position: int, streams: Batch) -> Batch:
    """Leave out what does not come after a position of the log."""
    left = {
        stream: [told for told in tolds if told.position > position]
        for stream, tolds in streams.items()
    }
    return {stream: tolds for stream, tolds in left.items() if tolds}


def _own_key(of: TableOf) -> Callable[[Any], Any] | None:
    """Give what tells the rows of one stream apart; None if there is but one."""
    if not of.key:
        return None
    own = itemgetter(*map(of.row._fields.index, of.key))
    if get_type_hints(of.row)[of.key[0]] is UUID and len(of.key) == 1:
        return lambda row: own(row).int  # whose hash is quick, unlike that of a UUID
    return own
