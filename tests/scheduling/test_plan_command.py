"""Plans of JSON files: what comes out, what is refused, and that nothing is written then."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from workdomain.scheduling.plan import check
from workdomain.scheduling.plan.__main__ import main

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
WEEK = {day: ["09:00-17:00"] for day in DAYS}
BEGINS = "2026-01-05T00:00:00+00:00"  # a Monday


def problem(*tasks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "begins": BEGINS,
        "calendars": {"full": WEEK},
        "people": [
            {"id": "ana", "calendar": "full", "skills": {"paint": 2}},
            {"id": "ben", "calendar": "full", "skills": {"paint": 1, "sew": 1}},
        ],
        "tasks": list(tasks),
        **more,
    }


def task(id_: str, minutes: Any = 60, **more: Any) -> dict[str, Any]:
    return {"id": id_, "minutes": minutes, **more}


def plan(folder: Path, asked: Any) -> dict[str, Any]:
    """Plan, and read the answer; moments from the beginning of the year on, without the year."""
    file, out = folder / "asked.json", folder / "plan.json"
    file.write_text(json.dumps(asked), "utf-8")
    assert main([str(file), "-o", str(out)]) == 0
    assert sorted(each.name for each in folder.iterdir()) == ["asked.json", "plan.json"]
    told: dict[str, Any] = json.loads(out.read_bytes())
    return told


def placed(told: dict[str, Any]) -> dict[str, tuple[str, str, list[str]]]:
    def short(moment: str) -> str:
        return moment.removeprefix("2026-").removesuffix(":00+00:00")

    return {
        each["id"]: (short(each["start"]), short(each["finish"]), each["people"])
        for each in told["tasks"]
    }


def test_a_plan_tells_when_each_task_is_done_by_whom_and_when_all_is_finished(tmp_path):
    told = plan(
        tmp_path,
        problem(
            task("wall", 600, skill="paint", level=2, project="house"),
            task("door", {"best": 60, "likely": 60, "worst": 60}, after=[{"task": "wall"}]),
        ),
    )
    assert placed(told) == {
        "wall": ("01-05T09:00", "01-06T11:00", ["ana"]),
        "door": ("01-06T11:00", "01-06T12:00", ["ana"]),
    }
    assert told["finish"] == "2026-01-06T12:00:00+00:00"
    assert told["projects"] == {"house": "2026-01-06T11:00:00+00:00"}
    assert told["tasks"][1]["waits"] == {
        "for": "link", "until": "2026-01-06T11:00:00+00:00", "task": "wall", "person": None,
    }  # fmt: skip
    assert (told["tardiness_minutes"], told["broken"]) == (0, [])


def test_a_plan_of_nothing_is_finished_when_it_begins(tmp_path):
    told = plan(tmp_path, problem())
    assert (told["tasks"], told["finish"]) == ([], BEGINS)


@pytest.mark.parametrize(
    ("kind", "lag_minutes", "start"),
    [
        ("finish-start", 30, "01-05T11:10"),
        ("start-start", 30, "01-05T09:30"),
        ("finish-finish", 30, "01-05T10:10"),
        ("start-finish", 90, "01-05T09:30"),
    ],
)
def test_each_kind_of_link_has_its_lag(tmp_path, kind, lag_minutes, start):
    wait = {"task": "a", "kind": kind, "lag_minutes": lag_minutes}
    told = plan(tmp_path, problem(task("a", 100), task("b", 60, after=[wait])))
    assert placed(told)["b"][0] == start


def test_a_lag_can_be_of_working_time(tmp_path):
    wait = {"task": "a", "lag_minutes": 480, "working": True}
    told = plan(tmp_path, problem(task("a"), task("b", after=[wait]), calendar="full"))
    assert placed(told)["b"][0] == "01-06T10:00"


def test_nobody_is_planned_with_on_days_off_and_days_count_where_the_plan_begins(tmp_path):
    asked = problem(task("a"), begins="2026-01-05T00:00:00+02:00")
    leave = [{"first": "2026-01-05", "last": "2026-01-06"}]
    asked["people"] = [{"id": "ana", "calendar": "full", "leave": leave}]
    told = plan(tmp_path, asked)
    assert told["tasks"][0]["start"] == "2026-01-07T09:00:00+02:00"


def test_what_is_set_stays_and_what_it_breaks_is_told(tmp_path):
    told = plan(
        tmp_path,
        problem(
            task("done", finished="2026-01-02T12:00:00+00:00"),
            task("begun", 30, started="2026-01-02T12:00:00+00:00", candidates=["ana"]),
            task("long", 480, not_before="2026-01-06T00:00:00+00:00"),
            task("set", fixed="2026-01-06T00:00:00+00:00", after=[{"task": "long"}]),
            task("end", 0, milestone=True, after=[{"task": "set"}], deadline=BEGINS, priority=1),
        ),
    )
    found = placed(told)
    assert found["done"][1] == "01-02T12:00"
    assert found["begun"] == ("01-02T12:00", "01-05T09:30", ["ana"])
    assert found["set"][:2] == ("01-06T09:00", "01-06T10:00")
    assert told["broken"] == [{"task": "set", "after": "long", "kind": "finish-start"}]
    assert told["tardiness_minutes"] == 2 * 34 * 60


def test_several_needs_are_met_together_and_a_split_task_tells_its_pieces(tmp_path):
    told = plan(
        tmp_path,
        problem(
            task("b", fixed="2026-01-05T10:00:00+00:00", candidates=["ana"]),
            task("a", 120, candidates=["ana"], split=True),
            task("both", people=1, skill="paint", level=2, also=[{"skill": "sew", "level": 1}]),
        ),
    )
    assert placed(told)["both"][2] == ["ana", "ben"]
    hours = [[each[11:16] for each in piece] for piece in told["tasks"][1]["pieces"]]
    assert hours == [["09:00", "10:00"], ["11:00", "12:00"]]


def test_time_is_laid_out_further_ahead_where_a_year_is_not_enough(tmp_path):
    told = plan(tmp_path, problem(task("a", not_before="2027-06-01T00:00:00+00:00")))
    assert told["finish"] == "2027-06-01T10:00:00+00:00"


def refused(folder: Path, capsys: pytest.CaptureFixture[str], asked: Any) -> str:
    """Ask for what makes no sense, and read what is said about it."""
    file, out = folder / "asked.json", folder / "plan.json"
    file.write_text(asked if isinstance(asked, str) else json.dumps(asked), "utf-8")
    out.write_text("an older plan", "utf-8")
    assert main([str(file), "-o", str(out)]) == 2
    assert out.read_text("utf-8") == "an older plan"
    assert sorted(each.name for each in folder.iterdir()) == ["asked.json", "plan.json"]
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"{file}: ")
    return told.err.removeprefix(f"{file}: ").rstrip("\n")


PEOPLE = [{"id": "ana", "calendar": "full"}]
BAD = {
    "no json": ("{", "is no JSON: unexpected end of data: line 1 column 2 (char 1)"),
    "no object": ("[]", "has to be an object"),
    "nothing": ("{}", "begins: is missing"),
    "a field that is not there": (problem(task("a", colour="red")), "tasks.0.colour: is not known"),
    "a moment without a zone": (
        problem(begins="2026-01-05T09:00:00"), "begins: has to be a moment with its zone"),
    "a moment that is none": (
        problem(task("a", deadline="soon")), "tasks.0.deadline: has to be a moment with its zone"),
    "a name that is none": (problem(task("")), "tasks.0.id: has to be a text that is not empty"),
    "a truth that is none": (
        problem(task("a", split="yes")), "tasks.0.split: has to be true or false"),
    "a candidate without a name": (
        problem(task("a", candidates=["ana", ""])),
        "tasks.0.candidates.1: has to be a text that is not empty"),
    "a list that is none": (problem(task("a", after="b")), "tasks.0.after: has to be a list"),
    "levels that are none": (
        problem(people=[{"id": "ana", "calendar": "full", "skills": ["paint"]}]),
        "people.0.skills: has to be an object"),
    "a kind of link that is none": (
        problem(task("a"), task("b", after=[{"task": "a", "kind": "FS"}])),
        "tasks.1.after.0.kind: has to be one of finish-start, start-start, finish-finish, start-f"),
    "a day that is none": (
        problem(people=[{"id": "ana", "calendar": "full", "leave": [{"first": 1, "last": 2}]}]),
        "people.0.leave.0.first: has to be a day, as 2026-01-05"),
    "a circle": (
        problem(task("a", after=[{"task": "b"}]), task("b", after=[{"task": "a"}])),
        "These wait for each other: a > b > a"),
    "a task that is not there": (
        problem(task("a", after=[{"task": "b"}])), "a waits for b, which is not in the plan."),
    "a name twice": (
        problem(task("a"), task("a")), "Two tasks have the same name: give each its own."),
    "a missing skill": (
        problem(task("a", skill="weld", level=1)),
        "a needs 1 or more with weld at level 1: there are fewer."),
    "a skill at too low a level": (
        problem(task("a", people=2, skill="paint", level=2)),
        "a needs 2 or more with paint at level 2: there are fewer."),
    "somebody unknown": (
        problem(task("a", candidates=["zoe"])), "a names zoe, who is not there"),
    "somebody unknown besides": (
        problem(task("a", also=[{"candidates": ["zoe"]}])), "a names zoe, who is not there"),
    "an unknown calendar": (
        problem(people=[{"id": "ana", "calendar": "half"}]),
        "ana has the calendar half, which is not there"),
    "an unknown calendar of the plan": (
        problem(calendar="half"), "the plan has the calendar half, which is not there"),
    "no work": (
        problem(task("a", 0)), "The estimate of a is 0: give 1 to 5000000."),
    "work that is below nothing": (
        problem(task("a", -5)), "The estimate of a is -5: give 1 to 5000000."),
    "points out of order": (
        problem(task("a", {"best": 9, "likely": 6, "worst": 7})),
        "The estimate of a is (9, 6, 7): give them in order."),
    "a huge estimate": (
        problem(task("a", 10**30)),
        "tasks.0.minutes: has to be a whole number from -5000000 to 5000000"),
    "a deadline that has passed": (
        problem(task("a", deadline="2026-01-04T00:00:00+00:00")),
        "The deadline of a has passed: set a new one, or none."),
    "a start to come that is told as past": (
        problem(task("a", started="2026-01-06T00:00:00+00:00")),
        "tasks.0.started: has to be past when the plan begins"),
    "a finish to come that is told as past": (
        problem(task("a", finished="2026-01-06T00:00:00+00:00")),
        "tasks.0.finished: has to be past when the plan begins"),
    "a calendar without working time": (
        problem(task("a"), calendars={"full": {}}),
        "ana has no working time: give hours, or leave out."),
    "nobody": (
        problem(task("a"), people=[]), "a needs 1 or more with to be one of its people: there are"
        " fewer."),
    "nobody available": (
        problem(task("a", 5_000), people=PEOPLE, days=3),
        "a takes 5000 minutes, which none of ana has left."),
    "nobody available in ten years": (
        problem(task("a", not_before="2099-01-01T00:00:00+00:00"), people=PEOPLE),
        "a takes 60 minutes, which none of ana has left."),
    "two fixed tasks of one person": (
        problem(*(task(id_, fixed="2026-01-05T09:00:00+00:00") for id_ in "ab"), people=PEOPLE),
        "b needs ana, who is held by a: move one of them."),
    "a lag in working time without any": (
        problem(task("a"), task("b", after=[{"task": "a", "lag_minutes": 1, "working": True}])),
        "b waits in working time: the plan needs hours, and the lag 0 or more."),
    "hours that end before they begin": (
        problem(calendars={"full": {"monday": ["17:00-09:00"]}}),
        "calendars.full.monday.0: ends before it begins"),
    "hours that are none": (
        problem(calendars={"full": {"monday": ["9-5"]}}),
        "calendars.full.monday.0: has to be hours of a day, as 09:00-17:00"),
    "hours that are written otherwise": (
        problem(calendars={"full": {"monday": ["09:00:00-17:00:00"]}}),
        "calendars.full.monday.0: has to be hours of a day, as 09:00-17:00"),
    "leave that ends before it begins": (
        problem(people=[{"id": "ana", "calendar": "full",
                         "leave": [{"first": "2026-02-02", "last": "2026-02-01"}]}]),
        "people.0.leave.0: ends before it begins"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(tmp_path, capsys, what):
    asked, words = BAD[what]
    assert refused(tmp_path, capsys, asked).startswith(words)


def test_hours_may_end_at_midnight(tmp_path):
    asked = problem(task("a", 180), calendars={"full": {"monday": ["22:00-24:00"]}})
    assert placed(plan(tmp_path, asked))["a"][:2] == ("01-05T22:00", "01-12T23:00")


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path, capsys):
    file = tmp_path / "asked.json"
    assert main([str(file), "-o", str(tmp_path / "plan.json")]) == 2
    assert "No such file" in capsys.readouterr().err
    file.write_text(json.dumps(problem(task("a"))), "utf-8")
    assert main([str(file), "-o", str(tmp_path / "none" / "plan.json")]) == 2
    assert "No such file" in capsys.readouterr().err
    folder = tmp_path / "folder"
    folder.mkdir()
    assert main([str(file), "-o", str(folder)]) == 2
    assert "Is a directory" in capsys.readouterr().err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["asked.json", "folder"]


def test_a_plan_that_is_not_sound_is_never_written(tmp_path, monkeypatch):
    monkeypatch.setattr(check, "faults", lambda *_: ["ana: does a and b at once"])
    file = tmp_path / "asked.json"
    file.write_text(json.dumps(problem(task("a"))), "utf-8")
    with pytest.raises(AssertionError, match="ana: does a and b at once"):
        main([str(file), "-o", str(tmp_path / "plan.json")])
    assert [each.name for each in tmp_path.iterdir()] == ["asked.json"]


@pytest.mark.parametrize("people", [1, 2])
def test_the_command_plans_alike_with_plain_and_compiled_loops(tmp_path, people):
    few = [task("a", people=people), *(task(str(n), 7 + n % 50) for n in range(200))]
    asked = problem(*few)
    file, out = tmp_path / "asked.json", tmp_path / "alone.json"
    file.write_text(json.dumps(asked), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "workdomain.scheduling.plan", str(file), "-o", str(out)],
        env={key: value for key, value in os.environ.items() if key != "NUMBA_DISABLE_JIT"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    alone = json.loads(out.read_bytes())
    out.unlink()
    assert alone == plan(tmp_path, asked)


def test_the_command_refuses_with_a_status(tmp_path):
    file = tmp_path / "asked.json"
    file.write_text("[]", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "workdomain.scheduling.plan", str(file), "-o", str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{file}: has to be an object\n"
