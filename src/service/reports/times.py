"""Folds what people logged into hours, and into what was put right afterwards."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from projections.wording import duration, line
from service.reports.evidence import Evidence
from service.reports.lives import Span
from service.reports.parts import Corrected, Figure, HoursOf, Positions
from workdomain.execution.week_words import TimeCorrected, TimeLogged, TimeRemoved
from workdomain.store.messages import Recorded

Names = Mapping[UUID, str]
MINUTES = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A time entry as it stands; of one that was removed, no minutes are left."""

    person: UUID
    day: date
    minutes: int
    item: UUID | None
    positions: Positions
    """All its events, oldest first."""


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry before and after it was put right."""

    recorded: Recorded
    was: Entry
    became: Entry
    reason: str


@dataclass(frozen=True)
class Timesheet:
    """All entries that may count for a subject, and every correction of them."""

    entries: Mapping[UUID, Entry]
    corrections: Sequence[Correction]


def fold(evidence: Evidence) -> Timesheet:
    """Follow every entry through its events, in the order of the log."""
    entries: dict[UUID, Entry] = {}
    corrections = []
    for recorded in evidence.time:
        event, position = recorded.event, recorded.position
        match event:
            case TimeLogged():
                entries[event.entry] = Entry(
                    event.person, event.day, event.minutes, event.item, (position,)
                )
            case TimeCorrected():
                was = _before(entries.get(event.entry), event)
                became = Entry(
                    event.person, event.day, event.minutes, event.item, (*was.positions, position)
                )
                entries[event.entry] = became
                corrections.append(Correction(recorded, was, became, event.reason))
            case TimeRemoved():
                was = entries.get(event.entry) or Entry(
                    event.person, event.day, event.minutes, event.item, ()
                )
                became = replace(was, minutes=0, positions=(*was.positions, position))
                entries[event.entry] = became
                corrections.append(Correction(recorded, was, became, event.reason))
            case _:
                raise TypeError(f"{event.topic} is no event of a week")
    return Timesheet(entries, corrections)


def _before(known: Entry | None, event: TimeCorrected) -> Entry:
    """Tell an entry before a correction, by the correction itself when it was logged elsewhere."""
    if known is not None:
        return known
    return Entry(event.person, event.was.day, event.was.minutes, event.was.item, ())


def figure(entries: Iterable[Entry]) -> Figure:
    """Add entries up, in hours."""
    found = list(entries)
    positions = sorted({position for entry in found for position in entry.positions})
    return Figure(
        value=round(sum(entry.minutes for entry in found) / MINUTES, 4), positions=tuple(positions)
    )


def by(
    entries: Iterable[Entry], key: Callable[[Entry], tuple[UUID | None, str]]
) -> tuple[HoursOf, ...]:
    """Add entries up by something that has a name, sorted by it."""
    groups = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return tuple(
        HoursOf(id=id, name=name, hours=figure(found))
        for (id, name), found in sorted(
            groups.items(), key=lambda each: (each[0][1], str(each[0][0]))
        )
    )


def week_of(day: date) -> str:
    """Name a week (ISO 8601): `2026-W10`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def corrections(
    sheet: Timesheet, span: Span, counts: Callable[[Entry], bool]
) -> Iterator[Correction]:
    """Find the corrections made in these days, or of entries of these days, that count."""
    for each in sheet.corrections:
        mine = [entry for entry in (each.was, each.became) if counts(entry)]
        now = span.has(each.recorded.context.at)
        if mine and (now or any(span.holds(entry.day) for entry in mine)):
            yield each


def told(each: Correction, counts: Callable[[Entry], bool], names: Names) -> Corrected:
    """Tell a correction in words."""
    context = each.recorded.context
    return Corrected(
        by=line(names.get(context.by, "someone unknown")),
        at=context.at,
        person=line(names.get(each.was.person, "someone unknown")),
        day=each.was.day,
        was=_said(each.was, names),
        became=_said(each.became, names),
        reason=line(each.reason),
        hours=round((_minutes(each.became, counts) - _minutes(each.was, counts)) / MINUTES, 4),
        positions=each.became.positions,
    )


def _minutes(entry: Entry, counts: Callable[[Entry], bool]) -> int:
    return entry.minutes if counts(entry) else 0


def _said(entry: Entry, names: Names) -> str:
    if not entry.minutes:
        return "removed"
    item = "" if entry.item is None else f" for {line(names.get(entry.item, 'an unknown item'))}"
    return f"{duration(entry.minutes)} on {entry.day}{item}"
