"""Time that is kept although something speaks against it: why, how grave, and who should act."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from projections.concerns import Kind, Severity
from projections.follow_up import FollowUpRow
from projections.view import NOW, When
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.execution.allocation_words import (
    AllocateTime,
    CancelAllocation,
    Clash,
    RequestAllocation,
)
from workdomain.execution.task_life import CancelWorkItem
from workdomain.kernel import Command, Context
from workdomain.people.person import AddSkill, CancelLeave, RecordLeave, RemoveSkill
from workdomain.people.place import SetReportingLine
from workdomain.values import OPERATOR, new_id

DAY = timedelta(days=1)
FRIDAY = MONDAY + 4 * DAY


class Yard:
    """Ana reports to Ben; Cleo asks for her time, and Dora gives it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.ana, self.ben, self.cleo, self.dora = map(
            office.person, ("Ana", "Ben", "Cleo", "Dora")
        )
        office.do(self.ana, SetReportingLine(lead=self.ben, valid_from=MONDAY))
        self.site = office.project("SIT")

    def do(self, id: UUID, command: Command, by: UUID) -> UUID:
        self.office.work.do(id, command, Context(by, self.office.clock.now))
        return id

    def kept(
        self,
        hours: int,
        asked_by: UUID | None = None,
        given_by: UUID | None = None,
        clash: Clash = Clash.REFUSE,
        **more: Any,
    ) -> UUID:
        told = {"person": self.ana, "first": MONDAY, "last": FRIDAY, "project": self.site, **more}
        asked = RequestAllocation.model_validate({**told, "hours": hours})
        it = self.do(new_id(), asked, asked_by or self.cleo)
        return self.do(it, AllocateTime(person=self.ana, clash=clash), given_by or self.dora)

    def off(self, day: Any = FRIDAY) -> UUID:
        leave = new_id()
        self.office.do(self.ana, RecordLeave(leave=leave, first=day, last=day))
        return leave

    def found(self, **asked: Any) -> list[FollowUpRow]:
        rows: list[FollowUpRow] = self.office.follow_up(kind=[Kind.ALLOCATION], **asked)
        return rows


@pytest.fixture
def yard(office: Office) -> Yard:
    return Yard(office)


def test_time_that_does_not_fit_any_more_is_for_whoever_gave_it_and_the_lead(yard: Yard):
    it = yard.kept(40)
    assert yard.found() == []
    before = yard.office.work.log.head().position
    leave = yard.off()
    (row,) = yard.found()
    assert row.reason == f"It is too much by 8 h from {MONDAY} to {FRIDAY} by now"
    assert (row.allocation, row.person, row.item, row.project_key) == (it, yard.ana, None, "SIT")
    assert row.title == f"Ana, 40 h, {MONDAY} to {FRIDAY}"
    assert (row.who, row.over_by_h) == (("Dora", "Ben"), 8)
    assert (row.since, row.due, row.days, row.severity) == (MONDAY, FRIDAY, 0, Severity.HIGH)
    assert yard.found(person=yard.ben) == yard.found(person=yard.dora) == [row]
    assert yard.found(person=yard.ana) == yard.found(project=new_id()) == []
    assert yard.found(project=yard.site) == [row]
    asked = {"kind": [Kind.ALLOCATION]}
    (change,) = yard.office.views.compare("follow-up", asked, When(before), NOW)
    assert change.after == row
    yard.office.do(yard.ana, CancelLeave(leave=leave, reason="Put off"))
    assert yard.found() == []


def test_it_is_graver_when_it_is_near_and_over_when_it_is_over(yard: Yard):
    days: dict[str, Any] = {"first": MONDAY + 14 * DAY, "last": FRIDAY + 14 * DAY}
    yard.kept(40, **days)
    yard.off(FRIDAY + 14 * DAY)
    (row,) = yard.found()
    assert (row.severity, row.days) == (Severity.MEDIUM, 14)
    assert yard.found(soon_days=14)[0].severity is Severity.HIGH
    yard.office.on(days["last"] + DAY)
    assert yard.found() == []


def test_what_is_tentative_or_overtime_says_so(yard: Yard):
    yard.kept(40)
    yard.kept(8, tentative=True)
    over = yard.kept(4, clash=Clash.OVERTIME)
    rows = {row.reason.partition(":")[0]: row for row in yard.found()}
    assert rows["Tentative"].severity is Severity.LOW
    assert rows["Tentative"].over_by_h == 12
    assert "Overtime" not in rows, "As much as was given"
    yard.off()
    (row,) = [row for row in yard.found() if row.allocation == over]
    much = f"too much by 12 h from {MONDAY} to {FRIDAY}"
    assert row.reason == f"Overtime: It is {much} by now, and 4 h of overtime were given"
    assert row.severity is Severity.HIGH
    yard.do(over, CancelAllocation(reason="No"), yard.dora)
    assert over not in {row.allocation for row in yard.found()}


def test_all_that_speaks_against_it_is_told_together(yard: Yard):
    draw = yard.office.item("Draw", project=yard.site)
    yard.office.do(yard.ana, AddSkill(skill="Ink", level=3))
    yard.kept(8, project=None, item=draw, person=None, skill="Ink")
    yard.office.do(yard.ana, RemoveSkill(skill="Ink"))
    yard.office.do(draw, CancelWorkItem(reason="No"))
    (row,) = yard.found()
    assert row.reason == "Draw is cancelled; Ana does not know Ink at 1 on these days"
    assert (row.item, row.project_key, row.over_by_h) == (draw, "SIT", None)
    alone = yard.office.item("Alone")
    yard.kept(4, project=None, item=alone)
    yard.office.do(alone, CancelWorkItem(reason="No"))
    assert [row.project_key for row in yard.found() if row.item == alone] == [None]


def test_who_should_act_where_nobody_gave_it_or_leads(yard: Yard):
    yard.office.do(yard.ana, SetReportingLine(lead=None, valid_from=MONDAY))
    yard.kept(40, given_by=OPERATOR)
    yard.off()
    assert yard.found()[0].who == ("Cleo",), "She asked for it"
    yard.kept(4, OPERATOR, OPERATOR, clash=Clash.OVERTIME)
    yard.off(MONDAY)
    assert sorted(row.who for row in yard.found()) == [("Ana",), ("Cleo",)]


def test_what_did_not_hold_on_days_that_are_over_is_nobodys_to_mend(yard: Yard):
    yard.office.do(yard.ana, AddSkill(skill="Ink", level=3))
    yard.kept(8, person=None, skill="Ink")
    yard.office.on(MONDAY + DAY)
    yard.office.do(yard.ana, RemoveSkill(skill="Ink"))
    assert len(yard.found()) == 1
    yard.office.on(MONDAY + 2 * DAY)
    yard.office.do(yard.ana, AddSkill(skill="Ink", level=3))
    assert yard.found() == []
