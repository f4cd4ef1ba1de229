"""What a newcomer sees first: three views of the demo, now and as of two months ago."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from projections.concerns import Kind as Concern
from projections.history import shown
from projections.view import NOW, When
from projections.views import Views
from projections.wording import line
from projections.workload import Kind, WorkloadRow

AGO = timedelta(weeks=9)
"""Two months, in whole weeks."""
WEEKS = 4
FULL, HIGH = 1.0, 0.85
MOST = 6
FRIDAY = 4
DASH = Text("-", style="dim")


def tour(views: Views, console: Console, now: datetime) -> None:
    """Print the views, and what changed between the two moments."""
    then = When(as_of=now - AGO)
    console.print(_workload(views, then, now))
    console.print(_progress(views, then, now))
    console.print(_follow_up(views, then, now))
    for text in (*_changed(views, then), *_late_news(views, now - AGO)):
        console.print(text, markup=False)


def _table(title: str) -> Table:
    return Table(
        title=Text(title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0), pad_edge=False,
    )  # fmt: skip


# -- workload --------------------------------------------------------------------------------------


def _workload(views: Views, then: When, now: datetime) -> Table:
    table = _table(f"Workload: how full the next four weeks are, and were on {now - AGO:%d %B}")
    table.add_column("", overflow="ellipsis", no_wrap=True)
    answers = [
        _by_person(views.ask("workload", {"first": next_monday(moment)}, when).rows)
        for moment, when in ((now, NOW), (now - AGO, then))
    ]
    for answer in answers:
        for week in _weeks(answer):
            table.add_column(week.partition("-")[2], justify="right")
        table.add_column("over", justify="right")
        table.add_column("late", justify="right")
        table.add_column(" ")
    table.columns.pop()
    for name in answers[0]:
        cells = [cell for answer in answers for cell in (*_load(answer.get(name, ())), Text(""))]
        table.add_row(Text(name), *cells[:-1])
    return table


def next_monday(moment: datetime) -> date:
    """Tell when the next week begins, on a weekend; on other days, when this week began."""
    day = moment.date()
    ahead = 7 if day.weekday() > FRIDAY else 0
    return day + timedelta(days=ahead - day.weekday())


def _by_person(rows: Iterable[WorkloadRow]) -> Mapping[str, list[WorkloadRow]]:
    """Sort rows to their people; what nobody has comes last."""
    people = defaultdict[str, list[WorkloadRow]](list)
    for row in rows:
        people[row.name or "nobody"].append(row)
    people["nobody"] = people.pop("nobody", [])
    return people


def _weeks(answer: Mapping[str, Sequence[WorkloadRow]]) -> list[str]:
    return list(dict.fromkeys(r.period for rows in answer.values() for r in rows if r.period))


def _load(rows: Sequence[WorkloadRow]) -> list[Text]:
    """Show somebody's weeks, the hours beyond them, and those that are overdue."""
    weeks = [row for row in rows if row.kind is Kind.PERIOD]
    cells = [_utilisation(row.utilisation) for row in weeks] + [DASH] * (WEEKS - len(weeks))
    over = sum(row.overload_h or 0 for row in weeks)
    late = sum(row.hours or 0 for row in rows if row.kind in (Kind.OVERDUE, Kind.UNASSIGNED))
    return [*cells, _hours(over, "red"), _hours(late, "yellow")]


def _utilisation(share: float | None) -> Text:
    if share is None:
        return Text("away", style="dim")
    style = "red" if share > FULL else "yellow" if share > HIGH else "green" if share else "dim"
    return Text(f"{share:.0%}", style=style)


def _hours(hours: float, style: str) -> Text:
    return Text(f"{hours:.0f} h", style=style) if hours >= 1 else DASH


# -- progress --------------------------------------------------------------------------------------


