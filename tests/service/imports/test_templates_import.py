"""Small folders of templates, each with something odd in it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from projections.views import Views
from service.imports.checklists import read_checklist
from service.imports.jira_pages import NothingToImport
from service.imports.plan_days import Read, names_years, read_day
from service.imports.releases import role_of
from service.imports.templates import import_templates
from workdomain.planning.template import RetireTemplate
from workdomain.work import Work

WRITTEN = datetime(2022, 1, 20, tzinfo=UTC)
HEAD = "release,commit_time,commit,seq,what,who,when_raw,week,date\n"


@pytest.fixture
def work():
    with Work.open(":memory:") as work:
        yield work


def history(folder: Path, *lines: str, head: str = HEAD) -> Path:
    (folder / "release_timeline_history.csv").write_text(head + "\n".join(lines), "utf-8")
    return folder


def line(commit: int, what: str, when: str, who: str = "Lead", release: str = "1.9") -> str:
    return f'{release},2022-01-{commit:02}T10:00:00Z,c{commit},1,{what},{who},"{when}",,'


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tuesday 23rd January 2024", date(2024, 1, 23)),
        ("Wed September 16, 2020", date(2020, 9, 16)),
        ("02:00 UTC Friday 9th February 2024 / 18:00 PDT Thursday 8th", date(2024, 2, 9)),
        ("Monday 6th - Thursday 9th November 2023", date(2023, 11, 9)),
        ("9 November 2023", date(2023, 11, 9)),
    ],
)
def test_a_day_is_read_where_it_is_whole(text: str, day: date):
    assert read_day(text, WRITTEN, has_years=True) == Read(day)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("TBD", "TBD is no day yet"),
        ("", "nothing is no day yet"),
        ("31st February 2024", "there is no such day"),
        ("Monday January 31", "no day, month and year"),
        ("October 24-28 2022", "no day, month and year"),
    ],
)
def test_what_is_no_day_is_told(text: str, remark: str):
    found = read_day(text, WRITTEN, has_years=True)
    assert found.day is None
    assert found.remark is not None
    assert remark in found.remark


def test_a_day_that_falls_on_another_weekday_is_taken_and_told():
    found = read_day("Friday 28th January 2020", WRITTEN, has_years=True)
    assert found.day == date(2020, 1, 28)
    assert found.remark == (
        "taken as it is written, but 2020-01-28 is a Tuesday: 'Friday 28th January 2020'"
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tue December 28", date(2021, 12, 28)),
        ("Monday, January 3", date(2022, 1, 3)),
        ("Web 19th January", date(2022, 1, 19)),
        ("Thu June 8", None),
        ("Tue February 30", None),
        ("May 3-7", None),
    ],
)
def test_without_a_year_the_nearest_is_meant_if_the_weekday_agrees(text: str, day: date | None):
    assert read_day(text, WRITTEN, has_years=False).day == day
    assert not names_years([text])


def test_roles_are_read_without_the_people_behind_them():
    assert role_of("Branch Manager (@somebody)") == "Branch Manager"
    assert role_of("Lead, Docs") == "Lead / Docs"
    assert role_of("") is None


def test_a_milestone_that_goes_and_comes_back_is_cancelled_and_reopened(work, tmp_path):
    history(
        tmp_path,
        line(1, "Start of Release Cycle", "Monday 3rd January 2022"),
        line(1, "1.9.0 released", "Saturday 8th January 2022"),
        line(1, "Party", "TBD"),
        line(2, "Start of Release Cycle", "Tuesday 4th January 2022"),
        line(2, "1.9.1 released", "Monday 10th January 2022"),
        line(3, "Start of Release Cycle", "Tuesday 4th January 2022"),
        line(3, "1.9.1 released", "Monday 10th January 2022"),
        line(3, "Party", "Wednesday 12th January 2022"),
        line(3, "Cake", "Wednesday 12th January 2022"),
    )
    summary = import_templates(work, tmp_path)
    assert [reject.reason for reject in summary.rejects] == ["TBD is no day yet"]
    with Views(work) as views:
        rows = {row.title: row for row in views.reschedulings()}
        assert rows["1.9.1 released"].first_due == date(2022, 1, 8), "A Saturday, from no template"
        assert rows["1.9.1 released"].slip_days == 2
        assert rows["Party"].moves == 0
        assert rows["Cake"].first_due == date(2022, 1, 12)
        items = {row.title: row for row in views.work_items()}
        assert items["Party"].reopened == 1
        then = views.work_items(valid_at="2022-01-02")
        assert {row.title: row.state for row in then}["Party"] == "cancelled"
        (project,) = views.progress(depth=0)
        assert (project.start, project.due) == (date(2022, 1, 4), date(2022, 1, 10))


def test_lines_that_make_no_sense_are_told(work, tmp_path):
    history(
        tmp_path,
        line(1, "Party", "Monday 3rd January 2022"),
        line(1, "Party", "Monday 3rd January 2022"),
        "1.9,yesterday,c9,1,Party,Lead,TBD,,",
        "1.9,2022-01-01T10:00:00,c8,1,Party,Lead,TBD,,",
        line(2, "Party", "Monday 3rd January 3022"),
        line(1, "x" * 400, "Monday 3rd January 2022", release="1.8"),
        line(1, "Far", "Monday 3rd January 2022", release="Release with a long name"),
    )
    summary = import_templates(work, tmp_path)
    reasons = {reject.reason for reject in summary.rejects}
    assert "there twice in one version of the plan" in reasons
    assert "its time cannot be read" in reasons
    assert any("due" in reason for reason in reasons), "3022 is too far away"
    with Views(work) as views:
        assert {row.key for row in views.progress(depth=0)} >= {"K8S_RELEASE_WITH_A_L"}


def test_a_history_with_other_columns_is_told(work, tmp_path):
    history(tmp_path, "1", head="release\n")
    summary = import_templates(work, tmp_path)
    assert [r.reason for r in summary.rejects] == ["there is no column commit_time"]
    history(tmp_path, head=HEAD)
    assert import_templates(work, tmp_path).commands == 0


MARKDOWN = """---
name: Onboard
about: 'Welcome somebody'
labels: people, "new"
---
Some words.

