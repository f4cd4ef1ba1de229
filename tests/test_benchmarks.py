"""The benchmarks measure what they say: at a small scale, where their bars mean nothing yet."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import taskjuggler
from benchmarks.__main__ import main
from benchmarks.company import LAST_MONDAY, days
from benchmarks.figures import Bar, Figure


def test_every_figure_is_measured_and_written_down(tmp_path: Path):
    written = tmp_path / "RESULTS.md"
    names = ["library", "rebuild", "memory", "workload", "live", "network", "goals"]
    missed = main([*names, "--scale", "small", "--write", str(written)])
    page = written.read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + 12
    assert sum(row.count(" reached |") + row.count(" missed |") for row in rows) == 9
    assert missed == int(" missed |" in page)
    for told in ("Processor", "Python", "SQLite", "PostgreSQL", "Date", "Command"):
        assert f"- {told}: " in page


def test_a_figure_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "there is no figure speed" in capsys.readouterr().err


def test_two_logs_of_different_length_end_with_the_same_weeks():
    short, long = (
        [
            (id, command)
            for end, asked in days(weeks, people=3)
            if end.date() >= LAST_MONDAY
            for id, command, _ in asked
        ]
        for weeks in (9, 40)
    )
    assert short == long


@pytest.mark.parametrize(
    ("way", "ratio", "missed"),
    [
        ("at least", 2.0, False),
        ("at least", 1.9, True),
        ("at most", 2.0, False),
        ("at most", 2.1, True),
    ],
)
def test_a_bar_is_reached_or_missed(way: str, ratio: float, missed: bool):
    bar = Bar("at least" if way == "at least" else "at most", 2)
    assert Figure("speed", "", "", ratio, bar).missed is missed


def test_a_figure_without_a_bar_misses_none():
    assert not Figure("speed", "1 event/s", "").missed


def test_a_project_from_a_template_is_measured_beside_its_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    main(["template", "--scale", "small", "--write", str(tmp_path / "R.md")])  # too small to judge
    told = capsys.readouterr().out
    assert "a project of 100 items made from a template" in told
    assert "the same commands one by one" in told
    assert "the same commands in one batch" in told


def test_the_workload_of_teams_is_measured_beside_an_aggregate_of_as_many_days(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    main(["teams", "--scale", "small", "--write", str(tmp_path / "R.md")])
    told = capsys.readouterr().out
    assert "workload of 20 people x 12 weeks by team, 160 open items" in told
    assert "one SQL aggregate over a row for each person and day (1,680)" in told


def test_plans_are_measured_beside_those_of_taskjuggler_and_out_of_a_log(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    data_set: Callable[[str], Path],
):
    data_set("psplib")
    main(["planning", "--scale", "small", "--write", str(tmp_path / "R.md")])
    told = capsys.readouterr().out
    assert "plan of 60 tasks x 8 people with calendars, whole process" in told
    assert "TaskJuggler" in told
    assert "plan of 1,000 tasks x 50 people, tables and passes" in told
    assert "first feasible plan of 60 tasks x 8 people out of a log" in told
    assert "with all read models folded anew" in told


def test_where_there_is_no_taskjuggler_that_is_said(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    data_set: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
):
    data_set("psplib")
    monkeypatch.setattr(taskjuggler, "installed", lambda: False)
    main(["planning", "--scale", "small", "--write", str(tmp_path / "R.md")])
    told = capsys.readouterr().out
    assert "TaskJuggler is not installed" in told
    assert "mean finish of the projects" not in told


def test_repairs_and_promises_are_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data_set: Callable[[str], Path]
):
    data_set("psplib")
    names = ["replanning", "improving", "forecasting"]
    main([*names, "--scale", "small", "--write", str(tmp_path / "R.md")])
    told = capsys.readouterr().out
    assert "by a repair" in told
    assert "projects beyond their cap after a repair (50%, or 2 weeks)" in told
    assert "ends of all projects after 1,000 passes, 200 tasks x 20 people" in told
    assert "beside a proven bound" in told
    assert "one plain CPM pass in NumPy" in told
    assert "P80 dates of 9 plans of 60 tasks kept, in 90 runs" in told


def test_many_projects_at_once_are_measured_beside_what_levelling_made_of_them(
    data_set: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data_set("multiskill")
    main(["multiproject", "--scale", "small", "--write", str(tmp_path / "R.md")])
    told = capsys.readouterr().out
    assert "how much longer levelling is, average of 3 sets of projects" in told
    assert "share of them in which ours is no longer" in told
    assert "time for each of them, 0.2 CPU-s at most" in told
