"""Satisfaction: what clients said of what was delivered."""

from datetime import date
from typing import Any
from uuid import UUID

from projections.models.talks import FeedbackRow
from projections.names import called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message

SATISFIED = 4
"""Of 5: the score from which on somebody counts as satisfied (CSAT)."""


class Satisfaction(Message):
    """How satisfied are clients with what was delivered?"""

    client: UUID | None = None
    """Only what this client said."""
    project: UUID | None = None
    """Only what was said of this project as a whole."""


class FeedbackShown(Message):
    """What a client said of a delivery."""

    feedback: UUID
    day: date
    client: UUID
    client_name: str
    contact: str | None
    """Who said so."""
    project: UUID | None
    item: UUID | None
    delivery: str
    """Key of the project, or title of the work item."""
    score: int
    """From 1, very unsatisfied, to 5, very satisfied."""
    satisfied: bool
    """Whether the score is 4 or 5."""
    comment: str


def read(reader: Reader, params: Satisfaction, _page: Page) -> list[FeedbackShown]:
    """List what was said, the latest first."""

    def asked(c: Any) -> list[Any]:
        given = {"client": params.client, "project": params.project}
        return [c[name] == value for name, value in given.items() if value is not None]

    found = reader.rows(FeedbackRow, asked)
    ids = {id for row in found for id in (row.client, row.contact, row.project, row.item) if id}
    names = called(reader, ids)
    shown = [
        FeedbackShown(
            feedback=row.id,
            day=row.day,
            client=row.client,
            client_name=names.get(row.client, str(row.client)),
            contact=row.contact and names.get(row.contact, str(row.contact)),
            project=row.project,
            item=row.item,
            delivery=names.get(of, str(of)),
            score=row.score,
            satisfied=row.score >= SATISFIED,
            comment=row.comment,
        )
        for row in found
        for of in (row.project, row.item)
        if of is not None
    ]
    return sorted(shown, key=lambda row: order(params, row))


def order(_params: Satisfaction, row: FeedbackShown) -> Order:
    """Sort by day, the latest first."""
    return (-row.day.toordinal(), row.client_name, str(row.feedback))


satisfaction = View(
    name="satisfaction",
    params=Satisfaction,
    row=FeedbackShown,
    key=("feedback",),
    read=read,
    order=order,
)
