"""Reads pages of Jira's REST search, whatever their encoding, into issues.

The page that cannot be read, the issue that makes no sense and the entry of an issue that makes
none are told as rejects; everything around them is taken.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from service.imports.rejects import Reject


class NothingToImport(FileNotFoundError):
    """There is no page where the import was told to look."""


def _moment(raw: Any) -> datetime:
    """Read `2012-01-03T14:34:56.537+0000`."""
    moment = datetime.fromisoformat(str(raw))
    if moment.tzinfo is None:
        raise ValueError(f"{raw} has no time zone")
    return moment


Moment = Annotated[datetime, BeforeValidator(_moment)]


class Part(BaseModel):
    """A part of Jira's JSON; it may hold more than is asked for."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class User(Part):
    """Someone, by the names that servers and Jira Cloud have had for them over the years."""

    key: str | None = None
    name: str | None = None
    account: str | None = Field(None, alias="accountId")
    shown: str | None = Field(None, alias="displayName")

    @property
    def words(self) -> list[str]:
        """What they may be called by in a changelog, the likeliest first."""
        names = [name.casefold() for name in (self.key, self.name, self.account) if name]
        return names or ([self.shown.casefold()] if self.shown else [])


class Named(Part):
    """A type, a priority, a resolution."""

    name: str


class Category(Part):
    """What all statuses of all workflows come down to: new, indeterminate or done."""

    key: str | None = None


class Status(Named):
    """A step of a workflow."""

    category: Category | None = Field(None, alias="statusCategory")


class Project(Part):
    """A project."""

    key: str
    name: str | None = None


class OtherFields(Part):
    """What an issue tells of another one."""

    status: Status | None = None


class Other(Part):
    """Another issue, as a parent or at the far end of a link."""

    id: str | None = None
    key: str
    fields: OtherFields | None = None


class LinkType(Part):
    """What a link says, read from either end."""

    inward: str
    outward: str


class Link(Part):
    """A link to another issue, as it is now."""

    type: LinkType
    inward: Other | None = Field(None, alias="inwardIssue")
    outward: Other | None = Field(None, alias="outwardIssue")


class Fields(Part):
    """What an issue is now."""

    summary: str | None = None
    description: Any = None
    issuetype: Named | None = None
    status: Status
    priority: Named | None = None
    resolution: Named | None = None
    project: Project | None = None
    created: Moment
    updated: Moment | None = None
    resolutiondate: Moment | None = None
    duedate: str | None = None
    assignee: User | None = None
    creator: User | None = None
    reporter: User | None = None
    parent: Other | None = None
    timeoriginalestimate: int | None = None
    timeestimate: int | None = None


class Item(Part):
    """One field that was changed: ids and what they are called, before and after."""

    field: str
    old: str | None = Field(None, alias="from")
    old_word: str | None = Field(None, alias="fromString")
    new: str | None = Field(None, alias="to")
    new_word: str | None = Field(None, alias="toString")


class Entry(Part):
    """Something that someone did to an issue at a time."""

    id: str
    author: User | None = None
    created: Moment


class History(Entry):
    """What someone changed at one time."""

    items: tuple[Item, ...]


class Remark(Entry):
    """A comment, in the words it has now."""

    body: Any = None
    updated: Moment | None = None


class Worklog(Entry):
    """Time that someone logged, as it stands now."""

    comment: Any = None
    updated: Moment | None = None
    started: Moment
    seconds: int = Field(alias="timeSpentSeconds")


TOLD_ELSEWHERE = "comment worklog issuelinks subtasks timespent timetracking"
ABOUT_THE_LOOKER = "progress workratio votes watches lastViewed thumbnail statuscategorychangedate"
NOT_TOLD = {*Fields.model_fields, *TOLD_ELSEWHERE.split(), *ABOUT_THE_LOOKER.split()}
"""Fields that are taken, follow from others, or are about the looker and not the work."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue with everything that happened to it, oldest first."""

    server: str
    """Where its Jira answers: `https://issues.apache.org/jira`."""
    id: str
    key: str
    fields: Fields
    histories: tuple[History, ...] = ()
    comments: tuple[Remark, ...] = ()
    worklogs: tuple[Worklog, ...] = ()
    links: tuple[Link, ...] = ()
    without_counterpart: tuple[str, ...] = ()
    """Names of the fields that hold something the domain has no word for."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one file held."""

    issues: tuple[Issue, ...] = ()
    rejects: tuple[Reject, ...] = ()


