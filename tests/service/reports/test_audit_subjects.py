"""Audit reports of persons and items, and of projects that work comes to and leaves."""

from datetime import date
from uuid import UUID

from tests.service.reports.story import (
    ANA,
    APOLLO,
    BEN,
    FIRST_ENTRY,
    ROOF,
    WALL,
    Story,
    fact,
    field,
    figure,
    march,
    totals,
)
from workdomain.execution.task_life import CancelWorkItem, State
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime, RemoveTime
from workdomain.people.person import (
    AddSkill,
    CancelLeave,
    RecordLeave,
    SetAvailability,
    SetWorkingHours,
)
from workdomain.planning.estimate import Estimate
from workdomain.planning.project import RemoveMember
from workdomain.planning.work_item import (
    AddWorkItem,
    MoveWorkItem,
    RetitleWorkItem,
    Source,
    TrackSource,
    UnassignWorkItem,
)


def test_a_person_is_reported_on_by_what_they_had_and_did(story: Story) -> None:
    report = story.audit(person="Ben")
    assert report.subject.name == "Ben"
    assert report.figures["hours"] == figure(4.5, 9, 13, 14)
    assert report.figures["events"].positions == (2, 6, 7, 8, 9, 10, 11, 13, 14, 15)
    assert totals(report)["done"] == (0, 1)
    assert field(report, "team") == (fact(None, None), fact("Roofs", 2), (2,))
    assert [each.title for each in report.items] == ["Roof"]


def test_what_a_person_has_is_told_in_words(story: Story) -> None:
    hours = SetWorkingHours(minutes=(480,) * 5 + (0, 0), valid_from=date(2026, 3, 1))
    story.do(march(16), BEN, hours)
    story.do(march(16), BEN, SetAvailability(percent=80, valid_from=date(2026, 3, 1)))
    for number, (first, last) in enumerate(((4, 5), (6, 6))):
        leave = RecordLeave(
            leave=UUID(int=50 + number), first=date(2026, 4, first), last=date(2026, 4, last)
        )
        story.do(march(16), BEN, leave)
    story.do(march(16), BEN, CancelLeave(leave=UUID(int=51), reason="no"))
    story.do(march(16), BEN, AddSkill(skill="slate", level=3))
    report = story.audit(person=str(BEN))
    assert field(report, "working hours")[1].value == ("8 h Mon-Fri from 2026-03-01 on",)
    assert field(report, "availability")[1].value == ("80 % from 2026-03-01 on",)
    assert field(report, "leave")[1].value == ("2026-04-04 to 2026-04-05 (vacation)",)
    assert field(report, "skills")[1].value == ("slate: 3 of 5",)


def test_work_that_a_person_no_longer_has_counts_no_more(story: Story) -> None:
    story.do(march(17), ROOF, UnassignWorkItem(person=BEN))
    report = story.audit(person="Ben", first="2026-03-17")
    assert totals(report)["done"] == (1, 0)
    assert [(each.before, each.after) for each in report.items] == [(State.DONE, None)]


def test_a_person_is_also_reported_on_by_what_they_only_logged_time_on(story: Story) -> None:
    added = AddWorkItem(title="Gate", assignees=(ANA,))
    story.do(march(17), UUID(int=14), added)
    story.log(march(17, 17), UUID(int=44), BEN, 60, UUID(int=14))
    report = story.audit(person="Ben", first="2026-03-17")
    assert [(each.title, each.after) for each in report.items] == [
        ("Roof", State.DONE),
        ("Gate", None),
    ]
    assert {"Gate"} == {each.title for each in story.audit(person="Ana").items} - {"Wall"}


def test_an_item_is_reported_on_alone(story: Story) -> None:
    report = story.audit(item="Roof")
    assert [each.name for each in report.summary] == ["work", "remaining", "spent"]
    assert report.items == ()
    assert field(report, "state") == (fact(None, None), fact("done", 15), (5, 8, 10, 11, 15))
    assert field(report, "project")[1] == fact("APOLLO", 5)
    assert report.figures["hours"] == figure(4.5, 9, 13, 14)
    assert report.figures["blocked_days"] == figure(2.5, 10, 11)


def test_an_item_is_called_as_in_its_source(story: Story) -> None:
    source = Source(system="jira", key="CB-17", status="Open")
    story.do(march(17), ROOF, TrackSource(source=source))
    assert story.audit(item="CB-17").subject.name == "CB-17: Roof"


def test_time_outside_of_work_items_is_told_as_such(story: Story) -> None:
    day = date(2026, 3, 3)
    away = CorrectTime(entry=FIRST_ENTRY, day=day, minutes=30, item=None, note="", reason="talk")
    story.do(march(17), week_id(BEN, day), away)
    report = story.audit(person="Ben")
    assert [(each.name, each.hours.value) for each in report.hours_by_item] == [
        ("(no work item)", 0.5),
        ("Roof", 3.0),
    ]
    roof = story.audit(item="Roof")
    assert roof.figures["hours"] == figure(3, 13)
    assert [(each.became, each.hours) for each in roof.corrections] == [
        ("1 h 30 min on 2026-03-03 for Roof", -0.5),
        ("30 min on 2026-03-03", -1.5),
    ]


def test_time_that_came_from_another_item_says_so(story: Story) -> None:
    day = date(2026, 3, 3)
    to_wall = CorrectTime(entry=FIRST_ENTRY, day=day, minutes=90, item=WALL, note="", reason="wall")
    story.do(march(17), week_id(BEN, day), to_wall)
    wall = story.audit(item="Wall")
    assert (wall.corrections[-1].was, wall.corrections[-1].hours) == (
        "1 h 30 min on 2026-03-03 for Roof",
        1.5,
    )
    story.do(march(18), week_id(BEN, day), RemoveTime(entry=FIRST_ENTRY, reason="no"))
    assert story.audit(item="Wall").figures["hours"] == figure(0, 17, 18, 21, 22)


def test_work_that_left_a_project_takes_its_hours_along(story: Story) -> None:
    story.do(march(17), ROOF, MoveWorkItem(project=None))
    report = story.audit(project="APOLLO", first="2026-03-17")
    assert totals(report)["done"] == (1, 0)
    assert totals(report)["spent"] == (0, 0)
    assert [(each.title, each.before, each.after) for each in report.items] == [
        ("Roof", State.DONE, None),
        ("Wall", State.BLOCKED, State.BLOCKED),
    ]


def test_cancelled_work_is_no_work_any_more(story: Story) -> None:
    story.do(march(17), ROOF, RetitleWorkItem(title="Old roof"))
    added = AddWorkItem(title="Gate", project=APOLLO, estimate=Estimate.single(5))
    story.do(march(17), UUID(int=14), added)
    assert totals(story.audit(project="APOLLO"))["work"] == (0, 21)
    story.do(march(18), UUID(int=14), CancelWorkItem(reason="no"))
    report = story.audit(project="APOLLO")
    assert totals(report)["work"] == (0, 16)
    assert (report.burn_up[-1].work_h, report.burn_up[-1].done_h) == (16, 16)


def test_a_project_tells_its_own_changes(story: Story) -> None:
    story.do(march(17), APOLLO, RemoveMember(person=BEN))
    report = story.audit(project="APOLLO", first="2026-03-17")
    assert field(report, "members") == (fact(("Ben",), 7), fact((), 21), (21,))
    assert field(report, "closed") == (fact(False, None), fact(False, None), ())
