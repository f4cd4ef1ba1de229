"""Check-ins: what was told of goals over time, value by value, and how sure people were."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from projections.figures import rounded
from projections.models.check_ins import CheckInRow, ReadingRow
from projections.models.goals import ObjectiveRow
from projections.names import people_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.identification.cadence import Timing
from workdomain.identification.check_ins import Stage
from workdomain.identification.goal_words import Status
from workdomain.kernel import Message
from workdomain.values import Day


class CheckInsOf(Message):
    """What was told of goals at each check-in, and where was it expected to end?"""

    objective: UUID | None = None
    """Only those of this objective."""
    key_result: UUID | None = None
    """Only values of this key result."""
    author: UUID | None = None
    """Only what this person told."""
    stage: tuple[Stage, ...] = ()
    """Only drafts, or what is scheduled, published or acknowledged; none is any."""
    first: Day | None = None
    """Only what was published on this day (UTC) or later."""
    last: Day | None = None
    """Only what was published by this day (UTC)."""


class CheckInsRow(Message):
    """A check-in, and what it tells of one key result; shares count from 0 to 1."""

    check_in: UUID
    key_result: UUID | None
    """Null where it tells of none."""
    objective: UUID
    title: str
    """Of the objective."""
    at: datetime | None
    """When it was published; null for what is not yet."""
    stage: Stage
    author: str | None
    name: str | None
    """Of the key result, at the time."""
    value: str | None
    """With its unit; null where none was told."""
    target: str | None
    """Of that time."""
    progress: float | None
    """How far the key result was reached; null is undefined."""
    projected: str | None
    """Where it was expected to stand in the end."""
    projected_progress: float | None
    status: Status | None
    confidence: int | None
    """0 to 10."""
    note: str
    due: date | None
    timing: Timing | None
    """Whether it came early, on time, or after it was outdated."""
    day: date | None
    """When it is to be published."""
    acknowledged_by: str | None
    corrections: tuple[str, ...]
    """Why it was corrected, each time."""


def read(reader: Reader, params: CheckInsOf, _page: Page) -> Iterable[CheckInsRow]:
    """Show check-ins as a timeline, each with the values it tells; three queries, and names."""
    titles = _titles(reader, params)
    check_ins = [
        row
        for row in _of(reader, CheckInRow, params)
        if row.objective in titles and _wanted(params, row)
    ]
    values = dict[UUID, list[ReadingRow]]()
    for reading in _of(reader, ReadingRow, params):
        if params.key_result in (None, reading.key_result):
            values.setdefault(reading.check_in, []).append(reading)
    people = people_called(
        reader, [id for row in check_ins for id in (row.author, row.acknowledged_by)]
    )
    rows = [
        _row(row, reading, titles, people)
        for row in check_ins
        for reading in values.get(row.id, () if params.key_result else (None,))
    ]
    return sorted(rows, key=lambda row: order(params, row))


def _of(reader: Reader, row: type[Any], params: CheckInsOf) -> Sequence[Any]:
    """Read the rows of the objective asked for, or all of them."""
    return reader.rows(
        row, lambda c: () if params.objective is None else [c.objective == params.objective]
    )


def _titles(reader: Reader, params: CheckInsOf) -> dict[UUID, str]:
    c: Any = reader.table(ObjectiveRow).c
    query = reader.select(ObjectiveRow, c.id, c.title)
    if params.objective is not None:
        query = query.where(c.id == params.objective)
    return dict(tuple(found) for found in reader.run(query))


def _wanted(params: CheckInsOf, row: CheckInRow) -> bool:
    day = row.published_at and row.published_at.date()
    return (
        (params.author is None or row.author == params.author)
        and (not params.stage or row.stage in params.stage)
        and (params.first is None or (day is not None and day >= params.first))
        and (params.last is None or (day is not None and day <= params.last))
    )


def _row(
    row: CheckInRow, told: ReadingRow | None, titles: dict[UUID, str], people: dict[UUID, str]
) -> CheckInsRow:
    return CheckInsRow(
        check_in=row.id,
        key_result=told and told.key_result,
        objective=row.objective,
        title=titles[row.objective],
        at=row.published_at,
        stage=row.stage,
        author=people.get(row.author),
        name=told and told.name,
        value=told and told.shown,
        target=told and told.target,
        progress=told and rounded(told.share),
        projected=told and told.projected,
        projected_progress=told and rounded(told.projected_share),
        status=row.status,
        confidence=row.confidence,
        note=row.note,
        due=row.due,
        timing=row.timing,
        day=row.day,
        acknowledged_by=row.acknowledged_by and people.get(row.acknowledged_by),
        corrections=row.corrections,
    )


NEVER = datetime.max.replace(tzinfo=UTC)


def order(_params: CheckInsOf, row: CheckInsRow) -> Order:
    """Sort by time, what is not published last."""
    return (row.at or NEVER, str(row.check_in), row.name or "", str(row.key_result or ""))


check_ins = View(
    name="check-ins",
    params=CheckInsOf,
    row=CheckInsRow,
    key=("check_in", "key_result"),
    read=read,
    order=order,
)
