"""`schedule` and `report plan` on the command line."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.service.cli.conftest import CommandLine


@pytest.fixture
def shop(cli: CommandLine) -> CommandLine:
    """A workshop: Ana paints, Ben cuts."""
    for name in ("Ana", "Ben"):
        id = cli("do", "person", "new", "add", "--name", name).id
        hours = ("--minutes", "480,480,480,480,480,0,0", "--valid-from", "2020-01-01")
        cli("do", "person", id, "set-working-hours", *hours)
    cli("do", "project", "new", "add", "--name", "Site", "--key", "SIT")
    for title, who in (("Draw", "Ana"), ("Paint", "Ana"), ("Cut", "Ben")):
        options = ["--estimate", "8", "--assignees", who, "--project", "SIT"]
        cli("do", "work-item", "new", "add", "--title", title, *options)
    cli("do", "work-item", "Paint", "add-dependency", "--predecessor", "Draw")
    return cli


def test_a_plan_is_made_looked_at_proposed_and_published(shop: CommandLine):
    assert "Paint" in shop("schedule", "preview").out
    assert "Nothing." in shop("schedule", "list").out
    told = shop("schedule", "propose", "--project", "SIT", "--note", "First").err
    assert "Proposed: 3 bars, 0 left out" in told
    assert "Plan of SIT" in shop("schedule", "list").out
    assert "Published, at position" in shop("schedule", "publish", "--project", "SIT").err
    assert "It holds already" in shop("schedule", "publish", "--project", "SIT").err
    rows = shop("schedule", "timeline", "--format", "json").rows
    assert {row["title"] for row in rows if row["kind"] == "work"} == {"Draw", "Paint", "Cut"}
    assert shop("schedule", "forecast", "--samples", "50", "--format", "json").rows
    fever = shop("schedule", "fever", "--format", "json").rows
    assert [row["zone"] for row in fever] == ["green"]
    again = shop("schedule", "replan", "--project", "SIT", "--format", "json").rows
    assert again[0]["level"] == "total"
    (answer,) = shop(
        "schedule", "propose", "--schedule", "Plan of SIT", "--manner", "keep",
        "--name", "Our plan", "--format", "json",
    ).rows  # fmt: skip
    assert answer["bars"] == 3
    shop("schedule", "publish", "--schedule", "Our plan", "--version", "2", "--by", "Ana")
    shop("schedule", "publish", status=1)  # there is none of all work
    history = shop("history", "Our plan").out
    assert "published version 2 instead of version 1" in history
    assert "planned it by Our plan" in shop("history", "Draw").out


def test_asked_again_with_the_same_key(shop: CommandLine):
    key = "0190b8a5-0000-7000-8000-000000000001"
    first = shop("schedule", "propose", "--idempotency-key", key, "--format", "json").rows
    again = shop("schedule", "propose", "--idempotency-key", key, "--format", "json").rows
    assert (first[0]["repeated"], again[0]["repeated"]) == (False, True)
    assert first[0]["position"] == again[0]["position"]


def test_a_better_plan_is_looked_for_as_long_as_one_likes(shop: CommandLine):
    told = shop("schedule", "propose", "--project", "SIT", "--seconds", "0.5").err
    assert "Proposed: " in told
    assert "seconds" in shop("schedule", "propose", "--seconds", "0", status=2).err
    again = shop("schedule", "propose", "--project", "SIT", "--iterations", "30").err
    assert "Proposed: " in again


def test_changes_are_tried_by_names(shop: CommandLine):
    rows = shop(
        "schedule", "what-if", "give Draw Ben", "new 4 high anybody", "--format", "json"
    ).rows
    by_title = {row["title"]: row for row in rows}
    assert by_title["Draw"]["people_after"] == ["Ben"]
    assert "New work" in by_title
    at_pace = [shop("schedule", "what-if", f"pace {of} 50", "--format", "json").rows
               for of in ("SIT", "all")]  # fmt: skip
    assert all(row["days"] <= 0 for rows in at_pace for row in rows if row["level"] == "project")
    shown = shop("schedule", "what-if", "away Ana 2020-01-01 2199-12-30", status=1).err
    assert "Ana has no working time" in shown
    assert "write it as: away" in shop("schedule", "what-if", "away Ana", status=2).err
    assert "no change" in shop("schedule", "what-if", "fly", status=2).err
    assert "not understood" in shop("schedule", "what-if", "drop 'Draw", status=2).err
    assert "called 'Zed'" in shop("schedule", "what-if", "back Zed", status=1).err


def test_why_and_ways_out(shop: CommandLine):
    rows = shop("schedule", "explain", "--item", "Paint", "--format", "json").rows
    assert any("Draw by Ana" in row["words"] for row in rows)
    shop(
        "do", "work-item", "Paint", "plan-work-item-dates", "--start", "null", "--due", "2020-01-02"
    )
    rows = shop("schedule", "ways-out", "--item", "Paint", "--format", "json").rows
    assert rows[0]["rank"] == 1
    assert shop("schedule", "conflicts", "--format", "json").rows[0]["wish"] == "deadline"


def drawn(part: str) -> ET.Element:
    """Read a picture as what it is, XML."""
    return ET.fromstring("<svg" + part.partition("</svg>")[0] + "</svg>")  # noqa: S314 - our own


def test_a_published_plan_is_a_report_and_in_calendars(shop: CommandLine, tmp_path: Path):
    page, told = tmp_path / "plan.html", tmp_path / "plan.json"
    shop("report", "plan", "-o", page)
    assert "Nothing is planned" in page.read_text()
    assert "No plan is published" in page.read_text()
    shop("do", "work-item", "Cut", "plan-work-item-dates", "--start", "null", "--due", "2020-01-02")
    shop("do", "work-item", "new", "add", "--title", "Launch", "--shape", "milestone",
         "--project", "SIT")  # fmt: skip
    shop("do", "work-item", "Launch", "add-dependency", "--predecessor", "Paint")
    shop("schedule", "propose", "--milestone-days", "1")
    shop("schedule", "publish")
    shop("schedule", "propose", "--buffers", "half")
    shop("schedule", "publish")
    shop("report", "plan", "-o", page)
    shop("report", "plan", "--project", "SIT", "--format", "json", "-o", told)
    text = page.read_text()
    assert "<script" not in text
    pictures = [drawn(part).findtext("title", "") for part in text.split("<svg")[1:]]
    assert any(title.startswith("Gantt chart of 4 tasks") for title in pictures)
    assert any(title.startswith("Fever chart") for title in pictures)
    assert any(title.startswith("Forecast") for title in pictures)
    report = json.loads(told.read_text())
    assert report["name"] == "SIT"
    assert {row["kind"] for row in report["rows"]} >= {"work", "milestone", "buffer"}
    again = tmp_path / "again.json"
    position = report["position"]
    shop("report", "plan", "--project", "SIT", "--format", "json", "--as-of", position, "-o", told)
    shop("report", "plan", "--project", "SIT", "--format", "json", "--as-of", position, "-o", again)
    assert told.read_bytes() == again.read_bytes()
    shop("report", "plan", "--project", "SIT", "--as-of", position, "-o", page)
    assert sha256(told.read_bytes()).hexdigest() in page.read_text(), "what proves it is on it"
    assert f"log position {position:,}" in page.read_text()
    calendar = shop("report", "calendar", "--person", "Ana", "--format", "ics").out
    assert "SUMMARY:Planned: Draw" in calendar
    of_site = shop("report", "calendar", "--project", "SIT", "--format", "ics").out
    assert "SUMMARY:Planned: Cut" in of_site


def test_equipment_and_splitting_are_told_and_tried_by_names(shop: CommandLine):
    shop("do", "equipment", "new", "add", "--name", "Van", "--kind", "vehicle")
    for title in ("Cut", "Draw"):
        shop("do", "work-item", title, "add-need", "--kind", "equipment", "--name", "Van")
    shop("do", "work-item", "Draw", "allow-splitting")
    assert "let it be laid aside" in shop("history", "Draw").out
    shop("schedule", "propose")
    shop("schedule", "publish")
    rows = shop("schedule", "timeline", "--format", "json").rows
    used = {row["title"]: row["equipment"] for row in rows if row["kind"] == "work"}
    assert used == {"Cut": ["Van"], "Draw": ["Van"], "Paint": []}
    assert "kept what Plan of all work uses of it" in shop("history", "Van").out
    first = datetime.fromisoformat(rows[0]["start"]).date()
    days = ("--first", first, "--last", first + timedelta(days=30))
    held = shop("view", "equipment-bookings", *days, "--format", "json").rows
    assert sorted(row["title"] for row in held) == ["Cut", "Draw"]
    tried = shop("schedule", "what-if", "more Van", "--format", "json").rows
    assert any(row["level"] == "item" for row in tried)
    assert "is no equipment" in shop("schedule", "what-if", f"more {ONE}", status=1).err


ONE = "00000000-0000-0000-0000-000000000001"
