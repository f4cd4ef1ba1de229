"""How forecasts came true: each is made as it would have been then, and held against what came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import Field

from projections.figures import DAY, rounded
from projections.models.items import ItemRow
from projections.plans.asked import Planning
from projections.plans.foreseeing import calibration_of, foreseen
from projections.plans.making import NoPlan, made
from projections.reader import Moment, Reader
from projections.view import Order, Page, View
from workdomain.execution.task_life import State
from workdomain.kernel import Message
from workdomain.scheduling.forecast.scoring import Chance, Promise, brier, hits, skill


class Then(StrEnum):
    """What a forecast of the past is made of."""

    KNOWN = "known"
    """What was known then, and not what was told later about it."""
    TRUE = "true"
    """What was true then, as far as it is known now: for work whose past was imported."""


class ForecastBacktest(Message):
    """Were forecasts right: of what they said was done by then, how much was?"""

    project: UUID | None = None
    """Only the work of this project."""
    weeks: Annotated[int, Field(ge=1, le=260)] = 12
    """How long ago the first forecast is made."""
    every_weeks: Annotated[int, Field(ge=1, le=52)] = 2
    """How many weeks lie between two forecasts."""
    of: Then = Then.KNOWN
    """What they are made of."""
    samples: Annotated[int, Field(ge=1, le=20_000)] = 500
    """How many times each plan is run."""
    seed: int = 1
    """The same seed leads to the same figures."""


class BacktestRow(Message):
    """A forecast and what came of it; the last row is of all of them, work counted in each."""

    at: datetime | None
    """When it would have been made; null for all of them."""
    position: int | None
    """The log position of what it knew."""
    foretold: int
    """How many work items it told of that were not cancelled since."""
    done: int
    """How many of them are done by now."""
    by_p50: float | None
    """Share done by P50, of those that can be judged: done, or not done though P50 has passed."""
    by_p80: float | None
    """... by P80: honest forecasts come to 0.8 in the long run."""
    by_p95: float | None
    """... by P95."""
    judged_p50: int
    """How many can be judged by P50."""
    judged_p80: int
    judged_p95: int
    days_off: float | None
    """By how many days work was done later than P50, in the middle; below zero is sooner."""
    deadlines: int
    """How many deadlines they gave a chance to that can be judged by now."""
    met: float | None
    """The share of these that was met."""
    brier: float | None
    """How far these chances were off, 0 to 1: the mean of (chance - met)²."""
    skill: float | None
    """How much better they were than to tell all deadlines the chance `met`: 1 is perfect."""
    why_not: str | None = None
    """What kept a forecast from being made."""


class _Foretold(NamedTuple):
    """What a forecast said of a work item, and when that was done."""

    p50: datetime
    p80: datetime
    p95: datetime
    due: datetime | None
    on_time: float | None
    done: datetime | None


def read(reader: Reader, params: ForecastBacktest, _page: Page) -> list[BacktestRow]:
    """Make each forecast anew, the earliest first, and judge it."""
    now = reader.moment.now
    ended = {
        row.id: row.ended_at if row.state is State.DONE else None
        for row in reader.rows(ItemRow, lambda c: [c.state != State.CANCELLED])
        if params.project in (None, row.project)
    }
    rows, everything = list[BacktestRow](), list[_Foretold]()
    for then in _moments(reader, params):
        told, why_not = list[_Foretold](), None
        try:
            told = list(_foretold(then, params, ended))
        except NoPlan as reason:
            why_not = str(reason)
        rows.append(_row(told, now, then.moment, why_not))
        everything += told
    return sorted([*rows, _row(everything, now)], key=lambda row: order(params, row))


def _moments(reader: Reader, params: ForecastBacktest) -> Iterator[Reader]:
    """Look at the moments at which forecasts are made, as they were or as they are known now."""
    own = reader.moment
    for back in range(params.weeks, 0, -params.every_weeks):
        at = own.now - timedelta(weeks=back)
        if params.of is Then.KNOWN:
            yield reader.as_known(at)
        else:
            yield reader.at(replace(own, now=at, valid_at=at))


def _foretold(
    then: Reader, params: ForecastBacktest, ended: Mapping[UUID, datetime | None]
) -> Iterator[_Foretold]:
    it = made(then, Planning(project=params.project, seed=params.seed))
    if not it.plan.placed:
        return
    calibration = calibration_of(then, params.project)
    moment, now = it.situation.clock.moment, it.situation
    for task, told in foreseen(it, calibration, params.samples, params.seed).tasks.items():
        if task in now.left_out or now.items[task].id not in ended:
            continue
        due = now.due.get(task)
        yield _Foretold(
            moment(told.p50),
            moment(told.p80),
            moment(told.p95),
            None if due is None else moment(due),
            told.on_time,
            ended[now.items[task].id],
        )


def _row(
    told: Sequence[_Foretold],
    now: datetime,
    moment: Moment | None = None,
    why_not: str | None = None,
) -> BacktestRow:
    p50, p80, p95 = (
        hits((Promise(by, each.done) for by, each in zip(moments, told, strict=True)), now)
        for moments in (
            [each.p50 for each in told],
            [each.p80 for each in told],
            [each.p95 for each in told],
        )
    )
    off = [(each.done - each.p50) / DAY for each in told if each.done is not None]
    chances = [
        Chance(each.on_time, met)
        for each in told
        if each.due is not None
        and each.on_time is not None
        and (met := Promise(each.due, each.done).is_kept(now)) is not None
    ]
    return BacktestRow(
        at=moment.now if moment else None,
        position=moment.position if moment else None,
        foretold=len(told),
        done=len(off),
        by_p50=rounded(p50.rate),
        by_p80=rounded(p80.rate),
        by_p95=rounded(p95.rate),
        judged_p50=p50.judged,
        judged_p80=p80.judged,
        judged_p95=p95.judged,
        days_off=rounded(median(off)) if off else None,
        deadlines=len(chances),
        met=rounded(sum(met for _, met in chances) / len(chances)) if chances else None,
        brier=rounded(brier(chances)),
        skill=rounded(skill(chances)),
        why_not=why_not,
    )


def order(_params: ForecastBacktest, row: BacktestRow) -> Order:
    """Sort them by time, all of them last."""
    return (row.at is None, row.at)


forecast_backtest = View(
    name="forecast-backtest",
    params=ForecastBacktest,
    row=BacktestRow,
    key=("at",),
    read=read,
    order=order,
)
