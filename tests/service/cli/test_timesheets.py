"""Timesheets on the command line: a week is typed as PERSON/DAY."""

from tests.service.cli.conftest import CommandLine

WEEK = "Ana/2026-01-05"


def test_a_week_is_handed_in_approved_and_shown(apollo: CommandLine):
    apollo(
        "do", "week", "new", "log-time", "--person", "Ana", "--day", "2026-01-05",
        "--item", "Draw the plan", "--minutes", "120",
    )  # fmt: skip
    assert "Nothing of this week" in apollo("do", "sheet", WEEK, "approve-time", status=1).err
    apollo("do", "sheet", WEEK, "submit-week")
    apollo("do", "sheet", WEEK, "approve-time")
    (shown,) = apollo("view", "timesheets", "--first", "2026-01-05", "--format", "json").rows
    assert (shown["state"], shown["approved_h"]) == ("approved", 2.0)
    apollo("do", "sheet", "new", "declare-week-complete", "--person", "Ana", "--day", "2026-01-06")
    told = apollo("view", "my-week", "--person", "Ana", "--day", "2026-01-07").out
    assert "Draw the plan" in told
    assert "yes" in told
    asked = ("--person", "Ana", "--day", "2026-01-05", "--format", "csv")
    assert "approved time of Ana" in apollo("view", "timesheet-evidence", *asked).out
