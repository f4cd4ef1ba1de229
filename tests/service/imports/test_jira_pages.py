import json
from pathlib import Path
from typing import Any

import pytest

from service.imports.jira_pages import Issue, NothingToImport, read_pages
from service.imports.rejects import Reject
from tests.service.imports.jira_sample import SERVER, at, comment, history, issue, item, page


def read(folder: Path) -> tuple[list[Issue], list[Reject]]:
    pages = list(read_pages(folder))
    return [i for p in pages for i in p.issues], [r for p in pages for r in p.rejects]


def raw(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_page_is_read_in_every_encoding_json_may_have(tmp_path: Path, encoding: str):
    (tmp_path / "a.json").write_bytes(raw([issue(1, summary="Straße für Žižka")]).encode(encoding))
    issues, rejects = read(tmp_path)
    assert [i.fields.summary for i in issues] == ["Straße für Žižka"]
    assert rejects == []


def test_a_page_that_is_not_utf_8_is_read_as_windows_1252_and_told(tmp_path: Path):
    (tmp_path / "a.json").write_bytes(raw([issue(1, summary="“Straße” für 5 €")]).encode("cp1252"))
    issues, rejects = read(tmp_path)
    assert [i.fields.summary for i in issues] == ["“Straße” für 5 €"]
    assert [(r.key, r.what) for r in rejects] == [("a.json", "encoding")]


def test_a_bad_page_is_rejected_by_its_name_and_the_others_are_read(tmp_path: Path):
    for name, content in {
        "broken.json": "{",
        "deep.json": "[" * 100_000,
        "empty.json": "",
        "html.json": "<html>",
        "number.json": "42",
        "other.json": '{"errorMessages": ["no"]}',
    }.items():
        (tmp_path / name).write_text(content)
    page(tmp_path, issue(1))
    issues, rejects = read(tmp_path)
    assert [i.key for i in issues] == ["CB-1"]
    assert [r.key for r in rejects] == [
        "broken.json",
        "deep.json",
        "empty.json",
        "html.json",
        "number.json",
        "other.json",
    ]
    assert all(r.what == "page" and r.reason.startswith("no page of Jira: ") for r in rejects)


def test_control_characters_in_a_page_do_not_break_it(tmp_path: Path):
    (tmp_path / "a.json").write_text(raw([issue(1)]).replace("Issue 1", "Iss\tue\x011"))
    assert [i.fields.summary for i in read(tmp_path)[0]] == ["Iss\tue\x011"]


def test_issues_are_found_in_pages_lists_single_files_and_collectors_wrappings(tmp_path: Path):
    page(tmp_path, issue(1))
    (tmp_path / "b.json").write_text(raw(issue(2)))
    (tmp_path / "c.json").write_text(raw([{"backend_name": "Jira", "data": issue(3)}]))
    (tmp_path / "notes.txt").write_text("no page")
    assert {i.key for i in read(tmp_path)[0]} == {"CB-1", "CB-2", "CB-3"}
    assert [i.key for i in read(tmp_path / "b.json")[0]] == ["CB-2"]


def test_where_there_are_no_pages_it_says_so(tmp_path: Path):
    with pytest.raises(NothingToImport, match=r"has no pages \(\*\.json\)"):
        read(tmp_path)
    with pytest.raises(NothingToImport):
        read(tmp_path / "gone")


def test_an_issue_that_makes_no_sense_is_rejected_and_the_others_are_read(tmp_path: Path):
    without_fields = {"key": "CB-2", "id": "2"}
    no_object = {"key": "CB-6", "id": "6", "fields": None}
    naive = issue(3, created="2014-03-01T09:00:00")
    unknown = issue(4, created="yesterday")
    issues, rejects = read(
        page(tmp_path, issue(1), without_fields, naive, unknown, "CB-5", 7, no_object)
    )
    assert [i.key for i in issues] == ["CB-1"]
    assert [r.key for r in rejects] == [
        "CB-2",
        "CB-3",
        "CB-4",
        "search-0001.json",
        "search-0001.json",
        "CB-6",
    ]
    assert "no time zone" in rejects[1].reason
    assert "yesterday" in rejects[2].reason


def test_an_entry_that_makes_no_sense_is_rejected_and_the_issue_is_read(tmp_path: Path):
    bad = history(8, "some day", item("summary", "a", "b"))
    good = history(7, at(2), item("summary", "a", "b"))
    comments = {"comments": [comment(1, at(3), "yes"), {"id": 2}], "total": 5}
    (found,), rejects = read(page(tmp_path, issue(1, bad, good, comment=comments, worklog=[])))
    assert [h.id for h in found.histories] == ["7"]
    assert [c.id for c in found.comments] == ["1"]
    assert [(r.key, r.what) for r in rejects] == [
        ("CB-1", "histories"),
        ("CB-1", "comments"),
        ("CB-1", "comments"),
    ]
    assert rejects[-1].reason == "the page holds 2 of 5: fetch the others too"


def test_histories_are_read_oldest_first_as_jira_cloud_tells_them_the_other_way(tmp_path: Path):
    told = [
        history(12, at(3), item("summary", "b", "c")),
        history(11, at(2), item("summary", "x", "b")),
        history(10, at(2), item("summary", "a", "x")),
    ]
    (found,), _ = read(page(tmp_path, issue(1, *told)))
    assert [h.id for h in found.histories] == ["10", "11", "12"]


def test_what_has_no_counterpart_is_known_by_its_field(tmp_path: Path):
    fields = {"labels": ["x"], "environment": "", "votes": {"votes": 0}, "customfield_1": 3.0}
    (found,), _ = read(page(tmp_path, issue(1, **fields)))
    assert found.without_counterpart == ("customfield_1", "labels")
    assert found.server == SERVER
