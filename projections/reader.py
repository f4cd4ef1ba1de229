"""Reads rows as they are now, as they were known at any position, or as they were at any time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Select,
    and_,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.types import NULLTYPE

from projections.kernel import TableOf
from projections.tables import Physical, to_microseconds, to_moment
from projections.timeline import LATEST_MINUTE, MINUTE, OPEN, OPEN_NODE, path
from workdomain.store.log import Log, StoreUnavailable
from workdomain.work import Work

R = TypeVar("R")
Columns = ReadOnlyColumnCollection[str, Any]


class BeingRebuilt(StoreUnavailable):
    """A read model is being built and cannot be read yet; ask again in a moment."""


class NotThatFar(StoreUnavailable):
    """What is read has not reached the position asked for in time; ask again in a moment."""


@dataclass(frozen=True)
class Moment:
    """What a view is asked as of.

    `position` is the last one known; `valid_at` asks for what was true then (None: for the latest
    that was known); `now` is the instant that "today" and every age are counted from.
    """

    position: int
    now: datetime
    valid_at: datetime | None = None
    reached: int = 0
    """How far the read models have come; no closed span ends later."""

    @property
    def latest(self) -> bool:
        """Whether nothing that is known is left out."""
        return self.position >= self.reached

    @property
    def today(self) -> date:
        """The day of the moment (UTC)."""
        return self.now.astimezone(UTC).date()


def moment_of(
    log: Log,
    reached: int,
    now: datetime,
    as_of: datetime | int | None = None,
    valid_at: datetime | None = None,
) -> Moment:
    """Find the moment asked for; an instant stands for the last position recorded by then.

    Without `as_of`, what was reached is what is known. "Today" is the day of `valid_at`, else of
    `as_of`, else of now, so that the same question has the same answer for ever.
    """
    if as_of is None:
        return Moment(reached, valid_at or now, valid_at, reached)
    if isinstance(as_of, datetime):
        position = min(log.position_at(to_microseconds(as_of)), reached)
        return Moment(position, valid_at or as_of, valid_at, reached)
    position = min(as_of, reached)
    recorded = log.read(position - 1, 1) if position > 0 else []
    instant = to_moment(recorded[0].recorded_at) if recorded else now
    return Moment(position, valid_at or instant, valid_at, reached)


class Reader:
    """One consistent look at all read models, at one moment."""

    def __init__(
        self,
        connection: Connection,
        tables: Mapping[type[Any], Physical],
        moment: Moment,
        work: Work,
        asker: UUID | None = None,
    ) -> None:
        """Read within the transaction of this connection.

        `asker` is the person who looks, if that is known: some things are theirs alone to see.
        """
        self.connection, self.moment, self.work = connection, moment, work
        self.asker = asker
        self._tables = tables

    def at(self, moment: Moment) -> "Reader":
        """Look at another moment, in the same transaction."""
        return Reader(self.connection, self._tables, moment, self.work, self.asker)

    def as_known(self, at: datetime) -> "Reader":
        """Look at what was known at an earlier instant, in the same transaction."""
        own = self.moment
        return self.at(moment_of(self.work.log, min(own.position, own.reached), own.now, at))

    def table(self, row: type[Any]) -> FromClause:
        """Find the table of a class of rows, of the generation that is read."""
        return self._tables[row].table

    def tables(self) -> list[TableOf]:
        """List what there is to read."""
        return [physical.of for physical in self._tables.values()]

    def holds(self, row: type[Any]) -> ColumnElement[bool]:
        """Say, in SQL, that a version of a row holds at the moment."""
        physical, moment = self._tables[row], self.moment
        c: Any = physical.table.c
        if physical.of.journal:
            return self._recorded(c)
        if moment.valid_at is not None:
            return _valid(c, to_microseconds(moment.valid_at), moment)
        return _known(c, moment)

    def _recorded(self, c: Any) -> ColumnElement[bool]:
        known = true() if self.moment.latest else c.position <= self.moment.position
        if self.moment.valid_at is None:
            return known
        return and_(known, c.at <= to_microseconds(self.moment.valid_at))

    def select(self, row: type[Any], *columns: Any) -> Select[Any]:
        """Begin a query over the rows of a class that hold at the moment."""
        return select(*(columns or self.fields(row))).where(self.holds(row))

    def fields(self, row: type[Any]) -> list[Any]:
        """List the columns that make up a row."""
        table = self.table(row)
        return [table.c[name] for name in row._fields]

    def rows(
        self, row: type[R], where: Callable[[Any], Sequence[ColumnElement[bool]]] = lambda _c: ()
    ) -> list[R]:
        """Read the rows of a class that hold at the moment."""
        query = self.select(row).where(*where(self.table(row).c))
        return [row(*found) for found in self.connection.execute(query).all()]

    def lives(
        self, row: type[R], where: Callable[[Any], Sequence[ColumnElement[bool]]] = lambda _c: ()
    ) -> list[tuple[datetime, R]]:
        """Read what rows of a class came to be, in its order: each with when it became true.

        This is the past as it is known at the moment. When each ended, the next one tells.
        """
        table, moment = self.table(row), self.moment
        c: Any = table.c
        query = select(c.from_at, *self.fields(row)).where(
            c.from_position <= moment.position,
            c.retired > moment.position,
            or_(c.from_at < c.to_at, c.to_position > moment.position),
            *where(c),
        )
        if moment.valid_at is not None:
            query = query.where(c.from_at <= to_microseconds(moment.valid_at))
        found = self.connection.execute(query.order_by(c.from_at, c.from_position)).all()
        return [(to_moment(at), row(*values)) for at, *values in found]

    def plain(
        self, row: type[Any], where: Callable[[Any], Sequence[ColumnElement[bool]]] = lambda _c: ()
    ) -> list[Any]:
        """Read rows as they lie in the database: where there are thousands, and most is passed on.

        Ids are bytes, moments microseconds since 1970; days, words and lists are text.
        """
        columns = [type_coerce(column, NULLTYPE) for column in self.fields(row)]
        query = self.select(row, *columns).where(*where(self.table(row).c))
        return list(map(row._make, self.connection.execute(query).all()))

    def run(self, query: Select[Any] | CompoundSelect[Any]) -> Sequence[Any]:
        """Run a query of one's own."""
        return self.connection.execute(query).all()


def _known(c: Any, moment: Moment) -> ColumnElement[bool]:
    """Say that a version was the latest known at a position."""
    if moment.latest:
        return and_(c.node == OPEN_NODE, c.to_position == OPEN)
    return and_(
        c.node.in_(list(path(moment.position, moment.reached))),
        c.from_position <= moment.position,
        c.to_position > moment.position,
    )


def _valid(c: Any, at: int, moment: Moment) -> ColumnElement[bool]:
    """Say that a version was true at a time, by what was known at a position."""
    true_then = and_(
        c.valid_node.in_(list(path(at // MINUTE, LATEST_MINUTE))),
        c.from_position <= moment.position,
        c.retired > moment.position,
        c.from_at <= at,
        c.to_at > at,
    )
    if moment.latest:
        return true_then
    # What was the latest then was believed to go on, although we know its end by now.
    believed = and_(_known(c, moment), c.retired > moment.position, c.from_at <= at)
    return or_(true_then, believed)
