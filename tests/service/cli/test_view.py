"""`view` and `history`: every view, now and then."""

import csv
from io import StringIO
from pathlib import Path

import pytest

from projections.catalog import VIEWS
from projections.follow_up import FollowUp
from service.cli.fields import option_name

NAMES = [view.name for view in VIEWS]
MID = "2026-01-15"
LESS = {
    "history": ("--subject", "MIG"),
    "my-week": ("--person", "Mei", "--day", "2025-10-08"),
    "week-grid": ("--person", "Kofi", "--day", "2026-03-04"),
    "timesheet-evidence": ("--person", "Mei", "--day", "2025-10-08"),
    "hours": ("--first", "2025-09-29", "--last", "2025-11-15"),
    "to-invoice": ("--first", "2025-09-29", "--last", "2025-11-15"),
    "profitability": ("--first", "2025-09-29", "--last", "2025-11-15"),
    "timesheets": ("--first", "2025-09-29", "--last", "2025-10-19"),
    "payroll": ("--month", "2025-10"),
    "leave": ("--everything", "yes"),
    "leave-balance": ("--year", "2026"),
    "equipment": ("--first", "2025-12-01", "--last", "2026-04-12"),
    "equipment-bookings": ("--first", "2025-12-01", "--last", "2026-04-12"),
    "candidates": ("--allocation", "120 h, 2026-03-16 to 2026-05-11"),
    "client": ("--client", "Baumann AG"),
    "portal": ("--client", "Baumann AG"),
    "strain": ("--as", "Mei"),
    "inbox": ("--person", "Mei", "--unread", "no"),
    "watchers": ("--item", "Switch off the old portal"),
}
"""A part of what would be very much, or what has to be said."""


def test_the_help_of_a_view_explains_its_parameters(cli):
    told = cli("view", "follow-up", "--help").out
    for field in FollowUp.model_fields:
        assert option_name(field) in told


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_view_of_the_demo_says_something_in_every_form(demo, view):
    words = "view", view.name, *LESS.get(view.name, ()), "--limit", "40"
    rows = demo(*words, "--format", "json").rows
    assert rows
    assert list(rows[0]) == list(view.row.model_fields)
    header, *lines = csv.reader(StringIO(demo(*words, "--format", "csv").out))
    assert header == list(view.row.model_fields)
    assert len(lines) == len(rows)
    assert "─" in demo(*words).out


@pytest.mark.parametrize("name", NAMES)
def test_every_view_says_the_same_again_and_can_be_compared(demo, name):
    words = "view", name, *LESS.get(name, ()), "--format", "json"
    as_of = *words, "--as-of", MID
    assert demo(*as_of).out == demo(*as_of).out
    assert demo(*words, "--as-of", "500", "--compare-to", "500").rows == []
    changes = demo(*words, "--compare-to", MID).rows
    assert changes
    assert {change["change"] for change in changes} <= {"new", "gone", "changed"}


def test_changes_are_printed_for_people_and_spreadsheets(demo):
    told = demo("view", "work-items", "--compare-to", MID)
    assert "before" in told.out
    lines = csv.DictReader(
        StringIO(demo("view", "work-items", "--compare-to", MID, "--format", "csv").out)
    )
    assert {"new", "changed"} <= {line["change"] for line in lines}
    assert demo("view", "work-items", "--as-of", "5", "--compare-to", "5").out.strip() == "Nothing."


def test_pages_follow_one_another_until_everything_was_shown(demo):
    whole = demo("view", "work-items", "--format", "json").rows
    rows: list[object] = []
    cursor: tuple[str, ...] = ()
    for _ in range(10):
        page = demo("view", "work-items", "--limit", "50", "--format", "json", *cursor)
        rows += page.rows
        if "--cursor" not in page.err:
            break
        cursor = "--cursor", page.err.split("--cursor ")[1].strip()
    assert rows == whole
    told = demo("view", "work-items", "--project", "NEW", *cursor, status=2)
    assert "--cursor" in told.err


