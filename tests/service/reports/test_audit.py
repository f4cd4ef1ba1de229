"""The audit report tells the truth of a project, and which events it has it from."""

from datetime import date
from uuid import UUID

from service.reports.parts import HoursOf, Involved
from tests.service.reports.story import (
    ANA,
    APOLLO,
    BEN,
    ROOF,
    WALL,
    Story,
    fact,
    figure,
    march,
)
from workdomain.execution.task_life import BlockWorkItem, State
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime
from workdomain.planning.work_item import (
    AddWorkItem,
)


def test_the_figures_of_a_project_are_exact_and_name_their_events(story: Story) -> None:
    report = story.audit(project="APOLLO")
    assert report.figures == {
        "events": figure(17, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19),
        "people": figure(2, 3, 8),
        "hours": figure(4.5, 9, 13, 14, 17, 18),
        "completed": figure(1, 15),
        "blocked_days": figure(4.5, 10, 11, 19),
        "late": figure(1, 15),
        "corrections": figure(2, 14, 18),
    }
    assert report.late == (15,)


def test_a_report_says_what_it_is_about_and_how_far_it_knows(story: Story) -> None:
    report = story.audit(project=str(APOLLO))
    assert (report.subject.kind, report.subject.id) == ("project", APOLLO)
    assert report.subject.name == "To the moon (APOLLO)"
    assert (report.as_of, report.known_at) == (20, march(16, 0))
    assert (report.begins, report.ends) == (march(1), march(16, 0))


def test_totals_are_told_before_and_after(story: Story) -> None:
    report = story.audit(project="APOLLO", first="2026-03-09", last="2026-03-13")
    told = {each.name: (each.before, each.after) for each in report.summary}
    assert told == {
        "todo": (figure(0), figure(1, 16)),
        "doing": (figure(1, 11), figure(0)),
        "blocked": (figure(0), figure(0)),
        "done": (figure(0), figure(1, 15)),
        "cancelled": (figure(0), figure(0)),
        "work": (figure(10, 5), figure(16, 12)),
        "remaining": (figure(10, 5), figure(0, 15)),
        "spent": (figure(1.5, 9, 14), figure(4.5, 9, 13, 14, 17, 18)),
    }


def test_hours_are_told_by_person_item_and_week(story: Story) -> None:
    report = story.audit(project="APOLLO")
    assert report.hours_by_person == (
        HoursOf(id=ANA, name="Ana", hours=figure(0, 17, 18)),
        HoursOf(id=BEN, name="Ben", hours=figure(4.5, 9, 13, 14)),
    )
    assert report.hours_by_item == (
        HoursOf(id=ROOF, name="Roof", hours=figure(4.5, 9, 13, 14)),
        HoursOf(id=WALL, name="Wall", hours=figure(0, 17, 18)),
    )
    assert report.hours_by_week == (
        HoursOf(id=None, name="2026-W10", hours=figure(1.5, 9, 14)),
        HoursOf(id=None, name="2026-W11", hours=figure(3, 13, 17, 18)),
    )


def test_blocked_work_says_why_how_long_and_by_whom(story: Story) -> None:
    rain, bricks = story.audit(project="APOLLO").blocked
    assert (rain.title, rain.reason, rain.by) == ("Roof", "rain", "Ben")
    assert (rain.since, rain.until, rain.days) == (march(4), march(6, 21), figure(2.5, 10, 11))
    assert (bricks.title, bricks.reason, bricks.by) == ("Wall", "no bricks", "Ana")
    assert (bricks.since, bricks.until, bricks.days) == (march(14, 0), None, figure(2, 19))


def test_only_the_days_reported_on_count_as_blocked(story: Story) -> None:
    report = story.audit(project="APOLLO", first="2026-03-05", last="2026-03-05")
    assert [each.days for each in report.blocked] == [figure(1, 10)]
    assert story.audit(project="APOLLO", first="2026-03-07", last="2026-03-08").blocked == ()


def test_blocked_for_another_reason_is_another_span(story: Story) -> None:
    story.do(march(17, 0), WALL, BlockWorkItem(reason="no mortar"))
    blocked = story.audit(item="Wall").blocked
    assert [(each.reason, each.days.positions) for each in blocked] == [
        ("no bricks", (19, 21)),
        ("no mortar", (21,)),
    ]


def test_time_that_was_put_right_says_what_it_was_and_why(story: Story) -> None:
    lunch, twice = story.audit(project="APOLLO").corrections
    assert (lunch.person, lunch.by, lunch.reason) == ("Ben", "Ana", "lunch")
    assert (lunch.was, lunch.became) == (
        "2 h on 2026-03-03 for Roof",
        "1 h 30 min on 2026-03-03 for Roof",
    )
    assert (lunch.hours, lunch.positions) == (-0.5, (9, 14))
    assert (twice.was, twice.became, twice.hours) == ("1 h on 2026-03-13 for Wall", "removed", -1)


def test_a_correction_is_told_in_the_days_it_was_made_and_in_those_it_is_about(
    story: Story,
) -> None:
    made = story.audit(project="APOLLO", first="2026-03-10", last="2026-03-10")
    about = story.audit(project="APOLLO", first="2026-03-03", last="2026-03-03")
    neither = story.audit(project="APOLLO", first="2026-03-04", last="2026-03-05")
    assert [len(each.corrections) for each in (made, about, neither)] == [1, 1, 0]
    assert about.figures["hours"] == figure(1.5, 9, 14)


