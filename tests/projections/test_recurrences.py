# ruff: noqa: DTZ001 - local times have no zone of their own
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from projections.models.recurrences import recurrences, rows
from projections.view import When
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.execution.due_work import materialise_due
from workdomain.execution.task_life import CompleteWorkItem
from workdomain.people.default_calendar import DEFAULT_CALENDAR, SetDefaultCalendar
from workdomain.people.place import SetWorkCalendar
from workdomain.people.work_calendar import AddDayOff, AddWorkCalendar
from workdomain.planning.project import CloseProject
from workdomain.planning.recurrence import item_of
from workdomain.planning.recurrence_words import (
    AddRecurrence,
    ChangeFollowing,
    ChangeOccurrence,
    EndRecurrence,
    MoveOccurrence,
    PauseRecurrence,
    SkipOccurrence,
)
from workdomain.planning.series import Makes
from workdomain.values import new_id

NINE = datetime(2024, 1, 1, 9)
WEEKS = {"first": MONDAY, "last": MONDAY + timedelta(days=27)}


def week(number: int) -> datetime:
    return NINE + timedelta(weeks=number)


def weekly(office: Office, title: str = "Check the backup", **more: Any) -> UUID:
    told: dict[str, Any] = {"rule": "FREQ=WEEKLY", "zone": "Europe/Oslo", "first": NINE, **more}
    return office.do(new_id(), AddRecurrence(title=title, **told))


def test_recurring_work_shows_what_comes_next(office: Office):
    ops = office.project("OPS")
    ana = office.person("Ana")
    weekly(office, project=ops, assignees=(ana,), lead_days=3)
    materialise_due(office.work)
    (row,) = office.recurrences(ahead=2)
    assert (row.title, row.project_key, row.state, row.why) == (
        "Check the backup", "OPS", "running", None,
    )  # fmt: skip
    assert row.next == (week(1), week(2))
    assert row.next_made_at == datetime(2024, 1, 5, 8, tzinfo=UTC)
    assert (row.made, row.due, row.skipped, row.ends, row.pauses) == (1, 0, 0, None, ())
    assert office.recurrences(person=ana, project=ops, ahead=0)[0].next == ()
    assert office.recurrences(project=new_id()) == office.recurrences(person=new_id()) == []


def test_days_off_are_foretold(office: Office):
    calendar, second = office.do(new_id(), AddWorkCalendar(name="Here")), week(1).date()
    office.do(calendar, AddDayOff(day=second, name="Feast"))
    office.do(DEFAULT_CALENDAR, SetDefaultCalendar(calendar=calendar, valid_from=MONDAY))
    skips = weekly(office, on_day_off="skip", calendar=calendar)
    moves = weekly(office, "Look", on_day_off="next")
    keeps = weekly(office, "Stay")
    next_of = {row.id: row.next for row in office.recurrences(ahead=2)}
    assert next_of[skips] == (week(2), week(3))
    assert next_of[moves] == (week(1) + timedelta(days=1), week(2))
    assert next_of[keeps] == (week(1), week(2))
    shown = {
        row.recurrence: row for row in office.occurrences(**WEEKS) if row.occurrence == week(1)
    }
    assert (shown[skips].state, shown[skips].why) == ("skipped", f"{second}: Feast")
    assert (shown[moves].moved, shown[moves].starts) == (True, week(1) + timedelta(days=1))
    assert not shown[keeps].moved


