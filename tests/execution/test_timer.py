"""Time by the clock: one timer for each, days cut at their midnight, hours as they pass."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.scenario import ANA, NOON, World
from workdomain.execution.clock_time import Part, parts_of
from workdomain.execution.timekeeping import TIMEKEEPING, ClosePeriod, PeriodIsLocked, timekeeping
from workdomain.execution.timer import (
    EndsBeforeItBegan,
    NoTimerRuns,
    NotYet,
    TimerRuns,
    TooLong,
    timer,
)
from workdomain.execution.timer_words import (
    DiscardTimer,
    LogByClock,
    LoggedByClock,
    StartTimer,
    StopTimer,
    TimerDiscarded,
    TimerStarted,
    TimerStopped,
)
from workdomain.execution.week import EntryExists, week, week_id
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Event
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.people.place import TimeZoneSet
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded

DRAW, ENTRY = UUID(int=30), UUID(int=71)
NOW = NOON.at
HOUR = timedelta(hours=1)


def a_world(zone: str | None = None) -> World:
    world = World()
    world.put(person, ANA, PersonAdded(name="Ana"))
    world.put(work_item, DRAW, WorkItemAdded(title="Draw"))
    if zone is not None:
        said = TimeZoneSet(zone=zone, first_weekday=0, valid_from=date(2020, 1, 1))
        world.put(person, ANA, said)
    return world


def ask(world: World, command: Command, at: datetime = NOW, who: UUID = ANA) -> list[Event]:
    return world.ask(timer, who, command, Context(ANA, at))


def logged(world: World, day: date) -> dict[date, int]:
    entries = world.look(week, week_id(ANA, day)).entries.values()
    return {each.day: each.minutes for each in entries if each is not None}


def test_a_timer_runs_until_it_is_stopped_and_its_time_is_logged():
    world = a_world()
    (started,) = ask(world, StartTimer(item=DRAW, activity="Design", note="Plan"))
    assert isinstance(started, TimerStarted)
    assert (started.since, started.item, started.activity) == (NOW, DRAW, "Design")
    (stopped,) = ask(world, StopTimer(), NOW + HOUR * 1.5)
    assert isinstance(stopped, TimerStopped)
    assert (stopped.begin, stopped.end, stopped.zone) == (NOW, NOW + HOUR * 1.5, "UTC")
    (entry,) = world.look(week, week_id(ANA, NOW.date())).entries.values()
    assert entry is not None
    assert (entry.minutes, entry.item, entry.note, entry.activity) == (90, DRAW, "Plan", "Design")
    with pytest.raises(NoTimerRuns):
        ask(world, StopTimer(), NOW + 2 * HOUR)


def test_one_timer_runs_for_a_person():
    world = a_world()
    ask(world, StartTimer(note="One"))
    with pytest.raises(TimerRuns, match="switch"):
        ask(world, StartTimer(note="Two"), NOW + HOUR)
    told = ask(world, StartTimer(note="Two", switch=True), NOW + HOUR)
    kinds: list[type[Event]] = [TimerStopped, TimerStarted]
    assert [type(each) for each in told] == kinds
    assert logged(world, NOW.date()) == {NOW.date(): 60}
    running = world.look(timer, ANA).running
    assert running is not None
    assert (running.note, running.since) == ("Two", NOW + HOUR)
    first = ask(a_world(), StartTimer(switch=True))
    assert [type(each) for each in first] == [TimerStarted], "Nothing ran"


def test_what_is_discarded_is_logged_nowhere():
    world = a_world()
    with pytest.raises(NoTimerRuns):
        ask(world, DiscardTimer())
    ask(world, StartTimer())
    (told,) = ask(world, DiscardTimer(), NOW + HOUR)
    assert isinstance(told, TimerDiscarded)
    assert logged(world, NOW.date()) == {}


def test_a_forgotten_timer_is_told_when_it_ended():
    world = a_world()
    ask(world, StartTimer(since=NOW - HOUR))
    late = NOW + 25 * HOUR
    with pytest.raises(TooLong, match="say until when"):
        ask(world, StopTimer(), late)
    with pytest.raises(EndsBeforeItBegan):
        ask(world, StopTimer(until=NOW - 2 * HOUR), late)
    with pytest.raises(NotYet):
        ask(world, StopTimer(until=NOW + 2 * HOUR), NOW)
    ask(world, StopTimer(until=NOW + HOUR), late)
    assert logged(world, NOW.date()) == {NOW.date(): 120}


def test_what_is_stopped_at_once_is_a_minute():
    world = a_world()
    ask(world, StartTimer())
    ask(world, StopTimer(), NOW)
    assert logged(world, NOW.date()) == {NOW.date(): 1}


def test_a_timer_counts_for_people_and_on_work_that_are_known():
    with pytest.raises(NoSuchPerson):
        ask(a_world(), StartTimer(), who=DRAW)
    with pytest.raises(NoSuchWorkItem):
        ask(a_world(), StartTimer(item=ENTRY))
    with pytest.raises(NotYet):
        ask(a_world(), StartTimer(since=NOW + HOUR))
    quick_clock = StartTimer(since=NOW + timedelta(minutes=4))
    assert ask(a_world(), quick_clock), "Clocks differ"


def test_time_that_cannot_be_logged_keeps_the_timer_running():
    world = a_world()
    ask(world, StartTimer())
    world.ask(timekeeping, TIMEKEEPING, ClosePeriod(last=NOW.date()))
    with pytest.raises(PeriodIsLocked):
        ask(world, StopTimer(), NOW + HOUR)
    assert world.look(timer, ANA).running is not None


def by_clock(begin: datetime, end: datetime, **told: Any) -> LogByClock:
    return LogByClock(entry=ENTRY, begin=begin, end=end, **told)


def test_a_night_shift_belongs_to_both_days():
    world = a_world("Europe/Oslo")
    monday = datetime(2026, 3, 2, 22, tzinfo=ZoneInfo("Europe/Oslo"))
    shift = by_clock(monday, monday + 8 * HOUR, item=DRAW)
    (told,) = ask(world, shift, NOW + 24 * HOUR)
    assert isinstance(told, LoggedByClock)
    assert told.zone == "Europe/Oslo"
    assert logged(world, monday.date()) == {date(2026, 3, 2): 120, date(2026, 3, 3): 360}
    assert ask(world, shift, NOW + 24 * HOUR) == [], "The same again is nothing new"


def test_what_was_logged_by_the_clock_is_known_whatever_came_after_it():
    world = a_world()
    first = by_clock(NOW - 3 * HOUR, NOW - 2 * HOUR, billable=False)
    ask(world, first)
    (entry,) = world.look(week, week_id(ANA, NOW.date())).entries.values()
    assert entry is not None
    assert not entry.billable
    ask(world, first.model_copy(update={"entry": UUID(int=99), "end": NOW - HOUR}))
    assert ask(world, first) == []
    with pytest.raises(EntryExists):
        ask(world, first.model_copy(update={"note": "Another"}))


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 5, 1), 8)]
)
def test_the_night_the_clocks_change_has_the_hours_it_has(day: date, hours: int):
    """From ten in the evening to six in the morning, by the clocks of Oslo."""
    oslo = ZoneInfo("Europe/Oslo")
    begin = datetime.combine(day, datetime.min.time(), oslo).replace(hour=22)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), oslo).replace(hour=6)
    parts = parts_of(begin.astimezone(UTC), end.astimezone(UTC), "Europe/Oslo")
    assert parts == [Part(day, 120), Part(day + timedelta(days=1), (hours - 2) * 60)]


def test_whoever_moves_to_another_zone_has_the_days_of_that_zone():
    world = a_world("Europe/Oslo")
    begin = datetime(2026, 3, 2, 3, tzinfo=UTC)
    ask(world, by_clock(begin, begin + HOUR, zone="America/New_York"))
    assert logged(world, date(2026, 3, 1)) == {date(2026, 3, 1): 60}


def test_what_makes_no_sense_is_no_command():
    with pytest.raises(ValidationError):
        by_clock(NOW, NOW)
    with pytest.raises(ValidationError):
        by_clock(NOW, NOW + HOUR, zone="Nowhere/Land")
    with pytest.raises(ValidationError):
        by_clock(NOW.replace(tzinfo=None), NOW + HOUR)
    with pytest.raises(TooLong, match="each part"):
        ask(a_world(), by_clock(NOW - 30 * HOUR, NOW))
    with pytest.raises(NotYet):
        ask(a_world(), by_clock(NOW, NOW + HOUR))


def test_a_few_seconds_before_midnight_are_no_part():
    begin = datetime(2026, 3, 2, 23, 59, 45, tzinfo=UTC)
    assert parts_of(begin, begin + HOUR, "UTC") == [Part(date(2026, 3, 3), 60)]


@examples(
    start=st.integers(0, 366 * 24 * 3600),
    length=st.integers(1, 24 * 3600),
    zone=st.sampled_from(["UTC", "Europe/Oslo", "Australia/Lord_Howe", "Pacific/Kiritimati"]),
)
def test_cutting_loses_nothing(start: int, length: int, zone: str):
    """The judge gives each minute to the day that the clock on the wall shows then."""
    begin = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=start)
    end = begin + timedelta(seconds=length)
    parts = parts_of(begin, end, zone)
    whole = max(1, (length + 30) // 60)
    assert sum(part.minutes for part in parts) == whole
    assert [part.day for part in parts] == sorted({part.day for part in parts})
    wall = ZoneInfo(zone)
    days = [begin.astimezone(wall).date(), (end - timedelta(seconds=1)).astimezone(wall).date()]
    assert all(days[0] <= part.day <= days[1] for part in parts)
    for part in parts:
        shown = sum(
            (begin + timedelta(minutes=n)).astimezone(wall).date() == part.day for n in range(whole)
        )
        assert abs(shown - part.minutes) <= 1