def test_paging_and_comparing_exclude_one_another(demo):
    told = demo("view", "board", "--compare-to", MID, "--limit", "3", status=2).err
    assert "leave --limit" in told


def test_columns_are_chosen_or_found_to_be_unknown(demo):
    header = demo("view", "work-items", "--columns", "title, state", "--format", "csv").out
    assert header.splitlines()[0] == "title,state"
    told = demo("view", "work-items", "--columns", "titel", status=2).err
    assert "there are id, key, title" in told


def test_a_narrow_screen_has_fewer_columns_and_says_so(demo, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    told = demo("view", "work-items", "--limit", "3")
    assert "No room for" in told.err
    assert max(map(len, told.out.splitlines())) <= 60


def test_a_view_of_nothing_is_nothing_in_every_form(cli):
    cli("do", "person", "new", "add-person", "--name", "Ana")
    assert cli("view", "board").out.strip() == "Nothing."
    assert cli("view", "board", "--format", "json").rows == []
    assert cli("view", "board", "--format", "csv").out.startswith("column,id,title")


def test_filters_take_names_and_keys(demo):
    rows = demo("view", "work-items", "--project", "NEW", "--state", "doing,blocked",
                "--format", "json").rows  # fmt: skip
    assert {row["project_key"] for row in rows} == {"NEW"}
    assert {row["state"] for row in rows} <= {"doing", "blocked"}
    assert demo("view", "work-items", "--person", "Priya", "--format", "json").rows


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("bord",), "board"),
        (("board", "--as-of", "soon"), "is not a moment"),
        (("board", "--valid-at", "2026-01-01T10:00"), "no time zone"),
        (("board", "--ended-days", "x"), "--ended-days"),
        (("board", "--limit", "0"), "--limit"),
        (("board", "--format", "xml"), "xml"),
    ],
)
def test_a_question_that_makes_no_sense_is_wrong_usage(demo, words, told):
    assert told in demo("view", *words, status=2).err


def test_a_view_of_a_database_that_is_not_there_makes_none(cli):
    assert "There is no database" in cli("view", "board", status=1).err
    assert not cli.db.exists()


def test_a_file_that_is_no_database_is_refused(cli):
    cli.db.write_text("Dear diary, " * 100)
    assert "not a database of workdomain" in cli("view", "board", status=1).err


def test_a_title_that_looks_like_a_formula_is_harmless_in_a_spreadsheet(cli):
    cli("do", "work-item", "new", "add", "--title", "=1+1")
    assert "'=1+1" in cli("view", "work-items", "--format", "csv").out
    assert cli("view", "work-items", "--format", "json").rows[0]["title"] == "=1+1"


def test_markup_in_a_title_is_just_text(cli):
    cli("do", "work-item", "new", "add", "--title", "[red]Sale[/red] [/]")
    assert "[red]Sale[/red] [/]" in cli("view", "work-items").out


def test_ids_in_a_table_are_as_long_as_it_takes_to_tell_them_apart(cli):
    for end in "1", "2":
        id = f"11111111-1111-1111-1111-11111111111{end}"
        cli("do", "work-item", id, "add", "--title", "Twin")
    out = cli("view", "work-items").out
    assert "11111111-1111-1111-1111-111111111112" in out


def test_a_history_is_told_from_the_oldest_or_the_newest(demo):
    old = demo("history", "NEW", "--limit", "3", "--format", "json").rows
    new = demo("history", "NEW", "--newest", "--limit", "3", "--format", "json").rows
    assert "added the project" in old[0]["text"]
    assert new[0]["position"] > old[-1]["position"]
    assert "recorded at" in demo("history", "Priya").out
    assert "nothing called 'Zzz'" in demo("history", "Zzz", status=1).err


def test_read_models_that_cannot_be_kept_are_told(apollo):
    for end in "", "-wal", "-shm":
        Path(f"{apollo.db}-views{end}").unlink(missing_ok=True)
    Path(f"{apollo.db}-views").mkdir()
    assert "read models" in apollo("view", "board", status=1).err
