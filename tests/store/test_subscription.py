"""Who waits for the log to grow is told at once."""

from collections.abc import Callable
from contextlib import closing
from threading import Thread
from threading import enumerate as threads
from time import monotonic, sleep

import pytest

from tests.store.sample import append, elsewhere, event
from workdomain.store.log import Busy, Log, StoreUnavailable
from workdomain.store.opening import open_log


def started(work: Callable[[], object]) -> Thread:
    thread = Thread(target=work)
    thread.start()
    return thread


def test_a_wait_ends_as_soon_as_something_is_appended(log: Log, monkeypatch: pytest.MonkeyPatch):
    never = 60.0
    for module in ("sqlite", "postgres"):
        monkeypatch.setattr(f"workdomain.store.{module}.LOOK", never)
    subscription, told = log.subscribe(), []
    waiting = started(lambda: told.append(subscription.wait(0, never)))
    sleep(0.1)
    began, position = monotonic(), append(log, event("a/1", 1))
    waiting.join()
    assert told == [position]
    assert monotonic() - began < never / 2, "woken, not found by looking"


def test_what_was_appended_in_a_hurry_is_told_when_it_is_passed_on(
    log: Log, monkeypatch: pytest.MonkeyPatch
):
    for module in ("sqlite", "postgres"):
        monkeypatch.setattr(f"workdomain.store.{module}.LOOK", 60.0)
    subscription, told = log.subscribe(), []
    waiting = started(lambda: told.append(subscription.wait(0, 60.0)))
    sleep(0.1)
    try:
        with log.transaction(wait=False) as transaction:
            transaction.append([event("a/1", 1)], 1)
    except Busy:  # a server is always waited for, and tells at once
        append(log, event("a/1", 1))
    else:
        assert not told
    log.pass_on()
    waiting.join()
    assert told == [1]


def test_what_is_there_already_is_told_without_waiting(log: Log):
    append(log, event("a/1", 1), event("a/1", 2))
    with closing(open_log(":memory:")) as empty:
        assert empty.subscribe().wait(0, 0) == 0
    assert log.subscribe().wait(1, 10) == 2


def test_a_wait_ends_when_its_time_is_over(log: Log):
    append(log, event("a/1", 1))
    subscription, began = log.subscribe(), monotonic()
    assert subscription.wait(1, 0.15) == 1
    assert 0.14 < monotonic() - began < 15


def test_a_rollback_wakes_nobody(log: Log):
    subscription, told = log.subscribe(), []
    waiting = started(lambda: told.append(subscription.wait(0, 0.3)))
    with pytest.raises(ZeroDivisionError), log.transaction() as transaction:
        raise_after(lambda: transaction.append([event("a/1", 1)], 1))
    waiting.join()
    assert told == [0]


def raise_after(work: Callable[[], object]) -> None:
    work()
    raise ZeroDivisionError


@pytest.mark.parametrize("which", ["subscription", "log"])
def test_closing_ends_a_wait(log: Log, which: str):
    subscription, told = log.subscribe(), []

    def wait() -> None:
        with pytest.raises(StoreUnavailable, match="closed"):
            subscription.wait(0, 30)
        told.append(monotonic())

    waiting = started(wait)
    sleep(0.1)
    closed = monotonic()
    (subscription if which == "subscription" else log).close()
    waiting.join()
    assert told[0] - closed < 15


def test_another_log_on_the_same_place_is_told(lasting_log: Log, lasting_target: str):
    with closing(open_log(lasting_target)) as other:
        subscription = other.subscribe()
        position = append(lasting_log, event("a/1", 1))
        assert subscription.wait(0, 5) == position


def test_another_process_is_heard_within_a_moment(lasting_log: Log, lasting_target: str):
    subscription = lasting_log.subscribe()
    with elsewhere(lasting_target, "p/1", 1) as go:
        sleep(0.3)
        go()
        assert subscription.wait(0, 10) == 1


def test_no_thread_is_left_when_a_log_is_closed(target: str):
    before = set(threads())
    with closing(open_log(target)) as log:
        log.subscribe()
        log.subscribe().wait(0, 0.05)
        append(log, event("a/1", 1))
    assert set(threads()) == before


def test_a_log_that_is_closed_gives_no_news(target: str):
    log = open_log(target)
    log.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        log.subscribe().wait(0, 1)
