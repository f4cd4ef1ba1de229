"""What a log promises, of whatever kind it is."""

from contextlib import closing
from itertools import pairwise
from threading import Event, Thread
from time import sleep
from uuid import UUID, uuid4

import pytest

from tests.store.sample import append, event, receipt
from workdomain.store.log import Conflict, Head, Log, Stored, StoreUnavailable
from workdomain.store.opening import open_log


def test_a_new_log_is_empty(log: Log):
    assert log.head() == Head(0, 0)
    assert log.read(0, 10) == log.at([]) == log.at([1]) == log.streams({"a/1": 0}) == []
    assert list(log.scan()) == []
    assert log.position_at(2**60) == 0


def test_events_come_back_as_they_were_appended_in_order(log: Log):
    assert append(log, event("a/1", 1, "größer\\u0000"), event("b/1", 1), at=7) == 2
    assert append(log, event("a/1", 2), at=8) == 3
    assert log.read(0, 10) == [
        Stored(1, "a/1", 1, "thing.happened.v1", '{"data":"größer\\u0000"}'.encode(), 7),
        Stored(2, "b/1", 1, "thing.happened.v1", b'{"data":""}', 7),
        Stored(3, "a/1", 2, "thing.happened.v1", b'{"data":""}', 8),
    ]
    assert log.head() == Head(3, 8)


def test_any_bytes_come_back(log: Log):
    every_byte = bytes(range(256))
    append(log, event("a/1", 1)._replace(state=every_byte))
    found = log.read(0, 1)[0].state
    assert (found, type(found)) == (every_byte, bytes)


@pytest.mark.parametrize("many", [1, 2, 63, 64, 65, 1000])
def test_a_batch_of_any_size_takes_consecutive_positions(log: Log, many: int):
    assert append(log, *(event("a/1", n, str(n)) for n in range(1, many + 1))) == many
    assert [(e.position, e.version) for e in log.scan()] == [(n, n) for n in range(1, many + 1)]


def test_a_transaction_sees_what_it_has_appended(log: Log):
    with log.transaction() as transaction:
        transaction.append([event("a/1", 1)], 5)
        transaction.append([event("a/1", 2), event("b/1", 1)], 6)
        assert transaction.head() == Head(3, 6)
        assert [e.position for e in transaction.newer({"a/1": 1, "b/1": 0, "c/1": 0})] == [2, 3]
        assert transaction.newer({}) == []


def test_a_transaction_without_events_leaves_the_log_as_it_was(log: Log):
    with log.transaction() as transaction:
        assert transaction.append([], 5) == 0
        transaction.keep([])
        assert transaction.receipts([]) == {}
    assert log.head() == Head(0, 0)


def test_an_exception_rolls_everything_back(log: Log):
    kept = receipt()

    def think_better_of_it() -> None:
        with log.transaction() as transaction:
            transaction.append([event("a/1", 1)], 5)
            transaction.keep([kept])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        think_better_of_it()
    assert log.head() == Head(0, 0)
    assert log.receipt(kept.command_id) is None


def test_a_version_is_given_once_and_nothing_of_the_second_is_stored(log: Log):
    append(log, event("a/1", 1))
    with pytest.raises(Conflict, match="decide again"):
        append(log, event("b/1", 1), event("a/1", 1))
    assert [e.stream for e in log.scan()] == ["a/1"]
    assert append(log, event("a/1", 2)) > 1


def test_the_time_stamp_never_falls(log: Log):
    for at in (5, 3, 9, 1):
        append(log, event("a/1", log.head().position + 1), at=at)
    assert [e.recorded_at for e in log.scan()] == [5, 5, 9, 9]


def test_receipts_are_found_by_their_command(log: Log):
    kept = [receipt(UUID(int=n)) for n in range(1, 101)]
    with log.transaction() as transaction:
        transaction.keep(kept)
        assert transaction.receipts([kept[7].command_id, uuid4()]) == {kept[7].command_id: kept[7]}
    with log.transaction() as transaction:
        assert list(transaction.receipts(r.command_id for r in kept).values()) == kept
    assert log.receipt(kept[3].command_id) == kept[3]
    assert log.receipt(uuid4()) is None


def test_a_command_has_one_receipt(log: Log):
    kept = receipt()
    with log.transaction() as transaction:
        transaction.keep([kept])
    with pytest.raises(Conflict), log.transaction() as transaction:
        transaction.keep([kept])


