"""Goals, clients and estimates as they are typed: names for ids, and short forms for JSON."""

import csv
from io import StringIO

import pytest

GOAL = ("--first", "2026-10-01", "--last", "2026-12-31")


@pytest.fixture
def okr(apollo):
    """An objective with a key result, and a client."""
    apollo("do", "objective", "new", "add", "--title", "Grow", *GOAL)
    reach = ("--kind", "reach", "--target", 40)
    apollo("do", "objective", "grow", "add-key-result", "--name", "Sales", *reach)
    apollo("do", "objective", "grow", "add-key-result", "--name", "Visits", *reach)
    apollo("do", "objective", "grow", "activate")
    apollo("do", "client", "new", "add", "--name", "Baltic Foods")
    return apollo


def test_work_is_linked_to_its_goal_and_client_by_name_and_shown_with_them(okr):
    okr("do", "work-item", "draw", "serve-goal", "--goal", "grow")
    okr("do", "work-item", "draw", "work-for-client", "--client", "baltic")
    (row,) = okr("view", "work-items", "--goal", "Grow", "--format", "json").rows
    assert (row["goal_title"], row["client_name"]) == ("Grow", "Baltic Foods")
    okr("do", "work-item", "draw", "serve-goal", "--goal", "null")
    (row,) = okr("view", "work-items", "--client", "baltic", "--format", "json").rows
    assert (row["goal_title"], row["client_name"]) == (None, "Baltic Foods")


def test_check_ins_are_found_by_the_name_of_their_author(okr):
    okr("do", "objective", "grow", "check-in", "--values", "Sales=3", "--by", "ana")
    rows = okr("view", "check-ins", "--author", "Ana", "--format", "json").rows
    assert {row["author"] for row in rows} == {"Ana Sousa"}
    assert okr("view", "check-ins", "--author", "ben", "--format", "json").rows == []


def test_a_key_result_has_a_history_of_its_own(okr):
    okr("do", "objective", "grow", "check-in", "--values", "Sales=3")
    okr("do", "objective", "grow", "set-target", "--key-result", "Visits", "--target", 50)
    told = " ".join(okr("history", "Sales").out.split())
    assert "added the key result Sales" in told
    assert "checked in" in told
    assert "Visits to 50" not in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("weekly", "weekly on Friday"),
        ("weekly=0", "weekly on Monday"),
        ("monthly", "monthly"),
        ("days=10", "every 10 days"),
        ('{"rhythm": "monthly"}', "monthly"),
    ],
)
def test_a_cadence_is_typed_in_a_word(okr, typed, told):
    okr("do", "objective", "grow", "set-cadence", "--cadence", "days=99")
    okr("do", "objective", "grow", "set-cadence", "--cadence", typed)
    assert f"set the cadence to {told}" in " ".join(okr("history", "grow").out.split())


@pytest.mark.parametrize("typed", ["fortnightly", "days", "monthly=3", "weekly=9"])
def test_a_cadence_that_makes_no_sense_is_refused(okr, typed):
    told = okr("do", "objective", "grow", "set-cadence", "--cadence", typed, status=2).err
    assert "--cadence" in told


def test_numbers_that_nothing_would_come_of_are_refused(okr):
    words = ("estimate", "--estimate", "1/2/3/4")
    told = okr("do", "work-item", "draw", *words, status=2).err
    assert "'1/2/3/4' has 4 parts; write it as HOURS|LOW/LIKELY/HIGH" in told
    okr("do", "template", "new", "add", "--name", "Move")
    step = ("put-template-step", "--step", "pack", "--title", "Pack", "--after", "call=1=FS=9")
    assert "has 4 parts" in okr("do", "template", "Move", *step, status=2).err


def test_what_changed_is_written_as_csv_like_everything_else(okr):
    okr("do", "objective", "grow", "check-in", "--values", "Sales=3")
    changes = okr("view", "goals", "--compare-to", "8", "--format", "csv").out
    why = [row for row in csv.DictReader(StringIO(changes)) if row["field"] == "why"]
    assert why
    assert not any("('" in row["after"] or row["before"] == "None" for row in why)
