"""Requests of many commands as they come in, by whichever door: read, told what became of them."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from pydantic import Field, WithJsonSchema, model_validator

from projections.foretelling import foretold
from projections.history import Happened
from projections.models.mentions import page_of
from projections.reader import NotThatFar
from projections.view import Page
from projections.views import Views
from projections.work_items import WorkItems
from service.problems import kebab, problem_of
from workdomain.catalog import DECIDERS
from workdomain.desk import Receipt
from workdomain.finding import MOST_REVERTED
from workdomain.kernel import DEFAULT, Message, Refused
from workdomain.store.messages import Recorded
from workdomain.together import MOST_TOGETHER, Done, Outcome
from workdomain.values import Line

Json = dict[str, Any]


ID_OR_DEFAULT: Json = {"anyOf": [{"const": DEFAULT}, {"type": "string", "format": "uuid"}]}
ONLY: dict[str, UUID] = {each.name: each.only for each in DECIDERS if each.only is not None}


class CommandForAll(Message):
    """A command for many work items."""

    command: Line
    """Its name, such as assign-work-item."""
    body: Annotated[Json, Field(max_length=100, default_factory=dict)]
    """What it has to say."""


class BulkCommand(CommandForAll):
    """A command of a request."""

    decider: Line
    """What sort of thing it is asked of, such as work-item."""
    id: Annotated[UUID, WithJsonSchema(ID_OR_DEFAULT)]
    """What it is asked of; `default` where there is only one of it."""

    @model_validator(mode="before")
    @classmethod
    def _the_only_one(cls, told: Any) -> Any:
        if isinstance(told, dict) and told.get("id") == DEFAULT:
            return {**told, "id": ONLY.get(str(told.get("decider")), DEFAULT)}
        return told


class BulkRequest(Message):
    """Many commands as one request: `commands`, or one `command` for `ids` or what `select` finds.

    One event for each, one correlation id for all.
    """

    mode: Literal["all", "each"] = "all"
    """Whether all are done or none is; or each that can be."""
    preview: bool = False
    """Whether to tell only what would happen; nothing is written."""
    commands: tuple[BulkCommand, ...] = ()
    """Any commands; at most 10,000."""
    command: CommandForAll | None = None
    """One command for many work items ..."""
    ids: tuple[UUID, ...] = ()
    """... these ..."""
    select: WorkItems | None = None
    """... or those that the view work-items finds with these filters."""


class RevertRequest(Message):
    """Take back what a command or a request did, by commands that make up for it."""

    what: UUID | Annotated[int, Field(ge=1, lt=1 << 62)]
    """Its id, a correlation id, or the log position of one of its events; a history tells them."""
    reason: Line | None = None
    """Why; every history of what it is about tells it."""
    preview: bool = False
    """Whether to tell only what would happen; nothing is written."""


class BulkResult(Message):
    """What became of one command of a request."""

    id: UUID
    """What it was asked of."""
    command: str
    status: Literal["done", "unchanged", "refused"]
    """What it came to; or, in a preview, would come to."""
    events: tuple[str, ...] = ()
    """What would happen, in words; only in a preview."""
    stream: str | None = None
    version: int | None = None
    """The version its stream is at."""
    command_id: UUID | None = None
    """What it alone is reverted by."""
    problem: Json | None = None
    """What stands against it (RFC 9457)."""


class BulkAnswer(Message):
    """What became of a request."""

    request: UUID
    """What it is reverted by."""
    preview: bool
    done: int
    """How many commands changed something."""
    unchanged: int
    """How many had nothing to change."""
    refused: int
    position: int | None
    """The log position a view must have reached to show it; null when nothing was done."""
    events: int
    """How many events there are of it, what followed from them included."""
    repeated: bool
    """Whether this is the answer to an earlier asking of the same request."""
    results: tuple[BulkResult, ...]


def selected(views: Views, asked: WorkItems) -> list[UUID]:
    """Find the work items that filters choose, by all that was written until now.

    One more than a request may have tells that they are too many.
    """
    head = views.work.log.head().position
    page = Page(limit=MOST_TOGETHER + 1)
    return [row.id for row in views.ask("work-items", asked, page=page, min_position=head).rows]


def in_words(views: Views, outcome: Outcome) -> list[list[Happened]]:
    """Tell what a preview expects of each command."""
    told = iter(told_in_words(views, outcome.events))
    return [[next(told) for _ in each.events] for each in outcome.done]


def told_in_words(views: Views, events: Sequence[Recorded]) -> list[Happened]:
    """Tell events, with the names that all the log up to now gives; if need be, with fewer."""
    head = views.work.log.head().position
    try:
        with views.reader(min_position=head) as reader:
            return foretold(reader, events)
    except NotThatFar:
        with views.reader() as reader:
            return foretold(reader, events)


def positions_of(views: Views, what: UUID | int) -> Sequence[int] | None:
    """Find the events that have a correlation; None for a command, which needs no index."""
    if isinstance(what, int) or views.work.log.receipt(what) is not None:
        return None
    with views.reader(min_position=views.work.log.head().position) as reader:
        found, _ = page_of(reader, what, None, MOST_REVERTED + 1, newest=False)
        return [mention.position for mention in found]


def status_of(answer: Receipt | Refused) -> Literal["done", "unchanged", "refused"]:
    """Say in a word what became of a command."""
    if isinstance(answer, Refused):
        return "refused"
    return "done" if answer.events else "unchanged"


def count(outcome: Outcome, status: str) -> int:
    """Count the commands that this became of."""
    return sum(status_of(each.answer) == status for each in outcome.done)


def told_of(outcome: Outcome, preview: bool, words: Sequence[Sequence[Happened]]) -> BulkAnswer:
    """Tell what became of a request; `words` are those of a preview, command by command."""
    receipt = outcome.receipt
    return BulkAnswer(
        request=outcome.id,
        preview=preview,
        done=count(outcome, "done"),
        unchanged=count(outcome, "unchanged"),
        refused=count(outcome, "refused"),
        position=receipt and receipt.position,
        events=receipt.events if receipt else 0,
        repeated=receipt is not None and receipt.repeated,
        results=tuple(
            _result(done, preview, words[number] if words else ())
            for number, done in enumerate(outcome.done)
        ),
    )


def _result(done: Done, preview: bool, words: Iterable[Happened]) -> BulkResult:
    common = {"id": done.id, "command": kebab(type(done.command).__name__)}
    if isinstance(done.answer, Refused):
        problem = orjson.loads(problem_of(done.answer).body())
        return BulkResult(**common, status="refused", problem=problem)
    return BulkResult(
        **common,
        status=status_of(done.answer),
        events=tuple(f"{row.subject}: {row.text}" for row in words),
        stream=done.answer.stream,
        version=done.answer.version,
        command_id=None if preview else done.command_id,
    )


def said_of(asked: WorkItems | Sequence[UUID]) -> bytes:
    """Tell one selection from another."""
    if isinstance(asked, WorkItems):
        return asked.model_dump_json().encode()
    return b"".join(id.bytes for id in asked)
