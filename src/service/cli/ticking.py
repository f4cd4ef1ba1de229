"""`tick`: the work that time alone has made due, made now."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import typer

from projections.alarming import Told, tell_alarms
from projections.figures import counted
from projections.names import people_called
from projections.publishing import publish_scheduled
from projections.recounting import recount_budgets
from projections.timekeeping_due import Kept, keep_time
from projections.waiting import serve_waiting
from service.cli.errors import NO
from service.cli.opening import views_of, work_at
from service.cli.options import WORK_DB, Db, Form, Format
from service.cli.printing import print_csv, print_json, print_table
from service.cli.terminal import say
from workdomain.execution.due_work import Made, materialise_due


def join(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("tick", rich_help_panel="Work")(tick)


def tick(db: Db = WORK_DB, form: Format = Form.TABLE) -> None:
    """Make the work items of recurring work that are due; `serve` does so by itself.

    Check-ins are published on the day they are scheduled for, and budgets that refuse are counted
    anew by the time entries. Who is overbooked is worked out, and told to the log where it is
    news. Allocations that wait are given time there is room for by now. Closed time is locked, and
    what the policy of timesheets makes due is done. It can be asked as often as you like: what was
    made is not made again.
    """
    with work_at(db) as work:
        made = materialise_due(work)
        with views_of(work) as views:
            for told in publish_scheduled(views):
                say(
                    f"A check-in is not published: {told.refused}"
                    if told.refused
                    else "Published a check-in"
                )
            for each in recount_budgets(views):
                say(f"Counted {each.name} anew: {each.before_h:g} h before, {each.after_h:g} h now")
            for alarm in tell_alarms(views):
                say(_alarm(alarm))
            for served in serve_waiting(views):
                say(f"Allocated what had waited: {served.label}")
            kept = keep_time(views)
            with views.reader() as reader:
                names = people_called(reader, (due.person for due in kept))
            for line in _kept(kept, names):
                say(line)
    rows = [{**each._asdict(), "recurrence": str(each.recurrence)} for each in made]
    if form is Form.JSON:
        print_json(rows)
    elif form is Form.CSV:
        print_csv(rows, Made._fields)
    elif rows:
        print_table(rows, Made._fields[1:])
    else:
        say("Nothing was due")
    if any(each.refused for each in made):
        raise typer.Exit(NO)


def _kept(kept: Sequence[Kept], names: Mapping[UUID, str]) -> Iterator[str]:
    """Say what the policy of timesheets made due, in a line for each person."""
    words = {
        "approve": "Approved, as nobody had answered, time of",
        "remind": "Reminded of time that is not handed in by",
        "escalate": "Reminded of approving time of",
    }
    for (what, person), weeks in Counter((due.what, due.person) for due in kept).items():
        if person is None:
            yield "Locked what was closed"
        else:
            yield f"{words[what]} {names.get(person)}: {counted(weeks, 'week', 'weeks')}"


def _alarm(told: Told) -> str:
    """Say what became of somebody's alarms: `Ana is overbooked: 1 alarm arose`."""
    counts = {"arose": told.arose, "changed": told.changed, "cleared": told.cleared}
    parts = [f"{counted(n, 'alarm', 'alarms')} {what}" for what, n in counts.items() if n]
    return f"Overbooking of {told.name or told.person}: {', '.join(parts)}"