def test_days_off_are_those_of_whoever_has_the_work(office: Office):
    calendar, second = office.do(new_id(), AddWorkCalendar(name="Here")), week(1).date()
    office.do(calendar, AddDayOff(day=second, name="Feast"))
    ana, ben = office.person("Ana"), office.person("Ben")
    office.do(ana, SetWorkCalendar(calendar=calendar, valid_from=MONDAY))
    hers = weekly(office, assignees=(ben, ana), on_day_off="skip")
    his = weekly(office, "Look", assignees=(ben,), on_day_off="skip")
    given = weekly(office, "Stay", assignees=(ben,))
    to_ana = ChangeOccurrence(occurrence=week(1), assignees=(ana,), on_day_off="next")
    office.do(given, to_ana)
    shown = {
        row.recurrence: row for row in office.occurrences(**WEEKS) if row.occurrence == week(1)
    }
    assert [shown[each].state for each in (hers, his)] == ["skipped", "to_come"]
    assert shown[given].starts == week(1) + timedelta(days=1), "Said of this one alone"


def test_what_is_due_and_not_made_says_why(office: Office):
    ops = office.project("OPS")
    weekly(office, project=ops)
    assert (office.recurrences()[0].due, office.recurrences()[0].why) == (1, None)
    office.do(ops, CloseProject(reason="Over"))
    office.on(MONDAY + timedelta(days=8))
    assert (office.recurrences()[0].due, office.recurrences()[0].why) == (2, "OPS is closed")


def test_how_recurring_work_stands(office: Office):
    paused, ended = weekly(office, "Paused"), weekly(office, "Ended")
    weekly(office, "Used up", rule="FREQ=WEEKLY;COUNT=1")
    materialise_due(office.work)
    office.do(paused, PauseRecurrence(reason="Summer", last=date(2024, 2, 1)))
    later = PauseRecurrence(reason="Later", first=date(2024, 9, 1), last=date(2024, 9, 2))
    office.do(weekly(office, "Later"), later)
    office.do(ended, EndRecurrence(reason="The server is gone"))
    assert [(r.title, r.state, r.why) for r in office.recurrences()] == [
        ("Ended", "used_up", None),
        ("Later", "running", None),
        ("Paused", "paused", "Summer"),
        ("Used up", "used_up", None),
    ]
    office.on(MONDAY + timedelta(days=2))
    rows = office.recurrences()
    assert [(r.title, r.state, r.why) for r in rows] == [
        ("Later", "running", None),
        ("Paused", "paused", "Summer"),
        ("Used up", "used_up", None),
        ("Ended", "ended", "The server is gone"),
    ]
    assert rows[1].pauses == ("2024-01-01 to 2024-02-01: Summer",)
    assert rows[3].ends == MONDAY
    assert len(office.recurrences(ended=False)) == 3


def test_what_waits_for_completion_says_for_what(office: Office):
    id = weekly(office, makes=Makes.ON_COMPLETION)
    materialise_due(office.work)
    (row,) = office.recurrences()
    assert (row.waits_for, row.next_made_at, row.due) == (item_of(id, NINE), None, 0)
    office.do(item_of(id, NINE), CompleteWorkItem())
    assert office.recurrences()[0].waits_for == item_of(id, week(1))


def test_occurrences_tell_what_became_of_each(office: Office):
    id = weekly(office)
    materialise_due(office.work)
    office.do(item_of(id, NINE), CompleteWorkItem())
    office.do(id, SkipOccurrence(occurrence=week(1), reason="Nobody is there"))
    office.do(id, MoveOccurrence(occurrence=week(2), to=week(2) + timedelta(days=1)))
    office.do(id, PauseRecurrence(reason="Summer", first=date(2024, 1, 20), last=date(2024, 1, 24)))
    office.do(id, MoveOccurrence(occurrence=week(9), to=datetime(2024, 1, 8, 10)))
    rows = office.occurrences(**WEEKS, recurrence=id)
    assert [(r.starts.day, r.state, r.why, r.item_state, r.moved) for r in rows] == [
        (1, "made", None, "done", False),
        (8, "skipped", "Nobody is there", None, False),
        (8, "to_come", None, None, True),
        (16, "to_come", None, None, True),
        (22, "paused", "Summer", None, False),
    ]
    assert rows[0].item == item_of(id, NINE)
    office.on(MONDAY + timedelta(days=9))
    assert office.occurrences(**WEEKS)[2].state == "due"


