"""Options made of the fields of a model, and values made of what was typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from inspect import Parameter, Signature
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import orjson
from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo
from rich.markup import escape
from typer import Option

from service.cli.errors import WrongUsage
from workdomain.identification.cadence import Cadence, Rhythm
from workdomain.identification.check_in_words import Told
from workdomain.planning.estimate import Estimate
from workdomain.planning.step import After, Cast

STANDS_FOR = {
    "person": "person",
    "assignees": "person",
    "project": "project",
    "item": "work-item",
    "parent": "work-item",
    "predecessor": "work-item",
    "workflow": "workflow",
    "process": "process",
    "people": "person",
    "approvers": "person",
    "check": "check",
    "ids": "work-item",
    "needed_from": "person",
    "mentions": "person",
    "decided_by": "person",
    "waiting": "person",
    "recurrence": "recurrence",
    "template": "template",
    "templates": "template",
    "goal": "objective",
    "author": "person",
    "client": "client",
    "for_client": "client",
    "contact": "contact",
    "deal": "deal",
    "retainer": "retainer",
    "allocation": "allocation",
    "equipment": "equipment",
    "interaction": "interaction",
    "budget": "budget",
    "baseline": "baseline",
    "subject": "any",
    "owner": "person",
    "reviewer": "person",
    "aligned_to": "objective",
    "objective": "objective",
    "key_result": "key-result",
    "feeds": "key-result",
    "asked_by": "person",
    "serves": "objective",
    "request": "request",
    "into": "request",
    "lead": "person",
    "calendar": "work-calendar",
    "base": "work-calendar",
    "schedule": "schedule",
}
"""What the ids in these fields are of, so that a name or key can be typed instead."""

NEW = "new"
TYPES = {
    date: "DATE",
    datetime: "INSTANT",
    int: "NUMBER",
    float: "NUMBER",
    Decimal: "NUMBER",
    bool: "yes|no",
    UUID: "ID",
    Estimate: "HOURS|LOW/LIKELY/HIGH",
    After: "STEP|STEP=LAG|STEP=LAG=KIND",
    Cast: "ROLE=PERSON",
    Told: "NAME=VALUE",
    Cadence: "weekly|weekly=WEEKDAY|monthly|days=NUMBER",
}
IN_BRIEF = (After, Cast)
"""Models that can be typed as their fields with = between, in their order."""

Find = Callable[[str, str], UUID]
Fresh = Callable[[str], UUID]


@dataclass(frozen=True)
class Shape:
    """What a field takes."""

    type: Any
    nullable: bool = False
    many: bool = False

    @classmethod
    def of(cls, annotation: Any) -> "Shape":
        """Look through Annotated, `... | None` and `tuple[..., ...]`."""
        nullable = many = False
        while True:
            origin, inner = get_origin(annotation), get_args(annotation)
            if origin is Annotated:
                annotation = inner[0]
            elif origin in (Union, UnionType):
                nullable = nullable or NoneType in inner
                annotation = next(part for part in inner if part is not NoneType)
            elif origin is tuple:
                many, annotation = True, inner[0]
            else:
                return cls(annotation, nullable, many)


def signed(verb: Callable[..., None], options: Sequence[Parameter]) -> Callable[..., None]:
    """Give a function the signature that typer makes its options of."""
    verb.__signature__ = Signature(options)  # type: ignore[attr-defined]  # inspect looks for it
    verb.__annotations__ = {option.name: option.annotation for option in options}
    return verb


def optional(options: Mapping[str, Any], defaults: Mapping[str, Any]) -> list[Parameter]:
    """Make parameters of options that are the same for many verbs, by their names."""
    return [
        Parameter(name, Parameter.KEYWORD_ONLY, default=defaults.get(name), annotation=option)
        for name, option in options.items()
    ]


def parameters(model: type[BaseModel]) -> list[Parameter]:
    """Make an option of each field of a model."""
    return [_parameter(name, field) for name, field in model.model_fields.items()]


def option_name(field: str) -> str:
    """Write a field's name as an option."""
    return "--" + field.replace("_", "-")


def _parameter(name: str, field: FieldInfo) -> Parameter:
    shape = Shape.of(field.annotation)
    flags = [option_name(alias) for alias in _aliases(name, field)]
    settings = Option(*flags, metavar=_metavar(name, shape), help=_help(field, shape))
    type_: Any = list[str] | None if shape.many else str | None
    return Parameter(
        name, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[type_, settings]
    )


def _aliases(name: str, field: FieldInfo) -> list[str]:
    """List a field's names: `first`, which can also be written `from`."""
    if isinstance(field.validation_alias, AliasChoices):
        return [str(choice) for choice in field.validation_alias.choices]
    return [name]


def _metavar(name: str, shape: Shape) -> str:
    if _words(shape):
        return "WORD"
    if shape.type is UUID and name in STANDS_FOR:
        return "ID|KEY|NAME"
    if isinstance(shape.type, type) and issubclass(shape.type, BaseModel):
        return TYPES.get(shape.type, "JSON")
    return TYPES.get(shape.type, "TEXT")


