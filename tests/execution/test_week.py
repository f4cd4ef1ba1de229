from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.scenario import ANA, BEN, MONDAY, NOON, given
from workdomain.execution.week import (
    EntryExists,
    MoreThanADay,
    NoSuchEntry,
    NotYetWorked,
    OtherWeek,
    monday,
    week,
    week_id,
)
from workdomain.execution.week_words import (
    CorrectTime,
    LogTime,
    RemoveTime,
    Spent,
    TimeCorrected,
    TimeLogged,
    TimeRemoved,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context, Event
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded

WEEK = week_id(ANA, MONDAY)
TUESDAY, NEXT_MONDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)
FIRST, SECOND, PLAN = UUID(int=70), UUID(int=71), UUID(int=30)
WORLD = {
    ANA: given(person, PersonAdded(name="Ana")),
    BEN: given(person, PersonAdded(name="Ben")),
    PLAN: given(work_item, WorkItemAdded(title="Draw the floor plan")),
}
HOUR: dict[str, Any] = {"person": ANA, "day": MONDAY, "minutes": 60, "item": PLAN, "note": "Walls"}
LOGGED = TimeLogged(entry=FIRST, **HOUR)
REMOVED = TimeRemoved(
    entry=FIRST, person=ANA, day=MONDAY, minutes=60, item=PLAN, reason="Not this week"
)
AT_FRIDAY = Context(by=ANA, at=NOON.at + timedelta(days=4))


def log(entry: UUID = FIRST, **changes: Any) -> LogTime:
    return LogTime(entry=entry, **{**HOUR, **changes})


def correct(entry: UUID = FIRST, **changes: Any) -> CorrectTime:
    told = {"day": MONDAY, "minutes": 60, "item": PLAN, "note": "Walls", "reason": "Typing mistake"}
    return CorrectTime(entry=entry, **{**told, **changes})


def corrected(**changes: Any) -> TimeCorrected:
    was = Spent(day=MONDAY, minutes=60, item=PLAN)
    told = {**HOUR, "entry": FIRST, "was": was, "reason": "Typing mistake"}
    return TimeCorrected(**{**told, **changes})


def ask(command: Any, *past: Event, context: Context = AT_FRIDAY, id: UUID = WEEK) -> Any:
    return given(week, *past, seeing=WORLD).when(command, context, id)


def test_time_is_logged_on_work_or_on_none():
    ask(log()).then(LOGGED)
    ask(log(item=None, note="")).then(TimeLogged(entry=FIRST, person=ANA, day=MONDAY, minutes=60))


def test_logging_the_same_entry_again_changes_nothing():
    ask(log(), LOGGED).then()


def test_the_id_of_an_entry_stands_for_one_entry():
    ask(log(minutes=61), LOGGED).refused(EntryExists, "correct it instead")
    ask(log(), LOGGED, REMOVED).refused(EntryExists)


def test_time_is_of_somebody_and_for_something_that_is_known():
    far = UUID(int=404)
    ask(log(person=far), id=week_id(far, MONDAY)).refused(NoSuchPerson, str(far))
    ask(log(item=far)).refused(NoSuchWorkItem, str(far))
    ask(correct(item=far), LOGGED).refused(NoSuchWorkItem, str(far))


def test_time_is_kept_in_the_week_of_its_person_and_day():
    ask(log(), id=week_id(BEN, MONDAY)).refused(OtherWeek, str(WEEK))
    ask(log(), id=week_id(ANA, NEXT_MONDAY)).refused(OtherWeek, str(WEEK))
    sunday = MONDAY + timedelta(days=6)
    assert week_id(ANA, sunday) == WEEK
    assert monday(sunday) == MONDAY
    assert monday(NEXT_MONDAY) == NEXT_MONDAY


def test_a_stream_that_is_someone_elses_week_takes_no_time_whatever_its_id():
    with pytest.raises(OtherWeek):
        week.decide(week.replay([(LOGGED, NOON)]), log(SECOND, person=BEN), AT_FRIDAY)


