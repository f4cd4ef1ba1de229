"""`do`: any command of any decider."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from service.cli.fields import parameters
from workdomain.catalog import BETWEEN_STREAMS, DECIDERS

OFFERED = [c for d in DECIDERS for c in d.commands if c not in BETWEEN_STREAMS]


@pytest.mark.parametrize("command", OFFERED, ids=lambda command: command.__name__)
def test_every_field_of_every_command_has_an_option(command):
    assert [option.name for option in parameters(command)] == list(command.model_fields)


def test_the_help_of_a_command_explains_its_fields(cli):
    told = cli("do", "week", "new", "log-time", "--help").out
    for words in "--person", "ID|KEY|NAME", "--minutes", "Needed.", "--day", "DATE", "--by":
        assert words in told
    assert "lowest, low, normal" in " ".join(
        cli("do", "work-item", "new", "add", "--help").out.replace("│", " ").split()
    )


def test_commands_that_streams_ask_of_each_other_are_not_offered(cli):
    assert "adopt-part" not in cli("do", "work-item", "--help").out
    assert "project-key" not in cli("do", "--help").out


def test_what_is_left_out_is_listed(cli):
    assert "work-item" in cli("do", status=2).out
    assert "record-leave" in cli("do", "person", status=2).out
    assert "record-leave" in cli("do", "person", "new", status=2).out


def test_an_unknown_command_is_told_the_nearest_one(cli):
    assert "start-work-item" in cli("do", "work-item", "x", "strat-work-item", status=2).err


def test_what_is_new_gets_an_id_that_is_told(cli):
    ran = cli("do", "person", "new", "add-person", "--name", "Ana")
    assert str(UUID(ran.id)) == ran.id
    assert "version 1" in ran.out


def test_the_receipt_is_told_as_json_and_csv(cli):
    (told,) = cli("do", "person", "new", "add-person", "--name", "A", "--format", "json").rows
    assert told["stream"] == f"person/{told['id']}"
    assert (told["version"], told["position"], told["events"]) == (1, 1, 1)
    ran = cli("do", "person", "new", "add-person", "--name", "B", "--format", "csv")
    assert ran.out.splitlines()[0] == "id,stream,version,position,events,repeated"


def test_things_are_found_by_key_name_and_the_beginning_of_an_id(apollo):
    item = apollo("view", "work-items", "--format", "json").rows[0]["id"]
    apollo("do", "project", "apo", "rename-project", "--name", "Apollo 2")
    apollo("do", "person", "ana so", "move-to-team", "--team", "null")
    apollo("do", "work-item", item[:8], "start-work-item")
    apollo("do", "work-item", item, "block", "--reason", "No pen")
    apollo("do", "work-item", "draw", "unblock")
    (row,) = apollo("view", "work-items", "--format", "json").rows
    assert row["state"] == "doing"
    assert row["assignees"] == ["Ana Sousa"]


def test_a_name_that_nobody_has_is_refused_with_those_there_are(apollo):
    told = apollo("do", "work-item", "draw", "assign", "--person", "Anna Souza", status=1).err
    assert "no person called 'Anna Souza'" in told
    assert "Ana Sousa" in told
    assert "APO" in apollo("do", "project", "X", "close", "--reason", "x", status=1).err
    assert "no work item called" in apollo("do", "work-item", "zzz", "start", status=1).err


def test_a_name_that_several_have_is_refused_with_their_ids(apollo):
    for number in range(7):
        apollo("do", "work-item", "new", "add", "--title", f"Twin {number}")
    told = apollo("do", "work-item", "twin", "start", status=1).err
    assert "could be any of these" in told
    assert "and 2 more" in told


def test_the_same_key_asks_the_same_command_once(cli):
    words = "do", "person", "new", "add-person", "--name", "Ana", "--key", uuid4()
    first, again = cli(*words), cli(*words)
    assert first.id == again.id
    assert "done before" in again.out
    assert "is not a UUID" in cli(*words[:-1], "x", status=2).err


def test_a_command_with_a_key_of_its_own_takes_a_long_idempotency_key(cli):
    words = "do", "project", "new", "add-project", "--name", "A", "--key", "AB"
    cli(*words, "--idempotency-key", key := uuid4())
    assert "done before" in cli(*words, "--idempotency-key", key).out


def test_the_same_key_makes_the_same_new_entry(apollo):
    words = (
        "do", "week", "new", "log-time", "--person", "Ana", "--day", "2026-01-05", "--minutes",
        "60", "--key", uuid4(),
    )  # fmt: skip
    apollo(*words)
    assert "done before" in apollo(*words).out


def test_a_refusal_tells_the_rule_and_leaves_with_1(apollo):
    apollo("do", "work-item", "draw", "block", "--reason", "x")
    told = apollo("do", "work-item", "draw", "complete", status=1).err
    assert "Refused (BlockersAreOpen)" in told
    assert "The rule:" in told


def test_a_command_that_changes_nothing_says_so(apollo):
    assert "as it was" in apollo("do", "project", "APO", "rename-project", "--name", "Apollo").out


def test_another_version_than_the_expected_is_refused(apollo):
    told = apollo(
        "do", "project", "APO", "rename-project", "--name", "B", "--expect", 7, status=1
    ).err
    assert "StaleVersion" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add-person",), "--name is needed"),
        (("add-person", "--name", "\x07"), "--name"),
        (("add-person", "--name", "A", "--emial", "x"), "No such option"),
        (("set-availability", "--percent", "lots", "--valid-from", "2026-01-01"), "--percent"),
        (("set-availability", "--percent", "5", "--valid-from", "soon"), "--valid-from"),
        (("add-person", "--name", "A", "--at", "yesterday"), "is not a moment"),
        (("add-person", "--name", "A", "--at", "2026-01-01T10:00"), "no time zone"),
        (("add-person", "--json", "{"), "JSON"),
        (("add-person", "--json", "{}", "--name", "A"), "already in --json"),
        (("add-person", "--json", '{"nome": "A"}'), "--nome"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(cli, words, told):
    assert told in cli("do", "person", "new", *words, status=2).err


def test_fields_come_as_json_from_the_line_a_file_or_the_input(cli, typed, tmp_path):
    cli("do", "person", "new", "add-person", "--json", '{"name": "Ana"}')
    (tmp_path / "ben.json").write_text('{"name": "Ben"}')
    cli("do", "person", "new", "add-person", "--json", f"@{tmp_path / 'ben.json'}")
    typed('{"name": "ليلى"}')
    cli("do", "person", "new", "add-person", "--json", "-")
    assert "No such file" in cli(
        "do", "person", "new", "add-person", "--json", "@nowhere", status=2
    ).err  # fmt: skip
    told = cli("export").out
    assert all(name in told for name in ("Ana", "Ben", "ليلى"))


def test_estimates_are_typed_as_one_number_three_or_json(apollo):
    for text, work_h in ("8", 8.0), ("2/4/12", 5.0), ('{"hours": 3}', 3.0), ("null", None):
        apollo("do", "work-item", "draw", "estimate", "--estimate", text)
        assert apollo("view", "work-items", "--format", "json").rows[0]["work_h"] == work_h
    assert "--estimate" in apollo(
        "do", "work-item", "draw", "estimate", "--estimate", "{", status=2
    ).err  # fmt: skip
    assert "--estimate" in apollo(
        "do", "work-item", "draw", "estimate", "--estimate", "1/2", status=2
    ).err  # fmt: skip


def test_structures_are_typed_as_json(apollo):
    source = '{"system": "tracker", "key": "AP-1", "status": "Offen"}'
    apollo("do", "work-item", "draw", "track-source", "--source", source)
    assert apollo("view", "work-items", "--format", "json").rows[0]["key"] == "AP-1"
    apollo("do", "work-item", "AP-1", "start")


def test_lists_are_typed_with_commas_or_one_by_one(apollo):
    apollo("do", "work-item", "new", "add", "--title", "B", "--assignees", "Ana,Ben")
    apollo("do", "work-item", "new", "add", "--title", "C", "--assignees", "Ana",
           "--assignees", "Ben")  # fmt: skip
    rows = apollo("view", "work-items", "--format", "json").rows
    assert [len(row["assignees"]) for row in rows if row["title"] in "BC"] == [2, 2]
    week = "480,480,480,480,480,0,0"
    apollo("do", "person", "Ana", "set-working-hours", "--minutes", week,
           "--valid-from", "2026-01-01")  # fmt: skip


def test_hours_find_the_week_of_their_person_and_day(apollo):
    ran = apollo(
        "do", "week", "new", "log-time", "--person", "Ana", "--day", "2026-01-05",
        "--minutes", "90", "--item", "draw", "--entry", (entry := uuid4()),
    )  # fmt: skip
    words = ("--entry", entry, "--day", "2026-01-06", "--minutes", "60", "--item", "draw",
             "--note", "n", "--reason", "slip")  # fmt: skip
    assert apollo("do", "week", "Ana/2026-01-07", "correct-time", *words).id == ran.id
    apollo("do", "week", ran.id, "remove-time", "--entry", entry, "--reason", "twice")
    told = apollo("do", "week", "Ana", "remove-time", "--entry", entry, "--reason", "x", status=1)
    assert "PERSON/DAY" in told.err
    told = apollo("do", "week", "Ana/", "remove-time", "--entry", entry, "--reason", "x", status=2)
    assert "not a moment" in told.err
    told = apollo("do", "week", "Ana/x", "remove-time", "--entry", entry, "--reason", "x", status=2)
    assert "not a moment" in told.err


def test_what_happened_earlier_keeps_its_time(apollo):
    apollo("do", "work-item", "draw", "start", "--at", "2026-01-05", "--by", "Ben")
    last = apollo("history", "draw", "--format", "json").rows[-1]
    assert last["at"].startswith("2026-01-05T23:59:59")
    assert last["by"] == "Ben Okri"
    assert last["late"]


def test_today_is_now_and_tomorrow_is_refused(apollo):
    today = datetime.now(UTC).date()
    apollo("do", "work-item", "draw", "start", "--at", today)
    tomorrow = today + timedelta(days=2)
    told = apollo("do", "work-item", "draw", "complete", "--at", tomorrow, status=1).err
    assert "NotYetHappened" in told


@pytest.mark.parametrize(
    "words",
    [
        ("--title", "x" * 301),
        ("--title", "a\x1b[31mb"),
        ("--title", "A", "--description", "x" * 50_001),
        ("--title", "A", "--due", "9999-12-31"),
        ("--title", "A", "--due", "2026-02-30"),
        ("--title", "A", "--estimate", "nan"),
        ("--title", "A", "--estimate", "-5"),
        ("--title", "A", "--estimate", "8/4/2"),
        ("--title", "A", "--priority", "asap"),
        ("--title", "A", "--source", "[1"),
    ],
)
def test_what_no_log_should_hold_is_wrong_usage(cli, words):
    assert "--" in cli("do", "work-item", "new", "add", *words, status=2).err
    assert cli("export").out == ""


def test_text_in_any_script_is_kept_as_it_is(cli):
    for title in "مراجعة أولى", "設計図を描く", "Größe: 5 µm 🙂":
        cli("do", "work-item", "new", "add", "--title", title)
        assert title in cli("view", "work-items", "--format", "json").out


def test_what_templates_are_made_of_is_typed_in_brief_or_as_json(apollo):
    apollo("do", "template", "new", "add", "--name", "Onboarding")
    apollo("do", "template", "Onboarding", "put-template-role", "--role", "it")
    put = "do", "template", "Onboarding", "put-template-step", "--step"
    apollo(*put, "laptop", "--title", "Order a laptop", "--role", "it", "--offset-days", "-5")
    apollo(*put, "desk", "--title", "Desk", "--after", '{"step": "laptop", "lag_days": 2}')
    apollo(*put, "first", "--title", "First day", "--after", "laptop=1,desk=0=SS")
    assert "--after.0.lag-days" in apollo(
        *put, "last", "--title", "Last day", "--after", "laptop=x", status=2
    ).err  # fmt: skip
    apollo("do", "template", "Onboarding", "publish")
    steps = apollo("view", "template-steps", "--format", "json").rows
    assert [step["after"] for step in steps] == [[], ["laptop=2"], ["laptop=1", "desk=0=SS"]]
    new = "do", "from-template", "new", "add-project-from-template", "--template", "Onboarding"
    make = (*new, "--name", "Eva joins", "--key", "EVA", "--starts", "2026-12-01")
    assert "no person called 'Bob'" in apollo(*make, "--people", "it=Bob", status=1).err
    assert "--people" in apollo(*make, "--people", "Ana", status=2).err
    apollo(*make, "--people", "it=Ana")
    rows = apollo("view", "work-items", "--project", "EVA", "--format", "json").rows
    assert {row["title"]: row["assignees"] for row in rows} == {
        "Order a laptop": ["Ana Sousa"],
        "Desk": [],
        "First day": [],
    }


def test_an_inbox_goes_by_the_name_of_its_person(apollo):
    (notice,) = apollo("view", "inbox", "--person", "Ana", "--format", "json").rows
    assert (notice["reason"], notice["by"]) == ("assigned", "Ben Okri")
    apollo("do", "inbox", "Ana", "read-up-to", "--position", notice["position"])
    assert apollo("view", "inbox", "--person", "Ana", "--format", "json").rows == []
    apollo("do", "inbox", "Ana", "mute-item", "--item", "draw")
    assert "muted Draw the plan" in apollo("history", "Ana").out


def test_a_blocker_is_raised_and_resolved_by_names(apollo):
    words = (
        "do", "work-item", "draw", "raise-blocker", "--kind", "decision", "--reason", "Which?",
        "--needed-from", "Ben", "--needed-by", "2026-12-01",
    )  # fmt: skip
    apollo(*words)
    (shown,) = apollo("view", "blockers", "--person", "Ben", "--format", "json").rows
    assert (shown["waiting"], shown["needed_from"]) == (["Ana Sousa"], "Ben Okri")
    apollo(
        "do", "work-item", "draw", "resolve-blocker", "--blocker", shown["blocker"],
        "--resolution", "This one",
    )  # fmt: skip
    assert apollo("view", "blockers", "--format", "json").rows == []
    assert "resolved the blocker Which?: This one" in apollo("history", "draw").out


def test_a_link_that_leads_to_harm_is_told_with_what_would_do(apollo):
    words = "do", "work-item", "draw", "attach-link", "--title", "It", "--url"
    assert "begins with https://" in apollo(*words, "javascript:alert(1)", status=2).err
    apollo(*words, "https://example.org/it")
    assert "example.org" in apollo("view", "links").out
