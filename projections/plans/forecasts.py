"""When work will be done, as chances: by many runs of the plan, as the team's work turns out."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from projections.figures import rounded
from projections.models.schedules import ScheduleRow
from projections.names import equipment_called, people_called, projects_called
from projections.plans.asked import Planning
from projections.plans.foreseeing import calibration_of, foreseen
from projections.plans.making import Made, made
from projections.plans.pieces import equipment_of, is_piece
from projections.plans.projected import projected
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message


class ForecastOf(StrEnum):
    """What a row is about."""

    WHOLE = "whole"
    PROJECT = "project"
    WORK = "work"
    PERSON = "person"
    EQUIPMENT = "equipment"


class Forecast(Planning):
    """When will work be done, with which chance, and what does the end wait for most?"""

    samples: Annotated[int, Field(ge=1, le=20_000)] = 1_000
    """How many times the plan is run."""
    schedule: UUID | None = None
    """Go on with the published plan of this schedule, instead of planning anew."""
    of: tuple[ForecastOf, ...] = ()
    """Only these rows."""


class ForecastRow(Message):
    """The chances of the whole, a project or a work item; or a person whom the end waits for.

    What does not belong to the kind of a row is null.
    """

    of: ForecastOf
    id: UUID | None
    """The project, work item or person; null for the whole and for work outside of projects."""
    title: str
    project_key: str | None = None
    planned: datetime | None = None
    """When it is done by the plan, every estimate being right."""
    p50: datetime | None = None
    """When it is done as likely as not."""
    p80: datetime | None = None
    """When it is done four times out of five."""
    p95: datetime | None = None
    """When it is done nineteen times out of twenty."""
    on_plan: float | None = None
    """How likely it is done by `planned`, 0 to 1."""
    due: datetime | None = None
    """The end of the day that was set for it by hand; of several, the last."""
    on_time: float | None = None
    """How likely it is done by then, 0 to 1."""
    critical: float | None = None
    """How often the end of its project waited for it, or for this person's work, 0 to 1."""
    fan: tuple[datetime, ...] = ()
    """When it is done with a chance of 5, 10 ... 95 per cent; of projects and the whole."""
    pairs: int | None = None
    """Of the whole: pairs of estimate and logged time that single estimates were held against."""
    median_factor: float | None = None
    """Of the whole: how many times its estimate work takes, in the middle."""


def read(reader: Reader, params: Forecast, _page: Page) -> list[ForecastRow]:
    """Run the plan."""
    it = _plan(reader, params)
    if not it.plan.placed:
        return []
    rows = _rows(reader, it, params)
    return sorted(
        (row for row in rows if not params.of or row.of in params.of),
        key=lambda row: order(params, row),
    )


def _plan(reader: Reader, params: Forecast) -> Made:
    if params.schedule is None:
        return made(reader, params)
    for schedule in reader.rows(ScheduleRow, lambda c: [c.id == params.schedule]):
        return projected(reader, schedule, schedule.published or schedule.latest)
    return made(reader, params)


def _rows(reader: Reader, it: Made, params: Forecast) -> Iterator[ForecastRow]:
    calibration = calibration_of(reader, params.project)
    told = foreseen(it, calibration, params.samples, params.seed)
    clock, now = it.situation.clock, it.situation
    keys = projects_called(reader, {row.project for row in now.items.values()})
    shares: dict[tuple[ForecastOf, UUID], float] = {}
    for who, share in told.people.items():  # of several pieces, the one that is critical most
        key = (
            (ForecastOf.EQUIPMENT, equipment_of(who))
            if is_piece(who)
            else (ForecastOf.PERSON, UUID(who))
        )
        shares[key] = max(share, shares.get(key, 0.0))
    ids = [id for _, id in shares]
    names = people_called(reader, ids) | equipment_called(reader, ids)

    def row(of: ForecastOf, chances: tuple[object, ...], **named: object) -> ForecastRow:
        p50, p80, p95, planned, on_plan, on_time, critical, fan = chances
        return ForecastRow(
            of=of,
            planned=clock.moment(planned),  # type: ignore[arg-type]  # a NamedTuple's fields
            p50=clock.moment(p50),  # type: ignore[arg-type]
            p80=clock.moment(p80),  # type: ignore[arg-type]
            p95=clock.moment(p95),  # type: ignore[arg-type]
            on_plan=rounded(on_plan),  # type: ignore[call-overload]
            on_time=rounded(on_time),  # type: ignore[call-overload]
            critical=rounded(critical),  # type: ignore[call-overload]
            fan=tuple(map(clock.moment, fan)),  # type: ignore[call-overload]
            **named,
        )

    yield row(
        ForecastOf.WHOLE,
        told.whole,
        id=None,
        title="all of it",
        pairs=calibration.pairs,
        median_factor=rounded(calibration.median),
    )
    for project, chances in told.projects.items():
        id = UUID(project)
        yield row(
            ForecastOf.PROJECT,
            chances,
            id=id,
            title=keys.get(id, project),
            project_key=keys.get(id),
        )
    for task, of_task in told.tasks.items():
        if task in now.left_out:
            continue
        item, due = now.items[task], now.due.get(task)
        yield row(
            ForecastOf.WORK,
            of_task,
            id=item.id,
            title=item.title,
            project_key=keys.get(item.project) if item.project else None,
            due=None if due is None else clock.moment(due),
        )
    for (of, id), share in shares.items():
        yield ForecastRow(of=of, id=id, title=names.get(id, str(id)), critical=rounded(share))


KINDS = list(ForecastOf)


def order(_params: Forecast, row: ForecastRow) -> Order:
    """Sort the whole, projects, work, people, equipment; work by its finish, others by share."""
    moment = row.p80.isoformat() if row.p80 else ""
    share = 0.0 if moment else -(row.critical or 0.0)
    return (KINDS.index(row.of), share, moment, row.title, str(row.id))


forecast_view = View(
    name="forecast",
    params=Forecast,
    row=ForecastRow,
    key=("of", "id"),
    read=read,
    order=order,
)
