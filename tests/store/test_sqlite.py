"""What only a log in an SQLite file promises."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from tests.store.sample import an_ordinary_user, append, event, receipt
from workdomain.store.log import StoreError, StoreUnavailable
from workdomain.store.sqlite import PATIENCE, SqliteLog
from workdomain.store.sqlite_file import prepare


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "work.db"
    prepare(path, True, PATIENCE)
    return path


@pytest.fixture
def log(path: Path) -> Iterator[SqliteLog]:
    with SqliteLog(path) as log:
        yield log


@pytest.mark.parametrize("kept", [0, 2])
def test_a_position_is_not_used_again_when_the_end_is_deleted(
    log: SqliteLog, path: Path, kept: int
):
    append(log, *(event("a/1", n) for n in range(1, 6)))
    with closing(sqlite3.connect(path)) as vandal:
        vandal.execute("DELETE FROM events WHERE notification_id > ?", (kept,))
        vandal.commit()
    assert log.head().position == kept
    assert append(log, event("a/1", kept + 1)) == 6
    assert log.position_at(0) == 0
    assert log.position_at(1) == 6


def test_the_file_is_written_as_safely_as_sqlite_can(log: SqliteLog):
    with log.recorder.datastore.transaction(commit=False) as cursor:
        settings = {}
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            settings[name] = cursor.fetchone()[0]
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


def test_the_librarys_recorder_reads_the_log(log: SqliteLog):
    append(log, event("a/1", 1), event("b/1", 1))
    log.recorder.create_table()
    assert log.recorder.max_notification_id() == 2
    assert [e.originator_version for e in log.recorder.select_events("a/1")] == [1]
    for expected, found in (
        ([1, 2], log.recorder.select_notifications(None, 10)),
        ([1], log.recorder.select_notifications(1, 10, stop=1)),
        ([2], log.recorder.select_notifications(1, 10, inclusive_of_start=False)),
        ([1], log.recorder.select_notifications(1, 1, topics=["thing.happened.v1"])),
        ([], log.recorder.select_notifications(1, 10, topics=["other"])),
    ):
        assert [n.id for n in found] == expected


def test_who_holds_the_lock_too_long_makes_others_give_up(path: Path):
    with (
        SqliteLog(path, patience=0.1) as log,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="Another process has been writing"):
            append(log, event("a/1", 1))
        other.execute("ROLLBACK")
        assert append(log, event("a/1", 1)) == 1


def test_what_is_appended_in_a_hurry_wakes_nobody_until_it_is_passed_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("workdomain.store.sqlite.LOOK", never := 60.0)
    with SqliteLog(path) as log:
        subscription, told = log.subscribe(), list[int]()
        waiting = Thread(target=lambda: told.append(subscription.wait(0, never)))
        waiting.start()
        sleep(0.1)
        with log.transaction(wait=False) as transaction:
            transaction.append([event("a/1", 1)], 1)
        waiting.join(0.1)
        assert waiting.is_alive()
        log.pass_on()
        waiting.join()
        assert told == [1] == [log.subscribe().wait(0, never)]


def test_a_transaction_inside_a_transaction_gives_up(path: Path):
    with (
        SqliteLog(path, patience=0.1) as log,
        log.transaction(),
        pytest.raises(StoreUnavailable, match="Timed out waiting for return of writer"),
    ):
        append(log, event("a/1", 1))


def test_a_commit_that_fails_leaves_no_transaction_behind(log: SqliteLog):
    broken = "CREATE TABLE broken (name TEXT REFERENCES workspace DEFERRABLE INITIALLY DEFERRED)"

    def fail_to_commit() -> None:
        with log.transaction() as transaction:
            transaction.append([event("a/1", 1)], 1)
            transaction._cursor.execute(broken)
            transaction._cursor.execute("INSERT INTO broken VALUES ('nobody')")

    with pytest.raises(StoreError):
        fail_to_commit()
    assert append(log, event("a/1", 1)) == 1


def test_opening_waits_for_who_made_the_file(path: Path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = monotonic()
        with pytest.raises(StoreUnavailable, match="Another process has been writing"):
            SqliteLog(path, patience=0.2)
        assert 0.15 < monotonic() - began < 2
        other.execute("ROLLBACK")
    SqliteLog(path).close()


def test_a_file_that_cannot_be_written_is_not_waited_for(path: Path):
    path.chmod(0o444)
    for folder in path.parents[:2]:
        folder.chmod(0o755)
    began = monotonic()
    with an_ordinary_user(), pytest.raises(StoreUnavailable, match="check the rights"):
        SqliteLog(path)
    assert monotonic() - began < 1


@pytest.mark.parametrize("size", [2000, 60_000])
def test_a_full_disk_refuses_the_whole_transaction_until_there_is_room(
    disk: tuple[Path, Callable[[], None]], size: int
):
    folder, make_room = disk
    (folder / "ballast").write_bytes(bytes(200 * 1024))
    prepare(folder / "work.db", True, PATIENCE)
    with SqliteLog(folder / "work.db") as log:
        stored = 0

        def fill() -> None:
            nonlocal stored
            while True:
                with log.transaction() as transaction:
                    transaction.append(
                        [event("a/1", stored + n, "x" * size) for n in (1, 2)], at := 1
                    )
                    transaction.keep([receipt()._replace(position=at)])
                stored += 2

        with pytest.raises(StoreUnavailable):
            fill()
        assert stored > 0
        assert [e.version for e in log.scan()] == list(range(1, stored + 1))
        make_room()
        append(log, event("a/1", stored + 1))
    with closing(sqlite3.connect(folder / "work.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM receipts").fetchone() == (stored // 2,)
