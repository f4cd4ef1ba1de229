"""Allocations and candidates: now, as of any moment, and built anew."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projections.models.allocations import Shown, rows
from projections.view import Page
from projections.waiting import serve_waiting
from tests.projections.conftest import MONDAY
from tests.projections.office import Office, morning
from workdomain.execution.allocation_words import (
    AllocateTime,
    CancelAllocation,
    Clash,
    ReleaseAllocation,
    RequestAllocation,
)
from workdomain.execution.task_life import CancelWorkItem
from workdomain.people.person import (
    AddSkill,
    CancelLeave,
    MoveToTeam,
    RecordLeave,
    RemoveSkill,
)
from workdomain.people.place import SetRole
from workdomain.planning.project import CloseProject, PlanProjectDates
from workdomain.values import new_id

DAY = timedelta(days=1)
FRIDAY, NEXT_FRIDAY = MONDAY + 4 * DAY, MONDAY + 11 * DAY
NEXT_WEEK = {"first": MONDAY + 7 * DAY, "last": NEXT_FRIDAY}


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


def ask(office: Office, **told: Any) -> UUID:
    usual: dict[str, Any] = {"first": MONDAY, "last": FRIDAY}
    if not {"hours", "hours_per_day", "percent"} & told.keys():
        usual["hours"] = 16
    return office.do(new_id(), RequestAllocation.model_validate({**usual, **told}))


def give(office: Office, id: UUID, person: UUID | None = None, clash: Clash = Clash.REFUSE) -> UUID:
    return office.do(id, AllocateTime(person=person, clash=clash))


def test_the_same_question_has_one_answer(target: str):
    office = Office(target, MONDAY)
    ana, ben = office.person("Ana", "Design"), office.person("Ben", "Design")
    office.do(ana, AddSkill(skill="Ink", level=4))
    site = office.project("SIT", ana)
    office.item("Draw", ana, hours=10, project=site, due=FRIDAY)
    told: list[tuple[int, Any]] = []
    open_one = ask(office, team="Design", project=site)

    def everything(**when: Any) -> list[Any]:
        return [
            office.views.allocations(**when),
            office.views.allocations(standing="cancelled", **when),
            office.views.allocations(person=ana, **when),
            office.views.candidates(allocation=open_one, **when),
        ]

    def look() -> None:
        told.append((office.work.log.head().position, everything()))

    look()
    taken = give(office, ask(office, person=ana, project=site, hours=30))
    waiting = give(office, ask(office, person=ana, project=site), clash=Clash.WAIT)
    look()
    office.do(taken, ReleaseAllocation(reason="Ill"))
    give(office, open_one, ben)
    look()
    office.on(MONDAY + DAY)
    office.do(waiting, CancelAllocation(reason="No"))
    look()
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, answers in told:
            assert everything(as_of=position) == answers
        assert everything(valid_at=office.clock.now) == told[-1][1]
    office.close()


def test_what_is_asked_for_is_told_with_what_is_kept(office: Office):
    ana = office.person("Ana")
    site = office.project("SIT")
    office.do(site, PlanProjectDates(starts=MONDAY + DAY, ends=FRIDAY - DAY))
    draw = office.item("Draw", project=site, start=MONDAY, due=FRIDAY - DAY)
    early = office.item("Paint", project=site, start=MONDAY + DAY, due=NEXT_FRIDAY)
    ask(office, skill="Ink", level=3, team="Design", role="Lead", project=site)
    give(office, ask(office, person=ana, item=draw, percent=50))
    ask(office, person=ana, item=early, hours_per_day=2)
    over = ask(office, person=ana, project=site, hours=41, billable=False)
    give(office, over, clash=Clash.OVERTIME)
    by = {row.asked: row for row in office.views.allocations()}
    sought, half, two, much = by["16 h"], by["50 %"], by["2 h a day"], by["41 h"]
    assert (sought.looked_for, sought.name, sought.hours) == ("Lead, Ink at 3, Design", None, None)
    assert (sought.violation, sought.standing, sought.percent) == ("both", "requested", None)
    assert (half.title, half.project_key, half.violation) == ("Draw", "SIT", "after_finish")
    assert (half.hours, half.hours_per_day, half.percent) == (20, 4, 50.0)
    assert (two.violation, two.hours, two.looked_for) == ("before_start", None, None)
    assert (much.overtime_h, much.billable, much.tentative) == (21, False, False)
    assert [row.title for row in office.views.allocations(item=draw)] == ["Draw"]
    assert len(office.views.allocations(project=site)) == 2
    assert office.views.allocations(first=FRIDAY + DAY) == []
    assert office.views.allocations(last=MONDAY - DAY) == []
    assert len(office.views.allocations(standing="allocated", person=ana)) == 2
    free = office.item("Free", start=None)
    office.do(over, CancelAllocation(reason="No"))
    ask(office, person=ana, item=free, last=NEXT_FRIDAY)
    (row,) = office.views.allocations(item=free)
    assert (row.violation, row.project_key) == (None, None)


def test_an_allocation_of_somebody_without_known_hours_has_no_per_cent(office: Office):
    eve = office.person("Eve", hours=None)
    give(office, ask(office, person=eve, project=office.project("SIT"), hours_per_day=4))
    (row,) = office.views.allocations()
    assert (row.hours, row.percent) == (20, None)


def test_candidates_are_ranked_with_their_reasons(office: Office):
    ana, ben, carl = (office.person(n, "Design") for n in ("Ana", "Ben", "Carl"))
    dora, eve = office.person("Dora"), office.person("Eve", hours=None)
    for who, level in ((ana, 2), (ben, 4), (carl, 4), (dora, 5), (eve, 5)):
        office.do(who, AddSkill(skill="Ink", level=level))
    site = office.project("SIT", carl)
    office.item("Draw", ben, hours=20, project=office.project("OTH"), due=FRIDAY)
    give(office, ask(office, person=dora, project=site, hours=40))
    wanted = ask(office, skill="ink", level=3, project=site, hours=20)
    found = office.views.candidates(allocation=wanted)
    assert [row.rank for row in found] == [1, 2, 3, 4]
    names = [row.name for row in found]
    assert names == ["Carl", "Ben", "Eve", "Dora"]
    half = office.views.ask("candidates", {"allocation": wanted}, page=Page(2))
    rest = office.views.ask("candidates", {"allocation": wanted}, page=Page(2, half.next))
    assert [*half.rows, *rest.rows] == found
    carl_, ben_, eve_, dora_ = found
    assert carl_.reasons == (
        "knows ink at 4",
        "is a member of the project",
        "has 40 h free of 40 h",
    )
    assert ben_.load_percent == 50.0
    assert ben_.reasons[-1] == "has work items for 50 % of that time"
    assert (eve_.capacity_h, eve_.free_h, eve_.load_percent) == (None, None, None)
    assert "nobody knows their hours" in eve_.reasons
    assert (dora_.fits, dora_.allocated_h, dora_.free_h, dora_.needed_h) == (False, 40, 0, 20)
    assert "has 20 h too little in the 5 days from 2024-01-01" in dora_.reasons
    office.do(carl, RecordLeave(leave=new_id(), first=MONDAY, last=NEXT_FRIDAY))
    last = office.views.candidates(allocation=wanted)[-1]
    assert (last.name, last.fits, last.reasons[-1]) == (
        "Carl",
        False,
        "does not work on these days",
    )


def test_candidates_are_what_is_looked_for(office: Office):
    ana, ben = office.person("Ana", "Design"), office.person("Ben", "Build")
    office.do(ana, SetRole(role="Lead", valid_from=date(2024, 1, 1)))
    office.do(ben, SetRole(role="Lead", valid_from=FRIDAY))
    item = office.item("Draw", project=office.project("SIT", ben))
    alone = office.item("Alone")

    def names(**told: Any) -> list[str]:
        wanted = ask(office, **told)
        return [row.name for row in office.views.candidates(allocation=wanted)]

    assert names(team="design", item=item) == ["Ana"]
    assert names(role="lead", item=item) == ["Ana"]
    assert names(role="Lead", item=alone, first=FRIDAY) == ["Ana", "Ben"]
    assert names(person=ben, item=item) == ["Ben"]
    assert names(team="Nobody", item=item) == []
    assert office.views.candidates(allocation=new_id()) == []
    wanted = ask(office, team="Build", item=item)
    (row,) = office.views.candidates(allocation=wanted)
    assert row.reasons == ("is Build", "is a member of the project", "has 40 h free of 40 h")


def test_part_of_what_is_kept_falls_on_the_days_in_question(office: Office):
    ana = office.person("Ana", "Design")
    site = office.project("SIT")
    give(office, ask(office, person=ana, project=site, last=NEXT_FRIDAY, hours=20))
    away = office.person("Eve", hours=None)
    give(office, ask(office, person=away, project=site))
    wanted = ask(office, team="Design", project=site, hours=4)
    (row,) = office.views.candidates(allocation=wanted)
    assert (row.allocated_h, row.free_h) == (10, 30)
    of_eve = ask(office, person=away, project=site)
    (row,) = office.views.candidates(allocation=of_eve)
    assert row.allocated_h == 0


def concerns(office: Office) -> list[tuple[str, ...]]:
    return [row.concerns for row in office.views.allocations()]


def test_what_does_not_hold_any_more_is_told(office: Office):
    ana, site = office.person("Ana", "Design"), office.project("SIT")
    draw = office.item("Draw", project=site)
    office.do(ana, AddSkill(skill="Ink", level=3), SetRole(role="Lead", valid_from=MONDAY))
    wanted = {"skill": "Ink", "level": 3, "team": "design", "role": "lead"}
    give(office, ask(office, item=draw, hours=40, **wanted), ana)
    ask(office, person=ana, project=site, last=NEXT_FRIDAY)
    assert concerns(office) == [(), ()]
    office.do(ana, RecordLeave(leave=new_id(), first=FRIDAY, last=FRIDAY))
    office.do(ana, RemoveSkill(skill="Ink"), MoveToTeam(team="Build"))
    office.do(ana, SetRole(role=None, valid_from=MONDAY))
    office.do(draw, CancelWorkItem(reason="No"))
    office.do(site, CloseProject(reason="Over"))
    told = (
        f"It is too much by 8 h from {MONDAY} to {FRIDAY} by now",
        "Draw is cancelled",
        "SIT is closed",
        "Ana is not lead on these days",
        "Ana does not know Ink at 3 on these days",
        "Ana is not in design on these days",
    )
    assert concerns(office) == [told, ()]


def test_overtime_is_a_concern_beyond_what_was_given_and_what_is_tentative_as_if_it_were_sure(
    office: Office,
):
    ana, site = office.person("Ana"), office.project("SIT")
    sure = give(office, ask(office, person=ana, project=site, hours=30))
    over = give(office, ask(office, person=ana, project=site, hours=20), clash=Clash.OVERTIME)
    fits = give(office, ask(office, person=ana, project=site, tentative=True, **NEXT_WEEK))
    unsure = give(office, ask(office, person=ana, project=site, hours=90, tentative=True))
    told = {row.allocation: row.concerns for row in office.views.allocations()}
    much = f"from {MONDAY} to {FRIDAY}"
    too_much = f"It is too much by 10 h {much} by now"
    would_be = f"It is tentative, and would be too much by 100 h {much}"
    assert told == {sure: (too_much,), over: (), fits: (), unsure: (would_be,)}
    office.do(ana, RecordLeave(leave=new_id(), first=FRIDAY, last=FRIDAY))
    told = {row.allocation: row.concerns for row in office.views.allocations()}
    assert told[over] == (f"It is too much by 18 h {much} by now, and 10 h of overtime were given",)


def test_what_somebody_is_has_to_hold_on_the_days_of_the_allocation(office: Office):
    ana, site = office.person("Ana", "Design"), office.project("SIT")
    office.do(ana, AddSkill(skill="Ink", level=3), SetRole(role="Lead", valid_from=MONDAY))
    wanted = {"skill": "Ink", "level": 3, "team": "Design", "role": "Lead", "project": site}
    give(office, ask(office, **wanted), ana)
    later = NEXT_WEEK["first"]
    give(office, ask(office, **wanted, **NEXT_WEEK), ana)
    office.do(ana, SetRole(role=None, valid_from=later + DAY))
    assert concerns(office) == [(), (f"Ana is not Lead from {later + DAY} on",)]
    office.on(FRIDAY)
    office.do(ana, RemoveSkill(skill="Ink"), MoveToTeam(team="Build"))
    this_week, next_week = concerns(office)
    assert this_week == (
        f"Ana does not know Ink at 3 from {FRIDAY} on",
        f"Ana is not in Design from {FRIDAY} on",
    )
    assert next_week[1:] == (
        "Ana does not know Ink at 3 on these days",
        "Ana is not in Design on these days",
    )
    office.on(later + DAY)
    office.do(ana, AddSkill(skill="ink", level=4))
    ink = f"Ana does not know Ink at 3 from {later} to {later}"
    assert concerns(office)[1][1] == ink
    before = office.views.allocations(valid_at=morning(FRIDAY - DAY))
    assert before[0].concerns == (), "Nobody knew it then"
    known = office.work.log.head().position - 3
    (row, _) = office.views.allocations(as_of=known)
    assert row.concerns == (), "The skill was hers still"


def test_what_waits_is_served_by_the_clock_when_there_is_more_time(office: Office):
    ana, site = office.person("Ana"), office.project("SIT")
    leave = new_id()
    office.do(ana, RecordLeave(leave=leave, first=FRIDAY, last=FRIDAY))
    late = give(office, ask(office, person=ana, project=site, hours=40), clash=Clash.WAIT)
    office.clock.now += timedelta(hours=1)
    later = give(office, ask(office, person=ana, project=site, hours=39), clash=Clash.WAIT)
    assert serve_waiting(office.views) == []
    office.do(ana, CancelLeave(leave=leave, reason="Put off"))
    (served,) = serve_waiting(office.views)
    assert (served.allocation, served.person) == (late, ana)
    assert serve_waiting(office.views) == []
    (waits,) = office.views.allocations(standing="waiting")
    assert waits.allocation == later


def test_an_allocation_nobody_asked_for_is_no_row():
    assert list(rows(UUID(int=1), Shown())) == []