def test_reading_on_is_bounded_by_both_ends(log: Log):
    append(log, *(event("a/1", n) for n in range(1, 8)))
    assert [e.position for e in log.read(2, 3)] == [3, 4, 5]
    assert [e.position for e in log.read(2, 3, upto=4)] == [3, 4]
    assert [e.position for e in log.scan(after=1, upto=6, page=2)] == [2, 3, 4, 5, 6]
    assert [e.position for e in log.scan(after=1, upto=7, page=2)] == [2, 3, 4, 5, 6, 7]
    assert [e.position for e in log.at([6, 2, 99])] == [2, 6]


def test_many_streams_are_read_in_log_order_each_after_what_is_known_of_it(log: Log):
    append(log, *(event(f"s/{n % 600}", n // 600 + 1) for n in range(1800)))
    known = {f"s/{n}": 1 for n in range(600)}
    found = log.streams(known)
    assert [e.position for e in found] == list(range(601, 1801))
    assert [e.position for e in log.streams(known, upto=700)] == list(range(601, 701))
    assert log.streams({"s/5": 3, "t/1": 0}) == []


def test_an_instant_becomes_a_position(log: Log):
    for n, at in enumerate([10, 10, 20, 30, 30, 30, 70], start=1):
        append(log, event("a/1", n), at=at)
    instants = {-5: 0, 0: 0, 9: 0, 10: 2, 19: 2, 20: 3, 29: 3, 30: 6, 69: 6, 70: 7, 2**60: 7}
    assert {at: log.position_at(at) for at in instants} == instants


def test_writers_take_turns_and_every_event_gets_a_position_of_its_own(log: Log):
    def write(name: str) -> None:
        for version in range(1, 21):
            append(log, event(name, version), event(f"{name}!", version))

    writers = [Thread(target=write, args=(f"w/{n}",)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = list(log.scan())
    assert [e.position for e in found] == list(range(1, 161))
    pairs = [(a, b) for a, b in pairwise(found) if b.stream == f"{a.stream}!"]
    assert len(pairs) == 80, "each transaction's events lie together"


def test_readers_do_not_wait_for_a_writer_that_waits(lasting_log: Log):
    log = lasting_log
    append(log, event("a/1", 1))
    holding, release = Event(), Event()

    def hold() -> None:
        with log.transaction() as transaction:
            transaction.append([event("a/1", 2)], 1)
            holding.set()
            release.wait(5)

    threads = [Thread(target=hold), Thread(target=append, args=(log, event("b/1", 1)))]
    threads[0].start()
    holding.wait(5)
    threads[1].start()
    try:
        assert [log.head().position for _ in range(50)] == [1] * 50
    finally:
        release.set()
        for thread in threads:
            thread.join()
    assert log.head().position == 3


def test_a_workspace_keeps_its_id(lasting_target: str):
    with closing(open_log(lasting_target)) as first, closing(open_log(lasting_target)) as second:
        assert first.workspace_id == second.workspace_id != UUID(int=0)


def test_what_is_stored_is_there_when_it_is_opened_again(lasting_target: str):
    kept = receipt()
    with closing(open_log(lasting_target)) as log, log.transaction() as transaction:
        transaction.append([event("a/1", 1)], 5)
        transaction.keep([kept])
    with closing(open_log(lasting_target, create=False)) as log:
        assert [e.stream for e in log.scan()] == ["a/1"]
        assert log.receipt(kept.command_id) == kept


def test_a_closed_log_says_so(target: str):
    log = open_log(target)
    log.close()
    log.close()
    with pytest.raises(StoreUnavailable, match="is closed"):
        log.head()
    with pytest.raises(StoreUnavailable, match="is closed"):
        append(log, event("a/1", 1))


def test_closing_waits_for_the_transaction_under_way(lasting_target: str):
    log, holding = open_log(lasting_target), Event()

    def write() -> None:
        with log.transaction() as transaction:
            holding.set()
            sleep(0.1)
            transaction.append([event("a/1", 1)], 1)

    thread = Thread(target=write)
    thread.start()
    holding.wait(5)
    log.close()
    thread.join()
    with closing(open_log(lasting_target)) as log:
        assert log.head().position == 1
