"""Who writes again and again takes positions in advance, and none is ever given twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count, pairwise
from pathlib import Path

import pytest

from tests.store.sample import append, event, receipt
from workdomain.store.log import Conflict, Log
from workdomain.store.opening import open_log
from workdomain.store.sqlite_positions import AHEAD, SERIES

numbers = count(1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.db"


@pytest.fixture
def log(path: Path) -> Iterator[Log]:
    with closing(open_log(path)) as log:
        yield log


def write(log: Log, times: int = 1) -> int:
    """Append so many events, one by one; returns the last position."""
    return [append(log, event("a/1", next(numbers))) for _ in range(times)][-1]


def sequence(path: Path) -> int:
    """Look where the sequence ends, as whoever opens the file does."""
    with closing(sqlite3.connect(path)) as other:
        ((last,),) = other.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'")
    return int(last)


def test_a_few_writes_take_nothing_in_advance(log: Log, path: Path):
    assert write(log, SERIES) == sequence(path) == SERIES


def test_a_series_takes_some_and_goes_on_one_by_one(log: Log, path: Path):
    assert write(log, SERIES + 1) == SERIES + 1
    assert sequence(path) == SERIES + 1 + AHEAD
    write(log, AHEAD - 1)
    assert sequence(path) == SERIES + 1 + AHEAD
    write(log)
    assert sequence(path) == SERIES + 1 + AHEAD + AHEAD
    found = [stored.position for stored in log.scan()]
    assert found == list(range(1, SERIES + 1 + AHEAD + 1))


def test_closing_gives_back_what_was_not_used(log: Log, path: Path):
    last = write(log, SERIES + 5)
    log.close()
    assert sequence(path) == last
    with closing(open_log(path)) as again:
        assert write(again) == last + 1


def test_whoever_was_killed_leaves_a_gap_and_no_position_twice(log: Log, path: Path):
    last = write(log, SERIES + 1)
    with closing(open_log(path)) as other:  # as if the first one were gone
        assert write(other) == last + AHEAD + 1
        assert write(log) == last + AHEAD + 2
        assert write(other) == last + AHEAD + 3
    log.close()
    assert sequence(path) == last + AHEAD + 3


def test_two_who_write_in_turns_leave_no_gaps(log: Log, path: Path):
    with closing(open_log(path)) as other:
        found = [write(each) for _ in range(SERIES) for each in (log, other)]
    assert found == list(range(1, 2 * SERIES + 1))


def test_what_others_took_is_not_given_back(log: Log, path: Path):
    write(log, SERIES + 1)
    with closing(open_log(path)) as other:
        last = write(other, SERIES + 1)
        log.close()
        assert sequence(path) == last + AHEAD
        assert write(other) == last + 1


def test_a_position_is_not_used_again_when_the_end_of_a_series_is_deleted(log: Log, path: Path):
    last = write(log, SERIES + 5)
    with closing(sqlite3.connect(path)) as vandal:
        vandal.execute("DELETE FROM events WHERE notification_id > 3")
        vandal.commit()
    assert write(log) > last


def test_what_is_rolled_back_gives_its_positions_to_the_next(log: Log):
    last = write(log, SERIES + 1)
    taken = receipt()
    with log.transaction() as transaction:
        transaction.keep([taken])

    def write_twice() -> None:
        with log.transaction() as transaction:
            transaction.append([event("b/1", 1)], 1)
            transaction.keep([taken])

    with pytest.raises(Conflict):
        write_twice()
    assert write(log) == last + 1
    assert all(b.position == a.position + 1 for a, b in pairwise(log.scan()))


def test_a_file_that_others_write_to_is_closed_without_waiting_for_them(log: Log, path: Path):
    last = write(log, SERIES + 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        log.close()
        other.execute("ROLLBACK")
    assert sequence(path) == last + AHEAD


def test_a_write_of_a_series_dirties_three_pages(log: Log, path: Path):
    write(log, SERIES + 1)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        journal = Path(f"{path}-wal")
        before = journal.stat().st_size
        with log.transaction() as transaction:
            transaction.append([event("a/1", next(numbers))], 1)
            transaction.keep([receipt()])
        frame = 24 + other.execute("PRAGMA page_size").fetchone()[0]
        assert journal.stat().st_size - before in (32 + 3 * frame, 3 * frame)
