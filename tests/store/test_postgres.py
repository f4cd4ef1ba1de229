"""What only a log in PostgreSQL promises."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic, sleep
from typing import LiteralString
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.store.proxy import Proxy
from tests.store.sample import append, event, receipt
from workdomain.store.log import Conflict, StoreError, StoreUnavailable
from workdomain.store.opening import open_log
from workdomain.store.postgres import PostgresLog
from workdomain.store.postgres_schema import parse


@pytest.fixture
def log(postgres_workspace: str) -> Iterator[PostgresLog]:
    with PostgresLog(postgres_workspace, patience=0.5) as log:
        yield log


@pytest.fixture
def admin(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        yield admin


@pytest.fixture
def schema(postgres_workspace: str) -> str:
    return parse(postgres_workspace)[1]


def execute(admin: psycopg.Connection, statement: LiteralString, schema: str) -> None:
    admin.execute(SQL(statement).format(Identifier(schema)))


def cut_all(admin: psycopg.Connection) -> None:
    admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'workdomain'"
    )


def test_a_url_names_its_schema_or_means_workdomain():
    assert parse("postgresql://ana@db/work")[1] == "workdomain"
    conninfo, schema = parse("postgresql://ana@db/work?sslmode=require&schema=acme")
    assert schema == "acme"
    assert (conninfo["host"], conninfo["sslmode"]) == ("db", "require")


@pytest.mark.parametrize("table", ["events (id int)", "receipts (id int)", "workspace (id int)"])
def test_a_schema_of_another_program_is_left_alone(
    admin: psycopg.Connection, postgres_workspace: str, schema: str, table: str
):
    execute(admin, "CREATE SCHEMA {}", schema)
    execute(admin, f"CREATE TABLE {{}}.{table}", schema)
    with pytest.raises(StoreError, match="is used by another program"):
        open_log(postgres_workspace)


def test_a_schema_made_by_a_newer_version_is_left_alone(
    log: PostgresLog, admin: psycopg.Connection, postgres_workspace: str, schema: str
):
    execute(admin, "UPDATE {}.workspace SET value = '2' WHERE name = 'format'", schema)
    with pytest.raises(StoreError, match=r"newer version of workdomain \(its format is 2"):
        open_log(postgres_workspace)
    assert log.head().position == 0


def test_a_position_is_not_used_again_when_the_end_is_deleted(
    log: PostgresLog, admin: psycopg.Connection, schema: str
):
    append(log, *(event("a/1", n) for n in range(1, 6)))
    execute(admin, "DELETE FROM {}.events WHERE notification_id > 2", schema)
    assert log.head().position == 2
    assert append(log, event("a/1", 3)) == 6


def test_the_librarys_recorder_reads_the_log(log: PostgresLog):
    append(log, event("a/1", 1), event("b/1", 1))
    log.recorder.create_table()
    assert log.recorder.max_notification_id() == 2
    assert [e.originator_version for e in log.recorder.select_events("a/1")] == [1]
    assert [n.id for n in log.recorder.select_notifications(1, 10)] == [1, 2]


@pytest.mark.parametrize(("asked", "used"), [("off", "on"), ("local", "local")])
def test_a_commit_is_on_disk_whatever_the_servers_default(
    postgres_workspace: str, asked: str, used: str
):
    url = f"{postgres_workspace}&options=-csynchronous_commit%3D{asked}"
    with PostgresLog(url) as log, log.recorder.datastore.cursor() as cursor:
        assert cursor.execute("SHOW synchronous_commit").fetchone() == {"synchronous_commit": used}


def test_a_cut_connection_fails_the_transaction_and_the_next_one_works(
    log: PostgresLog, admin: psycopg.Connection
):
    def be_cut() -> None:
        with log.transaction() as transaction:
            transaction.append([event("a/1", 1)], 1)
            cut_all(admin)
            transaction.append([event("a/1", 2)], 1)

    with pytest.raises(StoreUnavailable, match="try again"):
        be_cut()
    assert list(log.scan()) == []
    append(log, event("a/1", 1))
    assert [e.version for e in log.scan()] == [1]


def test_a_connection_that_was_cut_while_nobody_used_it_is_noticed_before_it_is_used(
    postgres_workspace: str, admin: psycopg.Connection
):
    with PostgresLog(postgres_workspace) as log:
        append(log, event("a/1", 1))
        assert log.head().position == 1
        cut_all(admin)
        sleep(0.2)
        append(log, event("a/1", 2))
        assert log.head().position == 2


def test_who_holds_the_lock_too_long_makes_others_give_up(
    log: PostgresLog, admin: psycopg.Connection, schema: str
):
    with admin.transaction():
        execute(admin, "LOCK TABLE {}.events IN EXCLUSIVE MODE", schema)
        assert log.head().position == 0, "readers do not wait"
        with pytest.raises(StoreUnavailable, match="lock timeout"):
            append(log, event("a/1", 1))
    assert append(log, event("a/1", 1)) == 1


def test_text_that_postgresql_cannot_hold_is_refused(log: PostgresLog):
    with pytest.raises(StoreError, match="refuses this"):
        append(log, event("a/\0", 1))
    assert append(log, event("a/1", 1)) >= 1


def test_a_subscription_outlives_a_cut_connection(
    log: PostgresLog,
    admin: psycopg.Connection,
    postgres_workspace: str,
    monkeypatch: pytest.MonkeyPatch,
):
    subscription = log.subscribe()
    with PostgresLog(postgres_workspace) as other:
        position = append(other, event("a/1", 1))
        assert subscription.wait(0, 10) == position
        told: list[int] = []
        waiting = Thread(target=lambda: told.append(subscription.wait(position, 20)))
        waiting.start()
        for _ in range(3):
            sleep(0.1)
            cut_all(admin)
        try_until_it_works(other)
        waiting.join()
        assert told[0] > position
        monkeypatch.setattr("workdomain.store.postgres.LOOK", 60.0)
        sleep(0.5)
        last = append(other, event("c/1", 1))
        assert log.subscribe().wait(last - 1, 30) == last, "told again, not found by looking"


def try_until_it_works(log: PostgresLog) -> None:
    for _ in range(10):
        try:
            append(log, event("b/1", 1))
        except StoreUnavailable:
            sleep(0.1)
        else:
            return


def test_a_subscription_waits_out_a_database_that_is_gone(
    log: PostgresLog, admin: psycopg.Connection, schema: str
):
    subscription = log.subscribe()
    with admin.transaction():
        execute(admin, "LOCK TABLE {}.events", schema)  # not even readers get through
        assert subscription.wait(0, 0.3) == 0
    position = append(log, event("a/1", 1))
    assert subscription.wait(0, 5) == position


def test_many_commits_are_announced_together(
    log: PostgresLog, admin: psycopg.Connection, schema: str
):
    admin.execute(f'LISTEN "workdomain.{schema}"')
    began = monotonic()
    for version in range(1, 101):
        append(log, event("a/1", version))
    took = monotonic() - began
    told = len(list(admin.notifies(timeout=0.3)))
    assert 1 <= told <= took / 0.02 + 2


def test_an_answer_that_was_lost_after_the_commit_is_found_by_its_receipt(
    log: PostgresLog, postgres_workspace: str
):
    server = Path(parse_qs(urlsplit(postgres_workspace).query)["host"][0])
    kept = receipt()

    def write(log: PostgresLog) -> None:
        with log.transaction() as transaction:
            if not transaction.receipts([kept.command_id]):
                transaction.append([event("a/1", 1)], 1)
                transaction.keep([kept])

    with (
        TemporaryDirectory() as folder,
        Proxy(server, Path(folder)) as line,
        PostgresLog(postgres_workspace.replace(str(server), folder)) as behind,
    ):
        line.cut = True
        with pytest.raises(StoreUnavailable):
            write(behind)
        line.cut = False
        assert log.receipt(kept.command_id) == kept, "it was done, though nobody was told"
        write(behind)
    assert [e.version for e in log.scan()] == [1]


def test_two_who_write_the_same_version_conflict(log: PostgresLog, postgres_workspace: str):
    append(log, event("a/1", 1))
    with PostgresLog(postgres_workspace) as other, pytest.raises(Conflict):
        append(other, event("a/1", 1))
