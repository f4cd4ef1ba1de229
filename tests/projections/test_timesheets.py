"""Timesheets as people see them: a week and its lines, what waits, and the evidence of an entry."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from projections.models.sheets import Shown, rows
from projections.my_week import Kind, WeekState
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.execution.sheet_words import (
    Approval,
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
from workdomain.execution.week_words import CorrectTime, RemoveTime
from workdomain.kernel import Command, Context
from workdomain.people.place import SetReportingLine
from workdomain.planning.rate_words import SetRate, rate_id
from workdomain.values import new_id

DAY = timedelta(days=1)
NEXT = MONDAY + 7 * DAY
WEEKS = {"first": MONDAY, "last": MONDAY + 20 * DAY}


class Scene:
    """Ana, who reports to Ben, and her week."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.ana, self.ben = office.person("Ana"), office.person("Ben")
        office.do(self.ana, SetReportingLine(lead=self.ben, valid_from=MONDAY))
        self.apollo = office.project("APO")
        self.draw = office.item("Draw", project=self.apollo)
        self.week = week_id(self.ana, MONDAY)
        rate = SetRate(kind="bill", per_h="90", currency="EUR", valid_from=MONDAY)
        office.do(rate_id(rate.scope), rate)
        cost = SetRate(kind="cost", per_h="40.5", currency="EUR", valid_from=MONDAY)
        office.do(rate_id(cost.scope), cost)

    def log(self, hours: float, item: UUID | None, day: int = 0) -> UUID:
        return self.office.log(self.ana, item, hours, MONDAY + day * DAY)

    def ask(self, command: Command, who: UUID | None = None, week: UUID | None = None) -> None:
        context = Context(who or self.ana, self.office.clock.now)
        self.office.work.do(week or self.week, command, context)

    def my_week(self, **when: Any) -> list[Any]:
        return list(self.office.views.my_week(person=self.ana, day=MONDAY, **when))

    def state(self) -> str:
        week = self.my_week()[0]
        assert week.kind is Kind.WEEK
        return str(week.state)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


def test_the_same_question_has_one_answer(target: str):
    office = Office(target, MONDAY)
    scene = Scene(office)
    one, two, three = scene.log(2, scene.draw), scene.log(1.5, None), scene.log(1, scene.draw)
    questions: list[tuple[str, dict[str, Any]]] = [
        ("my_week", {"person": scene.ana, "day": MONDAY}),
        ("timesheets", WEEKS),
        ("timesheets", {**WEEKS, "approver": scene.ben}),
        ("timesheet_evidence", {"entry": one}),
        ("timesheet_evidence", {"entry": three}),
    ]

    def told(**when: Any) -> list[Any]:
        return [getattr(office.views, name)(**asked, **when) for name, asked in questions]

    steps: list[tuple[Command, UUID | None]] = [
        (SubmitWeek(), None),
        (ApproveTime(lines=(Approval(entry=one, minutes=100, note="Lunch"),)), scene.ben),
        (RejectTime(reason="Which?", entries=(two,)), scene.ben),
        (RecallWeek(entries=(three,)), None),
        (InvoiceTime(entries=(one,), invoice="2026-7"), scene.ben),
        (CreditTime(entries=(one,), reason="Wrong number"), scene.ben),
        (ReopenTime(entries=(one,), reason="Wrong item"), scene.ben),
        (DeclareWeekComplete(person=scene.ana, day=MONDAY), None),
    ]
    moments = [(office.work.log.head().position, told())]
    for number, (command, who) in enumerate(steps, 1):
        office.on(MONDAY + number * DAY)
        scene.ask(command, who)
        if number == 4:
            office.do(scene.week, RemoveTime(entry=three, reason="Not me"))
        moments.append((office.work.log.head().position, told()))
    assert len({str(answers) for _, answers in moments}) == len(moments)
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, answers in moments:
            assert told(as_of=position) == answers
        assert told(valid_at=office.clock.now) == moments[-1][1]
    office.close()


def test_a_week_tells_its_days_and_entries(office: Office):
    scene = Scene(office)
    one = scene.log(2, scene.draw)
    scene.log(1, None, day=1)
    scene.ask(SubmitWeek(entries=(one,)))
    week, *rest = scene.my_week()
    assert (week.logged_h, week.approved_h, week.contracted_h, week.complete) == (3, 0, 40, False)
    days = [row for row in rest if row.kind is Kind.DAY]
    assert [row.contracted_h for row in days] == [8, 8, 8, 8, 8, 0, 0]
    assert [row.logged_h for row in days[:3]] == [2, 1, 0]
    entries = [row for row in rest if row.kind is Kind.ENTRY]
    assert [(row.title, row.state) for row in entries] == [("Draw", "submitted"), (None, "draft")]
    nobody = office.person("Dora", hours=None)
    assert office.views.my_week(person=nobody)[0].contracted_h is None


