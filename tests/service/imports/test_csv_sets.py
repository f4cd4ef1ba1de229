"""Six real sets, by the maps that come along, judged by figures worked out without this code."""

import csv
import json
import lzma
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from projections.views import Views
from service.imports.csv_import import CsvSummary, import_csv
from service.imports.csv_map import load_map
from tests.service.imports.csv_sample import id_of
from workdomain.work import Work

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SETS = {  # the files of each, and its truth
    "7digital": (["7digital2012.csv"], "7digital"),
    "jira_estimates_hemmati": (["hemmati2018.csv"], "hemmati"),
    "timelog_tornquist": (["2016-Records.csv", "2017-Records.csv"], "tornquist"),
    "servicenow_uci": (["sample_1500_incidents.csv"], "sample_1500"),
    "project22": (["story-info.csv", "sprint-info.csv", "review-info.csv"], "project22"),
}


@dataclass
class Taken:
    """A set that was imported, the truth about it, and what came of it."""

    work: Work
    files: list[Path]
    summary: CsvSummary
    truth: dict[str, Any]
    name: str

    def said(self, kind: str) -> list[Any]:
        return [each for each in self.work.events() if type(each.event).__name__ == kind]

    def named(self, kind: str) -> dict[Any, str]:
        """The names of people or projects, the titles of items, by id."""
        key = "title" if kind == "WorkItemAdded" else "name"
        return {id_of(each): getattr(each.event, key) for each in self.said(kind)}

    def again(self) -> CsvSummary:
        return import_csv(self.work, load_map(self.name, "UTC"), self.files)


@pytest.fixture(scope="module")
def take(data_set: Callable[[str], Path]) -> Iterator[Callable[[str], Taken]]:
    opened: dict[str, Taken] = {}

    def of(name: str) -> Taken:
        if name not in opened:
            folder, (files, truth) = data_set(name), SETS[name]
            work, paths = (
                Work.open(":memory:", clock=lambda: NOW),
                [folder / each for each in files],
            )
            summary = import_csv(work, load_map(name, "UTC"), paths)
            told = json.loads((folder / "truth" / f"{truth}.json").read_text("utf-8"))
            opened[name] = Taken(work, paths, summary, told, name)
        return opened[name]

    yield of
    for taken in opened.values():
        taken.work.close()


@pytest.mark.parametrize("name", SETS)
def test_once_more_adds_nothing(take, name):
    taken = take(name)
    before = taken.work.log.head().position
    again = taken.again()
    assert (again.new, again.quiet) == (0, 0)
    assert (again.rejects, again.minutes) == (taken.summary.rejects, taken.summary.minutes)
    assert taken.work.log.head().position == before


def test_a_dry_run_foretells_what_an_import_comes_to(take):
    told = take("servicenow_uci")
    with Work.open(":memory:", clock=lambda: NOW) as empty:
        dry = import_csv(empty, load_map(told.name, "UTC"), told.files, dry_run=True)
        assert empty.log.head().position == 0
    assert replace(dry, dry_run=False) == told.summary
    # Twice an incident was seen in the same state at the same moment, one row after another.
    assert (dry.new, dry.quiet, dry.known) == (15_902, 2, 2)


def test_7digital(take):
    taken = take("7digital")
    added = taken.said("WorkItemAdded")
    assert taken.summary.rejects == 0
    assert len(added) == taken.truth["items"]
    assert Counter(each.event.kind for each in added if each.event.kind) == taken.truth["types"]
    sizes = Counter(label for each in added for label in each.event.labels)
    told = {f"size {size}": n for size, n in taken.truth["sizes"].items() if size != "nan"}
    assert sizes == told
    done = sorted(each.context.at.date().isoformat() for each in taken.said("WorkItemCompleted"))
    assert [done[0], done[-1], len(done)] == [*taken.truth["done_range"], taken.truth["items"]]
    assert taken.summary.remarks == 45  # begun before they were prioritised


