"""The audit report tells the truth, and which events it has it from."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from projections.models.entries import EntryRow
from projections.reader import Reader
from projections.view import NotAMoment, When
from projections.views import Views
from service.reports.audit import Audit, build, cited
from service.reports.catalog import REPORTS
from service.reports.evidence import NoSuchSubject
from service.reports.parts import AuditReport, Fact, Figure, HoursOf, Involved
from tests.company import Clock, Company
from tests.service.reports.story import (
    ANA,
    APOLLO,
    BEN,
    FIRST_ENTRY,
    ROOF,
    WALL,
    Story,
    march,
)
from workdomain.execution.discussion import Comment, EditComment, RemoveComment
from workdomain.execution.task_life import BlockWorkItem, CancelWorkItem, State
from workdomain.execution.week import CorrectTime, RemoveTime, week_id
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
from workdomain.work import Work


def figure(value: float, *positions: int) -> Figure:
    return Figure(value=value, positions=positions)


def fact(value: object, position: int | None) -> Fact:
    return Fact.model_validate({"value": value, "position": position})


def field(report: AuditReport, name: str) -> tuple[Fact, Fact, tuple[int, ...]]:
    found = next(each for each in report.state if each.field == name)
    return found.before, found.after, found.changed


def totals(report: AuditReport) -> dict[str, tuple[float, float]]:
    return {each.name: (each.before.value, each.after.value) for each in report.summary}


# -- the story as a whole --------------------------------------------------------------------------


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


# -- of a person, of an item -----------------------------------------------------------------------


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


# -- moments ---------------------------------------------------------------------------------------


def test_as_of_an_earlier_position_is_the_report_made_then(begun: Story) -> None:
    made = {
        subject: [form.render(begun.audit(**{subject: name})) for form in FORMS]
        for subject, name in (("project", "APOLLO"), ("person", "Ben"), ("item", "Roof"))
    }
    begun.go_on()
    for subject, name in (("project", "APOLLO"), ("person", "Ben"), ("item", "Roof")):
        again = begun.audit(as_of=11, **{subject: name})
        assert [form.render(again) for form in FORMS] == made[subject]


FORMS = list(REPORTS["audit"].renderings.values())


def test_the_same_log_gives_the_same_bytes_also_when_all_is_rebuilt(story: Story) -> None:
    first = [form.render(story.audit(project="APOLLO")) for form in FORMS]
    assert [form.render(story.audit(project="APOLLO")) for form in FORMS] == first
    story.clock.now += timedelta(days=99)
    story.views.projector.rebuild()
    assert [form.render(story.audit(project="APOLLO")) for form in FORMS] == first
    with Views(story.work) as others:
        report = build(others, Audit(project="APOLLO"), When(march(16, 0)))
    assert [form.render(report) for form in FORMS] == first


def test_days_without_events_make_an_empty_report(story: Story) -> None:
    report = story.audit(project="APOLLO", first="2026-02-01", last="2026-02-02")
    assert {name: each.value for name, each in report.figures.items() if each.value} == {}
    assert (report.items, report.events, report.lanes, report.state) == ((), (), (), ())
    future = story.audit(project="APOLLO", first="2027-02-01")
    assert future.figures["events"] == figure(0)
    assert totals(future)["work"] == (16, 16)
    assert future.burn_up == ()
    assert future.blocked[0].days == figure(0, 19)


def test_what_happened_before_it_was_there_does_not_count_before_it_was_there(
    story: Story,
) -> None:
    story.do(march(17), WALL, CancelWorkItem(reason="late"), late=timedelta(0))
    early = CancelWorkItem(reason="never")
    gate = UUID(int=14)
    story.do(march(18), gate, AddWorkItem(title="Gate", project=APOLLO))
    story.do(march(17), gate, early, late=timedelta(days=2))
    report = story.audit(item="Gate")
    assert report.begins == march(17)
    assert field(report, "state") == (fact(None, None), fact("todo", 22), (22,))


def test_comments_told_late_do_not_disturb(story: Story) -> None:
    said = UUID(int=60)
    story.do(march(17), WALL, Comment(comment=said, text="Hm."))
    story.do(march(15), WALL, EditComment(comment=said, text="Ah."), late=timedelta(days=3))
    story.do(march(14), WALL, RemoveComment(comment=said), late=timedelta(days=5))
    assert story.audit(item="Wall").figures["late"].positions == (22, 23)


def test_postgresql_tells_the_same(story: Story, postgres_workspace: str) -> None:
    clock = Clock(march(1))
    with Work.open(postgres_workspace, clock=clock) as work:
        other = Story(work, clock)
        other.begin()
        other.go_on()
        for subject in ({"project": "APOLLO"}, {"person": "Ben"}, {"item": "Roof"}):
            mine, theirs = story.audit(**subject), other.audit(**subject)
            assert mine.model_copy(update={"events": ()}) == theirs.model_copy(
                update={"events": ()}
            )
            told = [each.happened.model_copy(update={"correlation": None}) for each in mine.events]
            assert told == [
                each.happened.model_copy(update={"correlation": None}) for each in theirs.events
            ]
        texts = [row.text for row in other.views.history(order="oldest")]
        assert texts == [row.text for row in story.views.history(order="oldest")]
        other.views.close()


# -- what cannot be reported on --------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["project", "person", "item"])
def test_what_is_not_known_cannot_be_reported_on(story: Story, kind: str) -> None:
    with pytest.raises(NoSuchSubject, match=f"There is no {kind} 'Mars' as of position 20: give"):
        story.audit(**{kind: "Mars"})
    with pytest.raises(NoSuchSubject, match="as of position 0"):
        story.audit(as_of=0, **{kind: str(ROOF)})


def test_a_name_that_several_have_is_not_enough(story: Story) -> None:
    story.do(march(17), UUID(int=14), AddWorkItem(title="Wall"))
    with pytest.raises(NoSuchSubject, match=f"2 are called 'Wall'.*{WALL}"):
        story.audit(item="Wall")
    assert story.audit(item=str(WALL)).subject.id == WALL


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({}, "one project, one person or one item"),
        ({"project": "A", "person": "B"}, "one project, one person or one item"),
        ({"item": "A", "from": "2026-03-02", "to": "2026-03-01"}, "is before 2026-03-02"),
        ({"item": "A", "from": "today"}, "date"),
        ({"item": ""}, "at least 1"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(params: dict[str, str], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Audit.model_validate(params)


def test_valid_at_is_told_by_the_last_day(story: Story) -> None:
    with pytest.raises(NotAMoment, match="up to its last day"):
        build(story.views, Audit(project="APOLLO"), When(valid_at=march(9)))


# -- a whole company -------------------------------------------------------------------------------


def test_reports_of_a_company_agree_with_its_views_and_rest_on_events_they_tell() -> None:
    clock = Clock()
    with Work.open(":memory:", clock=clock) as work, Views(work) as views:
        company = Company(work, clock, seed=7)
        company.live(500)
        head = work.log.head().position
        for as_of, last in ((head, None), (head // 2, date(2026, 1, 20))):
            for project in company.projects:
                params = Audit(project=str(project), last=last)
                report = build(views, params, When(as_of))
                agrees(report, views, When(as_of, report.ends))
            for number in range(4):
                params = Audit(person=f"Person {number}", last=last)
                rests_on_its_events(build(views, params, When(as_of)))


def agrees(report: AuditReport, views: Views, when: When) -> None:
    """Compare with the rows that hold at the report's end, and with the entries known by then."""
    rests_on_its_events(report)
    rows = views.ask("work-items", {"project": report.subject.id}, when).rows
    for state in State:
        assert totals(report)[state][1] == sum(row.state is state for row in rows)
    open_work = [row for row in rows if row.state is not State.CANCELLED]
    assert totals(report)["work"][1] == pytest.approx(
        sum(r.work_h or 0 for r in open_work), abs=1e-3
    )
    items = {row.id for row in rows}
    with views.reader(When(when.as_of)) as reader:
        logged = [row for row in entries_of(reader) if row.item in items]
    spent = sum(row.minutes for row in logged if not report.last or row.day <= report.last) / 60
    assert report.figures["hours"].value == pytest.approx(spent, abs=1e-3)


def entries_of(reader: Reader) -> list[EntryRow]:
    return reader.rows(EntryRow)


def rests_on_its_events(report: AuditReport) -> None:
    told = {each.happened.position for each in report.events}
    assert set(cited(report)) <= told
    assert max(told) <= report.as_of
    hours = report.figures["hours"]
    for table in (report.hours_by_person, report.hours_by_item, report.hours_by_week):
        assert sum(each.hours.value for each in table) == pytest.approx(hours.value, abs=1e-3)
        assert {p for each in table for p in each.hours.positions} == set(hours.positions)
    if report.burn_up:
        assert report.burn_up[-1].spent_h == pytest.approx(totals(report)["spent"][1], abs=1e-3)
        assert report.burn_up[-1].work_h == pytest.approx(totals(report)["work"][1], abs=1e-3)