# Before
- [ ] Order a **laptop** from
      [the shop](https://shop.example)
  - any colour
    will do
- Papers
  - [x] Contract
# First day
```
- [ ] not a check
```
- [ ] Lunch
Not a part of lunch.
<!--
- [ ] Speech
-->
## Afternoon
- [ ] Lunch
"""


def test_a_checklist_is_read_as_deep_as_it_is(tmp_path):
    path = tmp_path / "onboard.md"
    path.write_text(MARKDOWN, "utf-8")
    found = read_checklist(path)
    assert (found.name, found.about, found.title) == ("Onboard", "Welcome somebody", None)
    assert found.labels == ("people", '"new')
    steps = [(s.step, s.kind, s.parent, s.labels) for s in found.steps]
    assert steps == [
        ("before", "phase", None, ()),
        ("order-a-laptop-from", "task", "before", ()),
        ("papers", "group", "before", ()),
        ("contract", "task", "papers", ()),
        ("first-day", "phase", None, ()),
        ("lunch", "task", "first-day", ()),
        ("speech", "task", "first-day", ("optional",)),
        ("afternoon", "phase", "first-day", ()),
        ("lunch-2", "task", "afternoon", ()),
    ]
    laptop = found.steps[1]
    assert laptop.title == "Order a laptop from the shop"
    assert laptop.description == (
        "Order a **laptop** from [the shop](https://shop.example)\n- any colour\nwill do"
    )


def test_a_file_that_has_changed_makes_another_version(work, tmp_path):
    path = tmp_path / "onboard.md"
    path.write_text(MARKDOWN, "utf-8")
    first = import_templates(work, tmp_path)
    assert (first.checklists, first.rejects) == (1, ())
    path.write_text(MARKDOWN.replace("- [ ] Lunch\nNot", "- [ ] Dinner\nNot"), "utf-8")
    assert import_templates(work, tmp_path).new == 3, "A step more, a step less, a version"
    with Views(work) as views:
        new, old = views.templates()
        assert (new.version, old.version) == (2, 1)
        titles = {step.title for step in views.template_steps(template=new.id)}
        assert "Dinner" in titles


def test_a_refusal_is_told_with_its_file(work, tmp_path):
    path = tmp_path / "onboard.md"
    path.write_text(MARKDOWN, "utf-8")
    import_templates(work, tmp_path)
    with Views(work) as views:
        (row,) = views.templates()
    from workdomain.kernel import Context
    from workdomain.values import OPERATOR

    work.do(row.id, RetireTemplate(reason="Old"), Context(OPERATOR, work.now()))
    path.write_text(MARKDOWN + "- [ ] More\n", "utf-8")
    told = import_templates(work, tmp_path).rejects
    assert {reject.key for reject in told} == {"onboard.md"}
    assert "TemplateIsRetired" in told[0].reason


def test_files_that_are_no_checklists_are_told(work, tmp_path):
    (tmp_path / "empty.md").write_text("Nothing to do.", "utf-8")
    (tmp_path / "broken.md").write_bytes(b"\xff\xfe\xfa")
    told = import_templates(work, tmp_path)
    assert {(r.key, r.reason.split(":")[0][:40]) for r in told.rejects} == {
        ("broken.md", "'utf-8' codec can't decode byte 0xff in "),
        ("empty.md", "there is no heading and no check in it"),
    }
    assert told.commands == 0


def test_a_folder_without_templates_is_told(work, tmp_path):
    with pytest.raises(NothingToImport, match="name the folder they are in"):
        import_templates(work, tmp_path)


def test_a_dry_run_writes_the_rejects_and_nothing_else(work, tmp_path):
    history(tmp_path, line(1, "Party", "TBD"))
    told: list[tuple[int, int]] = []
    summary = import_templates(
        work,
        tmp_path,
        dry_run=True,
        rejects=tmp_path / "rejects.csv",
        progress=lambda done, of: told.append((done, of)),
    )
    assert summary.dry_run
    assert told[-1] == (summary.commands, summary.commands)
    assert work.log.head().position == 0
    assert "Party,TBD is no day yet" in (tmp_path / "rejects.csv").read_text("utf-8")


def test_a_checklist_needs_no_heading(tmp_path):
    path = tmp_path / "bare.md"
    path.write_text("- Papers\n  - [ ] Contract\n- any colour\n", "utf-8")
    steps = [(s.step, s.kind, s.parent, s.description) for s in read_checklist(path).steps]
    assert steps == [("papers", "group", None, ""), ("contract", "task", "papers", "")]
