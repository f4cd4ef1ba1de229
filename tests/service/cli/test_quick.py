"""`log`: time in one line."""

from datetime import date

import pytest

from service.cli.errors import FallsShort
from service.cli.quick import Line, read_line

WED = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2h", 120),
        ("1.5h", 90),
        ("1h30", 90),
        ("1h30m", 90),
        ("90m", 90),
        ("45min", 45),
        ("1:30", 90),
    ],
)
def test_a_length_is_written_in_many_ways(text: str, minutes: int):
    assert read_line(text, WED) == Line(minutes, WED, None, None, "")


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("today", date(2026, 3, 4)),
        ("yesterday", date(2026, 3, 3)),
        ("wed", date(2026, 3, 4)),
        ("mon", date(2026, 3, 2)),
        ("Thursday", date(2026, 2, 26)),
        ("2026-02-28", date(2026, 2, 28)),
    ],
)
def test_a_day_may_follow(word: str, day: date):
    assert read_line(f"2h {word} talked", WED) == Line(120, day, None, None, "talked")


def test_what_it_was_for_is_named_anywhere():
    told = read_line("2h fri @draw_it #paper_work talked with @Ana about #7", WED)
    expected = Line(120, date(2026, 2, 27), "draw it", "paper work", "talked with @Ana about #7")
    assert told == expected
    assert read_line("1h monthly @ #", WED).note == "monthly @ #"


@pytest.mark.parametrize("text", ["", "2", "h", "soon", "0m", "25h", "1:75", "-2h"])
def test_what_is_no_length_says_what_would_be(text: str):
    with pytest.raises(FallsShort, match=r"length of time|between"):
        read_line(text, WED)


def test_time_is_logged_in_one_line(apollo):
    words = "1h30", "yesterday", "@draw", "#design", "with", "Ben"
    told = apollo("log", *words, "--person", "Ana").out
    assert "Logged 1:30 of Ana" in told
    (row,) = [r for r in apollo("view", "my-week", "--person", "Ana", "--day", _day(told),
                                "--format", "json").rows if r["kind"] == "entry"]  # fmt: skip
    assert (row["logged_h"], row["activity"], row["note"]) == (1.5, "design", "with Ben")
    apollo("log", "1h", "mon", "inside", "--person", "Ana", "--not-billable")
    (hours,) = apollo("view", "hours", "--period", "all", "--format", "json").rows
    assert (hours["logged_h"], hours["billable_h"]) == (2.5, 1.5)
    assert "whose time" in apollo("log", "1h", status=1).err
    assert "no length" in apollo("log", "soon", "--person", "Ana", status=1).err


def _day(told: str) -> str:
    return told.rpartition(" on ")[2].strip()
