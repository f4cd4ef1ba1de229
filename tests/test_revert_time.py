"""What was said of time and is not taken back; what was logged with its kind of work, and is."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.office import ANA, BEN, DAY, ITEM, Office, counted, refused
from workdomain.execution.leave import (
    ApproveLeave,
    RejectLeave,
    RequestLeave,
    WithdrawLeave,
    leave,
)
from workdomain.execution.sheet_words import Reminder, RemindOfTime, SubmitWeek
from workdomain.execution.timekeeping import TIMEKEEPING, ClosePeriod, LockPeriod, ReopenPeriod
from workdomain.execution.timer import Timer, timer
from workdomain.execution.timer_undo import commands
from workdomain.execution.timer_words import (
    DiscardTimer,
    LogByClock,
    LoggedByClock,
    StartTimer,
    StopTimer,
)
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime, LogCorrection, LogTime, RemoveTime
from workdomain.kernel import Command

ENTRY, LATER = UUID(int=70), date(2026, 1, 6)
WEEK = week_id(ANA, DAY)
CLOSE = ClosePeriod(last=DAY)
GRACE = ClosePeriod(last=date(2025, 12, 31), grace_days=1)


@pytest.mark.parametrize(
    ("before", "command", "why"),
    [
        ([], CLOSE, "was closed, and may be reported: reopen it"),
        ([CLOSE], ReopenPeriod(reason="Wrong"), "close the period again"),
    ],
    ids=lambda it: type(it).__name__,
)
def test_what_is_said_of_periods_stays(
    office: Office, before: list[Command], command: Command, why: str
):
    for each in before:
        office.do(TIMEKEEPING, each)
    refused(office, office.do(TIMEKEEPING, command), why)


def test_a_lock_stays(office: Office):
    office.do(TIMEKEEPING, GRACE)
    office.clock.now = office.clock.now.replace(month=2)
    refused(office, office.do(TIMEKEEPING, LockPeriod()), "reopen it")


def test_a_correction_is_taken_out_again(office: Office):
    office.clock.now = office.clock.now.replace(month=2)
    office.do(WEEK, LogTime(entry=ENTRY, person=ANA, day=DAY, minutes=60, item=ITEM))
    office.do(TIMEKEEPING, CLOSE)
    states = counted(office.work)
    told = {"person": ANA, "day": LATER, "minutes": -30, "reason": "Twice"}
    asked = LogCorrection.model_validate(
        {"entry": UUID(int=71), "corrects": ENTRY, "of_day": DAY, **told}
    )
    office.revert(office.do(WEEK, asked))
    assert counted(office.work) == states


def test_what_kind_of_work_it_was_comes_back_too(office: Office):
    office.do(WEEK, LogTime(entry=ENTRY, person=ANA, day=DAY, minutes=60, activity="Design"))
    states = counted(office.work)
    other = CorrectTime(
        entry=ENTRY, day=DAY, minutes=60, item=None, note="", reason="Wrong", activity="Travel"
    )
    done = office.do(WEEK, other)
    assert counted(office.work) != states
    office.revert(done)
    assert counted(office.work) == states


def test_a_correction_that_was_taken_out_is_put_back(office: Office):
    office.clock.now = office.clock.now.replace(month=2)
    office.do(WEEK, LogTime(entry=ENTRY, person=ANA, day=DAY, minutes=60, item=ITEM))
    office.do(TIMEKEEPING, CLOSE)
    told = {"person": ANA, "day": LATER, "minutes": -30, "reason": "Twice"}
    asked = LogCorrection.model_validate(
        {"entry": UUID(int=71), "corrects": ENTRY, "of_day": DAY, **told}
    )
    office.do(WEEK, asked)
    states = counted(office.work)
    office.revert(office.do(WEEK, RemoveTime(entry=UUID(int=71), reason="Wrong")))
    assert counted(office.work) == states


def test_a_timer_that_was_stopped_by_mistake_runs_on(office: Office):
    office.do(ANA, StartTimer(note="Plan"))
    states, since = counted(office.work), office.work.state(timer, ANA).running
    stopped = office.do(ANA, StopTimer())
    assert office.work.state(timer, ANA).running is None
    office.revert(stopped)
    running = office.work.state(timer, ANA).running
    assert since
    assert running
    assert (running.since, running.note) == (since.since, "Plan")
    assert counted(office.work) == states
    office.revert(office.do(ANA, DiscardTimer()))
    assert counted(office.work) == states


def test_time_by_the_clock_is_taken_out_of_its_week(office: Office):
    office.clock.now = office.clock.now.replace(month=2)
    states = counted(office.work)
    end = office.clock.now - timedelta(days=1)
    asked = LogByClock(entry=ENTRY, begin=end - timedelta(hours=14), end=end)
    office.revert(office.do(ANA, asked))
    assert counted(office.work) == states


def test_what_a_timer_says_of_hours_that_passed_needs_nothing_undone():
    now = Timer()
    begin = datetime(2026, 1, 5, 9, tzinfo=UTC)
    end = begin + timedelta(hours=1)
    logged = LoggedByClock(entry=ENTRY, begin=begin, end=end, zone="UTC", item=None)
    assert commands(logged, now, now) == []


def test_leave_that_was_asked_for_is_withdrawn_and_an_answer_stays(office: Office):
    asked = RequestLeave(person=BEN, first=DAY, last=LATER)
    requested = office.do(ENTRY, asked)
    approved = office.do(ENTRY, ApproveLeave())
    refused(office, approved, "withdraw it")
    refused(office, requested, "leave.approved.v1")
    other = office.do(UUID(int=72), asked)
    office.revert(other)
    assert office.work.state(leave, UUID(int=72)).answer == "withdrawn"
    no = office.do(UUID(int=73), asked)
    refused(office, office.do(UUID(int=73), RejectLeave(reason="No")), "request it anew")
    refused(office, no, "leave.rejected.v1")
    gone = office.do(ENTRY, WithdrawLeave(reason="Rain"), BEN)
    refused(office, gone, "stays told")


def test_a_reminder_was_given(office: Office):
    office.do(WEEK, LogTime(entry=ENTRY, person=ANA, day=DAY, minutes=60))
    office.do(WEEK, SubmitWeek())
    remind = RemindOfTime(person=ANA, day=DAY, of=Reminder.APPROVE)
    refused(office, office.do(WEEK, remind, BEN), "stays told")