def test_estimates_are_told_at_first_when_begun_and_in_the_end(story: Story) -> None:
    (roof,) = story.audit(project="APOLLO").estimates
    assert (roof.first, roof.at_start, roof.last) == (fact(10, 5), fact(10, 5), fact(16, 12))
    assert roof.spent_h == figure(4.5, 9, 13, 14)
    (early,) = story.audit(project="APOLLO", last="2026-03-08").estimates
    assert (early.last, early.spent_h) == (fact(10, 5), figure(1.5, 9, 14))
    (idle,) = story.audit(project="APOLLO", last="2026-03-02").estimates
    assert (idle.at_start, idle.spent_h) == (fact(None, None), figure(0))


def test_work_items_are_told_before_after_and_by_what_changed(story: Story) -> None:
    roof, wall = story.audit(project="APOLLO", first="2026-03-09").items
    assert (roof.title, roof.before, roof.after) == ("Roof", State.DOING, State.DONE)
    assert (wall.title, wall.before, wall.after) == ("Wall", None, State.BLOCKED)
    changed = {each.field: (each.before, each.after, each.changed) for each in roof.fields}
    assert changed["state"] == (fact("doing", 11), fact("done", 15), (15,))
    assert changed["work_h"] == (fact(10, 5), fact(16, 12), (12,))
    assert changed["remaining_h"] == (fact(10, 5), fact(0, 15), (12, 15))
    assert changed["assignees"] == (fact(("Ben",), 6), fact(("Ben",), 6), ())
    assert "priority" not in changed


def test_everyone_involved_is_told_with_what_they_did(story: Story) -> None:
    report = story.audit(project="APOLLO")
    assert report.people == (
        Involved(
            id=ANA,
            name="Ana",
            events=figure(11, 3, 4, 5, 6, 7, 12, 14, 16, 17, 18, 19),
            hours=figure(0, 17, 18),
            first_at=march(1),
            last_at=march(14, 0),
        ),
        Involved(
            id=BEN,
            name="Ben",
            events=figure(6, 8, 9, 10, 11, 13, 15),
            hours=figure(4.5, 9, 13, 14),
            first_at=march(3),
            last_at=march(11),
        ),
    )


def test_someone_whose_hours_count_is_involved_without_doing_anything_then(story: Story) -> None:
    day = date(2026, 3, 3)
    last = story.audit(project="APOLLO", first=day, last=day, as_of=9)
    assert [each.name for each in last.people] == ["Ben"]
    story.do(
        march(18),
        week_id(BEN, date(2026, 3, 9)),
        CorrectTime(
            entry=UUID(int=42),
            day=date(2026, 3, 12),
            minutes=30,
            item=ROOF,
            note="",
            reason="other day",
        ),
    )
    (ben,) = story.audit(project="APOLLO", first="2026-03-12", last="2026-03-12").people
    assert (ben.name, ben.events, ben.first_at) == ("Ben", figure(0), None)


def test_the_burn_up_moves_when_work_does(story: Story) -> None:
    report = story.audit(project="APOLLO")
    points = {each.day.day: (each.work_h, each.done_h, each.spent_h) for each in report.burn_up}
    assert list(points) == list(range(1, 17))
    assert points[1] == (0, 0, 0)
    assert points[2] == (10, 0, 0)
    assert points[3] == (10, 0, 1.5)
    assert points[9] == (16, 0, 4.5)
    assert points[11] == points[16] == (16, 16, 4.5)
    assert report.burn_up[8].positions == (12, 13)
    assert report.burn_up[2].positions == (9, 14)


def test_pictures_end_before_a_long_time_in_which_nothing_happened(story: Story) -> None:
    assert story.audit(project="APOLLO").until == march(16, 0), "that is not long"
    story.do(march(30), UUID(int=14), AddWorkItem(title="Much later"))
    report = story.audit(project="APOLLO")
    assert (report.until, report.ends) == (march(14, 0), march(30))
    assert report.burn_up[-1].day == date(2026, 3, 14)
    assert report.figures["blocked_days"].value == 18.875
    until = story.audit(project="APOLLO", last="2026-03-29").until
    assert until is not None
    assert until.date() == date(2026, 3, 29), "days that were asked for are drawn"


def test_the_states_of_each_item_are_one_after_the_other(story: Story) -> None:
    roof, wall = story.audit(project="APOLLO").lanes
    assert [(spell.state, spell.since) for spell in roof.spells] == [
        ("todo", march(2)),
        ("doing", march(3)),
        ("blocked", march(4)),
        ("doing", march(6, 21)),
        ("done", march(11)),
    ]
    assert [spell.until for spell in roof.spells[:-1]] == [s.since for s in roof.spells[1:]]
    assert [spell.state for spell in wall.spells] == ["todo", "blocked"]


def test_events_are_told_as_they_happened_and_those_outside_are_marked(story: Story) -> None:
    report = story.audit(project="APOLLO", first="2026-03-09", last="2026-03-11")
    told = [(each.happened.position, each.inside) for each in report.events]
    inside = [position for position, within in told if within]
    assert inside == [12, 13, 14, 15]
    outside = {position for position, within in told if not within}
    assert outside >= {5, 9}
    late = next(each.happened for each in report.events if each.happened.position == 15)
    assert (late.late, late.at, late.recorded_at) == (True, march(11), march(13))
