"""Writes an audit report as JSON, and as one page of HTML that needs nothing else."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from projections.history import Happened
from service.reports import pictures
from service.reports.parts import AuditReport, Evented, Lane
from service.reports.writing import label, moment, number, plain, runs, value
from workdomain.execution.task_life import State

MOST_EVENTS = 1_500
"""How many events the page lists; the JSON holds all."""
MOST_ROWS = 200
"""How many rows any other table of the page has."""
MOST_LANES = 40
MOST_LINKS = 5
"""How many events are linked beside a figure before the rest is folded away."""
MOST_FOLDED = 200

LABELS = {
    "events": "events",
    "people": "people involved",
    "hours": "hours logged",
    "completed": "completed",
    "blocked_days": "days blocked",
    "late": "recorded late",
    "corrections": "time corrections",
}


def render_json(report: AuditReport) -> bytes:
    """Write all of a report; fields in the order of their classes, moments in ISO 8601."""
    return report.model_dump_json(indent=2).encode() + b"\n"


def render_html(report: AuditReport) -> str:
    """Write the page; what it leaves out for length, it counts."""
    events = shown_events(report)
    linked = {each.happened.position for each in events}
    lanes = shown_lanes(report.lanes)
    begins, until = report.begins, report.until
    return PAGE.get_template("audit.html").render(
        report=report,
        labels=LABELS,
        events=events,
        linked=linked,
        lanes=lanes,
        late=_late(report),
        most=MOST_ROWS,
        command=command(report),
        fingerprint=sha256(render_json(report)).hexdigest(),
        timeline=pictures.timeline(lanes, begins, until, linked)
        if lanes and begins and until and begins <= until
        else None,
        burn_up=pictures.burn_up(report.burn_up)
        if any(point.work_h or point.spent_h for point in report.burn_up)
        else None,
        weeks=pictures.weeks(report.hours_by_week, linked) if report.hours_by_week else None,
        states=list(State),
    )


def _late(report: AuditReport) -> list[Happened]:
    late = set(report.late)
    return [each.happened for each in report.events if each.happened.position in late]


def shown_events(report: AuditReport) -> Sequence[Evented]:
    """Choose the events to be listed: if they are too many, the latest of those days."""
    if len(report.events) <= MOST_EVENTS:
        return report.events
    return [each for each in report.events if each.inside][-MOST_EVENTS:]


def shown_lanes(lanes: Sequence[Lane]) -> Sequence[Lane]:
    """Choose the work items to be drawn: if they are too many, those where most went on."""
    if len(lanes) <= MOST_LANES:
        return lanes
    eventful = sorted(
        lanes,
        key=lambda lane: (-sum(s.state is State.BLOCKED for s in lane.spells), -len(lane.spells)),
    )
    kept = {lane.id for lane in eventful[:MOST_LANES]}
    return [lane for lane in lanes if lane.id in kept]


def command(report: AuditReport) -> str:
    """Write the command that makes the same report again."""
    days = (("--from", report.first), ("--to", report.last))
    told = " ".join(f"{option} {day}" for option, day in days if day is not None)
    return (
        f"workdomain report audit --{report.subject.kind} {report.subject.id}"
        f"{' ' if told else ''}{told} --as-of {report.as_of}"
    )


# -- the environment of the template --------------------------------------------------------------


def first(found: Sequence[Any], most: int) -> Iterator[Any]:
    """Cut a list to the length of a table."""
    return islice(found, most)


def _environment() -> Environment:
    page = Environment(
        loader=PackageLoader("service.reports", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    for own in (runs, number, moment, value, label, plain):
        page.filters[own.__name__] = own
    page.filters["first_of"] = first
    page.globals.update(most_links=MOST_LINKS, most_folded=MOST_FOLDED)
    return page


PAGE = _environment()
