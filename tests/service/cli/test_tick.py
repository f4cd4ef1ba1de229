from tests.service.cli.conftest import CommandLine


def recur(cli: CommandLine, *more: str) -> None:
    cli(
        "do", "recurrence", "new", "add-recurrence", "--title", "Check the backup",
        "--rule", "FREQ=WEEKLY", "--zone", "Europe/Oslo", "--first", "2020-01-06T09:00",
        "--lead-days", "7", *more,
    )  # fmt: skip


def test_a_tick_makes_what_is_due(apollo: CommandLine):
    assert "Nothing was due" in apollo("tick").err
    recur(apollo)
    (row,) = apollo("tick", "--format", "json").rows
    assert (row["made"] > 0, row["refused"]) == (True, None)
    assert "Nothing was due" in apollo("tick").err
    (shown,) = apollo("view", "recurrences", "--format", "json").rows
    assert shown["made"] == row["made"]
    assert "Check the backup" in apollo("view", "occurrences").out


def test_a_tick_tells_what_was_refused(apollo: CommandLine):
    recur(apollo, "--project", "APO")
    apollo("do", "project", "APO", "close", "--reason", "Over")
    assert "Apollo is closed" in apollo("tick", status=1).out
    assert "recurrence,title,made,refused" in apollo("tick", "--format", "csv", status=1).out


def test_what_makes_no_sense_is_refused_with_what_would_do(apollo: CommandLine):
    wrong = apollo(
        "do", "recurrence", "new", "add-recurrence", "--title", "x", "--rule", "FREQ=SECONDLY",
        "--zone", "Oslo", "--first", "tomorrow", status=2,
    )  # fmt: skip
    assert "the quickest is FREQ=HOURLY" in wrong.err
    assert "write one as Europe/Oslo" in wrong.err
    assert "--first" in wrong.err


def test_a_tick_counts_budgets_that_refuse_anew(apollo: CommandLine):
    log = (
        "do", "week", "new", "log-time", "--person", "Ana", "--day", "2026-01-05", "--item",
        "Draw the plan", "--activity", "Drawing", "--minutes",
    )  # fmt: skip
    apollo(*log, "120")
    apollo(
        "do", "budget", "new", "add-budget", "--name", "Cap", "--project", "APO", "--hours", "3",
        "--over", "refuse",
    )  # fmt: skip
    assert "Counted Cap anew: 0 h before, 2 h now" in apollo("tick").err
    refused = apollo(*log, "61", status=1)
    assert "Cap has 1 h left, not 1.02 h: have it raised, or log less" in refused.err
    assert "warn" not in apollo("view", "budgets", "--columns", "name,state,over").out
    assert "Cap" in apollo("history", "Cap").out


def test_a_tick_publishes_what_is_scheduled(apollo: CommandLine):
    period = ("--first", "2026-01-01", "--last", "2026-12-31")
    apollo("do", "objective", "new", "add", "--title", "Grow", *period)
    apollo("do", "objective", "grow", "activate")
    draft = ("do", "objective", "grow", "draft-check-in", "--check-in", ID, "--note", "Well")
    apollo(*draft)
    schedule = ("schedule-check-in", "--check-in", ID, "--day", "2026-01-02")
    apollo("do", "objective", "grow", *schedule)
    assert "Published a check-in" in apollo("tick").err
    assert "Published" not in apollo("tick").err
    assert "checked in" in apollo("history", "grow").out


ID = "00000000-0000-4000-8000-000000000001"
