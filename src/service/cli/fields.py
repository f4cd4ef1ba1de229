"""Options made of the fields of a model, and values made of what was typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from workdomain.planning.estimate import Estimate

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
    "owner": "person",
    "check": "check",
    "ids": "work-item",
    "needed_from": "person",
    "mentions": "person",
    "decided_by": "person",
    "waiting": "person",
    "subject": "any",
}
"""What the ids in these fields are of, so that a name or key can be typed instead."""

NEW = "new"
TYPES = {
    date: "DATE",
    datetime: "INSTANT",
    int: "NUMBER",
    float: "NUMBER",
    bool: "yes|no",
    UUID: "ID",
    Estimate: "HOURS|LOW/LIKELY/HIGH",
}

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
            words = [word for line in text for word in _split(line)]
            found[name] = tuple(_value(name, shape, word, find, fresh) for word in words)
        else:
            found[name] = _value(name, shape, text, find, fresh)
    return found


def _split(line: str) -> list[str]:
    if line.lstrip().startswith("{"):
        return [line]
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
    if isinstance(shape.type, type) and issubclass(shape.type, BaseModel):
        return from_json(text, option_name(name))
    return text


def _estimate(text: str) -> Any:
    """Read `8`, or `2/4/8` for the least, the likeliest and the most."""
    if text.lstrip().startswith("{"):
        return from_json(text, "--estimate")
    numbers = text.split("/")
    if len(numbers) == 1:
        return {"hours": text}
    return dict(zip(Estimate.model_fields, numbers, strict=False))


def from_json(text: str, what: str) -> Any:
    """Read JSON. Raises WrongUsage."""
    try:
        return orjson.loads(text)
    except ValueError as error:
        raise WrongUsage(f"{what} is not JSON: {error}") from error
