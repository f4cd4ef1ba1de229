"""`export`, `verify`, `rebuild`: the log, and what is made of it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from service.cli.log import Walk
from workdomain.catalog import DECIDERS
from workdomain.store.log import Head, Stored
from workdomain.store.messages import Registry


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def tamper(db: Path, statement: str) -> None:
    """Change what nothing of ours ever changes."""
    with closing(sqlite3.connect(db)) as raw:
        for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute(statement)
        raw.commit()


def test_the_log_is_exported_event_by_event(apollo):
    events = lines(apollo("export").out)
    assert [event["position"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["topic"] == "person.added.v1"
    assert events[0]["data"]["name"] == "Ana Sousa"
    assert {"stream", "version", "recorded_at", "at", "by"} <= events[0].keys()


def test_a_stretch_of_the_log_is_exported_into_a_file(demo, tmp_path):
    demo("export", "--after", 10, "--upto", 2500, "-o", tmp_path / "part.jsonl")
    events = lines((tmp_path / "part.jsonl").read_text())
    assert [events[0]["position"], events[-1]["position"]] == [11, 2500]
    assert not (tmp_path / "part.jsonl.partial").exists()
    assert len(lines(demo("export", "--as-of", "7").out)) == 7
    assert lines(demo("export", "--as-of", "1980-01-01").out) == []


def test_an_export_into_a_folder_that_is_not_there_says_so(apollo, tmp_path):
    told = apollo("export", "-o", tmp_path / "no" / "where.jsonl", status=2).err
    assert "No such file or directory" in told


def test_a_sound_log_is_sound(demo):
    assert "is sound" in demo("verify").out


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE events SET state = CAST('{}' AS BLOB) WHERE notification_id = 3",
            "cannot be read",
        ),
        ("UPDATE events SET topic = 'x.y.v1' WHERE notification_id = 3", "does not know"),
        (
            "UPDATE events SET recorded_at = 9000000000000000 WHERE notification_id = 3",
            "recorded before",
        ),
        ("DELETE FROM events WHERE notification_id = 1", "is due"),
    ],
)
def test_a_log_that_was_tampered_with_is_not_sound(apollo, statement, told):
    for _ in range(2):
        apollo("do", "person", "Ana", "move-to-team", "--team", f"T{_}")
    tamper(apollo.db, statement)
    ran = apollo("verify", status=1)
    assert told in ran.err
    assert "restore it from a backup" in ran.err


def test_a_damaged_file_is_not_sound(demo):
    raw = bytearray(demo.db.read_bytes())
    raw[200_000:203_000] = b"\xff" * 3000
    demo.db.write_bytes(raw)
    demo("verify", status=1)


def test_many_faults_are_counted(demo):
    tamper(demo.db, "UPDATE events SET topic = 'x.y.v1'")
    assert "more" in demo("verify", status=1).err


def test_read_models_are_rebuilt_and_say_the_same(demo):
    before = demo("view", "workload", "--as-of", "4000", "--format", "json").out
    assert "Rebuilt" in demo("rebuild").out
    assert "Rebuilt items" in demo("rebuild", "items").out
    assert demo("view", "workload", "--as-of", "4000", "--format", "json").out == before


def test_a_read_model_that_there_is_not_is_wrong_usage(apollo):
    assert "there are items" in apollo("rebuild", "itms", status=2).err


def test_a_rebuild_that_stops_at_a_poisonous_event_says_so(apollo):
    tamper(apollo.db, "UPDATE events SET state = CAST('{}' AS BLOB) WHERE notification_id = 1")
    assert "stopped at position 1" in apollo("rebuild", status=1).err


class Crooked:
    """A log as no database of ours would give it."""

    def __init__(self, *events: Stored, head: int) -> None:
        self.events, self.end = events, head

    def head(self):
        return Head(self.end, 0)

    def scan(self):
        return iter(self.events)


def test_positions_grow_up_to_where_the_log_says_that_it_ends():
    events = [Stored(n, f"person/{v}", 1, "no.topic.v1", b"{}", 0) for v, n in enumerate((2, 1))]
    log: Any = Crooked(*events, head=9)
    told = list(Walk(Registry(DECIDERS)).through(log))
    assert any("comes after position 2" in each for each in told)
    assert "ends at position 1, but says that it ends at 9" in told[-1]


def test_a_log_in_postgresql_is_verified_too(cli, postgres_workspace):
    cli.db = postgres_workspace
    cli("do", "person", "new", "add-person", "--name", "Ana")
    assert "1 events in 1 streams" in cli("verify").out
