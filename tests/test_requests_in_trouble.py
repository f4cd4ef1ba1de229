"""Requests of many, and reverts, when the store fails, a decision does, or others write as well."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.test_work_in_trouble import NOW, by, cut
from workdomain.catalog import DECIDERS
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context
from workdomain.planning.work_item import AddWorkItem, RetitleWorkItem
from workdomain.store.log import StoreUnavailable
from workdomain.store.opening import open_log
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work


@pytest.fixture(params=["file", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


def adding(number: int) -> list[tuple[UUID, Command]]:
    return [(new_id(), AddWorkItem(title=f"Item {n}")) for n in range(number)]


def test_a_request_whose_answer_was_lost_is_found_again(target: str):
    with cut(target, 1, after=True) as work:
        outcome = work.do_together(adding(3), by())
        assert outcome.receipt
        assert outcome.receipt.repeated
        assert outcome.refused == 0
        assert work.log.head().position == 3


def test_a_revert_whose_answer_was_lost_is_found_again(target: str):
    with Work.open(target, clock=lambda: NOW) as before:
        request = before.do_together(adding(2), by()).id
    with cut(target, 1, after=True) as work:
        outcome = work.revert(request, by())
        assert outcome.receipt
        assert outcome.receipt.repeated
        assert len(outcome.done) == 2
        assert work.log.head().position == 6


def test_a_store_that_is_away_says_so_and_nothing_is_stored(target: str):
    with cut(target, 3, after=False) as work:
        asked = adding(2)
        with pytest.raises(StoreUnavailable):
            work.do_together(asked, by())
        assert work.log.head().position == 0
        done = work.do_together(asked, by())
    with cut(target, 3, after=False) as work:
        with pytest.raises(StoreUnavailable):
            work.revert(done.id, by())
        assert work.log.head().position == 2
        assert work.revert(done.id, by()).refused == 0


def test_a_fault_in_one_decision_leaves_nothing_of_the_request(target: str):
    def faulty(item: Any, command: Command, context: Context) -> Any:
        if command == RetitleWorkItem(title="Fault"):
            raise ZeroDivisionError
        return work_item.decide(item, command, context)

    deciders = [replace(d, decide=faulty) if d is work_item else d for d in DECIDERS]
    with Work(open_log(target), lambda: NOW, deciders) as work:
        ((id, _),) = asked = adding(1)
        with pytest.raises(ZeroDivisionError):
            work.do_together([*asked, (id, RetitleWorkItem(title="Fault"))], by())
        assert work.log.head().position == 0
        assert work.do_together(asked, by()).receipt


def test_who_asks_for_the_same_at_the_same_time_is_served_once(target: str):
    """Several writers ask for one request, and revert it: it happens once, and goes once."""
    writers = [Work.open(target, clock=lambda: NOW) for _ in range(3)]
    asked, request, back = adding(20), new_id(), new_id()
    with ThreadPoolExecutor(6) as pool:
        context = Context(OPERATOR, NOW, request)
        done = list(pool.map(lambda work: work.do_together(asked, context), writers * 2))
        assert sum(not each.receipt.repeated for each in done if each.receipt) == 1
        assert {each.receipt.position for each in done if each.receipt} == {20}
        context = Context(OPERATOR, NOW, back)
        gone = list(pool.map(lambda work: work.revert(request, context), writers * 2))
        assert sum(not each.receipt.repeated for each in gone if each.receipt) == 1
        others = list(pool.map(lambda work: work.revert(request, by()), writers * 2))
        assert {each.receipt.events for each in others if each.receipt} == {0}
    assert writers[0].log.head().position == 60
    for work in writers:
        work.close()
