"""Hours by anything, at any moment; sums over plain lists are the judge."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from projections.hours import By
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.clients.client_words import AddClient
from workdomain.execution.sheet_words import Approval, ApproveTime, InvoiceTime, SubmitWeek
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.specification import WorkForClient
from workdomain.planning.work_item import MoveWorkItem
from workdomain.values import new_id

YEAR = {"first": MONDAY, "last": MONDAY + timedelta(days=364)}


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


class Books:
    """Two people, two projects, two clients, and what they wrote down."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.ana, self.ben = office.person("Ana"), office.person("Ben")
        self.acme = office.do(new_id(), AddClient(name="Acme"))
        self.bolt = office.do(new_id(), AddClient(name="Bolt"))
        self.apollo, self.boat = office.project("APO"), office.project("BOA")
        office.do(self.apollo, SetProjectClient(client=self.acme))
        self.of: dict[UUID | None, tuple[UUID | None, UUID | None]] = {None: (None, None)}
        for project, own in ((self.apollo, None), (self.apollo, self.bolt), (self.boat, None)):
            item = office.item("Work", project=project)
            if own:
                office.do(item, WorkForClient(client=own))
            self.of[item] = (project, own or (self.acme if project == self.apollo else None))
        self.lines: list[dict[str, Any]] = []

    def log(self, rng: Random, weeks: int) -> None:
        """Write down a few lines in each week, and have some of them agreed to."""
        for number in range(weeks):
            monday = MONDAY + timedelta(weeks=number)
            self.office.on(monday + timedelta(days=6))
            for who in (self.ana, self.ben):
                new = [self._line(rng, who, monday) for _ in range(3)]
                self._agree(rng, who, monday, new)
                self.lines += new

    def _line(self, rng: Random, who: UUID, monday: date) -> dict[str, Any]:
        told: dict[str, Any] = {
            "entry": new_id(), "person": who, "day": monday + timedelta(days=rng.randrange(7)),
            "minutes": rng.choice((15, 30, 60)), "item": rng.choice(list(self.of)),
            "activity": rng.choice((None, "Design", "travel")),
        }  # fmt: skip
        self.office.do(week_id(who, monday), LogTime(**told))
        return {**told, "submitted": 0, "approved": 0, "invoiced": 0}

    def _agree(self, rng: Random, who: UUID, monday: date, new: list[dict[str, Any]]) -> None:
        week = week_id(who, monday)
        handed, agreed = new[: rng.randrange(4)], new[: rng.randrange(3)]
        agreed = [line for line in agreed if line in handed]
        if not handed:
            return
        self.office.do(week, SubmitWeek(entries=tuple(line["entry"] for line in handed)))
        for line in handed:
            line["submitted"] = line["minutes"]
        for line in agreed:
            approval = Approval(entry=line["entry"], minutes=10, note="Less")
            self.office.do(week, ApproveTime(lines=(approval,)))
            line["submitted"], line["approved"] = 0, 10
            if rng.random() < 0.5:
                self.office.do(week, InvoiceTime(entries=(line["entry"],), invoice="1"))
                line["invoiced"] = 10

    def sums(self, by: tuple[str, ...], cut: Any, **only: Any) -> dict[Any, list[float]]:
        found: dict[Any, list[float]] = defaultdict(lambda: [0.0] * 5)
        for line in self.lines:
            project, client = self.of[line["item"]]
            told = {**line, "project": project, "client": client}
            if any(told[name] != value for name, value in only.items()):
                continue
            key = (cut(line["day"]), *(told[name] for name in by))
            for place, name in enumerate(("minutes", "submitted", "approved", "invoiced")):
                found[key][place] += told[name]
            found[key][4] += 1
        return {key: [*(m / 60 for m in sums[:4]), sums[4]] for key, sums in found.items()}


CUTS: dict[str, Any] = {
    "all": lambda day: None,
    "year": lambda day: f"{day:%Y}",
    "month": lambda day: f"{day:%Y-%m}",
    "week": lambda day: f"{day:%G-W%V}",
    "day": lambda day: f"{day:%Y-%m-%d}",
}


def told(rows: Sequence[Any], by: tuple[str, ...]) -> dict[Any, list[float]]:
    return {
        (row.period, *(getattr(row, name) for name in by)): [
            row.logged_h, row.submitted_h, row.approved_h, row.invoiced_h, row.entries,
        ]
        for row in rows
    }  # fmt: skip


def test_hours_are_what_a_ledger_says(target: str):
    office = Office(target, MONDAY)
    books = Books(office)
    books.log(Random(7), 10)  # noqa: S311
    words = [by.value for by in By]
    for by in (few for n in range(5) for few in combinations(words, n)):
        for period, cut in CUTS.items():
            rows = office.views.hours(**YEAR, by=by, period=period)
            expected = books.sums(by, cut)
            found = told(rows, by)
            assert found.keys() == expected.keys()
            for key, sums in expected.items():
                assert found[key] == pytest.approx(sums, abs=0.01)
    for only in ({"person": books.ana}, {"project": books.apollo}, {"client": books.bolt}):
        rows = office.views.hours(**YEAR, by=("activity",), **only)
        expected = books.sums(("activity",), CUTS["month"], **only)
        assert told(rows, ("activity",)).keys() == expected.keys()
    design = office.views.hours(**YEAR, by=(), period="all", activity="DESIGN")
    expected = books.sums((), CUTS["all"], activity="Design")
    assert told(design, ()) == {k: pytest.approx(v, abs=0.01) for k, v in expected.items()}
    office.close()


def test_the_same_question_has_one_answer(target: str):
    office = Office(target, MONDAY)
    books = Books(office)
    asked: list[dict[str, Any]] = [
        {"by": ("client", "project"), "period": "week"},
        {"by": ("person", "activity")},
    ]
    moments = []
    for step in range(3):
        books.log(Random(step), 1 + step)  # noqa: S311
        if step == 1:
            item = next(item for item in books.of if item)
            office.do(item, MoveWorkItem(project=books.boat))
        answers = [office.views.hours(**YEAR, **each) for each in asked]
        moments.append((office.work.log.head().position, answers))
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, answers in moments:
            assert [office.views.hours(**YEAR, **e, as_of=position) for e in asked] == answers
        now = [office.views.hours(**YEAR, **e, valid_at=office.clock.now) for e in asked]
        assert now == moments[-1][1]
    office.close()


def test_hours_of_late_are_told_if_nothing_is_said(office: Office):
    ana = office.person("Ana")
    for weeks in (0, 1, 3, 4):
        office.on(MONDAY + timedelta(weeks=weeks))
        office.log(ana, None, 1, MONDAY + timedelta(weeks=weeks))
    assert [row.logged_h for row in office.views.hours(period="all")] == [3]
    assert office.views.hours(first=MONDAY, period="all")[0].logged_h == 3
    assert office.views.hours(last=MONDAY, period="all")[0].logged_h == 1


def test_hours_have_names_and_nothing_is_no_row(office: Office):
    assert office.views.hours(**YEAR) == []
    assert office.views.hours(**YEAR, by=(), period="all") == []
    books = Books(office)
    books.log(Random(1), 2)  # noqa: S311
    rows = office.views.hours(**YEAR, by=("client", "project", "person", "activity"))
    assert {row.client_name for row in rows} <= {"Acme", "Bolt", None}
    assert {row.project_key for row in rows} <= {"APO", "BOA", None}
    assert {row.name for row in rows} == {"Ana", "Ben"}
