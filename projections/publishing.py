"""Publishes check-ins on the day for which they are scheduled."""

from typing import NamedTuple
from uuid import UUID

from projections.models.check_ins import CheckInRow
from projections.views import Views
from workdomain.identification.check_in_words import PublishCheckIn
from workdomain.identification.check_ins import Stage
from workdomain.kernel import Context, Refused


class Published(NamedTuple):
    """What became of a check-in whose day has come."""

    check_in: UUID
    objective: UUID
    refused: str | None
    """Why it was not published; it is tried again the next time."""


def publish_scheduled(views: Views) -> list[Published]:
    """Publish what is scheduled for today or earlier, in the name of its author."""
    today = views.work.now().date()
    with views.reader() as reader:
        due = reader.rows(CheckInRow, lambda c: [c.stage == Stage.SCHEDULED, c.day <= today])
    found = []
    for row in due:
        refused, context = None, Context(row.author, views.work.now())
        try:
            views.work.do(row.objective, PublishCheckIn(check_in=row.id), context)
        except Refused as refusal:
            refused = str(refusal)
        found.append(Published(row.id, row.objective, refused))
    return found
