from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.execution.timesheets import (
    ACME,
    CLEO,
    DORA,
    DRAW,
    MONDAY,
    ONE,
    THREE,
    TUESDAY,
    TWO,
    WEEK,
    Office,
    by,
    office,
)
from tests.scenario import ANA, BEN
from workdomain.execution.delegation import DelegateApprovals, delegation
from workdomain.execution.sheet import (
    LineIsSettled,
    NotApproved,
    NotBillable,
    NothingToSubmit,
    NotInvoiced,
    NotSubmitted,
    NotYetOver,
    SaysNotWhy,
    decide,
    sheet,
)
from workdomain.execution.sheet_undo import commands as undone
from workdomain.execution.sheet_words import (
    Approval,
    ApproveTime,
    CreditTime,
    DeclareWeekComplete,
    InvoiceTime,
    LineState,
    RecallWeek,
    RejectTime,
    ReopenTime,
    SubmittedLine,
    SubmitWeek,
    TimeApproved,
    WeekDeclaredComplete,
    WeekSubmitted,
)
from workdomain.execution.time_approvers import ApprovesOwnTime, NotTheApprover
from workdomain.execution.week import NoSuchEntry, OtherWeek, week, week_id
from workdomain.execution.week_words import CorrectTime, LogTime, RemoveTime
from workdomain.kernel import CannotRevert
from workdomain.people.person import NoSuchPerson
from workdomain.planning.rate_words import RateRule

RIGHT = CorrectTime(entry=ONE, day=MONDAY, minutes=30, item=None, note="", reason="Too much")
GONE = RemoveTime(entry=ONE, reason="Not me")


def submitted(*entries: UUID) -> Office:
    it = office(*entries)
    it.ask(SubmitWeek(), ANA)
    return it


def states(it: Office) -> dict[UUID, LineState]:
    return {entry: line.state for entry, line in it.sheet.lines.items()}


# -- handing in ------------------------------------------------------------------------------------


def test_a_week_is_handed_in_once_there_is_time_in_it():
    it = office(ONE, TWO)
    (told,) = it.ask(SubmitWeek(entries=(ONE,)), ANA)
    line = SubmittedLine(entry=ONE, day=MONDAY, minutes=60, item=DRAW)
    assert told == WeekSubmitted(person=ANA, monday=MONDAY, lines=(line,))
    assert states(it) == {ONE: LineState.SUBMITTED}
    it.ask(SubmitWeek(), ANA)
    assert states(it) == {ONE: LineState.SUBMITTED, TWO: LineState.SUBMITTED}
    assert it.ask(SubmitWeek(), ANA) == []
    assert it.ask(SubmitWeek(entries=(ONE,)), ANA) == []


def test_nothing_is_not_handed_in():
    with pytest.raises(NothingToSubmit, match="log some first"):
        office().ask(SubmitWeek(), ANA)
    with pytest.raises(NoSuchEntry):
        office(ONE).ask(SubmitWeek(entries=(TWO,)), ANA)
    it = office(ONE)
    it.world.ask(week, WEEK, GONE, by(ANA))
    with pytest.raises(NothingToSubmit):
        it.ask(SubmitWeek(), ANA)


def test_what_is_still_to_come_is_not_handed_in():
    it = office(ONE)
    early = by(ANA)._replace(at=by(ANA).at - timedelta(days=9))
    with pytest.raises(NotYetOver, match="still to come"):
        it.world.ask(sheet, WEEK, SubmitWeek(), early)


def test_what_waits_is_recalled():
    it = submitted(ONE, TWO)
    it.ask(RecallWeek(entries=(ONE, ONE)), ANA)
    assert states(it) == {TWO: LineState.SUBMITTED}
    it.ask(RecallWeek(), ANA)
    assert it.ask(RecallWeek(), ANA) == []
    with pytest.raises(NotSubmitted, match="is draft"):
        it.ask(RecallWeek(entries=(ONE,)), ANA)


