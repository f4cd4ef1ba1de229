"""Gathers the events that a report rests on, in a number of statements that grows with the subject.

Not with the log: the journal of mentions tells where a subject's events lie.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from projections.models.items import ItemRow
from projections.models.mentions import mentioned
from projections.models.people import PersonRow
from projections.models.projects import ProjectRow
from projections.reader import Reader
from service.reports.parts import Subject
from workdomain.execution.week import week
from workdomain.execution.week_words import TimeCorrected, TimeLogged, TimeRemoved
from workdomain.execution.work_item import work_item
from workdomain.planning.work_item import WorkItemAdded, WorkItemAssigned
from workdomain.store.messages import Recorded, instant
from workdomain.work import chunks

AT_ONCE = 2_000
"""How many events are read in one statement."""
IDS_AT_ONCE = 500

TIME = (TimeLogged, TimeCorrected, TimeRemoved)


class NoSuchSubject(LookupError):
    """A report is about one project, person or work item that is known at its moment."""


@dataclass(frozen=True)
class Evidence:
    """All that is known of a subject at a log position."""

    subject: Subject
    position: int
    known_at: datetime | None
    """When the position was recorded."""
    history: Mapping[int, Recorded]
    """What belongs to the subject's history, by position."""
    own: Sequence[Recorded]
    """The subject's own stream."""
    items: Mapping[UUID, Sequence[Recorded]]
    """The whole streams of its work items."""
    time: Sequence[Recorded]
    """What was logged, corrected and removed that may count for it, in the order of the log."""

    def everything(self) -> dict[int, Recorded]:
        """All these events by position."""
        more = (self.own, self.time, *self.items.values())
        return {**self.history, **{each.position: each for events in more for each in events}}


# -- whom it is about ------------------------------------------------------------------------------


def find(reader: Reader, kind: str, given: str) -> Subject:
    """Find a project by its id or key, a person by id or name, an item by id, key or title.

    Raises NoSuchSubject, also when several answer to the name.
    """
    row, fields, called = SUBJECTS[kind]
    rows: list[Any] = reader.rows(row, lambda c: [_matches(c, fields, given)])
    exact = [each for each in rows if str(each.id) == given.lower()]
    rows = exact or rows
    at = f"as of position {reader.moment.position}"
    if not rows:
        raise NoSuchSubject(f"There is no {kind} {given!r} {at}: give its {_or(fields)}")
    if len(rows) > 1:
        ids = ", ".join(sorted(str(each.id) for each in rows)[:10])
        raise NoSuchSubject(f"{len(rows)} are called {given!r} {at}: give one of the ids {ids}")
    return Subject(kind=kind, id=rows[0].id, name=called(rows[0]))


def _matches(c: Any, fields: Sequence[str], given: str) -> Any:
    try:
        return c.id == UUID(given)
    except ValueError:
        matches = [c[field] == given for field in fields[1:]]
        return matches[0] if len(matches) == 1 else matches[0] | matches[1]


def _or(fields: Sequence[str]) -> str:
    return f"{', '.join(fields[:-1])} or {fields[-1]}"


SUBJECTS: dict[str, tuple[type[Any], tuple[str, ...], Callable[[Any], str]]] = {
    "project": (ProjectRow, ("id", "key"), lambda row: f"{row.name} ({row.key})"),
    "person": (PersonRow, ("id", "name"), lambda row: row.name),
    "item": (
        ItemRow,
        ("id", "key", "title"),
        lambda row: f"{row.key}: {row.title}" if row.key else row.title,
    ),
}


# -- what is known of it ---------------------------------------------------------------------------


def gather(reader: Reader, subject: Subject) -> Evidence:
    """Read everything that a report about the subject may rest on."""
    history = _at(reader, _positions(reader, [subject.id]))
    items = _items(reader, _concerned(subject, history.values()), history)
    time = {each.position: each for each in history.values() if isinstance(each.event, TIME)}
    if subject.kind == "project":
        known = {**history, **{e.position: e for stream in items.values() for e in stream}}
        about_items = set(_positions(reader, items)) - known.keys()
        more = _at(reader, sorted(about_items), stream=f"{week.name}/")
        time.update(more)
    position = reader.moment.position
    last = reader.work.log.at([position]) if position else []
    return Evidence(
        subject=subject,
        position=position,
        known_at=instant(last[0].recorded_at) if last else None,
        history=history,
        own=[] if subject.kind == "item" else _own(subject, history.values()),
        items=items,
        time=[time[position] for position in sorted(time)],
    )


def _positions(reader: Reader, subjects: Iterable[UUID]) -> list[int]:
    """Tell where the events about any of these lie."""
    found: set[int] = set()
    for chunk in chunks(sorted(subjects), IDS_AT_ONCE):
        found.update(mentioned(reader, chunk))
    return sorted(found)


def _at(reader: Reader, positions: Sequence[int], stream: str = "") -> dict[int, Recorded]:
    """Read the events at these positions, of streams that begin so."""
    found = {}
    for chunk in chunks(positions, AT_ONCE):
        for stored in reader.work.log.at(chunk):
            if stored.stream.startswith(stream):
                found[stored.position] = reader.work.registry.decode(stored)
    return found


def _concerned(subject: Subject, history: Iterable[Recorded]) -> set[UUID]:
    """Name the work items that count for the subject at some time."""
    if subject.kind == "item":
        return {subject.id}
    count = _had_by if subject.kind == "person" else _in_a_project
    return {id for each in history for id in count(subject.id, each)}


def _in_a_project(_project: UUID, recorded: Recorded) -> Iterator[UUID]:
    """Name the work item, if it is one: in the history of a project are those that were in it."""
    kind, _, id = recorded.stream.partition("/")
    if kind == work_item.name:
        yield UUID(id)


def _had_by(person: UUID, recorded: Recorded) -> Iterator[UUID]:
    """Name what a person was assigned to, or spent time on."""
    event = recorded.event
    match event:
        case WorkItemAdded(assignees=people) if person in people:
            yield UUID(recorded.stream.partition("/")[2])
        case WorkItemAssigned(person=who) if who == person:
            yield UUID(recorded.stream.partition("/")[2])
        case TimeLogged() | TimeCorrected() | TimeRemoved():
            if event.person == person and event.item:
                yield event.item
        case _:
            pass


def _items(
    reader: Reader, ids: Iterable[UUID], known: Mapping[int, Recorded]
) -> dict[UUID, list[Recorded]]:
    """Read the whole streams of these work items; what is known already is not decoded again."""
    streams: dict[UUID, list[Recorded]] = {}
    decode = reader.work.registry.decode
    for chunk in chunks(sorted(ids), IDS_AT_ONCE):
        names = {f"{work_item.name}/{id}": 0 for id in chunk}
        for stored in reader.work.log.streams(names, upto=reader.moment.position):
            recorded = known.get(stored.position) or decode(stored)
            streams.setdefault(UUID(stored.stream.partition("/")[2]), []).append(recorded)
    return streams


def _own(subject: Subject, history: Iterable[Recorded]) -> list[Recorded]:
    stream = f"{subject.kind}/{subject.id}"
    return [each for each in history if each.stream == stream]
