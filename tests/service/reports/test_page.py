"""The page of a report: one file, all of it escaped, and every figure leads to its events."""

import json
import re
from datetime import timedelta
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest

from projections.view import When
from service.reports import page
from service.reports.audit import Audit
from service.reports.catalog import REPORTS
from service.reports.page import command, render_html, render_json
from service.reports.parts import AuditReport
from service.reports.writing import Run, moment, number, plain, runs, value
from tests.service.reports.story import ANA, APOLLO, BEN, ROOF, WALL, Story, march
from workdomain.execution.discussion import Comment
from workdomain.execution.task_life import BlockWorkItem
from workdomain.people.person import RenamePerson
from workdomain.planning.estimate import Estimate
from workdomain.planning.project import RenameProject
from workdomain.planning.work_item import AddWorkItem, RetitleWorkItem

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, given) for name, given in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, given) for name, given in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def all(self, name: str) -> list[str]:
        return [given or "" for _, attribute, given in self.attributes if attribute == name]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def stands_alone(html: str) -> Page:
    """Read a page and make sure that it needs nothing and nobody else."""
    read = Page(html)
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(read.tags)
    assert not any(name.startswith("on") or name == "src" for _, name, _ in read.attributes)
    assert not re.search(r"url\(|@import|https?:", html)
    ids = read.all("id")
    assert len(ids) == len(set(ids))
    targets = read.all("href")
    assert all(target.startswith("#") and target[1:] in ids for target in targets)
    return read


@pytest.fixture
def report(story: Story) -> AuditReport:
    return story.audit(project="APOLLO")


def test_the_page_stands_alone_and_every_link_leads_to_an_event(report: AuditReport) -> None:
    read = stands_alone(render_html(report))
    assert {"#e9", "#e13", "#e14"} <= set(read.all("href"))
    assert {f"e{each.happened.position}" for each in report.events} <= set(read.all("id"))
    assert read.tags.count("svg") == 3


def test_the_page_says_what_the_report_says(report: AuditReport) -> None:
    text = stands_alone(render_html(report)).text
    for words in (
        "Audit of a project",
        "To the moon (APOLLO)",
        "log position 20, recorded 2026-03-16 00:00:00",
        "no bricks",
        "1 h 30 min on 2026-03-03 for Roof",
        "assigned it to Ben",
        "+2 d",
    ):
        assert words in text
    assert "Drawn are" not in text
    assert "left out" not in text


@pytest.mark.parametrize("subject", [{"project": "APOLLO"}, {"person": "Ben"}, {"item": "Wall"}])
@pytest.mark.parametrize(
    "days", [{}, {"first": "2026-03-09", "last": "2026-03-11"}, {"last": "2026-01-01"}], ids=str
)
def test_whatever_it_is_about_it_is_a_whole_page(
    story: Story, subject: dict[str, Any], days: dict[str, Any]
) -> None:
    read = stands_alone(render_html(story.audit(**subject, **days)))
    assert "Undefined" not in read.text
    assert "None" not in read.text


def test_an_empty_report_says_that_there_is_nothing(story: Story) -> None:
    text = stands_alone(render_html(story.audit(project="APOLLO", last="2026-01-01"))).text
    for words in (
        "no work",
        "No time was logged",
        "Nothing was blocked",
        "Nothing was estimated",
        "No time entry was corrected",
        "Nobody did anything",
        "Nothing is known to have happened",
    ):
        assert words in text


def test_what_people_wrote_is_never_markup(story: Story) -> None:
    evil = '<script>alert("1")</script>'
    quote = "\"'><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} &lt; ]]> --> </title></style>"
    story.do(march(17), ROOF, RetitleWorkItem(title=evil))
    story.do(march(17), APOLLO, RenameProject(name=quote))
    story.do(march(17), ANA, RenamePerson(name=evil))
    story.do(march(17), WALL, BlockWorkItem(reason=quote))
    story.do(march(17), WALL, Comment(comment=UUID(int=60), text=f"{evil}\n\t{quote}"))
    for kind, id in (("project", APOLLO), ("person", ANA), ("item", WALL)):
        html = render_html(story.audit(**{kind: str(id)}))
        read = Page(html)
        assert "script" not in read.tags
        assert "img" not in read.tags
        assert not any(name.startswith("on") for _, name, _ in read.attributes)
        assert evil in read.text
        assert "{{ 7*7 }} {% raw %} &lt; ]]> --> </title></style>" in read.text


def test_what_turns_text_around_is_shown_and_not_obeyed(story: Story) -> None:
    story.do(march(17), ROOF, RetitleWorkItem(title="invoice\u202efdp.exe\u2066"))
    story.do(march(17), BEN, RenamePerson(name="\u05d1\u05df \u05d0\u05d4\u05e8\u05d5\u05df"))
    html = render_html(story.audit(project="APOLLO"))
    assert "\u202e" not in html
    assert "\u2066" not in html
    assert "invoice[U+202E]fdp.exe[U+2066]" in stands_alone(html).text
    assert "<bdi>\u05d1\u05df \u05d0\u05d4\u05e8\u05d5\u05df</bdi>" in html
    assert all(given == "auto" for given in stands_alone(html).all("dir"))


