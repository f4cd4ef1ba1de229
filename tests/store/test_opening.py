"""What cannot be opened is refused in words that say what to do."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.sample import an_ordinary_user, append, event
from workdomain.store.log import StoreError, StoreUnavailable
from workdomain.store.opening import open_log


def alter(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(statement)
        database.commit()


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "work.db"
    with closing(open_log(path)) as log:
        append(log, *(event("a/1", n, "x" * 500) for n in range(1, 100)))
    return path


def test_a_missing_database_is_made_unless_that_is_not_wanted(tmp_path: Path):
    path = tmp_path / "a b?c%20#:memory:.db"
    with pytest.raises(StoreError, match="There is no database"):
        open_log(path, create=False)
    assert not path.exists()
    open_log(path).close()
    open_log(path, create=False).close()
    assert path.exists()


def test_an_empty_file_becomes_a_database(tmp_path: Path):
    path = tmp_path / "work.db"
    path.touch()
    open_log(path).close()
    open_log(path, create=False).close()


def test_a_name_is_needed():
    with pytest.raises(StoreError, match="Name the database"):
        open_log("")


def test_a_folder_is_no_database(tmp_path: Path):
    with pytest.raises(StoreError, match=r"is a folder; name a file in it"):
        open_log(tmp_path)


def test_the_folder_must_be_there(tmp_path: Path):
    with pytest.raises(StoreError, match="There is no folder"):
        open_log(tmp_path / "missing" / "work.db")


def test_a_file_of_something_else_is_left_alone(tmp_path: Path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ana, " * 500)
    with pytest.raises(StoreError, match="is not a database of workdomain"):
        open_log(path)
    assert path.read_text() == "Dear Ana, " * 500


def test_a_database_of_another_program_is_left_alone(tmp_path: Path):
    path = tmp_path / "other.db"
    alter(path, "CREATE TABLE events (id)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="a database of another program"):
        open_log(path)
    assert path.read_bytes() == before


def test_a_database_made_by_a_newer_version_is_left_alone(ours: Path):
    alter(ours, "PRAGMA user_version = 2")
    with pytest.raises(StoreError, match=r"newer version of workdomain \(its format is 2"):
        open_log(ours)


@pytest.mark.parametrize("kept", [50, 1000, 4096, 20_000])
def test_a_half_written_database_is_refused(ours: Path, kept: int):
    ours.write_bytes(ours.read_bytes()[:kept])
    with pytest.raises(StoreError, match=r"damaged or only half written|is not a database"):
        open_log(ours)


@pytest.mark.parametrize("name", ["work.db", "new.db"])
def test_a_read_only_folder_is_refused(read_only_folder: Path, name: str):
    with (
        an_ordinary_user(),
        pytest.raises(StoreError, match="check the rights of the file and of its folder"),
    ):
        open_log(read_only_folder / name)


def test_a_database_that_is_being_made_elsewhere_is_waited_for(tmp_path: Path):
    path = tmp_path / "work.db"
    script = f"from workdomain.store.opening import open_log; open_log({str(path)!r}).close()"
    makers = [subprocess.Popen([sys.executable, "-c", script], env=environment()) for _ in range(4)]
    assert [maker.wait() for maker in makers] == [0] * 4


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}


@pytest.mark.parametrize(
    "name",
    [
        "CIPHER_KEY",
        "COMPRESSOR_TOPIC",
        "PERSISTENCE_MODULE",
        "POSTGRES_ENABLE_DB_FUNCTIONS",
        "SQLITE_DBNAME",
    ],
)
def test_a_setting_that_would_do_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    monkeypatch.setenv(name, "y")
    with pytest.raises(StoreError, match=f"The environment sets {name}"):
        open_log(tmp_path / "work.db")
    assert not list(tmp_path.iterdir())


def test_postgresql_without_its_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "workdomain.store.postgres", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"\(psycopg\): pip install 'workdomain\[postgres\]'"):
        open_log("postgresql://localhost/work")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://localhost/work?nonsense=1", "URL cannot be read"),
        ("postgresql://localhost/work?schema=Robert'); DROP", "is no schema"),
        ("postgresql://localhost/work?schema=", "is no schema"),
    ],
)
def test_a_postgresql_url_is_read_strictly(url: str, words: str):
    with pytest.raises(StoreError, match=words):
        open_log(url)


def test_a_postgresql_that_is_not_there_is_unavailable(tmp_path: Path):
    with pytest.raises(StoreUnavailable, match="check the URL and the server"):
        open_log(f"postgresql:///work?host={tmp_path}")


def test_a_missing_schema_is_made_unless_that_is_not_wanted(postgres_workspace: str):
    with pytest.raises(StoreError, match="There is no workspace in the schema test_"):
        open_log(postgres_workspace, create=False)
    open_log(postgres_workspace).close()
    open_log(postgres_workspace, create=False).close()
