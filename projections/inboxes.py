"""Which notices are in whose inbox, and which are read: by somebody, or because all is said.

People are told as themselves, as whoever leads others, as whoever approves time on projects, and
in the place of whoever they stand in for. Who that is, is looked up when an inbox is read: what
waits is for whoever can answer it today. What asked for a word is read once the word was given, by
whomever it was.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, and_, exists, not_, or_, true, type_coerce

from projections.models.delegations import DelegationRow
from projections.models.flows import ApprovalRow
from projections.models.inboxes import InboxRow, MarkRow
from projections.models.items import ItemRow
from projections.models.leaves import LeaveRequestRow
from projections.models.notices import NoticeRow
from projections.models.personal_notices import PersonalNoticeRow
from projections.models.sheets import LineRow
from projections.models.timekeeping import TimeApproverRow
from projections.reader import Reader
from projections.timesheets import leads_at
from workdomain.execution.inbox import Reason
from workdomain.execution.leave import Answer
from workdomain.execution.sheet_words import LineState

Condition = ColumnElement[bool]


class Seat(NamedTuple):
    """In what capacity a person is told of things, today."""

    person: UUID
    leads: Mapping[UUID, UUID | None]
    """Whom everybody reports to."""
    stands_in_for: Sequence[UUID]
    """Who has handed their approvals to the person."""
    projects: Sequence[UUID]
    """Where the person approves time, or stands in for whoever does."""

    def led_by(self, people: Sequence[UUID]) -> list[UUID]:
        """List who reports to any of these people, but for the person: none answers themselves."""
        return [who for who, lead in self.leads.items() if lead in people and who != self.person]

    def in_place_of(self, row: NoticeRow | PersonalNoticeRow) -> UUID | None:
        """Tell for whom the person stands in, where that is why they are told."""
        if row.reason is not Reason.APPROVAL:
            return None
        asked = row.person if isinstance(row, NoticeRow) else self.leads.get(row.person)
        return asked if asked in self.stands_in_for else None


def seat_of(reader: Reader, person: UUID) -> Seat:
    """Look up in what capacity a person is told of things."""
    today = reader.moment.today
    delegated = reader.rows(
        DelegationRow, lambda c: [c.deputy == person, c.first <= today, c.last >= today]
    )
    others = sorted({row.approver for row in delegated})
    approved = reader.rows(TimeApproverRow, lambda c: [c.approver.in_([person, *others])])
    return Seat(person, leads_at(reader), others, sorted({row.project for row in approved}))


def own_work(reader: Reader, seat: Seat, c: Any) -> Condition:
    """Say, in SQL, which notices about work are for a person themselves."""
    own: Condition = c.person == seat.person
    return own


def work_in_place(reader: Reader, seat: Seat, c: Any) -> Condition:
    """Say which work waits for approvers whom the person stands in for.

    Who asked decides on it in nobody's place.
    """
    approval: Any = reader.table(ApprovalRow).c
    asked = c.person.in_(seat.stands_in_for)
    return and_(
        asked, c.reason == Reason.APPROVAL, _work_waits(reader, c, approval.asked_by != seat.person)
    )


def own_time(reader: Reader, seat: Seat, c: Any) -> Condition:
    """Say which notices about time, leave, allocations and alarms are for a person.

    Whoever approves in another capacity than that of the lead is told of what waits.
    """
    own = and_(c.person == seat.person, not_(c.for_lead))
    led = c.person.in_(seat.led_by([seat.person]))
    elsewhere = or_(
        c.person.in_(seat.led_by(seat.stands_in_for)),
        c.item.in_(_sheets_of(reader, seat.projects)),
    )
    waits = and_(elsewhere, c.reason == Reason.APPROVAL, time_waits(reader, c))
    answers = and_(c.for_lead, c.person != seat.person, or_(led, waits))
    return and_(or_(own, answers), c.by != seat.person)


def _sheets_of(reader: Reader, projects: Sequence[UUID]) -> Select[Any]:
    """Find the sheets in which time of these projects waits."""
    line: Any = reader.table(LineRow).c
    item: Any = reader.table(ItemRow).c
    items = reader.select(ItemRow, item.id).where(item.project.in_(projects))
    return _waiting_lines(reader, line.sheet).where(line.item.in_(items))


# -- whether it waits ------------------------------------------------------------------------------


def work_waits(reader: Reader, c: Any) -> Condition:
    """Say that the approver whom a notice tells of work has not answered, nor has to any more."""
    return _work_waits(reader, c, true())


def _work_waits(reader: Reader, c: Any, more: Condition) -> Condition:
    approval: Any = reader.table(ApprovalRow).c
    asked = reader.select(ApprovalRow, approval.item).where(
        approval.item == c.item,
        approval.approver == c.person,
        approval.said.is_(None),
        type_coerce(approval.since, BigInteger) <= c.at,
        more,
    )
    return exists(asked)


def time_waits(reader: Reader, c: Any) -> Condition:
    """Say that time that was handed in by then, or the leave, waits for an answer."""
    line: Any = reader.table(LineRow).c
    leave: Any = reader.table(LeaveRequestRow).c
    handed_in = _waiting_lines(reader, line.entry).where(
        line.sheet == c.item, type_coerce(line.since, BigInteger) <= c.at
    )
    asked = reader.select(LeaveRequestRow, leave.id).where(leave.answer == Answer.REQUESTED)
    return or_(exists(handed_in), c.item.in_(asked))


def _waiting_lines(reader: Reader, column: Any) -> Select[Any]:
    line: Any = reader.table(LineRow).c
    return reader.select(LineRow, column).where(line.state == LineState.SUBMITTED)


def settled(waits: Condition, c: Any) -> Condition:
    """Say that a notice asked for a word that is not waited for any more."""
    return and_(c.reason == Reason.APPROVAL, not_(waits))


def unread(reader: Reader, person: UUID, is_settled: Condition, c: Any) -> Condition:
    """Say that a notice is unread: behind what is read and not settled, but for single ones."""
    read_up_to = max(
        (row.read_up_to for row in reader.rows(InboxRow, lambda c: [c.person == person])), default=0
    )
    mark: Any = reader.table(MarkRow).c
    marks = reader.select(MarkRow, mark.position).where(mark.person == person)
    return or_(
        and_(c.position > read_up_to, c.position.not_in(marks.where(mark.read)), not_(is_settled)),
        c.position.in_(marks.where(not_(mark.read))),
    )
