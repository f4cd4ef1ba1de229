"""The front of the command line, the service's verbs, reports and imports."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import version

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from service.cli import main
from service.cli.errors import answer_to
from service.cli.terminal import bar, out

WORKDOMAIN = [sys.executable, "-c", "from service.cli import main; main()"]


def test_alone_it_tells_what_there_is(capsys):
    with pytest.raises(SystemExit) as end:
        main([])
    assert end.value.code == 2
    told = capsys.readouterr()
    verbs = "demo serve do view history report import export verify rebuild token openapi bench"
    assert all(verb in told.out for verb in verbs.split())


def test_it_tells_its_version(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"workdomain {version('workdomain')}\n"


def test_an_unknown_verb_is_told_the_nearest_one(cli):
    assert "Did you mean 'view'" in cli("vew", status=2).err


def test_it_runs_as_a_program_and_stops_quietly_when_nobody_reads_on(demo):
    line = f"{' '.join(map(_quoted, WORKDOMAIN))} export --db {_quoted(str(demo.db))} | head -n 1"
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False
    )
    assert json.loads(ran.stdout)["position"] == 1
    assert "Traceback" not in ran.stderr


def _quoted(word: str) -> str:
    return "'" + word + "'"


def test_a_fault_of_ours_is_not_taken_for_an_answer():
    assert answer_to(KeyError("x")) is None
    lost = answer_to(OperationalError("SELECT 1", {}, Exception("disk I/O error")))
    assert lost is not None
    assert "disk I/O error" in lost[1]


def test_measuring_needs_a_checkout(capsys):
    with pytest.raises(SystemExit) as end:
        main(["bench"])
    assert end.value.code == 1
    assert "make bench" in capsys.readouterr().err


def test_the_service_is_described(capsys):
    with pytest.raises(SystemExit):
        main(["openapi"])
    assert json.loads(capsys.readouterr().out)["openapi"].startswith("3.1")


def test_a_database_is_served_until_it_is_interrupted(apollo):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*WORKDOMAIN, "serve", "--db", str(apollo.db), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as service:
        try:
            assert _answers(f"http://127.0.0.1:{port}/healthz")
        finally:
            service.send_signal(signal.SIGTERM)
        _, told = service.communicate(timeout=30)
    assert service.returncode in (0, -signal.SIGTERM)
    assert "Serving" in told


def _answers(url: str) -> bool:
    for _ in range(200):
        try:
            return httpx.get(url, timeout=5).status_code == 200
        except httpx.TransportError:
            time.sleep(0.05)
    return False


def test_a_port_that_is_taken_is_told(apollo):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*WORKDOMAIN, "serve", "--db", str(apollo.db), "--port", str(port)]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert "choose another --port" in ran.stderr


def test_names_are_told_on_a_terminal_that_cannot_write_them(apollo):
    apollo("do", "work-item", "new", "add", "--title", "設計図")
    command = [*WORKDOMAIN, "view", "work-items", "--db", str(apollo.db), "--format", "json"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert "設計図" in [row["title"] for row in json.loads(ran.stdout)]


def test_only_a_database_that_is_there_is_served(cli):
    assert "There is no database" in cli("serve", status=1).err


def test_a_report_is_written_to_a_file_or_printed(demo, tmp_path):
    told = demo("report", "audit", "--project", "NEW", "-o", tmp_path / "a.html")
    assert "The report is in" in told.err
    page = (tmp_path / "a.html").read_bytes()
    assert page.startswith(b"<!")
    demo("report", "audit", "--project", "new customer portal", "-o", tmp_path / "b.html")
    assert (tmp_path / "b.html").read_bytes() == page
    report = json.loads(
        demo("report", "audit", "--person", "Priya", "--from", "2026-01-01", "--to", "2026-01-31",
             "--as-of", "2026-02-15", "--format", "json").out
    )  # fmt: skip
    assert report["subject"]["name"] == "Priya Raman"


def test_a_report_about_nothing_or_nobody_is_not_written(demo):
    assert "Name what to report on" in demo("report", "audit", status=2).err
    assert "no project called" in demo("report", "audit", "--project", "XX", status=1).err


def test_long_work_shows_how_far_it_is_on_a_terminal_only(capsys):
    with bar("Working") as tell:
        tell(1, 2)
    assert capsys.readouterr().err == ""


def test_on_a_terminal_there_is_a_bar_and_the_table_fits_the_screen():
    script = (
        "from service.cli.terminal import bar, out\n"
        "with bar('Working') as tell: tell(1, 2)\n"
        "print(out().width)"
    )
    master, terminal = os.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "77", "LINES": "20"}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=terminal, stderr=terminal, env=environment
    ) as run:
        run.wait(timeout=60)
    os.close(terminal)
    told = os.read(master, 10_000).decode()
    os.close(master)
    assert "Working" in told
    assert "77" in told


def test_output_into_a_file_is_wide(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert out().width == 160