def _words(shape: Shape) -> list[str]:
    """List the words that a field takes, if it does not take others."""
    if get_origin(shape.type) is Literal:
        return [str(word) for word in get_args(shape.type)]
    if isinstance(shape.type, type) and issubclass(shape.type, Enum):
        return [str(each.value) for each in shape.type]
    return []


def _help(field: FieldInfo, shape: Shape) -> str:
    words = " ".join((field.description or _about(shape.type)).split())
    if choices := _words(shape):
        words += f" One of {', '.join(choices)}."
    if _is_new(field):
        words += " Made if left out."
    if shape.many:
        words += " Several with commas between, or one each time."
    if field.is_required() and not _is_new(field):
        words += " Needed."
    elif not field.is_required() and field.default not in (None, (), ""):
        words += f" Left out: {getattr(field.default, 'value', field.default)}."
    return escape(words.strip())


def _about(kind: Any) -> str:
    """Tell what values of a type of our own are."""
    own = isinstance(kind, type) and issubclass(kind, Enum | BaseModel)
    return (kind.__doc__ or "") if own else ""


def _is_new(field: FieldInfo) -> bool:
    """Tell whether the field names something that the command makes."""
    return (field.description or "").startswith("Id of the new")


def values(
    model: type[BaseModel], typed: Mapping[str, Any], find: Find, fresh: Fresh
) -> dict[str, Any]:
    """Turn what was typed into what the model takes; what was not typed is left out."""
    found = {}
    for name, field in model.model_fields.items():
        text, shape = typed.get(name), Shape.of(field.annotation)
        if text is None and _is_new(field):
            text = NEW
        if text is None or text == []:
            continue
        if shape.many:
            given = [word for line in text for word in _split(line)]
            found[name] = tuple(_value(name, shape, word, find, fresh) for word in given)
        else:
            found[name] = _value(name, shape, text, find, fresh)
    return found


def _split(line: str) -> list[str]:
    """Take a list apart at its commas; objects in JSON have commas of their own."""
    if line.lstrip().startswith("{"):
        return [line]
    if line.lstrip().startswith("["):
        return [orjson.dumps(each).decode() for each in from_json(line, "A list in brackets")]
    return [word.strip() for word in line.split(",") if word.strip()]


def _value(name: str, shape: Shape, text: str, find: Find, fresh: Fresh) -> Any:
    if shape.nullable and text == "null":
        return None
    if shape.type is UUID:
        if text == NEW:
            return fresh(name)
        return find(STANDS_FOR[name], text) if name in STANDS_FOR else text
    if shape.type is Estimate:
        return _estimate(text)
    if shape.type in IN_BRIEF and not text.lstrip().startswith("{"):
        return _in_brief(shape.type, text, find, fresh)
    if shape.type is Cadence and not text.lstrip().startswith("{"):
        return _cadence(text)
    if shape.type is Told and not text.lstrip().startswith("{"):
        return _told(text, option_name(name), find)
    if isinstance(shape.type, type) and issubclass(shape.type, BaseModel):
        return from_json(text, option_name(name))
    return text


def _in_brief(model: type[BaseModel], text: str, find: Find, fresh: Fresh) -> Any:
    """Read `lead=Ana`, with a name for an id as anywhere else."""
    parts = [part.strip() for part in text.split("=")]
    _must_not_be_more(text, parts, model, TYPES[model])
    return values(model, dict(zip(model.model_fields, parts, strict=False)), find, fresh)


def _must_not_be_more(
    text: str, parts: Sequence[str], model: type[BaseModel], written: str
) -> None:
    """Raise WrongUsage for parts that nothing would come of."""
    if len(parts) > len(model.model_fields):
        raise WrongUsage(f"{text!r} has {len(parts)} parts; write it as {written}")


def _estimate(text: str) -> Any:
    """Read `8`, or `2/4/8` for the least, the likeliest and the most."""
    if text.lstrip().startswith("{"):
        return from_json(text, "--estimate")
    numbers = text.split("/")
    if len(numbers) == 1:
        return {"hours": text}
    _must_not_be_more(text, numbers, Estimate, TYPES[Estimate])
    return dict(zip(Estimate.model_fields, numbers, strict=False))


def _cadence(text: str) -> Any:
    """Read `weekly`, `weekly=0` for every Monday, `monthly`, or `days=10` for every ten days."""
    rhythm, equals, number = (part.strip() for part in text.partition("="))
    if not equals:
        return {"rhythm": rhythm}
    return {"rhythm": rhythm, "days" if rhythm == Rhythm.DAYS else "weekday": number}


def _told(text: str, what: str, find: Find) -> Any:
    """Read `Revenue=1200.50`: a key result by its name, and its value. Raises WrongUsage."""
    name, equals, value = text.rpartition("=")
    if not equals:
        raise WrongUsage(
            f"{what} {text!r} tells no value; write it as NAME=VALUE, such as Sales=12"
        )
    return {"key_result": find("key-result", name.strip()), "value": value.strip()}


def from_json(text: str, what: str) -> Any:
    """Read JSON. Raises WrongUsage."""
    try:
        return orjson.loads(text)
    except ValueError as error:
        raise WrongUsage(f"{what} is not JSON: {error}") from error
