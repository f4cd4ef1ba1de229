"""`bulk`: one command for many work items as one request; `revert`: take back what was done."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID, uuid5

import typer
from typer import Argument, Option

from projections.history import Happened, called
from projections.views import Views
from projections.work_items import WorkItems
from service.asking import (
    count,
    in_words,
    positions_of,
    said_of,
    selected,
    told_in_words,
    told_of,
)
from service.cli.do import COMMON, KEY_HELP, command_name, key_of, moment_of
from service.cli.errors import FallsShort, WrongUsage
from service.cli.fields import optional, parameters, signed, values
from service.cli.names import Names
from service.cli.opening import views_of, work_at
from service.cli.options import WORK_DB, By, Db, Form, Format
from service.cli.printing import print_csv, print_json, print_table
from service.cli.terminal import out, say
from workdomain.catalog import BETWEEN_STREAMS
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Refused
from workdomain.planning.work_item import AddWorkItem
from workdomain.together import NothingDone, Outcome
from workdomain.touched import InTheWay
from workdomain.values import OPERATOR
from workdomain.work import Work

Row = dict[str, Any]

Preview = Annotated[
    bool, Option("--preview", help="Show what would happen, in words; nothing is written.")
]
Key = Annotated[str | None, Option("--idempotency-key", metavar="UUID", help=KEY_HELP)]
CHOOSING: dict[str, Any] = {
    "cli_where": Annotated[
        list[str] | None,
        Option(
            "--where",
            metavar="FILTER=VALUE",
            help="Those that this filter of the view work-items finds: project=APOLLO, state=todo."
            " Several narrow it down.",
        ),
    ],
    "cli_ids": Annotated[
        list[str] | None,
        Option("--ids", metavar="ID|KEY|TITLE", help="These, with commas between or one a time."),
    ],
    "cli_each": Annotated[
        bool, Option("--each", help="Do each that can be done; else all or none.")
    ],
    "cli_preview": Preview,
}
DEFAULTS = {"cli_db": WORK_DB, "cli_form": Form.TABLE, "cli_each": False, "cli_preview": False}
SHOWN = 20
"""Refusals that are listed."""


def join(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(no_args_is_help=True)
    for command in work_item.commands:
        if command not in BETWEEN_STREAMS and command is not AddWorkItem:
            name, words = command_name(command), (command.__doc__ or "").strip()
            short = name.removesuffix("-work-item")
            group.command(name, help=words)(_verb(command))
            if short != name:  # as with `do`
                group.command(short, help=words, hidden=True)(_verb(command))
    verb = typer.Typer(no_args_is_help=True)
    verb.add_typer(group, name=work_item.name, help="One command for many work items.")
    app.add_typer(
        verb,
        name="bulk",
        help="Do one thing to many: `bulk work-item assign --person Ana --where state=todo`.",
        rich_help_panel="Work",
    )
    app.command("revert", rich_help_panel="Work")(revert)


def _verb(command: type[Command]) -> Callable[..., None]:
    """Make the function behind a command; its signature has an option for each field."""

    def verb(**typed: Any) -> None:
        cli = {name: typed.pop(name) for name in (*CHOOSING, *TAKEN)}
        with work_at(cli["cli_db"]) as work, views_of(work) as views, Names(work, views) as names:
            _bulk(views, names, command, typed, cli)

    return signed(verb, [*parameters(command), *optional({**CHOOSING, **TAKEN}, DEFAULTS)])


TAKEN = {
    "cli_key": Key,
    **{name: option for name, option in COMMON.items() if name in {"cli_by", "cli_at", "cli_db"}},
    "cli_form": Format,
}


def _bulk(views: Views, names: Names, command_type: type[Command], typed: Row, cli: Row) -> None:
    key = key_of(cli["cli_key"])
    found = values(command_type, typed, names.find, lambda field: uuid5(key, field))
    command = command_type.model_validate(found)
    asked = _chosen(names, cli["cli_where"], cli["cli_ids"])
    context = _context(views.work, names, cli["cli_by"], cli["cli_at"], key)
    try:
        outcome = views.work.do_to_many(
            lambda: selected(views, asked) if isinstance(asked, WorkItems) else asked,
            command,
            context,
            said=said_of(asked),
            all_or_nothing=not cli["cli_each"],
            preview=cli["cli_preview"],
        )
    except NothingDone as refusal:
        raise FallsShort(_refusals(views, refusal)) from refusal
    _tell(views, outcome, cli["cli_preview"], cli["cli_form"])


def _context(work: Work, names: Names, by: str | None, at: str | None, key: UUID) -> Context:
    who = names.find("person", by) if by else OPERATOR
    return Context(who, moment_of(work, at), key)


def _chosen(
    names: Names, where: Sequence[str] | None, ids: Sequence[str] | None
) -> WorkItems | list[UUID]:
    """Read which items are meant."""
    if bool(where) == bool(ids):
        raise WrongUsage("Say which items: --where project=APOLLO (the filters of `view work-items`"
                         " narrow it down), or --ids; one of them")  # fmt: skip
    if ids:
        words = [word.strip() for line in ids for word in line.split(",") if word.strip()]
        found = [names.find("work-item", word) for word in words]
        return list(dict.fromkeys(found))
    typed: Row = {}
    for each in where or ():
        name, sign, value = each.partition("=")
        field = name.strip().replace("-", "_")
        if not sign or field not in FILTERS:
            raise WrongUsage(
                f"--where {each}: write FILTER=VALUE; the filters are {', '.join(sorted(FILTERS))}"
            )
        if field in MANY:
            typed.setdefault(field, []).append(value)
        elif field in typed:
            raise WrongUsage(f"--where {name} is there twice; it takes one value")
        else:
            typed[field] = value
    params = values(WorkItems, typed, names.find, lambda _field: UUID(int=0))
    return WorkItems.model_validate(params)


FILTERS = WorkItems.model_fields.keys() - {"sort"}
MANY = {"state", "ids"}


def revert(
    what: Annotated[
        str,
        Argument(
            metavar="POSITION|ID",
            help="The position of what was done, as a history shows it; or the id of the command or"
            " of the request.",
        ),
    ],
    reason: Annotated[
        str | None, Option("--reason", help="Why; the histories of all it is about tell it.")
    ] = None,
    preview: Preview = False,
    by: By = None,
    at: Annotated[
        str | None,
        Option("--at", metavar="INSTANT", help="When it was taken back, if not now."),
    ] = None,
    key: Key = None,
    db: Db = WORK_DB,
    form: Format = Form.TABLE,
) -> None:
    """Take back what a command or a request of many did, as if it had not been done.

    It is made up for by commands of its own, and refused where something that came later depends
    on it. A revert can be reverted.
    """
    id = _what(what)
    with work_at(db) as work, views_of(work) as views, Names(work, views) as names:
        context = _context(work, names, by, at, key_of(key))
        try:
            outcome = work.revert(
                id,
                context,
                reason=reason,
                preview=preview,
                positions=positions_of(views, id),
            )
        except InTheWay as refusal:
            raise FallsShort(_in_the_way(views, refusal)) from refusal
        _tell(views, outcome, preview, form)


def _what(text: str) -> UUID | int:
    if text.strip().isascii() and text.strip().isdigit():
        return int(text)
    try:
        return UUID(text.strip())
    except ValueError:
        raise WrongUsage(
            f"{text!r} is neither a log position, such as 4711, nor the whole id of a command or"
            " request; `history` shows positions, and --format json the ids"
        ) from None


# -- what is told ----------------------------------------------------------------------------------


def _tell(views: Views, outcome: Outcome, preview: bool, form: Form) -> None:
    words = in_words(views, outcome) if preview else []
    answer = told_of(outcome, preview, words)
    if form is Form.JSON:
        print_json([answer.model_dump(mode="json")])
        return
    names = _names(views, (d.id for d in outcome.done if isinstance(d.answer, Refused)))
    rows = list(_rows(outcome, words, names)) if preview else list(_refused_rows(outcome, names))
    if form is Form.CSV:
        print_csv(rows, ("what", "would happen") if preview else ("what", "refused"))
        return
    if rows:
        print_table(rows, tuple(rows[0]))
    out().print(_summary(outcome, preview), markup=False)
    if not preview and answer.events:
        say(f"Take it back with: workdomain revert {outcome.id}")


def _names(views: Views, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Call things as histories do; what has no name by its id."""
    asked = list(ids)
    with views.reader() as reader:
        return {**{id: str(id) for id in asked}, **called(reader, asked)}


