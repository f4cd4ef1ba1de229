"""How fast real issues come in with their whole history."""

import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, in_turns, per_second, seconds_of
from benchmarks.logs import Bench
from service.imports.jira import ImportSummary, import_jira
from workdomain.work import Work

DATA = Path(os.environ.get("WORKDOMAIN_DATA", Path(__file__).parents[2] / "shared" / "data"))


def imports(bench: Bench) -> Iterator[Figure]:
    """Measure the import of a Jira project, if there is one to import."""
    pages = DATA / "jira_apache" / "pages"
    if not pages.is_dir():
        return
    found: list[ImportSummary] = []

    def bring_in() -> float:
        path = bench.folder / f"jira-{len(found)}.db"
        with Work.open(path) as work:
            return seconds_of(lambda: found.append(import_jira(work, pages)))

    (seconds,) = in_turns(min(bench.scale.rounds, 3), bring_in)
    yield Figure(
        f"import of {found[0].issues} Jira issues, {found[0].commands:,} changes",
        per_second(found[0].issues, seconds, "issues"),
        "",
    )
