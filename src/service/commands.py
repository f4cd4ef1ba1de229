"""Takes commands: `POST /api/v1/{decider}/{id}/{command}`, for every command in the catalog.

This is the busy door, so it stands before the routes: it reads the request itself, finds the
command by one look into a dictionary, and lets pydantic read the body into the command.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any
from uuid import UUID, uuid5

import orjson
from pydantic import TypeAdapter, ValidationError
from starlette.types import Receive, Scope, Send

from service.access import Access, Grant
from service.committer import Committer
from service.limits import Disconnected, body_of
from service.metrics import Meter
from service.problems import Headers, Problem, kebab, problem_of, wrong_body, wrong_parameter
from service.settings import PREFIX, Settings
from workdomain.catalog import BETWEEN_STREAMS
from workdomain.desk import Receipt
from workdomain.kernel import DEFAULT, Command, Context, Decider
from workdomain.people.token import token as tokens
from workdomain.store.log import text_of
from workdomain.work import Work

JSON = b"application/json"
MOST_KEY = 200
ALLOW = {"Allow": "POST"}
TRACEPARENT = re.compile(rb"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*")

HeadersGiven = Mapping[bytes, bytes]

_uuid: Callable[[str], UUID | None] = TypeAdapter(UUID).validator.validate_python


@dataclass(frozen=True, slots=True)
class Kind:
    """A command as it is offered here."""

    decider: Decider[Any, Any, Any]
    type: type[Command]

    @property
    def name(self) -> str:
        """Its name in the URL."""
        return kebab(self.type.__name__)

    @property
    def operation(self) -> str:
        """Its name for programs: `work-item.start-work-item`."""
        return f"{self.decider.name}.{self.name}"


def kinds(deciders: Mapping[str, Decider[Any, Any, Any]]) -> list[Kind]:
    """List the commands that are offered: all but those that only streams ask of one another."""
    return [
        Kind(decider, command)
        for decider in deciders.values()
        for command in decider.commands
        if command not in BETWEEN_STREAMS
    ]


class Commands:
    """Answers everything below `/api/v1/{decider}/`."""

    def __init__(
        self, work: Work, access: Access, committer: Committer, meter: Meter, settings: Settings
    ) -> None:
        """Offer the commands of this workspace."""
        self._work, self._access, self._committer = work, access, committer
        self._meter, self._most = meter, settings.most_body
        offered = kinds(work.rules.deciders)
        self._kinds = {(kind.decider.name, kind.name): kind for kind in offered}
        self._deciders = {kind.decider.name for kind in offered}
        self._prefix = PREFIX + "/"

    def take(self, path: str) -> bool:
        """Tell whether this door is the one to knock at."""
        if not path.startswith(self._prefix):
            return False
        return path[len(self._prefix) :].partition("/")[0] in self._deciders

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out a command and answer its receipt, or a problem."""
        began = perf_counter()
        name, status = "unknown", 500
        try:
            kind, id = self._asked(scope)
            name = kind.operation
            headers = dict(scope["headers"])
            grant = await self._access.let_in(headers)
            command = _command(kind, headers, await body_of(receive, headers, self._most))
            await self._access.must_be_allowed(grant, kind.decider.name, id, command)
            receipt = await self._carry_out(kind, id, command, grant, headers)
            status, told, body = _answer(receipt)
        except Disconnected:
            return
        except Exception as error:
            problem = problem_of(error)
            status, told, body = problem.status, problem.raw_headers(), problem.body()
        told.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": told})
        await send({"type": "http.response.body", "body": body})
        self._meter.command(name, status, perf_counter() - began)

    def _asked(self, scope: Scope) -> tuple[Kind, UUID]:
        """Find the command and the thing that an address names."""
        decider, _, rest = scope["path"][len(self._prefix) :].partition("/")
        id, _, name = rest.partition("/")
        kind = self._kinds.get((decider, name))
        if kind is None:
            raise Problem(
                404, f"There is no such command of {decider}; /openapi.json lists those there are"
            )
        if scope["method"] != "POST":
            raise Problem(405, "A command is sent with POST", headers=ALLOW)
        return kind, addressed(kind.decider, id)

    async def _carry_out(
        self, kind: Kind, id: UUID, command: Command, grant: Grant, headers: HeadersGiven
    ) -> Receipt:
        context = Context(
            grant.person,
            business_time(headers) or self._work.now(),
            command_id_of(headers, grant.person),
            correlation_of(headers),
        )
        ticket = self._work.ticket(id, command, context, expected=_expected(headers))
        receipt = await self._committer.do(ticket)
        if kind.decider is tokens:
            self._access.forget(id)
        return receipt


