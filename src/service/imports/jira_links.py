"""Links between issues that say who waits for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from service.imports.jira_census import Census
from service.imports.jira_pages import Issue, Item
from service.imports.jira_words import Waits, Words
from workdomain.planning.network import AddDependency, RemoveDependency

BEGINNINGS = ("this issue ", "this work item ")


@dataclass(frozen=True, slots=True)
class Dependency:
    """A command about who waits for whom."""

    item: UUID
    """The one that waits, whose dependency it is."""
    kind: type[AddDependency | RemoveDependency]
    predecessor: UUID
    other: str
    """Key of the other issue, wherever it is in the link."""
    other_id: str
    name: str
    """The link as Jira words it: `blocks CB-12`."""


def link_at(item: Item, issue: Issue, census: Census, words: Words) -> Dependency | None:
    """Read an item of the changelog; None if it is no link, or one that says nothing of waiting."""
    if item.field != "Link":
        return None
    added = item.new_word is not None
    said = (item.new_word if added else item.old_word) or ""
    other = (item.new if added else item.old) or said.rpartition(" ")[2]
    return _dependency(_phrase(said), other, issue, census, words, added=added)


def links_at_creation(issue: Issue, census: Census, words: Words) -> Iterator[Dependency]:
    """Find the links that were there from the beginning: walk back from those there are now."""
    present: dict[tuple[str, str], str] = {}
    for link in issue.links:
        ends = ((link.type.inward, link.inward), (link.type.outward, link.outward))
        present |= {
            (phrase, census.ids.get(end.key, end.key)): end.key for phrase, end in ends if end
        }
    for history in reversed(issue.histories):
        for item in reversed(history.items):
            if item.field == "Link":
                added, key = item.new_word is not None, item.new or item.old or ""
                named = (_phrase(item.new_word or item.old_word or ""), census.ids.get(key, key))
                if added:
                    present.pop(named, None)
                else:
                    present[named] = key
    for (phrase, _), key in present.items():
        if found := _dependency(phrase, key, issue, census, words, added=True):
            yield found


def _phrase(said: str) -> str:
    """Cut `This issue blocks CB-12` down to `blocks`."""
    words = said.rpartition(" ")[0]
    for beginning in BEGINNINGS:
        if words.casefold().startswith(beginning):
            return words[len(beginning) :]
    return words


def _dependency(
    phrase: str, other: str, issue: Issue, census: Census, words: Words, *, added: bool
) -> Dependency | None:
    waits = words.waits(phrase)
    if waits is Waits.NONE or not other:
        return None
    other_id = census.ids.get(other, other)
    here, there = census.item(issue.id), census.item(other_id)
    waiting, before = (here, there) if waits is Waits.AFTER else (there, here)
    kind = AddDependency if added else RemoveDependency
    return Dependency(waiting, kind, before, other, other_id, f"{phrase} {other}")
