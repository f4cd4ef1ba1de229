"""`do`: any command of any decider, with options made of the command's fields."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from inspect import Parameter
from pathlib import Path
from re import sub
from typing import Annotated, Any
from uuid import UUID, uuid5

import typer
from typer import Argument, Option

from projections.view import instant
from service.cli.errors import WRONG_USAGE, FallsShort, WrongUsage
from service.cli.fields import NEW, optional, parameters, signed, values
from service.cli.names import Names, as_id
from service.cli.opening import work_at
from service.cli.options import WORK_DB, By, Db, Form, Format
from service.cli.printing import print_csv, print_json
from service.cli.terminal import out
from workdomain.catalog import BETWEEN_STREAMS, DECIDERS
from workdomain.desk import Receipt
from workdomain.execution.inbox import inbox
from workdomain.execution.sheet import sheet
from workdomain.execution.sheet_words import DeclareWeekComplete
from workdomain.execution.week import week, week_id
from workdomain.execution.week_words import LogTime
from workdomain.kernel import DEFAULT, Command, Context, Decider
from workdomain.planning.rate_words import EndRate, SetRate, rate_id
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work


@dataclass(frozen=True)
class Asked:
    """What was typed besides the command's own fields."""

    db: str
    id: str
    by: str | None
    at: str | None
    key: str | None
    expected: int | None
    body: str | None
    form: Form


def join(app: typer.Typer) -> None:
    """Add the verb."""
    verb = typer.Typer(no_args_is_help=True, context_settings=app.info.context_settings)
    for decider in DECIDERS:
        if any(command not in BETWEEN_STREAMS for command in decider.commands):
            verb.add_typer(_group(decider), name=decider.name, help=_about(decider))
    app.add_typer(
        verb,
        name="do",
        help='Do something: `do work-item new add-work-item --title "Draw the plan"`.',
        rich_help_panel="Work",
    )


def _about(decider: Decider[Any, Any, Any]) -> str:
    """Say what a decider is about, in its module's first line."""
    return (sys.modules[decider.decide.__module__].__doc__ or decider.name).splitlines()[0]


def _group(decider: Decider[Any, Any, Any]) -> typer.Typer:
    group = typer.Typer(invoke_without_command=True, no_args_is_help=True)

    @group.callback()
    def choose(
        context: typer.Context,
        id: Annotated[
            str,
            Argument(metavar="ID|new", help="What it is done to: an id, a key or a name; or new."),
        ],
    ) -> None:
        context.obj = id
        if context.invoked_subcommand is None:
            context.get_help()  # which prints it
            raise typer.Exit(WRONG_USAGE)

    for command in decider.commands:
        if command not in BETWEEN_STREAMS:
            name = command_name(command)
            words = (command.__doc__ or "").strip()
            group.command(name, help=words)(_verb(decider, command))
            short = name.removesuffix(f"-{decider.name}")
            if short != name:  # `do work-item ... start` is short for start-work-item
                group.command(short, help=words, hidden=True)(_verb(decider, command))
    return group


def command_name(command: type[Command]) -> str:
    """Write `AddWorkItem` as add-work-item, as in the HTTP routes."""
    return sub("(?<!^)(?=[A-Z])", "-", command.__name__).lower()


KEY_HELP = "Id of this request (idempotency key): asked again with it, the answer is the same."
COMMON: dict[str, Any] = {
    "cli_by": By,
    "cli_at": Annotated[
        str | None,
        Option("--at", metavar="INSTANT", help="When it happened, if not now; never ahead."),
    ],
    "cli_expected": Annotated[
        int | None,
        Option("--expect", min=0, help="Refuse unless it is at this version; 0 is not there yet."),
    ],
    "cli_body": Annotated[
        str | None,
        Option("--json", metavar="JSON|@FILE|-", help="All fields as JSON, instead of options."),
    ],
    "cli_db": Db,
    "cli_form": Format,
}
DEFAULTS = {"cli_db": WORK_DB, "cli_form": Form.TABLE}