def addressed(decider: Decider[Any, Any, Any], text: str) -> UUID:
    """Read which stream is meant; `default` is that of a decider with only one. Raises a 422."""
    return decider.only if text == DEFAULT and decider.only is not None else uuid_of(text, "id")


def uuid_of(text: str, name: str) -> UUID:
    """Read an id as it is written in an address. Raises a 422 problem."""
    try:
        id = _uuid(text)
    except ValueError:
        id = None
    if id is None or text_of(id) != text.lower():
        raise wrong_parameter(name, "not an id such as 00000000-0000-8000-8000-000000000001")
    return id


def _command(kind: Kind, headers: HeadersGiven, body: bytes) -> Command:
    """Read the body; an empty one stands for a command that has nothing more to say."""
    media = headers.get(b"content-type")
    if media is None and not body:
        body = b"{}"
    elif media != JSON and (media or b"").partition(b";")[0].strip().lower() != JSON:
        raise Problem(
            415,
            "A command is sent as application/json",
            headers={"Accept-Post": "application/json"},
        )
    try:
        command: Command = kind.type.__pydantic_validator__.validate_json(body)
    except ValidationError as error:
        raise wrong_body(error) from None
    return command


def _answer(receipt: Receipt) -> tuple[int, Headers, bytes]:
    """Answer 201 when something happened, 200 when nothing had to; the same again if repeated."""
    place = f"{PREFIX}/streams/{receipt.stream}"
    headers = [
        (b"content-type", JSON),
        (b"etag", b'"%d"' % receipt.version),
        (b"location", place.encode()),
        (b"x-workdomain-position", b"%d" % receipt.position),
    ]
    return 201 if receipt.events else 200, headers, _told(receipt)


def _told(receipt: Receipt) -> bytes:
    return orjson.dumps(
        {
            "stream": receipt.stream,
            "version": receipt.version,
            "position": receipt.position,
            "events": receipt.events,
            "repeated": receipt.repeated,
        }
    )


def command_id_of(headers: HeadersGiven, person: UUID) -> UUID | None:
    """Read the idempotency key; one that is no UUID becomes one, for this person only."""
    given = headers.get(b"idempotency-key")
    if given is None:
        return None
    key = given.decode("latin-1").strip().strip('"')
    if not key or len(key) > MOST_KEY or not (key.isascii() and key.isprintable()):
        raise wrong_parameter("Idempotency-Key", f"give 1 to {MOST_KEY} printable characters", 400)
    try:
        return UUID(key)
    except ValueError:
        return uuid5(person, key)


def _expected(headers: HeadersGiven) -> int | None:
    """Read the version that the caller has seen; 0 when there must be nothing yet."""
    none, match = headers.get(b"if-none-match"), headers.get(b"if-match")
    if none is not None:
        if none.strip() != b"*":
            raise wrong_parameter("If-None-Match", "only * (it must not exist yet) has a use", 400)
        return 0
    if match is None:
        return None
    version = match.strip()
    if not (version[:1] == version[-1:] == b'"' and version[1:-1].isdigit()):
        raise wrong_parameter("If-Match", 'give one version as the ETag had it, such as "3"', 400)
    return int(version[1:-1][:18])


def business_time(headers: HeadersGiven) -> datetime | None:
    """Read when it happened; absent is now."""
    given = headers.get(b"x-workdomain-at")
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given.decode("latin-1").strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise wrong_parameter("X-Workdomain-At", "give 2026-11-01T09:00:00Z, zone included", 400)
    return moment


def correlation_of(headers: HeadersGiven) -> UUID | None:
    """Take the trace id of W3C Trace Context for what started it all; nonsense is left out."""
    found = TRACEPARENT.fullmatch(headers.get(b"traceparent", b""))
    return UUID(hex=found[1].decode()) if found else None
