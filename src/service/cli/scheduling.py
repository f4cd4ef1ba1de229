"""`schedule`: plans of the work there is: looked at, tried, proposed and published."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer import Argument, Option

from projections.plans.asked import Manner, Planning, schedule_of
from projections.plans.backtests import forecast_backtest
from projections.plans.changes import KINDS, readers_of
from projections.plans.conflicting import plan_conflicts
from projections.plans.explaining import explain
from projections.plans.fevers import fever
from projections.plans.forecasts import forecast_view
from projections.plans.preview import plan_preview
from projections.plans.proposing import propose as propose_plan
from projections.plans.published import schedules_view, timeline
from projections.plans.replanning import replan
from projections.plans.ways_out import ways_out
from projections.plans.what_if import Compared, what_if
from projections.view import View, When
from service.cli.do import KEY_HELP, key_of, moment_of
from service.cli.errors import WrongUsage
from service.cli.fields import optional, parameters, signed, values
from service.cli.names import Names
from service.cli.opening import views_at, views_of, work_at
from service.cli.options import WORK_DB, AsOf, By, Db, Form, Format
from service.cli.printing import print_json, show
from service.cli.searching import searching
from service.cli.terminal import say
from service.cli.view import verb_of
from service.scheduling import answer_of
from workdomain.execution.schedule_words import PublishSchedule
from workdomain.kernel import Context
from workdomain.values import OPERATOR, new_id

LOOKS: dict[str, View[Any, Any]] = {
    "list": schedules_view,
    "preview": plan_preview,
    "timeline": timeline,
    "explain": explain,
    "replan": replan,
    "ways-out": ways_out,
    "conflicts": plan_conflicts,
    "forecast": forecast_view,
    "backtest": forecast_backtest,
    "fever": fever,
}
"""Views that are verbs here as well, by their names here."""

Key = Annotated[str | None, Option("--idempotency-key", metavar="UUID", help=KEY_HELP)]


def join(app: typer.Typer) -> None:
    """Add the verb."""
    verb = typer.Typer(no_args_is_help=True)
    verb.command("propose", help=PROPOSE)(_proposing())
    verb.command("publish")(publish)
    verb.command("what-if", help=WHAT_IF)(_what_if())
    for name, view in LOOKS.items():
        verb.command(name, help=escape((view.params.__doc__ or "").strip()))(verb_of(view))
    app.add_typer(
        verb,
        name="schedule",
        help="Plan the work there is: `schedule propose`, look at it, `schedule publish`.",
        rich_help_panel="Work",
    )


PROPOSE = """Plan the open work there is, and lay the plan down as a version; nothing else changes.

