"""Goals and requests as they are typed: names rather than ids, and what wrong input is told."""

import pytest

from tests.service.cli.conftest import CommandLine, Ran

GOAL = ("--first", "2026-10-01", "--last", "2026-12-31")


@pytest.fixture
def okr(apollo):
    """An objective of Ana's with two key results, and one of Ben's that serves it."""
    apollo("do", "objective", "new", "add", "--title", "Grow", "--owner", "Ana", *GOAL)
    apollo("do", "objective", "new", "add", "--title", "Please", "--aligned-to", "grow", *GOAL)
    apollo(
        "do", "objective", "grow", "add-key-result", "--name", "Revenue", "--kind", "increase",
        "--baseline", 1000, "--target", "2500.50", "--unit", "money", "--currency", "EUR",
    )  # fmt: skip
    apollo(
        "do", "objective", "grow", "add-key-result", "--name", "Lease", "--kind", "checklist",
        "--items", "Sign,Move in",
    )  # fmt: skip
    apollo("do", "objective", "grow", "activate")
    return apollo


def check_in(okr: CommandLine, *words: object, status: int = 0) -> Ran:
    return okr("do", "objective", "grow", "check-in", *words, status=status)


def test_values_are_typed_by_the_names_of_key_results(okr):
    check_in(okr, "--values", "Revenue=1200.10", "--status", "on_track", "--note", "Good")
    told = okr("history", "grow").out
    assert "checked in as on track, Revenue 1200.10, Lease 0 (" in " ".join(told.split())


@pytest.mark.parametrize(
    "form", ['{{"key_result": "{0}", "value": 5}}', '[{{"key_result": "{0}", "value": 5}}]']
)
def test_values_are_also_taken_as_json(okr, form):
    rows = okr("view", "goals", "--format", "json").rows
    (id,) = [row["id"] for row in rows if row["title"] == "Revenue"]
    check_in(okr, "--values", form.format(id))
    assert "Revenue 5" in okr("history", "grow").out


@pytest.mark.parametrize(
    ("values", "status", "told"),
    [
        ("Revenue", 2, "write it as NAME=VALUE"),
        ("Sales=3", 1, "There is no key result called 'Sales'"),
        ("Lease=1", 1, "tick its items instead"),
        ("Revenue=much", 2, "values"),
        ("[{", 2, "is not JSON"),
    ],
)
def test_values_that_make_no_sense_are_told_what_to_do(okr, values, status, told):
    assert told in check_in(okr, "--values", values, status=status).err


def test_a_circle_is_shown(okr):
    told = okr("do", "objective", "grow", "align", "--aligned-to", "please", status=1).err
    assert "Grow -> Please -> Grow" in told


def test_an_accepted_request_is_work_that_is_to_move_its_goal(okr):
    okr(
        "do", "request", "new", "submit", "--title", "A shop", "--asked-by-name", "Herr Klein",
        "--serves", "Grow", "--urgent-by", "2026-12-24", "--urgent-because", "Christmas",
    )  # fmt: skip
    okr(
        "do", "request", "a shop", "score-cost-of-delay", "--user-business-value", 8,
        "--time-criticality", 5, "--risk-opportunity", "null",
    )  # fmt: skip
    (row,) = okr("view", "intake", "--format", "json").rows
    assert (row["rank"], row["missing"]) == (None, ["risk_opportunity", "job_size"])
    okr("do", "request", "a shop", "accept-as-work-item", "--project", "APO", "--assignees", "Ana")
    (row,) = okr("view", "intake", "--answer", "accepted", "--format", "json").rows
    assert (row["asked_by"], row["serves"], row["became"]) == ("Herr Klein", "Grow", "A shop")
    assert "added an initiative A shop" in okr("history", "grow").out


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("submit",), 2, "--title"),
        (("submit", "--title", "X", "--urgent-because", "Y"), 2, "give urgent_by too"),
        (("submit", "--title", "X", "--asked-by", "Nobody"), 1, "no person called 'Nobody'"),
        (("size", "--job-size", 4), 2, "choose one of 1, 2, 3, 5, 8, 13, 20"),
        (("decline", "--reason", "No"), 1, "submit it first"),
    ],
)
def test_requests_that_make_no_sense_are_told_what_to_do(apollo, words, status, told):
    assert told in apollo("do", "request", "new", *words, status=status).err
