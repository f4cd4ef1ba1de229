"""`import csv`: by a map, from the command line."""

import pytest

from tests.service.imports.csv_sample import STORIES, STORY_ROWS


@pytest.fixture
def files(tmp_path):
    (tmp_path / "stories.csv").write_text(STORY_ROWS)
    (tmp_path / "map.toml").write_text(STORIES)
    return (tmp_path / "stories.csv", "--map", tmp_path / "map.toml")


def test_rows_come_in_once(cli, files):
    (told,) = cli("import", "csv", *files, "--format", "json").rows
    assert (told["rows"], told["new"], told["rejects"]) == (2, 6, 0)
    (again,) = cli("import", "csv", *files, "--format", "json").rows
    assert (again["new"], again["known"]) == (0, 6)
    rows = cli("view", "work-items", "--format", "json").rows
    assert {row["title"] for row in rows} == {"Dig for Ann", "Sow"}


def test_a_dry_run_tells_what_is_new_here(cli, files, tmp_path):
    cli("import", "csv", *files, "--dry-run")
    assert not cli.db.exists()
    cli("import", "csv", *files)
    (told,) = cli("import", "csv", *files, "--dry-run", "--format", "json").rows
    assert (told["new"], told["known"]) == (0, 6)


def test_what_was_not_taken_is_told_or_written_down(cli, files, tmp_path):
    odd = "".join(f"{n},,,,,,\n" for n in range(9))
    (tmp_path / "stories.csv").write_text(STORY_ROWS + odd)
    told = cli("import", "csv", *files).err
    assert "stories.csv, row 4: row: it has no title" in told
    assert "--rejects FILE writes down all" in told
    told = cli("import", "csv", *files, "--rejects", tmp_path / "rejects.csv").err
    assert "rejects.csv" in told
    assert len((tmp_path / "rejects.csv").read_text().splitlines()) == 10


def test_nothing_to_take_falls_short(cli, files, tmp_path):
    (tmp_path / "stories.csv").write_text(STORY_ROWS.splitlines()[0] + "\n")
    assert "There are no rows" in cli("import", "csv", *files, status=1).err


def test_files_that_nothing_reads_are_told(cli, files, tmp_path):
    (tmp_path / "other.txt").write_text("a,b\n")
    told = cli("import", "csv", tmp_path / "other.txt", *files).err
    assert "No part of the map reads other.txt" in told
    assert "There are no rows" not in told


def test_the_zone_is_asked_for(cli, files, tmp_path):
    (tmp_path / "map.toml").write_text(STORIES.replace('zone = "Europe/Berlin"', ""))
    assert "--zone" in cli("import", "csv", *files, status=2).err
    cli("import", "csv", *files, "--zone", "UTC")


def test_maps_are_explained(cli):
    told = cli("import", "csv", "--explain").out
    assert "[read.item]" in told
    assert "servicenow_uci" in told


def test_files_and_a_map_are_needed(cli, files):
    cli("import", "csv", status=2)
    cli("import", "csv", files[0], status=2)
