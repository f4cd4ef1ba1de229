"""Recurring work as rows: one for each, with all that its occurrences follow from."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from pydantic import TypeAdapter

from projections.kernel import ReadModel, TableOf
from workdomain.planning.recurrence import recurrence
from workdomain.planning.recurrence_words import RecurrenceEvent
from workdomain.planning.series import Series
from workdomain.store.messages import Recorded

SERIES: TypeAdapter[Series] = TypeAdapter(Series)


class RecurrenceRow(NamedTuple):
    """Recurring work, as its latest rule and contents have it."""

    id: UUID
    title: str
    project: UUID | None
    assignees: tuple[str, ...]
    series: str
    """All of it, as JSON."""


def evolve(series: Series, recorded: Recorded) -> Series:
    """Take in an event as decisions do."""
    event: RecurrenceEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return recurrence.evolve(series, event, recorded.context)


def rows(id: UUID, series: Series) -> Iterable[RecurrenceRow]:
    """Show recurring work that was set up."""
    if series.segments:
        contents = series.segments[-1].contents
        people = tuple(map(str, contents.assignees))
        told = SERIES.dump_json(series).decode()
        yield RecurrenceRow(id, contents.title, contents.project, people, told)


recurrences = ReadModel(
    name="recurrences",
    reads=(recurrence,),
    initial=Series(),
    evolve=evolve,
    rows=rows,
    tables=(TableOf(RecurrenceRow, "recurrence", key=(), indexes=(("id",),), called="title"),),
)
