"""How long it takes to add up a year of time, beside one plain aggregate of as many rows."""

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from uuid import UUID

from benchmarks.company import END, Clock
from benchmarks.figures import Bar, Figure, in_turns, ms, seconds_of
from benchmarks.logs import Bench
from projections.hours import By, Hours, Period
from projections.view import Page
from projections.views import Views
from workdomain.clients.client_words import AddClient
from workdomain.execution.sheet_words import Approval, ApproveTime, SubmitWeek
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.planning.project import AddProject
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

YEAR = 2025
WEEKS = 52
A_DAY = 5
"""Time entries of a person, on five days a week."""
CLIENTS, PROJECTS, ITEMS = 20, 60, 600
LINES = 500
FIRST = date(YEAR, 1, 6)
NOW = Context(OPERATOR, END)
Asked = tuple[UUID, Command, Context]


def accounting(bench: Bench) -> Iterator[Figure]:
    """Measure `hours` of a year by client and month, and approvals at once and one by one."""
    people = max(2, bench.scale.commands * 2 // (WEEKS * 5 * A_DAY))
    path = bench.folder / "year.db"
    with Work.open(path, clock=Clock()) as work:
        answers = work.do_all(_year(people))
        assert not [each for each in answers if isinstance(each, Exception)]
        number = people * WEEKS * 5 * A_DAY
        flat = _flat(bench, number)
        views = Views(work)
        views.projector.catch_up()
        question = Hours(
            first=FIRST, last=FIRST + timedelta(weeks=WEEKS), by=(By.CLIENT,), period=Period.MONTH
        )

        def ours() -> float:
            return seconds_of(lambda: views.ask("hours", question, page=Page()))

        def raw() -> float:
            query = "SELECT client, substr(day, 1, 7), sum(minutes) FROM entry GROUP BY 1, 2"
            return seconds_of(lambda: flat.execute(query).fetchall())

        asked, added = in_turns(bench.scale.rounds * 3, ours, raw)
        yield Figure(
            f"hours of a year by client and month, {number:,} time entries, p50",
            ms(asked),
            f"one SQL aggregate over as many rows of one plain table: {ms(added)}",
            asked / added,
            Bar("at most", 5),
        )
        yield _approving(bench, work)
        views.close()
    flat.close()


def _flat(bench: Bench, number: int) -> sqlite3.Connection:
    """Write as many rows into one plain table: whose, when, for whom, how long."""
    flat = sqlite3.connect(bench.folder / "flat.db")
    flat.execute("CREATE TABLE entry (person BLOB, day TEXT, client BLOB, minutes INTEGER)")
    rows = (
        (n.to_bytes(16), f"{YEAR}-{n % 12 + 1:02}-{n % 28 + 1:02}", (n % CLIENTS).to_bytes(16), 90)
        for n in range(number)
    )
    flat.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", rows)
    flat.commit()
    return flat


def _year(people: int) -> Iterator[Asked]:
    """Let people write down what they did on items of projects of clients."""
    clients = [UUID(int=1_000 + n) for n in range(CLIENTS)]
    projects = [UUID(int=2_000 + n) for n in range(PROJECTS)]
    items = [UUID(int=3_000 + n) for n in range(ITEMS)]
    for n, client in enumerate(clients):
        yield client, AddClient(name=f"Client {n}"), NOW
    for n, project in enumerate(projects):
        yield project, AddProject(name=f"Project {n}", key=f"PRO{n}"), NOW
        yield project, SetProjectClient(client=clients[n % CLIENTS]), NOW
    for n, item in enumerate(items):
        yield item, AddWorkItem(title=f"Item {n}", project=projects[n % PROJECTS]), NOW
    for n in range(people):
        yield UUID(int=9_000 + n), AddPerson(name=f"Person {n}"), NOW
    entry = 1_000_000
    for week, n, day in product(range(WEEKS), range(people), range(5)):
        person, on = UUID(int=9_000 + n), FIRST + timedelta(weeks=week, days=day)
        for _ in range(A_DAY):
            entry += 1
            item = items[entry % ITEMS]
            command = LogTime(entry=UUID(int=entry), person=person, day=on, minutes=90, item=item)
            yield week_id(person, on), command, NOW


def _approving(bench: Bench, work: Work) -> Figure:
    """Measure one approval of many lines, and as many approvals of one line."""
    weeks = iter(range(1, 1_000))

    def handed_in() -> tuple[UUID, list[UUID]]:
        number = next(weeks)
        monday, person = FIRST - timedelta(weeks=number), UUID(int=9_000)
        week, entries = week_id(person, monday), [new_id() for _ in range(LINES)]
        for n, entry in enumerate(entries):
            day = monday + timedelta(days=n % 7)
            work.do(week, LogTime(entry=entry, person=person, day=day, minutes=20), NOW)
        work.do(week, SubmitWeek(), NOW)
        return week, entries

    def at_once() -> float:
        week, _ = handed_in()
        return seconds_of(lambda: work.do(week, ApproveTime(), NOW))

    def one_by_one() -> float:
        week, entries = handed_in()

        def approve() -> None:
            for entry in entries:
                work.do(week, ApproveTime(lines=(Approval(entry=entry),)), NOW)

        return seconds_of(approve)

    together, apart = in_turns(bench.scale.rounds, at_once, one_by_one)
    return Figure(
        f"approving {LINES} time entries at once",
        ms(together),
        f"{LINES} approvals of one each: {ms(apart)}",
        apart / together,
        Bar("at least", 5),
    )
