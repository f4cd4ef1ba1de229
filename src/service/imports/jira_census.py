"""Who and what the issues of one Jira server speak of, and the ids they have here.

Ids follow from the server and the source's own ids, so that everything imported at different times
meets.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from service.imports.jira_pages import Entry, Issue, Item, Other, Status, User
from service.imports.jira_text import line
from workdomain.values import OPERATOR

JIRA = UUID("0c2f5d0e-9a63-5f0b-8f0a-2f6b7c1d4e90")
"""The namespace of everything imported from Jira; another one would import it all again."""

PEOPLE = ("assignee", "reporter")
"""Fields whose changes name people."""


def id_of(server: str, kind: str, *name: str) -> UUID:
    """Name what a server calls by this kind and name."""
    return uuid5(JIRA, "/".join((server, kind, *name)))


def project_key_of(issue_key: str) -> str:
    """Tell the key of the project by the key of one of its issues."""
    return issue_key.rpartition("-")[0].upper()


@dataclass(slots=True)
class Known:
    """Someone or something that is spoken of: its name, and since when."""

    name: str
    since: datetime


@dataclass(slots=True)
class Census:
    """What one server's issues speak of."""

    server: str
    people: dict[str, Known] = field(default_factory=dict)
    """By the word that stands for the person everywhere, in lower case."""
    aliases: dict[str, str] = field(default_factory=dict)
    """Other words for people."""
    projects: dict[str, Known] = field(default_factory=dict)
    project_ids: dict[str, UUID] = field(default_factory=dict)
    """Projects by their keys, as they go here; one that could not be set up is missing."""
    ids: dict[str, str] = field(default_factory=dict)
    """Issue ids by every key the issue ever had."""
    keys: dict[str, str] = field(default_factory=dict)
    """Issue keys of today by id."""
    created: dict[str, datetime] = field(default_factory=dict)
    """When the issues at hand were created, by id."""
    categories: dict[str, str] = field(default_factory=dict)
    """Status categories by status, in lower case."""

    def item(self, issue_id: str) -> UUID:
        """Name the work item of an issue."""
        return id_of(self.server, "issue", issue_id)

    def word(self, called: str | User | None) -> str | None:
        """Find the one word for a person; None for nobody.

        A user's key is that word; where there are only other words, those who go by it come before
        those who are also called so, as a login may be what someone else's key once was.
        """
        if not called:
            return None
        if isinstance(called, User):
            if called.key or not called.words:
                return called.key.casefold() if called.key else None
            word = called.words[0]
        else:
            word = called.casefold()
        return word if word in self.people else self.aliases.get(word, word)

    def person(self, called: str | User | None) -> UUID:
        """Name a person; whoever is not named is the operator of this workspace."""
        word = self.word(called)
        return id_of(self.server, "person", word) if word else OPERATOR

    def project(self, key: str) -> UUID | None:
        """Name a project by its key; None when it could not be set up."""
        return self.project_ids.get(key)

    def meet(self, called: User | None, at: datetime) -> None:
        """Take note of someone, by all the words there are for them."""
        if called and (word := self.word(called)):
            self._note(self.people, word, called.shown or word, at)
            for other in called.words:
                self.aliases.setdefault(other, word)

    def hear_of(self, word: str | None, name: str | None, at: datetime) -> None:
        """Take note of someone the changelog names in passing."""
        if word and (canonical := self.word(word)):
            self._note(self.people, canonical, name or word, at)

    def enter(self, key: str, name: str | None, at: datetime) -> None:
        """Take note of a project."""
        self._note(self.projects, key, name or key, at)

    @staticmethod
    def _note(known: dict[str, Known], word: str, name: str, at: datetime) -> None:
        named = line(name)[0] or word
        entry = known.setdefault(word, Known(named, at))
        entry.since = min(entry.since, at)
        if entry.name.casefold() == word.casefold():
            entry.name = named  # a name says more than a login or a key


def census_of(server: str, issues: Iterable[Issue]) -> Census:
    """Go through the issues of one server."""
    census = Census(server)
    issues = list(issues)
    users = [found for issue in issues for found in _users(issue)]
    for user, at in sorted(users, key=lambda found: not (found[0] and found[0].key)):
        census.meet(user, at)
    for issue in issues:
        _enter(census, issue)
    return census


def _users(issue: Issue) -> Iterator[tuple[User | None, datetime]]:
    fields = issue.fields
    for user in (fields.creator, fields.reporter, fields.assignee):
        yield user, fields.created
    entries: tuple[Entry, ...] = (*issue.histories, *issue.comments, *issue.worklogs)
    for entry in entries:
        yield entry.author, max(fields.created, entry.created)


def _enter(census: Census, issue: Issue) -> None:
    created = issue.fields.created
    census.created[issue.id] = created
    census.keys[issue.id], census.ids[issue.key] = issue.key, issue.id
    project = issue.fields.project
    census.enter(project_key_of(issue.key), project.name if project else None, created)
    _see(census, issue.fields.status)
    others = [end for link in issue.links for end in (link.inward, link.outward)]
    for other in (issue.fields.parent, *others):
        _see_other(census, other)
    for history in issue.histories:
        for item in history.items:
            if (
                item.field in PEOPLE
            ):  # whoever was replaced was there before, nobody says since when
                census.hear_of(item.old or item.old_word, item.old_word, created)
                census.hear_of(item.new or item.new_word, item.new_word, history.created)
        _follow_move(census, issue, history.items)


def _follow_move(census: Census, issue: Issue, items: Iterable[Item]) -> None:
    """Take note of the projects an issue was in, and of its keys there."""
    names = {item.field: item for item in items if item.field in ("Key", "Project")}
    if move := names.get("Key"):
        project = names.get("Project", move)
        for key, name in (move.old_word, project.old_word), (move.new_word, project.new_word):
            if key:
                census.ids.setdefault(key, issue.id)
                called = name if project is not move else None
                census.enter(project_key_of(key), called, issue.fields.created)


def _see_other(census: Census, other: Other | None) -> None:
    if other is None:
        return
    if other.id:
        census.ids.setdefault(other.key, other.id)
        census.keys.setdefault(other.id, other.key)
    if other.fields and other.fields.status:
        _see(census, other.fields.status)


def _see(census: Census, status: Status) -> None:
    if status.category and status.category.key:
        census.categories[status.name.casefold()] = status.category.key
