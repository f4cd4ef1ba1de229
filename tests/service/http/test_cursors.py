"""Cursors bring back what they were given, to those who gave it."""

from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cursors import Cursors, secret_of
from service.problems import Problem

plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
)
orders = st.recursive(plain, lambda part: st.lists(part, max_size=4).map(tuple)).map(lambda o: (o,))


@given(order=orders)
def test_an_order_of_plain_values_comes_back_as_it_was(order):
    cursors = Cursors(b"secret")
    assert cursors.read("board", cursors.write("board", order)) == order


@given(text=st.text(max_size=100))
def test_no_text_that_somebody_makes_up_is_a_cursor(text: str):
    with pytest.raises(Problem):
        Cursors(b"secret").read("board", text)


def test_a_cursor_holds_for_its_question_and_its_workspace_alone():
    cursor = Cursors(b"secret").write("board", (date(2026, 1, 5), datetime(2026, 1, 5, tzinfo=UTC)))
    for other, question in ((Cursors(b"other"), "board"), (Cursors(b"secret"), "boards")):
        with pytest.raises(Problem):
            other.read(question, cursor)


def test_two_services_that_start_at_once_agree_on_the_secret(tmp_path: Path):
    target, barrier, found = str(tmp_path / "work.db"), Barrier(8), set[bytes]()

    def start() -> None:
        barrier.wait()
        found.add(secret_of(target))

    threads = [Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["work.db-secret"]


def test_where_nothing_can_be_kept_the_secret_is_new_each_time(tmp_path: Path):
    nowhere = str(tmp_path / "not" / "there.db")
    assert secret_of(nowhere) != secret_of(nowhere)
    assert secret_of(":memory:") != secret_of(":memory:")


def test_services_of_one_postgresql_share_a_secret():
    url = "postgresql://ana:long@db/work"
    assert secret_of(url) == secret_of(url) != secret_of(url + "2")