def test_long_texts_stay_on_a_line(story: Story) -> None:
    story.do(march(17), WALL, Comment(comment=UUID(int=60), text="word " * 9_000))
    text = stands_alone(render_html(story.audit(item="Wall"))).text
    assert re.search(r"word wo?r?d?\.\.\.", text)
    assert len(text) < 5_000


def test_of_too_many_events_the_latest_are_listed_and_the_rest_is_counted(
    report: AuditReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST_EVENTS", 5)
    monkeypatch.setattr(page, "MOST_ROWS", 1)
    monkeypatch.setattr(page, "MOST_LANES", 1)
    read = stands_alone(render_html(report))
    assert [given for given in read.all("id") if given != "events"] == [
        "e15",
        "e16",
        "e17",
        "e18",
        "e19",
    ]
    assert "Listed are the latest 5 of 17 events" in read.text
    assert "1 more work items are left out" in read.text
    assert "1 more spans are left out" in read.text
    assert "Drawn are the 1 of 2 work items" in read.text
    assert "4.5 hours logged" in read.text


def test_of_many_sources_the_first_are_shown_and_the_rest_is_folded_away(
    report: AuditReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(page.PAGE.globals, "most_links", 1)
    monkeypatch.setitem(page.PAGE.globals, "most_folded", 1)
    page.PAGE.cache.clear()  # type: ignore[union-attr]  # it has one
    read = stands_alone(render_html(report))
    page.PAGE.cache.clear()  # type: ignore[union-attr]
    assert "details" in read.tags
    assert "9 +2 13 - 14 and 1 more, all in the JSON" in read.text.replace("\N{EN DASH}", "-")


def test_the_json_holds_all_of_the_report(report: AuditReport) -> None:
    written = json.loads(render_json(report))
    assert AuditReport.model_validate_json(render_json(report)) == report
    assert written["figures"]["hours"] == {"value": 4.5, "positions": [9, 13, 14, 17, 18]}
    assert written["known_at"] == "2026-03-16T00:00:00Z"


def test_the_page_names_its_data_and_how_to_make_it_again(report: AuditReport) -> None:
    text = stands_alone(render_html(report)).text
    assert sha256(render_json(report)).hexdigest() in text
    assert command(report) == f"workdomain report audit --project {APOLLO} --as-of 20"
    assert command(report) in text


def test_the_command_names_the_days(story: Story) -> None:
    report = story.audit(item="Roof", first="2026-03-01", last="2026-03-09", as_of=12)
    assert command(report) == (
        f"workdomain report audit --item {ROOF} --from 2026-03-01 --to 2026-03-09 --as-of 12"
    )


def test_a_report_comes_in_every_form_of_the_catalog(story: Story) -> None:
    audit = REPORTS["audit"]
    report = audit.build(story.views, Audit(project="APOLLO"), When())
    media = {name: form.media_type for name, form in audit.renderings.items()}
    assert media == {"html": "text/html; charset=utf-8", "json": "application/json"}
    assert audit.renderings["html"].render(report).decode() == render_html(report)
    assert audit.renderings["json"].render(report) == render_json(report)


def test_years_of_work_are_drawn_with_months_and_bare_columns(story: Story) -> None:
    for month in range(60):
        at = march(17) + timedelta(days=20 * month)
        gate = UUID(int=100 + month)
        added = AddWorkItem(title=f"Gate {month}", project=APOLLO, estimate=Estimate.single(999))
        story.do(at, gate, added)
        story.log(at, UUID(int=500 + month), BEN, 60 * (1 + month % 9), gate)
    html = render_html(story.audit(project="APOLLO"))
    text = stands_alone(html).text
    assert "Drawn are the 40 of 62 work items" in text
    assert "Nov 2026" in text
    assert "2028-W01" in text


def test_a_day_is_drawn_with_its_days(story: Story) -> None:
    html = render_html(story.audit(item="Roof", first="2026-03-04", last="2026-03-04"))
    assert "4 Mar" in stands_alone(html).text


def test_positions_in_a_row_are_written_as_one() -> None:
    assert runs((1, 2, 3, 5, 8, 9)) == [Run(1, 3), Run(5, 5), Run(8, 9)]
    assert runs(()) == []


def test_values_are_written_as_people_read_them() -> None:
    dash = "\N{EN DASH}"
    assert [value(given) for given in (None, (), "", True, False)] == [dash] * 3 + ["yes", "no"]
    assert value(("Ana", "Ben")) == "Ana, Ben"
    assert value(2.5) == "2.5 h"
    assert value("doing") == "doing"
    assert [number(given) for given in (-0.5, -0.001, 45017.0, 1234.56)] == [
        "-0.5",
        "0",
        "45,017",
        "1,234.56",
    ]
    assert (number(2.0), moment(None), moment(march(3))) == ("2", "", "2026-03-03 09:00:00")


def test_characters_that_do_something_are_made_visible() -> None:
    assert plain("a\x00b\x1bc\x85d\u202ee") == "a[U+0000]b[U+001B]c[U+0085]d[U+202E]e"
    assert plain("tab\tline\nend \u200f") == "tab\tline\nend \u200f"
