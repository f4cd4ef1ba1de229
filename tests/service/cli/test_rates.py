"""Rates on the command line: named by what they are for, never by an id."""

from tests.service.cli.conftest import CommandLine


def test_a_rate_is_typed_by_the_hours_it_is_for(apollo: CommandLine):
    bill = ("do", "rate", "new", "set-rate", "--kind", "bill", "--currency", "EUR")
    apollo(*bill, "--per-h", "95", "--valid-from", "2026-01-01")
    apollo(
        *bill, "--per-h", "110.50", "--valid-from", "2026-01-01", "--person", "Ana",
        "--project", "APO", "--activity", "Drawing",
    )  # fmt: skip
    shown = apollo("view", "rates", "--columns", "person,project_key,activity,per_h").out
    assert all(word in shown for word in ("Ana", "APO", "Drawing", "110.50"))
    end = ("do", "rate", "new", "end-rate", "--kind", "bill", "--valid-from", "2026-01-02")
    apollo(*end)
    assert "95" not in apollo("view", "rates", "--columns", "per_h").out
    refused = apollo(
        "do", "rate", "new", "end-rate", "--kind", "cost", "--valid-from", "2026-01-02", status=1
    )
    assert "there is nothing to end" in refused.err
    history = apollo("history", "Ana").out
    assert "set the bill rate of Ana" in " ".join(history.replace("│", " ").split())
