"""Goals: the tree of objectives with what they are measured by, and why each number is so."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Annotated
from uuid import UUID

from pydantic import Field

from projections.capacities import calendars
from projections.citations import Find, replayed
from projections.goal_rows import (
    Asked,
    GoalRow,
    Kind,
    Made,
    initiative_made,
    key_result_made,
    made_row,
    objective_row,
    portfolio_row,
)
from projections.goal_tree import GoalTree, Id, Plain, read_goals
from projections.names import items_called, people_called, projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.identification.goal_progress import expected_progress
from workdomain.identification.goal_words import Level, Status
from workdomain.identification.objective_life import Phase
from workdomain.kernel import Message
from workdomain.scheduling.calendar import Calendar, capacity_of
from workdomain.values import Day, Line


class Goals(Message):
    """What do we want to reach, how far are we, and why is each number what it is?"""

    objective: UUID | None = None
    """Only this objective and those below it."""
    level: Level | None = None
    """Only objectives of the company, of departments, of teams or of persons."""
    team: Line | None = None
    """Only objectives of this department or team."""
    owner: UUID | None = None
    """Only what this person answers for."""
    first: Day | None = None
    """Only objectives whose period goes on on this day or later."""
    last: Day | None = None
    """Only objectives whose period has begun by this day."""
    phase: tuple[Phase, ...] = ()
    """Only drafts, or what is active, or closed; none is any."""
    status: tuple[Status, ...] = ()
    """Only what stands so; none is any."""
    kind: tuple[Kind, ...] = ()
    """Only rows about these; none is all."""
    depth: Annotated[int, Field(ge=1)] | None = None
    """How many levels of objectives are shown; the numbers have all of them."""
    working_days: bool = False
    """Expect progress by the days on which the owner works, where their hours are known."""
    citations: bool = True
    """Ask the views again that baselines cite, and say whether they still agree."""


def read(reader: Reader, params: Goals, page: Page, find: Find) -> Iterable[GoalRow]:
    """Show the tree of objectives, each with its key results and initiatives.

    Numbers are made of the whole tree, rows of no more than the page.
    """
    tree = read_goals(reader, params.objective)
    asked, kinds = _asked(reader, params, tree, find), frozenset(params.kind or Kind)
    places = [(place.numbers, tree.objectives[place.id]) for place in tree.outline(params.depth)]  # type: ignore[index]  # ids as they lie there
    wanted = [(numbers, row) for numbers, row in places if _wanted(params, row)]
    rows, more = list[Made](), page.limit
    if Kind.PORTFOLIO in kinds and page.after is None:
        rows += _portfolio(tree, [row for _, row in wanted], params, asked)
    for numbers, row in wanted:
        if page.after is not None and page.after >= (*numbers, 1):
            continue  # all of it is on pages before
        if more is not None and len(rows) > more:
            break
        rows += _with_its_parts(tree, row, ".".join(map(str, numbers)), params, asked, kinds)
        if page.after is not None and more == page.limit and more is not None:
            more += len(rows)  # some of the first ones are on the page before
    return list(map(made_row, rows))


def _with_its_parts(
    tree: GoalTree, row: Plain, outline: str, params: Goals, asked: Asked, kinds: frozenset[Kind]
) -> list[Made]:
    """Show an objective, its key results and its initiatives, as far as they are asked for."""
    own, rows = objective_row(tree, row, outline, asked), list[Made]()
    itself = _mine(params, row.owner) and _stands(params, own)
    if itself and Kind.OBJECTIVE in kinds:
        rows.append(own)
    if Kind.KEY_RESULT in kinds:
        rows += _key_results(tree, row, own, params, asked)
    if itself and Kind.INITIATIVE in kinds:
        rows += _initiatives(tree, row, own, asked)
    return rows


def _portfolio(
    tree: GoalTree, rows: Sequence[Plain], params: Goals, asked: Asked
) -> Iterator[Made]:
    """Sum up the objectives that are shown, if there are any."""
    shown = [
        row.id
        for row in rows
        if _mine(params, row.owner)
        and (not params.status or _stands(params, objective_row(tree, row, "", asked)))
    ]
    if shown:
        yield portfolio_row(tree, shown)


def _wanted(params: Goals, row: Plain) -> bool:
    return (
        (params.level is None or row.level == params.level)
        and (params.team is None or row.team == params.team)
        and (params.first is None or row.last >= params.first.isoformat())
        and (params.last is None or row.first <= params.last.isoformat())
        and (not params.phase or row.phase in params.phase)
    )


def _mine(params: Goals, owner: Id | None) -> bool:
    return params.owner is None or owner == params.owner.bytes


def _stands(params: Goals, made: Made) -> bool:
    return not params.status or made["status"] in params.status


def _key_results(tree: GoalTree, of: Plain, own: Made, params: Goals, asked: Asked) -> list[Made]:
    rows = enumerate(tree.key_results.get(of.id, ()), 1)
    made = [
        key_result_made(row, place, of, own, asked)
        for place, row in rows
        if params.owner is None or _mine(params, row.owner or of.owner)
    ]
    return [each for each in made if _stands(params, each)] if params.status else made


def _initiatives(tree: GoalTree, of: Plain, own: Made, asked: Asked) -> Iterable[Made]:
    names = {row.id: row.name for row in tree.key_results.get(of.id, ())}
    for place, row in enumerate(tree.initiatives.get(of.id, ()), 1):
        yield initiative_made(row, f"{own['outline']} I{place}", names, asked)


def _asked(reader: Reader, params: Goals, tree: GoalTree, find: Find) -> Asked:
    owners = {row.owner for row in tree.objectives.values()}
    owners |= {row.owner for rows in tree.key_results.values() for row in rows}
    works = [row for rows in tree.initiatives.values() for row in rows]
    called = items_called(reader, _ids(row.item for row in works))
    called |= projects_called(reader, _ids(row.project for row in works))
    people = people_called(reader, _ids(owners))
    return Asked(
        reader.moment.today,
        {id.bytes: name for id, name in people.items()},
        {id.bytes: name for id, name in called.items()},
        _expecting(reader, params, tree),
        replayed(reader, tree.objectives.keys(), find) if params.citations else {},
    )


def _ids(plain: Iterable[Id | None]) -> list[UUID]:
    return [UUID(bytes=bytes(id)) for id in plain if id is not None]


def _expecting(reader: Reader, params: Goals, tree: GoalTree) -> Callable[[Plain], float]:
    """Make what tells the progress to be expected by today; the same period is counted once."""
    today, hours = reader.moment.today, dict[Id | None, Calendar]()
    if params.working_days and tree.objectives:
        owners = _ids({row.owner for row in tree.objectives.values()})
        first = date.fromisoformat(min(row.first for row in tree.objectives.values()))
        known = calendars(reader, first, owners)
        hours = {id.bytes: calendar for id, calendar in known.items()}

    @cache
    def share(begins: str, ends: str, owner: Id | None) -> float:
        first, last = date.fromisoformat(begins), date.fromisoformat(ends)
        if owner not in hours:
            return expected_progress(first, last, today)
        days = dict(capacity_of(hours[owner], first, last).days())
        if any(minutes is None for minutes in days.values()):
            return expected_progress(first, last, today)  # unknown hours are not days off
        return expected_progress(first, last, today, lambda day: bool(days[day]))

    return lambda row: share(row.first, row.last, row.owner if hours else None)


def order(_params: Goals, row: GoalRow) -> Order:
    """Sort as an outline: each objective, its key results, its initiatives, and those below it."""
    numbers, _, part = row.outline.partition(" ")
    place = tuple(map(int, numbers.split("."))) if numbers else ()
    if row.kind is Kind.KEY_RESULT:
        return (*place, 0, 0, int(part[2:]))
    return (*place, 0, 1, int(part[1:])) if row.kind is Kind.INITIATIVE else place


def goals_view(find: Find) -> View[Goals, GoalRow]:
    """Make the view; `find` finds those of the other views that baselines cite."""
    return View(
        name="goals",
        params=Goals,
        row=GoalRow,
        key=("kind", "objective", "id"),
        read=lambda reader, params, page: read(reader, params, page, find),
        order=order,
        most=20_000,
    )
