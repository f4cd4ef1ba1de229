"""What the views tell of a plan, as values that pictures are drawn from."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from projections.plans.fevers import FeverPoint as FeverRow
from projections.plans.forecasts import ForecastRow
from projections.plans.rows import PlanRow, RowKind
from service.reports.plan_drawings.plan_page import PlanPage
from service.reports.plan_drawings.plan_values import (
    Bar,
    BufferBar,
    Fan,
    Fever,
    FeverPoint,
    Forecast,
    LinkLine,
)
from workdomain.execution.schedule_words import BufferKind, Waiting

ALL_WORK = "all work"
KINDS = {
    "FS": "finish-start",
    "SS": "start-start",
    "FF": "finish-finish",
    "SF": "start-finish",
}
BY_WORK = (Waiting.LINK, Waiting.PERSON, Waiting.EQUIPMENT)
WORKING_H, WORKING_DAYS = 8, 5
"""What is taken for a day and a week where nothing but working time is known."""


def page_of(
    name: str,
    now: datetime,
    rows: Sequence[PlanRow],
    fever: Sequence[FeverRow],
    forecast: Sequence[ForecastRow],
) -> PlanPage:
    """Put a page together; `now` is the moment of all of them, and says the zone of days."""
    return PlanPage(
        name=name,
        today=now,
        bars=tuple(bars_of(rows, now)),
        links=tuple(links_of(rows)),
        buffers=tuple(buffers_of(rows, fever)),
        fevers=tuple(fevers_of(fever)),
        fans=tuple(fans_of(forecast, now)),
        left_out=tuple(
            (row.title, row.problem or "") for row in rows if row.kind is RowKind.LEFT_OUT
        ),
        kind="Published plan",
    )


def bars_of(rows: Iterable[PlanRow], now: datetime) -> Iterator[Bar]:
    """Take the bars of work and milestones; what has no dates is left out."""
    for row in rows:
        if row.kind is RowKind.BUFFER or row.start is None or row.finish is None:
            continue
        baseline = row.baseline_start, row.baseline_finish
        yield Bar(
            id=str(row.id),
            name=row.title,
            project=row.project_key or "",
            start=row.start,
            finish=row.finish,
            people=row.people,
            equipment=row.equipment,
            pieces=tuple((each.start, each.finish) for each in row.pieces),
            milestone=row.kind is RowKind.MILESTONE,
            critical=row.critical,
            done=row.done or 0.0,
            slack_until=_slack(row.finish, row.slack_h),
            baseline=(baseline[0], baseline[1]) if baseline[0] and baseline[1] else None,
            deadline=_deadline(row, row.finish, now),
            pinned=row.pinned,
            broken=_broken(row),
            problem=row.problem or "",
            waits_for=_waits(row),
        )


def _broken(row: PlanRow) -> bool:
    """Tell whether its pinned day goes against a dependency: then the problem begins with that."""
    return row.pinned and (row.problem or "").partition(":")[0] in KINDS


def _waits(row: PlanRow) -> str:
    """Say what held the start last: other work and whose it is, or the kind of wait."""
    words = row.waits_for_title or (row.waits and str(row.waits)) or ""
    return f"{words} ({row.waits_with})" if row.waits_with else words


def _slack(finish: datetime, hours: float | None) -> datetime | None:
    """Tell about when working time since then is over: whose time it is, the row does not say."""
    if not hours or hours < 0:
        return None
    return finish + timedelta(days=hours / WORKING_H * 7 / WORKING_DAYS)


def _deadline(row: PlanRow, finish: datetime, now: datetime) -> datetime | None:
    """Tell the last moment of the day that was set by hand; the row knows whether it is late."""
    if row.due is None:
        return None
    last = datetime.combine(row.due, time.max, now.tzinfo)
    return last if (row.late_days or 0) > 0 else max(last, finish)


def links_of(rows: Sequence[PlanRow]) -> Iterator[LinkLine]:
    """Take dependencies, and who waits for whom; those that held a start last are binding."""
    for row in rows:
        if row.kind is RowKind.BUFFER:
            continue
        held = str(row.waits_for) if row.waits_for and row.waits in BY_WORK else None
        links = [told.split(" ") for told in row.after]
        for kind, before in links:
            yield LinkLine(before, str(row.id), KINDS[kind], before == held)
        if held is not None and held not in [before for _, before in links]:
            yield LinkLine(held, str(row.id), "finish-start", binding=True)


def buffers_of(rows: Iterable[PlanRow], fever: Sequence[FeverRow]) -> Iterator[BufferBar]:
    """Take the buffers; how much of a project's is used is what its latest point says."""
    latest = {each.project: each.used for each in sorted(fever, key=lambda each: each.at)}
    plans = {(each.schedule, each.project) for each in fever}
    of_one = {p for p in latest if sum(project == p for _, project in plans) == 1}
    for row in rows:
        if row.buffer is None or row.start is None or row.finish is None:
            continue
        used = row.done
        if used is None and row.buffer is BufferKind.PROJECT and row.project in of_one:
            used = latest[row.project]
        project = row.project_key or ""
        yield BufferBar(row.title, row.buffer, row.start, row.finish, used, project)


def fevers_of(rows: Iterable[FeverRow]) -> Iterator[Fever]:
    """Put the points of each project's buffer together, earliest first."""
    found: dict[tuple[object, object], list[FeverRow]] = {}
    for row in rows:
        found.setdefault((row.schedule, row.project), []).append(row)
    for own in found.values():
        points = (FeverPoint(row.at, row.done, row.used, row.zone) for row in own)
        ordered = sorted(points, key=lambda each: each.moment)
        yield Fever(own[0].project_key or ALL_WORK, tuple(ordered))


def fans_of(rows: Iterable[ForecastRow], now: datetime) -> Iterator[Fan]:
    """Take the forecasts that have a fan: dates at equal steps of chance, its ends left out."""
    for row in rows:
        if len(row.fan) > 1:
            step = 1 / (len(row.fan) + 1)
            dates = tuple((round(step * n, 9), date) for n, date in enumerate(row.fan, 1))
            yield Fan(row.title, (Forecast(now, dates),), row.due, row.planned)
