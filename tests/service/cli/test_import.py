"""`import jira`: what came of it, told in every form."""

import json

import pytest

from tests.service.imports.jira_sample import at, history, issue, item


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    moved = history(1, at(3), item("status", "Open", "Done", "1", "3"))
    issues = [issue(1, moved, status="Done"), issue(2)]
    (folder / "1.json").write_text(json.dumps({"issues": issues}))
    return folder


def test_real_history_comes_in_once(cli, pages, tmp_path):
    (told,) = cli("import", "jira", pages, "--format", "json").rows
    assert (told["issues"], told["rejects"]) == (2, 0)
    (again,) = cli("import", "jira", pages, "--format", "json").rows
    assert again["new"] == 0
    rows = cli("view", "work-items", "--format", "json").rows
    assert {(row["key"], row["state"]) for row in rows} == {("CB-1", "done"), ("CB-2", "todo")}
    then = cli("view", "work-items", "--valid-at", "2014-03-02", "--format", "json").rows
    assert {row["state"] for row in then} == {"todo"}
    assert "issues" in cli("import", "jira", pages).out
    assert cli("import", "jira", pages, "--format", "csv").out.startswith("pages,issues")


def test_a_dry_run_changes_nothing(cli, pages, tmp_path):
    told = cli("import", "jira", pages, "--dry-run", "--rejects", tmp_path / "rejects.csv")
    assert "rejects.csv" in told.err
    assert (tmp_path / "rejects.csv").exists()
    assert not cli.db.exists()


def test_what_could_not_be_taken_is_told(cli, pages):
    broken = [{"key": f"CB-{n}", "fields": {}} for n in range(9)]
    (pages / "2.json").write_text(json.dumps({"issues": broken}))
    told = cli("import", "jira", pages).err
    assert "CB-0" in told
    assert "more; --rejects FILE" in told


def test_a_folder_without_pages_is_told(cli, tmp_path):
    assert "no pages" in cli("import", "jira", tmp_path, status=2).err


def test_a_mapping_that_cannot_be_used_is_told(cli, pages, tmp_path):
    (tmp_path / "map.json").write_text("[")
    assert cli("import", "jira", pages, "--map", tmp_path / "map.json", status=2).err


def test_pages_without_issues_fall_short(cli, pages):
    (pages / "1.json").write_text(json.dumps({"issues": []}))
    cli("import", "jira", pages, status=1)


@pytest.fixture
def sheets(tmp_path):
    folder = tmp_path / "sheets"
    folder.mkdir()
    head = (
        "quarter,team,kind,objective,key_result,priority,owner,mid_actual,mid_projection,end_score"
    )
    rows = [f"2019Q2,Shop,KR,Grow,Clients {n},P1,Ana,0.5,1,x" for n in range(7)]
    (folder / "okr.csv").write_text("\n".join([head, *rows, ""]))
    return folder


def test_sheets_of_goals_come_in_once(cli, sheets):
    told = cli("import", "okr", sheets, "--format", "json")
    (counts,) = told.rows
    assert (counts["objectives"], counts["key_results"], counts["rejects"]) == (1, 7, 7)
    assert "x" in told.err
    assert "more; --rejects FILE" in told.err
    (again,) = cli("import", "okr", sheets, "--format", "json").rows
    assert again["new"] == 0
    rows = cli("view", "goals", "--valid-at", "2019-05-20", "--format", "json").rows
    assert {row["progress"] for row in rows} == {0.5}
    assert "sheets" in cli("import", "okr", sheets).out


def test_a_dry_run_of_sheets_changes_nothing(cli, sheets, tmp_path):
    cli("import", "okr", sheets, "--dry-run", "--rejects", tmp_path / "rejects.csv")
    assert (tmp_path / "rejects.csv").exists()
    assert not cli.db.exists()


def test_sheets_without_objectives_fall_short(cli, sheets):
    (sheets / "okr.csv").write_text((sheets / "okr.csv").read_text().splitlines()[0] + "\n")
    cli("import", "okr", sheets, status=1)
    (sheets / "okr.csv").unlink()
    assert "no OKR sheets" in cli("import", "okr", sheets, status=2).err


@pytest.fixture
def templates(tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "onboard.md").write_text("# Before\n- [ ] Order a laptop\n", "utf-8")
    return folder


def test_templates_come_in_once_and_are_used(cli, templates):
    (told,) = cli("import", "templates", templates, "--format", "json").rows
    assert (told["checklists"], told["checks"], told["rejects"]) == (1, 1, 0)
    (again,) = cli("import", "templates", templates, "--format", "json").rows
    assert again["new"] == 0
    made = ("do", "from-template", "new", "add-work-item-from-template", "--template", "onboard")
    cli(*made)
    rows = cli("view", "work-items", "--format", "json").rows
    assert {row["title"] for row in rows} == {"onboard", "Before", "Order a laptop"}
    assert "checklists" in cli("import", "templates", templates, "--dry-run").out


def test_templates_that_could_not_be_taken_are_told(cli, templates):
    (templates / "empty.md").write_text("Nothing", "utf-8")
    assert "empty.md: file: there is no heading" in cli("import", "templates", templates).err
    (templates / "onboard.md").unlink()
    cli("import", "templates", templates, status=1)
    (templates / "empty.md").unlink()
    assert "name the folder" in cli("import", "templates", templates, status=2).err
