"""One client, all of it over time: whom to talk to, what was said, sold, asked and delivered."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import or_

from projections.deals import weighted
from projections.figures import day_of
from projections.models.clients import ClientRow, ContactRow
from projections.models.deals import DealRow
from projections.models.projects import ProjectRow
from projections.models.requests import RequestRow
from projections.models.retainers import RetainerRow
from projections.models.talks import FeedbackRow, TalkRow
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message

FIRST = date.min


class Kind(StrEnum):
    """What of a client a row tells of."""

    CONTACT = "contact"
    DEAL = "deal"
    PROJECT = "project"
    REQUEST = "request"
    RETAINER = "retainer"
    TALK = "talk"
    FEEDBACK = "feedback"


class OneClient(Message):
    """What is there about a client: contacts, talks, deals, projects, requests, satisfaction?"""

    client: UUID
    """Which one."""
    kind: Kind | None = None
    """Only this."""


class AboutClient(Message):
    """Something about a client."""

    day: date | None
    """When it was said or noted, or began; null of contacts."""
    kind: Kind
    id: UUID
    title: str
    state: str
    """How it stands: the stage of a deal, the answer to a request, the score of feedback."""
    more: str
    """What else there is to say: how a contact is reached, what a deal is worth by its chance."""
    until: date | None
    """The day somebody gets back to them, a deal is answered or a project ends."""


def read(reader: Reader, params: OneClient, _page: Page) -> list[AboutClient]:
    """Read what names the client; a request may do so by name only."""
    named = reader.rows(ClientRow, lambda c: [c.id == params.client])
    names = [row.name for row in named]
    told = [*_known(reader, params.client), *_asked(reader, params.client, names)]
    found = [row for row in told if params.kind in (None, row.kind)]
    return sorted(found, key=lambda row: order(params, row))


def _known(reader: Reader, id: UUID) -> Iterator[AboutClient]:
    def its(c: Any) -> list[Any]:
        return [c.client == id]

    for who in reader.rows(ContactRow, its):
        reached = ", ".join(filter(None, (who.email, who.phone)))
        yield _about(Kind.CONTACT, who.id, who.name, who.position or "", reached)
    for deal in reader.rows(DealRow, its):
        worth = "" if deal.currency is None else f"{weighted(deal)} {deal.currency}"
        state = f"{deal.state}, {deal.cause}" if deal.cause else str(deal.state)
        state = f"{deal.stage}, {deal.chance} %" if deal.closed is None else state
        until = deal.closed or deal.expected_close
        yield _about(Kind.DEAL, deal.id, deal.title, state, worth, deal.added, until)
    for project in reader.rows(ProjectRow, its):
        state = "closed" if project.closed else "open"
        more = (project.name, state, project.key, project.starts, project.ends)
        yield _about(Kind.PROJECT, project.id, *more)
    for retainer in reader.rows(RetainerRow, its):
        began = date.fromisoformat(f"{retainer.valid_from}-01")
        state = f"until {retainer.last}" if retainer.last else "running"
        yield _about(Kind.RETAINER, retainer.id, retainer.name, state, str(retainer.terms), began)
    for talk in reader.rows(TalkRow, its):
        state = "open" if talk.follow_up else "done"
        more = (talk.subject, state, str(talk.channel), talk.day, talk.follow_up)
        yield _about(Kind.TALK, talk.id, *more)
    for said in reader.rows(FeedbackRow, its):
        title = said.comment.partition("\n")[0] or "No comment"
        yield _about(Kind.FEEDBACK, said.id, title, f"{said.score} of 5", "", said.day)


def _asked(reader: Reader, id: UUID, names: list[str]) -> Iterator[AboutClient]:
    """Read the requests for it; what they became is a project or a work item of its own."""
    for row in reader.rows(RequestRow, lambda c: [or_(c.for_client == id, c.client.in_(names))]):
        day = day_of(row.submitted_at)
        who = row.asked_by_name or ""
        yield _about(Kind.REQUEST, row.id, row.title, str(row.answer), who, day, row.urgent_by)


def _about(
    kind: Kind,
    id: UUID,
    title: str,
    state: str,
    more: str,
    day: date | None = None,
    until: date | None = None,
) -> AboutClient:
    return AboutClient(kind=kind, id=id, title=title, state=state, more=more, day=day, until=until)


def order(_params: OneClient, row: AboutClient) -> Order:
    """Sort by day, what has none first."""
    return ((row.day or FIRST).toordinal(), row.kind.value, row.title, str(row.id))


client = View(
    name="client",
    params=OneClient,
    row=AboutClient,
    key=("kind", "id", "day"),
    read=read,
    order=order,
)
