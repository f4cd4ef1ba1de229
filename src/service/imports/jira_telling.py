"""What an issue says in commands, as far as it is told."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from service.imports.jira_census import Census, id_of
from service.imports.jira_pages import Issue, User, complaint
from service.imports.jira_text import line, text
from service.imports.rejects import Reject
from workdomain.kernel import Command, Context

MOST_SECONDS = 3_600_000_000
"""A million hours, which is what an estimate holds."""
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Change:
    """A command, and what of the source it stands for."""

    issue: str
    what: str
    item: UUID
    """The work item of the issue."""
    id: UUID
    """The thing that the command is for."""
    command: Command
    context: Context
    other: str = ""
    """Key of the other issue it is about."""
    told_again: bool = False
    """Whether a later command brings what has changed of it since an earlier import."""

    @property
    def matter(self) -> tuple[UUID, str]:
        """What a later change of the same matter goes past: a field, a link, a comment."""
        field = self.what.partition(": ")[0]
        return self.item, self.what if field == "Link" else field


@dataclass(slots=True)
class Told:
    """Everything that issues say."""

    changes: list[Change] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    left_out: list[Reject] = field(default_factory=list)
    """What the domain has no word for."""
    items: Counter[str] = field(default_factory=Counter)
    """What became of the items of the changelog: taken, implied by others, left out."""
    changes_left_out: Counter[str] = field(default_factory=Counter)
    """Changes the domain has no word for, by field."""
    fields_left_out: Counter[str] = field(default_factory=Counter)
    """Issues with something in a field the domain has no word for, by field."""

    def join(self, more: "Told") -> None:
        """Add what others say."""
        self.changes += more.changes
        self.rejects += more.rejects
        self.left_out += more.left_out
        self.items.update(more.items)
        self.changes_left_out.update(more.changes_left_out)
        self.fields_left_out.update(more.fields_left_out)


class Telling:
    """Puts one issue into commands; what cannot be put is told as a reject."""

    def __init__(self, issue: Issue, census: Census) -> None:
        """Start with nothing told."""
        self.issue, self.census, self.told = issue, census, Told()
        self.item = census.item(issue.id)

    def context(self, at: datetime, author: User | None, *name: str) -> Context:
        """Say who, when, and which command this is for ever, by the source's own names.

        Nothing happens to an issue before it is there, whatever an older system noted.
        """
        command_id = id_of(self.census.server, "issue", self.issue.id, *name)
        created = self.issue.fields.created
        return Context(self.census.person(author), max(at, created), command_id)

    def say(
        self,
        what: str,
        context: Context,
        command: type[Command],
        /,
        *,
        to: UUID | None = None,
        other: str = "",
        told_again: bool = False,
        **given: Any,
    ) -> None:
        """Add a command to this work item, or `to` another stream; or why there is none."""
        try:
            made = command(**given)
        except ValidationError as error:
            self.reject(what, complaint(error))
            return
        told = Change(
            self.issue.key, what, self.item, to or self.item, made, context, other, told_again
        )
        self.told.changes.append(told)

    def reject(self, what: str, reason: str) -> None:
        """Tell what was not taken, or not as it was."""
        self.told.rejects.append(Reject(self.issue.key, line(what)[0], reason))

    def leave_out(self, what: str, reason: str) -> None:
        """Tell what the domain has no word for."""
        self.told.left_out.append(Reject(self.issue.key, line(what)[0], reason))

    def line(self, what: str, raw: Any, instead: str) -> str:
        """Make one line, something else when there is nothing; tell what had to be changed."""
        return self._noted(what, line(raw)) or instead

    def text(self, what: str, raw: Any) -> str:
        """Make a text of several lines; tell what had to be changed."""
        return self._noted(what, text(raw))

    def _noted(self, what: str, cleaned: tuple[str, str | None]) -> str:
        kept, remark = cleaned
        if remark:
            self.reject(what, f"taken, but {remark}")
        return kept

    def seconds(self, what: str, raw: str | None) -> int | None:
        """Read a number of seconds that hours can hold; tell of any other."""
        if raw is None:
            return None
        seconds = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < len("9" * 12) else -1
        if 0 <= seconds <= MOST_SECONDS:
            return seconds
        self.reject(what, f"{raw[:40]} is not a number of seconds to work with")
        return None

    def day(self, what: str, raw: str | None) -> date | None:
        """Read a day that a plan can hold; tell of any other."""
        if raw is None:
            return None
        try:
            day = date.fromisoformat(raw[: len("2012-01-31")])
        except ValueError:
            day = date.min
        if FIRST_DAY <= day <= LAST_DAY:
            return day
        self.reject(what, f"{raw[:40]} is not a day to plan with")
        return None
