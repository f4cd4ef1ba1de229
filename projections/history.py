"""What happened: to a work item, a project or a person, or at all; in words, on both clocks.

The log is the history; the journal of mentions tells which of its events are about whom. A page
without filters costs the same number of statements at any length of the log.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, cast
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from projections import names as naming
from projections.models.mentions import page_of
from projections.reader import Reader
from projections.tables import to_microseconds
from projections.view import Order, Page, View, instant
from projections.wording import Names, ids_in_words, in_words, line
from workdomain.catalog import DECIDERS
from workdomain.execution.leave import leave
from workdomain.execution.sheet import sheet
from workdomain.execution.week import monday
from workdomain.execution.week_words import TimeCorrected, TimeLogged, TimeRemoved
from workdomain.kernel import Event, Message
from workdomain.planning.project_key import ProjectKeyReleased, ProjectKeyReserved
from workdomain.processes.revert import Reverted, revert
from workdomain.store.log import Stored
from workdomain.store.messages import Recorded
from workdomain.values import Line

LATE = timedelta(days=1)
"""What is recorded longer than this after it happened is late."""
TOPICS = sorted({event.topic for decider in DECIDERS for event in decider.events})
NONE: Names = MappingProxyType({})
NAMELESS = {revert.name: "a request"} | {
    decider.name: f"the {decider.name.replace('-', ' ')}" for decider in DECIDERS if decider.only
}
"""What needs no name: there is one of it, or nobody calls it anything."""
MOST_UNDONE = 20
"""How much of what a revert took back is told."""
MOST_AT_ONCE = 2_000
"""How many events are read at once at the most."""


def beginning(given: Any) -> datetime | None:
    """Read an instant; a date stands for its beginning, UTC. Raises NotAMoment."""
    end = instant(given)
    whole_day = isinstance(given, date) and not isinstance(given, datetime)
    if end is not None and (whole_day or len(str(given).strip()) == len("2026-11-01")):
        return datetime.combine(end.date(), time.min, UTC)
    return end


def topics_of(kinds: Iterable[str]) -> set[str]:
    """Name the topics that these are, or begin with these. Raises ValueError for what is none."""
    found = set()
    for kind in kinds:
        topics = {t for t in TOPICS if t == kind or t.startswith(f"{kind}.")}
        if not topics:
            raise ValueError(f"{kind} is no kind of event; there are {', '.join(TOPICS)}")
        found |= topics
    return found


def _known(kinds: tuple[str, ...]) -> tuple[str, ...]:
    topics_of(kinds)
    return kinds


class From(StrEnum):
    """Which end a history is read from."""

    NEWEST = "newest"
    OLDEST = "oldest"


class History(Message):
    """What happened, who did it, and when?"""

    subject: UUID | None = None
    """Only what is about this work item, project or person, or was done by this person; or what has
    this correlation, as all that one request of many did."""
    first: Annotated[datetime | None, BeforeValidator(beginning)] = None
    """Only what happened at this instant or later; a date is its beginning, UTC."""
    last: Annotated[datetime | None, BeforeValidator(instant)] = None
    """Only what happened at this instant or earlier; a date is its end, UTC."""
    kinds: Annotated[tuple[Line, ...], Field(max_length=100), AfterValidator(_known)] = ()
    """Only these kinds of event, such as work-item.blocked.v1, work-item.blocked or work-item."""
    order: From = From.NEWEST
    """What comes first; in the order in which it was recorded."""


class Happened(Message):
    """Something that happened."""

    position: int
    """Its place in the log."""
    at: datetime
    """When it happened."""
    recorded_at: datetime
    """When it was recorded."""
    late: bool
    """Whether it was recorded more than a day after it happened."""
    by: str
    """Name of the person who did it."""
    by_id: UUID
    subject_kind: str
    """What it happened to: work-item, project, person, week, token, project-key."""
    subject_id: UUID
    subject: str
    """The title or name of that."""
    text: str
    """What was done, in words."""
    topic: str
    """What kind of event it is."""
    stream: str
    version: int
    """Its place in its stream."""
    correlation: UUID | None
    """Shared by everything that one request led to."""
    command: UUID | None
    """The command it was done by; `revert` takes this, the correlation or the position."""


def read(reader: Reader, params: History, page: Page) -> list[Happened]:
    """Read the events of a page, and one more if there is one, then name whatever they name."""
    found: list[Recorded] = []
    for batch in _batches(reader, params, page):
        found += _wanted(reader, params, batch)
        if page.limit is not None and len(found) > page.limit:
            break
    return shown(reader, found)


def _batches(reader: Reader, params: History, page: Page) -> Iterator[Sequence[Stored]]:
    """Read ever larger stretches of the history, in its order."""
    after = None if page.after is None else abs(page.after[0])
    size = MOST_AT_ONCE if page.limit is None else min(page.limit + 1, MOST_AT_ONCE)
    read_on = _from_log if params.subject is None else _from_mentions
    while True:
        batch, after = read_on(reader, params, after, size)
        yield batch
        if after is None:
            return
        size = min(size * 4, MOST_AT_ONCE)


def _from_log(
    reader: Reader, params: History, after: int | None, size: int
) -> tuple[Sequence[Stored], int | None]:
    log, known = reader.work.log, reader.moment.position
    if params.order is From.OLDEST:
        batch = log.read(after or 0, size, known)
        return batch, batch[-1].position if len(batch) == size else None
    last = known if after is None else min(after - 1, known)
    first = max(0, last - size)
    batch = log.read(first, size, last)[::-1]
    return batch, first + 1 if first > 0 else None


def _from_mentions(
    reader: Reader, params: History, after: int | None, size: int
) -> tuple[Sequence[Stored], int | None]:
    subject, newest = cast("UUID", params.subject), params.order is From.NEWEST
    found, more = page_of(reader, subject, after, size, newest=newest)
    positions = [mention.position for mention in found if _in_time(params, mention.at)]
    batch = reader.work.log.at(positions) if positions else []
    return batch[:: -1 if newest else 1], found[-1].position if more and found else None


def _in_time(params: History, at: int) -> bool:
    first, last = params.first, params.last
    return (first is None or at >= to_microseconds(first)) and (
        last is None or at <= to_microseconds(last)
    )


def _wanted(reader: Reader, params: History, batch: Sequence[Stored]) -> Iterator[Recorded]:
    """Decode what is of the kinds and the time asked for."""
    registry, topics = reader.work.registry, topics_of(params.kinds)
    until = min((t for t in (params.last, reader.moment.valid_at) if t is not None), default=None)
    for stored in batch:
        kind = registry.topics.get(stored.topic)
        if topics and kind is not None and kind.topic not in topics:
            continue
        recorded = registry.decode(stored)
        at = recorded.context.at
        if (params.first is None or at >= params.first) and (until is None or at <= until):
            yield recorded


# -- in words --------------------------------------------------------------------------------------


def shown(reader: Reader, events: Sequence[Recorded], names: Names = NONE) -> list[Happened]:
    """Tell these events in words, with one batch of look-ups for all names but those given."""
    undone = _undone(reader, events)
    names = {**named(reader, [*events, *undone.values()]), **names}
    return [_told(recorded, names, undone) for recorded in events]


def _undone(reader: Reader, events: Iterable[Recorded]) -> dict[int, Recorded]:
    """Read what reverts took back, by position; of those that took back much, the first few."""
    reverts = [each.event for each in events if isinstance(each.event, Reverted)]
    positions = {position for event in reverts for position in event.reverted[:MOST_UNDONE]}
    stored = reader.work.log.at(sorted(positions)) if positions else []
    return {each.position: reader.work.registry.decode(each) for each in stored}


def named(reader: Reader, events: Iterable[Recorded]) -> dict[UUID, str]:
    """Look up the names of whatever these events name."""
    return called(reader, ids_named(events))


def ids_named(events: Iterable[Recorded]) -> set[UUID]:
    """List the ids of whatever these events name."""
    ids = set[UUID]()
    for recorded in events:
        ids |= {recorded.context.by, about(recorded)[1], *ids_in_words(recorded.event)}
    return ids


def called(reader: Reader, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Look up names, whatever has them, as known at the moment, also of what was not there yet."""
    return naming.called(reader.at(replace(reader.moment, valid_at=None)), ids)


