"""Requests as rows: what is asked for, how it is weighed, and how long it has waited."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.identification.ranking import Inputs
from workdomain.identification.request import Answer, Request, request
from workdomain.identification.request_words import RequestEvent, RequestSubmitted
from workdomain.store.messages import Recorded


class RequestRow(NamedTuple):
    """A request, as far as it is known by itself."""

    id: UUID
    title: str
    search: str
    """The title in one case, to find it by."""
    description: str
    asked_by: UUID | None
    asked_by_name: str | None
    client: str | None
    for_client: UUID | None
    submitted_by: UUID
    submitted_at: datetime
    urgent_by: date | None
    urgent_because: str | None
    serves: UUID | None
    user_business_value: int | None
    time_criticality: int | None
    risk_opportunity: int | None
    job_size: int | None
    value: float | None
    effort_h: float | None
    answer: Answer
    since: datetime
    """When it was answered so, or began to wait."""
    reason: str | None
    until: date | None
    into: UUID | None
    became: UUID | None
    waited_s: float
    """Seconds that it had waited by then."""

    @property
    def inputs(self) -> Inputs:
        """The inputs that it is ranked by."""
        return Inputs(*(getattr(self, name) for name in Inputs._fields))


class Shown(NamedTuple):
    """What is shown of a request: what a decision knows of it, and when things happened."""

    request: Request = Request()
    submitted_by: UUID | None = None
    submitted_at: datetime | None = None
    since: datetime | None = None
    waited: timedelta = timedelta()


def comes_back(until: date) -> datetime:
    """Tell the moment a deferred request waits again from: the beginning of its day, UTC."""
    return datetime.combine(until, time(), UTC)


def waits(answer: Answer, until: date | None, since: datetime, now: datetime) -> timedelta:
    """Tell how long a request that has been answered so since then waited by now.

    One that was deferred waits from the day on which it comes back; what is answered waits no more.
    """
    if answer is Answer.DEFERRED and until is not None:
        since = max(since, comes_back(until))
    elif answer is not Answer.WAITING:
        return timedelta()
    return max(timedelta(), now - since)


def evolve(shown: Shown, recorded: Recorded) -> Shown:
    """Take in an event as decisions do, and note when."""
    event: RequestEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    before, at = shown.request, recorded.context.at
    after = request.evolve(before, event, recorded.context)
    if isinstance(event, RequestSubmitted):
        return Shown(after, recorded.context.by, at, at)
    same = (after.answer, after.until) == (before.answer, before.until)
    if shown.since is None or same:
        return shown._replace(request=after)
    waited = shown.waited + waits(before.answer, before.until, shown.since, at)
    return shown._replace(request=after, since=at, waited=waited)


def rows(id: UUID, shown: Shown) -> Iterable[RequestRow]:
    """Show a request that was submitted."""
    if shown.submitted_by is None or shown.submitted_at is None or shown.since is None:
        return
    known = shown.request
    yield RequestRow(
        id=id,
        title=known.title,
        search=known.title.casefold(),
        description=known.description,
        asked_by=known.asked_by,
        asked_by_name=known.asked_by_name,
        client=known.client,
        for_client=known.for_client,
        submitted_by=shown.submitted_by,
        submitted_at=shown.submitted_at,
        urgent_by=known.urgent_by,
        urgent_because=known.urgent_because,
        serves=known.serves,
        **known.inputs._asdict(),
        answer=known.answer,
        since=shown.since,
        reason=known.reason,
        until=known.until,
        into=known.into,
        became=known.item or known.project,
        waited_s=shown.waited.total_seconds(),
    )


requests = ReadModel(
    name="requests",
    version=2,
    reads=(request,),
    initial=Shown(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(
            RequestRow,
            "request",
            key=(),
            indexes=(("id",), ("answer",), ("into",)),
            called="title",
        ),
    ),
)
