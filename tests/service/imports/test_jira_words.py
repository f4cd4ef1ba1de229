from pathlib import Path

import pytest

from service.imports.jira_words import BadMapping, Waits, Words, load_words
from workdomain.execution.task_life import State
from workdomain.planning.work_item import Priority


def mapped(folder: Path, toml: str) -> Words:
    file = folder / "map.toml"
    file.write_text(toml, "utf-8")
    return load_words(file)


def test_the_category_that_the_pages_tell_goes_before_what_the_word_often_means():
    words = load_words(None)
    assert words.state("Patch Available", None, {}) is State.DOING
    assert words.state("Patch Available", None, {"patch available": "done"}) is State.DONE
    assert words.state("Patch Available", None, {"patch available": "undefined"}) is State.DOING
    assert words.state("Obtain CLA", None, {}) is None


def test_the_mapping_file_goes_before_everything(tmp_path: Path):
    words = mapped(
        tmp_path,
        """
        [status]
        "Obtain CLA" = "blocked"
        RESOLVED = "doing"
        [resolution]
        "Won't Fix" = "cancelled"
        [priority]
        P1 = "urgent"
        [link]
        "is preceded by" = "after"
        blocks = "none"
        """,
    )
    assert words.state("obtain cla", None, {}) is State.BLOCKED
    assert words.state("Resolved", None, {"resolved": "done"}) is State.DOING
    assert words.state("Closed", "won't fix", {}) is State.CANCELLED
    assert words.state("Closed", "Fixed", {}) is State.DONE
    assert words.priority("p1") is Priority.URGENT
    assert words.priority("Major") is Priority.NORMAL
    assert words.waits("Is preceded by") is Waits.AFTER
    assert words.waits("blocks") is Waits.NONE
    assert words.waits("is blocked by") is Waits.AFTER


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("[status", "cannot be read as TOML"),
        ("[states]\nOpen = 'todo'", r"there is no \[states\]; use status, resolution"),
        ("status = 1", r"\[status\] is a table"),
        ("[status]\nOpen = 'started'", "'started': use one of todo, doing, blocked"),
        ("[status]\nOpen = ['todo']", "use one of todo"),
    ],
)
def test_a_mapping_file_that_makes_no_sense_says_what_to_change(
    tmp_path: Path, toml: str, why: str
):
    with pytest.raises(BadMapping, match=why):
        mapped(tmp_path, toml)


def test_a_mapping_file_has_to_be_there(tmp_path: Path):
    with pytest.raises(BadMapping, match=r"gone\.toml cannot be read"):
        load_words(tmp_path / "gone.toml")
