# ruff: noqa: DTZ001 - local times have no zone of their own
from datetime import date, datetime
from uuid import UUID

from tests.planning.rhythm import ADDED, CHECK, FIRST, WORLD, after, ask, made, split, week
from tests.scenario import ITSELF, given
from workdomain.execution.work_item import work_item
from workdomain.people.person import NoSuchPerson
from workdomain.planning.recurrence import (
    BeginsTooEarly,
    NoSuchOccurrence,
    OccurrenceIsOver,
    item_of,
    recurrence,
)
from workdomain.planning.recurrence_words import (
    ChangeFollowing,
    ChangeOccurrence,
    MaterialiseRecurrence,
    MoveOccurrence,
    OccurrenceChanged,
    OccurrenceMoved,
    OccurrenceRestored,
    OccurrenceSkipped,
    RestoreOccurrence,
    SkipOccurrence,
)
from workdomain.planning.series import in_days, open_from
from workdomain.planning.work_item import Priority

# -- One occurrence -------------------------------------------------------------------------------


def test_one_occurrence_is_moved():
    to = datetime(2026, 3, 11, 14)
    moved = OccurrenceMoved(occurrence=week(1), to=to)
    ask(MoveOccurrence(occurrence=week(1), to=to), ADDED).then(moved)
    ask(MoveOccurrence(occurrence=week(1), to=to), ADDED, moved).then()
    world = given(recurrence, ADDED, made(0), moved, seeing=WORLD).world()
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence(), after(5)) == []
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence(), after(6.5)) == [made(1)]
    assert world.look(work_item, item_of(ITSELF, week(1))).plan.start == date(2026, 3, 11)


def test_one_that_is_moved_a_long_way_is_made_there_and_nothing_else_is_missed():
    back = OccurrenceMoved(occurrence=week(8), to=FIRST)
    ahead = OccurrenceMoved(occurrence=week(1), to=datetime(2026, 5, 1, 9))
    world = given(recurrence, ADDED, back, ahead, seeing=WORLD).world()
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence()) == [made(0), made(8)]
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence(), after(12)) == [made(2)]
    rest = world.ask(recurrence, ITSELF, MaterialiseRecurrence(), after(70))
    assert rest == [made(n) for n in (1, 3, 4, 5, 6, 7, 9, 10)]


def test_one_occurrence_makes_something_else():
    other = CHECK.model_copy(update={"title": "Restore a file", "priority": Priority.HIGH})
    changed = OccurrenceChanged(occurrence=week(1), contents=other)
    change = ChangeOccurrence(occurrence=week(1), title="Restore a file", priority=Priority.HIGH)
    ask(change, ADDED).then(changed)
    ask(change, ADDED, changed).then()
    ask(ChangeOccurrence(occurrence=week(1), assignees=(UUID(int=404),)), ADDED).refused(
        NoSuchPerson
    )
    world = given(recurrence, ADDED, changed, seeing=WORLD).world()
    world.ask(recurrence, ITSELF, MaterialiseRecurrence(), after(12))
    titles = [world.look(work_item, item_of(ITSELF, week(n))).plan.title for n in range(3)]
    assert titles == ["Check the backup", "Restore a file", "Check the backup"]


def test_one_occurrence_is_left_out_and_taken_back_in():
    skipped = OccurrenceSkipped(occurrence=week(1), reason="Nobody is there")
    restored = OccurrenceRestored(occurrence=week(1))
    skip = SkipOccurrence(occurrence=week(1), reason="Nobody is there")
    ask(skip, ADDED).then(skipped)
    ask(skip, ADDED, skipped).then()
    ask(RestoreOccurrence(occurrence=week(1)), ADDED, skipped).then(restored)
    ask(RestoreOccurrence(occurrence=week(1)), ADDED).then()
    ask(MaterialiseRecurrence(), ADDED, skipped, context=after(12)).then(made(0), made(2))
    ask(
        MaterialiseRecurrence(), ADDED, skipped, made(0), made(2), restored, context=after(13)
    ).then(made(1))


def test_to_move_what_was_left_out_takes_it_back_in():
    skipped = OccurrenceSkipped(occurrence=week(1), reason="Nobody is there")
    moved = OccurrenceMoved(occurrence=week(1), to=datetime(2026, 3, 10, 9))
    ask(MaterialiseRecurrence(), ADDED, skipped, moved, context=after(10)).then(made(0), made(1))


