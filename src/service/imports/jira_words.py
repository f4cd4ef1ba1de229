"""What the words of a Jira mean here, by the words of common workflows and by a mapping file.

The file is TOML, and goes before everything else; letter case does not matter:

    [status]
    "Patch Available" = "doing"      # todo, doing, blocked, done or cancelled
    [resolution]
    "Won't Fix" = "cancelled"        # without this, whatever is resolved is done
    [priority]
    "P1" = "urgent"                  # lowest, low, normal, high or urgent
    [link]
    "is preceded by" = "after"       # this one waits; "before": the other waits; "none"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from workdomain.execution.task_life import State
from workdomain.planning.work_item import Priority


class BadMapping(ValueError):
    """A mapping file that cannot be used; the message says what to change."""


class Waits(StrEnum):
    """Who waits for whom in a link."""

    AFTER = "after"
    BEFORE = "before"
    NONE = "none"


CATEGORIES = {"new": State.TODO, "indeterminate": State.DOING, "done": State.DONE}
"""Jira's status categories (REST API, `statusCategory.key`)."""

STATUSES = {
    State.TODO: "open|reopened|to do|todo|new|backlog|selected for development|ready|planned|"
    "ready for development|unassigned|triage|waiting for triage|next up",
    State.DOING: "in progress|patch available|in review|under review|code review|review|testing|"
    "in testing|in test|qa|in development|implementation|ready for review|ready for test|"
    "ready for testing|awaiting feedback|waiting for infra|reviewable|ready to commit",
    State.BLOCKED: "blocked|on hold|waiting|impeded|suspended|waiting for user|pending",
    State.DONE: "resolved|closed|done|complete|completed|fixed|verified|released",
    State.CANCELLED: "cancelled|canceled|rejected|declined|abandoned",
}
PRIORITIES = {
    Priority.URGENT: "blocker|highest|urgent|p0|immediate",
    Priority.HIGH: "critical|high|p1",
    Priority.NORMAL: "major|medium|normal|p2|none|undefined|unprioritized|not evaluated",
    Priority.LOW: "minor|low|p3",
    Priority.LOWEST: "trivial|lowest|optional|p4",
}
LINKS = {
    Waits.AFTER: "is blocked by|depends upon|depends on|requires|has to be done after",
    Waits.BEFORE: "blocks|is depended upon by|is depended on by|is required by|"
    "has to be done before",
}

V = TypeVar("V", bound=StrEnum)


def _by_word(meanings: Mapping[V, str]) -> dict[str, V]:
    return {word: meaning for meaning, words in meanings.items() for word in words.split("|")}


@dataclass(frozen=True)
class Words:
    """The meanings of words, all in lower case."""

    told: Mapping[str, State] = field(default_factory=dict)
    """Statuses by the mapping file."""
    resolutions: Mapping[str, State] = field(default_factory=dict)
    common: Mapping[str, State] = field(default_factory=lambda: _by_word(STATUSES))
    """Statuses by the workflows that Jira and its users have had."""
    priorities: Mapping[str, Priority] = field(default_factory=lambda: _by_word(PRIORITIES))
    links: Mapping[str, Waits] = field(default_factory=lambda: _by_word(LINKS))

    def state(
        self, status: str, resolution: str | None, categories: Mapping[str, str]
    ) -> State | None:
        """Tell where an issue stands; None if nothing tells what this status means.

        `categories` are the status categories that the pages themselves tell of.
        """
        word = status.casefold()
        told = self.told.get(word) or CATEGORIES.get(categories.get(word, ""))
        state = told or self.common.get(word)
        if state is State.DONE and resolution:
            return self.resolutions.get(resolution.casefold(), state)
        return state

    def priority(self, name: str) -> Priority | None:
        """Tell how soon it matters; None if nothing tells."""
        return self.priorities.get(name.casefold())

    def waits(self, phrase: str) -> Waits:
        """Tell who waits for whom by what a link says: `is blocked by`."""
        return self.links.get(phrase.casefold(), Waits.NONE)


def load_words(mapping: Path | None) -> Words:
    """Read a mapping file. Raises BadMapping, which says what to change."""
    if mapping is None:
        return Words()
    try:
        given = tomllib.loads(mapping.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadMapping(f"{mapping} cannot be read as TOML: {error}") from error
    known = ("status", "resolution", "priority", "link")
    if strange := sorted(given.keys() - set(known)):
        raise BadMapping(f"{mapping}: there is no [{strange[0]}]; use {', '.join(known)}")
    status, resolution = _table(given, "status", State), _table(given, "resolution", State)
    common = Words()
    return Words(
        told=status,
        resolutions=resolution,
        priorities={**common.priorities, **_table(given, "priority", Priority)},
        links={**common.links, **_table(given, "link", Waits)},
    )


def _table(given: Mapping[str, Any], name: str, meanings: type[V]) -> dict[str, V]:
    table, known = given.get(name, {}), [meaning.value for meaning in meanings]
    if not isinstance(table, dict):
        raise BadMapping(f"[{name}] is a table: write [{name}] above its lines")
    for word, meaning in table.items():
        if meaning not in known:
            raise BadMapping(f"[{name}] {word!r} = {meaning!r}: use one of {', '.join(known)}")
    return {word.casefold(): meanings(meaning) for word, meaning in table.items()}
