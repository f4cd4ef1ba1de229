"""The audit report: who did what when, how things stood before and after, and how we know.

It is a fold of the events about its subject, and reads no clock: what is open goes on until the
last known event was recorded, so that a position of the log has one report for ever.
"""

from collections.abc import Iterable
from typing import Any, Self

from pydantic import AliasChoices, Field, model_validator

from projections.history import called, shown
from projections.reader import Reader
from projections.view import NotAMoment, When
from projections.views import Views
from service.reports import before_after, figures, over_time, people
from service.reports.evidence import find, gather
from service.reports.lives import Span, in_order
from service.reports.parts import AuditReport, Evented
from service.reports.scope import Scope
from workdomain.kernel import Message
from workdomain.values import Day, Line

SUBJECTS = ("project", "person", "item")


class Audit(Message):
    """Who did what when about a project, a person or a work item, and what came of it?"""

    project: Line | None = None
    """The project: its id or key."""
    person: Line | None = None
    """The person: their id or name."""
    item: Line | None = None
    """The work item: its id, its key in its source, or its title."""
    first: Day | None = Field(default=None, validation_alias=AliasChoices("first", "from"))
    """The first day to report on (UTC); without it, from the beginning."""
    last: Day | None = Field(default=None, validation_alias=AliasChoices("last", "to"))
    """The last day to report on (UTC); without it, up to what is known."""

    @model_validator(mode="after")
    def _is_about_one_thing(self) -> Self:
        if sum(getattr(self, kind) is not None for kind in SUBJECTS) != 1:
            raise ValueError("Name what to report on: one project, one person or one item")
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")
        return self

    @property
    def named(self) -> tuple[str, str]:
        """What kind of thing it is about, and what that is called."""
        kind = next(kind for kind in SUBJECTS if getattr(self, kind) is not None)
        return kind, getattr(self, kind)


def build(views: Views, params: Audit, when: When) -> AuditReport:
    """Report on a subject by what was known `as_of`.

    Raises NoSuchSubject, and NotAMoment for `valid_at`, whose place the last day takes.
    """
    if when.valid_at is not None:
        raise NotAMoment("A report tells what was true up to its last day: give that instead")
    with views.reader(when) as reader:
        return _told(reader, params)


def _told(reader: Reader, params: Audit) -> AuditReport:
    evidence = gather(reader, find(reader, *params.named))
    scope = Scope(evidence, Span(params.first, params.last))
    scope.names = {**called(reader, scope.ids()), **scope.titles}
    blocked = over_time.blocked(scope)
    report = AuditReport(
        subject=scope.subject,
        first=params.first,
        last=params.last,
        as_of=evidence.position,
        known_at=evidence.known_at,
        begins=scope.begins,
        ends=scope.ends,
        until=scope.until,
        summary=figures.totals(scope),
        figures=figures.figures(scope, blocked),
        state=before_after.state(scope),
        items=before_after.items(scope),
        people=people.people(scope),
        hours_by_person=people.hours_by_person(scope),
        hours_by_item=people.hours_by_item(scope),
        hours_by_week=people.hours_by_week(scope),
        blocked=blocked,
        late=figures.late(scope),
        corrections=people.corrections(scope),
        estimates=before_after.estimates(scope),
        lanes=over_time.lanes(scope),
        burn_up=over_time.burn_up(scope),
        events=(),
    )
    return report.model_copy(update={"events": _events(reader, scope, report)})


def _events(reader: Reader, scope: Scope, report: AuditReport) -> tuple[Evented, ...]:
    """Tell what happened in these days, and whatever else figures rest on, as it happened."""
    inside = {each.position for each in scope.inside}
    everything = scope.evidence.everything()
    events = in_order(everything[position] for position in inside | set(cited(report)))
    return tuple(
        Evented(happened=happened, inside=happened.position in inside)
        for happened in shown(reader, events, scope.titles)
    )


def cited(value: Any) -> Iterable[int]:
    """List every position that a part of a report names as what it comes from."""
    if isinstance(value, Message) and not isinstance(value, Evented):
        for name in type(value).model_fields:
            found = getattr(value, name)
            if name in CITING:
                yield from (found if isinstance(found, tuple) else (found,) if found else ())
            else:
                yield from cited(found)
    elif isinstance(value, tuple | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from cited(each)


CITING = {"position", "positions", "changed", "late"}