def test_the_state_of_a_week_comes_from_its_lines(office: Office):
    scene = Scene(office)
    assert scene.state() == "empty"
    one = scene.log(2, scene.draw)
    assert scene.state() == "open"
    scene.ask(SubmitWeek())
    assert scene.state() == "submitted"
    scene.ask(RejectTime(reason="Which?"), scene.ben)
    assert scene.state() == "returned"
    assert [row.returned for row in scene.my_week() if row.kind is Kind.ENTRY] == ["Which?"]
    scene.ask(SubmitWeek())
    scene.ask(ApproveTime(), scene.ben)
    assert scene.state() == "approved"
    two = scene.log(1, None)
    assert scene.state() == "partly-approved"
    scene.ask(SubmitWeek())
    assert scene.state() == "partly-approved"
    scene.ask(ApproveTime(), scene.ben)
    scene.ask(InvoiceTime(entries=(one, two), invoice="2026-7"), scene.ben)
    assert scene.state() == "approved"


def test_an_empty_day_does_not_hinder_a_week(office: Office):
    scene = Scene(office)
    scene.log(8, scene.draw)
    scene.ask(SubmitWeek())
    scene.ask(ApproveTime(), scene.ben)
    (row,) = office.views.timesheets(**WEEKS)
    assert (row.state, row.complete) == (WeekState.APPROVED, False)


def test_weeks_tell_what_waits_for_whom(office: Office):
    scene = Scene(office)
    one = scene.log(2, scene.draw)
    scene.log(1, None)
    other = office.person("Dora")
    office.log(other, None, 3, MONDAY)
    office.on(NEXT)
    scene.ask(SubmitWeek(entries=(one,)))
    since = office.clock.now
    scene.ask(DeclareWeekComplete(person=other, day=NEXT), week=week_id(other, NEXT))
    ana, dora, empty = office.views.timesheets(**WEEKS)
    assert (ana.name, ana.approver, ana.waiting_since) == ("Ana", "Ben", since)
    assert (ana.draft_h, ana.submitted_h, ana.approved_h) == (1, 2, 0)
    assert (dora.name, dora.approver, dora.waiting_since) == ("Dora", None, None)
    assert (empty.state, empty.complete, empty.monday) == ("empty", True, NEXT)
    assert [row.name for row in office.views.timesheets(**WEEKS, approver=scene.ben)] == ["Ana"]
    assert office.views.timesheets(**WEEKS, approver=scene.ben, person=other) == []
    assert [row.name for row in office.views.timesheets(**WEEKS, person=other)] == ["Dora"] * 2
    assert [row.name for row in office.views.timesheets(**WEEKS, state="open")] == ["Ana", "Dora"]


def test_an_entry_tells_everything_that_was_said_of_it(office: Office):
    scene = Scene(office)
    one = scene.log(2, scene.draw)
    right = CorrectTime(entry=one, day=MONDAY, minutes=90, item=scene.draw, note="", reason="Lunch")
    scene.ask(right)
    scene.ask(SubmitWeek())
    scene.ask(ApproveTime(lines=(Approval(entry=one, minutes=60, note="Half"),)), scene.ben)
    scene.ask(InvoiceTime(entries=(one,), invoice="2026-7"), scene.ben)
    told = office.views.timesheet_evidence(entry=one)
    assert [(row.hours, row.why) for row in told] == [
        (2, None), (1.5, "Lunch"), (1.5, None), (1, "Half"), (None, None)
    ]  # fmt: skip
    assert [row.by for row in told] == ["operator", "Ana", "Ana", "Ben", "Ben"]
    assert told[3].rate == "90 EUR (general)"
    assert told[4].text == "invoiced time of Ana on 2026-7"
    assert office.views.timesheet_evidence(entry=new_id()) == []
    scene.ask(DeclareWeekComplete(person=scene.ana, day=MONDAY))
    whole = office.views.timesheet_evidence(person=scene.ana)
    assert [row.entry for row in whole] == [*[one] * 5, None]
    assert office.views.timesheet_evidence(person=scene.ana, day=NEXT) == []
    for wrong in ({}, {"person": scene.ana, "entry": one}):
        with pytest.raises(ValidationError, match="Name an entry, or a person"):
            office.views.timesheet_evidence(**wrong)
    history = office.views.history(subject=scene.ana)
    assert any(row.text == "approved time of Ana" for row in history)
    assert {row.subject for row in history if row.subject_kind == "sheet"} == {"Ana"}


def test_what_is_said_to_have_happened_too_early_is_not_true(office: Office):
    scene = Scene(office)
    one = scene.log(2, scene.draw)
    office.on(NEXT)
    scene.ask(SubmitWeek())
    early = Context(scene.ben, office.clock.now - 3 * DAY)
    for command in (
        ApproveTime(),
        InvoiceTime(entries=(one,), invoice="2026-7"),
        CreditTime(entries=(one,), reason="Wrong"),
        ReopenTime(entries=(one,), reason="Wrong"),
    ):
        office.work.do(scene.week, command, early)
    assert scene.state() == "returned"
    (true,) = [row for row in scene.my_week(valid_at=office.clock.now) if row.kind is Kind.ENTRY]
    assert (true.state, true.approved_h) == ("submitted", 0)


def test_nothing_is_shown_of_a_sheet_before_it_begins():
    assert list(rows(UUID(int=1), Shown())) == []
