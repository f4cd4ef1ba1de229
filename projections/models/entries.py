"""Time entries as rows: each stands for itself, until it is corrected or removed."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.week import week
from workdomain.execution.week_words import TimeCorrected, TimeLogged, TimeRemoved
from workdomain.store.messages import Recorded


class EntryRow(NamedTuple):
    """Time that someone spent on a day; with no item, on something outside all of them."""

    entry: UUID
    person: UUID
    day: date
    minutes: int
    item: UUID | None
    note: str
    activity: str | None
    """What kind of work it was."""
    billable: bool
    """Whether a client may be asked to pay for it."""


Entries = Mapping[UUID, EntryRow]


def evolve(entries: Entries, recorded: Recorded) -> Entries:
    """Put the entry there, change it, or take it away."""
    match recorded.event:
        case TimeLogged() | TimeCorrected() as told:
            row = EntryRow(
                told.entry,
                told.person,
                told.day,
                told.minutes,
                told.item,
                told.note,
                told.activity,
                told.billable,
            )
            return {**entries, told.entry: row}
        case TimeRemoved(entry=gone):
            return {entry: row for entry, row in entries.items() if entry != gone}
        case _:
            return entries


def rows(_id: UUID, entries: Entries) -> Iterable[EntryRow]:
    """Show the entries of a week."""
    return entries.values()


NOTHING: Entries = MappingProxyType({})

entries: ReadModel[Entries] = ReadModel(
    name="entries",
    reads=(week,),
    initial=NOTHING,
    evolve=evolve,
    rows=rows,
    version=4,
    tables=(
        TableOf(
            EntryRow, "entry", key=("entry",), indexes=(("person", "day"), ("item",), ("entry",))
        ),
    ),
)
