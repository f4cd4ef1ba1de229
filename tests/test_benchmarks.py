"""The benchmarks measure what they say: at a small scale, where their bars mean nothing yet."""

from collections.abc import Callable
from pathlib import Path

import pytest

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


def test_many_projects_at_once_are_measured_beside_what_levelling_made_of_them(
    data_set: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data_set("multiskill")
    main(["multiproject", "--scale", "small", "--write", str(tmp_path / "R.md")])
    told = capsys.readouterr().out
    assert "how much longer levelling is, average of 3 sets of projects" in told
    assert "share of them in which ours is no longer" in told
    assert "time for each of them, 0.2 CPU-s at most" in told
