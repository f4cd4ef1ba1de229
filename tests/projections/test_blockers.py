"""Blockers as they are looked at: who waits for whom, since when, for how many hours."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from projections.blockers import Blockers, BlockerShown, blockers
from projections.concerns import Kind, Severity
from projections.view import When
from tests.projections.office import Office, morning
from tests.projections.test_follow_up import only
from workdomain.execution.blockers import AcknowledgeBlocker, RaiseBlocker, ResolveBlocker
from workdomain.execution.blocking import BlockerKind
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    StartWorkItem,
    UnblockWorkItem,
)
from workdomain.planning.work_item import RetitleWorkItem
from workdomain.values import new_id


def jan(day: int) -> date:
    return date(2024, 1, day)


def blocked(office: Office, item: UUID, reason: str, kind: str = "client", **more: Any) -> UUID:
    id = new_id()
    office.clock.now += timedelta(seconds=1)  # so that one comes after the other
    office.do(item, RaiseBlocker(blocker=id, kind=BlockerKind(kind), reason=reason, **more))
    return id


def resolve(office: Office, item: UUID, blocker: UUID) -> None:
    office.do(item, ResolveBlocker(blocker=blocker, resolution="Came"))


def row(found: Any) -> BlockerShown:
    (only_one,) = found
    shown: BlockerShown = only_one
    return shown


def test_a_blocker_is_shown_with_who_waits_and_who_could_help(office: Office):
    ana, ben, cem = office.person("Ana"), office.person("Ben"), office.person("Cem")
    atlas = office.project("ATLAS")
    item = office.item("Floor plan", ana, project=atlas)
    blocker = blocked(office, item, "No paper", needed_from=ben, needed_by=jan(3))
    shown = row(office.blockers())
    assert (shown.title, shown.project_key, shown.reason, shown.kind) == (
        "Floor plan", "ATLAS", "No paper", BlockerKind.CLIENT,
    )  # fmt: skip
    assert (shown.waiting, shown.waiting_ids) == (("Ana",), (ana,))
    assert (shown.needed_from, shown.needed_from_id, shown.raised_by) == ("Ben", ben, "operator")
    assert (shown.open, shown.overdue, shown.age_days, shown.acknowledged_at) == (
        True, False, 0, None,
    )  # fmt: skip
    office.on(jan(4))
    office.do(item, AcknowledgeBlocker(blocker=blocker))
    shown = row(office.blockers())
    assert (shown.overdue, shown.age_days) == (True, 3)
    assert (shown.acknowledged_at, shown.acknowledged_by) == (morning(jan(4)), "operator")
    resolve(office, item, blocker)
    assert office.blockers() == []
    shown = row(office.blockers(ended=True))
    assert (shown.open, shown.overdue, shown.age_days, shown.resolution) == (
        False, False, None, "Came",
    )  # fmt: skip
    assert (shown.ended_at, shown.ended_by) == (morning(jan(4)), "operator")
    assert office.blockers(person=cem, ended=True) == []


def test_help_may_be_needed_from_somebody_outside(office: Office):
    item = office.item("Floor plan")
    blocked(office, item, "No permit", needed_from_outside="The city")
    shown = row(office.blockers())
    assert (shown.needed_from, shown.needed_from_id, shown.waiting) == ("The city", None, ())


def test_blockers_are_found_by_what_they_block_whom_they_need_and_what_they_are(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    atlas = office.project("ATLAS")
    one = office.item("One", ana, project=atlas)
    two = office.item("Two", ben)
    blocked(office, one, "No paper", needed_from=ben)
    blocked(office, two, "No ink", kind="technical", needed_from=ana)
    office.clock.now += timedelta(seconds=1)
    office.do(two, BlockWorkItem(reason="Rain"))

    def reasons(**params: Any) -> list[str]:
        return [each.reason for each in office.blockers(**params)]

    assert reasons() == ["No paper", "No ink", "Rain"]
    assert reasons(project=atlas) == ["No paper"]
    assert reasons(item=two) == ["No ink", "Rain"]
    assert reasons(person=ana) == ["No ink"]
    assert reasons(waiting=ana) == ["No paper"]
    assert reasons(kind=["technical", "unspecified"]) == ["No ink", "Rain"]


def test_hours_are_counted_once_by_item_and_by_kind(office: Office):
    item = office.item("Floor plan")
    start = office.clock.now + timedelta(seconds=1)
    one = blocked(office, item, "No paper")
    office.clock.now = start + timedelta(hours=2, seconds=-1)
    two = blocked(office, item, "No answer")
    office.clock.now = start + timedelta(hours=3, seconds=-1)
    three = blocked(office, item, "No ink", kind="technical")
    resolve(office, item, one)
    office.clock.now = start + timedelta(hours=5)
    resolve(office, item, two)
    office.clock.now = start + timedelta(hours=8)
    resolve(office, item, three)
    office.clock.now = start + timedelta(hours=20)
    office.do(item, BlockWorkItem(reason="Rain"))
    office.clock.now = start + timedelta(hours=20, minutes=45)
    hours = {
        each.reason: (each.blocked_h, each.kind_blocked_h, each.item_blocked_h)
        for each in office.blockers(ended=True)
    }
    assert hours == {
        "No paper": (3, 5, 8.75),
        "No answer": (3, 5, 8.75),
        "No ink": (5, 5, 8.75),
        "Rain": (0.75, 0.75, 8.75),
    }
    then = office.blockers(ended=True, as_of=start + timedelta(hours=4))
    assert [(each.reason, each.open, each.item_blocked_h) for each in then] == [
        ("No answer", True, 4),
        ("No ink", True, 4),
        ("No paper", False, 4),
    ]


def test_a_blocker_that_is_told_late_was_there_then(office: Office):
    item = office.item("Floor plan")
    office.on(jan(5))
    office.do(item, BlockWorkItem(reason="Rain"), at=morning(jan(2)))
    assert row(office.blockers()).age_days == 3
    assert office.blockers(as_of=morning(jan(4))) == []
    assert row(office.blockers(valid_at=morning(jan(4)))).age_days == 2
    (change,) = office.compare("blockers", {}, When(as_of=morning(jan(4))), When())
    assert change.before is None


def test_what_needs_help_soonest_comes_first_and_what_is_over_last(office: Office):
    item, other = office.item("One"), office.item("Two")
    blocked(office, item, "Some day")
    blocked(office, other, "Tomorrow", needed_by=jan(2))
    over = blocked(office, item, "Over", needed_by=jan(1))
    resolve(office, item, over)
    found = office.blockers(ended=True)
    assert [each.reason for each in found] == ["Tomorrow", "Some day", "Over"]
    orders = [blockers.order(Blockers(), each) for each in found]
    assert all(one < two for one, two in pairwise(orders))


def test_what_ends_with_the_work_has_no_resolution(office: Office):
    item = office.item("Floor plan")
    blocked(office, item, "No paper")
    office.do(item, UnblockWorkItem())
    assert row(office.blockers(ended=True)).resolution is None
    blocked(office, item, "No ink")
    office.do(item, CancelWorkItem(reason="No"))
    assert office.blockers() == []


def test_work_items_tell_all_that_blocks_them(office: Office):
    item = office.item("Floor plan")
    blocked(office, item, "No paper")
    office.do(item, BlockWorkItem(reason="Rain"), RetitleWorkItem(title="Plan"))
    (shown,) = office.work_items()
    assert (shown.state, shown.reason) == ("blocked", "No paper; Rain")
    office.do(item, UnblockWorkItem(), CompleteWorkItem())
    (shown,) = office.work_items()
    assert (shown.state, shown.reason) == ("done", None)


# -- in the follow-up ------------------------------------------------------------------------------


def test_follow_up_tells_every_blocker_and_who_could_help(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    item = office.do(office.item("Floor plan", ana), StartWorkItem())
    one = blocked(office, item, "No paper", needed_from=ben, needed_by=jan(4))
    blocked(office, item, "No permit", needed_from_outside="The city")
    shown = only(Kind.BLOCKED, office.follow_up())
    assert shown.reason == (
        "Blocked for 0 days: No paper, needed from Ben, needed by 2024-01-04;"
        " No permit, needed from The city"
    )
    assert (shown.who, shown.who_ids, shown.severity) == (
        ("Ben", "Ana"), (ben, ana), Severity.MEDIUM,
    )  # fmt: skip
    assert only(Kind.BLOCKED, office.follow_up(person=ben)) == shown
    resolve(office, item, one)
    assert only(Kind.BLOCKED, office.follow_up()).who == ("Ana",)


def test_a_blocker_is_graver_when_nobody_takes_note_of_it(office: Office):
    ben = office.person("Ben")
    item = office.item("Floor plan", ben)
    blocker = blocked(office, item, "No paper", needed_from=ben)
    office.on(jan(3))
    assert only(Kind.BLOCKED, office.follow_up()).severity is Severity.MEDIUM
    assert only(Kind.BLOCKED, office.follow_up(silent_days=2)).severity is Severity.HIGH
    office.on(jan(4))
    shown = only(Kind.BLOCKED, office.follow_up())
    assert (shown.severity, shown.reason) == (
        Severity.HIGH,
        "Blocked for 3 days: No paper, needed from Ben, not acknowledged",
    )
    office.do(item, AcknowledgeBlocker(blocker=blocker))
    assert only(Kind.BLOCKED, office.follow_up()).severity is Severity.MEDIUM


def test_a_blocker_is_graver_when_help_is_late(office: Office):
    item = office.item("Floor plan")
    blocked(office, item, "No paper", needed_by=jan(2))
    office.on(jan(2))
    assert only(Kind.BLOCKED, office.follow_up()).severity is Severity.MEDIUM
    office.on(jan(3))
    shown = only(Kind.BLOCKED, office.follow_up())
    assert shown.severity is Severity.HIGH
    assert shown.reason.endswith("No paper, needed by 2024-01-02, which has passed")


@pytest.mark.parametrize("asked", [{"kind": ["angry"]}, {"person": "Ana"}])
def test_filters_that_make_no_sense_are_refused(office: Office, asked: dict[str, Any]):
    with pytest.raises(ValueError, match="Blockers"):
        office.blockers(**asked)
