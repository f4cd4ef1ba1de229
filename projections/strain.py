"""Strain: signs that a person's work asks too much of them; theirs to see before anybody else.

Nothing is worked out of whoever has not asked for it, and nothing of the past of whoever does not
want it any more. A person's own weeks are shown to that person alone. A team is shown as an
average, from five people on who agreed to that, and only from the week on in which they did; so
nobody can be told from the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from projections.capacities import Who, known
from projections.figures import DAY, day_of, rounded
from projections.models.strain_consents import StrainConsentRow
from projections.reader import Reader
from projections.strain_signs import weekly_parts
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.people.strain_consent import Sharing
from workdomain.scheduling.strain import Parts, mean_of, strain_of
from workdomain.values import Line

FEWEST = 5
"""People of a team whose average is shown."""
TREND = 4
"""Weeks that a week is compared with at the most."""


class StrainKind(StrEnum):
    """What a row tells."""

    PERSON = "person"
    """A week of whoever looks."""
    TEAM = "team"
    """A week of a team, on average."""


class Strain(Message):
    """How much does the work ask of people, what is it made of, and is it getting more?

    It has to be asked for by each person (`show-strain`). A person sees their own weeks; a team is
    an average of at least five people who agreed to it. A sign, and no diagnosis.
    """

    team: Line | None = None
    """Only this team, besides oneself."""
    back: Annotated[int, Field(ge=1, le=52)] = 8
    """How many weeks, this one included."""
    limit: Annotated[int, Field(ge=1, le=100)] = 5
    """How many work items under way at one time are as many as may be."""


class StrainShown(Message):
    """A week of a person or a team; each part is from 0 (none) to 1, and null if unknown."""

    kind: StrainKind
    person: UUID | None
    name: str | None
    team: str | None
    people: int
    """How many people it is an average of."""
    period: str
    """The name of the week: 2026-W48."""
    first: date
    last: date
    strain: float
    """The mean of all parts that are known; it says nothing without them."""
    overload: float | None
    """Load beyond the capacity, as a share of it."""
    overtime: float | None
    """Hours worked beyond each day's contracted hours, as a share of them."""
    off_days: float | None
    """The share of the hours worked on weekends, holidays and leave."""
    at_once: float
    """Work items under way at one time at the most, as a share of the limit."""
    due_dates: float | None
    """Work items due in the week, by its working days."""
    unplanned: float | None
    """The share of the hours on what was not there when the week began."""
    streak: float
    """Overloaded weeks on end, this one included, as a share of eight."""
    trend: float | None
    """How much more (or less) strain it is than on average in the weeks before that are shown, four
    at most; null for the first week."""


def read(reader: Reader, params: Strain, _page: Page) -> list[StrainShown]:
    """Tell the weeks of whoever looks, and of each team that is large enough."""
    consents = _consents(reader)
    people = [
        who
        for who in known(reader, among=[*consents])
        if who.id == reader.asker or consents[who.id].sharing is Sharing.ME_AND_TEAM
    ]
    if not people:
        return []
    today = reader.moment.today
    monday = today - today.weekday() * DAY
    weeks = [monday - n * 7 * DAY for n in reversed(range(params.back))]
    parts = weekly_parts(reader, people, weeks, params.limit)
    rows: list[StrainShown] = []
    for who in people:
        if who.id == reader.asker:
            rows += _rows(StrainKind.PERSON, who, [(w, [parts[who.id, w]]) for w in weeks])
    for team, members in _teams(people, consents).items():
        if params.team in (None, team):
            agreed = [(w, [m.id for m in members if _agreed(consents[m.id], w)]) for w in weeks]
            shown = [(w, [parts[id, w] for id in ids]) for w, ids in agreed if len(ids) >= FEWEST]
            rows += _rows(StrainKind.TEAM, Who(NOBODY, None, team), shown)
    return sorted(rows, key=lambda row: order(params, row))


NOBODY = UUID(int=0)


def _consents(reader: Reader) -> dict[UUID, StrainConsentRow]:
    """Read who wants it, at the moment asked for and by now: who said no is out of the past too."""
    moment = reader.moment
    latest = reader.at(replace(moment, position=moment.reached, valid_at=None))
    now = {row.person for row in latest.rows(StrainConsentRow)}
    return {row.person: row for row in reader.rows(StrainConsentRow) if row.person in now}


def _teams(
    people: Sequence[Who], consents: Mapping[UUID, StrainConsentRow]
) -> Mapping[str, Sequence[Who]]:
    teams = defaultdict[str, list[Who]](list)
    for who in people:
        if who.team is not None and consents[who.id].sharing is Sharing.ME_AND_TEAM:
            teams[who.team].append(who)
    return teams


def _agreed(consent: StrainConsentRow, week: date) -> bool:
    return day_of(consent.since) <= week + 6 * DAY


def _rows(
    kind: StrainKind, who: Who, weeks: Iterable[tuple[date, Sequence[Parts]]]
) -> Iterator[StrainShown]:
    """Tell weeks on end, each beside those before it."""
    before: list[float] = []
    for week, of_each in weeks:
        parts = mean_of(of_each)
        strain = strain_of(parts)
        year, number, _ = week.isocalendar()
        recent = before[-TREND:]
        yield StrainShown(
            kind=kind,
            person=None if kind is StrainKind.TEAM else who.id,
            name=who.name,
            team=who.team,
            people=len(of_each),
            period=f"{year}-W{number:02}",
            first=week,
            last=week + 6 * DAY,
            strain=rounded(strain),
            **{name: rounded(part) for name, part in parts._asdict().items()},
            trend=rounded(strain - sum(recent) / len(recent)) if recent else None,
        )
        before.append(strain)


def order(_params: Strain, row: StrainShown) -> Order:
    """Sort one's own weeks before those of teams."""
    return (row.kind is StrainKind.TEAM, row.team or "", row.first.isoformat())


strain = View(
    name="strain",
    params=Strain,
    row=StrainShown,
    key=("kind", "person", "team", "first"),
    read=read,
    order=order,
)
