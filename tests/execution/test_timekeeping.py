"""The policy of timesheets, closed periods, and what they mean for time and sheets."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.execution.timesheets import (
    APOLLO,
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
from tests.scenario import ANA, BEN, NOON, given
from workdomain.execution.delegation import DelegateApprovals, delegation
from workdomain.execution.sheet import (
    NobodyAnswersFor,
    NotSubmitted,
    NotYetOver,
    OutOfSequence,
    sheet,
)
from workdomain.execution.sheet_words import (
    ApproveTime,
    ApproveUnanswered,
    LineState,
    RecallWeek,
    RejectTime,
    Reminder,
    RemindOfTime,
    ReopenTime,
    SubmitWeek,
    TimeApproved,
    TimeReminded,
    WeekSubmitted,
)
from workdomain.execution.time_approvers import ApprovesOwnTime, NotTheApprover
from workdomain.execution.timekeeping import (
    TIMEKEEPING,
    ClosedAlready,
    ClosePeriod,
    LockPeriod,
    NoSuchPlace,
    NotClosed,
    NothingToLock,
    PeriodClosed,
    PeriodIsLocked,
    PeriodLocked,
    PeriodReopened,
    ProjectTimeApproverSet,
    ReopenPeriod,
    SetProjectTimeApprover,
    SetTimePolicy,
    StillToCome,
    TimePolicy,
    TimePolicySet,
    TooLate,
    timekeeping,
)
from workdomain.execution.week import (
    OtherWeek,
    week,
    week_id,
)
from workdomain.execution.week_words import (
    CorrectTime,
    LogTime,
    RemoveTime,
)
from workdomain.kernel import Command
from workdomain.people.person import NoSuchPerson, person
from workdomain.people.place import TimeZoneSet
from workdomain.planning.project import NoSuchProject

LAST = MONDAY - timedelta(days=1)
CLOSED = PeriodClosed(last=LAST, locks_on=MONDAY + timedelta(days=3))
LOCKED = PeriodLocked(last=LAST)
DAY = timedelta(days=1)


def of(*past: Any) -> Any:
    return given(timekeeping, *past)


def when(command: Command, *past: Any) -> Any:
    return of(*past).when(command, id=TIMEKEEPING)


def policy(here: Office, **told: Any) -> Office:
    here.world.ask(timekeeping, TIMEKEEPING, SetTimePolicy(**told))
    return here


def lock(here: Office, last: date) -> Office:
    here.world.ask(timekeeping, TIMEKEEPING, ClosePeriod(last=last))
    return here


# -- the policy and the periods --------------------------------------------------------------------


def test_the_policy_is_said_as_a_whole_and_in_its_place():
    told = TimePolicySet(policy=TimePolicy(in_sequence=True, own_days_back=14))
    when(SetTimePolicy(in_sequence=True, own_days_back=14)).then(told)
    when(SetTimePolicy(in_sequence=True, own_days_back=14), told).then()
    of().when(SetTimePolicy()).refused(NoSuchPlace, "say default")
    assert str(told.policy) == "in sequence, own time within 14 days"
    assert str(TimePolicy()) == "none"
    for wrong in ({"own_days_back": -1}, {"approve_after_weeks": 0}, {"remind_after_days": 999}):
        with pytest.raises(ValidationError):
            SetTimePolicy(**wrong)


def test_a_period_is_closed_with_or_without_grace():
    when(ClosePeriod(last=LAST, grace_days=3)).then(CLOSED)
    at_once = PeriodClosed(last=LAST, locks_on=MONDAY)
    when(ClosePeriod(last=LAST)).then(at_once, LOCKED)
    when(ClosePeriod(last=LAST), CLOSED).refused(ClosedAlready)


def test_what_is_closed_is_locked_when_its_grace_is_over():
    when(LockPeriod(), CLOSED).refused(NothingToLock, "2026-03-05")
    when(LockPeriod()).then()
    later = NOON._replace(at=NOON.at + 3 * DAY)
    of(CLOSED).when(LockPeriod(), later, TIMEKEEPING).then(LOCKED)
    of(CLOSED, LOCKED).when(LockPeriod(), later, TIMEKEEPING).then()


def test_what_is_still_to_come_is_not_closed():
    when(ClosePeriod(last=MONDAY + DAY)).refused(StillToCome, "2026-03-02")
    when(ClosePeriod(last=MONDAY)).then(
        PeriodClosed(last=MONDAY, locks_on=MONDAY), PeriodLocked(last=MONDAY)
    )


def test_each_period_is_locked_when_its_own_grace_is_over():
    """January is not open for longer because February was closed with more days of grace."""
    later = PeriodClosed(last=MONDAY, locks_on=MONDAY + 20 * DAY)
    end = NOON._replace(at=NOON.at + 3 * DAY)
    of(CLOSED, later).when(LockPeriod(), end, TIMEKEEPING).then(LOCKED)
    of(CLOSED, later, LOCKED).when(LockPeriod(), end, TIMEKEEPING).refused(NothingToLock)
    end = NOON._replace(at=NOON.at + 20 * DAY)
    of(CLOSED, later).when(LockPeriod(), end, TIMEKEEPING).then(PeriodLocked(last=MONDAY))
    sooner = PeriodClosed(last=MONDAY, locks_on=MONDAY + DAY)
    end = NOON._replace(at=NOON.at + DAY)
    of(CLOSED, sooner).when(LockPeriod(), end, TIMEKEEPING).then(PeriodLocked(last=MONDAY))


def test_what_stays_closed_is_locked_when_its_own_grace_is_over():
    later = PeriodClosed(last=MONDAY, locks_on=MONDAY + 20 * DAY)
    for last, told in (
        (LAST, {LAST: CLOSED.locks_on}),
        (LAST - DAY, {LAST - DAY: CLOSED.locks_on}),
    ):
        opened = PeriodReopened(last=last, reason="Wrong")
        state = of(CLOSED, later, opened).world(TIMEKEEPING).look(timekeeping, TIMEKEEPING)
        assert (state.closed, state.waiting, state.locked) == (last, told, None)
    opened = PeriodReopened(last=LAST, reason="Wrong")
    state = of(CLOSED, LOCKED, later, opened).world(TIMEKEEPING).look(timekeeping, TIMEKEEPING)
    assert (state.closed, state.waiting, state.locked) == (LAST, {}, LAST)


def test_what_is_closed_is_opened_again_with_a_reason():
    earlier = LAST - 10 * DAY
    some = PeriodReopened(last=earlier, reason="Wrong")
    when(ReopenPeriod(last=earlier, reason="Wrong"), CLOSED, LOCKED).then(some)
    whole = PeriodReopened(last=None, reason="Wrong")
    when(ReopenPeriod(reason="Wrong"), CLOSED).then(whole)
    when(ReopenPeriod(reason="Wrong")).refused(NotClosed)
    when(ReopenPeriod(last=LAST, reason="Wrong"), CLOSED).refused(NotClosed)
    state = of(CLOSED, LOCKED, some).world(TIMEKEEPING).look(timekeeping, TIMEKEEPING)
    assert (state.closed, state.locked) == (earlier, earlier)
    state = of(CLOSED, some).world(TIMEKEEPING).look(timekeeping, TIMEKEEPING)
    assert (state.closed, state.locked) == (earlier, None)
    state = of(CLOSED, LOCKED, whole).world(TIMEKEEPING).look(timekeeping, TIMEKEEPING)
    assert (state.closed, state.locked, state.locks_on) == (None, None, None)


def test_projects_name_who_approves_their_time():
    here = office()
    let = SetProjectTimeApprover(project=APOLLO, approver=DORA)
    told = here.world.ask(timekeeping, TIMEKEEPING, let)
    assert told == [ProjectTimeApproverSet(project=APOLLO, approver=DORA)]
    assert here.world.ask(timekeeping, TIMEKEEPING, let) == []
    nobody = SetProjectTimeApprover(project=APOLLO, approver=None)
    assert here.world.ask(timekeeping, TIMEKEEPING, nobody)
    for wrong, why in (({"project": DRAW}, NoSuchProject), ({"approver": DRAW}, NoSuchPerson)):
        with pytest.raises(why):
            here.world.ask(timekeeping, TIMEKEEPING, let.model_copy(update=wrong))


# -- time ------------------------------------------------------------------------------------------


def changes(entry: UUID, day: date) -> Iterable[Command]:
    told: dict[str, Any] = {"day": day, "minutes": 30}
    yield LogTime(entry=THREE, person=ANA, **told)
    yield CorrectTime(entry=entry, item=None, note="", reason="Wrong", **told)
    yield RemoveTime(entry=entry, reason="Wrong")


def test_time_of_a_locked_period_stands_as_it_is():
    here = lock(office(ONE), MONDAY)
    for command in changes(ONE, MONDAY):
        with pytest.raises(PeriodIsLocked, match="log a correction"):
            here.world.ask(week, WEEK, command, by(ANA))
    moved = CorrectTime(entry=ONE, day=TUESDAY, minutes=5, item=None, note="", reason="Moved")
    with pytest.raises(PeriodIsLocked):
        here.world.ask(week, WEEK, moved, by(ANA))
    here.log(TWO, TUESDAY)
    here.world.ask(timekeeping, TIMEKEEPING, ReopenPeriod(reason="Wrong"))
    for command in changes(ONE, MONDAY):
        here.world.ask(week, WEEK, command, by(ANA))


def test_what_is_only_closed_is_open_until_it_is_locked():
    here = office(ONE)
    here.world.ask(timekeeping, TIMEKEEPING, ClosePeriod(last=MONDAY, grace_days=3))
    for command in changes(ONE, MONDAY):
        here.world.ask(week, WEEK, command, by(ANA))


def test_time_is_told_within_the_days_the_policy_gives():
    here = policy(office(ONE), own_days_back=7, others_days_back=9)
    here.log(TWO)  # seven days ago
    late = by(ANA, days=1)
    for command in changes(ONE, MONDAY):
        with pytest.raises(TooLate, match="have whoever approves"):
            here.world.ask(week, WEEK, command, late)
    for command in changes(ONE, MONDAY):
        here.world.ask(week, WEEK, command, by(BEN, days=2))
    log = LogTime(entry=UUID(int=79), person=ANA, day=MONDAY, minutes=5)
    with pytest.raises(TooLate, match="policy"):
        here.world.ask(week, WEEK, log, by(BEN, days=3))
    quiet = policy(office(ONE), in_sequence=True)
    quiet.world.ask(week, WEEK, log, by(ANA, days=300))


# -- sheets ----------------------------------------------------------------------------------------


def test_the_sheet_of_a_locked_period_is_approved_but_not_changed():
    here = office(ONE, TWO)
    here.ask(SubmitWeek(entries=(ONE,)), ANA)
    lock(here, MONDAY)
    for command, who in (
        (SubmitWeek(), ANA),
        (RecallWeek(), ANA),
        (RejectTime(reason="No"), BEN),
    ):
        with pytest.raises(PeriodIsLocked):
            here.ask(command, who)
    here.ask(ApproveTime())
    with pytest.raises(PeriodIsLocked):
        here.ask(ReopenTime(entries=(ONE,), reason="No"))


def test_weeks_are_handed_in_one_after_the_other_where_the_policy_says_so():
    here = policy(office(ONE), in_sequence=True)
    second = MONDAY + 7 * DAY
    later = week_id(ANA, second)
    log = LogTime(entry=TWO, person=ANA, day=second, minutes=60)
    here.world.ask(week, later, log, by(ANA))
    with pytest.raises(OutOfSequence, match="2026-03-02"):
        here.world.ask(sheet, later, SubmitWeek(), by(ANA))
    here.ask(SubmitWeek(), ANA)
    assert here.world.ask(sheet, later, SubmitWeek(), by(ANA))
    free = policy(office(ONE), own_days_back=99)
    free.world.ask(week, later, log, by(ANA))
    assert free.world.ask(sheet, later, SubmitWeek(), by(ANA))


def test_time_that_waited_long_enough_is_approved_by_the_policy():
    here = policy(office(ONE), approve_after_weeks=1)
    here.ask(SubmitWeek(), ANA)
    assert here.ask(ApproveUnanswered(), CLEO, days=6) == []
    here.log(TWO)
    (told,) = here.ask(ApproveUnanswered(), CLEO, days=7)
    assert isinstance(told, TimeApproved)
    assert ([line.entry for line in told.lines], told.unanswered_weeks) == ([ONE], 1)
    assert here.sheet.lines[ONE].state is LineState.APPROVED
    with pytest.raises(NobodyAnswersFor):
        office(ONE).ask(ApproveUnanswered())


def test_somebody_is_reminded_once_of_what_is_missing():
    here = office(ONE)
    remind = RemindOfTime(person=ANA, day=TUESDAY, of=Reminder.SUBMIT)
    told = TimeReminded(person=ANA, monday=MONDAY, of=Reminder.SUBMIT)
    assert here.ask(remind, CLEO) == [told]
    assert here.ask(remind, CLEO) == []
    wait = remind.model_copy(update={"of": Reminder.APPROVE})
    with pytest.raises(NotSubmitted, match="Nothing of this week waits"):
        here.ask(wait, CLEO)
    here.ask(SubmitWeek(), ANA)
    assert here.ask(wait, CLEO)
    assert here.ask(wait, CLEO) == []
    here.ask(RejectTime(reason="Wrong"))
    assert here.ask(remind, CLEO) == [told], "It is missing anew"
    here.ask(SubmitWeek(), ANA)
    assert here.ask(wait, CLEO), "It waits anew"
    with pytest.raises(OtherWeek):
        here.ask(remind.model_copy(update={"day": MONDAY + 7 * DAY}))
    with pytest.raises(NoSuchPerson):
        here.ask(remind.model_copy(update={"person": DRAW}))


def test_the_approver_of_a_project_approves_its_time():
    here = office(ONE)
    here.log(TWO)
    let = SetProjectTimeApprover(project=APOLLO, approver=DORA)
    here.world.ask(timekeeping, TIMEKEEPING, let)
    here.ask(SubmitWeek(), ANA)
    with pytest.raises(NotTheApprover):
        here.ask(ApproveTime(), DORA)
    one = ApproveTime.model_validate({"lines": [{"entry": ONE}]})
    with pytest.raises(ApprovesOwnTime):
        here.ask(one, ANA)
    assert here.ask(one, DORA)
    assert here.ask(ApproveTime(), BEN), "Whoever she reports to approves the rest"


def test_who_reports_to_nobody_is_approved_by_the_approver_of_the_project():
    here = office()
    let = SetProjectTimeApprover(project=APOLLO, approver=DORA)
    here.world.ask(timekeeping, TIMEKEEPING, let)
    weeks = week_id(CLEO, MONDAY)
    log = LogTime(entry=ONE, person=CLEO, day=MONDAY, minutes=60, item=DRAW)
    here.world.ask(week, weeks, log, by(CLEO))
    here.world.ask(sheet, weeks, SubmitWeek(), by(CLEO))
    with pytest.raises(NotTheApprover):
        here.world.ask(sheet, weeks, ApproveTime(), by(BEN))
    away = DelegateApprovals(person=BEN, first=MONDAY, last=MONDAY + 30 * DAY)
    here.world.ask(delegation, DORA, away, by(DORA))
    assert here.world.ask(sheet, weeks, ApproveTime(), by(BEN))


def test_a_sheet_keeps_the_zone_it_was_opened_with():
    """On the other side of the date line a day begins before it does in UTC."""
    here = office()
    kiribati = TimeZoneSet(zone="Pacific/Kiritimati", first_weekday=6, valid_from=MONDAY)
    here.world.put(person, ANA, kiribati)
    ahead = MONDAY + 7 * DAY + DAY  # it is Tuesday there, and Monday noon in UTC
    weeks = week_id(ANA, ahead)
    log = LogTime(entry=ONE, person=ANA, day=ahead, minutes=60)
    here.world.ask(week, weeks, log, by(ANA))
    (told,) = here.world.ask(sheet, weeks, SubmitWeek(), by(ANA))
    assert isinstance(told, WeekSubmitted)
    assert (told.zone, told.first_weekday) == ("Pacific/Kiritimati", 6)
    west = TimeZoneSet(zone="Pacific/Pago_Pago", first_weekday=0, valid_from=MONDAY)
    here.world.put(person, ANA, west)
    here.world.ask(week, weeks, log.model_copy(update={"entry": TWO}), by(ANA))
    (told,) = here.world.ask(sheet, weeks, SubmitWeek(), by(ANA))
    assert isinstance(told, WeekSubmitted)
    assert told.zone == "Pacific/Kiritimati", "Fixed when it was opened"
    other = office()
    other.world.put(person, ANA, west)
    other.world.ask(week, weeks, log, by(ANA))
    with pytest.raises(NotYetOver):
        other.world.ask(sheet, weeks, SubmitWeek(), by(ANA))