def test_an_occurrence_is_found_by_its_day_if_it_is_the_only_one():
    day = datetime(2026, 3, 9)
    ask(SkipOccurrence(occurrence=day, reason="Rain"), ADDED).then(
        OccurrenceSkipped(occurrence=week(1), reason="Rain")
    )
    twice = ADDED.model_copy(update={"rule": "FREQ=DAILY;BYHOUR=9,15"})
    ask(SkipOccurrence(occurrence=day, reason="Rain"), twice).refused(
        NoSuchOccurrence, "more than one that day; the next ones are 2026-03-09 09:00:00 and"
    )


def test_only_an_occurrence_of_the_series_is_changed():
    ask(SkipOccurrence(occurrence=datetime(2026, 3, 10), reason="Rain"), ADDED).refused(
        NoSuchOccurrence, "2026-03-16 09:00:00"
    )
    once = ADDED.model_copy(update={"rule": "FREQ=WEEKLY;COUNT=1"})
    ask(MoveOccurrence(occurrence=week(1), to=week(2)), once).refused(NoSuchOccurrence, "that day$")


def test_what_was_made_is_a_work_item_of_its_own():
    for command in (
        SkipOccurrence(occurrence=FIRST, reason="Rain"),
        MoveOccurrence(occurrence=FIRST, to=week(1)),
        ChangeOccurrence(occurrence=FIRST, title="Another"),
        ChangeFollowing(occurrence=FIRST, title="Another"),
    ):
        ask(command, ADDED, made(0)).refused(OccurrenceIsOver, "change the work item")


# -- This and all that follow ----------------------------------------------------------------------


def test_from_an_occurrence_on_the_series_goes_by_another_rule():
    ask(ChangeFollowing(occurrence=week(1), rule="FREQ=DAILY"), ADDED).then(
        split(1, rule="FREQ=DAILY", first=week(1))
    )
    daily = split(1, rule="FREQ=DAILY", first=week(1))
    series = given(recurrence, ADDED, daily).world().look(recurrence, ITSELF)
    days = [each.id.day for each in in_days(series, date(2026, 3, 1), date(2026, 3, 11))]
    assert days == [2, 9, 10, 11]


def test_from_an_occurrence_on_something_else_is_made_in_the_same_rhythm():
    counted = ADDED.model_copy(update={"rule": "FREQ=WEEKLY;COUNT=4"})
    other = CHECK.model_copy(update={"title": "Another"})
    told = split(2, rule="FREQ=WEEKLY;COUNT=4", contents=other)
    ask(ChangeFollowing(occurrence=week(2), title="Another"), counted).then(told)
    ask(ChangeFollowing(occurrence=week(2), title="Another"), counted, told).then()
    series = given(recurrence, counted, told).world().look(recurrence, ITSELF)
    titles = [each.contents.title for each in open_from(series, FIRST)]
    assert titles == ["Check the backup"] * 2 + ["Another"] * 2


def test_what_follows_can_begin_later_but_not_earlier():
    later = datetime(2026, 3, 12, 15)
    change = ChangeFollowing(occurrence=week(1), first=later, zone="UTC", lead_days=0)
    ask(change.model_copy(update={"rule": "FREQ=WEEKLY"}), ADDED).then(
        split(1, rule="FREQ=WEEKLY", zone="UTC", first=later, lead_days=0)
    )
    ask(ChangeFollowing(occurrence=week(1), first=FIRST), ADDED).refused(
        BeginsTooEarly, "earlier occurrence"
    )


def test_a_split_takes_the_place_of_all_that_follows():
    first, second = split(4, lead_days=1), split(2, rule="FREQ=DAILY", first=week(2))
    ask(ChangeFollowing(occurrence=week(2)), ADDED, first).then(split(2))
    series = given(recurrence, ADDED, first, second).world().look(recurrence, ITSELF)
    assert [segment.since for segment in series.segments] == [FIRST, week(2)]


def test_a_split_keeps_what_was_said_of_single_occurrences_that_remain():
    skips = [OccurrenceSkipped(occurrence=week(n), reason="Rain") for n in (1, 2, 3)]
    told = split(2, rule="FREQ=WEEKLY;INTERVAL=3", first=week(2))
    series = given(recurrence, ADDED, *skips, told).world().look(recurrence, ITSELF)
    assert sorted(series.special) == [week(1), week(2)]
