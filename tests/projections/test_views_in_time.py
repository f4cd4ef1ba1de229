"""Every view, at every moment: however the rows came to be, the same question has one answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projections.view import NOW, Page, When, answer
from projections.views import Views
from tests.company import Clock, Company
from workdomain.kernel import Command
from workdomain.work import Work

STEPS = 160
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("workload", {}),
    ("workload", {"period": "day", "team": "Team 1"}),
    ("workload", {"period": "month", "project": 0}),
    ("workload", {"by": "team", "model": "earliest-due"}),
    ("workload", {"by": "project", "model": "proportional"}),
    ("overbooking", {"least": 1, "ahead": 30}),
    ("capacity", {"by": "all"}),
    ("progress", {}),
    ("progress", {"project": 1, "depth": 1}),
    ("burn-up", {}),
    ("burn-up", {"project": 0}),
    ("readiness", {"begun": True}),
    ("readiness", {"project": 0, "ready": False}),
    ("checklists", {}),
    ("work-items", {"label": "soon"}),
    ("work-items", {"shape": "task"}),
    ("follow-up", {}),
    ("follow-up", {"project": 1, "stale_days": 3, "alarm_days": 60}),
    ("blockers", {"ended": True}),
    ("decisions", {"superseded": True}),
    ("links", {}),
    ("inbox", {"person": 0}),
    ("inbox", {"person": 1, "unread": False, "muted": True}),
]
OF_ALL = (
    "readiness",
    "checklists",
    "workload",
    "overbooking",
    "capacity",
    "progress",
    "burn-up",
    "follow-up",
    "blockers",
    "decisions",
    "links",
)
Told = list[list[dict[str, Any]]]


class Punctual(Company):
    """A company that says everything when it happens."""

    def ask(self, id: UUID, command: Command, late: timedelta = timedelta()) -> None:
        super().ask(id, command)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


@contextmanager
def lived(
    target: str, steps: int, kind: type[Company] = Company
) -> Iterator[tuple[Views, Company]]:
    clock = Clock()
    with Work.open(target, clock=clock) as work, Views(work) as views:
        company = kind(work, clock, seed=5)
        company.live(steps)
        yield views, company


def told(views: Views, company: Company, when: When = NOW) -> Told:
    """The answers to all questions."""
    answers = []
    for name, params in QUESTIONS:
        given = dict(params)
        if "project" in given:
            given["project"] = company.projects[given["project"]]
        if "person" in given:
            given["person"] = company.people[given["person"]]
        answers.append([row.model_dump() for row in views.ask(name, given, when).rows])
    return answers


def test_now_is_as_of_the_last_position_and_as_rebuilt(target: str):
    with lived(target, STEPS) as (views, company):
        now = told(views, company)
        assert all(now)
        assert told(views, company, When(as_of=company.clock.now)) == now
        end = views.work.log.head().position
        last, half = When(as_of=end), When(as_of=end // 2, valid_at=company.clock.now)
        at_last = told(views, company, last)
        at_half = told(views, company, half)
        views.projector.rebuild()
        assert told(views, company) == now
        assert told(views, company, last) == at_last
        assert told(views, company, half) == at_half
    with Work.open(target, clock=company.clock) as work, Views(work) as views:
        assert told(views, company) == now


def test_as_of_then_is_what_was_answered_then(target: str, tmp_path: Path):
    with lived(target, STEPS) as (views, company):
        for steps in (0, 1, STEPS // 3, STEPS // 2):
            with lived(str(tmp_path / f"{steps}.db"), steps) as (then, earlier):
                moment: datetime = earlier.clock.now
                assert told(views, company, When(as_of=moment)) == told(then, earlier)


def test_true_then_is_what_was_answered_then_where_nothing_was_told_late(
    target: str, tmp_path: Path
):
    with lived(target, STEPS, Punctual) as (views, company):
        for steps in (1, STEPS // 3, STEPS // 2):
            with lived(str(tmp_path / f"{steps}.db"), steps, Punctual) as (then, earlier):
                moment: datetime = earlier.clock.now
                assert told(views, company, When(valid_at=moment)) == told(then, earlier)
                assert told(views, company, When(as_of=moment)) == told(then, earlier)


def test_pages_of_an_answer_are_the_answer(tmp_path: Path):
    with lived(str(tmp_path / "work.db"), STEPS) as (views, _):
        for name in OF_ALL:
            view = views.catalog[name]
            whole = list(views.ask(name).rows)
            rows: list[Any] = []
            page = Page(limit=7)
            with views.reader() as reader:
                while True:
                    part = answer(view, reader, view.params(), page)
                    rows += part.rows
                    if part.next is None:
                        break
                    page = Page(limit=7, after=part.next)
            assert rows == whole


def test_the_keys_of_rows_tell_them_apart(tmp_path: Path):
    with lived(str(tmp_path / "work.db"), STEPS) as (views, _):
        for name in OF_ALL:
            view = views.catalog[name]
            rows = views.ask(name).rows
            assert len({view.key_of(row) for row in rows}) == len(rows)
            orders = [view.order(view.params(), row) for row in rows]
            assert orders == sorted(set(orders))
