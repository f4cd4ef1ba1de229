"""Rows in time: what one event opens and closes on the two clocks.

Each version of a row has a *known* span of log positions, in which it was the latest there was to
know, and a *valid* span of business time, in which it was true by what is known. Events that come
in the order in which they happened, nearly all, keep the two in step: one version carries both. A
late one re-tells the valid timeline: versions that it disproves are retired, and versions that
carry only a valid span take their place. An empty span holds nowhere.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

OPEN = 1 << 62
"""The end of a span that has not ended; later than any position and any microsecond."""

Key = Any
"""What tells the rows of one stream apart: a class of rows, or that and the values of its key."""
S = TypeVar("S")


class Version:
    """One version of a row, in the time it is known, valid, and believed to be valid."""

    __slots__ = (
        "data", "from_at", "from_position", "key", "number", "retired", "stored", "to_at",
        "to_position",
    )  # fmt: skip

    def __init__(self, key: Key, data: Any, from_position: int, from_at: int) -> None:
        """Open a version: known from a position, valid from a moment."""
        self.key, self.data = key, data
        self.from_position, self.to_position = from_position, OPEN
        self.from_at, self.to_at = from_at, OPEN
        self.retired = OPEN
        self.number, self.stored = 0, False

    def only_known(self) -> "Version":
        """Make it one that never was believed to be valid."""
        self.to_at, self.retired = self.from_at, self.from_position
        return self

    def only_valid(self, to_at: int = OPEN) -> "Version":
        """Make it one that never was the latest there was to know."""
        self.to_position, self.to_at = self.from_position, to_at
        return self


class Told(NamedTuple):
    """An event of a stream in its two times, for folding."""

    at: int
    position: int
    recorded: Any


Evolve = Callable[[S, Any], S]
Rows = Callable[[S], dict[Key, Any]]


class Timeline(Generic[S]):
    """The versions of one stream's rows, as far as further events may change them."""

    __slots__ = (
        "apart", "changed", "known", "known_state", "last_at", "lives", "valid", "valid_state",
    )  # fmt: skip

    def __init__(self, initial: S) -> None:
        """Start before the first event."""
        self.known_state = self.valid_state = initial
        self.known: dict[Key, Version] = {}
        self.valid = self.known
        """The same as long as the two clocks are in step."""
        self.lives: list[Version] | None = None
        """Every version that is believed; only loaded when a late event is to come."""
        self.last_at = -OPEN
        self.apart = False
        """Whether some version is only known or only valid; seldom, so the common way is short."""
        self.changed: list[Version] = []
        """What must be written: opened since the last writing, or stored before and changed now;
        the latter perhaps more than once."""

    def take_in(self, told: Told, evolve: Evolve[S], rows: Rows[S]) -> None:
        """Take in an event that happened after all that are known."""
        before = self.known_state
        self.known_state = evolve(before, told.recorded)
        self.last_at = told.at
        if self.apart or self.valid_state is not before:
            self._take_in_apart(told, evolve, rows)
            return
        self.valid_state = self.known_state
        if self.known_state is not before:
            self._turn(told, rows(self.known_state))

    def _turn(self, told: Told, new: dict[Key, Any]) -> None:
        """End what is so no longer and open what is, on both clocks, which are in step."""
        known, changed, lives = self.known, self.changed, self.lives
        at, position, _ = told
        for key, data in new.items():
            version = known.get(key)
            if version is not None:
                if version.data is data or version.data == data:
                    continue
                self._end(version, told)
            known[key] = version = Version(key, data, position, at)
            changed.append(version)
            if lives is not None:
                lives.append(version)
        if len(known) > len(new):
            for key in [key for key in known if key not in new]:
                self._end(known.pop(key), told)

    def _end(self, version: Version, told: Told) -> None:
        version.to_position, version.to_at = told.position, told.at
        self._change(version)

    def _change(self, version: Version) -> None:
        if version.stored:  # what is not will be written as it then is
            self.changed.append(version)

    def _take_in_apart(self, told: Told, evolve: Evolve[S], rows: Rows[S]) -> None:
        """Do the same for each clock on its own."""
        self.part()
        self.valid_state = evolve(self.valid_state, told.recorded)
        new_known, new_valid = rows(self.known_state), rows(self.valid_state)
        self._close_known(told, new_known, new_valid)
        self._close_valid(told, new_valid)
        self._open_known(told, new_known, new_valid)
        self._open_valid(told, new_valid)
        self._compare()

    def _close_known(self, told: Told, new: dict[Key, Any], valid: dict[Key, Any] | None) -> None:
        """End what is no longer the latest, on both clocks where one version carries both.

        Without `valid` only what is known ends: what is true is told anew by someone else.
        """
        for key, version in list(self.known.items()):
            data = new.get(key)
            if data is version.data or data == version.data:
                continue
            version.to_position = told.position
            del self.known[key]
            if (
                valid is not None
                and self.valid.get(key) is version
                and valid.get(key) != version.data
            ):
                version.to_at = told.at
                del self.valid[key]
            self._change(version)

    def _open_known(self, told: Told, new: dict[Key, Any], valid: dict[Key, Any]) -> None:
        for key, data in new.items():
            if key in self.known:
                continue
            version = Version(key, data, told.position, told.at)
            self.known[key] = version
            self.changed.append(version)
            if key not in self.valid and valid.get(key) == data:
                self.valid[key] = version
                self.believe(version)
            else:
                version.only_known()

    def _close_valid(self, told: Told, new: dict[Key, Any]) -> None:
        """End what is no longer true: what was believed of its end is replaced, not changed."""
        for key, version in list(self.valid.items()):
            if new.get(key) == version.data:
                continue
            del self.valid[key]
            self._retire(version, told.position)
            if version.from_at < told.at:
                cut = Version(key, version.data, told.position, version.from_at)
                self._open(cut.only_valid(told.at))

    def _open_valid(self, told: Told, new: dict[Key, Any]) -> None:
        for key, data in new.items():
            if key not in self.valid:
                version = Version(key, data, told.position, told.at).only_valid()
                self.valid[key] = version
                self._open(version)

    def take_in_late(
        self, told: Told, history: Sequence[Told], evolve: Evolve[S], rows: Rows[S], initial: S
    ) -> None:
        """Take in an event that happened before others that are known; `history` holds all."""
        self.known_state = evolve(self.known_state, told.recorded)
        self.part()
        self._close_known(told, new := rows(self.known_state), None)
        self._open_known(told, new, {})
        segments, self.valid_state = retold(history, evolve, rows, initial)
        believed = {(v.key, v.from_at, v.to_at): v for v in self.lives or () if v.retired == OPEN}
        self.valid = {}
        for key, data, from_at, to_at in segments:
            version = believed.get((key, from_at, to_at))
            if version is not None and version.data == data:
                del believed[key, from_at, to_at]
            else:
                version = self._believed_from_now_on(told, key, data, from_at, to_at)
            if to_at == OPEN:
                self.valid[key] = version
        for version in believed.values():
            self._retire(version, told.position)
        self._compare()

    def _believed_from_now_on(
        self, told: Told, key: Key, data: Any, from_at: int, to_at: int
    ) -> Version:
        """Open a version for a stretch of the past, with the latest known one if they agree."""
        known = self.known.get(key)
        if (
            to_at == OPEN
            and known is not None
            and known.from_position == told.position == known.retired
            and known.data == data
        ):
            known.from_at, known.to_at, known.retired = from_at, OPEN, OPEN
            self.believe(known)
            return known
        version = Version(key, data, told.position, from_at).only_valid(to_at)
        self._open(version)
        return version

    def _compare(self) -> None:
        """Find out whether what is known and what is valid are one again."""
        if self.valid_state == self.known_state:
            self.valid_state = self.known_state
        self.join()

    def part(self) -> None:
        """Let what is valid change without what is known, and the other way round."""
        if self.valid is self.known:
            self.valid = dict(self.known)

    def join(self) -> None:
        """Make one of both again, if they are."""
        self.apart = self.known != self.valid
        if not self.apart:
            self.valid = self.known

    def _retire(self, version: Version, position: int) -> None:
        version.retired = position
        self._change(version)

    def _open(self, version: Version) -> None:
        self.believe(version)
        self.changed.append(version)

    def believe(self, version: Version) -> None:
        """Take note of a version that may have to be retired when a late event comes."""
        if self.lives is not None:
            self.lives.append(version)


