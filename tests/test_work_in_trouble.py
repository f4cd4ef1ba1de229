"""`Work` when its store fails, when a decision does, and what it remembers between commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from workdomain.catalog import DECIDERS
from workdomain.desk import Cache, Receipt
from workdomain.execution.task_life import StartWorkItem
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context
from workdomain.planning.work_item import AddWorkItem, RetitleWorkItem
from workdomain.store.log import Conflict, Log, StoreUnavailable, Transaction
from workdomain.store.opening import open_log
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(params=["file", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


def by() -> Context:
    return Context(OPERATOR, NOW)


class Cut:
    """A log whose connection is cut around a commit, so often."""

    def __init__(self, log: Log, times: int, *, after: bool, error: type[Exception]) -> None:
        self._log, self._times, self._after, self._error = log, times, after, error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    @contextmanager
    def transaction(self, *, wait: bool = True) -> Iterator[Transaction]:
        cut = self._times > 0
        self._times -= 1
        if cut and not self._after:
            raise self._error("cut before")
        with self._log.transaction(wait=wait) as transaction:
            yield transaction
        if cut:
            raise self._error("cut after")


def cut(target: str, times: int, *, after: bool, error: type[Exception] = StoreUnavailable) -> Work:
    log: Any = Cut(open_log(target), times, after=after, error=error)
    return Work(log, lambda: NOW, target=target)


@pytest.mark.parametrize("error", [StoreUnavailable, Conflict])
def test_a_commit_whose_answer_was_lost_is_found_again(target: str, error: type[Exception]):
    with cut(target, 1, after=True, error=error) as work:
        receipt = work.do(new_id(), AddWorkItem(title="Draw"), by())
        assert (receipt.position, receipt.repeated) == (1, True)
        assert work.log.head().position == 1


def test_a_store_that_is_away_says_so_and_nothing_is_stored(target: str):
    with cut(target, 3, after=False) as work:
        item = new_id()
        with pytest.raises(StoreUnavailable):
            work.do(item, AddWorkItem(title="Draw"), by())
        assert work.log.head().position == 0
        assert work.do(item, AddWorkItem(title="Draw"), by()).version == 1


def test_a_fault_in_a_decision_is_the_answer_to_that_command_alone(target: str):
    def stumble(state: Any, command: Any, context: Context) -> Any:
        if isinstance(command, RetitleWorkItem):
            raise ZeroDivisionError
        return work_item.decide(state, command, context)

    deciders = [replace(d, decide=stumble) if d is work_item else d for d in DECIDERS]
    with Work(open_log(target), lambda: NOW, deciders, (), target) as work:
        item = new_id()
        answers = work.do_all(
            [
                (item, AddWorkItem(title="Draw"), by()),
                (item, RetitleWorkItem(title="Paint"), by()),
                (item, StartWorkItem(), by()),
            ]
        )
        assert [type(answer) for answer in answers] == [Receipt, ZeroDivisionError, Receipt]


# -- the cache ---------------------------------------------------------------------------------


def test_the_cache_forgets_what_was_not_used_for_longest():
    cache = Cache(most=2)
    cache.put([("a", (1, "a")), ("b", (1, "b"))])
    cache.put([("a", (2, "a"))])
    cache.put([("c", (1, "c"))])
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == ((2, "a"), None, (1, "c"))


def test_an_entry_is_current_until_someone_else_has_written():
    cache = Cache()
    cache.put([("a", (1, "a"))])
    assert cache.current("a") == (1, "a")
    cache.distrust()
    assert cache.current("a") is None
    assert cache.get("a") == (1, "a")


def test_a_ticket_has_no_result_before_it_is_carried_out(target: str):
    work = cut(target, 0, after=False)
    ticket = work.ticket(new_id(), AddWorkItem(title="Draw"), by())
    with pytest.raises(RuntimeError, match="not carried out yet"):
        ticket.result()
    work.carry_out([ticket])
    assert ticket.result().version == 1
    work.close()


def test_at_once_is_done_unless_it_means_to_wait(tmp_path: Path):
    path = str(tmp_path / "work.db")
    with Work.open(path) as work, Work.open(path) as other:
        first = work.ticket(new_id(), AddWorkItem(title="Draw"), by())
        with other.log.transaction():
            assert not work.carry_out_at_once([first])
            assert first.answer is None
        assert work.carry_out_at_once([first])
        assert first.result().position == 1
        # Whoever may wait still does so.
        taken, done = Event(), Event()

        def hold() -> None:
            with other.log.transaction():
                taken.set()
                done.wait(0.2)

        holder = Thread(target=hold)
        holder.start()
        taken.wait()
        assert work.do(new_id(), AddWorkItem(title="Draw"), by()).position == 2
        holder.join()


def test_at_once_gives_way_to_a_thread_that_is_writing(tmp_path: Path):
    with Work.open(tmp_path / "work.db") as work:
        ticket = work.ticket(new_id(), AddWorkItem(title="Draw"), by())
        with work._writing:
            assert not work.carry_out_at_once([ticket])
        assert ticket.answer is None


def test_a_server_is_always_waited_for(postgres_workspace: str):
    with Work.open(str(postgres_workspace)) as work:
        ticket = work.ticket(new_id(), AddWorkItem(title="Draw"), by())
        assert not work.carry_out_at_once([ticket])
        work.carry_out([ticket])
        assert ticket.result().position == 1
