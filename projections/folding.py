"""One generation of a read model: the streams it has at hand, and what a batch makes of them."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from projections.kernel import ReadModel
from projections.shelf import Generation
from projections.tables import Physical, uuid_bytes
from projections.timeline import OPEN, Key, Timeline, Told, Version
from workdomain.store.log import Stored

MOST_STREAMS = 8_192
"""How many streams a model keeps at hand between batches."""
AT_ONCE = 500
"""How many streams are asked for in one statement."""

Histories = Mapping[str, Sequence[Told]]
T = TypeVar("T")


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


class Held:
    """A stream at hand: its timeline, and how its state becomes rows."""

    __slots__ = ("history", "id", "rows", "timeline")

    def __init__(self, stream: str, model: ReadModel[Any], keys: Mapping[type[Any], Any]) -> None:
        """Start before its first event."""
        self.timeline: Timeline[Any] = Timeline(model.initial)
        self.id = id = UUID(stream.partition("/")[2])
        self.rows: Callable[[Any], dict[Key, Any]] = lambda state: {
            keys[row.__class__](row): row for row in model.rows(id, state)
        }
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
        self._keys = {of.row: _key_of(of.row, of.key) for of in model.tables}
        self._touched: dict[str, Held] = {}
        self._has_journals = any(of.journal for of in model.tables)
        self._entries: list[Any] = []
        self._numbers: dict[type[Any], Iterator[int]] = {}

    def unknown(self, batch: Iterable[Told]) -> set[str]:
        """Name the streams whose earlier events are needed: not at hand, or about to be retold."""
        wanted, last = set(), dict[str, int]()
        for told in batch:
            stream, at = told.recorded.stream, told.at
            before = last.get(stream)
            if before is None:
                held = self.streams.get(stream)
                if held is not None:
                    before = held.timeline.last_at
                elif told.recorded.version > 1:
                    wanted.add(stream)
            if before is not None and at < before and not self._journals_alone:
                wanted.add(stream)
            last[stream] = at if before is None else max(at, before)
        return wanted

    def take_in(self, connection: Connection, batch: Sequence[Told], past: Histories) -> None:
        """Fold a batch; nothing is written yet. Raises Poisonous."""
        self._recall(connection, past)
        evolve, entries, initial = self.model.evolve, self.model.entries, self.model.initial
        for told in batch:
            stream = told.recorded.stream
            held = self.streams.get(stream)
            if held is None:
                held = self.streams[stream] = Held(stream, self.model, self._keys)
            self._touched[stream] = held
            timeline = held.timeline
            before = timeline.known_state
            try:
                if told.recorded.__class__ is Unreadable:
                    raise told.recorded.reason
                if held.history is not None:
                    held.history.append(told)
                if self._journals_alone:
                    timeline.known_state = evolve(before, told.recorded)
                elif told.at >= timeline.last_at:
                    timeline.take_in(told, evolve, held.rows)
                else:
                    timeline.take_in_late(told, held.history or (), evolve, held.rows, initial)
                if self._has_journals:
                    self._entries += entries(held.id, before, timeline.known_state, told.recorded)
            except Exception as reason:  # whatever a fold stumbles over stops this model alone
                raise Poisonous(told, reason) from reason

    def _recall(self, connection: Connection, past: Histories) -> None:
        """Take streams in hand again: their states from the log, their versions from the tables."""
        for stream, history in past.items():
            held = self.streams.get(stream)
            if held is None:
                held = self.streams[stream] = Held(stream, self.model, self._keys)
                self._refold(held, history)
            held.history, held.timeline.lives = list(history), []
            self._touched[stream] = held
        for chunk in chunks(sorted(past), AT_ONCE):
            for of_row, table in self.tables.items():
                if not table.of.journal:
                    self._recall_versions(connection, of_row, table, chunk)
        for stream in past:
            timeline = self.streams[stream].timeline
            timeline.apart = timeline.known != timeline.valid

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
            row = of_row(*found[2 : 2 + len(of_row._fields)])
            self._place(ids[found.stream], self._keys[of_row](row), row, found)

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

    def write(self, connection: Connection, mark: str) -> None:
        """Write what the batch led to: one statement per table and kind of change."""
        opened: defaultdict[type[Any], list[tuple[bytearray, Version]]] = defaultdict(list)
        ended: defaultdict[type[Any], list[tuple[Any, ...]]] = defaultdict(list)
        for stream, held in self._touched.items():
            id = uuid_bytes(held.id)
            for version in dict.fromkeys(held.timeline.changed):
                if version.stored:
                    ended[version.data.__class__].append(Physical.ended(version))
                else:
                    opened[version.data.__class__].append((id, version))
            held.timeline.changed.clear()
            held.timeline.lives = held.history = None
            self.streams.move_to_end(stream)
        for of_row, found in opened.items():
            table, (streams, versions) = self.tables[of_row], zip(*found, strict=True)
            numbers = list(islice(self._numbers_of(connection, of_row), len(versions)))
            for version, number in zip(versions, numbers, strict=True):
                version.number, version.stored = number, True
            values = table.opened(numbers, streams, versions)
            connection.exec_driver_sql(table.insertion(mark), values)
        for of_row, values in ended.items():
            connection.exec_driver_sql(self.tables[of_row].ending(mark), values)
        self._write_entries(connection, mark)
        self._touched.clear()
        while len(self.streams) > MOST_STREAMS:
            self.streams.popitem(last=False)

    def _write_entries(self, connection: Connection, mark: str) -> None:
        for of_row, table in self.tables.items():
            own = [entry for entry in self._entries if entry.__class__ is of_row]
            if own:
                values = table.entered(self._numbers_of(connection, of_row), own)
                connection.exec_driver_sql(table.insertion(mark), values)
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


def chunks(values: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    """Cut into pieces of at most `size`."""
    rest = iter(values)
    while piece := list(islice(rest, size)):
        yield piece


def _key_of(row: type[Any], fields: tuple[str, ...]) -> Callable[[Any], Key]:
    if not fields:
        alone = (row,)
        return lambda _data: alone
    own = itemgetter(*(row._fields.index(name) for name in fields))
    return lambda data: (row, own(data))