def test_the_stream_of_a_week_is_always_the_same():
    assert week_id(ANA, date(2026, 3, 4)) == UUID("4fa28870-08ee-5381-9249-4c6f2a9ea74e")


def test_a_day_has_24_hours():
    ask(log(SECOND, minutes=1380), LOGGED).then(
        TimeLogged(entry=SECOND, **{**HOUR, "minutes": 1380})
    )
    ask(log(SECOND, minutes=1381), LOGGED).refused(MoreThanADay, "room for 1380 minutes")
    ask(log(SECOND, minutes=1381), LOGGED, REMOVED).then(
        TimeLogged(entry=SECOND, **{**HOUR, "minutes": 1381})
    )


@pytest.mark.parametrize("minutes", [0, -5, 1441, 7.5])
def test_an_entry_is_a_minute_at_least_and_a_day_at_most(minutes: float):
    with pytest.raises(ValidationError):
        log(minutes=minutes)


def test_time_is_logged_when_it_was_worked_at_the_latest_a_day_ahead():
    ask(log(day=TUESDAY), context=NOON).then(TimeLogged(entry=FIRST, **{**HOUR, "day": TUESDAY}))
    ask(log(day=TUESDAY + timedelta(days=1)), context=NOON).refused(NotYetWorked, "2026-03-04")


def test_the_day_ahead_is_counted_in_one_time_zone_for_all():
    at = datetime(2026, 3, 3, 1, tzinfo=timezone(timedelta(hours=14)))  # still 2 March in UTC
    early = Context(by=ANA, at=at)
    ask(log(day=date(2026, 3, 3)), context=early).then(
        TimeLogged(entry=FIRST, **{**HOUR, "day": date(2026, 3, 3)})
    )
    ask(log(day=date(2026, 3, 4)), context=early).refused(NotYetWorked)


def test_an_entry_is_corrected_as_a_whole():
    for change in ({"minutes": 90}, {"day": TUESDAY}, {"item": None}, {"note": "Doors"}):
        ask(correct(**change), LOGGED).then(corrected(**change))


def test_time_can_say_what_kind_of_work_it_was():
    design = TimeLogged(entry=FIRST, **HOUR, activity="Design")
    ask(log(activity="Design")).then(design)
    ask(log(activity="Design"), design).then()
    ask(log(activity="Travel"), design).refused(EntryExists)
    ask(correct(activity="Design"), LOGGED).then(corrected(activity="Design"))
    ask(correct(), design).then(corrected())


def test_a_correction_that_says_the_same_changes_nothing():
    ask(correct(reason="Whatever"), LOGGED).then()
    ask(correct(minutes=90), LOGGED, corrected(minutes=90)).then()


def test_only_an_entry_that_is_there_is_corrected():
    ask(correct()).refused(NoSuchEntry, str(FIRST))
    ask(correct(SECOND), LOGGED).refused(NoSuchEntry)
    ask(correct(), LOGGED, REMOVED).refused(NoSuchEntry)


def test_a_correction_stays_in_its_week_and_day():
    ask(correct(day=NEXT_MONDAY), LOGGED).refused(OtherWeek, "begins on 2026-03-02")
    ask(
        correct(day=TUESDAY), LOGGED, context=Context(by=ANA, at=NOON.at - timedelta(days=2))
    ).refused(NotYetWorked)
    more = TimeLogged(entry=SECOND, **{**HOUR, "minutes": 1380})
    ask(correct(minutes=61), LOGGED, more).refused(MoreThanADay)


def test_an_entry_is_removed():
    gone = RemoveTime(entry=FIRST, reason="Not this week")
    ask(gone, LOGGED).then(REMOVED)
    ask(gone, LOGGED, REMOVED).then()


def test_only_an_entry_that_is_there_is_removed():
    ask(RemoveTime(entry=FIRST, reason="Not this week")).refused(NoSuchEntry, str(FIRST))
    ask(RemoveTime(entry=SECOND, reason="Not this week"), LOGGED).refused(NoSuchEntry)
