"""Read models where a life is not told in its usual order, and engines that meet with trouble."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from projections import folding
from projections.models.people import LeaveRow
from projections.models.tokens import TokenRow, tokens
from projections.models.tokens import rows as token_rows
from projections.view import When
from projections.views import Views
from tests.company import Clock, Company
from workdomain.execution.task_life import StartWorkItem
from workdomain.kernel import Context, Event
from workdomain.people.person import AddPerson, CancelLeave, RecordLeave
from workdomain.people.token import IssueToken, RevokeToken, Role
from workdomain.planning.work_item import AddWorkItem
from workdomain.store.log import Log, StoreUnavailable
from workdomain.values import OPERATOR
from workdomain.work import Work

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANA, ITEM, TOKEN, LEAVE = (UUID(int=n) for n in range(1, 5))


@pytest.fixture
def views() -> Iterator[Views]:
    with Work.open(":memory:", clock=Clock(NOON)) as work, Views(work) as views:
        yield views


def asked(at: datetime = NOON) -> Context:
    return Context(OPERATOR, at)


def test_nothing_is_shown_of_what_is_said_to_come_before_the_beginning(views: Views):
    views.work.do(ITEM, AddWorkItem(title="Draw"), asked())
    views.work.do(ITEM, StartWorkItem(), asked(NOON - timedelta(days=1)))
    assert views.work_items(valid_at=NOON - timedelta(hours=1)) == []
    (row,) = views.work_items(valid_at=NOON)
    assert row.title == "Draw"


def test_a_leave_is_shown_until_it_is_cancelled(views: Views):
    day = date(2026, 3, 9)
    views.work.do(ANA, AddPerson(name="Ana"), asked())
    views.work.do(ANA, RecordLeave(leave=LEAVE, first=day, last=day), asked())
    before = views.work.log.head().position
    views.work.do(ANA, CancelLeave(leave=LEAVE, reason="Came back"), asked())
    for when, shown in ((When(), 0), (When(as_of=before), 1)):
        with views.reader(when) as reader:
            assert len(reader.rows(LeaveRow)) == shown


def test_a_token_is_shown_without_its_secret(views: Views):
    views.work.do(ANA, AddPerson(name="Ana"), asked())
    issue = IssueToken(person=ANA, role=Role.MEMBER, label="Laptop", secret_sha256="a" * 64)
    views.work.do(TOKEN, issue, asked())
    views.work.do(TOKEN, RevokeToken(reason="Lost"), asked())
    with views.reader() as reader:
        (row,) = reader.rows(TokenRow)
    assert row == TokenRow(TOKEN, ANA, "member", "Laptop", NOON, NOON)
    assert list(token_rows(TOKEN, tokens.initial)) == []


def test_streams_that_are_not_at_hand_any_more_are_taken_in_hand_again(
    views: Views, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folding, "MOST_STREAMS", 3)
    clock = views.work.clock
    assert isinstance(clock, Clock)
    company = Company(views.work, clock)
    for _ in range(8):
        company.live(15)
        views.projector.catch_up(batch=10)
    shown, past = views.work_items(), views.work_items(valid_at=NOON)
    views.projector.rebuild()
    assert views.work_items() == shown
    assert views.work_items(valid_at=NOON) == past


@pytest.mark.parametrize("trouble", [StoreUnavailable("The log is away"), KeyError("a fault")])
def test_who_follows_tries_again_whatever_stood_in_the_way(
    views: Views,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    trouble: Exception,
):
    views.work.do(ITEM, AddWorkItem(title="Draw"), asked())
    real, away = type(views.work.log).head, iter((True, True))

    def head(log: Log) -> object:
        if next(away, False):
            raise trouble
        return real(log)

    monkeypatch.setattr("projections.engine.PATIENCE", 0.01)
    monkeypatch.setattr(type(views.work.log), "head", head)
    views.follow()
    assert views.projector.wait(1, timeout=20)
    assert "trying again" in caplog.text


def test_who_stops_following_stops_at_once(views: Views):
    took = []
    for _ in range(3):  # a busy machine may hold one of them up
        views.follow()
        assert views.projector.wait(0, timeout=5)
        begun = time.monotonic()
        views.projector.close()
        took.append(time.monotonic() - begun)
    assert min(took) < 0.9


def test_an_event_needs_a_name_and_words():
    with pytest.raises(TypeError, match="needs both"):

        class Nameless(Event, topic="", says="did something"):
            """It has no name."""