`schedule preview` shows the same plan and writes nothing; `schedule publish` makes it hold.
"""
PROPOSING: dict[str, Any] = {
    "cli_name": Annotated[
        str | None, Option("--name", help="What the schedule is called from now on.")
    ],
    "cli_schedule": Annotated[
        str | None,
        Option("--schedule", metavar="ID|NAME", help="Which one; else the project's own."),
    ],
    "cli_manner": Annotated[
        Manner,
        Option("--manner", help="Of a plan that holds: what still holds stays, or search anew."),
    ],
    "cli_note": Annotated[str | None, Option("--note", help="Why it is planned anew.")],
    "cli_seconds": Annotated[
        float | None,
        Option(
            "--seconds",
            min=0.1,
            max=86_400,
            help="Look for a better plan so long. Ctrl+C ends it with the best one so far.",
        ),
    ],
    "cli_key": Key,
    "cli_by": By,
    "cli_db": Db,
    "cli_form": Format,
}
DEFAULTS = {"cli_db": WORK_DB, "cli_form": Form.TABLE}


def _proposing() -> Callable[..., None]:
    def verb(**typed: Any) -> None:
        cli = {name: typed.pop(name) for name in PROPOSING}
        with work_at(cli["cli_db"]) as work, views_of(work) as views, Names(work, views) as names:
            found = values(Planning, typed, names.find, lambda _field: new_id())
            by = names.find("person", cli["cli_by"]) if cli["cli_by"] else OPERATOR
            given, own = cli["cli_schedule"], None
            if given:
                own = names.find("schedule", given)
            with searching(cli["cli_seconds"]) as search:
                told = propose_plan(
                    views,
                    Planning.model_validate(found),
                    Context(by, work.now(), key_of(cli["cli_key"])),
                    schedule=own,
                    name=cli["cli_name"],
                    note=cli["cli_note"] or "",
                    manner=cli["cli_manner"],
                    search=search,
                )
        answer = answer_of(told)
        if cli["cli_form"] is Form.JSON:
            print_json([answer.model_dump(mode="json")])
            return
        bars = "the same as before" if not told.receipt.events else f"{answer.bars} bars"
        say(f"Proposed: {bars}, {answer.left_out} left out. Publish it: schedule publish")

    defaults = {**DEFAULTS, "cli_manner": Manner.ANEW}
    return signed(verb, [*parameters(Planning), *optional(PROPOSING, defaults)])


def publish(
    version: Annotated[
        int | None, Option("--version", min=1, help="The latest proposed one if left out.")
    ] = None,
    project: Annotated[
        str | None, Option("--project", metavar="KEY", help="The project's own schedule.")
    ] = None,
    schedule: Annotated[
        str | None,
        Option(
            "--schedule",
            metavar="ID|NAME",
            help="Which one; else that of the project, or of all work.",
        ),
    ] = None,
    key: Key = None,
    by: By = None,
    at: Annotated[str | None, Option("--at", metavar="INSTANT", help="When, if not now.")] = None,
    db: Db = WORK_DB,
) -> None:
    """Make a proposed version the plan that holds: work takes over its days.

    Days that somebody set by hand stay as they are.
    """  # fmt: skip
    with work_at(db) as work, views_of(work) as views, Names(work, views) as names:
        if schedule is not None:
            id = names.find("schedule", schedule)
        else:
            id = schedule_of(names.find("project", project) if project else None)
        actor = names.find("person", by) if by else OPERATOR
        context = Context(actor, moment_of(work, at), key_of(key))
        receipt = work.do(id, PublishSchedule(version=version), context)
    say("It holds already" if not receipt.events else f"Published, at position {receipt.position}")


WHAT_IF = """What would become of the plan if something was otherwise? Nothing is written.

Each change is a word and what it is about, people and work by id, key or name:
`"away Ana 2026-12-07 2026-12-11"`, `"overtime Ana 1"`, `"another Ana"`, `"give CB-17 Bo"`,
`"drop 'Draw the plan'"`, `"new 16 urgent Ana"`, `"estimate CB-17 40"`, `"priority CB-17 urgent"`,
`"due CB-17 2026-12-18"`, `"start CB-17 2026-12-07"`, `"free CB-17"`, `"unlink CB-17 CB-16"`.
"""
TRYING: dict[str, Any] = {
    "cli_changes": Annotated[
        list[str], Argument(metavar="CHANGE...", help="Each in quotes, as above.")
    ],
    "cli_as_of": AsOf,
    "cli_db": Db,
    "cli_form": Format,
}


DECIDERS = {"item": "work-item", "equipment": "equipment"}


@dataclass(frozen=True)
class _Found:
    """What a name in a change stands for, by what is read there."""

    names: Names

    def text(self, what: str, word: str) -> str:
        if what in DECIDERS:
            return str(self.names.find(DECIDERS[what], word))
        if what == "person" or (what == "somebody" and word != "anybody"):
            return str(self.names.find("person", word))
        if what == "project" and word != "all":
            return str(self.names.find("project", word))
        return word


def _what_if() -> Callable[..., None]:
    def verb(**typed: Any) -> None:
        cli = {name: typed.pop(name) for name in TRYING}
        with views_at(cli["cli_db"]) as views, Names(views.work, views) as names:
            params = values(what_if.params, typed, names.find, lambda _field: new_id())
            params["change"] = tuple(_change(_Found(names), text) for text in cli["cli_changes"])
            answer = views.ask(what_if.name, params, When.parse(cli["cli_as_of"]))
            show(answer.rows, Compared, cli["cli_form"], what_if.name)

    own = [each for each in parameters(what_if.params) if each.name != "change"]
    return signed(verb, [*optional(TRYING, DEFAULTS), *own])


def _change(found: _Found, text: str) -> str:
    """Put ids where names were typed. Raises WrongUsage."""
    try:
        word, *rest = shlex.split(text)
    except ValueError as error:
        raise WrongUsage(f"{text!r} is not understood: {error}") from error
    whats = readers_of(word) if word in KINDS else ()
    told = [found.text(what, each) for what, each in zip(whats, rest, strict=False)]
    return " ".join([word, *told, *rest[len(told) :]])
