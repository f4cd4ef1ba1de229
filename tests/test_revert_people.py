"""What was said of time stays told; what somebody is on is taken back, but not what it is."""

from uuid import UUID

from tests.office import ANA, BEN, DAY, Office, counted, looks, refused
from workdomain.execution.sheet_words import (
    ApproveTime,
    CreditTime,
    DeclareWeekComplete,
    InvoiceTime,
    RecallWeek,
    RejectTime,
    ReopenTime,
    SubmitWeek,
)
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.kernel import Command
from workdomain.people.place import SetWorkCalendar
from workdomain.people.work_calendar import AddWorkCalendar

ENTRY, HERE = UUID(int=900), UUID(int=80)
WEEK = week_id(ANA, DAY)
LIFE: list[tuple[Command, UUID]] = [
    (DeclareWeekComplete(person=ANA, day=DAY), ANA),
    (SubmitWeek(), ANA),
    (RecallWeek(), ANA),
    (SubmitWeek(), ANA),
    (RejectTime(reason="Which?"), BEN),
    (SubmitWeek(), ANA),
    (ApproveTime(), BEN),
    (InvoiceTime(entries=(ENTRY,), invoice="2026-7"), BEN),
    (CreditTime(entries=(ENTRY,), reason="Wrong"), BEN),
    (ReopenTime(entries=(ENTRY,), reason="Wrong"), BEN),
]


def test_what_was_said_of_time_stays_told(office: Office):
    office.do(WEEK, LogTime(entry=ENTRY, person=ANA, day=DAY, minutes=60))
    for command, who in LIFE:
        refused(office, office.do(WEEK, command, who), "stays told: recall, reject, reopen")


def test_who_is_put_on_a_calendar_is_taken_off_again(office: Office):
    refused(office, office.do(HERE, AddWorkCalendar(name="Here")), "put them on another")
    shown, states = looks(office), counted(office.work)
    done = office.do(ANA, SetWorkCalendar(calendar=HERE, valid_from=DAY))
    assert counted(office.work) != states
    office.work.revert(done, office.now(command_id=UUID(int=999)))
    assert counted(office.work) == states
    assert looks(office) == shown
