"""A real quarter of a real team, judged by figures that were worked out without this code."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from projections.check_ins import CheckInsRow
from projections.goal_rows import GoalRow
from projections.views import Views
from service.imports.jira_pages import NothingToImport
from service.imports.okr import OkrSummary, import_okr
from service.imports.okr_sheets import COLUMNS, read_sheets
from workdomain.work import Work

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MIDDLE, END = "2019-05-16", "2019-06-30"


@dataclass
class Quarter:
    """The sheets, the truth about them, and a workspace they were imported into."""

    folder: Path
    work: Work
    views: Views
    summary: OkrSummary

    @cached_property
    def truth(self) -> dict[str, Any]:
        told = json.loads((self.folder / "truth" / "okr.json").read_text("utf-8"))["teams"]
        (team,) = told.values()
        return dict(team)

    def goals(self, kind: str, day: str) -> list[GoalRow]:
        found: list[GoalRow] = list(self.views.goals(kind=[kind], valid_at=day))
        return found

    def told(self, day: str) -> list[CheckInsRow]:
        """What the check-in of a day tells, of objectives that have key results."""
        return [row for row in self.views.check_ins(first=day, last=day) if row.key_result]


@pytest.fixture(scope="module")
def quarter(data_set: Callable[[str], Path]) -> Iterator[Quarter]:
    folder = data_set("okr_ipfs")
    with Work.open(":memory:", clock=lambda: NOW) as work:
        summary = import_okr(work, folder)
        with Views(work) as views:
            yield Quarter(folder, work, views, summary)


def by_objective(rows: Iterable[Any], share: str) -> dict[str, float]:
    groups: dict[str, list[float]] = {}
    for row in rows:
        if getattr(row, share) is not None:
            groups.setdefault(row.title, []).append(getattr(row, share))
    return {title: round(fmean(shares), 4) for title, shares in groups.items()}


def test_everything_is_taken(quarter: Quarter):
    summary, truth = quarter.summary, quarter.truth
    assert summary.rejects == ()
    assert summary.objectives == truth["objectives"]
    assert summary.key_results == truth["key_results"]
    assert summary.people == truth["owners"]
    assert {(reject.what, reject.reason.partition(":")[0]) for reject in summary.left_out} == {
        (
            "P0: Re-organizing and iterating on the current documentation/website "
            "(to include new product 'marketing')",
            "a key result has one owner",
        ),
        ("P3: IPTB + Cluster (blocked on CRDTs)", "archived"),
    }


def test_what_the_views_show_has_the_counts_of_the_sheet(quarter: Quarter):
    results = quarter.goals("key_result", MIDDLE)
    assert len(results) == quarter.truth["key_results"]
    _, *objectives = quarter.goals("objective", MIDDLE)
    assert [row.title for row in objectives] == list(quarter.truth["mid_actual"]["objective_means"])
    priorities = Counter(
        row.title[:2] if row.title[:1] == "P" and row.title[2:3] == ":" else "" for row in results
    )
    assert priorities == quarter.truth["by_priority"]


def test_mid_scores_are_those_of_the_sheet(quarter: Quarter):
    truth = quarter.truth["mid_actual"]
    scores = [row.progress for row in quarter.goals("key_result", MIDDLE)]
    known = [score for score in scores if score is not None]
    assert len(known) == truth["scored"]
    assert round(fmean(known), 4) == truth["mean_scored"]
    assert round(sum(known) / len(scores), 4) == truth["mean_all_missing_as_0"]
    top, *objectives = quarter.goals("objective", MIDDLE)
    assert {row.title: row.progress for row in objectives} == truth["objective_means"]
    assert top.progress == truth["mean_of_objective_means"]
    assert str(round(fmean(known), 1)) == quarter.truth["sheet_totals"]["mid_actual"]


def test_projections_of_mid_quarter_are_those_of_the_sheet(quarter: Quarter):
    truth, told = quarter.truth["mid_projection"], quarter.told(MIDDLE)
    known = [row.projected_progress for row in told if row.projected_progress is not None]
    assert len(known) == truth["scored"]
    assert round(fmean(known), 4) == truth["mean_scored"]
    assert round(sum(known) / len(told), 4) == truth["mean_all_missing_as_0"]
    means = by_objective(told, "projected_progress")
    assert means == truth["objective_means"]
    assert round(fmean(means.values()), 4) == truth["mean_of_objective_means"]
    assert str(round(fmean(known), 1)) == quarter.truth["sheet_totals"]["mid_projection"]


def test_end_scores_are_those_of_the_sheet(quarter: Quarter):
    truth = quarter.truth["end_score"]
    told = [row for row in quarter.told(END) if row.progress is not None]
    known = [row.progress for row in told if row.progress is not None]
    assert len(known) == truth["scored"]
    assert round(fmean(known), 4) == truth["mean_scored"]
    everything = quarter.goals("key_result", END)
    assert round(sum(known) / len(everything), 4) == truth["mean_all_missing_as_0"]
    assert by_objective(told, "progress") == truth["objective_means"]
    top, *objectives = quarter.goals("objective", END)
    scores = {row.title: round(row.score or 0, 4) for row in objectives}
    assert scores == truth["objective_means"]
    assert round(top.score or 0, 4) == truth["mean_of_objective_means"]
    assert str(round(fmean(known), 1)) == quarter.truth["sheet_totals"]["end_score"]
    (portfolio,) = quarter.goals("portfolio", END)
    assert portfolio.progress == truth["mean_of_objective_means"]


def test_totals_of_the_sheet_are_kept_as_they_were_printed(quarter: Quarter):
    totals = quarter.truth["sheet_totals"]
    notes = [row.note for row in quarter.views.check_ins(first=MIDDLE, last=MIDDLE) if row.note]
    actual, projected = totals["mid_actual"], totals["mid_projection"]
    assert notes == [f"The sheet's own total: actual {actual}, projected {projected}"]
    top = quarter.goals("objective", END)[0]
    assert top.why[-1] == f"The sheet's own total: {totals['end_score']}"


def test_blank_scores_are_undefined_and_not_0(quarter: Quarter):
    rows = [row for row in sheet_rows(quarter.folder) if row["kind"] == "KR"]
    blank = {row["key_result"] for row in rows if not row["mid_actual"]}
    for row in quarter.goals("key_result", MIDDLE):
        assert (row.progress is None) is any(row.title.endswith(text) for text in blank)


def test_every_score_of_the_sheet_is_shown(quarter: Quarter):
    told = {(row.name, row.check_in): row for row in (*quarter.told(MIDDLE), *quarter.told(END))}
    shown = Counter(row.value for row in told.values() if row.value is not None)
    shown += Counter(row.projected for row in told.values() if row.projected is not None)
    rows = [row for row in sheet_rows(quarter.folder) if row["kind"] == "KR"]
    cells = (row[c] for row in rows for c in ("mid_actual", "mid_projection", "end_score"))
    assert shown == Counter(f"{Decimal(cell):.1f}" for cell in cells if cell)


def sheet_rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "okr_keyresults.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_nested_lines_are_named_after_their_heading(quarter: Quarter):
    nested = [row.title for row in quarter.goals("key_result", END) if "step-by-step" in row.title]
    assert len(nested) == 4
    assert nested[1].startswith("P1: Generate 3 step-by-step guides")
    assert nested[1].endswith("1. Guide on CLI tooling")


def test_importing_again_adds_nothing(quarter: Quarter):
    before = quarter.views.ask("goals").moment.position
    again = import_okr(quarter.work, quarter.folder)
    assert (again.new, again.quiet, again.rejects) == (0, 0, ())
    assert again.known == again.commands
    assert quarter.views.ask("goals").moment.position == before


def test_a_dry_run_tells_the_same_and_changes_nothing(quarter: Quarter, tmp_path: Path):
    with Work.open(":memory:", clock=lambda: NOW) as work:
        told = import_okr(work, quarter.folder, dry_run=True, rejects=tmp_path / "rejects.csv")
        assert (told.new, told.dry_run) == (quarter.summary.new, True)
        with Views(work) as views:
            assert views.goals() == []
    assert "IPTB" in (tmp_path / "rejects.csv").read_text("utf-8")


# -- sheets that are not as they should be -------------------------------------------------------


def sheet(folder: Path, *rows: str, name: str = "sheet.csv") -> Path:
    (folder / name).write_text("\n".join([",".join(COLUMNS), *rows, ""]), "utf-8")
    return folder


def test_what_makes_no_sense_is_told_and_the_rest_is_taken(tmp_path: Path):
    long = "x" * 400
    folder = sheet(
        tmp_path,
        "2019Q2,Team,OBJECTIVE,Grow,,,,,,",
        "2019Q2,Team,KR,Grow,Clients,,Ana / Ben & ANA,0.5,much,1e99",
        "2019 Q5,Team,KR,Grow,Clients,,,,,",
        "2019Q2,,KR,Grow,Clients,,,,,",
        "2019Q2,Team,KR,,Clients,,,,,",
        "2019Q2,Team,,Grow,,,,,,",
        f"2019Q2,Team,KR,Rest,{long},,,,,",
        "2019Q2,Team,KR,Rest,Sleep,,,1,,1",
        "2019Q2,Team,KR,Zero,Nothing,,,,,0",
        "2019Q2,Team,KR,Zero,Nothing,,,,,0",
    )
    sheet(tmp_path, name="empty.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    (tmp_path / "broken.csv").write_bytes(b"quarter\xff\xfe")
    read = read_sheets(folder)
    assert [(reject.what, reject.reason.partition(":")[0]) for reject in read.rejects] == [
        ("file", "cannot be read"),
        ("file", "left out"),
        ("mid_projection", "left out"),
        ("end_score", "left out"),
        ("row", "left out"),
        ("row", "left out"),
        ("row", "left out"),
        ("row", "left out"),
        ("key_result", "taken, but cut from 400 to 300 characters"),
    ]
    with Work.open(":memory:", clock=lambda: NOW) as work, Views(work) as views:
        summary = import_okr(work, folder)
        assert (summary.people, summary.objectives, summary.key_results) == (2, 3, 5)
        assert [r.reason for r in summary.left_out if r.what == "Grow"] == [
            "left open: none of its key results has a score at the end"
        ]
        goals = {row.title: row for row in views.goals(kind=["objective"])}
    outcomes = {title: row.outcome for title, row in goals.items()}
    assert outcomes == {
        "Team, 2019Q2": "partial",
        "Grow": None,
        "Rest": "achieved",
        "Zero": "missed",
    }


def test_a_name_that_cannot_be_kept_is_told(tmp_path: Path):
    folder = sheet(tmp_path, f"2019Q2,{'T' * 296},KR,Grow,Clients,,,,,")
    with Work.open(":memory:", clock=lambda: NOW) as work:
        summary = import_okr(work, folder)
    assert "AddObjective" in {reject.what for reject in summary.rejects}


def test_a_folder_without_sheets_says_what_is_looked_for(tmp_path: Path):
    with pytest.raises(NothingToImport, match=r"no OKR sheets in .* columns quarter, team"):
        read_sheets(tmp_path)
