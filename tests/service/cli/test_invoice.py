"""`invoice`: approved time goes on an invoice once, whole, and is frozen with it."""

import json
from pathlib import Path

import pytest

from tests.service.cli.conftest import CommandLine

WEEK = "Ana/2026-01-05"
DAYS = ("--last", "2026-01-31")


@pytest.fixture
def acme(apollo: CommandLine) -> CommandLine:
    """Three hours for Acme are approved, one of which is not billable."""
    apollo("do", "client", "new", "add-client", "--name", "Acme")
    apollo("do", "project", "APOLLO", "set-project-client", "--client", "Acme")
    rate(apollo, "90", "EUR", "Acme")
    for day, *more in (("2026-01-05",), ("2026-01-06",), ("2026-01-07", "--billable", "no")):
        apollo(
            "do", "week", "new", "log-time", "--person", "Ana", "--day", day, *more,
            "--item", "Draw the plan", "--minutes", "60",
        )  # fmt: skip
    approve(apollo)
    return apollo


def rate(cli: CommandLine, per_h: str, currency: str, client: str) -> None:
    cli(
        "do", "rate", "new", "set-rate", "--kind", "bill", "--per-h", per_h, "--currency", currency,
        "--client", client, "--valid-from", "2025-01-01",
    )  # fmt: skip


def approve(cli: CommandLine) -> None:
    cli("do", "sheet", WEEK, "submit-week")
    cli("do", "sheet", WEEK, "approve-time")


def test_an_invoice_is_shown_then_made_and_never_twice(acme: CommandLine, tmp_path: Path):
    file = tmp_path / "2026-7.json"
    asked = ("invoice", "2026-7", "--for", "Acme", *DAYS)
    told = acme(*asked, "--preview").err
    assert "Invoice 2026-7 would be: 2 lines, 2.00 h, 180.00 EUR" in told
    made = acme(*asked, "--format", "json", "-o", file)
    assert "Invoice 2026-7 is made: 2 lines" in made.err
    lines = json.loads(file.read_text("utf-8"))
    assert [(line["amount"], line["rule"]) for line in lines] == [("90.00", "client")] * 2
    again = acme("invoice", "2026-7", "--for", "APOLLO", *DAYS, "--format", "csv")
    assert "Invoice 2026-7 was made before: 2 lines" in again.err
    assert again.out.count("90.00") == 2
    left = acme("invoice", "2026-8", "--for", "Acme", *DAYS, status=1).err
    assert "No billable time" in left


def test_what_cannot_be_billed_as_it_is_marks_nothing(acme: CommandLine, tmp_path: Path):
    file = tmp_path / "1.csv"
    asked = ("invoice", "1", "--for", "Acme", *DAYS)
    assert "--format csv" in acme(*asked, "-o", file, status=2).err
    assert "Nobody" in acme("invoice", "1", "--for", "Nobody", *DAYS, status=1).err
    acme("do", "rate", "new", "end-rate", "--kind", "bill", "--client", "Acme",
         "--valid-from", "2026-01-08")  # fmt: skip
    log = ("--person", "Ana", "--item", "Draw the plan", "--minutes", "60")
    acme("do", "week", "new", "log-time", *log, "--day", "2026-01-08")
    approve(acme)
    told = acme(*asked, "--format", "csv", "-o", file, status=1).err
    assert "1 of 3 lines had no rate" in told
    assert not file.exists()
    shown = acme("view", "to-invoice", "--first", "2026-01-05", "--format", "json", *DAYS).rows
    assert len(shown) == 3


def test_an_invoice_is_in_one_currency(acme: CommandLine):
    acme("do", "client", "new", "add-client", "--name", "Bolt")
    rate(acme, "5000", "JPY", "Bolt")
    acme("do", "work-item", "new", "add", "--title", "Fix", "--project", "APOLLO")
    acme("do", "work-item", "Fix", "work-for-client", "--client", "Bolt")
    log = ("--person", "Ana", "--item", "Fix", "--minutes", "60")
    acme("do", "week", "new", "log-time", *log, "--day", "2026-01-09")
    approve(acme)
    told = acme("invoice", "1", "--for", "APOLLO", *DAYS, status=1).err
    assert "these lines are in EUR, JPY" in told
    acme("invoice", "1", "--for", "Bolt", *DAYS)
