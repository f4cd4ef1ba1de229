"""`import timesheet`: time entries of other systems, from the command line."""

from tests.service.imports.test_timesheets import row, toggl


def test_entries_come_in_once(cli, tmp_path):
    path = toggl(tmp_path, row("10:00:00", "11:00:00", "02:00:00"))
    words = "import", "timesheet", path, "--zone", "Europe/Vienna"
    (told,) = cli(*words, "--dry-run", "--format", "json").rows
    assert (told["entries"], told["new"], told["remarks"]) == (1, 0, 1)
    assert not cli.db.exists()
    assert "it says 2:00:00" in cli(*words).err
    (again,) = cli(*words, "--format", "json").rows
    assert (again["new"], again["hours"]) == (0, 1.0)
    report = tmp_path / "report.csv"
    assert "report.csv" in cli(*words, "--rejects", report).err


def test_wrong_words_are_told(cli, tmp_path):
    path = toggl(tmp_path)
    assert "no time zone" in cli("import", "timesheet", path, "--zone", "Mars", status=2).err
    cli("import", "timesheet", path, "--zone", "UTC", status=1)
    path.write_text("a,b\n")
    assert "no columns of" in cli("import", "timesheet", path, status=2).err