def _rows(
    outcome: Outcome, words: Sequence[Sequence[Happened]], names: Mapping[UUID, str]
) -> Iterable[Row]:
    for done, told in zip(outcome.done, words, strict=True):
        if isinstance(done.answer, Refused):
            yield {"what": names[done.id], "would happen": f"refused: {done.answer}"}
        for row in told:
            yield {"what": row.subject, "would happen": row.text}


def _refused_rows(outcome: Outcome, names: Mapping[UUID, str]) -> Iterable[Row]:
    for done in outcome.done:
        if isinstance(done.answer, Refused):
            yield {"what": names[done.id], "refused": str(done.answer)}


def _summary(outcome: Outcome, preview: bool) -> str:
    done, same = count(outcome, "done"), count(outcome, "unchanged")
    parts = [f"{done} {'would change' if preview else 'changed'}"]
    parts += [f"{same} as {'they are' if preview else 'they were'}"] if same else []
    parts += [f"{outcome.refused} refused"] if outcome.refused else []
    if outcome.receipt is None:
        parts.append("nothing would be written" if preview else "nothing is written")
    elif outcome.receipt.repeated:
        parts.append("this was done before")
    elif not outcome.receipt.events and not outcome.done:
        parts.append("it was reverted before")
    elif not outcome.done:
        parts.append("nothing is left of it to take back")
    elif not preview:
        parts.append(f"position {outcome.receipt.position}")
    return f"{outcome.id}  {', '.join(parts)}"


def _refusals(views: Views, refusal: NothingDone) -> str:
    shown = refusal.refusals[:SHOWN]
    names = _names(views, (each.id for each in shown))
    lines = [f"  {names[each.id]}: {each.why}" for each in shown]
    left = len(refusal.refusals) - len(lines)
    more = [f"  and {left} more"] if left else []
    return "\n".join(
        [
            f"Nothing is done, as {len(refusal.refusals)} would be refused; --each does the others,"
            " --preview shows all:",
            *lines,
            *more,
        ]
    )


def _in_the_way(views: Views, refusal: InTheWay) -> str:
    told = told_in_words(views, refusal.events[:SHOWN])
    lines = [
        f"  {row.position}  {row.at:%Y-%m-%d %H:%M}  {row.subject}: {row.text}" for row in told
    ]
    left = len(refusal.events) - len(lines)
    more = [f"  and {left} more"] if left else []
    return "\n".join([f"Refused: {refusal.why}", *lines, *more])
