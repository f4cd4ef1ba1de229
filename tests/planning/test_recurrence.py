# ruff: noqa: DTZ001 - local times have no zone of their own
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.planning.rhythm import ADDED, FIRST, OPS, WORLD, add, after, ask, made, split, week
from tests.scenario import ANA, ITSELF, NOON, World, given
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    ReopenWorkItem,
    StartWorkItem,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context
from workdomain.people.person import NoSuchPerson
from workdomain.planning.project import ProjectAdded, ProjectClosed, ProjectIsClosed, project
from workdomain.planning.recurrence import (
    NeverOccurs,
    NoSuchRecurrence,
    PauseEndsBeforeItBegins,
    RecurrenceExists,
    RecurrenceHasEnded,
    item_of,
    recurrence,
)
from workdomain.planning.recurrence_list import (
    RECURRENCES,
    ListRecurrence,
    RecurrenceListed,
    recurrence_list,
)
from workdomain.planning.recurrence_words import (
    ChangeFollowing,
    EndRecurrence,
    MaterialiseRecurrence,
    OccurrenceFinished,
    OccurrenceSkipped,
    PauseRecurrence,
    RecurrenceEnded,
    RecurrencePaused,
    RecurrenceResumed,
    ResumeRecurrence,
    SkipOccurrence,
)
from workdomain.planning.series import MOST_AT_ONCE, Makes, due, named, open_from
from workdomain.planning.work_item import WorkItemAdded

# -- Setting it up ---------------------------------------------------------------------------------


def test_recurring_work_is_set_up_once():
    ask(add()).then(ADDED)
    ask(add(), ADDED).refused(RecurrenceExists, "Check the backup")
    ask(add(assignees=(ANA, ANA))).then(ADDED)


def test_recurring_work_is_on_the_list_of_all_there_is():
    world = given(recurrence, seeing=WORLD).world()
    world.ask(recurrence, ITSELF, add())
    assert world.look(recurrence_list, RECURRENCES) == {ITSELF}
    given(recurrence_list, RecurrenceListed(recurrence=ITSELF)).when(
        ListRecurrence(recurrence=ITSELF), id=RECURRENCES
    ).then()


def test_recurring_work_is_for_people_who_are_known_in_projects_that_are_open():
    ask(add(assignees=(UUID(int=404),))).refused(NoSuchPerson)
    closed = given(
        project, ProjectAdded(name="Operations", key="OPS"), ProjectClosed(reason="Over")
    )
    given(recurrence, seeing={**WORLD, OPS: closed}).when(add()).refused(ProjectIsClosed)


def test_a_rule_that_names_no_time_is_refused():
    never = "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1"
    ask(add(rule=never)).refused(NeverOccurs, "names no time")
    ask(ChangeFollowing(occurrence=week(1), rule=never), ADDED).refused(NeverOccurs)
    with pytest.raises(ValidationError, match="quickest is FREQ=HOURLY"):
        add(rule="FREQ=SECONDLY")


def test_what_is_asked_of_recurring_work_needs_it_to_be_there():
    for command in (
        SkipOccurrence(occurrence=FIRST, reason="Rain"),
        PauseRecurrence(reason="Summer"),
        MaterialiseRecurrence(),
        EndRecurrence(reason="Over"),
    ):
        ask(command).refused(NoSuchRecurrence, "add it first")


# -- Making its work items ------------------------------------------------------------------------


def test_a_work_item_is_made_the_lead_time_ahead():
    world = given(recurrence, ADDED, seeing=WORLD).world()
    before = Context(by=ANA, at=datetime(2026, 3, 6, 7, 59, tzinfo=UTC))
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence(), before) == [made(0)]
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence(), before) == []
    at = Context(by=ANA, at=datetime(2026, 3, 6, 8, tzinfo=UTC))  # nine in Oslo, on Friday
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence(), at) == [made(1)]
    assert world.told(work_item, item_of(ITSELF, week(1))) == [
        WorkItemAdded(
            title="Check the backup",
            project=OPS,
            start=date(2026, 3, 9),
            due=date(2026, 3, 10),
            assignees=(ANA,),
            recurrence=ITSELF,
        )
    ]


