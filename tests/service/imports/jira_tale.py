"""What a single issue becomes, without a store."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from service.imports.jira_census import Census, census_of, id_of
from service.imports.jira_changes import changes_of
from service.imports.jira_pages import Issue, issue_of
from service.imports.jira_telling import Told
from service.imports.jira_words import Words
from tests.service.imports.jira_sample import (
    SERVER,
    Json,
)
from workdomain.kernel import Command
from workdomain.planning.work_item import (
    AddWorkItem,
    Source,
)


def person(name: str) -> UUID:
    return id_of(SERVER, "person", name)


def work(number: int) -> UUID:
    return id_of(SERVER, "issue", str(10_000 + number))


def day(number: int, hour: int = 9) -> datetime:
    return datetime(2014, 3, number, hour, tzinfo=UTC)


@dataclass
class Tale:
    """What was told of the first of some issues."""

    told: Told
    census: Census

    @property
    def added(self) -> AddWorkItem:
        first = self.told.changes[0].command
        assert isinstance(first, AddWorkItem)
        return first

    @property
    def later(self) -> list[tuple[datetime, Command]]:
        return [(c.context.at, c.command) for c in self.told.changes[1:]]

    @property
    def complaints(self) -> list[tuple[str, str]]:
        return [(reject.what, reject.reason) for reject in self.told.rejects]


def tell(*raw: Json, words: Words | None = None) -> Tale:
    issues: list[Issue] = []
    for each in raw:
        read, rejects = issue_of(each, "test")
        assert read, rejects
        issues.append(read)
    census = census_of(SERVER, issues)
    census.project_ids = {key: id_of(SERVER, "project", key) for key in census.projects}
    return Tale(changes_of(issues[0], census, words or Words()), census)


def source(status: str, key: str = "CB-1") -> Source:
    return Source(system="jira", key=key, status=status, url=f"{SERVER}/browse/{key}")
