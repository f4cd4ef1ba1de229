"""Time entries of other systems: told apart, taken once, and what does not fit together told."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from projections.views import Views
from service.imports.jira_pages import NothingToImport
from service.imports.timesheet_rows import (
    Source,
    TimeRow,
    UnknownTimesheet,
    ZoneNeeded,
    read_rows,
    source_of,
)
from service.imports.timesheets import import_timesheets
from workdomain.clients.client_words import AddClient
from workdomain.kernel import Context
from workdomain.people.person import AddPerson
from workdomain.planning.project import AddProject
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

TOGGL = (
    "User,Email,Client,Project,Task,Description,Billable,"
    "Start date,Start time,End date,End time,Duration,Tags\n"
)
ROW = "Ana,a@x.org,Acme,Site,Draw,Plan,Yes,2024-03-04,{0},2024-03-0{2},{1},{3},design\n"
VIENNA = "Europe/Vienna"


def toggl(folder: Path, *rows: str) -> Path:
    path = folder / "toggl.csv"
    path.write_text(TOGGL + "".join(rows), encoding="utf-8-sig")
    return path


def row(begin: str, end: str, length: str, day: int = 4) -> str:
    return ROW.format(begin, end, day, length)


@pytest.fixture
def work():
    with Work.open(":memory:") as work:
        yield work


def test_time_comes_in_with_whoever_and_whatever_it_names(work: Work, tmp_path: Path):
    path = toggl(tmp_path, row("10:00:00", "11:30:00", "01:30:00"), "Ana,,,Site,,,No,2024-03-05,"
                 "09:00:00,2024-03-05,10:00:00,01:00:00,\n", "Ana,,,,,Mail,No,2024-03-05,"
                 "11:00:00,2024-03-05,11:10:00,00:10:00,\n")  # fmt: skip
    told = import_timesheets(work, [path], zone=VIENNA)
    assert (told.rows, told.entries, told.minutes, told.not_billable) == (3, 3, 160, 2)
    assert (told.people, told.clients, told.projects, told.items) == (1, 1, 1, 2)
    assert (told.new, told.known, told.rejects, told.remarks) == (told.commands, 0, [], [])
    again = import_timesheets(work, [path], zone=VIENNA)
    assert (again.new, again.known, again.commands) == (0, 3, 3)
    with Views(work) as views:
        items = {item.title: item.spent_h for item in views.work_items()}
        assert items == {"Draw": 1.5, "General": 1.0}
        (site,) = [r for r in views.hours(by=("client",), period="all", first="2024-03-01")
                   if r.client_name]  # fmt: skip
        assert (site.client_name, site.logged_h) == ("Acme", 2.5)
        person = next(iter(views.hours(first="2024-03-01"))).person
        rows = [r for r in views.my_week(person=person, day="2024-03-04") if r.kind == "entry"]
        assert (rows[0].activity, rows[0].note) == ("design", "Plan")


def test_what_is_known_here_by_name_is_not_added_again(work: Work, tmp_path: Path):
    for id, command in (
        (new_id(), AddPerson(name="ANA")),
        (new_id(), AddClient(name="acme")),
        (new_id(), AddProject(name="Site", key="OLD")),
    ):
        work.do(id, command, Context(OPERATOR, datetime(2024, 1, 1, tzinfo=UTC)))
    told = import_timesheets(
        work, [toggl(tmp_path, row("10:00:00", "11:00:00", "01:00:00"))], zone=VIENNA
    )
    assert (told.people, told.clients, told.projects, told.items) == (0, 0, 0, 1)


def test_what_does_not_fit_together_is_taken_and_told(work: Work, tmp_path: Path):
    path = toggl(
        tmp_path,
        row("10:00:00", "11:00:00", "02:00:00"),
        row("10:30:00", "10:45:00", "00:15:00"),
        row("23:00:00", "02:00:00", "03:00:00", day=5),
        row("12:00:00", "12:00:00", "00:00:00"),
        row("13:00:00", "12:00:00", "01:00:00"),
        "Ana,,,,,,,2024-03-04,soon,2024-03-04,12:00,01:00,\n",
    )
    report = tmp_path / "report.csv"
    told = import_timesheets(work, [path], zone=VIENNA, rejects=report)
    assert [each.what for each in told.remarks] == ["length", "overlap", "midnight"]
    assert "2:00:00, and from begin to end it is 1:00:00" in told.remarks[0].reason
    assert "2024-03-04 and 2024-03-05" in told.remarks[2].reason
    assert (told.minutes, told.entries) == (60 + 15 + 180, 4)
    assert [each.reason for each in told.rejects] == [
        "it is no time at all",
        "it ends before it begins",
        "'soon' is no time of day",
    ]
    assert len(report.read_text().splitlines()) == 7


def test_two_entries_that_say_the_same_are_two(work: Work, tmp_path: Path):
    twice = row("10:00:00", "11:00:00", "01:00:00")
    assert import_timesheets(work, [toggl(tmp_path, twice, twice)], zone=VIENNA).entries == 2
    with Views(work) as views:
        (all_of_it,) = views.hours(by=(), period="all", first="2024-03-01")
        assert all_of_it.logged_h == 2


def test_what_the_domain_refuses_is_told(work: Work, tmp_path: Path):
    long = "Ana,,,Site,,,No,2024-03-04,{}:00:00,2024-03-04,{}:00:00,13:00:00,\n"
    path = toggl(tmp_path, long.format("00", "13"), long.format("10", "23"))
    told = import_timesheets(work, [path], zone=VIENNA)
    assert [(each.key, each.what) for each in told.rejects] == [("toggl.csv, row 3", "LogTime")]
    assert (told.entries, told.minutes) == (1, 13 * 60)


def test_what_is_no_text_is_told(work: Work, tmp_path: Path):
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    with pytest.raises(UnknownTimesheet, match=r"picture\.csv is no CSV file in UTF-8"):
        import_timesheets(work, [path], zone="UTC")
    assert work.log.head().position == 0


def test_a_zone_is_asked_for_and_a_stranger_is_named(work: Work, tmp_path: Path):
    path = toggl(tmp_path, row("10:00:00", "11:00:00", "01:00:00"))
    with pytest.raises(ZoneNeeded, match="--zone"):
        import_timesheets(work, [path])
    path.write_text("a,b\n1,2\n")
    with pytest.raises(UnknownTimesheet, match=r"toggl\.csv"):
        import_timesheets(work, [path])
    with pytest.raises(NothingToImport):
        import_timesheets(work, [tmp_path / "nowhere.csv"])


def test_a_dry_run_writes_nothing(work: Work, tmp_path: Path):
    path = toggl(tmp_path, row("10:00:00", "11:00:00", "01:00:00"))
    told = import_timesheets(work, [path], zone=VIENNA, dry_run=True)
    assert (told.entries, told.new) == (1, 0)
    assert work.log.head().position == 0


def test_days_are_read_as_they_are_written(tmp_path: Path):
    head = "User,Project,Start Date,Start Time,End Date,End Time\n"
    path = tmp_path / "clockify.csv"
    path.write_text(head + "Ana,Site,03/04/2024,1:00 PM,03/04/2024,14:30\n,Site,,,,\n")
    first, second = read_rows(path, "UTC", day_first=False)
    other, _ = read_rows(path, "UTC", day_first=True)
    assert isinstance(first, TimeRow)
    assert isinstance(other, TimeRow)
    assert (first.day, other.day) == (date(2024, 3, 4), date(2024, 4, 3))
    assert (first.seconds, first.told) == (5400, False)
    assert second[0] == 3
    path.write_text(head + ",Site,03/04/2024,13:00,03/04/2024,14:30\n")
    assert list(read_rows(path, "UTC", day_first=False)) == [
        (2, "it does not say whose time it is")
    ]


def test_keys_of_projects_are_made_of_their_names(work: Work, tmp_path: Path):
    one = "Ana,,,{},,,No,2024-03-04,{}:00:00,2024-03-04,{}:30:00,00:30:00,\n"
    names = ["A-1", "a 1", "42", "é"]
    path = toggl(tmp_path, *(one.format(n, 8 + i, 8 + i) for i, n in enumerate(names)))
    import_timesheets(work, [path], zone="UTC")
    with Views(work) as views:
        keys = {r.project_key for r in views.progress() if r.kind == "project"}
    assert keys == {"A1", "A12", "PX", "PX2"}


def test_the_files_of_four_products_are_told_apart(data_set):
    folder = data_set("timesheet_formats")
    found = {}
    for path in sorted(folder.glob("*time_entries*.csv")):
        header = path.read_text(encoding="utf-8-sig").splitlines()[0].replace('"', "")
        found[path.name] = source_of(header.split(","))
    assert set(found.values()) == set(Source)
    assert all(name.startswith(source.value) for name, source in found.items())


def test_their_samples_come_in_once(work: Work, data_set):
    folder = data_set("timesheet_formats")
    files = sorted(folder.glob("*time_entries*.csv"))
    told = import_timesheets(work, files, zone=VIENNA)
    assert (told.files, told.people) == (11, 1)
    unread = [each for each in told.rejects if each.what == "row"]
    (refused,) = [each for each in told.rejects if each.what == "LogTime"]
    assert ".csv, row " in refused.key
    assert "has room for" in refused.reason, "The samples tell one day more than once"
    assert told.entries == told.rows - len(unread) - 1
    again = import_timesheets(work, files, zone=VIENNA)
    assert (again.new, again.known) == (0, again.commands - 1)
    assert (again.entries, again.minutes) == (told.entries, told.minutes)
    generic = import_timesheets(work, [folder / "generic_time_entries_import_test_1.csv"])
    assert generic.new == 0, "The same time, from another product"