def test_what_is_never_due_has_no_last_day():
    world = given(recurrence, seeing=WORLD).world()
    world.ask(recurrence, ITSELF, add(due_days=None))
    world.ask(recurrence, ITSELF, MaterialiseRecurrence())
    assert world.look(work_item, item_of(ITSELF, FIRST)).plan.due is None


def test_what_was_before_it_was_set_up_is_not_made_up_for():
    world = given(recurrence, seeing=WORLD).world()
    world.ask(recurrence, ITSELF, add(first=datetime(2020, 1, 6, 9)))
    told = world.ask(recurrence, ITSELF, MaterialiseRecurrence(), after(6))
    assert told == [made(0), made(1)]


def test_the_day_it_was_set_up_is_that_of_its_zone():
    late = Context(by=ANA, at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))  # Monday, 0:30 in Oslo
    world = given(recurrence, seeing=WORLD).world()
    world.ask(recurrence, ITSELF, add(first=datetime(2026, 2, 1, 9), rule="FREQ=DAILY"), late)
    first = next(open_from(world.look(recurrence, ITSELF), datetime(2020, 1, 1)))
    assert first.id == datetime(2026, 3, 2, 9)


def test_one_command_makes_so_many_and_the_next_one_goes_on():
    world = given(recurrence, seeing=WORLD).world()
    world.ask(recurrence, ITSELF, add(rule="FREQ=HOURLY", first=FIRST, lead_days=0))
    late = after(8)
    first = world.ask(recurrence, ITSELF, MaterialiseRecurrence(), late)
    second = world.ask(recurrence, ITSELF, MaterialiseRecurrence(), late)
    assert len(first) == MOST_AT_ONCE
    assert len(second) == 8 * 24 + 5 - MOST_AT_ONCE  # nine in Oslo is four hours before noon, UTC
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence(), late) == []


def test_it_is_the_log_that_says_what_is_due():
    series = given(recurrence, ADDED).world().look(recurrence, ITSELF)
    assert recurrence.decide(series, MaterialiseRecurrence(), NOON) == []


def test_all_is_made_or_nothing():
    world = given(recurrence, ADDED, seeing=WORLD).world()
    world.put(project, OPS, ProjectClosed(reason="Over"))
    with pytest.raises(ProjectIsClosed):
        world.ask(recurrence, ITSELF, MaterialiseRecurrence())
    assert world.told(recurrence, ITSELF) == [ADDED]


# -- On completion --------------------------------------------------------------------------------


def on_completion() -> World:
    world = given(recurrence, seeing=WORLD).world()
    world.ask(recurrence, ITSELF, add(makes=Makes.ON_COMPLETION, lead_days=0))
    world.ask(recurrence, ITSELF, MaterialiseRecurrence())
    return world


def test_the_first_one_is_made_in_time_and_the_next_on_its_completion():
    world = on_completion()
    item = item_of(ITSELF, FIRST)
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence(), after(30)) == []
    world.ask(work_item, item, CompleteWorkItem(), after(1))
    assert world.told(recurrence, ITSELF)[-2:] == [OccurrenceFinished(item=item), made(1)]
    assert world.look(work_item, item_of(ITSELF, week(1))).plan.start == date(2026, 3, 9)


def test_the_first_one_waits_for_its_time():
    world = given(recurrence, seeing=WORLD).world()
    world.ask(recurrence, ITSELF, add(makes=Makes.ON_COMPLETION, first=week(1), lead_days=0))
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence()) == []
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence(), after(7)) == [made(1)]


def test_who_finishes_late_is_not_given_what_was_missed():
    world = on_completion()
    world.ask(work_item, item_of(ITSELF, FIRST), CancelWorkItem(reason="Forgotten"), after(22))
    assert world.told(recurrence, ITSELF)[-1] == made(4)
    passed = named(world.look(recurrence, ITSELF), week(2))
    assert passed is not None
    assert passed.settled


