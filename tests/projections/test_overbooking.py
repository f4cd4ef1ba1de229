"""Overbooking: live alarms with their evidence, alarms as facts of the log, streaks of weeks."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from projections.alarming import Told, tell_alarms
from projections.overbooking import Overbooking, OverbookingKind, OverbookingShown, overbooking
from projections.view import When
from projections.views import Views
from tests.projections.january import FRIDAY, MONDAY, jan
from tests.projections.office import Office, morning
from workdomain.execution.task_life import (
    CompleteWorkItem,
    EstimateWorkItem,
    SetRemainingWork,
)
from workdomain.people.person import RecordLeave, SetWorkingHours
from workdomain.planning.estimate import Estimate
from workdomain.planning.work_item import AssignWorkItem
from workdomain.scheduling.alarm import TellOverbooking
from workdomain.values import new_id

DAY = timedelta(days=1)


def of(found: Any, kind: OverbookingKind) -> list[OverbookingShown]:
    return [row for row in found if row.kind is kind]


def alarms(office: Office, **asked: Any) -> list[OverbookingShown]:
    return of(office.overbooking(**asked), OverbookingKind.ALARM)


def test_an_alarm_shows_the_days_the_work_and_by_how_much(office: Office):
    ana, ben = office.person("Ana", "Red"), office.person("Ben")
    one = office.item("One", ana, hours=10, due=jan(2))
    two = office.item("Two", ana, ben, hours=20, due=jan(2))
    office.item("Calm", ana, hours=8, due=jan(30))
    (alarm,) = alarms(office)
    assert (alarm.person, alarm.name, alarm.team) == (ana, "Ana", "Red")
    assert (alarm.first, alarm.last, alarm.late) == (MONDAY, jan(2), False)
    assert (alarm.forced_h, alarm.capacity_h, alarm.over_by_h) == (20, 16, 4)
    assert set(alarm.items) == {one, two}
    assert set(alarm.work) == {"One (10 h)", "Two (10 h)"}
    assert (alarm.since, alarm.weeks) == (None, None), "The clock has not looked yet"
    assert alarms(office, person=ben) == alarms(office, team="Blue") == []
    assert alarms(office, person=ana) == alarms(office, team="Red") == [alarm]


def test_an_alarm_arises_and_clears_as_a_fact(office: Office):
    ana = office.person("Ana")
    item = office.item("Much", ana, hours=20, due=jan(2))
    arisen = office.clock.now
    assert tell_alarms(office.views) == [Told(ana, "Ana", arose=1, changed=0, cleared=0)]
    assert tell_alarms(office.views) == []
    assert alarms(office)[0].since == arisen
    before = office.clock.now
    office.on(jan(2))
    office.do(item, EstimateWorkItem(estimate=Estimate.single(30)))
    assert tell_alarms(office.views) == [Told(ana, "Ana", arose=0, changed=1, cleared=0)]
    assert alarms(office)[0].since == arisen, "It is the same alarm"
    office.do(item, CompleteWorkItem())
    assert tell_alarms(office.views) == [Told(ana, "Ana", arose=0, changed=0, cleared=1)]
    assert office.overbooking() == []
    (over,) = office.overbooking(cleared=True)
    assert (over.kind, over.person, over.name) == (OverbookingKind.CLEARED, ana, "Ana")
    assert (over.since, over.cleared_at, over.why) == (arisen, office.clock.now, "fits")
    assert (over.forced_h, over.capacity_h, over.over_by_h) == (30, 8, 22)
    assert (over.items, over.work) == ((item,), ("Much",))
    assert alarms(office, as_of=before)[0].forced_h == 20
    texts = [row.text for row in office.history(subject=ana, kinds=["overbooking"])]
    assert texts == [
        "cleared the alarm of the days to 2024-01-02 (fits)",
        "found other work that does not fit from 2024-01-02 to 2024-01-02, over by 22 h",
        "found more work than fits from 2024-01-01 to 2024-01-02, over by 4 h",
    ]
    assert office.overbooking(cleared=True, back=0) == [over]
    office.on(jan(9))
    assert office.overbooking(cleared=True, back=0) == []
    assert len(office.overbooking(cleared=True, back=1)) == 1
    assert office.overbooking(cleared=True, team="Red") == []


def test_what_was_due_is_late_and_one_alarm_until_it_fits(office: Office):
    ana = office.person("Ana")
    item = office.item("Much", ana, hours=20, due=jan(2))
    tell_alarms(office.views)
    office.on(jan(3))
    assert tell_alarms(office.views) == [Told(ana, "Ana", arose=1, changed=0, cleared=1)]
    (late,) = alarms(office)
    assert (late.first, late.last, late.late, late.over_by_h) == (jan(3), jan(3), True, 12)
    since = late.since
    office.on(jan(5))
    assert tell_alarms(office.views) == []
    assert alarms(office)[0].since == since
    office.do(item, SetRemainingWork(hours=8))
    assert tell_alarms(office.views) == [Told(ana, "Ana", arose=0, changed=0, cleared=1)]
    found = of(office.overbooking(cleared=True), OverbookingKind.CLEARED)
    assert [(row.last, row.late, row.why) for row in found] == [
        (jan(2), False, "passed"),
        (jan(3), True, "fits"),
    ]


def test_before_anybody_knew_their_hours_there_is_no_alarm(office: Office):
    office.on(jan(10))
    ana = office.person("Ana")
    item = office.item("Early", hours=30, due=jan(12), at=morning(jan(8)))
    office.do(item, AssignWorkItem(person=ana), at=morning(jan(8)))
    office.do(ana, SetWorkingHours(minutes=(60,) * 7, valid_from=MONDAY), at=morning(jan(8)))
    assert [row.name for row in alarms(office, valid_at=morning(jan(9)))] == []
    assert [row.name for row in alarms(office)] == ["Ana"]


def test_a_streak_is_weeks_on_end_of_more_than_there_was_time_for(office: Office):
    ana, ben = office.person("Ana", "Red"), office.person("Ben")
    office.on(jan(15))
    for n in range(14):
        if n % 7 < 5:
            office.log(ana, None, 9, MONDAY + n * DAY)
            office.log(ben, None, 8, MONDAY + n * DAY)
    office.item("Full", ana, hours=45, start=jan(15), due=jan(19))
    office.item("Fuller", ana, hours=44, start=jan(29), due=date(2024, 2, 2))
    found = of(office.overbooking(least=1), OverbookingKind.STREAK)
    told = [(row.name, row.first, row.last, row.weeks, row.now) for row in found]
    assert told == [
        ("Ana", MONDAY, jan(21), 3, True),
        ("Ana", jan(29), date(2024, 2, 4), 1, False),
    ]
    first = found[0]
    assert (first.load_h, first.capacity_h, first.over_by_h) == (135, 120, 15)
    assert (first.utilisation, first.team) == (1.125, "Red")
    only = of(office.overbooking(), OverbookingKind.STREAK)
    assert [row.weeks for row in only] == [3], "Two weeks at least, if nothing else is said"
    assert of(office.overbooking(back=1), OverbookingKind.STREAK)[0].first == jan(8)
    assert of(office.overbooking(back=0, ahead=1), OverbookingKind.STREAK) == []


def test_work_on_days_of_leave_alone_has_no_utilisation(office: Office):
    ana = office.person("Ana")
    office.do(ana, RecordLeave(leave=new_id(), first=MONDAY, last=jan(31)))
    office.on(jan(15))
    office.log(ana, None, 1, MONDAY)
    office.log(ana, None, 1, jan(8))
    (streak,) = of(office.overbooking(), OverbookingKind.STREAK)
    assert (streak.weeks, streak.utilisation, streak.over_by_h) == (2, None, 2)


def test_it_is_the_same_as_of_now_rebuilt_and_compared(office: Office):
    ana = office.person("Ana")
    item = office.item("Much", ana, hours=20, due=jan(2))
    tell_alarms(office.views)
    then = office.clock.now
    office.on(jan(3))
    office.do(item, CompleteWorkItem(), at=morning(jan(2)))
    tell_alarms(office.views)
    now = office.overbooking(cleared=True)
    assert office.overbooking(cleared=True, as_of=office.clock.now) == now
    with Views(office.work) as anew:
        anew.projector.rebuild()
        anew.projector.catch_up()
        assert list(anew.overbooking(cleared=True)) == list(now)
    changes = office.compare("overbooking", {}, When(as_of=then), When())
    assert [(change.key[0], change.after) for change in changes] == [("alarm", None)]
    assert office.overbooking(cleared=True, valid_at=morning(jan(2)) - DAY) == []


def test_rows_come_by_name_and_can_be_paged(office: Office):
    for name in ("ben", "Ana"):
        who = office.person(name)
        for day in (1, 1):
            office.item("Much", who, hours=90, due=jan(day))
        office.item("More", who, hours=900, due=FRIDAY)
    tell_alarms(office.views)
    office.on(jan(9))
    tell_alarms(office.views)
    found = office.overbooking(cleared=True, least=1)
    orders = [overbooking.order(Overbooking(), row) for row in found]
    assert all(one < other for one, other in pairwise(orders))
    assert found[0].name == "Ana"
    assert {row.kind for row in found} == set(OverbookingKind)


@pytest.mark.parametrize("asked", [{"ahead": 0}, {"least": 0}, {"back": 105}, {"weeks": 3}])
def test_questions_that_make_no_sense_are_refused(office: Office, asked):
    with pytest.raises(ValidationError):
        office.overbooking(**asked)


def test_an_alarm_that_is_said_to_have_cleared_before_it_arose_is_not_shown(office: Office):
    """As when a history is told again in the order of the business."""
    ana = office.person("Ana")
    office.item("Much", ana, hours=20, due=jan(2))
    tell_alarms(office.views)
    office.on(jan(2))
    command = TellOverbooking(found=())
    office.do(ana, command, at=morning(MONDAY) - DAY)
    then = office.clock.now
    assert office.overbooking(cleared=True, valid_at=then)[0].since is not None
    assert all(row.cleared_at is None for row in office.overbooking(cleared=True, valid_at=then))