def test_what_is_handed_in_is_opened_before_it_is_changed():
    it = submitted(ONE)
    for command in (RIGHT, GONE):
        with pytest.raises(LineIsSettled, match="recall it first"):
            it.world.ask(week, WEEK, command, by(ANA))
    it.ask(ApproveTime())
    with pytest.raises(LineIsSettled, match="have it reopened first"):
        it.world.ask(week, WEEK, RIGHT, by(ANA))
    it.ask(InvoiceTime(entries=(ONE,), invoice="2026-7"))
    with pytest.raises(LineIsSettled, match="have it credited and reopened first"):
        it.world.ask(week, WEEK, RIGHT, by(ANA))
    it.log(TWO)
    assert it.world.ask(week, WEEK, RemoveTime(entry=TWO, reason="Not me"), by(ANA))


def test_a_week_with_nothing_in_it_is_declared_complete():
    it = office()
    complete = DeclareWeekComplete(person=ANA, day=TUESDAY)
    assert it.ask(complete, ANA) == [WeekDeclaredComplete(person=ANA, monday=MONDAY)]
    assert it.sheet.complete
    assert it.ask(complete, ANA) == []
    with pytest.raises(OtherWeek, match="is "):
        it.ask(DeclareWeekComplete(person=BEN, day=TUESDAY), ANA)
    with pytest.raises(NoSuchPerson):
        it.ask(DeclareWeekComplete(person=UUID(int=404), day=TUESDAY), ANA)


# -- agreeing --------------------------------------------------------------------------------------


def test_time_is_approved_as_it_was_logged_or_with_other_minutes():
    it = submitted(ONE, TWO)
    it.ask(ApproveTime(lines=(Approval(entry=ONE, minutes=45, note="Lunch"),)))
    assert it.sheet.lines[ONE].approved == 45
    it.ask(ApproveTime())
    assert it.sheet.lines[TWO].approved == 60
    assert set(states(it).values()) == {LineState.APPROVED}
    again = ApproveTime(lines=(Approval(entry=ONE, minutes=45), Approval(entry=TWO)))
    assert it.ask(again) == []
    with pytest.raises(NotSubmitted, match="reopen it first"):
        it.ask(ApproveTime(lines=(Approval(entry=ONE, minutes=50),)))


def test_other_minutes_need_a_reason():
    with pytest.raises(SaysNotWhy, match="60 minutes were logged, not 45"):
        submitted(ONE).ask(ApproveTime(lines=(Approval(entry=ONE, minutes=45),)))


def test_what_does_not_wait_is_not_approved():
    with pytest.raises(NotSubmitted, match="Nothing of this week"):
        office(ONE).ask(ApproveTime())
    with pytest.raises(NotSubmitted, match="does not wait"):
        submitted(ONE).ask(ApproveTime(lines=(Approval(entry=TWO),)))


def test_nobody_approves_their_own_time():
    for command in (ApproveTime(), RejectTime(reason="No")):
        with pytest.raises(ApprovesOwnTime):
            submitted(ONE).ask(command, ANA)


def test_time_is_approved_up_the_reporting_line_or_by_who_stands_in():
    assert submitted(ONE).ask(ApproveTime(), BEN)
    assert submitted(ONE).ask(ApproveTime(), CLEO)
    with pytest.raises(NotTheApprover, match="reports to somebody else"):
        submitted(ONE).ask(ApproveTime(), DORA)
    it = submitted(ONE)
    day = by(BEN).at.date()
    away = DelegateApprovals(person=DORA, first=day, last=day)
    it.world.ask(delegation, BEN, away, by(BEN))
    with pytest.raises(NotTheApprover):
        it.ask(ApproveTime(), DORA, days=1)
    assert it.ask(ApproveTime(), DORA)


def test_who_reports_to_nobody_is_approved_by_anybody_else():
    it = Office()
    id = week_id(DORA, MONDAY)
    log = it.world.ask

    log(week, id, LogTime(entry=ONE, person=DORA, day=MONDAY, minutes=5), by(DORA))
    log(sheet, id, SubmitWeek(), by(DORA))
    assert log(sheet, id, ApproveTime(), by(ANA))


