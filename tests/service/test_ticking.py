# ruff: noqa: DTZ001 - local times have no zone of their own
"""The service does by itself what is due by the clock, and goes on whatever stands in its way."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from projections.reader import BeingRebuilt
from projections.recounting import SetRight
from projections.views import Views
from service import ticking
from service.ticking import Ticking, tick
from tests.company import Clock
from workdomain.execution.due_work import Made
from workdomain.kernel import Context
from workdomain.people.person import AddPerson, SetWorkingHours
from workdomain.planning.estimate import Estimate
from workdomain.planning.recurrence_words import AddRecurrence
from workdomain.planning.work_item import AddWorkItem
from workdomain.scheduling.alarm import overbooking
from workdomain.store.log import StoreUnavailable
from workdomain.values import OPERATOR
from workdomain.work import Work

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_a_tick_makes_what_is_due():
    with Work.open(":memory:", clock=Clock(NOW)) as work, Views(work) as views:
        command = AddRecurrence(
            title="Round", rule="FREQ=DAILY", zone="UTC", first=datetime(2026, 3, 4, 9)
        )
        work.do(UUID(int=40), command, Context(OPERATOR, NOW))
        before = work.log.head().position
        tick(views)
        assert work.log.head().position == before + 2
        tick(views)
        assert work.log.head().position == before + 2


def test_a_tick_looks_who_is_overbooked(caplog: pytest.LogCaptureFixture):
    ana, item = UUID(int=1), UUID(int=2)
    with Work.open(":memory:", clock=Clock(NOW)) as work, Views(work) as views:
        for id, command in (
            (ana, AddPerson(name="Ana")),
            (ana, SetWorkingHours(minutes=(480,) * 7, valid_from=NOW.date())),
            (item, AddWorkItem(title="Much", estimate=Estimate.single(30), due=NOW.date(),
                               assignees=(ana,))),
        ):  # fmt: skip
            work.do(id, command, Context(OPERATOR, NOW))
        with caplog.at_level("INFO"):
            tick(views)
        assert "name='Ana', arose=1" in caplog.text
        assert work.state(overbooking, ana).open.keys() == {NOW.date()}


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (StoreUnavailable("The log is away"), "The log is away"),
        (KeyError("a fault"), "a fault"),
    ],
)
def test_trouble_is_told_and_tried_again(
    trouble: Exception,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    def fails(_work: Work) -> list[Made]:
        raise trouble

    monkeypatch.setattr(ticking, "materialise_due", fails)
    with Work.open(":memory:") as work, Views(work) as views:
        tick(views)
    assert told in caplog.text
    assert "trying again" in caplog.text


def test_what_is_refused_is_told(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    outcomes = [
        Made(UUID(int=40), "Round", 0, "Operations is closed"),
        Made(UUID(int=41), "Round", 1, None),
    ]
    monkeypatch.setattr(ticking, "materialise_due", lambda _work: outcomes)
    with Work.open(":memory:") as work, Views(work) as views:
        tick(views)
    assert "Round is not made: Operations is closed" in caplog.text
    assert caplog.text.count("Round") == 1


def test_who_counts_waits_for_what_is_being_built(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def is_building(_views: Views) -> list[SetRight]:
        raise BeingRebuilt("budgets is being built")

    monkeypatch.setattr(ticking, "recount_budgets", is_building)
    caplog.set_level("INFO")
    with Work.open(":memory:") as work, Views(work) as views:
        tick(views)
    assert [record.levelname for record in caplog.records] == ["INFO"]


def test_a_tick_sets_counts_right(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    right = SetRight(UUID(int=80), "Cap", 0.0, 4.0)
    monkeypatch.setattr(ticking, "recount_budgets", lambda _views: [right])
    caplog.set_level("INFO")
    with Work.open(":memory:") as work, Views(work) as views:
        tick(views)
    assert "Cap" in caplog.text


def test_it_ticks_until_it_is_stopped():
    ticks: list[Any] = []

    async def in_thread(function: Any, *given: Any) -> None:
        ticks.append((function, *given))

    async def live() -> None:
        with Work.open(":memory:") as work, Views(work) as views:
            clock = Ticking(views, 0.001, in_thread)
            clock.start()
            while len(ticks) < 3:
                await asyncio.sleep(0.001)
            await clock.stop()
            assert ticks[0] == (tick, views)
            never = Ticking(views, 0, in_thread)
            ticks.clear()
            never.start()
            await asyncio.sleep(0.01)
            await never.stop()
            assert ticks == []

    asyncio.run(live())