def _verb(decider: Decider[Any, Any, Any], command: type[Command]) -> Callable[..., None]:
    """Make the function behind a command; its signature has an option for each field."""

    def verb(context: typer.Context, **typed: Any) -> None:
        asked = Asked(
            db=typed.pop("cli_db"),
            id=context.obj,
            by=typed.pop("cli_by"),
            at=typed.pop("cli_at"),
            key=typed.pop("cli_key"),
            expected=typed.pop("cli_expected"),
            body=typed.pop("cli_body"),
            form=typed.pop("cli_form"),
        )
        with work_at(asked.db, create=True) as work:
            id, receipt = carry_out(work, decider, command, asked, typed)
        _tell(id, receipt, asked.form)

    keys = ["--idempotency-key"] if "key" in command.model_fields else ["--key"]
    key = Annotated[str | None, Option("--idempotency-key", *keys, metavar="UUID", help=KEY_HELP)]
    common = {"cli_key": key, **COMMON}
    context = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    return signed(verb, [context, *parameters(command), *optional(common, DEFAULTS)])


def carry_out(
    work: Work,
    decider: Decider[Any, Any, Any],
    command_type: type[Command],
    asked: Asked,
    typed: Mapping[str, Any],
) -> tuple[UUID, Receipt]:
    """Find what is meant, and do it."""
    key = key_of(asked.key)
    with Names(work) as names:
        if asked.body is not None:
            _only_json(typed)
            command = command_type.model_validate_json(_body(asked.body))
        else:
            found = values(command_type, typed, names.find, lambda field: uuid5(key, field))
            command = command_type.model_validate(found)
        by = names.find("person", asked.by) if asked.by else OPERATOR
        id = _address(decider, asked.id, command, names, key)
    context = Context(by, moment_of(work, asked.at), key)
    return id, work.do(id, command, context, expected=asked.expected)


def _only_json(typed: Mapping[str, Any]) -> None:
    if given := [name for name, value in typed.items() if value]:
        raise WrongUsage(f"--{given[0].replace('_', '-')} is already in --json; give one of them")


def key_of(text: str | None) -> UUID:
    """Read the id of a request, or make one. Raises WrongUsage."""
    if text is None:
        return new_id()
    if (key := as_id(text)) is None:
        raise WrongUsage(f"{text!r} is not a UUID, such as {new_id()}")
    return key


def _body(text: str) -> str:
    """Read the JSON that was typed, or that lies in the file or comes in."""
    if text == "-":
        return sys.stdin.read()
    return Path(text[1:]).read_text("utf-8") if text.startswith("@") else text


def moment_of(work: Work, text: str | None) -> datetime:
    """Read when it happened; of a date it is the end, of today it is now."""
    now = work.now()
    moment = instant(text)
    if moment is None:
        return now
    whole_day = text is not None and len(text.strip()) == len("2026-11-01")
    return min(moment, now) if whole_day and moment.date() == now.date() else moment


def _address(
    decider: Decider[Any, Any, Any], text: str, command: Command, names: Names, key: UUID
) -> UUID:
    """Find the stream: hours lie in the week of their person and day, what is new gets an id.

    An inbox has the id of its person; what there is only one of is called default.
    """
    if decider.only is not None and text == DEFAULT:
        return decider.only
    if decider.name == inbox.name:
        return names.find("person", text)
    if decider.name in (week.name, sheet.name):
        if isinstance(command, LogTime | DeclareWeekComplete):
            return week_id(command.person, command.day)
        return _week(text, names)
    if isinstance(command, SetRate | EndRate):
        return rate_id(command.scope)
    return uuid5(key, NEW) if text == NEW else names.find(decider.name, text)


def _week(text: str, names: Names) -> UUID:
    """Find a week by its id, or by person and day: `Ana/2026-11-23`."""
    if (id := as_id(text)) is not None:
        return id
    person, stroke, day = text.rpartition("/")
    moment = instant(day) if stroke else None
    if moment is None:
        raise FallsShort(f"{text!r} is no week; write it as PERSON/DAY, such as Ana/2026-11-23")
    return week_id(names.find("person", person), moment.date())


def _tell(id: UUID, receipt: Receipt, form: Form) -> None:
    told = {
        "id": str(id),
        "stream": receipt.stream,
        "version": receipt.version,
        "position": receipt.position,
        "events": receipt.events,
        "repeated": receipt.repeated,
    }
    if form is Form.JSON:
        print_json([told])
    elif form is Form.CSV:
        print_csv([told], tuple(told))
    else:
        changed = f"version {receipt.version}" if receipt.events else "as it was"
        again = " (this was done before)" if receipt.repeated else ""
        out().print(f"{id}  {changed}, position {receipt.position}{again}", markup=False)
