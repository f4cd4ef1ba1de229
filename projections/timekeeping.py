"""Timekeeping: what holds for timesheets here, and up to which day time is closed and locked."""

from datetime import date

from projections.models.timekeeping import PolicyRow, TimeApproverRow
from projections.names import people_called, projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.timekeeping import TIMEKEEPING, TimePolicy
from workdomain.kernel import Message


class TimekeepingAsked(Message):
    """What holds for timesheets, and up to which day is time closed and locked?"""


class TimekeepingShown(TimePolicy):
    """The policy of timesheets, and what is closed."""

    closed: date | None
    """The last day that is closed; null if none is."""
    locks_on: date | None
    """The next day on which something that is closed is locked; null if nothing waits for it."""
    locked: date | None
    """The last day that is locked: nothing is changed in time up to it."""
    approvers: tuple[str, ...]
    """Who approves time on which project: `APO: Ana`."""


NOTHING = PolicyRow._make((TIMEKEEPING, *dict(TimePolicy()).values(), None, None, None, None))


def policy_at(reader: Reader) -> PolicyRow:
    """Tell what holds at the moment; as long as nothing was said, nothing does."""
    return next(iter(reader.rows(PolicyRow)), NOTHING)


def read(reader: Reader, params: TimekeepingAsked, _page: Page) -> list[TimekeepingShown]:
    """Tell the one policy there is."""
    told = policy_at(reader)._asdict()
    approvers = reader.rows(TimeApproverRow)
    people = people_called(reader, (row.approver for row in approvers))
    projects = projects_called(reader, (row.project for row in approvers))
    named = sorted(
        f"{projects.get(row.project, row.project)}: {people.get(row.approver, row.approver)}"
        for row in approvers
    )
    del told["id"], told["reminds_since"]
    shown = [TimekeepingShown(**told, approvers=tuple(named))]
    return sorted(shown, key=lambda row: order(params, row))


def order(_params: TimekeepingAsked, _row: TimekeepingShown) -> Order:
    """There is one row."""
    return ()


timekeeping = View(
    name="timekeeping",
    params=TimekeepingAsked,
    row=TimekeepingShown,
    key=(),
    read=read,
    order=order,
)
