"""iCalendar files: leave, days off and milestones come in once, and what cannot be read is told."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from projections.view import When
from projections.views import Views
from service.imports.calendars import Day, Into, import_calendars, read_days
from service.imports.jira_pages import NothingToImport
from service.imports.rejects import Reject
from service.reports.calendar import CalendarOf, build, render
from workdomain.execution.allocation_words import AllocateTime, RequestAllocation
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.people.work_calendar import AddWorkCalendar, work_calendar
from workdomain.planning.project import AddProject
from workdomain.planning.shape import Shape
from workdomain.planning.specification import NameOwner, ShapeWorkItem
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import OPERATOR
from workdomain.work import Work

ANA, US, SITE, ITEM, KEPT, ITEM_TWO = (UUID(int=n) for n in range(1, 7))
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"


def ics(folder: Path, *events: str, name: str = "away.ics") -> Path:
    path = folder / name
    told = "".join(f"BEGIN:VEVENT\r\n{each}\r\nEND:VEVENT\r\n" for each in events)
    path.write_bytes((HEAD + told + "END:VCALENDAR\r\n").encode())
    return path


def event(*lines: str) -> str:
    return "\r\n".join(("UID:1", "SUMMARY:The sea", *lines))


def days(path: Path, zone: str = "UTC") -> list[tuple[Any, ...]]:
    return [each[2:] for each in read_days(path, zone) if isinstance(each, Day)]


def a_day(day: int) -> tuple[date, date, None]:
    return date(2026, 7, day), date(2026, 7, day), None


@pytest.fixture
def work():
    with Work.open(":memory:", clock=lambda: datetime(2026, 5, 4, 12, tzinfo=UTC)) as work:
        for id, command in (
            (ANA, AddPerson(name="Ana")),
            (US, AddWorkCalendar(name="Us")),
            (SITE, AddProject(name="Site", key="SIT", ends=date(2026, 9, 1))),
        ):
            do(work, id, command)
        yield work


def do(work: Work, id: UUID, command: Command) -> None:
    work.do(id, command, Context(OPERATOR, work.now()))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260711"],
         [(date(2026, 7, 6), date(2026, 7, 10), None)]),
        (["DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260706"],
         [(date(2026, 7, 6), date(2026, 7, 6), None)]),
        (["DTSTART;VALUE=DATE:20260706"], [(date(2026, 7, 6), date(2026, 7, 6), None)]),
        (["DTSTART:20260706T080000Z", "DURATION:PT2H"],
         [(date(2026, 7, 6), date(2026, 7, 6), 120)]),
        (["DTSTART:20260706T220000", "DTEND:20260707T010000"],
         [(date(2026, 7, 6), date(2026, 7, 6), 120), (date(2026, 7, 7), date(2026, 7, 7), 60)]),
        (["DTSTART;VALUE=DATE:20260706", "RRULE:FREQ=WEEKLY;COUNT=3",
          "EXDATE;VALUE=DATE:20260713"], [a_day(6), a_day(20)]),
        (["DTSTART;VALUE=DATE:20260706", "RRULE:FREQ=DAILY;UNTIL=20260707"], [a_day(6), a_day(7)]),
    ],
)  # fmt: skip
def test_events_are_days(tmp_path: Path, lines: list[str], expected: list[Any]):
    assert days(ics(tmp_path, event(*lines)), "Europe/Oslo") == expected


def test_what_goes_on_for_ever_is_written_out_for_two_years(tmp_path: Path):
    path = ics(tmp_path, event("DTSTART:20260706T080000Z", "DTEND:20260706T090000Z",
                               "RRULE:FREQ=MONTHLY"))  # fmt: skip
    assert len(days(path)) == 25


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["DTEND;VALUE=DATE:20260711"], "no beginning"),
        (["DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260701"], "before it begins"),
        (["DTSTART:20260706T080000Z"], "no length"),
        (["DTSTART;VALUE=DATE:20260706", "DTEND:20260706T080000Z"], "the other way round"),
        (["DTSTART:soon"], "cannot be read"),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_told(tmp_path: Path, lines: list[str], why: str):
    found = read_days(ics(tmp_path, event(*lines)), "UTC")
    assert [why in each.reason for each in found if isinstance(each, Reject)] == [True]


def test_what_is_no_calendar_is_told(tmp_path: Path):
    path = tmp_path / "x.ics"
    for text in (b"nothing", (HEAD + "END:VCALENDAR\r\n").encode()):
        path.write_bytes(text)
        (told,) = read_days(path, "UTC")
        assert isinstance(told, Reject)
        assert told.what == "file"


def test_events_become_leave_days_off_and_milestones_once(work: Work, tmp_path: Path):
    path = ics(tmp_path, event("DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260708"))
    for into, of, new in ((Into.SICK, ANA, 1), (Into.DAYS_OFF, US, 2), (Into.MILESTONES, SITE, 1)):
        assert import_calendars(work, [path], into, of, dry_run=True).new == 0
        told = import_calendars(work, [path], into, of)
        assert (told.days, told.new, told.known) == (1, new, 0)
        again = import_calendars(work, [path], into, of)
        assert (again.new, again.known) == (0, new)
    assert [*work.state(work_calendar, US).days_off()] == [date(2026, 7, 6), date(2026, 7, 7)]
    with Views(work) as views:
        (away,) = views.leave(everything=True)
        assert (away.kind, away.first, away.last) == ("sick", date(2026, 7, 6), date(2026, 7, 7))
        (item,) = views.work_items()
        assert (item.title, item.due) == ("The sea", date(2026, 7, 7))


def test_what_is_refused_is_told_and_written_down(work: Work, tmp_path: Path):
    path = ics(tmp_path, event("DTSTART;VALUE=DATE:20260706"),
               event("DTSTART;VALUE=DATE:20260706").replace("UID:1", "UID:2"))  # fmt: skip
    report = tmp_path / "report.csv"
    told = import_calendars(work, [path], Into.VACATION, ANA, rejects=report)
    assert (told.new, [each.what for each in told.rejects]) == (1, ["RecordLeave"])
    assert "already away" in report.read_text()
    with pytest.raises(NothingToImport):
        import_calendars(work, [tmp_path / "nowhere.ics"], Into.VACATION, ANA)


def test_the_files_of_many_products_are_read_or_told(work: Work, data_set):
    folder = data_set("calendars") / "icalendar_tests" / "calendars"
    files = sorted(folder.glob("*.ics"))
    told = import_calendars(work, files, Into.MILESTONES, SITE, zone="Europe/London")
    assert told.files == len(files) > 100
    assert told.days == told.new + told.known
    assert told.new > 500, "The same event in two files is one"
    named = {each.key.partition(",")[0] for each in told.rejects}
    read = {path.name for path in files if days(path, "Europe/London")}
    assert {path.name for path in files} == named | read


# -- and out again ---------------------------------------------------------------------------------


def written(views: Views, **of: UUID) -> dict[str, tuple[date, date, str]]:
    calendar: Any = Calendar.from_ical(render(build(views, CalendarOf(**of), When())))
    return {
        str(each["UID"]): (each["DTSTART"].dt, each["DTEND"].dt, str(each["SUMMARY"]))
        for each in calendar.walk("VEVENT")
    }


def test_what_came_in_goes_out_as_it_was(work: Work, tmp_path: Path):
    path = ics(tmp_path, event("DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260708"))
    import_calendars(work, [path], Into.VACATION, ANA)
    import_calendars(work, [path], Into.MILESTONES, SITE)
    do(work, ITEM, AddWorkItem(title="Draw", project=SITE, due=date(2026, 8, 3), assignees=(ANA,)))
    days_kept = {"first": date(2026, 6, 1), "last": date(2026, 6, 5)}
    request = RequestAllocation(person=ANA, item=ITEM, hours=8, tentative=True, **days_kept)
    do(work, KEPT, request)
    do(work, KEPT, AllocateTime())
    with Views(work) as views:
        do(work, ITEM_TWO, AddWorkItem(title="Opening", due=date(2026, 9, 9)))
        do(work, ITEM_TWO, ShapeWorkItem(shape=Shape.MILESTONE))
        do(work, ITEM_TWO, NameOwner(owner=ANA))
        of_ana = sorted(written(views, person=ANA).values())
        assert of_ana == [
            (date(2026, 6, 1), date(2026, 6, 6), "8 h for work (tentative)"),
            (date(2026, 7, 6), date(2026, 7, 8), "Away (vacation)"),
            (date(2026, 8, 3), date(2026, 8, 4), "Due: Draw"),
            (date(2026, 9, 9), date(2026, 9, 10), "Opening"),
        ]
        of_site = sorted(written(views, project=SITE).values())
        assert of_site == [
            (date(2026, 7, 7), date(2026, 7, 8), "The sea"),
            (date(2026, 8, 3), date(2026, 8, 4), "Due: Draw"),
            (date(2026, 9, 1), date(2026, 9, 2), "Site ends"),
        ]
        assert written(views, project=UUID(int=99)) == {}
        again = tmp_path / "again.ics"
        again.write_bytes(render(build(views, CalendarOf(person=ANA), When())))
        found = [each for each in read_days(again, "UTC") if isinstance(each, Day)]
        assert len(found) == 4
    with pytest.raises(ValueError, match="a person or a project"):
        CalendarOf()
