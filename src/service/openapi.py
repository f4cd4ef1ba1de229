"""What the service offers, as OpenAPI 3.1: `python -m service.openapi docs/openapi.json`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service.bulk import REQUESTS
from service.commands import Kind
from service.problems import ProblemDetails, described
from service.scheduling import Proposal
from service.settings import PREFIX
from service.views import Changes, compared

REF = "#/components/schemas/"
DESCRIPTION = """
Work management that remembers. Commands go in by POST and are durable when they are answered; views
come out by GET, as of any moment. Two clocks: `at` is when something happened in the business,
`recorded_at` when the log took it in.

Every error is `application/problem+json` (RFC 9457). A rule that says no is a 409 whose `type` is
`urn:workdomain:rule:<rule>`, whose `title` is the rule and whose `detail` is the case at hand.
"""
SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token as `workdomain token create` shows it: `wd_<id>_<secret>`.",
    }
}

Json = dict[str, Any]
ANSWERS: tuple[tuple[type[BaseModel], Literal["serialization"]], ...] = (
    (ProblemDetails, "serialization"),
    (Changes, "serialization"),
)


def document(app: FastAPI, offered: Sequence[Kind]) -> Json:
    """Describe the routes of an application, and the commands offered besides."""
    told = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        description=DESCRIPTION.strip(),
        routes=app.routes,
    )
    _, shared = models_json_schema(
        [(kind.type, "validation") for kind in offered]
        + [(model, "validation") for model in REQUESTS]
        + [(Proposal, "validation")]
        + [*ANSWERS],
        ref_template=REF + "{model}",
    )
    schemas = {**shared["$defs"], "Receipt": _RECEIPT}
    _join(told.setdefault("components", {}).setdefault("schemas", {}), schemas)
    told["components"] |= {
        "parameters": {**PARAMETERS, "default": ONLY},
        "responses": {f"Command{status}": told for status, told in COMMAND_ANSWERS.items()},
        "securitySchemes": SECURITY,
    }
    told["security"] = [{"token": []}]
    commands = {path_of(kind): {"post": _operation(kind)} for kind in offered}
    open_to_all = {path: item for path, item in told["paths"].items() if PREFIX not in path}
    for operation in (each for item in open_to_all.values() for each in item.values()):
        operation["security"] = []
    told["paths"] = {**commands, **dict(compared(told["paths"]))}
    return told


def path_of(kind: Kind) -> str:
    """Tell where a command is sent to."""
    return f"{PREFIX}/{kind.decider.name}/{{id}}/{kind.name}"


def _join(known: Json, more: Json) -> None:
    """Add schemas; one name must mean one thing."""
    for name, schema in more.items():
        if known.setdefault(name, schema) != schema:
            raise ValueError(f"Two things are called {name} in OpenAPI; give one another name")


def _operation(kind: Kind) -> Json:
    text = " ".join((kind.type.__doc__ or "").split())
    return {
        "tags": [kind.decider.name],
        "summary": text.partition(".")[0].partition(";")[0],
        "description": text,
        "operationId": kind.operation,
        "parameters": [
            {"$ref": f"#/components/parameters/{_named(kind, name)}"} for name in PARAMETERS
        ],
        "requestBody": {
            "required": any(field.is_required() for field in kind.type.model_fields.values()),
            "content": {"application/json": {"schema": {"$ref": REF + kind.type.__name__}}},
        },
        "responses": {
            status: {"$ref": f"#/components/responses/Command{status}"}
            for status in COMMAND_ANSWERS
        },
    }


def _named(kind: Kind, name: str) -> str:
    return "default" if name == "id" and kind.decider.only is not None else name


def _parameter(name: str, text: str, schema: Json, place: str = "header") -> Json:
    required = place == "path"
    return {"name": name, "in": place, "required": required, "description": text, "schema": schema}


PARAMETERS = {
    "id": _parameter(
        "id",
        "What the command is about; whoever begins something new chooses its id.",
        {"type": "string", "format": "uuid"},
        "path",
    ),
    "Idempotency-Key": _parameter(
        "Idempotency-Key",
        "Names the command, so that asking again, after a lost answer, is answered as the first"
        " time. A UUID is the command's id itself; anything else counts for you alone. Kept for"
        " ever. With another command: 422.",
        {"type": "string", "minLength": 1, "maxLength": 200},
    ),
    "If-Match": _parameter(
        "If-Match",
        'The version that you have seen, as the ETag told it (`"3"`); 412 if it has changed since.',
        {"type": "string", "pattern": '^"[0-9]+"$'},
    ),
    "If-None-Match": _parameter(
        "If-None-Match",
        "`*`: nothing may have happened to it yet; 412 otherwise.",
        {"type": "string", "const": "*"},
    ),
    "X-Workdomain-At": _parameter(
        "X-Workdomain-At",
        "When it happened in the business, if not now: an instant of the past with its zone.",
        {"type": "string", "format": "date-time"},
    ),
    "traceparent": _parameter(
        "traceparent",
        "W3C Trace Context; its trace id becomes the correlation in the log.",
        {"type": "string"},
    ),
}

ONLY = _parameter(
    "id",
    "`default`: there is only one of it, whose id may be said as well.",
    {"anyOf": [{"const": "default"}, {"type": "string", "format": "uuid"}]},
    "path",
)


def _receipt(text: str) -> Json:
    headers = {
        "ETag": "The version of the stream after the command.",
        "Location": "The stream.",
        "X-Workdomain-Position": "The log position to give a view as `min_position`.",
    }
    return {
        "description": text,
        "headers": {
            name: {"description": told, "schema": {"type": "string"}}
            for name, told in headers.items()
        },
        "content": {"application/json": {"schema": {"$ref": REF + "Receipt"}}},
    }


_RECEIPT: Json = {
    "type": "object",
    "title": "Receipt",
    "description": "What became of a command.",
    "required": ["stream", "version", "position", "events", "repeated"],
    "additionalProperties": False,
    "properties": {
        "stream": {"type": "string", "description": "`<decider>/<id>`."},
        "version": {"type": "integer", "description": "The version its stream is at."},
        "position": {
            "type": "integer",
            "description": "The log position a view must have reached to show what it did.",
        },
        "events": {
            "type": "integer",
            "description": "How many events it wrote to its stream; 0 when it changed nothing.",
        },
        "repeated": {
            "type": "boolean",
            "description": "Whether this is the answer to an earlier asking of the same command.",
        },
    },
}
COMMAND_ANSWERS: Json = {
    "201": _receipt("It happened, or happened when this was asked the first time"),
    "200": _receipt("Nothing had to happen: it was so already"),
    **{
        str(status): problem
        for status, problem in described(
            400, 401, 403, 404, 409, 412, 413, 414, 415, 422, 500, 503
        ).items()
    },
}


def main() -> None:
    """Write the document to the file that is named, or to the standard output."""
    from projections.views import Views
    from service.app import create_app
    from workdomain.work import Work

    with Work.open(":memory:") as work, Views(work) as views:
        written = orjson.dumps(create_app(work, views).openapi(), option=orjson.OPT_INDENT_2)
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_bytes(written + b"\n")
    else:
        sys.stdout.buffer.write(written + b"\n")


if __name__ == "__main__":
    main()
