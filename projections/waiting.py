"""The waiting list of allocations, where time came free without a word to it.

Time that is freed by another allocation is given on in the same transaction. Leave that is taken
back, hours that are raised, days off that are worked on change the time there is, too, and whoever
waits is tried again by the clock.
"""

from typing import NamedTuple
from uuid import UUID

from projections.models.allocations import AllocationRow
from projections.views import Views
from workdomain.desk import Receipt
from workdomain.execution.allocation import Standing
from workdomain.execution.allocation_words import AllocateTime, Clash
from workdomain.kernel import Context
from workdomain.values import OPERATOR


class Served(NamedTuple):
    """An allocation that had waited, and is allocated."""

    allocation: UUID
    person: UUID
    label: str


def serve_waiting(views: Views, by: UUID = OPERATOR) -> list[Served]:
    """Try what waits once more, the longest waiting first; tell what found room."""
    with views.reader() as reader:
        waiting = reader.rows(
            AllocationRow,
            lambda c: [c.standing == Standing.WAITING, c.last >= reader.moment.today],
        )
    found = sorted((row for row in waiting if row.person), key=lambda row: (row.since, str(row.id)))
    now = views.work.now()
    asked = [
        (row.id, AllocateTime(person=row.person, clash=Clash.WAIT), Context(by, now))
        for row in found
    ]
    return [
        Served(row.id, row.person, row.label)
        for row, answer in zip(found, views.work.do_all(asked), strict=True)
        if row.person is not None and isinstance(answer, Receipt) and answer.events
    ]