def test_the_rates_of_the_day_are_frozen_with_the_rule_that_chose_them():
    it = office()
    it.log(ONE, item=DRAW, activity="Design")
    it.log(TWO)
    it.rate("90")
    it.rate("120", client=ACME)
    it.rate("40", kind="cost", person=ANA)
    it.ask(SubmitWeek(), ANA)
    (told,) = it.ask(ApproveTime())
    assert isinstance(told, TimeApproved)
    first, second = (line.rated for line in told.lines)
    assert first.bill
    assert first.cost
    assert second.bill
    assert (first.bill.per_h, first.bill.rule) == (Decimal(120), RateRule.CLIENT)
    assert (first.cost.per_h, first.cost.rule) == (Decimal(40), RateRule.PERSON)
    assert (second.bill.per_h, second.bill.rule) == (Decimal(90), RateRule.GENERAL)


def test_time_that_is_not_billable_costs_and_is_never_billed():
    it = office()
    it.log(ONE, item=DRAW, billable=False)
    it.rate("90")
    it.rate("40", kind="cost", person=ANA)
    it.ask(SubmitWeek(), ANA)
    (told,) = it.ask(ApproveTime())
    assert isinstance(told, TimeApproved)
    (rated,) = (line.rated for line in told.lines)
    assert rated.bill is None
    assert rated.cost is not None
    with pytest.raises(NotBillable, match="leave it out"):
        it.ask(InvoiceTime(entries=(ONE,), invoice="2026-7"))
    assert states(it) == {ONE: LineState.APPROVED}


def test_time_is_given_back_with_a_reason():
    it = submitted(ONE, TWO)
    it.ask(RejectTime(reason="Which item?", entries=(ONE,)))
    assert states(it) == {TWO: LineState.SUBMITTED}
    it.world.ask(week, WEEK, RIGHT, by(ANA))
    it.ask(SubmitWeek(), ANA)
    assert it.sheet.lines[ONE].minutes == 30
    it.ask(RejectTime(reason="No"))
    assert states(it) == {}
    assert it.ask(RejectTime(reason="No")) == []
    with pytest.raises(NotSubmitted):
        it.ask(RejectTime(reason="No", entries=(ONE,)))


def test_approved_time_is_opened_again_with_a_reason():
    it = submitted(ONE)
    with pytest.raises(NotApproved, match="is submitted, not approved"):
        it.ask(ReopenTime(entries=(ONE,), reason="Wrong"))
    it.ask(ApproveTime())
    it.ask(ReopenTime(entries=(ONE,), reason="Wrong"))
    assert states(it) == {}
    with pytest.raises(ValidationError, match="at least 1"):
        ReopenTime(entries=(), reason="Wrong")


def test_billed_time_is_frozen_until_it_is_credited():
    it = submitted(ONE, TWO)
    bill = InvoiceTime(entries=(ONE,), invoice="2026-7")
    with pytest.raises(NotApproved):
        it.ask(bill)
    it.ask(ApproveTime())
    assert it.ask(bill)
    assert it.ask(bill) == []
    assert it.sheet.lines[ONE].invoice == "2026-7"
    with pytest.raises(NotApproved, match="is invoiced"):
        it.ask(InvoiceTime(entries=(ONE,), invoice="2026-8"))
    with pytest.raises(NotApproved):
        it.ask(ReopenTime(entries=(ONE,), reason="Wrong"))
    with pytest.raises(NotInvoiced):
        it.ask(CreditTime(entries=(TWO,), reason="Wrong"))
    it.ask(CreditTime(entries=(ONE,), reason="Wrong"))
    assert states(it) == {ONE: LineState.APPROVED, TWO: LineState.APPROVED}
    assert it.sheet.lines[ONE].invoice is None


def test_what_was_agreed_to_is_not_taken_back():
    it = submitted(ONE, THREE)
    (event,) = it.ask(ApproveTime())
    with pytest.raises(CannotRevert, match="stays told"):
        undone(event, it.sheet, it.sheet)  # type: ignore[arg-type]


def test_a_command_is_completed_before_it_is_decided():
    with pytest.raises(AssertionError):
        decide(office().sheet, SubmitWeek(), by(ANA))