def read_pages(folder: Path) -> Iterator[Page]:
    """Read the JSON files of a folder by their names, or one file.

    Raises NothingToImport when there are none.
    """
    files = sorted(folder.glob("*.json")) if folder.is_dir() else [folder]
    if not files or not files[0].is_file():
        raise NothingToImport(f"{folder} has no pages (*.json) of Jira's REST search")
    return map(_page, files)


def _page(file: Path) -> Page:
    content, as_told = decoded(file.read_bytes())
    guess = Reject(file.name, "encoding", "not UTF-8, so read as windows-1252: check its accents")
    rejects = [] if as_told else [guess]
    try:
        found = _issues_in(json.loads(content, strict=False))
    except (ValueError, RecursionError) as error:
        return Page(rejects=(*rejects, Reject(file.name, "page", f"no page of Jira: {error}")))
    issues = []
    for raw in found:
        issue, complaints = issue_of(raw, file.name)
        issues += [issue] if issue else []
        rejects += complaints
    return Page(tuple(issues), tuple(rejects))


def decoded(content: bytes) -> tuple[str, bool]:
    """Decode by its marks as JSON allows (RFC 4627), else as windows-1252; tell if that was so."""
    try:
        return content.decode(json.detect_encoding(content)), True
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), False


def _issues_in(raw: Any) -> list[Any]:
    """Find the issues of a page, of a list of pages or issues, or of what collectors wrap them in.

    Raises ValueError when there are none to be found.
    """
    match raw:
        case list():
            return [issue for each in raw for issue in _issues_in(each)]
        case {"issues": list() as issues}:
            return issues
        case {"data": dict() as wrapped}:
            return [wrapped]
        case {"key": _} | {"fields": _}:
            return [raw]
        case _:
            raise ValueError("it holds no issues")


def issue_of(raw: Any, file: str) -> tuple[Issue | None, list[Reject]]:
    """Read one issue; None if it lacks what an issue cannot do without."""
    try:
        id, key, fields = str(raw["id"]), str(raw["key"]), raw["fields"]
        present = Fields.model_validate(fields)
    except (KeyError, TypeError) as error:
        name = raw.get("key", file) if isinstance(raw, dict) else file
        return None, [Reject(str(name), "issue", f"not an issue with id, key and fields: {error}")]
    except ValidationError as error:
        return None, [Reject(key, "issue", complaint(error))]
    rejects: list[Reject] = []
    histories = _entries(History, raw.get("changelog"), "histories", key, rejects)
    comments = _entries(Remark, fields.get("comment"), "comments", key, rejects)
    worklogs = _entries(Worklog, fields.get("worklog"), "worklogs", key, rejects)
    links = _entries(Link, {"issuelinks": fields.get("issuelinks")}, "issuelinks", key, rejects)
    return Issue(
        server=str(raw.get("self", "")).partition("/rest/")[0] or "jira",
        id=id,
        key=key,
        fields=present,
        histories=tuple(sorted(histories, key=lambda history: (history.created, _n(history.id)))),
        comments=tuple(comments),
        worklogs=tuple(worklogs),
        links=tuple(links),
        without_counterpart=tuple(sorted(n for n, v in fields.items() if _says_something(n, v))),
    ), rejects


def _n(id: str) -> tuple[int, str]:
    return (int(id) if id.isascii() and id.isdigit() else 0, id)


def _says_something(name: str, value: Any) -> bool:
    derived = name in NOT_TOLD or name.startswith("aggregate")
    return not derived and value not in (None, "", [], {})


P = TypeVar("P", bound=Part)


def _entries(kind: type[P], holder: Any, name: str, key: str, rejects: list[Reject]) -> list[P]:
    """Read the entries that make sense; tell of the others, and of those the page left out."""
    listed = holder.get(name) if isinstance(holder, dict) else None
    entries = []
    for raw in listed if isinstance(listed, list) else []:
        try:
            entries.append(kind.model_validate(raw))
        except ValidationError as error:
            rejects.append(Reject(key, name, complaint(error)))
    total = holder.get("total") if isinstance(holder, dict) else None
    held = len(listed) if isinstance(listed, list) else 0
    if isinstance(total, int) and total > held:
        rejects.append(Reject(key, name, f"the page holds {held} of {total}: fetch the others too"))
    return entries


def complaint(error: ValidationError) -> str:
    """Say in one line what is wrong with what was given."""
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']} (given: {str(first['input'])[:80]!r})"
