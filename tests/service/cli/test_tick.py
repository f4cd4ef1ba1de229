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
    assert "recurrence,made,refused" in apollo("tick", "--format", "csv", status=1).out


def test_what_makes_no_sense_is_refused_with_what_would_do(apollo: CommandLine):
    wrong = apollo(
        "do", "recurrence", "new", "add-recurrence", "--title", "x", "--rule", "FREQ=SECONDLY",
        "--zone", "Oslo", "--first", "tomorrow", status=2,
    )  # fmt: skip
    assert "the quickest is FREQ=HOURLY" in wrong.err
    assert "write one as Europe/Oslo" in wrong.err
    assert "--first" in wrong.err