def retold(
    history: Iterable[Told], evolve: Evolve[S], rows: Rows[S], initial: S
) -> tuple[list[tuple[Key, Any, int, int]], S]:
    """Fold a history in the order in which it happened.

    Answers the stretches (key, row, from, to) in which each row held, empty ones left out, and the
    state in the end.
    """
    state, segments = initial, []
    held: dict[Key, tuple[Any, int]] = {}
    for told in sorted(history, key=lambda each: (each.at, each.position)):
        state = evolve(state, told.recorded)
        new = rows(state)
        for key, (data, from_at) in list(held.items()):
            if new.get(key) != data:
                del held[key]
                if from_at < told.at:
                    segments.append((key, data, from_at, told.at))
        for key, data in new.items():
            held.setdefault(key, (data, told.at))
    segments += [(key, data, from_at, OPEN) for key, (data, from_at) in held.items()]
    return segments, state


def fork(first: int, last: int) -> int:
    """Find the node of a binary tree over the integers where the paths to both ends part.

    All spans that hold at a point lie at nodes on the path to that point, so that an ordinary index
    finds them (Kriegel, Poetke, Seidl: Managing Intervals Efficiently in Object-Relational
    Databases, VLDB 2000). A span that is empty (`last < first`) lies at no node: -1.
    """
    if last < first:
        return -1
    bits = (first ^ last).bit_length()
    return last if bits == 0 else last >> (bits - 1) << (bits - 1)


def path(point: int, highest: int) -> Iterator[int]:
    """List the nodes where spans that hold at a point can lie.

    `highest` bounds the ends of all spans but the open ones.
    """
    yield point
    for bit in range(max(point, highest).bit_length() + 1):
        if (node := (point >> bit | 1) << bit) != point:
            yield node
    yield OPEN_NODE


OPEN_NODE = OPEN >> 1
"""Where every span lies that has not ended."""
MINUTE = 60_000_000
"""Valid spans are found by their minutes: a tree over microseconds would be twice as high."""
LATEST_MINUTE = (1 << 27) - 1
"""No valid span ends later than this (the year 2225)."""


def node_of(version: Version) -> int:
    """Tell where to find a version by what was known."""
    if version.to_position == OPEN:
        return OPEN_NODE
    return fork(version.from_position, version.to_position - 1)


def valid_node_of(version: Version) -> int:
    """Tell where to find a version by when it was true; spans that have not ended share a node."""
    if version.to_at == OPEN:
        return OPEN_NODE
    if version.to_at <= version.from_at:
        return -1
    return fork(version.from_at // MINUTE, version.to_at // MINUTE)
