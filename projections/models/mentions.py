"""What each event is about: the index behind every history.

A row stands for all events of one batch that are about one subject, so that there are few: who
makes ten thousand changes is mentioned in as many events, and in a few dozen rows.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, get_args, get_origin
from uuid import UUID

from sqlalchemy import func, select

from projections.kernel import ReadModel, TableOf
from projections.reader import Reader
from projections.tables import to_microseconds
from projections.timeline import Told
from workdomain.catalog import DECIDERS
from workdomain.execution.week import week
from workdomain.execution.week_words import TimeCorrected
from workdomain.execution.wip import CountedFor, CountedIn, CountedNotFor, CountedOut
from workdomain.identification.check_in_words import CheckInCorrected, CheckInPublished
from workdomain.kernel import Event
from workdomain.planning.recurrence_words import RecurrenceAdded, RecurrenceSplit
from workdomain.planning.work_item import WorkItemAdded, WorkItemMoved
from workdomain.processes.process import ProcessAdded, ProcessChanged
from workdomain.store.messages import Recorded


class MentionsRow(NamedTuple):
    """Events that belong to the history of a thing, a project or a person, in log order."""

    subject: UUID
    position: int
    """Of the first of them."""
    at: int
    """When the earliest of them happened, in microseconds since 1970."""
    size: int
    positions: tuple[int, ...]
    moments: tuple[int, ...]
    """When each of them happened, in microseconds since 1970."""


class About(NamedTuple):
    """An event, and everything whose history it belongs to, perhaps more than once."""

    position: int
    at: int
    subjects: Sequence[UUID | None]


ABOUT = (
    "person",
    "project",
    "item",
    "parent",
    "predecessor",
    "needed_from",
    "mentions",
    "decided_by",
    "process",
    "approver",
    "in_place_of",
    "owner",
    "reviewer",
    "aligned_to",
    "objective",
    "key_result",
    "feeds",
    "asked_by",
    "serves",
    "request",
    "into",
    "subject",
    "template",
    "goal",
    "client",
    "for_client",
    "deal",
    "contact",
    "assignees",
    "lead",
    "calendar",
)
"""Fields of events that name what else the event is about, one thing or several."""

ABOUT_TOO = {TimeCorrected: "was.item", ProcessAdded: "workflow", ProcessChanged: "workflow"}
"""Fields that name something in these events alone."""
TELL_VALUES = frozenset({CheckInPublished, CheckInCorrected})
"""Events about each key result that they tell a value of."""
COUNTS: frozenset[type[Event]] = frozenset({CountedIn, CountedOut, CountedFor, CountedNotFor})
"""Events that only repeat what the history of the item tells already."""
PROJECT_OF: Mapping[type[Event], Callable[[Any], UUID | None]] = {
    WorkItemAdded: attrgetter("project"),
    WorkItemMoved: attrgetter("project"),
    RecurrenceAdded: attrgetter("contents.project"),
    RecurrenceSplit: attrgetter("contents.project"),
}
"""Events that tell which project something is in; few of all there are."""


def evolve(project: UUID | None, recorded: Recorded) -> UUID | None:
    """Remember which project a work item or recurring work is in."""
    read = PROJECT_OF.get(type(recorded.event))
    return project if read is None else read(recorded.event)


def entries(id: UUID, before: UUID | None, after: UUID | None, told: Told) -> Iterable[About]:
    """Name everything whose history an event belongs to: itself, its project, who and what else.

    A request of many is named as well, so that its history is found, and can be reverted.
    """
    at, position, recorded = told
    event, context = recorded.event, recorded.context
    if type(event) in COUNTS:
        return (About(position, at, (id,)),)
    subjects = about(event)
    subjects.append(context.by)
    if not recorded.stream.startswith(WEEK):
        subjects.append(id)
    if after is not None:
        subjects.append(after)
    if before is not after:
        subjects.append(before)
    if context.correlation_id != context.causation_id:  # else it lies right behind its cause
        subjects.append(context.correlation_id)
    if type(event) in TELL_VALUES:
        subjects += [value.key_result for value in event.values]
    return (About(position, at, subjects),)


WEEK = f"{week.name}/"
"""Nobody asks for the history of a week, but for that of a person."""


def about(event: Event) -> list[UUID | None]:
    """Name what else an event says that it is about."""
    single, several = _readers(type(event))
    found: list[UUID | None] = [read(event) for read in single]
    for read in several:
        found += read(event)
    return found


Read = Callable[[Event], Any]


@cache
def _readers(event_type: type[Event]) -> tuple[Sequence[Read], Sequence[Read]]:
    """Make what reads the fields that name one other thing, and those that name several."""
    types = {name: field.annotation for name, field in event_type.model_fields.items()}
    fields = [f for f in ABOUT if UUID in (types.get(f), *get_args(types.get(f)))]
    several = [field for field in fields if get_origin(types[field]) is tuple]
    single = [field for field in fields if field not in several]
    if event_type in ABOUT_TOO:
        single.append(ABOUT_TOO[event_type])
    return [*map(attrgetter, single)], [*map(attrgetter, several)]


def gather(events: Sequence[About]) -> Iterator[MentionsRow]:
    """Make one row for each subject of a batch."""
    found: dict[int, tuple[UUID, list[int], list[int]]] = {}
    for position, at, subjects in sorted(events, key=itemgetter(0)):
        for subject in subjects:
            if subject is None:
                continue
            mentions = found.get(subject.int)  # whose hash is quick, unlike that of a UUID
            if mentions is None:
                found[subject.int] = (subject, [position], [at])
            elif mentions[1][-1] != position:
                mentions[1].append(position)
                mentions[2].append(at)
    for subject, positions, moments in found.values():
        yield MentionsRow(
            subject,
            positions[0],
            min(moments),
            len(positions),
            tuple(positions),
            tuple(moments),
        )


mentions: ReadModel[UUID | None] = ReadModel(
    name="mentions",
    reads=DECIDERS,
    initial=None,
    evolve=evolve,
    entries=entries,
    gather=gather,
    tables=(
        TableOf(
            MentionsRow,
            "mentions",
            key=(),
            indexes=(("subject", "position"),),
            journal=True,
        ),
    ),
    version=8,
)


# -- reading ---------------------------------------------------------------------------------------


class Mention(NamedTuple):
    """Where an event lies, and when it happened, in microseconds since 1970."""

    position: int
    at: int


def mentioned(reader: Reader, subjects: Sequence[UUID]) -> list[int]:
    """Tell where all events about any of these lie, as known and as true at the moment."""
    rows = reader.rows(MentionsRow, lambda c: [c.subject.in_(subjects)])
    return sorted({mention.position for row in rows for mention in _held(reader, row)})


def page_of(
    reader: Reader, subject: UUID, after: int | None, most: int, *, newest: bool
) -> tuple[list[Mention], bool]:
    """Tell where the next events about a subject lie, and whether there may be more behind them.

    They come newest or oldest first, behind the position `after`; no more rows are read than it
    takes to find `most` of them.
    """
    c: Any = reader.table(MentionsRow).c
    query = reader.select(MentionsRow, c.position, c.size).where(c.subject == subject)
    if newest:
        query = query.order_by(c.position.desc())
        query = query if after is None else query.where(c.position < after)
    else:
        before = select(func.max(c.position)).where(
            c.subject == subject, c.position <= (after or 0)
        )
        query = query.where(c.position >= func.coalesce(before.scalar_subquery(), 0))
        query = query.order_by(c.position)
    stretches = reader.run(query.limit(most + 1))
    enough = bisect_left(list(accumulate(size for _, size in stretches[1:])), most) + 2
    positions = [position for position, _ in stretches[:enough]]
    rows = reader.rows(MentionsRow, lambda c: [c.subject == subject, c.position.in_(positions)])
    found = sorted((mention for row in rows for mention in _held(reader, row)), reverse=newest)
    if after is not None:
        found = [m for m in found if (m.position < after if newest else m.position > after)]
    return found[:most], len(found) > most or len(stretches) > enough


def _held(reader: Reader, row: MentionsRow) -> Iterator[Mention]:
    """Leave out what was not known, or had not happened, at the moment."""
    upto, by = reader.moment.position, reader.moment.valid_at
    until = None if by is None else to_microseconds(by)
    for position, at in zip(row.positions, row.moments, strict=True):
        if position <= upto and (until is None or at <= until):
            yield Mention(position, at)
