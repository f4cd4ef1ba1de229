"""Real plans of twelve releases, judged by figures that were made without this code.

`truth/releases.json` holds what the makers of the set worked out from the same plans. Each figure
is compared with what a view answers over our own log.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from projections.reschedulings import Kind, Rescheduling
from projections.view import When
from projections.views import Views
from service.imports.checklists import numbered, read_checklist
from service.imports.releases import NAME, id_of, identity, key_of
from service.imports.templates import TemplatesSummary, import_templates
from workdomain.planning.project import project
from workdomain.planning.work_item import WorkItemDatesPlanned
from workdomain.work import Work

OUT_OF_ORDER = "1.25"
"""The truth puts its commits in the order of their time stamps as texts, with zones of their own:
2022-07-08T09:25:01+09:00 comes after 2022-07-07T20:42:07-04:00, which was 17 minutes later."""


@dataclass
class Imported:
    folder: Path
    work: Work
    views: Views
    summary: TemplatesSummary

    @cached_property
    def truth(self) -> dict[str, Any]:
        truth: dict[str, Any] = json.loads((self.folder / "truth/releases.json").read_bytes())
        return truth

    @cached_property
    def history(self) -> list[dict[str, str]]:
        with (self.folder / "release_timeline_history.csv").open(newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def slips(self) -> list[Rescheduling]:
        return list(self.views.reschedulings())

    def sums(self, release: str) -> Rescheduling:
        (row,) = (
            row
            for row in self.slips
            if row.about is Kind.PROJECT and row.project_key == key_of(release)
        )
        return row


@pytest.fixture(scope="module")
def k8s(
    data_set: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Imported]:
    folder = data_set("templates_k8s_release")
    database = tmp_path_factory.mktemp("k8s") / "k8s.db"
    with Work.open(database) as work, Views(work) as views:
        yield Imported(folder, work, views, import_templates(work, folder))


def test_how_often_and_how_far_milestones_were_moved_is_what_the_truth_says(k8s: Imported):
    changes = k8s.truth["schedule_changes"]
    assert len(changes) == 9
    for release, told in changes.items():
        sums = k8s.sums(release)
        found = {
            "commits": k8s.summary.dated_versions[release],
            "milestones": sums.planned_items,
            "rescheduled_milestones": sums.moved_items,
            "date_changes": sums.moves,
            "net_slip_days_median": sums.median_slip_days,
            "max_slip_days": sums.max_slip_days,
        }
        if release == OUT_OF_ORDER:
            assert (found.pop("date_changes"), told.pop("date_changes")) == (31, 33)
        assert found == told, release


def test_the_two_moves_too_many_in_the_truth_come_from_sorting_time_stamps_as_texts(k8s: Imported):
    def moves(order: Callable[[str], Any]) -> int:
        own = [row for row in k8s.history if row["release"] == OUT_OF_ORDER and row["date"]]
        last, count = dict[str, str](), 0
        for row in sorted(own, key=lambda row: order(row["commit_time"])):
            before = last.get(name := identity(row["what"]), row["date"])
            count, last[name] = count + (before != row["date"]), row["date"]
        return count

    assert (moves(str), moves(datetime.fromisoformat)) == (33, 31)


def test_the_slip_of_two_years_is_a_year_that_was_mistyped(k8s: Imported):
    (worst,) = (row for row in k8s.slips if row.slip_days == 738)
    assert (worst.title, worst.first_due, worst.last_due) == (
        "Begin Enhancements Freeze",
        date(2020, 1, 28),
        date(2022, 2, 4),
    )
    remarks = [r.reason for r in k8s.summary.rejects if r.what == worst.title and r.key == "1.24"]
    assert any("taken as it is written, but 2020-01-28 is a Tuesday" in each for each in remarks)


def test_cycles_are_as_long_as_the_truth_says(k8s: Imported):
    for release, cycle in k8s.truth["cycle_days"].items():
        planned = k8s.work.state(project, id_of("project", release))
        assert planned.starts is not None
        assert planned.ends is not None
        assert planned.starts.isoformat() == cycle["start"]
        assert planned.ends.isoformat() == cycle["release"]
        assert (planned.ends - planned.starts).days == cycle["days"]


def test_every_milestone_is_where_the_last_plan_that_names_a_day_puts_it(k8s: Imported):
    last: dict[tuple[str, str], str] = {}
    for row in k8s.history:
        if row["date"]:
            last[key_of(row["release"]), identity(row["what"])] = row["date"]
    own = {key for key, _ in last}
    found = {
        (row.project_key, identity(row.title)): str(row.last_due)
        for row in k8s.slips
        if row.about is Kind.ITEM and row.project_key in own
    }
    assert found == last


def test_the_plans_as_they_ended_are_the_open_milestones(k8s: Imported):
    with (k8s.folder / "release_timelines.csv").open(newline="") as file:
        ended = Counter(row["release"] for row in csv.DictReader(file))
    rows = [row for row in k8s.views.work_items() if row.project_key]
    open_ = Counter(row.project_key for row in rows if row.state == "todo")
    versions = Counter(row["commit"] for row in k8s.history)
    assert sum(versions.values()) == 5602
    latest = {row["release"]: row["commit"] for row in k8s.history}
    counts = {key_of(release): versions[commit] for release, commit in latest.items()}
    assert open_ == counts
    assert {key_of(release): n for release, n in ended.items()} == counts


def test_days_without_a_year_are_read_where_a_plan_never_names_one(k8s: Imported):
    assert k8s.sums("1.20").first_due == date(2020, 9, 14)
    assert k8s.sums("1.20").moved_items == 5
    assert k8s.sums("1.21").last_due == date(2021, 4, 15)
    reasons = Counter(r.reason for r in k8s.summary.rejects if r.key == "1.21")
    assert reasons["2021-03-25 is a Thursday: 'Tue March 25'"] == 5


def test_every_day_that_the_set_itself_reads_is_read_the_same(k8s: Imported):
    told = {r.reason for r in k8s.summary.rejects if r.key >= "1.23"}
    unread = {r["when_raw"] for r in k8s.history if r["release"] >= "1.23" and not r["date"]}
    for text in unread:
        shown = repr(text) if text.strip().upper() not in ("TBD", "TBC", "") else "is no day yet"
        assert any(shown in reason for reason in told), text
    read = {r["when_raw"] for r in k8s.history if r["date"]}
    refused = {reason for reason in told if "taken as" not in reason and "no day yet" not in reason}
    assert not [text for text in read if any(repr(text) in reason for reason in refused)]


def test_every_release_is_a_project_made_from_a_version_of_its_own(k8s: Imported):
    uses = k8s.views.template_uses()
    assert len(uses) == len(k8s.truth["releases"]) == 12
    assert {use.called for use in uses} == {key_of(r) for r in k8s.truth["releases"]}
    assert sorted(use.version for use in uses) == list(range(1, 13))
    versions = {row.version: row for row in k8s.views.templates() if row.name == NAME}
    assert len(versions) == 12
    assert "Branch Manager" in versions[1].roles
    steps = k8s.views.template_steps(template=uses[0].template, version=11)
    weeks = {step.title: (step.week, step.offset_days, step.role) for step in steps}
    assert weeks["Start of Release Cycle"] == (1, 0, "Lead")
    assert weeks["v# released"] == (15, 2, "Branch Manager")


def test_a_plan_is_seen_as_it_was_on_any_day(k8s: Imported):
    then = k8s.views.ask("reschedulings", {"items": False}, When.parse(valid_at="2024-01-03"))
    sums = {row.project_key: row for row in then.rows}
    assert "K8S_1_31" not in sums
    assert 0 < sums["K8S_1_30"].moves < k8s.sums("1.30").moves
    assert sums["K8S_1_29"] == k8s.sums("1.29")
    planned = [
        recorded.context.at.date()
        for recorded in k8s.work.events()
        if isinstance(recorded.event, WorkItemDatesPlanned)
    ]
    assert min(planned) < date(2021, 1, 1)
    assert max(planned) > date(2024, 5, 1)


def test_checklists_become_templates_with_all_their_checks(k8s: Imported):
    files = sorted((k8s.folder / "issue_templates").glob("*.md"))
    assert len(files) == 3
    for path in files:
        told = k8s.truth["issue_templates"][path.name]
        assert numbered(read_checklist(path)) == {
            "headings": told["headings"],
            "checks": told["checklist_items"],
            "nested": told["nested_items"],
        }
    assert (k8s.summary.checks, k8s.summary.nested, k8s.summary.headings) == (71, 31, 17)
    rows = {row.name: row for row in k8s.views.templates() if row.makes == "work-item"}
    assert set(rows) == {
        "Cut a release",
        "Chair or Technical Lead onboarding",
        "Release Manager onboarding",
    }
    steps = k8s.views.template_steps(template=rows["Cut a release"].id)
    parents = {(step.title, step.parent) for step in steps}
    assert {("Stage", "nomock-run"), ("NoMock Run", "release-steps")} <= parents
    optional = {step.title for step in steps if step.labels == ("optional",)}
    assert "Mock Run" in optional
    assert "NoMock Run" not in optional


def test_importing_twice_adds_nothing(k8s: Imported):
    before = k8s.work.log.head().position
    again = import_templates(k8s.work, k8s.folder)
    assert k8s.work.log.head().position == before
    assert (again.new, again.quiet) == (0, 0)
    assert again.known == again.commands
    assert again.rejects == k8s.summary.rejects


def test_it_is_all_in_the_log_as_in_the_answer(k8s: Imported):
    summary = k8s.summary
    assert (summary.checklists, summary.releases, summary.versions) == (3, 12, 158)
    assert summary.new + summary.quiet == summary.commands
    assert summary.milestones == sum(
        len({identity(r["what"]) for r in k8s.history if r["release"] == release})
        for release in k8s.truth["releases"]
    )
