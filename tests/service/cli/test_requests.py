"""`bulk` and `revert` on the command line: looks before, refusals by name, and the way back."""

import csv
from io import StringIO

import pytest

from tests.service.cli.conftest import CommandLine

KEY = "00000000-0000-4000-8000-000000000077"


@pytest.fixture
def office(apollo: CommandLine) -> CommandLine:
    """Three pieces of work, one of them done."""
    for title in ("Lay the floor", "Paint the wall"):
        apollo("do", "work-item", "new", "add-work-item", "--title", title, "--project", "APO")
    apollo("do", "work-item", "Paint the wall", "complete")
    return apollo


def assignees(cli: CommandLine) -> dict[str, list[str]]:
    rows = cli("view", "work-items", "--format", "json").rows
    return {row["title"]: row["assignees"] for row in rows}


BEFORE = {"Draw the plan": ["Ana Sousa"], "Lay the floor": [], "Paint the wall": []}
ASSIGN = ("bulk", "work-item", "assign", "--person", "Ben")


def test_one_command_for_many_with_a_look_before_and_the_way_back(office: CommandLine):
    seen = office(*ASSIGN, "--where", "project=APO", "--where", "state=todo", "--preview")
    assert "Lay the floor   assigned it to Ben Okri" in seen.out
    assert "APO             made Ben Okri a member" in seen.out
    assert "2 would change" in seen.out
    assert assignees(office) == BEFORE
    done = office(*ASSIGN, "--where", "project=APO", "--where", "state=todo", "--by", "Ana")
    request = done.id
    assert "2 changed, position" in done.out
    assert f"workdomain revert {request}" in done.err
    assert assignees(office) == {
        "Draw the plan": ["Ana Sousa", "Ben Okri"],
        "Lay the floor": ["Ben Okri"],
        "Paint the wall": [],
    }
    seen = office("revert", request, "--preview")
    assert "took it from Ben Okri" in seen.out
    assert "removed the member Ben Okri" in seen.out
    back = office("revert", request, "--reason", "The wrong person", "--by", "Ana")
    assert "3 changed" in back.out
    assert assignees(office) == BEFORE
    history = office("history", "Lay the floor").out
    assert "reverted (The wrong person): assigned it to Ben Okri" in history
    assert "it was reverted before" in office("revert", request).out
    assert "it was reverted before" in office("revert", request, "--preview").out


def test_it_is_done_to_these(office: CommandLine):
    done = office(*ASSIGN, "--ids", "Draw the plan,Lay the floor", "--ids", "Draw the plan")
    assert "2 changed" in done.out
    again = office(*ASSIGN, "--ids", "Lay the floor", "--ids", "Paint the wall")
    assert "1 changed, 1 as they were" in again.out
    seen = office(*ASSIGN, "--ids", "Lay the floor", "--preview")
    assert "0 would change, 1 as they are" in seen.out


def test_refusals_are_told_by_name(office: CommandLine):
    refused = office("bulk", "work-item", "start", "--where", "project=APO", status=1)
    assert "Nothing is done, as 1 would be refused" in refused.err
    assert "Paint the wall: StartWorkItem does not apply to work that is done" in refused.err
    seen = office("bulk", "work-item", "start", "--where", "project=APO", "--preview")
    assert "refused: StartWorkItem does not apply" in seen.out
    assert "2 would change, 1 refused, nothing would be written" in seen.out
    done = office("bulk", "work-item", "start", "--where", "project=APO", "--each")
    assert "Paint the wall   StartWorkItem does not apply" in done.out
    assert "2 changed, 1 refused" in done.out
    none = office("bulk", "work-item", "start", "--where", "state=done", "--each")
    assert "nothing is written" in none.out


def test_of_many_refusals_some_are_told(office: CommandLine):
    ids = ",".join(f"00000000-0000-4000-8000-{number:012}" for number in range(25))
    refused = office("bulk", "work-item", "start", "--ids", ids, status=1)
    assert "and 5 more" in refused.err


