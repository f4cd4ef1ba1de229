"""Budgets: what there is, what is used, how quickly, and how much of it all anybody knows.

Time counts where its work item is at the moment that is looked at. Time on no item, or on one
outside of projects, is of no project and no client: how much that is, is told with every budget.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import Field
from sqlalchemy import Text, and_, func, type_coerce

from projections.figures import rounded
from projections.models.budgets import BudgetRow
from projections.models.clients import ClientRow
from projections.models.entries import EntryRow
from projections.models.items import ItemRow
from projections.models.projects import ProjectRow
from projections.models.specifications import SpecificationRow
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.planning.budget_list import Scope, scope_of
from workdomain.planning.budget_words import BudgetPeriod, Limit, WhenOver

A_MONTH = 365.25 / 12
"""Days."""
FAR = 100 * 366
"""Days; what lasts longer than this lasts for ever."""


class Budgets(Message):
    """What may be spent, what is spent, and how long will the rest do?"""

    project: UUID | None = None
    """Only budgets of this project."""
    client: UUID | None = None
    """Only budgets of this client, and of its projects."""
    months: Annotated[int, Field(ge=1, le=60)] = 1
    """How many months of a monthly budget are shown, this month being the last."""
    closed: bool = False
    """Whether closed budgets are shown too."""


class BudgetState(StrEnum):
    """How a budget stands."""

    OK = "ok"
    WARNING = "warning"
    """So much is used that it warns."""
    OVER = "over"
    """More is used than there is."""


class BudgetShown(Message):
    """A budget, in one of its periods; what does not belong to its unit is null."""

    budget: UUID
    """The budget; the project, for the hours that were set with the project itself."""
    name: str
    project_key: str | None
    client: str | None
    activity: str | None
    period: str
    """lifetime, or the month."""
    state: BudgetState
    share: float | None
    """Used / planned, 1.0 is all of it; null when nothing was planned."""
    planned_h: float | None
    used_h: float
    left_h: float | None
    """Below zero when it is over."""
    planned_amount: Decimal | None
    used_amount: Decimal | None
    """Hours x rate, rounded half up."""
    left_amount: Decimal | None
    currency: str | None
    rate_per_h: Decimal | None
    burn_h_per_month: float | None
    """Hours used in a month, on average since the first that counts; null before that."""
    lasts_until: date | None
    """The day on which it is used up at that pace; null when nobody can tell."""
    warn_percent: int
    over: WhenOver
    """What becomes of time that is over it."""
    counted_h: float | None
    """What a budget that refuses has counted itself; it is set right by the entries each minute."""
    coverage: float | None
    """The share of all time logged of which it is known whether it counts; null without any."""
    unknown_h: float
    """Time logged on nothing that would tell whether it counts."""
    closed: bool


class Usage(NamedTuple):
    """Time of one kind in one month."""

    project: UUID | None
    client: UUID | None
    """Whom the work item is for, if it says so itself."""
    activity: str | None
    month: str
    minutes: int
    first: date


@dataclass(frozen=True)
class Known:
    """What all budgets are told from."""

    usage: Sequence[Usage]
    projects: Mapping[UUID, ProjectRow]
    clients: Mapping[UUID, str]
    today: date

    @cached_property
    def _scoped(self) -> Mapping[UUID | None, Sequence[tuple[Scope, Usage]]]:
        """All time by its project, with what it is of."""
        found = defaultdict[UUID | None, list[tuple[Scope, Usage]]](list)
        for usage in self.usage:
            project = self.projects.get(usage.project) if usage.project else None
            client = usage.client or (project and project.client)
            scope = scope_of(usage.project, client, usage.activity)
            found[usage.project].append((scope, usage))
        return found

    @cached_property
    def _totals(self) -> Counter[str | None]:
        """All minutes of each month; None is ever."""
        totals = Counter[str | None]()
        for usage in self.usage:
            totals[usage.month] += usage.minutes
            totals[None] += usage.minutes
        return totals

    def _near(self, scope: Scope, month: str | None) -> Iterator[tuple[Scope, Usage]]:
        """Walk over the time that may be of a scope."""
        places = (scope.project,) if scope.project else tuple(self._scoped)
        for place in places:
            for where, usage in self._scoped.get(place, ()):
                if month in (None, usage.month):
                    yield where, usage

    def used(self, scope: Scope, month: str | None) -> list[Usage]:
        """List what counts against a budget."""
        return [usage for where, usage in self._near(scope, month) if scope.covers(where)]

    def unknown(self, scope: Scope, month: str | None) -> int:
        """Sum the minutes of which nobody knows whether they count: no project, or no activity."""
        nowhere = self._scoped.get(None, ()) if scope.project or scope.client else ()
        unknown = sum(
            u.minutes for _, u in nowhere if month in (None, u.month) and u.client is None
        )
        if scope.activity is not None:
            place = scope._replace(activity=None)
            unknown += sum(
                usage.minutes
                for where, usage in self._near(place, month)
                if usage.activity is None and place.covers(where)
            )
        return unknown

    def total(self, month: str | None) -> int:
        """Sum all minutes there are."""
        return self._totals[month]


def usage_at(reader: Reader) -> list[Usage]:
    """Sum all time by project, kind of work and month, in the database."""
    entry: Any = reader.table(EntryRow)
    item: Any = reader.table(ItemRow)
    known: Any = reader.table(SpecificationRow)
    month = func.substr(type_coerce(entry.c.day, Text), 1, 7).label("month")
    kinds = (item.c.project, known.c.client, entry.c.activity)
    there = and_(item.c.id == entry.c.item, reader.holds(ItemRow))
    more = and_(known.c.item == entry.c.item, reader.holds(SpecificationRow))
    query = (
        reader.select(EntryRow, *kinds, month, func.sum(entry.c.minutes), func.min(entry.c.day))
        .select_from(entry.outerjoin(item, there).outerjoin(known, more))
        .group_by(*kinds, "month")  # by its name: its parameters would not be taken for the same
    )
    return [
        Usage(project, client, activity, month, int(minutes), first)
        for project, client, activity, month, minutes, first in reader.run(query)
    ]


def known_at(reader: Reader) -> Known:
    """Read what all budgets are told from."""
    return Known(
        usage_at(reader),
        {row.id: row for row in reader.rows(ProjectRow)},
        {row.id: row.name for row in reader.rows(ClientRow)},
        reader.moment.today,
    )


def read(reader: Reader, params: Budgets, _page: Page) -> list[BudgetShown]:
    """Show every budget, and the hours that were set with projects themselves."""
    known = known_at(reader)
    wanted = [
        row
        for row in (*reader.rows(BudgetRow), *_of_projects(known))
        if (params.closed or not row.closed) and _is_wanted(params, row, known)
    ]
    shown = [
        _shown(row, period, known)
        for row in wanted
        for period in _periods(row, known.today, params.months)
    ]
    return sorted(shown, key=lambda row: order(params, row))


def _of_projects(known: Known) -> Iterator[BudgetRow]:
    """Write the hours set with a project as the simple budget they are: for ever, and it warns."""
    for project in known.projects.values():
        if project.budget_h is not None:
            yield BudgetRow(
                project.id, f"{project.name}: hours", project.id, None, None,
                project.budget_h, None, None, None,
                BudgetPeriod.LIFETIME, 80, WhenOver.WARN, project.closed, (), 0,
            )  # fmt: skip


def _is_wanted(params: Budgets, row: BudgetRow, known: Known) -> bool:
    project = known.projects.get(row.project) if row.project else None
    client = row.client or (project and project.client)
    return params.project in (None, row.project) and params.client in (None, client)


def _periods(row: BudgetRow, today: date, months: int) -> Iterator[str | None]:
    """Name the months to show, the latest last; None is for ever."""
    if row.period is BudgetPeriod.LIFETIME:
        yield None
        return
    for back in reversed(range(months)):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        yield f"{year:04}-{month + 1:02}"


def _shown(row: BudgetRow, month: str | None, known: Known) -> BudgetShown:
    scope, limit = scope_of(row.project, row.client, row.activity), row.limit
    usage = known.used(scope, month)
    minutes = sum(each.minutes for each in usage)
    unknown, total = known.unknown(scope, month), known.total(month)
    project = known.projects.get(row.project) if row.project else None
    share = _share(limit, minutes)
    burn, until = _burn(limit, usage, minutes, month, known.today)
    money = limit.hours is None
    counted = sum(n for m, n in row.counted if month in (None, m)) / 60
    return BudgetShown(
        budget=row.id,
        name=row.name,
        project_key=project and project.key,
        client=known.clients.get(row.client) if row.client else None,
        activity=row.activity,
        period=month or BudgetPeriod.LIFETIME,
        state=_standing(limit, minutes, share, row.warn_percent),
        share=rounded(share),
        planned_h=limit.hours,
        used_h=rounded(minutes / 60),
        left_h=None if money else rounded(float(limit.left(minutes))),
        planned_amount=limit.amount,
        used_amount=Decimal(limit.used(minutes)) if money else None,
        left_amount=Decimal(limit.left(minutes)) if money else None,
        currency=limit.currency,
        rate_per_h=limit.rate_per_h,
        burn_h_per_month=rounded(burn),
        lasts_until=until,
        warn_percent=row.warn_percent,
        over=row.over,
        counted_h=rounded(counted) if row.over is WhenOver.REFUSE else None,
        coverage=rounded(1 - unknown / total) if total else None,
        unknown_h=rounded(unknown / 60),
        closed=row.closed,
    )


def _share(limit: Limit, minutes: int) -> float | None:
    planned = limit.hours if limit.amount is None else limit.amount
    return float(limit.used(minutes)) / float(planned) if planned else None


def _standing(limit: Limit, minutes: int, share: float | None, warn_percent: int) -> BudgetState:
    if limit.left(minutes) < 0:
        return BudgetState.OVER
    warns = share is not None and round(share * 100, 6) >= warn_percent
    return BudgetState.WARNING if warns else BudgetState.OK


def _burn(
    limit: Limit, usage: Sequence[Usage], minutes: int, month: str | None, today: date
) -> tuple[float | None, date | None]:
    """Tell the hours used in a month at the pace so far, and how long the rest does.

    A month that is over has no pace any more: what was used is what was used.
    """
    first = min((each.first for each in usage), default=None)
    if first is None or not minutes or (month is not None and month != today.isoformat()[:7]):
        return None, None
    days = max(1, (today - first).days + 1)
    left = float(limit.left(minutes)) / float(limit.used(minutes) or 1) * days
    lasts = today + timedelta(days=int(left)) if 0 <= left < FAR else None
    return minutes / 60 / days * A_MONTH, lasts


def order(_params: Budgets, row: BudgetShown) -> Order:
    """Sort by what it is called, the latest month last."""
    return (row.name.casefold(), str(row.budget), row.period)


budgets = View(
    name="budgets",
    params=Budgets,
    row=BudgetShown,
    key=("budget", "period"),
    read=read,
    order=order,
)
