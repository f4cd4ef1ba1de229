"""Recurring work: what there is, when it comes next, and what became of each occurrence."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Annotated
from uuid import UUID

from pydantic import Field

from projections.days_off import days_off, defaults
from projections.models.items import ItemRow
from projections.models.people import OnCalendarRow
from projections.models.projects import ProjectRow
from projections.models.recurrences import SERIES, RecurrenceRow
from projections.names import AT_ONCE
from projections.reader import Reader
from projections.view import Order, Page, View
from projections.window import Window
from projections.worktree import projects_at
from workdomain.execution.task_life import State
from workdomain.kernel import Message
from workdomain.people.default_calendar import Dated
from workdomain.people.work_calendar import Days, over_time
from workdomain.planning.recurrence import item_of
from workdomain.planning.recurrence_days import calendar_of
from workdomain.planning.recurrence_rule import local_time
from workdomain.planning.series import (
    LOOKED_THROUGH,
    Makes,
    Occurrence,
    Occurring,
    OnDayOff,
    Series,
    due,
    honouring,
    in_days,
    open_from,
)
from workdomain.values import Line


class Recurrences(Message):
    """What work comes again and again, when does it come next, and what keeps it?"""

    project: UUID | None = None
    """Only that of this project."""
    person: UUID | None = None
    """Only that of this person."""
    ahead: Annotated[int, Field(ge=0, le=50)] = 3
    """How many of the next occurrences are named."""
    ended: bool = True
    """Whether that which has ended is shown too."""


class RecurrenceState(StrEnum):
    """How recurring work stands."""

    RUNNING = "running"
    PAUSED = "paused"
    """Nothing is made today."""
    USED_UP = "used_up"
    """Its rule names no more times."""
    ENDED = "ended"


class RecurrenceShown(Message):
    """Recurring work, as it is from its latest change on."""

    id: UUID
    title: str
    project_key: str | None
    state: RecurrenceState
    why: str | None
    """Why it is paused, or has ended, or why what is due was not made."""
    rule: str
    zone: str
    next: tuple[datetime, ...]
    """The next occurrences that are still to be made, in local time."""
    next_made_at: datetime | None
    """When the next work item is made; null if that is on the completion of another one."""
    waits_for: UUID | None
    """The work item on whose completion the next one is made."""
    due: int
    """Occurrences that are due to be made, and not made yet."""
    made: int
    """Work items made so far."""
    skipped: int
    """Single occurrences that were left out."""
    pauses: tuple[str, ...]
    """Each with its first and last day and its reason."""
    ends: date | None
    """Its last day, once that was said."""
    makes: Makes
    lead_days: int


def read(reader: Reader, params: Recurrences, _page: Page) -> list[RecurrenceShown]:
    """Work out where each series stands at the moment."""
    found = _found(reader, params.project, params.person)
    projects = projects_at(reader, [row.project for row, _ in found if row.project])
    go = _goer(reader, [series for _, series in found])
    shown = [
        _shown(row, series, projects, reader.moment.now, params.ahead, go) for row, series in found
    ]
    kept = (row for row in shown if params.ended or row.state is not RecurrenceState.ENDED)
    return sorted(kept, key=lambda row: order(params, row))


FAR = timedelta(days=31)
"""So far may days off move an occurrence into other days than those asked for."""
Go = Callable[[Occurrence], Occurrence]
"""Lets an occurrence on a day off go where its series says."""


def _goer(reader: Reader, found: Sequence[Series]) -> Go:
    """Look up the calendars of these series once."""
    honour = [
        contents
        for series in found
        for contents in _contents(series)
        if contents.on_day_off is not OnDayOff.KEEP
    ]
    if not honour:
        return lambda each: each
    default, own = defaults(reader), _own(reader, {id for each in honour for id in each.assignees})
    on = [*default.values(), *(id for dated in own.values() for id in dated.values())]
    off = days_off(reader, {*on, *(each.calendar for each in honour)})

    @cache
    def theirs(people: tuple[UUID, ...]) -> Days:
        dated = calendar_of(people, own, default)
        return over_time(dated, lambda calendar: off.get(calendar, {}))

    def go(each: Occurrence) -> Occurrence:
        if each.contents.calendar is not None:
            return honouring(each, off.get(each.contents.calendar, {}))
        return honouring(each, theirs(each.contents.assignees))

    return go


def _contents(series: Series) -> Iterator[Occurring]:
    """List what a series makes, and what was said to be made of single ones."""
    yield from (segment.contents for segment in series.segments)
    yield from (own.contents for own in series.special.values() if own.contents is not None)


def _own(reader: Reader, people: set[UUID]) -> Mapping[UUID, Dated]:
    """Tell on which calendars of their own these people are, from which day on."""
    found = defaultdict[UUID, dict[date, UUID | None]](dict)
    for row in reader.rows(OnCalendarRow, lambda c: [c.person.in_(people)]):
        found[row.person][row.valid_from] = row.calendar
    return found


def _found(
    reader: Reader, project: UUID | None, person: UUID | None, one: UUID | None = None
) -> list[tuple[RecurrenceRow, Series]]:
    rows = reader.rows(RecurrenceRow, lambda c: [] if one is None else [c.id == one])
    return [
        (row, SERIES.validate_json(row.series))
        for row in rows
        if project in (None, row.project) and (person is None or str(person) in row.assignees)
    ]


def _shown(
    row: RecurrenceRow,
    series: Series,
    projects: Mapping[UUID, ProjectRow],
    now: datetime,
    ahead: int,
    go: Go,
) -> RecurrenceShown:
    latest, waiting = series.segments[-1], due(series, now)
    today = local_time(now, series.zone)
    after = max(today, series.settled or today)
    looked_through = islice(open_from(series, after), LOOKED_THROUGH)
    to_come = ((each, go(each)) for each in looked_through)
    found = islice(((each, on) for each, on in to_come if on.why_not is None), max(1, ahead))
    upcoming = list(found)
    project = projects.get(row.project) if row.project else None
    state, why = _state(series, today.date(), bool(upcoming or waiting))
    if waiting and why is None and project is not None and project.closed:
        why = f"{project.key} is closed"
    first = waiting[0] if waiting else next((each for each, _ in upcoming), None)
    return RecurrenceShown(
        id=row.id,
        title=row.title,
        project_key=project and project.key,
        state=state,
        why=why,
        rule=latest.rule,
        zone=latest.zone,
        next=tuple(on.starts for _, on in upcoming[:ahead]),
        next_made_at=first.made_at if first and series.unfinished is None else None,
        waits_for=series.unfinished,
        due=len(waiting),
        made=series.made,
        skipped=sum(special.skipped is not None for special in series.special.values()),
        pauses=tuple(f"{p.first} to {p.last or '...'}: {p.reason}" for p in series.pauses),
        ends=series.last,
        makes=series.makes,
        lead_days=latest.lead_days,
    )


def _state(series: Series, today: date, more: bool) -> tuple[RecurrenceState, str | None]:
    if series.last is not None and series.last < today:
        return RecurrenceState.ENDED, series.ended_for
    for pause in series.pauses:
        if pause.covers(today):
            return RecurrenceState.PAUSED, pause.reason
    return (RecurrenceState.RUNNING, None) if more else (RecurrenceState.USED_UP, None)


def order(_params: Recurrences, row: RecurrenceShown) -> Order:
    """Sort by what it is called."""
    return (row.state is RecurrenceState.ENDED, row.title.casefold(), str(row.id))


recurrences = View(
    name="recurrences",
    params=Recurrences,
    row=RecurrenceShown,
    key=("id",),
    read=read,
    order=order,
)


class Occurrences(Window):
    """What recurring work is on these days, and what became of it?"""

    recurrence: UUID | None = None
    """Only that of this recurring work."""
    project: UUID | None = None
    """Only that of this project."""
    person: UUID | None = None
    """Only that of this person."""


class OccurrenceState(StrEnum):
    """What became of an occurrence."""

    MADE = "made"
    """There is a work item of it."""
    DUE = "due"
    """Its work item is due to be made."""
    TO_COME = "to_come"
    """Its work item will be made."""
    SKIPPED = "skipped"
    """It was left out."""
    PAUSED = "paused"
    """It falls into a pause."""
    PASSED = "passed"
    """It was passed over: by the completion of another one, or before it was set up."""


class OccurrenceShown(Message):
    """One time that something is to be done again."""

    recurrence: UUID
    occurrence: datetime
    """The local time that the rule names; what an occurrence is known by."""
    title: Line
    starts: datetime
    """The local time that it is at."""
    zone: str
    state: OccurrenceState
    why: str | None
    """Why nothing is made of it."""
    moved: bool
    item: UUID | None
    item_state: State | None
    made_at: datetime
    """When its work item is or was to be made, if it does not wait for another one."""


def read_occurrences(reader: Reader, params: Occurrences, _page: Page) -> list[OccurrenceShown]:
    """List the occurrences of the days, each with its work item if there is one."""
    first, last = params.days(reader.moment.today)
    series_of = _found(reader, params.project, params.person, params.recurrence)
    go = _goer(reader, [series for _, series in series_of])
    found = [
        (row.id, go(occurrence), {each.id for each in due(series, reader.moment.now)})
        for row, series in series_of
        for occurrence in in_days(series, first - FAR, last + FAR)
    ]
    found = [each for each in found if first <= each[1].starts.date() <= last]
    states = _states(reader, [item_of(id, occurrence.id) for id, occurrence, _ in found])
    shown = (_occurrence(id, each, waiting, states) for id, each, waiting in found)
    return sorted(shown, key=lambda row: order_occurrences(params, row))


def _states(reader: Reader, items: list[UUID]) -> dict[UUID, State]:
    c = reader.table(ItemRow).c
    found: dict[UUID, State] = {}
    for start in range(0, len(items), AT_ONCE):
        some = reader.select(ItemRow, c.id, c.state).where(c.id.in_(items[start : start + AT_ONCE]))
        found.update(dict(reader.run(some)))
    return found


def _occurrence(
    recurrence: UUID, each: Occurrence, waiting: Iterable[datetime], states: Mapping[UUID, State]
) -> OccurrenceShown:
    item = item_of(recurrence, each.id)
    return OccurrenceShown(
        recurrence=recurrence,
        occurrence=each.id,
        title=each.contents.title,
        starts=each.starts,
        zone=each.zone,
        state=_became(each, item in states, each.id in waiting),
        why=each.why_not,
        moved=each.starts != each.id,
        item=item if item in states else None,
        item_state=states.get(item),
        made_at=each.made_at,
    )


def _became(each: Occurrence, is_there: bool, is_due: bool) -> OccurrenceState:
    if is_there:
        return OccurrenceState.MADE
    if each.why_not is not None:
        return OccurrenceState.PAUSED if each.skipped is None else OccurrenceState.SKIPPED
    if each.settled:
        return OccurrenceState.PASSED
    return OccurrenceState.DUE if is_due else OccurrenceState.TO_COME


def order_occurrences(_params: Occurrences, row: OccurrenceShown) -> Order:
    """Sort by time, then by what it is called."""
    return (row.starts.isoformat(), row.title, str(row.recurrence), row.occurrence.isoformat())


occurrences = View(
    name="occurrences",
    params=Occurrences,
    row=OccurrenceShown,
    key=("recurrence", "occurrence"),
    read=read_occurrences,
    order=order_occurrences,
)