def _progress(views: Views, then: When, now: datetime) -> Table:
    table = _table(f"Progress: how far the projects were on {now - AGO:%d %B}, and are now")
    for heading in ("", "complete", "remaining", "spent", "budget used", "ends"):
        table.add_column(heading, justify="right" if heading else "left")
    old, new = (
        {(row.kind, row.id): row for row in views.ask("progress", {"depth": 0}, when).rows}
        for when in (then, NOW)
    )
    for key, row in new.items():
        name = f"{row.project_key} {row.title}" if row.project_key else row.title
        before = old.get(key)
        table.add_row(
            Text(line(name, 32), style="dim" if row.state == "closed" else ""),
            _pair(before and before.percent_complete, row.percent_complete, "%"),
            _pair(before and before.remaining_h, row.remaining_h, "h"),
            _pair(before and before.spent_h, row.spent_h, "h"),
            _budget(row),
            _end(before, row),
        )
    return table


def _pair(before: float | None, after: float | None, unit: str) -> Text:
    """Show a number then and now."""
    if after is None:
        return DASH
    old = "-" if before is None else f"{before:,.0f}"
    return Text.assemble((f"{old} > ", "dim"), f"{after:,.0f} {unit}")


def _budget(row: Any) -> Text:
    if row.budget_used is None:
        return DASH
    return Text(f"{row.budget_used:.0%}", style="red" if row.budget_used > FULL else "")


def _end(before: Any, row: Any) -> Text:
    if row.due is None:
        return DASH
    moved = before is not None and before.due not in (None, row.due)
    old = f"{before.due:%d %b} > " if moved else ""
    return Text.assemble((old, "dim"), (f"{row.due:%d %b}", "red" if row.behind_schedule else ""))


# -- follow-up -------------------------------------------------------------------------------------


def _follow_up(views: Views, then: When, now: datetime) -> Table:
    rows, before = (views.ask("follow-up", {}, when).rows for when in (NOW, then))
    counts, counts_then = (Counter(row.kind for row in each) for each in (rows, before))
    told = ", ".join(
        f"{counts[kind]} {kind.replace('_', ' ')} ({counts_then[kind]})"
        for kind in Concern
        if counts[kind] or counts_then[kind]
    )
    title = f"Follow-up: {told}; in brackets on {now - AGO:%d %B}"
    table = _table(title)
    for heading in ("", "", "why", "who should act"):
        table.add_column(heading, overflow="fold")
    for row in _most_telling(rows):
        who = ", ".join(row.who)
        kind = Text(row.kind.replace("_", " "), style="red" if row.severity == "high" else "")
        table.add_row(kind, Text(line(row.title, 34)), Text(line(row.reason, 72)), Text(who))
    return table


def _most_telling(rows: Iterable[Any]) -> list[Any]:
    """Choose the first of each kind, then whatever comes first."""
    firsts: dict[Any, Any] = {}
    others = [row for row in rows if firsts.setdefault(row.kind, row) is not row]
    return [*firsts.values(), *others][:MOST]


# -- what changed ----------------------------------------------------------------------------------


def _changed(views: Views, then: When) -> Iterable[str]:
    items = views.compare("work-items", {}, then, NOW)
    concerns = views.compare("follow-up", {}, then, NOW)
    added = sum(change.before is None for change in items)
    done = sum("state" in change.fields and change.fields["state"][1] == "done" for change in items)
    moved = [c for c in items if c.before and "due" in c.fields and c.fields["due"][0]]
    settled = sum(change.after is None for change in concerns)
    yield (
        f"What changed since: {added} work items came, {done} were completed, {len(moved)} got"
        f" another due day; of {settled + _kept(concerns)} concerns then, {settled} are settled."
    )


def _kept(concerns: Iterable[Any]) -> int:
    return sum(change.before is not None and change.after is not None for change in concerns)


def _late_news(views: Views, moment: datetime) -> Iterable[str]:
    """Show the two clocks: what had happened by a moment, and was recorded after it."""
    late = [
        event for event in views.work.events() if event.context.at <= moment < event.recorded_at
    ]
    if late:
        with views.reader() as reader:
            happened = shown(reader, sorted(late, key=_how_telling)[:1])[0]
        yield (
            f"What nobody knew then: {len(late)} things had happened, but were recorded later."
            f" One of {happened.at:%d %B}, on {happened.recorded_at:%d %B}:"
            f" {happened.by} {happened.text} ({happened.subject})."
        )


def _how_telling(event: Any) -> tuple[bool, int]:
    """Prefer what is not just hours."""
    return event.stream.startswith("week/"), event.position
