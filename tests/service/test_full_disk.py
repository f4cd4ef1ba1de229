"""No room, or no right to write: the doors say so, and nothing is lost or half done."""

from collections.abc import Callable
from pathlib import Path

import pytest

from service.cli import main
from tests.service.http.place import command, problem, served, wait_until
from tests.store.sample import an_ordinary_user
from workdomain.planning.work_item import WorkItemAdded
from workdomain.values import new_id
from workdomain.work import Work

LONG = "A long story. " * 3_000
Disk = tuple[Path, Callable[[], None]]


def test_over_http_a_full_disk_is_a_503_and_what_was_acknowledged_is_there(disk: Disk):
    folder, make_room = disk
    (folder / "ballast").write_bytes(bytes(60 * 1024))
    with served(str(folder / "work.db")) as place:
        acknowledged = []
        while True:
            id = new_id()
            body = {"title": "Tell", "description": LONG}
            answer = place.owner.post(command(id, "add-work-item"), json=body)
            if answer.status_code != 201:
                break
            acknowledged.append(f"work-item/{id}")
        told = problem(answer, 503)
        assert "space" in told["detail"]
        assert answer.headers["retry-after"]
        health = place.nobody.get("/healthz")
        assert health.status_code == 200
        make_room()
        wait_until(
            lambda: (
                place.owner.post(
                    command(new_id(), "add-work-item"), json={"title": "Short"}
                ).is_success
            )
        )
    with Work.open(folder / "work.db", create=False) as work:
        found = [e.stream for e in work.events() if isinstance(e.event, WorkItemAdded)]
    assert found[:-1] == acknowledged


def test_on_the_command_line_a_full_disk_is_named_and_nothing_is_half_done(
    disk: Disk, capsys: pytest.CaptureFixture[str]
):
    folder, make_room = disk
    db = str(folder / "work.db")
    (folder / "ballast").write_bytes(bytes(60 * 1024))
    line = ["do", "work-item", "new", "add-work-item", "--db", db, "--title"]

    def add(title: str, *more: str) -> int:
        with pytest.raises(SystemExit) as end:
            main([*line, title, *more])
        assert isinstance(end.value.code, int)
        return end.value.code

    done = 0
    while (status := add("Tell", "--description", LONG)) == 0:
        done += 1
    assert (status, done > 0) == (1, True)
    assert "make room, then try again" in capsys.readouterr().err
    make_room()
    assert add("Short") == 0
    with Work.open(db, create=False) as work:
        assert sum(1 for _ in work.events()) == done + 1


def test_on_the_command_line_a_folder_that_cannot_be_written_is_named(
    read_only_folder: Path, capsys: pytest.CaptureFixture[str]
):
    with an_ordinary_user(), pytest.raises(SystemExit) as end:
        main(["view", "board", "--db", str(read_only_folder / "work.db")])
    assert end.value.code == 1
    assert "check the rights of the file and of its folder" in capsys.readouterr().err