def test_work_that_is_reopened_makes_no_other_one():
    world = on_completion()
    item = item_of(ITSELF, FIRST)
    for command in (
        CompleteWorkItem(),
        ReopenWorkItem(reason="Not good yet"),
        StartWorkItem(),
        CompleteWorkItem(),
    ):
        world.ask(work_item, item, command, after(1))
    assert world.look(recurrence, ITSELF).made == 2


def test_completing_work_that_comes_by_the_time_or_not_at_all_makes_nothing():
    world = given(recurrence, ADDED, seeing=WORLD).world()
    world.ask(recurrence, ITSELF, MaterialiseRecurrence())
    world.ask(work_item, item_of(ITSELF, FIRST), CompleteWorkItem())
    assert world.told(recurrence, ITSELF) == [ADDED, made(0)]
    world.put(work_item, OPS, WorkItemAdded(title="Draw"))
    assert world.ask(work_item, OPS, CompleteWorkItem())
    world.put(work_item, ANA, WorkItemAdded(title="Forged", recurrence=ITSELF))
    world.ask(work_item, ANA, CompleteWorkItem())
    assert world.told(recurrence, ITSELF) == [ADDED, made(0)]


def test_a_next_one_that_cannot_be_made_is_made_later():
    world = on_completion()
    world.put(project, OPS, ProjectClosed(reason="Over"))
    world.ask(work_item, item_of(ITSELF, FIRST), CompleteWorkItem(), after(1))
    assert isinstance(world.told(recurrence, ITSELF)[-1], OccurrenceFinished)
    world.states["project", OPS] = project.initial.__class__(name="Operations", key="OPS")
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence(), after(2)) == [made(1)]


# -- Pauses and the end ----------------------------------------------------------------------------


def test_what_falls_into_a_pause_is_skipped():
    paused = RecurrencePaused(first=date(2026, 3, 9), last=date(2026, 3, 16), reason="Summer")
    pause = PauseRecurrence(first=date(2026, 3, 9), last=date(2026, 3, 16), reason="Summer")
    ask(pause, ADDED).then(paused)
    ask(pause, ADDED, paused).then()
    ask(MaterialiseRecurrence(), ADDED, paused, context=after(26)).then(made(0), made(3), made(4))


def test_a_pause_begins_today_and_goes_on_until_it_is_resumed():
    paused = RecurrencePaused(first=date(2026, 3, 2), last=None, reason="Summer")
    resumed = RecurrenceResumed(on=date(2026, 3, 16))
    ask(PauseRecurrence(reason="Summer"), ADDED).then(paused)
    ask(ResumeRecurrence(), ADDED, paused, context=after(14)).then(resumed)
    ask(ResumeRecurrence(), ADDED, paused, resumed, context=after(14)).then()
    ask(ResumeRecurrence(), ADDED).then()
    ask(MaterialiseRecurrence(), ADDED, paused, context=after(90)).then()
    ask(MaterialiseRecurrence(), ADDED, paused, resumed, context=after(20)).then(made(2), made(3))


def test_a_pause_that_is_resumed_on_its_first_day_never_was():
    paused = RecurrencePaused(first=date(2026, 3, 2), last=date(2026, 3, 20), reason="Summer")
    world = given(recurrence, ADDED, paused).world()
    world.ask(recurrence, ITSELF, ResumeRecurrence(on=date(2026, 3, 2)))
    assert world.look(recurrence, ITSELF).pauses == ()


def test_resuming_leaves_pauses_of_other_days_alone():
    now = RecurrencePaused(first=date(2026, 3, 2), last=date(2026, 3, 20), reason="Summer")
    later = RecurrencePaused(first=date(2026, 7, 1), last=None, reason="Again")
    world = given(recurrence, ADDED, now, later).world()
    world.ask(recurrence, ITSELF, ResumeRecurrence(on=date(2026, 3, 9)))
    lasts = [pause.last for pause in world.look(recurrence, ITSELF).pauses]
    assert lasts == [date(2026, 3, 8), None]


