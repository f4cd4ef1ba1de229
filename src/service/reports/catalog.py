"""Every report: a new one joins here, and HTTP and the command line offer it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from projections.view import When
from projections.views import Views
from service.reports.audit import Audit, build
from service.reports.calendar import CalendarOf, Entries
from service.reports.calendar import build as build_calendar
from service.reports.calendar import render as render_ics
from service.reports.calendar import render_json as render_calendar_json
from service.reports.page import render_html, render_json
from service.reports.parts import AuditReport
from service.reports.plan_report import PlanOf, PlanReport
from service.reports.plan_report import build as build_plan
from service.reports.plan_report import render_html as render_plan
from service.reports.plan_report import render_json as render_plan_json
from workdomain.kernel import Message

P = TypeVar("P", bound=Message)
R = TypeVar("R", bound=Message)


@dataclass(frozen=True)
class Rendering(Generic[R]):
    """A form that a report is given in."""

    media_type: str
    render: Callable[[R], bytes]


@dataclass(frozen=True)
class Report(Generic[P, R]):
    """A report: its parameters, how it is built, and the forms it comes in, by their short names.

    The docstring of `params` says what it tells. The same log, parameters and moment give the same
    bytes.
    """

    name: str
    params: type[P]
    result: type[R]
    build: Callable[[Views, P, When], R]
    renderings: Mapping[str, Rendering[R]]


audit = Report(
    name="audit",
    params=Audit,
    result=AuditReport,
    build=build,
    renderings={
        "html": Rendering("text/html; charset=utf-8", lambda report: render_html(report).encode()),
        "json": Rendering("application/json", render_json),
    },
)

calendar = Report(
    name="calendar",
    params=CalendarOf,
    result=Entries,
    build=build_calendar,
    renderings={
        "ics": Rendering("text/calendar; charset=utf-8", render_ics),
        "json": Rendering("application/json", render_calendar_json),
    },
)

plan = Report(
    name="plan",
    params=PlanOf,
    result=PlanReport,
    build=build_plan,
    renderings={
        "html": Rendering("text/html; charset=utf-8", lambda it: render_plan(it).encode()),
        "json": Rendering("application/json", render_plan_json),
    },
)

REPORTS: Mapping[str, Report[Any, Any]] = {
    report.name: report for report in (audit, calendar, plan)
}
