"""What corrects locked time: in an open period, as much as there was, and nothing twice."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.execution.test_timekeeping import DAY, LAST, lock, policy
from tests.execution.timesheets import (
    DRAW,
    MONDAY,
    ONE,
    THREE,
    TUESDAY,
    TWO,
    WEEK,
    by,
    office,
)
from tests.scenario import ANA, BEN
from workdomain.execution.sheet_words import (
    Approval,
    ApproveTime,
    SubmitWeek,
)
from workdomain.execution.timekeeping import (
    TIMEKEEPING,
    ClosePeriod,
    PeriodIsLocked,
    ReopenPeriod,
    timekeeping,
)
from workdomain.execution.week import (
    CorrectionStands,
    CorrectsTooMuch,
    EntryExists,
    MoreThanADay,
    NoSuchEntry,
    NotLocked,
    OtherWeek,
    week,
    week_id,
)
from workdomain.execution.week_words import (
    CorrectionLogged,
    CorrectTime,
    LogCorrection,
    LogTime,
    RemoveTime,
)


def correction(**told: Any) -> LogCorrection:
    usual = {"entry": TWO, "person": ANA, "day": TUESDAY, "minutes": -30, "reason": "Twice"}
    return LogCorrection.model_validate({**usual, "corrects": ONE, "of_day": MONDAY, **told})


@pytest.mark.parametrize("said", [None, True, False])
def test_a_correction_is_billable_as_what_it_corrects_unless_it_says(said: bool | None):
    here = office()
    here.log(ONE, item=DRAW, billable=False)
    lock(here, MONDAY)
    (told,) = here.world.ask(week, WEEK, correction(billable=said), by(ANA))
    assert isinstance(told, CorrectionLogged)
    assert told.billable is bool(said)
    assert here.world.ask(week, WEEK, correction(billable=said), by(ANA)) == []


def test_what_is_locked_is_corrected_in_an_open_period():
    here = lock(office(), MONDAY)
    here.world.ask(timekeeping, TIMEKEEPING, ReopenPeriod(reason="To log"))
    here.log(ONE, item=DRAW, activity="Design")
    lock(here, MONDAY)
    told = CorrectionLogged(
        entry=TWO,
        person=ANA,
        day=TUESDAY,
        minutes=-30,
        item=DRAW,
        note="",
        activity="Design",
        corrects=ONE,
        of_day=MONDAY,
        reason="Twice",
    )
    assert here.world.ask(week, WEEK, correction(), by(ANA)) == [told]
    assert here.world.ask(week, WEEK, correction(), by(ANA)) == []
    with pytest.raises(EntryExists):
        here.world.ask(week, WEEK, correction(minutes=-20), by(ANA))
    with pytest.raises(PeriodIsLocked):
        here.world.ask(week, WEEK, correction(entry=THREE, day=MONDAY), by(ANA))
    for wrong in ({"corrects": THREE}, {"of_day": TUESDAY}):
        with pytest.raises(NoSuchEntry):
            here.world.ask(week, WEEK, correction(entry=THREE, **wrong), by(ANA))
    open_one = correction(entry=THREE, corrects=TWO, of_day=TUESDAY)
    with pytest.raises(NotLocked, match="itself"):
        here.world.ask(week, WEEK, open_one, by(ANA))
    here.log(UUID(int=77), TUESDAY, minutes=60)
    with pytest.raises(MoreThanADay):
        here.world.ask(week, WEEK, correction(entry=THREE, minutes=1400), by(ANA))
    next_week = week_id(ANA, MONDAY + 7 * DAY)
    with pytest.raises(OtherWeek):
        here.world.ask(week, next_week, correction(entry=THREE), by(ANA))
    here.world.ask(week, next_week, correction(entry=THREE, day=MONDAY + 7 * DAY), by(ANA))
    of_another = LogTime(entry=UUID(int=78), person=BEN, day=TUESDAY, minutes=5)
    here.world.ask(week, week_id(BEN, TUESDAY), of_another, by(BEN))
    with pytest.raises(OtherWeek, match="is kept in week"):
        here.world.ask(week, week_id(BEN, TUESDAY), correction(entry=THREE), by(ANA))
    with pytest.raises(ValidationError):
        correction(minutes=0)


def test_what_was_told_already_is_told_again_behind_a_lock():
    """An import that is done once more, or a request that is sent again, changes nothing."""
    here = lock(office(), LAST)
    told = LogTime(entry=ONE, person=ANA, day=MONDAY, minutes=60, item=DRAW)
    here.world.ask(week, WEEK, told, by(ANA))
    lock(here, MONDAY)
    assert here.world.ask(week, WEEK, told, by(ANA)) == []
    policy(here, own_days_back=1)
    assert here.world.ask(week, WEEK, told, by(ANA, days=9)) == []
    with pytest.raises(PeriodIsLocked):
        here.world.ask(week, WEEK, told.model_copy(update={"minutes": 5}), by(ANA))


def test_corrections_leave_no_less_than_nothing_and_no_more_than_a_day():
    here = lock(office(ONE), MONDAY)
    here.world.ask(week, WEEK, correction(minutes=-40), by(ANA))
    for minutes in (-21, -1440, 1421):
        with pytest.raises(CorrectsTooMuch, match="of the 60"):
            here.world.ask(week, WEEK, correction(entry=THREE, minutes=minutes), by(ANA))
    next_week = MONDAY + 7 * DAY
    there, then = week_id(ANA, next_week), by(ANA, days=7)
    too_many = correction(entry=THREE, minutes=-21, day=next_week)
    with pytest.raises(CorrectsTooMuch):
        here.world.ask(week, there, too_many, then)
    rest = correction(entry=THREE, minutes=-20, day=next_week)
    assert here.world.ask(week, there, rest, then)
    with pytest.raises(CorrectsTooMuch):
        here.world.ask(week, WEEK, correction(entry=UUID(int=90), minutes=-1), by(ANA, days=7))
    here.world.ask(week, there, RemoveTime(entry=THREE, reason="Wrong"), then)
    again = correction(entry=UUID(int=90), minutes=-20)
    assert here.world.ask(week, WEEK, again, by(ANA, days=7))


def test_a_correction_makes_no_room_on_its_day():
    here = lock(office(ONE), MONDAY)
    here.world.ask(week, WEEK, correction(minutes=-60), by(ANA))
    whole = LogTime(entry=THREE, person=ANA, day=TUESDAY, minutes=1440)
    here.world.ask(week, WEEK, whole, by(ANA))
    with pytest.raises(MoreThanADay, match="0 minutes more"):
        here.world.ask(
            week, WEEK, whole.model_copy(update={"entry": UUID(int=90), "minutes": 1}), by(ANA)
        )


def test_a_correction_is_taken_out_and_neither_changed_nor_corrected():
    here = lock(office(ONE), MONDAY)
    here.world.ask(week, WEEK, correction(), by(ANA))
    change = CorrectTime(entry=TWO, day=TUESDAY, minutes=20, item=None, note="", reason="Fewer")
    with pytest.raises(CorrectionStands, match="remove it"):
        here.world.ask(week, WEEK, change, by(ANA))
    here.world.ask(timekeeping, TIMEKEEPING, ClosePeriod(last=TUESDAY), by(ANA, days=1))
    of_it = correction(entry=THREE, day=TUESDAY + DAY, corrects=TWO, of_day=TUESDAY)
    with pytest.raises(CorrectionStands, match="once more"):
        here.world.ask(week, WEEK, of_it, by(ANA, days=2))


def test_a_correction_is_approved_as_it_is():
    here = lock(office(ONE), MONDAY)
    here.world.ask(week, WEEK, correction(), by(ANA))
    here.ask(SubmitWeek(entries=(TWO,)), ANA)
    for minutes in (0, 30):
        line = Approval(entry=TWO, minutes=minutes, note="As agreed")
        with pytest.raises(CorrectionStands, match="reject it"):
            here.ask(ApproveTime(lines=(line,)))
    assert here.ask(ApproveTime(lines=(Approval(entry=TWO),)))


def test_a_correction_goes_through_the_sheet_like_other_time():
    here = lock(office(ONE), MONDAY)
    here.world.ask(week, WEEK, correction(), by(ANA))
    here.ask(SubmitWeek(entries=(TWO,)), ANA)
    here.ask(ApproveTime())
    assert here.sheet.lines[TWO].approved == -30
