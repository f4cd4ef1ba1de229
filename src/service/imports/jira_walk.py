"""Walks a changelog: what every field was when the issue was created, and each change since.

Jira keeps what an issue is now and how it came to be that; what it was at first follows by walking
back. Where the two do not fit together, a last change at the time of the last update makes up for
it, so that the end is always what Jira shows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from service.imports.jira_pages import Issue, Item, User
from service.imports.jira_text import plain

Value = str | None
Values = dict[str, Value]


def _words(item: Item) -> tuple[Value, Value]:
    return item.old_word, item.new_word


def _ids(item: Item) -> tuple[Value, Value]:
    return item.old or item.old_word, item.new or item.new_word


SIDES: dict[str, Callable[[Item], tuple[Value, Value]]] = {
    # In the order they are taken in when one history changes several.
    "Key": _words,
    "issuetype": _words,
    "summary": _words,
    "description": _words,
    "priority": _words,
    "duedate": _ids,
    "Parent": _ids,
    "timeoriginalestimate": _ids,
    "timeestimate": _ids,
    "assignee": _ids,
    "resolution": _words,
    "status": _words,
}
"""The fields that are followed, and how an item tells their values before and after."""

ALSO_CALLED = {"IssueParentAssociation": "Parent"}
SHOWN_AS = {"Key": "status", "Parent": "parent"}
"""What to look for in a page to know that it tells a field; a key it always tells."""
ORDER = {name: place for place, name in enumerate(SIDES)}


@dataclass(frozen=True, slots=True)
class Step:
    """One item of a history, or the end that the histories do not lead to."""

    at: datetime
    author: User | None
    name: tuple[str, ...]
    """What tells this item from all others of the issue."""
    field: str
    value: Value
    item: Item | None


def field_of(item: Item) -> str:
    """Tell which field was changed, by one name for all versions of Jira."""
    return ALSO_CALLED.get(item.field, item.field)


def now(issue: Issue) -> Values:
    """Tell what the followed fields are now."""
    fields = issue.fields
    due, estimate, left = fields.duedate, fields.timeoriginalestimate, fields.timeestimate
    return {
        "Key": issue.key,
        "issuetype": fields.issuetype.name if fields.issuetype else None,
        "summary": fields.summary,
        "description": plain(fields.description) or None,
        "priority": fields.priority.name if fields.priority else None,
        "duedate": due,
        "Parent": (fields.parent.id or fields.parent.key) if fields.parent else None,
        "timeoriginalestimate": None if estimate is None else str(estimate),
        "timeestimate": None if left is None else str(left),
        "assignee": fields.assignee.words[0] if fields.assignee and fields.assignee.words else None,
        "resolution": fields.resolution.name if fields.resolution else None,
        "status": fields.status.name,
    }


def at_creation(issue: Issue) -> Values:
    """Tell what the followed fields were when the issue was created."""
    values = now(issue)
    for history in reversed(issue.histories):
        for item in reversed(history.items):
            if sides := SIDES.get(field_of(item)):
                values[field_of(item)] = sides(item)[0] or None
    return values


def steps(issue: Issue) -> Iterator[Step]:
    """Go through all items of all histories, oldest first."""
    for history in issue.histories:
        numbered = list(enumerate(history.items))
        for number, item in sorted(numbered, key=lambda n: ORDER.get(field_of(n[1]), len(ORDER))):
            sides = SIDES.get(field_of(item))
            yield Step(
                at=history.created,
                author=history.author,
                name=("history", history.id, str(number)),
                field=field_of(item),
                value=(sides(item)[1] or None) if sides else None,
                item=item,
            )
