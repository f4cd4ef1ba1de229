"""`Views`: moments as people write them, pages, and what differs between two moments."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import ValidationError

from projections.view import NOW, NotAMoment, Page, When
from projections.views import UnknownView, Views
from tests.company import Clock, Company
from workdomain.kernel import Context
from workdomain.planning.work_item import AddWorkItem, RetitleWorkItem
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work


@pytest.fixture
def views() -> Iterator[Views]:
    with Work.open(":memory:", clock=Clock()) as work, Views(work) as views:
        yield views


def lived(views: Views, steps: int = 150) -> Company:
    assert isinstance(views.work.clock, Clock)
    company = Company(views.work, views.work.clock, seed=5)
    company.live(steps)
    return company


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-01T09:00:00Z", datetime(2026, 11, 1, 9, tzinfo=UTC)),
        (
            "2026-11-01T09:00:00+05:30",
            datetime(2026, 11, 1, 9, tzinfo=timezone(timedelta(minutes=330))),
        ),
        ("2026-11-01", datetime(2026, 11, 1, 23, 59, 59, 999999, UTC)),
        (date(2026, 11, 1), datetime(2026, 11, 1, 23, 59, 59, 999999, UTC)),
        (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)),
        (" 42 ", 42),
        (42, 42),
        (None, None),
    ],
)
def test_a_moment_is_read_as_people_write_it(written: Any, meant: Any):
    assert When.parse(as_of=written) == When(as_of=meant)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("yesterday", "not a moment"),
        ("2026-13-01", "not a moment"),
        ("2026-11-01T09:00:00", "no time zone"),
        (datetime(2026, 11, 1), "no time zone"),  # noqa: DTZ001
        (-1, "not a log position"),
        ("9" * 30, "not a log position"),
        ("", "not a moment"),
    ],
)
def test_what_is_no_moment_is_refused_with_what_would_do(written: object, why: str):
    with pytest.raises(NotAMoment, match=why):
        When.parse(as_of=written)


def test_a_view_that_is_not_there_is_named_with_those_that_are(views: Views):
    with pytest.raises(UnknownView, match="work-items"):
        views.ask("nonsense")
    with pytest.raises(AttributeError, match="board"):
        views.nonsense()


def test_parameters_that_make_no_sense_are_refused(views: Views):
    with pytest.raises(ValidationError, match="nonsense"):
        views.work_items(nonsense=1)


@pytest.mark.parametrize("name", ["work-items", "board", "history", "workload"])
def test_pages_put_together_are_the_whole(views: Views, name: str):
    lived(views)
    whole = views.ask(name).rows
    assert len(whole) > 10
    pages: list[Any] = []
    page = Page(limit=7)
    while True:
        answer = views.ask(name, page=page)
        assert len(answer.rows) <= 7
        pages += answer.rows
        if answer.next is None:
            break
        page = Page(limit=7, after=answer.next)
    assert pages == whole


@pytest.mark.parametrize("sort", ["due", "priority", "added", "changed", "title"])
def test_work_items_come_page_by_page_in_any_order(views: Views, sort: str):
    lived(views)
    whole = views.work_items(sort=sort)
    answer = views.ask("work-items", {"sort": sort}, page=Page(limit=10))
    rest = views.ask("work-items", {"sort": sort}, page=Page(after=answer.next))
    assert [*answer.rows, *rest.rows] == whole


@pytest.mark.parametrize(
    "name",
    [
        "work-items", "board", "workload", "progress", "follow-up", "burn-up", "history",
        "blockers", "decisions", "links",
    ],
)  # fmt: skip
def test_every_view_says_now_what_it_says_as_of_the_last_position(views: Views, name: str):
    company = lived(views)
    *_, end = views.work.events()
    last, company.clock.now = end.position, end.recorded_at
    now = views.ask(name)
    assert views.ask(name, when=When(as_of=last)).rows == now.rows
    assert views.ask(name, when=When(as_of=views.work.now())).rows == now.rows
    views.projector.rebuild()
    assert views.ask(name).rows == now.rows
    assert views.ask(name, when=When(as_of=0)).rows != now.rows


def test_what_differs_between_two_moments_is_told_by_field(views: Views):
    clock = views.work.clock
    assert isinstance(clock, Clock)
    kept, changed, new = new_id(), new_id(), new_id()
    for item in (kept, changed):
        views.work.do(item, AddWorkItem(title="Draw"), Context(OPERATOR, clock.now))
    before = When(as_of=clock.now)
    clock.now += timedelta(hours=1)
    views.work.do(changed, RetitleWorkItem(title="Paint"), Context(OPERATOR, clock.now))
    views.work.do(new, AddWorkItem(title="Print"), Context(OPERATOR, clock.now))
    changes = {change.key: change for change in views.compare("board", before=before)}
    assert set(changes) == {(changed,), (new,)}
    assert changes[changed,].fields == {"title": ("Draw", "Paint")}
    assert changes[new,].before is None
    assert changes[new,].fields["title"] == (None, "Print")
    gone = {change.key: change for change in views.compare("board", before=NOW, after=before)}
    assert gone[new,].after is None


def test_today_is_the_day_of_the_moment_asked_for(views: Views):
    company = lived(views, 40)
    recorded = list(views.work.events())[30]
    with views.reader(When(as_of=31)) as reader:
        assert reader.moment.now == recorded.recorded_at
        assert reader.moment.today == recorded.recorded_at.date()
    with views.reader(When(valid_at=recorded.context.at)) as reader:
        assert reader.moment.now == recorded.context.at
    with views.reader() as reader:
        assert reader.moment.now == company.clock.now
    with views.reader(When(as_of=0)) as reader:
        assert reader.moment.position == 0
