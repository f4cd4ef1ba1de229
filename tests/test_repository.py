"""What must be true of the checkout as a whole."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest

from workdomain.catalog import DECIDERS

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = {"workdomain": "src", "service": "src", "projections": "."}
MACHINE = re.compile(r"""(^|[ "'`(=])/(work|root|home|Users|farm|tmp)/[\w.]""")
REGISTRY = re.compile(r"pypi\.(?:org)|python" r"hosted|index" r"-url|find" r"-links|files?:" r"//")
TOPIC = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*\.v[1-9]\d*")


def tracked(*patterns: str) -> list[Path]:
    """List the files that git keeps and that are still there."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = set(filter(None, listing.stdout.split("\0")))
    return sorted(path for path in (ROOT / name for name in names) if path.is_file())


def findings(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        if path != Path(__file__) and path.suffix not in {".png", ".svg"}
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def names_in(requirements: list[str]) -> set[str]:
    found = (re.match(r"[\w.-]+", each) for each in requirements)
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in found if name}


def test_no_file_names_a_path_of_one_machine():
    assert findings(MACHINE) == []


def test_no_file_names_a_package_registry():
    assert findings(REGISTRY) == []


@pytest.mark.parametrize("name", ["service.txt", "dev.txt"])
def test_every_requirement_is_pinned_by_version_and_hash(name):
    text = (ROOT / "requirements" / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    pinned = re.compile(r"[\w.-]+==[\w.!+-]+ (; .+?)?( +--hash=sha256:[0-9a-f]{64})+")
    assert [line[:60] for line in lines if not pinned.fullmatch(line)] == []


def test_what_the_project_asks_for_is_pinned():
    project = PROJECT["project"]
    asked = names_in([*project["dependencies"], *project["optional-dependencies"]["postgres"]])
    service, dev = (
        names_in((ROOT / "requirements" / name).read_text().splitlines())
        for name in ("service.txt", "dev.txt")
    )
    assert asked <= service <= dev
    assert names_in(PROJECT["dependency-groups"]["dev"]) <= dev


def test_the_version_is_written_in_one_place():
    current = PROJECT["project"]["version"]
    assert version("workdomain") == current
    assert f"## {current}" in (ROOT / "CHANGELOG.md").read_text()
    quoted = re.compile(rf"""["']{re.escape(current)}["']""")
    assert [p for p in tracked("src", "projections") if quoted.search(p.read_text())] == []


def test_the_wheel_carries_the_three_packages_with_their_types(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(ZipFile(wheel).namelist())
    for package, folder in PACKAGES.items():
        assert f"{package}/py.typed" in carried
        sources = {
            path.relative_to(ROOT / folder).as_posix() for path in tracked(f"{folder}/{package}")
        }
        assert sources <= carried
    tops = {name.split("/")[0] for name in carried}
    assert tops == {*PACKAGES, f"workdomain-{PROJECT['project']['version']}.dist-info"}


def test_every_event_has_a_topic_of_its_own():
    topics = [event.topic for decider in DECIDERS for event in decider.events]
    topics += [old for decider in DECIDERS for old in decider.upcasts]
    assert sorted(set(topics)) == sorted(topics)
    assert [topic for topic in topics if not TOPIC.fullmatch(topic)] == []


def test_every_decision_page_is_short_and_listed():
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text()
    pages = tracked("docs/decisions/0*.md")
    assert pages
    for page in pages:
        assert len(page.read_text().splitlines()) <= 50, page.name
        assert page.name in listed


def test_no_file_of_code_is_longer_than_400_lines():
    long = {
        str(p.relative_to(ROOT)) for p in tracked("*.py") if len(p.read_text().splitlines()) > 400
    }
    assert long == set()


def test_links_between_pages_lead_somewhere():
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in tracked("*.md")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_path_that_the_architecture_page_names_exists():
    named = re.findall(r"`((?:src|projections|tests|benchmarks|docs)/[\w./-]+)`", _architecture())
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def _architecture() -> str:
    return (ROOT / "ARCHITECTURE.md").read_text()