def about(recorded: Recorded) -> tuple[str, UUID]:
    """Tell what an event happened to: of a week it is the person, of a key the project."""
    kind, _, id = recorded.stream.partition("/")
    match recorded.event:
        case TimeLogged(person=whose) | TimeCorrected(person=whose) | TimeRemoved(person=whose):
            return kind, whose
        case event if kind == sheet.name:
            return kind, event.person  # type: ignore[attr-defined]  # they all tell whose it is
        case Reverted(kind=what, subject=whose):
            return what, whose
        case ProjectKeyReserved(project=whose) | ProjectKeyReleased(project=whose):
            return kind, whose
        case _:
            return kind, UUID(id)


def _text(event: Event, names: Names, undone: Mapping[int, Recorded]) -> str:
    """Say what was done; of a revert, what it took back, as that was said."""
    if not isinstance(event, Reverted):
        return in_words(event, names)
    told = [in_words(undone[each].event, names) for each in event.reverted if each in undone]
    more = len(event.reverted) - len(told)
    told += [f"and {more} more"] if more else []
    why = f" ({line(event.reason)})" if event.reason else ""
    return f"reverted{why}: {'; '.join(told)}"


def _told(recorded: Recorded, names: Names, undone: Mapping[int, Recorded]) -> Happened:
    event, context = recorded.event, recorded.context
    kind, subject = about(recorded)
    name = names.get(subject) or NAMELESS.get(kind, f"unknown {kind}")
    if kind == leave.name:  # whose it is, and on which days
        name = f"{names.get(event.person, 'someone unknown')}, {name}"  # type: ignore[attr-defined]  # they all tell
    if isinstance(event, TimeLogged | TimeCorrected | TimeRemoved):
        name = f"{name}, week of {monday(event.day)}"
    return Happened(
        position=recorded.position,
        at=context.at,
        recorded_at=recorded.recorded_at,
        late=recorded.recorded_at - context.at > LATE,
        by=names.get(context.by, "someone unknown"),
        by_id=context.by,
        subject_kind=kind,
        subject_id=subject,
        subject=line(name),
        text=_text(event, names, undone),
        topic=event.topic,
        stream=recorded.stream,
        version=recorded.version,
        correlation=context.correlation_id,
        command=context.command_id,
    )


def _order(params: History, row: Happened) -> Order:
    return (row.position if params.order is From.OLDEST else -row.position,)


history = View(
    name="history",
    params=History,
    row=Happened,
    key=("position",),
    read=read,
    order=_order,
)
