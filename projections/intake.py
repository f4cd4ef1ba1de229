"""Intake: what is asked for, what comes first and why, and how long each request has waited."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from projections.models.requests import RequestRow, comes_back, waits
from projections.names import AT_ONCE, called
from projections.reader import Reader
from projections.tables import to_microseconds
from projections.view import Order, Page, View
from workdomain.identification.ranking import RankBy, ranks
from workdomain.identification.request import OPEN, Answer
from workdomain.kernel import Message
from workdomain.values import Day, Line


class Intake(Message):
    """What is asked for, what comes first, and how long has it waited?"""

    answer: tuple[Answer, ...] = ()
    """Only what is answered so; none is what waits or is deferred."""
    rank_by: RankBy = RankBy.WSJF
    """What requests that wait are ranked by."""
    asked_by: UUID | None = None
    """Only what this person asks for."""
    serves: UUID | None = None
    """Only what serves this objective."""
    text: Line | None = None
    """Only those whose title holds this, in any case."""
    urgent_to: Day | None = None
    """Only what is needed on this day or earlier."""
    request: UUID | None = None
    """Only this one."""


class IntakeRow(Message):
    """A request."""

    rank: int | None
    """Its place among all that wait, from 1; null while an input is missing, or if it is not
    waiting."""
    id: UUID
    title: str
    answer: Answer
    """waiting, deferred, accepted, declined or merged; what was deferred waits from its day on."""
    asked_by: str | None
    """Who asks, by name."""
    client: str | None
    age_days: int
    """Whole days since it was submitted, up to its answer."""
    waiting_days: int
    """Those of them in which it waited for an answer: the days for which it was deferred do not
    count."""
    wsjf: float | None
    """Cost of delay by job size; null while an input is missing."""
    cost_of_delay: int | None
    user_business_value: int | None
    time_criticality: int | None
    risk_opportunity: int | None
    job_size: int | None
    value_over_effort: float | None
    """Value by person-hours; null while an input is missing."""
    value: float | None
    effort_h: float | None
    missing: tuple[str, ...]
    """The inputs that its rank waits for."""
    urgent_by: date | None
    urgent_days: int | None
    """Days that are left until then; negative is past."""
    urgent_because: str | None
    serves: str | None
    """The objective, by its title."""
    serves_id: UUID | None
    until: date | None
    """When it comes back, or came back, if it was deferred."""
    reason: str | None
    """Why it was declined, deferred or reopened."""
    became: str | None
    """The title of the work item or the key of the project that it became."""
    became_id: UUID | None
    merged_into: str | None
    merged_into_id: UUID | None
    merged: tuple[str, ...]
    """What was merged into it, by titles."""
    submitted_at: datetime
    submitted_by: str
    answered_at: datetime | None
    description: str


def read(reader: Reader, params: Intake, _page: Page) -> Iterable[IntakeRow]:
    """Rank all that waits, and show what is wanted: a fixed number of queries."""
    now = reader.moment.now
    wanted = set(params.answer or OPEN)
    stored = OPEN | wanted
    found = reader.rows(RequestRow, lambda c: [c.answer.in_(sorted(stored))])
    waiting = [row for row in found if answer_at(row, now) is Answer.WAITING]
    places = dict(
        zip(
            (row.id for row in waiting),
            ranks([row.inputs.by(params.rank_by) for row in waiting]),
            strict=True,
        )
    )
    shown = [row for row in found if answer_at(row, now) in wanted and _wanted(params, row)]
    merged = _merged(reader, shown)
    names = called(reader, _ids(shown))
    rows = [_row(row, params, now, places.get(row.id), names, merged) for row in shown]
    return sorted(rows, key=lambda row: order(params, row))


def answer_at(row: RequestRow, now: datetime) -> Answer:
    """Tell how a request is answered at a moment: what was deferred waits from its day on."""
    if row.answer is Answer.DEFERRED and row.until and comes_back(row.until) <= now:
        return Answer.WAITING
    return row.answer


def _wanted(params: Intake, row: RequestRow) -> bool:
    return (
        (params.asked_by is None or row.asked_by == params.asked_by)
        and (params.serves is None or row.serves == params.serves)
        and (params.text is None or params.text.casefold() in row.search)
        and (
            params.urgent_to is None
            or (row.urgent_by is not None and row.urgent_by <= params.urgent_to)
        )
        and (params.request is None or row.id == params.request)
    )


def _merged(reader: Reader, shown: Sequence[RequestRow]) -> Mapping[UUID, list[str]]:
    """List what was merged into each of these, by titles."""
    into, merged = [row.id for row in shown], defaultdict[UUID, list[str]](list)
    c = reader.table(RequestRow).c
    for start in range(0, len(into), AT_ONCE):
        query = reader.select(RequestRow, c.into, c.title)
        for one, title in reader.run(query.where(c.into.in_(into[start : start + AT_ONCE]))):
            merged[one].append(title)
    return merged


def _ids(shown: Sequence[RequestRow]) -> Iterable[UUID]:
    for row in shown:
        ids = (row.asked_by, row.submitted_by, row.serves, row.became, row.into)
        yield from (id for id in ids if id is not None)


def _row(
    row: RequestRow,
    params: Intake,
    now: datetime,
    rank: int | None,
    names: dict[UUID, str],
    merged: Mapping[UUID, list[str]],
) -> IntakeRow:
    inputs, answer, today = row.inputs, answer_at(row, now), now.astimezone(UTC).date()
    answered = None if answer in OPEN else row.since
    waited = timedelta(seconds=row.waited_s) + waits(row.answer, row.until, row.since, now)
    age = (answered or now) - row.submitted_at
    return IntakeRow(
        rank=rank,
        id=row.id,
        title=row.title,
        answer=answer,
        asked_by=row.asked_by_name or _name(row.asked_by, names),
        client=row.client,
        age_days=max(0, age.days),
        waiting_days=waited.days,
        wsjf=inputs.wsjf,
        cost_of_delay=inputs.cost_of_delay,
        value_over_effort=inputs.value_over_effort,
        **inputs._asdict(),
        missing=inputs.missing(params.rank_by),
        urgent_by=row.urgent_by,
        urgent_days=None if row.urgent_by is None else (row.urgent_by - today).days,
        urgent_because=row.urgent_because,
        serves=_name(row.serves, names),
        serves_id=row.serves,
        until=row.until,
        reason=row.reason,
        became=_name(row.became, names),
        became_id=row.became,
        merged_into=_name(row.into, names),
        merged_into_id=row.into,
        merged=tuple(sorted(merged.get(row.id, ()))),
        submitted_at=row.submitted_at,
        submitted_by=names.get(row.submitted_by, str(row.submitted_by)),
        answered_at=answered,
        description=row.description,
    )


def _name(id: UUID | None, names: dict[UUID, str]) -> str | None:
    return None if id is None else names.get(id, str(id))


ANSWERS = list(Answer)


def order(_params: Intake, row: IntakeRow) -> Order:
    """Sort by rank; what has none comes after: what waits, then the rest, each as submitted."""
    place = (0, row.rank) if row.rank is not None else (1, ANSWERS.index(row.answer))
    return (*place, to_microseconds(row.submitted_at), str(row.id))


intake: View[Any, Any] = View(
    name="intake", params=Intake, row=IntakeRow, key=("id",), read=read, order=order
)
