"""Audit reports at other moments, of nothing, and of a whole company."""

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
from service.reports.parts import AuditReport
from tests.company import Clock, Company
from tests.service.reports.story import (
    APOLLO,
    ROOF,
    WALL,
    Story,
    fact,
    field,
    figure,
    march,
    totals,
)
from workdomain.execution.discussion import Comment, EditComment, RemoveComment
from workdomain.execution.task_life import CancelWorkItem, State
from workdomain.planning.work_item import (
    AddWorkItem,
)
from workdomain.work import Work


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


OF_A_RUN = {"correlation": None, "command": None}
"""Ids that are made anew in each."""


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
            told = [each.happened.model_copy(update=OF_A_RUN) for each in mine.events]
            assert told == [each.happened.model_copy(update=OF_A_RUN) for each in theirs.events]
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
