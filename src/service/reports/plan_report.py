"""The report of a plan: what is done when, how its buffers stand, what its end waits for."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from projections.names import projects_called
from projections.plans.fevers import Fever, FeverPoint
from projections.plans.forecasts import Forecast, ForecastOf, ForecastRow
from projections.plans.published import Timeline
from projections.plans.rows import PlanRow
from projections.view import When
from projections.views import Views
from service.reports.plan_drawings.from_views import page_of
from service.reports.plan_drawings.plan_page import render_plan
from workdomain.kernel import Message


class PlanOf(Message):
    """The published plan of a project, or of all work: bars, buffers, fever and forecast."""

    project: UUID | None = None
    """Only the work of this project."""
    schedule: UUID | None = None
    """Which plan; left out: all that are published."""


class PlanReport(Message):
    """A plan before it is drawn."""

    name: str
    position: int
    """The last log position that is known."""
    now: datetime
    rows: tuple[PlanRow, ...]
    fever: tuple[FeverPoint, ...]
    forecast: tuple[ForecastRow, ...]
    """Of projects, and of the whole if it is of all work."""


def build(views: Views, params: PlanOf, when: When) -> PlanReport:
    """Ask the views, all at one moment."""
    with views.reader(when) as reader:
        moment = reader.moment
        key = projects_called(reader, [params.project])
    at = When(as_of=moment.position, valid_at=moment.now)
    common = {"project": params.project, "schedule": params.schedule}
    rows = views.ask("timeline", Timeline(**common), at).rows
    fever = views.ask("fever", Fever(**common), at).rows
    forecast = views.ask("forecast", Forecast(of=OF, **common), at).rows
    return PlanReport(
        name=key.get(params.project, "a project") if params.project else "all work",
        position=moment.position,
        now=moment.now,
        rows=tuple(rows),
        fever=tuple(fever),
        forecast=tuple(forecast),
    )


OF = (ForecastOf.WHOLE, ForecastOf.PROJECT)


def render_json(report: PlanReport) -> bytes:
    """Write all of it."""
    return report.model_dump_json(indent=2).encode() + b"\n"


def render_html(report: PlanReport) -> str:
    """Write the page; what it leaves out for length, it counts."""
    page = page_of(report.name, report.now, report.rows, report.fever, report.forecast)
    fingerprint = sha256(render_json(report)).hexdigest()
    return render_plan(
        replace(
            page,
            kind="Published plan" if page.bars else "No plan is published",
            facts=(("As of", f"log position {report.position:,}"),),
            proof=(("SHA-256 of the data (the JSON form):", fingerprint),),
        )
    )
