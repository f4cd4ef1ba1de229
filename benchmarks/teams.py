"""How long the workload of teams takes, beside one plain aggregate of as many days of people."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import UUID

from benchmarks.company import END, Clock
from benchmarks.figures import Bar, Figure, in_turns, ms, seconds_of
from benchmarks.logs import Bench
from projections.loads import By
from projections.view import Page
from projections.views import Views
from projections.workload import Workload
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson, RecordLeave, SetWorkingHours
from workdomain.planning.estimate import Estimate
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import OPERATOR
from workdomain.work import Work

WEEKS, TEAM = 12, 20
ITEMS = 8
"""Open work items of a person."""
NOW = Context(OPERATOR, END)
MONDAY = END.date() - timedelta(days=END.weekday())
DAY = timedelta(days=1)
Asked = tuple[UUID, Command, Context]


def teams(bench: Bench) -> Iterator[Figure]:
    """Measure the workload by team of a large company, for the next twelve weeks."""
    people = max(TEAM, bench.scale.commands // 100)
    with Work.open(bench.folder / "teams.db", clock=Clock()) as work:
        answers = work.do_all(_company(people))
        assert not [each for each in answers if isinstance(each, Exception)]
        flat = _flat(bench, people)
        views = Views(work)
        views.projector.catch_up()
        last = MONDAY + WEEKS * 7 * DAY - DAY
        asked, added = in_turns(
            bench.scale.rounds * 3,
            _asking(views, Workload(first=MONDAY, last=last, by=By.TEAM)),
            lambda: seconds_of(lambda: flat.execute(AGGREGATE).fetchall()),
        )
        yield Figure(
            f"workload of {people:,} people x {WEEKS} weeks by team, {people * ITEMS:,} open items,"
            " p50",
            ms(asked),
            f"one SQL aggregate over a row for each person and day ({people * WEEKS * 7:,}):"
            f" {ms(added)}",
            asked / added,
            Bar("at most", 5),
        )
        views.close()
    flat.close()


AGGREGATE = (
    "SELECT team, week, sum(load), sum(capacity), sum(max(0, load - capacity)) FROM day"
    " GROUP BY team, week"
)


def _asking(views: Views, question: Workload) -> Callable[[], float]:
    def ask() -> None:
        assert views.ask("workload", question, page=Page()).rows

    return lambda: seconds_of(ask)


def _flat(bench: Bench, people: int) -> sqlite3.Connection:
    """Write a plain table of what the view works out: each person's load and time on each day."""
    flat = sqlite3.connect(bench.folder / "days.db")
    flat.execute(
        "CREATE TABLE day (person BLOB, team TEXT, day TEXT, week TEXT, load REAL, capacity REAL)"
    )
    rows = (
        (n.to_bytes(16), _team(n), day.isoformat(), f"W{d // 7}", n % 600 * 1.5, 480.0)
        for d in range(WEEKS * 7)
        for n in range(people)
        for day in [MONDAY + d * DAY]
    )
    flat.executemany("INSERT INTO day VALUES (?, ?, ?, ?, ?, ?)", rows)
    flat.commit()
    return flat


def _team(person: int) -> str:
    return f"Team {person // TEAM}"


def _company(people: int) -> Iterator[Asked]:
    """Give everybody working hours, work for twelve weeks, and some a leave and time logged."""
    for n in range(people):
        who = UUID(int=1_000_000 + n)
        yield who, AddPerson(name=f"Person {n}", team=_team(n)), NOW
        minutes = (480, 480, 480, 480, 480 if n % 5 else 240, 0, 0)
        yield who, SetWorkingHours(minutes=minutes, valid_from=date(2020, 1, 1)), NOW
        if n % 4 == 0:
            first = MONDAY + (n % WEEKS) * 7 * DAY
            leave = RecordLeave(leave=UUID(int=2_000_000 + n), first=first, last=first + 4 * DAY)
            yield who, leave, NOW
        yield from _work(n, who)


def _work(n: int, who: UUID) -> Iterator[Asked]:
    for number in range(ITEMS):
        start = MONDAY + ((n * 7 + number * 11) % (WEEKS * 7 - 14)) * DAY
        command = AddWorkItem(
            title=f"Item {number} of {n}",
            estimate=Estimate.single(20 + (n + number) % 40),
            start=start,
            due=start + (7 + n % 7) * DAY,
            assignees=(who,),
        )
        item = UUID(int=3_000_000 + n * ITEMS + number)
        yield item, command, NOW
        if number == 0:
            entry = UUID(int=9_000_000 + n)
            time = LogTime(entry=entry, person=who, day=MONDAY, minutes=240, item=item)
            yield week_id(who, MONDAY), time, NOW
