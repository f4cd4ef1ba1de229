"""What the policy of timesheets makes due by the clock: locks, approvals, reminders, escalations.

Each is a command like any other, refused where it does not hold any more: any number of processes
may look, as often as they like.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from projections.capacities import UNKNOWN, calendars
from projections.models.entries import EntryRow
from projections.models.people import PersonRow
from projections.models.sheets import LineRow, SheetRow
from projections.models.timekeeping import PolicyRow
from projections.reader import Reader
from projections.timekeeping import policy_at
from projections.views import Views
from workdomain.desk import Receipt
from workdomain.execution.sheet_words import (
    ApproveUnanswered,
    LineState,
    Reminder,
    RemindOfTime,
)
from workdomain.execution.timekeeping import TIMEKEEPING, LockPeriod, timekeeping
from workdomain.execution.week import monday, week_id
from workdomain.kernel import Command, Context
from workdomain.scheduling.calendar import capacity_of
from workdomain.values import OPERATOR

WEEK = timedelta(days=7)
AT_MOST = 4
"""Weeks back that anybody is reminded of."""


class Kept(NamedTuple):
    """Something that was due by the policy of timesheets."""

    what: str
    """lock, approve, remind or escalate."""
    person: UUID | None
    week: date | None


def keep_time(views: Views, by: UUID = OPERATOR) -> list[Kept]:
    """Do all that is due; tell what really happened."""
    work, done = views.work, []
    if work.state(timekeeping, TIMEKEEPING).to_lock(work.now().date()):
        work.do(TIMEKEEPING, LockPeriod(), Context(by, work.now()))
        done.append(Kept("lock", None, None))
    with views.reader() as reader:
        due = [*_due(reader, policy_at(reader))]
    asked = [(id, command, Context(by, work.now())) for _, id, _, _, command in due]
    for (what, _, person, begins, _), answer in zip(due, work.do_all(asked), strict=True):
        if isinstance(answer, Receipt) and answer.events:  # else somebody was quicker
            done.append(Kept(what, person, begins))
    return done


Due = tuple[str, UUID, UUID, date, Command]


def _due(reader: Reader, policy: PolicyRow) -> Iterator[Due]:
    """Find what is due; each policy that says nothing costs nothing."""
    today = reader.moment.today
    if policy.approve_after_weeks is not None:
        until = today - policy.approve_after_weeks * WEEK
        for id, person, begins in _waiting(reader, until):
            yield "approve", id, person, begins, ApproveUnanswered()
    if policy.escalate_after_days is not None:
        until = today - timedelta(days=policy.escalate_after_days)
        for id, person, begins in _waiting(reader, until):
            asked = RemindOfTime(person=person, day=begins, of=Reminder.APPROVE)
            yield "escalate", id, person, begins, asked
    if policy.remind_after_days is not None:
        yield from _missing(reader, policy)


def _waiting(reader: Reader, until: date) -> list[tuple[UUID, UUID, date]]:
    """Find the weeks of which time was handed in by a day, and waits."""
    rows = reader.rows(LineRow, lambda c: [c.state == LineState.SUBMITTED])
    found = {(row.sheet, row.person, monday(row.day)) for row in rows if row.since.date() <= until}
    return sorted(found)


def _missing(reader: Reader, policy: PolicyRow) -> Iterator[Due]:
    """Find the weeks that are over for long enough, should have time, and are not handed in.

    Weeks that were over before anybody was to be reminded are past.
    """
    today = reader.moment.today
    last = monday(today - timedelta(days=policy.remind_after_days or 0)) - WEEK
    first = max(last - (AT_MOST - 1) * WEEK, monday(policy.reminds_since or today))
    if first > last:
        return
    known = _handed_in(reader, first, last + WEEK)
    people = sorted(row.id for row in reader.rows(PersonRow))
    times = calendars(reader, first, people)
    for person in people:
        whole = capacity_of(times.get(person, UNKNOWN), first, last + WEEK)
        for number in range((last - first) // WEEK + 1):
            begins = first + number * WEEK
            works = any(whole.between(begins, begins + WEEK - timedelta(days=1)).effective)
            if works and (person, begins) not in known:
                asked = RemindOfTime(person=person, day=begins, of=Reminder.SUBMIT)
                yield "remind", week_id(person, begins), person, begins, asked


def _handed_in(reader: Reader, first: date, end: date) -> set[tuple[UUID, date]]:
    """Tell of which weeks nothing is missing: handed in, declared complete, or reminded of."""
    sheets = reader.rows(SheetRow, lambda c: [c.monday >= first, c.monday < end])
    said = {(row.person, row.monday) for row in sheets if row.complete or row.to_hand_in}
    lines = reader.rows(LineRow, lambda c: [c.day >= first, c.day < end])
    entries = reader.rows(EntryRow, lambda c: [c.day >= first, c.day < end])
    settled = {row.entry for row in lines}
    drafts = {(row.person, monday(row.day)) for row in entries if row.entry not in settled}
    return said | ({(row.person, monday(row.day)) for row in lines} - drafts)
