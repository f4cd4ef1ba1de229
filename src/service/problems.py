"""Every error as problem details (RFC 9457), whoever it comes from."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import orjson
from fastapi import Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.exceptions import HTTPException

from projections.view import NotAMoment
from projections.views import UnknownView
from service.reports.evidence import NoSuchSubject
from workdomain.desk import AnotherCommand, StaleVersion
from workdomain.kernel import Refused
from workdomain.store.log import Conflict, StoreUnavailable
from workdomain.work import UnknownCommand

NAMES = {413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"}
MEDIA_TYPE = "application/problem+json"
SCHEMA = "ProblemDetails"
RETRY_AFTER = 1
RULE = "urn:workdomain:rule:"
MOST_ERRORS = 50

logger = logging.getLogger(__name__)

Headers = list[tuple[bytes, bytes]]


class ProblemDetails(BaseModel):
    """What went wrong, as RFC 9457 says it."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True)

    type: str
    """`about:blank` for what the status says already; `urn:workdomain:rule:<rule>` for a rule."""
    title: str
    """The same for every problem of this type; of a rule, the rule itself."""
    status: int
    detail: str | None = None
    """What it was this time, and what to do."""
    errors: list[dict[str, str]] | None = None
    """What is wrong where: `pointer` (RFC 6901) into the body, or `parameter`, and `detail`."""
    trace_id: str | None = None
    """What to quote when asking why."""


@dataclass(eq=False)
class Problem(Exception):
    """An answer that is an error; raise it anywhere below a route."""

    status: int
    detail: str
    title: str = ""
    type: str = "about:blank"
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> bytes:
        """Write it as JSON."""
        title = self.title or phrase(self.status)
        told = {"type": self.type, "title": title, "status": self.status, "detail": self.detail}
        return orjson.dumps({**told, **self.more})

    def response(self) -> Response:
        """Make an answer of it."""
        return Response(self.body(), self.status, dict(self.headers), MEDIA_TYPE)

    def raw_headers(self) -> Headers:
        """List its headers for ASGI, those of its body included."""
        own = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
        return [(b"content-type", MEDIA_TYPE.encode()), *own]


def problem_of(error: Exception) -> Problem:
    """Say what an exception means to whoever asked; it is logged if it is our fault."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _wrong_parameters(error.errors())
        case HTTPException(status_code=status, detail=detail, headers=headers):
            return Problem(status, _without_route(status, detail), headers=headers or {})
        case StaleVersion():
            return _refused(412, error)
        case AnotherCommand():
            return _refused(422, error)
        case UnknownCommand() | UnknownView() | NoSuchSubject():
            return Problem(404, str(error.args[0]))
        case Refused():
            return _refused(409, error)
        case NotAMoment():
            return Problem(422, str(error))
        case StoreUnavailable() | Conflict() | TimeoutError():
            return unavailable(str(error) or "This took too long; ask again, with the same key")
        case _:
            return _our_fault(error)


def unavailable(detail: str) -> Problem:
    """Ask whoever it is to come again."""
    return Problem(503, detail, headers={"Retry-After": str(RETRY_AFTER)})


def wrong_parameter(name: str, detail: str, status: int = 422) -> Problem:
    """Say that a parameter or header makes no sense."""
    return Problem(
        status, f"{name}: {detail}", more={"errors": [_error("parameter", name, detail)]}
    )


def pointed(pointer: str, detail: str) -> Problem:
    """Say what is wrong at a place in a body."""
    error = _error("pointer", pointer, detail)
    return Problem(422, f"{pointer}: {detail}", more={"errors": [error]})


def wrong_body(error: ValidationError, within: str = "") -> Problem:
    """Say what is wrong where in a body, or in a part of it: 400 when it is not JSON at all."""
    errors = _told(error)
    if errors[0]["type"] == "json_invalid":
        return Problem(400, f"The body is not JSON: {errors[0]['msg']}")
    told = [
        _error("pointer", within + _pointer(each["loc"]), each["msg"])
        for each in errors[:MOST_ERRORS]
    ]
    return Problem(422, _summary(len(errors), "body"), more={"errors": told})


def phrase(status: int) -> str:
    """Name a status as RFC 9110 does; Python has done so for all of them only since 3.13."""
    return NAMES.get(status) or HTTPStatus(status).phrase


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe for OpenAPI the problems that a route may answer."""
    content = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{SCHEMA}"}}}
    return {status: {"description": phrase(status), "content": content} for status in statuses}


def kebab(name: str) -> str:
    """Write a class name as it stands in URLs: `StartWorkItem` is start-work-item."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def _refused(status: int, refusal: Refused) -> Problem:
    rule = type(refusal)
    title = " ".join((rule.__doc__ or rule.__name__).split())
    return Problem(status, str(refusal), title, RULE + kebab(rule.__name__))


def _wrong_parameters(errors: Sequence[Mapping[str, Any]]) -> Problem:
    told = [
        _error("parameter", ".".join(map(str, each["loc"][1:])), each["msg"])
        for each in errors[:MOST_ERRORS]
    ]
    return Problem(422, _summary(len(errors), "request"), more={"errors": told})


def _told(error: ValidationError) -> list[Any]:
    """Leave out what was sent: it may be a secret, and whoever sent it knows it."""
    return error.errors(include_url=False, include_context=False, include_input=False)


def _error(kind: str, where: str, detail: str) -> dict[str, str]:
    return {kind: where, "detail": detail}


def _pointer(loc: Sequence[Any]) -> str:
    return "".join("/" + str(p).replace("~", "~0").replace("/", "~1") for p in loc)


def _summary(number: int, where: str) -> str:
    return f"{number} thing{'s' * (number > 1)} in the {where} cannot be understood; see errors"


def _without_route(status: int, detail: str) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return "There is nothing at this address; /openapi.json lists what there is"
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return "This address does not take this method; the header Allow lists those it takes"
    return str(detail)


def _our_fault(error: Exception) -> Problem:
    """Log what happened; tell nothing of it but the name it is logged under."""
    trace_id = uuid4().hex
    logger.error("Trace %s", trace_id, exc_info=error)
    return Problem(
        500,
        "Something went wrong here, and it is not your fault. The log has more under the trace_id",
        more={"trace_id": trace_id},
    )
