"""The shape of every view: one question that people ask, answered from rows at one moment."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Generic, TypeVar

from projections.reader import Moment, Reader
from workdomain.kernel import Message

P = TypeVar("P", bound=Message)
R = TypeVar("R", bound=Message)

Order = tuple[Any, ...]


class NotAMoment(ValueError):
    """What was given as a moment is no date, no instant with its zone, and no position."""


@dataclass(frozen=True)
class When:
    """The two clocks a view can be asked by; both None is now.

    `as_of` is what was known at an instant or at a log position; `valid_at` is what was true then,
    as far as is known now (or at `as_of`, if both are given).
    """

    as_of: datetime | int | None = None
    valid_at: datetime | None = None

    @classmethod
    def parse(cls, as_of: Any = None, valid_at: Any = None) -> "When":
        """Read moments as people write them: an ISO 8601 instant, a date (its end), a position.

        Raises NotAMoment, which says what would do.
        """
        position = as_of if isinstance(as_of, int) else None
        if isinstance(as_of, str) and as_of.strip().isascii() and as_of.strip().isdigit():
            position = int(as_of)
        if position is not None:
            if not 0 <= position < 1 << 62:
                raise NotAMoment(f"{position} is not a log position: they count from 1")
            return cls(position, instant(valid_at))
        return cls(instant(as_of), instant(valid_at))


def instant(given: Any) -> datetime | None:
    """Read an instant; a date stands for its end, UTC. Raises NotAMoment."""
    if given is None or (isinstance(given, datetime) and given.tzinfo is not None):
        return given
    if isinstance(given, date) and not isinstance(given, datetime):
        return datetime.combine(given, time.max, UTC)
    try:
        text = str(given).strip()
        if len(text) == len("2026-11-01"):
            return datetime.combine(date.fromisoformat(text), time.max, UTC)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotAMoment(
            f"{given!r} is not a moment; write 2026-11-01, 2026-11-01T09:00:00Z or a log position"
        ) from error
    if moment.tzinfo is None:
        raise NotAMoment(f"{given!r} has no time zone; add one, as in {text}Z")
    return moment


NOW = When()


@dataclass(frozen=True)
class Page:
    """A stretch of an answer: at most `limit` rows, behind the row with this order."""

    limit: int | None = None
    after: Order | None = None


EVERYTHING = Page()


class Maker(Generic[R]):
    """Makes rows of fields that are known to fit, where there are thousands of them.

    What pydantic would find out again costs more than to read and to write them.
    """

    def __init__(self, row: type[R]) -> None:
        """Make rows of this class; what is not given has its default, or is None."""
        self._row, self._fields = row, frozenset(row.model_fields)
        self.blank: dict[str, Any] = {
            name: None if field.is_required() else field.default
            for name, field in row.model_fields.items()
        }

    def __call__(self, fields: dict[str, Any]) -> R:
        """Make a row of `blank` and what says something."""
        made = object.__new__(self._row)
        put = object.__setattr__
        put(made, "__dict__", fields)
        put(made, "__pydantic_fields_set__", self._fields)
        put(made, "__pydantic_extra__", None)
        put(made, "__pydantic_private__", None)
        return made


@dataclass(frozen=True)
class View(Generic[P, R]):
    """One question: its parameters, the rows of its answer, and how they are found and told apart.

    The docstring of `params` is the question, and every field's docstring explains it, here, in
    OpenAPI and on the command line alike.
    """

    name: str
    params: type[P]
    row: type[R]
    key: tuple[str, ...]
    """The fields that tell rows apart, so that answers of two moments can be compared."""
    read: Callable[[Reader, P, Page], Iterable[R]]
    """Answers all rows, or at least those of the page; sorted by `order`."""
    order: Callable[[P, R], Order]
    """What the rows are sorted by: plain values, different for each row."""
    most: int | None = None
    """Rows of a page at the most, where that is more than usual: what is read as a whole."""

    def key_of(self, row: R) -> Order:
        """Tell a row from the others."""
        return tuple(getattr(row, field) for field in self.key)


@dataclass(frozen=True)
class Answer(Generic[R]):
    """The rows of a view at a moment, and how to go on if there are more."""

    view: str
    moment: Moment
    rows: Sequence[R]
    next: Order | None = None


@dataclass(frozen=True)
class Change(Generic[R]):
    """A row that is not the same at two moments; None where it is not there."""

    key: Order
    before: R | None
    after: R | None

    @property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        """What differs, by field: before and after; every field when the row came or went."""
        before, after = self.before, self.after
        names = type(before or after).model_fields  # type: ignore[union-attr]
        values = {n: (getattr(before, n, None), getattr(after, n, None)) for n in names}
        return {name: pair for name, pair in values.items() if pair[0] != pair[1]}


def answer(view: View[P, R], reader: Reader, params: P, page: Page = EVERYTHING) -> Answer[R]:
    """Ask a view within one transaction."""
    rows = list(view.read(reader, params, page))
    if page.after is not None:
        rows = rows[bisect_right(rows, page.after, key=lambda row: view.order(params, row)) :]
    if page.limit is None or len(rows) <= page.limit:
        return Answer(view.name, reader.moment, rows)
    last = view.order(params, rows[page.limit - 1])
    return Answer(view.name, reader.moment, rows[: page.limit], last)


def compare(view: View[P, R], before: Iterable[R], after: Iterable[R]) -> list[Change[R]]:
    """Say what came, went and changed between two answers, in the order of the later one."""
    old = {view.key_of(row): row for row in before}
    new = {view.key_of(row): row for row in after}
    keys = [*new, *(key for key in old if key not in new)]
    changes = [Change(key, old.get(key), new.get(key)) for key in keys]
    return [change for change in changes if change.before != change.after]