def test_jira_estimates(take):
    taken, truth = take("jira_estimates_hemmati"), take("jira_estimates_hemmati").truth
    added = taken.said("WorkItemAdded")
    assert len(added) == truth["issues"]
    assert Counter(each.event.kind for each in added) == truth["types"]
    assert Counter(each.event.source.status for each in added) == truth["status"]
    unestimated = sum(each.event.estimate is None for each in added)
    assert unestimated == truth["missing"]["Original Estimate"]
    spent = Counter[Any]()
    for each in taken.said("TimeLogged"):
        spent[each.event.item] += each.event.minutes
    with taken.files[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    seconds = {row["Issue key"]: int(row["Time Spent"] or 0) for row in rows}
    keys = {id_of(each): each.event.source.key for each in added}
    assert {keys[item]: minutes for item, minutes in spent.items()} == {
        key: (told + 30) // 60 for key, told in seconds.items() if told >= 30
    }
    # One issue took less than half a minute: no entry can tell that.
    assert taken.summary.rejects == 1
    in_file = sum(seconds.values()) / 60
    assert in_file + float(taken.summary.minutes_rounded) == pytest.approx(taken.summary.minutes)


def test_a_time_log(take):
    taken, truth = take("timelog_tornquist"), take("timelog_tornquist").truth
    assert (taken.summary.rows, taken.summary.rejects) == (truth["rows"], 0)
    assert taken.summary.minutes / 60 == pytest.approx(truth["hours_from_unix"], abs=0.01)
    projects, month = taken.named("ProjectAdded"), Counter[str]()
    of = {id_of(each): projects[each.event.project] for each in taken.said("WorkItemAdded")}
    by_project = Counter[str]()
    for each in taken.said("TimeLogged"):
        by_project[of[each.event.item]] += each.event.minutes
        month[each.event.day.isoformat()[:7]] += each.event.minutes
    # The truth adds up hours of two decimals: up to 0.3 minutes off for each entry.
    assert {name: m / 60 for name, m in by_project.items()} == pytest.approx(
        truth["hours_by_project"], abs=0.5
    )
    assert {name: m / 60 for name, m in month.items()} == pytest.approx(
        truth["hours_by_month"], abs=0.1
    )


def test_incidents_are_told_by_their_differences(take):
    taken, truth = take("servicenow_uci"), take("servicenow_uci").truth
    assert (taken.summary.rows, taken.summary.rejects) == (truth["rows"], 0)
    assert len(taken.said("WorkItemAdded")) == truth["incidents"]
    tracked = taken.said("SourceTracked")
    assert len(tracked) == truth["changes"]["incident_state"]
    assert len(taken.said("WorkItemPrioritised")) == truth["changes"]["priority"]
    missed = Counter(
        id_of(each) for each in taken.said("WorkItemLabelled") if "sla" in each.event.label
    )
    added = [each for each in taken.said("WorkItemAdded") if "sla missed" in each.event.labels]
    assert len(missed) + len(added) == truth["sla_missed"]
    people = taken.named("PersonAdded")
    assert {people[each.context.by] for each in tracked} == {"Inferred from servicenow_uci"}
    with Views(taken.work) as views:
        states = Counter(row.state for row in views.work_items())
    last = Counter[str]()
    with taken.files[0].open(encoding="utf-8", newline="") as file:
        newest = {row["number"]: row["incident_state"] for row in csv.DictReader(file)}
    last.update("done" if state in ("Resolved", "Closed") else state for state in newest.values())
    assert states["done"] == last["done"]


def test_project_22(take):
    taken, truth = take("project22"), take("project22").truth
    assert taken.summary.rejects == 0
    people, spent = taken.named("PersonAdded"), Counter[str]()
    for each in taken.said("TimeLogged"):
        spent[people[each.event.person]] += each.event.minutes
    told = {f"Developer {who}": hours for who, hours in truth["hours_by_dev"].items()}
    developers = {who: m / 60 for who, m in spent.items() if who in told}
    assert developers == pytest.approx(told, abs=0.1)  # whole minutes
    with taken.files[2].open(encoding="utf-8", newline="") as file:
        reviews = [float(row["ReviewMinutes"]) for row in csv.DictReader(file)]
    assert sum(m for who, m in spent.items() if who not in told) == pytest.approx(
        sum(reviews), abs=1
    )
    in_files = truth["total_hours"] * 60 + sum(reviews)
    whole = float(taken.summary.minutes - taken.summary.minutes_rounded)
    assert whole == pytest.approx(in_files)


ROWS = 1_500
"""Of the slice: the plan items that the first entries are about. `make bench` takes all."""


@pytest.fixture(scope="module")
def slice_of_cesaw(data_set, tmp_path_factory) -> tuple[list[Path], list[dict[str, str]]]:
    """The first entries, those without a readable day, and the plans they are about."""
    folder, to = data_set("cesaw"), tmp_path_factory.mktemp("cesaw")
    with lzma.open(folder / "CESAW_time_fact.csv.xz", "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        entries = list(islice(rows, ROWS))
        odd = (r"\N", "0016-01-11 16:22:26")
        entries += [row for row in rows if row["time_log_start_date"] in odd]
    items = {row["plan_item_key"] for row in entries}
    with lzma.open(folder / "CESAW_task_fact.csv.xz", "rt", encoding="utf-8", newline="") as file:
        plans = [row for row in csv.DictReader(file) if row["plan_item_key"] in items]
    with (folder / "wbs_parent.csv").open(encoding="utf-8", newline="") as file:
        above = {(row["project_key"], row["wbs_element_key"]): row for row in csv.DictReader(file)}
    tree, wanted = (
        dict[Any, Any](),
        {(each["project_key"], each["wbs_element_key"]) for each in plans},
    )
    while wanted:
        tree |= {key: above[key] for key in wanted if key in above}
        wanted = {(key[0], tree[key]["parent_wbs_element_key"]) for key in wanted & tree.keys()}
        wanted -= tree.keys()
    with (to / "wbs_parent.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, next(iter(above.values())))
        writer.writeheader()
        writer.writerows(tree.values())
    files = [to / "CESAW_task_fact.csv.xz", to / "CESAW_time_fact.csv.xz"]
    for path, kept in zip(files, (plans, entries), strict=True):
        with lzma.open(path, "wt", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, kept[0])
            writer.writeheader()
            writer.writerows(kept)
    return files, entries


def test_the_tree_of_cesaw_is_that_of_its_file(slice_of_cesaw):
    files, _ = slice_of_cesaw
    path = files[0].parent / "wbs_parent.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["parent_wbs_element_key"] != "NA"]
    told = {(r["project_key"], r["wbs_element_key"]): r["parent_wbs_element_key"] for r in rows}
    with Work.open(":memory:", clock=lambda: NOW) as work:
        first = import_csv(work, load_map("cesaw", "UTC"), files)
        summary = import_csv(work, load_map("cesaw", "UTC"), [*files, path])
        taken = Taken(work, files, summary, {}, "cesaw")
        added = {id_of(each): each.event for each in taken.said("WorkItemAdded")}
        above = {id_of(each): each.event.parent for each in taken.said("WorkItemNested")}
        notes = [each.event.note for each in taken.said("TimeLogged")]
    assert (summary.known, summary.rejects) == (first.new, first.rejects)
    named = {id: each.source.key for id, each in added.items()}
    elements = {id for id in added if named[id].startswith("wbs ")}
    tree = {named[id]: named[above[id]] for id in elements if id in above}
    assert tree == {
        f"wbs {project}/{key}": f"wbs {project}/{parent}" for (project, key), parent in told.items()
    }
    tasks = above.keys() - elements
    assert tasks
    for id in tasks:
        assert f"wbs {named[above[id]].split('/')[1]}" in added[id].labels
    assert notes[0] == "9/16/2011 3:03 to 9/16/2011 3:11"
    assert any(note.endswith("interrupted for 5 minutes") for note in notes)


def test_a_slice_of_cesaw(slice_of_cesaw):
    files, entries = slice_of_cesaw
    told = Counter[str]()
    for row in entries:
        told[row["plan_item_key"]] += int(row["time_log_delta_minutes"])
    with Work.open(":memory:", clock=lambda: NOW) as work:
        summary = import_csv(work, load_map("cesaw", "UTC"), files)
        taken = Taken(work, files, summary, {}, "cesaw")
        keys = {id_of(each): each.event.source.key for each in taken.said("WorkItemAdded")}
        logged = Counter[str]()
        for each in taken.said("TimeLogged"):
            logged[keys[each.event.item].partition("/")[0]] += each.event.minutes
        again = taken.again()
    assert logged == +told
    assert summary.minutes == sum(told.values())
    assert summary.rejects == sum(row["time_log_delta_minutes"] == "0" for row in entries)
    assert (again.new, again.minutes) == (0, summary.minutes)