def test_what_was_passed_over_is_shown_as_such(office: Office):
    id = weekly(office, makes=Makes.ON_COMPLETION)
    materialise_due(office.work)
    office.on(MONDAY + timedelta(days=15))
    office.do(item_of(id, NINE), CompleteWorkItem())
    states = [row.state for row in office.occurrences(**WEEKS)]
    assert states == ["made", "passed", "passed", "made"]


def test_a_question_without_days_is_about_four_weeks(office: Office):
    weekly(office)
    assert len(office.occurrences()) == 4


def test_many_occurrences_are_looked_up_a_part_at_a_time(office: Office):
    weekly(office, rule="FREQ=HOURLY")
    materialise_due(office.work)
    rows = office.occurrences(first=MONDAY, last=MONDAY + timedelta(days=29))
    assert [row.state for row in rows[1:3]] == ["made", "to_come"]
    assert len(rows) == 30 * 24 - 9


def test_the_same_at_any_moment_however_it_came_to_be(office: Office):
    id = weekly(office)
    materialise_due(office.work)
    moments = [(office.work.log.head().position, office.recurrences(), office.occurrences(**WEEKS))]
    office.on(MONDAY + timedelta(days=8))
    materialise_due(office.work)
    office.do(id, ChangeFollowing(occurrence=week(2), rule="FREQ=DAILY", title="Look around"))
    moments.append(
        (office.work.log.head().position, office.recurrences(), office.occurrences(**WEEKS))
    )
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, told, shown in moments:
            assert office.recurrences(as_of=position) == told
            assert office.occurrences(**WEEKS, as_of=position) == shown
    ((change),) = office.views.compare("recurrences", before=When(as_of=moments[0][0]))
    assert change.fields["rule"] == ("FREQ=WEEKLY", "FREQ=DAILY")


def test_nothing_is_shown_of_what_was_not_set_up():
    assert list(rows(new_id(), recurrences.initial)) == []


@pytest.mark.parametrize("person", [True, False])
def test_an_item_of_recurring_work_tells_so_in_its_history(office: Office, person: bool):
    id = weekly(office)
    materialise_due(office.work)
    told = [row.text for row in office.history(subject=id if person else item_of(id, NINE))]
    made = "made Check the backup, the one of 2024-01-01 09:00:00"
    assert made in told


def test_recurring_work_is_in_the_history_of_its_project(office: Office):
    ops, other = office.project("OPS"), office.project("OTH")
    id = weekly(office, project=ops)
    office.do(id, SkipOccurrence(occurrence=week(1), reason="Nobody is there"))
    office.do(id, ChangeFollowing(occurrence=week(2), project=other))
    skipped = "left out the one of 2024-01-08 09:00:00: Nobody is there"
    assert skipped in [row.text for row in office.history(subject=ops)]
    told = [row.text for row in office.history(subject=other)]
    assert any(text.startswith("changed it from 2024-01-15") for text in told)
    assert skipped not in told


def test_what_days_off_moved_is_found_where_it_is_and_made_when_the_rule_says(office: Office):
    saturday = MONDAY + timedelta(days=5)
    first = datetime.combine(saturday, NINE.time())
    looks = weekly(office, "Look", first=first, on_day_off="next")
    (row,) = office.recurrences(ahead=1)
    assert row.next == (first + timedelta(days=2),)
    assert row.next_made_at == datetime(2024, 1, 6, 8, tzinfo=UTC)
    days = {"first": saturday + timedelta(days=2), "last": saturday + timedelta(days=3)}
    (found,) = office.occurrences(recurrence=looks, **days)
    assert (found.occurrence, found.moved) == (first, True)
    gone = {"first": saturday, "last": saturday + timedelta(days=1)}
    assert list(office.occurrences(recurrence=looks, **gone)) == []