def test_asked_again_with_its_id_it_is_answered_as_the_first_time(office: CommandLine):
    words = (*ASSIGN, "--where", "project=APO", "--where", "state=todo", "--idempotency-key", KEY)
    office(*words)
    office("do", "work-item", "new", "add-work-item", "--title", "More", "--project", "APO")
    again = office(*words)
    assert "this was done before" in again.out
    assert assignees(office)["More"] == []


def test_programs_read_json_and_csv(office: CommandLine):
    words = (*ASSIGN, "--where", "project=APO")
    (seen,) = office(*words, "--preview", "--format", "json").rows
    assert (seen["done"], seen["preview"]) == (3, True)
    assert "Lay the floor: assigned it to Ben Okri" in [
        event for result in seen["results"] for event in result["events"]
    ]
    text = office(*words, "--preview", "--format", "csv").out
    rows = list(csv.DictReader(StringIO(text)))
    assert {"what": "Lay the floor", "would happen": "assigned it to Ben Okri"} in rows
    (done,) = office(*words, "--format", "json").rows
    (back,) = office("revert", done["request"], "--format", "json").rows
    assert back["done"] == 4


def test_an_event_is_reverted_by_its_position(office: CommandLine):
    (row,) = office("history", "Paint the wall", "--newest", "--limit", 1, "--format", "json").rows
    office("revert", row["position"])
    shown = office("view", "work-items", "--text", "Paint", "--format", "json").rows
    assert shown[0]["state"] == "todo"


def test_what_is_overwritten_leaves_nothing_to_take_back(office: CommandLine):
    for title in ("Tile the floor", "Lay the carpet"):
        office("do", "work-item", "Lay the floor", "describe", "--description", title)
    rows = office("history", "Lay the floor", "--newest", "--limit", 2, "--format", "json").rows
    assert "nothing is left of it to take back" in office("revert", rows[1]["position"]).out


def test_what_is_in_the_way_is_told_in_words(office: CommandLine):
    rows = office("history", "Paint the wall", "--format", "json").rows
    refused = office("revert", rows[0]["position"], status=1)
    assert "because CancelWorkItem does not apply to work that is done" in refused.err
    assert "revert first:" in refused.err
    assert "Paint the wall: completed it" in refused.err
    for number in range(25):
        office("do", "work-item", "Lay the floor", "comment", "--text", number)
    rows = office("history", "Lay the floor", "--format", "json").rows
    assert "and 5 more" in office("revert", rows[0]["position"], status=1).err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((*ASSIGN,), "Say which items: --where project=APOLLO"),
        ((*ASSIGN, "--ids", "Lay", "--where", "state=todo"), "one of them"),
        ((*ASSIGN, "--where", "project"), "write FILTER=VALUE; the filters are"),
        ((*ASSIGN, "--where", "sort=due"), "the filters are changed_from, client, due_from"),
        ((*ASSIGN, "--where", "state=open"), "--state"),
        ((*ASSIGN, "--where", "text=a", "--where", "text=b"), "--where text is there twice"),
        (("bulk", "work-item", "assign", "--where", "state=todo"), "--person is needed"),
        ((*ASSIGN, "--where", "state=todo", "--idempotency-key", "x"), "'x' is not a UUID"),
        (("revert", "yesterday"), "neither a log position"),
    ],
)
def test_it_says_what_makes_no_sense(office: CommandLine, words: tuple[str, ...], why: str):
    assert why in office(*words, status=2).err
    assert assignees(office) == BEFORE


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((*ASSIGN, "--ids", "Fly"), "no work item called 'Fly'"),
        ((*ASSIGN, "--where", "project=ZEUS"), "no project called 'ZEUS'"),
        (("revert", "4711"), "There is no event at position 4711"),
        (("revert", KEY), "There is no command, request or correlation"),
        (("revert", "1", "--by", "Zoe"), "no person called 'Zoe'"),
    ],
)
def test_it_says_what_is_not_there(office: CommandLine, words: tuple[str, ...], why: str):
    assert why in office(*words, status=1).err