def test_a_pause_ends_on_its_first_day_or_later():
    ask(PauseRecurrence(last=date(2026, 3, 1), reason="Summer"), ADDED).refused(
        PauseEndsBeforeItBegins, "2026-03-01 is before 2026-03-02"
    )


def test_a_series_that_waits_for_completion_rests_in_a_pause():
    world = on_completion()
    world.ask(recurrence, ITSELF, PauseRecurrence(reason="Summer"))
    world.ask(work_item, item_of(ITSELF, FIRST), CompleteWorkItem(), after(1))
    assert due(world.look(recurrence, ITSELF), after(90).at) == []
    world.ask(recurrence, ITSELF, ResumeRecurrence(), after(20))
    assert world.ask(recurrence, ITSELF, MaterialiseRecurrence(), after(20)) == [made(3)]


def test_after_its_last_day_nothing_is_made():
    ended = RecurrenceEnded(last=date(2026, 3, 9), reason="The server is gone")
    ask(EndRecurrence(last=date(2026, 3, 9), reason="The server is gone"), ADDED).then(ended)
    ask(EndRecurrence(last=date(2026, 3, 9), reason="The server is gone"), ADDED, ended).then()
    ask(EndRecurrence(reason="Over"), ADDED).then(
        RecurrenceEnded(last=date(2026, 3, 2), reason="Over")
    )
    ask(MaterialiseRecurrence(), ADDED, ended, context=after(90)).then(made(0), made(1))


def test_what_has_ended_does_not_change_until_its_end_is_put_off():
    ended = RecurrenceEnded(last=date(2026, 3, 9), reason="Over")
    skip = SkipOccurrence(occurrence=week(1), reason="Rain")
    ask(skip, ADDED, ended, context=after(30)).refused(RecurrenceHasEnded, "put its end off")
    ask(skip, ADDED, ended, context=after(1)).then(
        OccurrenceSkipped(occurrence=week(1), reason="Rain")
    )
    later = RecurrenceEnded(last=date(2026, 12, 31), reason="Not yet")
    ask(
        EndRecurrence(last=date(2026, 12, 31), reason="Not yet"), ADDED, ended, context=after(30)
    ).then(later)


# -- Clocks and late news --------------------------------------------------------------------------


def test_days_are_those_of_the_zone_when_the_clocks_change():
    daily = ADDED.model_copy(
        update={"rule": "FREQ=DAILY", "first": datetime(2026, 3, 28, 2, 30), "lead_days": 0}
    )
    at = Context(by=ANA, at=datetime(2026, 3, 29, 0, 29, tzinfo=UTC))
    night = given(recurrence, daily, seeing=WORLD).world()
    assert len(night.ask(recurrence, ITSELF, MaterialiseRecurrence(), at)) == 1
    # 02:30 is leapt over; it is 03:30 by the new clock, 01:30 UTC.
    for minute, count in ((29, 0), (30, 1)):
        at = Context(by=ANA, at=datetime(2026, 3, 29, 1, minute, tzinfo=UTC))
        assert len(night.ask(recurrence, ITSELF, MaterialiseRecurrence(), at)) == count


def test_history_is_read_in_whatever_order_it_comes():
    told = [
        made(0),
        OccurrenceSkipped(occurrence=week(1), reason="Rain"),
        RecurrencePaused(first=date(2026, 5, 1), last=None, reason="Summer"),
        split(4, rule="FREQ=DAILY", first=week(4)),
        RecurrenceEnded(last=date(2026, 12, 31), reason="Over"),
    ]
    late = given(recurrence, *told, ADDED).world().look(recurrence, ITSELF)
    in_time = given(recurrence, ADDED, *told).world().look(recurrence, ITSELF)
    assert late == in_time
    nothing = given(recurrence, made(0)).world().look(recurrence, ITSELF)
    assert due(nothing, NOON.at) == []
    assert nothing.zone == "UTC"
