"""What is known of work, from the command line."""


def test_work_is_specified_and_checked_off_by_name(apollo):
    for words in (
        ("name-owner", "--owner", "ana"),
        ("add-to-checklist", "--text", "Sharpen the pencil"),
        ("add-to-checklist", "--check", "new", "--text", "Measure twice"),
        ("check-off", "--check", "measure"),
        ("label-work-item", "--label", "On paper"),
        ("add-need", "--kind", "skill", "--name", "Drawing", "--level", "3"),
        ("shape-work-item", "--shape", "phase"),
        ("set-gate", "--criteria", "The walls stand"),
        ("fail-gate", "--reason", "One does not"),
    ):
        apollo("do", "work-item", "draw", *words)
    (row,) = apollo("view", "work-items", "--label", "on paper", "--format", "json").rows
    assert (row["owner"], row["shape"], row["gate"]) == ("Ana Sousa", "phase", "failed")
    assert (row["checks"], row["checked"], row["needs"]) == (2, 1, ["skill Drawing (3)"])
    told = apollo("history", "draw").out
    for line in "made Ana Sousa its owner", "checked off Measure twice", "failed its gate":
        assert line in " ".join(told.split())
    rows = apollo("view", "checklists", "--done", "no", "--format", "json").rows
    assert [each["text"] for each in rows] == ["Sharpen the pencil"]
    (total, _) = apollo("view", "readiness", "--format", "json").rows
    assert (total["items"], total["title"]) == (1, "1 of 1 ready")


def test_what_is_not_so_is_refused_with_what_to_do(apollo):
    gate = apollo("do", "work-item", "draw", "set-gate", "--criteria", "x", status=1).err
    assert "make it a phase first" in gate
    check = apollo("do", "work-item", "draw", "check-off", "--check", "nap", status=1).err
    assert "no check called 'nap'" in check
    need = ("add-need", "--kind", "role", "--name", "x", "--level", "2")
    assert "leave it out" in apollo("do", "work-item", "draw", *need, status=2).err
    apollo("do", "work-item", "draw", "add-to-checklist", "--text", "Nap")
    assert "nothing called" in apollo("history", "Nap", status=1).err
