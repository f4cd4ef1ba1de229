"""Who can be planned with, and when they work: each day's effective minutes, laid on the clock.

Working hours are so many minutes of a weekday; that they begin at nine is assumed for everyone, in
their own zone. What takes a part of a day (leave, availability below 100 %, time kept for something
else) is left out at its end.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from projections.capacities import calendars, known
from projections.kept import kept_time
from projections.models.people import PersonRow, ZoneRow
from projections.models.schedules import BarRow, ScheduleRow
from projections.plans.clock import Clock
from projections.reader import Reader
from workdomain.scheduling.calendar import Calendar, Capacity, capacity_of
from workdomain.scheduling.keeping import Kept, ahead
from workdomain.scheduling.plan.problem import Person
from workdomain.scheduling.plan.worktime import Span

NINE = time(9)
A_DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60
UNTIL_MIDNIGHT = MINUTES_A_DAY - NINE.hour * 60
Minutes = Mapping[date, float]


def people_of(
    reader: Reader,
    clock: Clock,
    days: int,
    elsewhere: Callable[[Kept], bool],
    planned: Iterable[UUID] = (),
) -> dict[UUID, Person]:
    """Read everyone whose hours are known, for so many days from the beginning on.

    `elsewhere` tells which allocated time is for other things than what is planned; `planned` names
    the work that is: published plans of other work hold their people's time.
    """
    first = clock.begins.date()
    last = first + days * A_DAY
    their, kept, zones = calendars(reader, first, None), kept_time(reader, None), _zones(reader)
    held = _held(reader, clock, frozenset(planned))
    skills = {row.id: row.skills for row in reader.rows(PersonRow)}
    laid: dict[tuple[Calendar, str], tuple[Span, ...]] = {}
    nines: dict[str, Sequence[int]] = {}
    found = {}
    for who in sorted(known(reader), key=lambda who: who.id):  # in any database the same
        calendar = their.get(who.id, Calendar())
        zone = _on(zones.get(who.id, ()), first)
        if zone not in nines:
            nines[zone] = _nines(zone, clock, days)
        taken = _taken(kept.get(who.id, ()), calendar, first, elsewhere)
        if taken:
            spans = _spans(capacity_of(calendar, first, last), taken, nines[zone])
        else:
            key = (calendar, zone)
            if key not in laid:
                laid[key] = _spans(capacity_of(calendar, first, last), {}, nines[zone])
            spans = laid[key]
        if spans:
            able = tuple((name.casefold(), int(level)) for name, level in skills[who.id])
            found[who.id] = Person(str(who.id), spans, held.get(who.id, ()), able)
    return found


def _zones(reader: Reader) -> Mapping[UUID, Sequence[tuple[date, str]]]:
    zones: dict[UUID, list[tuple[date, str]]] = {}
    for row in reader.rows(ZoneRow):
        zones.setdefault(row.person, []).append((row.valid_from, row.zone))
    return {person: sorted(dated) for person, dated in zones.items()}


def _on(dated: Sequence[tuple[date, str]], day: date) -> str:
    """Tell the zone that somebody is in on a day; UTC if nobody said."""
    place = bisect_right(dated, (day, chr(0x10FFFF))) - 1
    return dated[place][1] if place >= 0 else "UTC"


def _taken(
    kept: Sequence[Kept], calendar: Calendar, today: date, elsewhere: Callable[[Kept], bool]
) -> Minutes:
    """Sum up the minutes of each day that are kept for something else, evenly over its days."""
    taken: dict[date, float] = {}
    for each in kept:
        if not elsewhere(each):
            continue
        for piece in ahead(each, calendar, today):
            room = [
                (day, minutes)
                for day, minutes in capacity_of(calendar, piece.first, piece.last).days()
                if minutes
            ]
            whole = sum(minutes for _, minutes in room)
            for day, minutes in room:
                taken[day] = taken.get(day, 0.0) + piece.minutes * minutes / whole
    return taken


def _spans(capacity: Capacity, taken: Minutes, nines: Sequence[int]) -> tuple[Span, ...]:
    """Lay each day's minutes on the clock, from nine on; earlier where a day is longer than that.

    The day that the plan begins on has what is left of it.
    """
    spans = []
    minutes: Iterable[float | None] = capacity.effective
    if taken:
        minutes = ((has or 0.0) - taken.get(day, 0.0) for day, has in capacity.days())
    for has, nine in zip(minutes, nines, strict=True):
        if not has or (left := int(has)) <= 0:
            continue
        begin = nine if left <= UNTIL_MIDNIGHT else nine - left + UNTIL_MIDNIGHT
        if begin >= 0:
            spans.append((begin, begin + left))
        elif begin + left > 0:
            spans.append((0, begin + left))
    return tuple(spans)


def _nines(zone: str, clock: Clock, days: int) -> Sequence[int]:
    """Tell when it is nine in a zone, on so many days and one more, in minutes of the plan."""
    place, first = ZoneInfo(zone), clock.begins.date()
    all_days = (first + number * A_DAY for number in range(days + 1))
    return [clock.minute(datetime.combine(day, NINE, place).astimezone(UTC)) for day in all_days]


def _held(
    reader: Reader, clock: Clock, planned: frozenset[UUID]
) -> Mapping[UUID, tuple[Span, ...]]:
    """Find the time that published plans of other work hold."""
    published = {row.id: row.published for row in reader.rows(ScheduleRow) if row.published}
    held: dict[UUID, list[Span]] = {}
    for schedule, version in published.items():
        for bar in bars_of(reader, schedule, version):
            if bar.item in planned or bar.milestone or bar.finish <= clock.begins:
                continue
            spans = [
                (max(0, clock.minute(start)), clock.minute(finish))
                for start, finish in worked(bar)
                if finish > clock.begins
            ]
            for person in bar.people:
                held.setdefault(UUID(person), []).extend(spans)
    return {person: tuple(sorted(spans)) for person, spans in held.items()}


def worked(bar: BarRow) -> Sequence[tuple[datetime, datetime]]:
    """Tell from when until when a bar is worked on: all of it, or its pieces."""
    if not bar.pieces:
        return [(bar.start, bar.finish)]
    return [
        (datetime.fromisoformat(start), datetime.fromisoformat(finish))
        for start, finish in bar.pieces
    ]


def bars_of(reader: Reader, schedule: UUID, version: int) -> Sequence[BarRow]:
    """Read the bars of a version."""
    return reader.rows(BarRow, lambda c: [c.schedule == schedule, c.version == version])
