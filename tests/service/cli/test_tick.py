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


def test_a_tick_gives_time_to_what_waits(apollo: CommandLine):
    apollo("do", "person", "Ana", "set-working-hours", "--minutes", "60,60,60,60,60,0,0",
           "--valid-from", "2020-01-01")  # fmt: skip
    asked = ("--person", "Ana", "--project", "APOLLO", "--first", "2190-01-04",
             "--last", "2190-01-08", "--hours", "8")  # fmt: skip
    id = apollo("do", "allocation", "new", "request-allocation", *asked).id
    apollo("do", "allocation", id, "allocate-time", "--clash", "wait")
    assert "Nothing was due" in apollo("tick").err
    apollo("do", "person", "Ana", "set-working-hours", "--minutes", "480,480,480,480,480,0,0",
           "--valid-from", "2020-01-01")  # fmt: skip
    assert "Allocated what had waited: 8 h, 2190-01-04 to 2190-01-08" in apollo("tick").err
    assert "Allocated" not in apollo("tick").err


def test_a_tick_tells_who_is_overbooked(apollo: CommandLine):
    apollo("do", "person", "Ana", "set-working-hours", "--minutes", "480,480,480,480,480,0,0",
           "--valid-from", "2020-01-01")  # fmt: skip
    apollo("do", "work-item", "new", "add", "--title", "Much", "--assignees", "Ana",
           "--estimate", "30", "--due", "2020-02-03")  # fmt: skip
    assert "Overbooking of Ana Sousa: 1 alarm arose" in apollo("tick").err
    assert "Overbooking" not in apollo("tick").err
    (row,) = apollo("view", "overbooking", "--format", "json").rows
    assert (row["kind"], row["late"], row["since"] is None) == ("alarm", True, False)
    assert "found more work than fits" in apollo("history", "Ana").out


def test_what_the_policy_of_timesheets_makes_due_is_told(cli):
    place = "default"
    cli("do", "person", "new", "add-person", "--name", "Ana")
    cli("do", "person", "Ana", "set-working-hours", "--minutes", "480,480,480,480,480,0,0",
        "--valid-from", "2020-01-01")  # fmt: skip
    cli("do", "timekeeping", place, "set-time-policy", "--remind-after-days", "1",
        "--at", "2020-01-01T00:00:00Z")  # fmt: skip
    cli("do", "timekeeping", place, "close-period", "--last", "2020-01-31", "--grace-days", "1")
    told = cli("tick").err
    assert "Reminded of time that is not handed in by Ana: 4 weeks" in told
    assert "Locked what was closed" not in told, "It has a day of grace"
    assert "Reminded" not in cli("tick").err
