"""Leave as people see it: now, as of any moment, and built anew."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projections.models.leaves import Shown, rows
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.execution.leave import ApproveLeave, RejectLeave, RequestLeave, WithdrawLeave
from workdomain.execution.leave_account import SetLeaveAllowance
from workdomain.execution.sheet_words import ApproveTime, SubmitWeek
from workdomain.execution.week import week_id
from workdomain.kernel import Context
from workdomain.people.person import RecordLeave
from workdomain.people.place import SetReportingLine, SetWorkCalendar
from workdomain.people.work_calendar import AddDayOff, AddWorkCalendar
from workdomain.values import new_id

DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


def ask(office: Office, person: UUID, first: date, days: int = 5, **told: Any) -> UUID:
    last = first + (days - 1) * DAY
    command = RequestLeave.model_validate({"person": person, "first": first, "last": last, **told})
    return office.do(new_id(), command)


def test_the_same_question_has_one_answer(target: str):
    office = Office(target, MONDAY)
    ana, ben = office.person("Ana", "Design"), office.person("Ben")
    told: list[tuple[int, Any]] = []

    def everything(**when: Any) -> list[Any]:
        asked: list[dict[str, Any]] = [{}, {"everything": True}, {"answer": "withdrawn"}]
        asked += [{"person": ben}, {"team": "Design"}]
        found = [office.views.leave(**each, **when) for each in asked]
        return [*found, office.views.leave_balance(year=2024, **when)]

    def look() -> None:
        told.append((office.work.log.head().position, everything()))

    first = ask(office, ana, MONDAY + 7 * DAY)
    office.do(ben, RecordLeave(leave=new_id(), first=MONDAY, last=MONDAY))
    look()
    office.do(ana, SetLeaveAllowance(year=2024, hours=200))
    office.do(first, ApproveLeave())
    look()
    office.on(MONDAY + 9 * DAY)
    office.do(first, WithdrawLeave(reason="Needed"))
    look()
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, answers in told:
            assert everything(as_of=position) == answers
        assert everything(valid_at=office.clock.now) == told[-1][1]
    office.close()


def test_it_tells_who_is_away_and_what_waits_for_whom(office: Office):
    ana, ben = office.person("Ana", "Design"), office.person("Ben")
    eve = office.person("Eve", hours=None)
    far = ask(office, ana, MONDAY + 100 * DAY, minutes_per_day=240)
    office.do(ask(office, ana, MONDAY + 7 * DAY, days=7), ApproveLeave())
    office.do(ask(office, ben, MONDAY), RejectLeave(reason="No"))
    office.do(eve, RecordLeave(leave=new_id(), first=MONDAY, last=MONDAY, kind="sick"))
    old = ask(office, ben, MONDAY - 100 * DAY)
    office.do(old, ApproveLeave())
    office.do(ana, SetReportingLine(lead=ben, valid_from=MONDAY))
    rows_ = office.views.leave()
    assert [(r.name, r.state, r.hours, r.waits_for) for r in rows_] == [
        ("Eve", "recorded", None, None),
        ("Ana", "approved", 40, None),
        ("Ana", "requested", 12, "Ben"),
    ]
    assert rows_[0].kind == "sick"
    assert [r.leave for r in office.views.leave(approver=ben)][-1] == far
    assert [r.name for r in office.views.leave(team="Design", answer="requested")] == ["Ana"]
    assert [r.state for r in office.views.leave(answer="rejected")] == ["rejected"]
    assert old in [r.leave for r in office.views.leave(everything=True)]
    assert office.views.leave(person=new_id()) == []
    later = office.views.leave(first=MONDAY + 200 * DAY)
    assert [r.leave for r in later] == [far], "What waits is shown whenever it is"


def test_a_balance_is_what_is_left_of_what_was_granted(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    eve = office.person("Eve", hours=None)
    office.do(ana, SetLeaveAllowance(year=2024, hours=200, carried_h=8))
    office.do(ask(office, ana, MONDAY - 3 * DAY, days=5), ApproveLeave())  # over the new year
    office.do(ask(office, ana, MONDAY + 14 * DAY), ApproveLeave())
    ask(office, ana, MONDAY + 28 * DAY, days=2, minutes_per_day=240)
    office.do(ben, RecordLeave(leave=new_id(), first=MONDAY, last=MONDAY, kind="sick"))
    office.do(eve, RecordLeave(leave=new_id(), first=MONDAY, last=MONDAY))
    office.on(MONDAY + 16 * DAY)
    mine, of_ben, of_eve = office.views.leave_balance()
    assert (mine.granted_h, mine.carried_h) == (200, 8)
    assert (mine.taken_h, mine.planned_h, mine.requested_h) == (16 + 16, 24, 8)
    assert mine.left_h == 208 - 32 - 24 - 8
    assert (of_ben.kind, of_ben.granted_h, of_ben.taken_h, of_ben.left_h) == ("sick", None, 8, None)
    assert (of_eve.name, of_eve.taken_h) == ("Eve", 0)
    (before,) = office.views.leave_balance(year=2023, person=ana)
    assert (before.taken_h, before.granted_h) == (8, None)
    assert office.views.leave_balance(person=new_id()) == []


def test_a_month_is_told_for_those_who_pay(office: Office):
    ana, eve = office.person("Ana", "Design"), office.person("Eve", hours=None)
    office.person("Zoe", hours=None)
    office.do(ask(office, ana, MONDAY, days=2), ApproveLeave())
    office.do(ana, RecordLeave(leave=new_id(), first=MONDAY + 2 * DAY, last=MONDAY + 2 * DAY,
                               kind="sick"))  # fmt: skip
    ask(office, ana, MONDAY + 14 * DAY)
    item = office.item("Draw")
    for number in range(7, 12):
        office.on(MONDAY + number * DAY)
        office.log(ana, item, 10, MONDAY + number * DAY)
    office.log(eve, item, 2, MONDAY)
    week = week_id(ana, MONDAY + 7 * DAY)
    office.work.do(week, SubmitWeek(), Context(ana, office.clock.now))
    office.do(week, ApproveTime())
    office.on(MONDAY + 40 * DAY)
    of_ana, of_eve = office.views.payroll()
    assert (of_ana.month, of_ana.contracted_h, of_ana.expected_h) == ("2024-01", 184, 160)
    assert (of_ana.logged_h, of_ana.approved_h, of_ana.open_h) == (50, 50, 0)
    assert (of_ana.vacation_h, of_ana.sick_h, of_ana.overtime_h) == (16, 8, 0)
    assert (of_eve.contracted_h, of_eve.open_h, of_eve.overtime_h) == (None, 2, None)
    assert [r.name for r in office.views.payroll(team="Design", month="2024-01")] == ["Ana"]
    assert [r.name for r in office.views.payroll(person=ana, month="2024-02")] == ["Ana"]
    office.on(date(2025, 1, 3))
    assert office.views.payroll()[0].month == "2024-12"


def test_what_is_off_by_the_calendar_is_not_expected(office: Office):
    ana, us = office.person("Ana"), new_id()
    office.do(us, AddWorkCalendar(name="Us"), AddDayOff(day=MONDAY, name="New year"))
    office.do(ana, SetWorkCalendar(calendar=us, valid_from=date(2020, 1, 1)))
    (row,) = office.views.payroll(month="2024-01")
    assert (row.contracted_h, row.expected_h) == (184, 176)


def test_leave_that_nobody_asked_for_is_no_row():
    assert list(rows(UUID(int=1), Shown())) == []
