"""Imports into a real workspace."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.imports.jira import BATCH, TOO_LATE, import_jira
from service.imports.jira_census import id_of
from tests.service.imports.jira_sample import (
    SERVER,
    at,
    comment,
    history,
    issue,
    item,
    page,
    user,
    worklog,
)
from workdomain.execution.week import week, week_id
from workdomain.execution.work_item import WorkItem, work_item
from workdomain.kernel import Context
from workdomain.people.person import RenamePerson, person
from workdomain.planning.project import AddProject, CloseProject, project
from workdomain.planning.work_item import RetitleWorkItem
from workdomain.store.log import StoreError
from workdomain.work import Work

ME = UUID(int=1)
IMPORTED = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    with Work.open(tmp_path / "work.db", clock=lambda: IMPORTED) as work:
        yield work


def number(n: int) -> UUID:
    return id_of(SERVER, "issue", str(10_000 + n))


def who(name: str) -> UUID:
    return id_of(SERVER, "person", name)


def state(work: Work, n: int) -> WorkItem:
    return work.state(work_item, number(n))


def log(work: Work) -> list[tuple[str, str]]:
    return [(recorded.stream, type(recorded.event).__name__) for recorded in work.events()]


def edit(folder: Path, change: dict[str, Any]) -> None:
    """Change fields of the only issue of the only page, as someone would in Jira."""
    (file,) = folder.glob("*.json")
    content = json.loads(file.read_text("utf-8"))
    content["issues"][0]["fields"] |= change.pop("fields", {})
    content["issues"][0]["changelog"]["histories"] += change.pop("histories", [])
    file.write_text(json.dumps(content), "utf-8")


def test_who_and_where_are_set_up_before_the_work_at_the_time_they_are_first_spoken_of(
    work: Work, tmp_path: Path
):
    moved = history(1, at(6), item("assignee", None, "Cy", None, "cy"), by="dora")
    summary = import_jira(
        work, page(tmp_path / "in", issue(2, created=at(4)), issue(1, moved, assignee=user("cy")))
    )
    assert log(work) == [
        (f"person/{who('ana')}", "PersonAdded"),
        (f"person/{who('cy')}", "PersonAdded"),
        (f"project/{id_of(SERVER, 'project', 'CB')}", "ProjectAdded"),
        *[(stream, kind) for stream, kind in log(work) if kind == "ProjectKeyReserved"],
        (f"person/{who('dora')}", "PersonAdded"),
        (f"work-item/{number(1)}", "WorkItemAdded"),
        (f"work-item/{number(2)}", "WorkItemAdded"),
        (f"work-item/{number(1)}", "WorkItemAssigned"),
        (f"project/{id_of(SERVER, 'project', 'CB')}", "MemberAdded"),
    ]
    assert {recorded.recorded_at for recorded in work.events()} == {IMPORTED}
    assert len({recorded.context.correlation_id for recorded in work.events()}) == 1
    assert (summary.issues, summary.people, summary.projects) == (2, 3, 1)
    assert (summary.commands, summary.new, summary.rejects) == (7, 7, ())


def test_importing_twice_adds_nothing(work: Work, tmp_path: Path):
    folder = page(
        tmp_path / "in",
        issue(
            1,
            history(1, at(2), item("status", "Open", "In Progress")),
            status="In Progress",
            comment={"comments": [comment(1, at(3), "Hi", updated=at(4))]},
            worklog={"worklogs": [worklog(1, at(9), 600)]},
        ),
    )
    first = import_jira(work, folder)
    before = work.log.head().position
    second = import_jira(work, folder)
    assert work.log.head().position == before
    assert (first.new, first.quiet, first.known) == (8, 1, 0)
    assert (second.new, second.quiet, second.known) == (0, 0, 6)
    assert second.rejects == ()


def test_importing_again_adds_what_changed_in_the_meantime_and_nothing_else(
    work: Work, tmp_path: Path
):
    folder = page(
        tmp_path / "in",
        issue(
            1,
            comment={"comments": [comment(1, at(3), "Hi")]},
            worklog={"worklogs": [worklog(1, at(9), 600)]},
        ),
    )
    import_jira(work, folder)
    before = work.log.head().position
    edit(
        folder,
        {
            "fields": {
                "summary": "Other",
                "comment": {"comments": [comment(1, at(3), "Hello", updated=at(8))]},
                "worklog": {"worklogs": [worklog(1, at(9), 1200, updated=at(12))]},
            },
            "histories": [history(1, at(6), item("summary", "Issue 1", "Other"))],
        },
    )
    summary = import_jira(work, folder)
    assert [kind for _, kind in log(work)[before:]] == [
        "WorkItemRetitled",
        "CommentEdited",
        "TimeCorrected",
    ]
    assert summary.rejects == ()
    entries = work.state(week, week_id(who("ben"), datetime(2014, 3, 9, tzinfo=UTC).date())).entries
    assert [entry.minutes for entry in entries.values() if entry] == [20]


def test_what_an_earlier_import_told_otherwise_stays_and_is_rejected(work: Work, tmp_path: Path):
    folder = page(tmp_path / "in", issue(1, worklog={"worklogs": [worklog(1, at(9), 600)]}))
    import_jira(work, folder)
    before = work.log.head().position
    edit(folder, {"fields": {"worklog": {"worklogs": [worklog(1, at(9), 1200)]}}})
    (reject,) = import_jira(work, folder).rejects
    assert work.log.head().position == before
    assert reject == (
        "CB-1",
        "worklog 1",
        "an earlier import told this otherwise; what is here stays as it was",
    )


def test_what_was_changed_here_since_is_not_changed_back(work: Work, tmp_path: Path):
    folder = page(tmp_path / "in", issue(1))
    import_jira(work, folder)
    context = Context(ME, IMPORTED)
    work.do(number(1), RetitleWorkItem(title="A better name"), context)
    work.do(who("ana"), RenamePerson(name="Ana Silva"), context)
    import_jira(work, folder)
    assert state(work, 1).plan.title == "A better name"
    assert work.state(person, who("ana")).name == "Ana Silva"


def test_an_import_that_was_cut_off_is_completed_by_another(work: Work, tmp_path: Path):
    folder = tmp_path / "in"
    for start in (0, BATCH):
        page(folder, *map(issue, range(start, start + BATCH)), name=f"{start:04}.json")

    def cut_off(done: int, _total: int) -> None:
        if done == BATCH:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_jira(work, folder, progress=cut_off)
    assert len(log(work)) == BATCH + 1  # and the project's key
    summary = import_jira(work, folder)
    assert (summary.known, summary.new) == (BATCH - 2, BATCH + 2)
    assert sum(kind == "WorkItemAdded" for _, kind in log(work)) == 2 * BATCH


def test_progress_is_told_after_each_batch(work: Work, tmp_path: Path):
    told: list[tuple[int, int]] = []
    folder = page(tmp_path / "in", *map(issue, range(BATCH)))
    import_jira(work, folder, progress=lambda done, total: told.append((done, total)))
    assert told == [(BATCH, BATCH + 2), (BATCH + 2, BATCH + 2)]


def test_a_dry_run_counts_and_writes_nothing(work: Work, tmp_path: Path):
    folder = page(tmp_path / "in", issue(1, parent={"id": "5", "key": "CB-5"}, labels=["x"]))
    rehearsed = import_jira(work, folder, dry_run=True, rejects=tmp_path / "rejects.csv")
    assert log(work) == []
    imported = import_jira(work, folder)
    assert rehearsed.dry_run
    assert not imported.dry_run
    assert (rehearsed.new, rehearsed.rejects) == (imported.new, imported.rejects)
    assert (tmp_path / "rejects.csv").exists()


def test_what_is_refused_goes_to_the_reject_file_and_the_import_goes_on(work: Work, tmp_path: Path):
    logs = [worklog(n, at(9), 13 * 3600, by="ana") for n in (1, 2)]
    folder = page(
        tmp_path / "in",
        issue(
            1,
            history(1, at(2), item("labels", "", "=1+1")),
            parent={"id": "10009", "key": "CB-9"},
            worklog={"worklogs": logs},
        ),
        issue(2, created="2099-01-01T00:00:00.000+0000"),
        issue(3),
    )
    (folder / "search-0002.json").write_text("<html>")
    summary = import_jira(work, folder, rejects=tmp_path / "rejects.csv")
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["key", "what", "reason"],
        [
            "search-0002.json",
            "page",
            "no page of Jira: Expecting value: line 1 column 1 (char 0)",
        ],
        ["CB-1", "Parent", "CB-9 was not imported: import it too, then this again"],
        [
            "CB-1",
            "worklog 2",
            "MoreThanADay: 2014-03-09 has room for 660 minutes more, not 780",
        ],
        [
            "CB-2",
            "creation",
            "NotYetHappened: 2099-01-01T00:00:00+00:00 is not a moment of the past",
        ],
        ["CB-1", "labels: - -> =1+1", "no counterpart"],
    ]
    assert state(work, 3).plan.title == "Issue 3"
    assert len(summary.rejects) == 4


def test_a_cell_that_a_spreadsheet_would_reckon_with_is_quoted(work: Work, tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "=cmd.json").write_text("{}")
    import_jira(work, folder, rejects=tmp_path / "rejects.csv")
    assert "'=cmd.json,page" in (tmp_path / "rejects.csv").read_text("utf-8")


def test_everything_about_an_issue_that_could_not_be_added_is_one_reject(
    work: Work, tmp_path: Path
):
    future = issue(
        1,
        history(1, "2099-01-03T00:00:00.000+0000", item("status", "Open", "Done")),
        created="2099-01-01T00:00:00.000+0000",
        status="Done",
        comment={"comments": [comment(1, at(2), "early")]},
    )
    told = import_jira(work, page(tmp_path / "a", future, issue(2))).rejects
    assert [(r.key, r.what) for r in told] == [("ben", "creation"), ("CB-1", "creation")]
    id = id_of(SERVER, "project", "CB")
    work.do(id, CloseProject(reason="Over"), Context(ME, IMPORTED))
    late = issue(7, history(2, at(3), item("summary", "a", "Issue 7")))
    (reject,) = import_jira(work, page(tmp_path / "b", late)).rejects
    assert reject == (
        "CB-7",
        "creation",
        "ProjectIsClosed: Cordova is closed: reopen it first",
    )


def test_a_part_whose_parent_comes_with_a_later_import_is_nested_then(work: Work, tmp_path: Path):
    folder = page(tmp_path / "in", issue(1, parent={"id": "10002", "key": "CB-2"}))
    assert len(import_jira(work, folder).rejects) == 1
    page(folder, issue(2), name="search-0002.json")
    assert import_jira(work, folder).rejects == ()
    assert state(work, 1).network.parent == number(2)


def test_what_came_later_is_not_undone_by_what_could_not_be_taken_before(
    work: Work, tmp_path: Path
):
    folder = page(
        tmp_path / "in",
        issue(
            1,
            history(1, at(2), item("Parent", None, "CB-2", None, "10002")),
            history(2, at(3), item("Parent", "CB-2", "CB-3", "10002", "10003")),
            parent={"id": "10003", "key": "CB-3"},
        ),
        issue(3),
    )
    assert len(import_jira(work, folder).rejects) == 1
    page(folder, issue(2), name="search-0002.json")
    (reject,) = import_jira(work, folder).rejects
    assert reject == ("CB-1", "Parent", TOO_LATE)
    assert state(work, 1).network.parent == number(3)


def test_a_project_that_has_the_key_already_is_the_one_meant(work: Work, tmp_path: Path):
    ours = uuid4()
    work.do(ours, AddProject(name="Our own", key="CB"), Context(ME, IMPORTED))
    import_jira(work, page(tmp_path / "in", issue(1)))
    assert state(work, 1).plan.project == ours
    assert work.state(project, ours).name == "Our own"


def test_work_of_a_project_whose_key_cannot_be_one_belongs_to_none(work: Work, tmp_path: Path):
    odd = issue(1, project={"key": "R", "name": "R"}) | {"key": "R-1"}
    (reject,) = import_jira(work, page(tmp_path / "in", odd)).rejects
    assert (reject.key, reject.what) == ("R", "project")
    assert reject.reason.startswith("left out: key: String should match pattern")
    assert state(work, 1).plan.project is None


def test_of_an_issue_on_two_pages_the_newest_is_taken(work: Work, tmp_path: Path):
    folder = page(tmp_path / "in", issue(1, summary="Old"), name="a.json")
    page(folder, issue(1, summary="New", updated=at(21)), name="b.json")
    page(folder, issue(1, summary="Oldest", updated=None), name="c.json")
    assert import_jira(work, folder).issues == 1
    assert state(work, 1).plan.title == "New"


def test_two_servers_are_two_worlds_that_share_projects_by_their_keys(work: Work, tmp_path: Path):
    there = issue(1, summary="There") | {"self": "https://other.example/rest/api/2/issue/10001"}
    summary = import_jira(work, page(tmp_path / "in", issue(1), there))
    assert (summary.issues, summary.people, summary.projects) == (2, 2, 1)
    assert state(work, 1).plan.title == "Issue 1"
    assert work.state(work_item, id_of("https://other.example", "issue", "10001")).plan.title


def test_a_store_that_fails_ends_the_import(work: Work, tmp_path: Path):
    folder = page(tmp_path / "in", issue(1))
    import_jira(work, folder)
    page(folder, issue(2), name="b.json")
    with sqlite3.connect(tmp_path / "work.db") as stranger:
        stranger.execute(
            "CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    stranger.close()
    with pytest.raises(StoreError):
        import_jira(work, folder)


def test_a_reject_file_that_cannot_be_written_is_told_before_anything_is_imported(
    work: Work, tmp_path: Path
):
    with pytest.raises(FileNotFoundError):
        import_jira(work, page(tmp_path / "in", issue(1)), rejects=tmp_path / "gone" / "r.csv")
    assert log(work) == []
