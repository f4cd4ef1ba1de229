"""Burn-up: every day of it is what progress said, or says now, at the end of that day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from projections.views import Views
from tests.company import Clock, Company
from tests.projections.office import Office, morning
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    SetRemainingWork,
)
from workdomain.execution.week import week_id
from workdomain.execution.week_words import RemoveTime
from workdomain.planning.estimate import Estimate
from workdomain.planning.work_item import MoveWorkItem
from workdomain.values import new_id
from workdomain.work import Work

DAY = timedelta(days=1)


def jan(day: int) -> date:
    return date(2024, 1, day)


def told(office: Office, **asked: Any) -> list[tuple[int, float, float, float]]:
    return [(d.day.day, d.scope_h, d.done_h, d.remaining_h) for d in office.burn_up(**asked)]


def test_what_was_changed_twice_in_a_moment_is_known_in_between(office: Office):
    one = office.item("One", hours=8)
    position = office.work.log.head().position
    office.do(one, EstimateWorkItem(estimate=Estimate.single(12)))
    assert told(office) == [(1, 12, 0, 12)]
    assert told(office, as_of=position) == [(1, 8, 0, 8)]


def test_a_line_of_scope_and_one_of_what_is_done(office: Office):
    one = office.item("One", hours=8)
    office.on(jan(2))
    two = office.item("Two", hours=4)
    office.do(one, SetRemainingWork(hours=6))
    office.on(jan(4))
    office.do(one, CompleteWorkItem())
    office.do(two, CancelWorkItem(reason="No"))
    office.on(jan(5))
    assert told(office) == [
        (1, 8, 0, 8),
        (2, 12, 2, 10),
        (3, 12, 2, 10),
        (4, 8, 8, 0),
        (5, 8, 8, 0),
    ]
    assert [(day.items_total, day.items_done) for day in office.burn_up()] == [
        (1, 0),
        (2, 0),
        (2, 0),
        (1, 1),
        (1, 1),
    ]


def test_time_spent_adds_up_by_the_day_it_was_spent_on(office: Office):
    ana = office.person("Ana")
    item = office.item("One")
    office.on(jan(4))
    office.log(ana, item, 2, date(2023, 12, 29))
    office.log(ana, item, 3, jan(2))
    gone = office.log(ana, None, 1, jan(3))
    office.log(ana, item, 1, jan(5))
    assert [day.spent_h for day in office.burn_up()] == [2, 5, 6, 6]
    office.do(week_id(ana, jan(3)), RemoveTime(entry=gone, reason="No"))
    assert [day.spent_h for day in office.burn_up()] == [2, 5, 5, 5]
    assert [day.spent_h for day in office.burn_up(first=jan(3), last=jan(3))] == [5]


def test_work_without_an_estimate_is_only_in_the_numbers_of_items(office: Office):
    office.item("How much?")
    office.do(office.item("Done"), CompleteWorkItem())
    (day,) = office.burn_up()
    assert (day.scope_h, day.done_h, day.items_total, day.items_done) == (0, 0, 2, 1)


def test_an_item_that_moves_takes_its_work_with_it(office: Office):
    ana = office.person("Ana")
    atlas, beta = office.project("ATLAS"), office.project("BETA")
    item = office.item("Moving", hours=8, project=atlas)
    office.log(ana, item, 1, jan(1))
    office.on(jan(3))
    office.do(item, MoveWorkItem(project=beta))
    assert told(office, project=atlas) == [(1, 8, 0, 8), (2, 8, 0, 8), (3, 0, 0, 0)]
    assert told(office, project=beta) == [(3, 8, 0, 8)]
    assert [day.spent_h for day in office.burn_up(project=beta)] == [1]


def test_days_before_the_first_item_are_told_if_they_are_asked_for(office: Office):
    office.item("One", hours=8)
    days = told(office, first=date(2023, 12, 31), last=jan(9))
    assert days == [(31, 0, 0, 0), (1, 8, 0, 8)]


def test_what_is_not_there_has_no_burn_up(office: Office):
    assert office.burn_up() == []
    office.on(jan(3))
    office.item("One", hours=8)
    assert office.burn_up(project=new_id()) == []
    assert office.burn_up(last=jan(2)) == []
    assert office.burn_up(first=jan(4)) == []
    with pytest.raises(ValidationError, match="before"):
        office.burn_up(first=jan(3), last=jan(2))


def test_a_late_correction_changes_the_days_it_is_about(office: Office):
    item = office.item("One", hours=8)
    office.on(jan(4))
    before = office.clock.now
    office.on(jan(5))
    estimate = EstimateWorkItem(estimate=Estimate.single(20))
    office.do(item, estimate, at=morning(jan(2)))
    scopes = [day.scope_h for day in office.burn_up()]
    assert scopes == [8, 20, 20, 20, 20]
    assert [day.scope_h for day in office.burn_up(as_of=before)] == [8, 8, 8, 8]
    assert [day.scope_h for day in office.burn_up(valid_at=before)] == [8, 20, 20, 20]
    assert [day.scope_h for day in office.burn_up(as_of=before, valid_at=morning(jan(3)))] == [
        8,
        8,
        8,
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_day_is_what_progress_says_of_its_end_by_what_is_known(seed: int):
    with Work.open(":memory:", clock=Clock()) as work, Views(work) as views:
        clock = work.clock
        assert isinstance(clock, Clock)
        company = Company(work, clock, seed)
        company.live(150)
        half = work.log.head().position // 2
        for known in ({}, {"as_of": half}):
            for project in (None, company.projects[0]):
                days = views.burn_up(project=project, **known)
                assert days
                for day in days[:: max(len(days) // 6, 1)]:
                    end = datetime.combine(day.day + DAY, time.min, UTC) - timedelta(microseconds=1)
                    heads = [
                        row
                        for row in views.progress(project=project, valid_at=end, depth=0, **known)
                        if row.kind != "item"
                    ]
                    work, left = (sum(h.work_h for h in heads), sum(h.remaining_h for h in heads))
                    assert day.scope_h == pytest.approx(work, abs=0.001)
                    assert day.remaining_h == pytest.approx(left, abs=0.001)
                    assert (day.items_total, day.items_done) == (
                        sum(row.items_open + row.items_done for row in heads),
                        sum(row.items_done for row in heads),
                    )
