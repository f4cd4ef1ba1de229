"""The board: one card per work item, in the column of its state."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import or_

from projections.models.flows import FlowRow
from projections.models.items import OPEN_STATES, RANK, ItemRow, ShareRow
from projections.models.workflows import StateRow
from projections.names import people_called, projects_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.task_life import State
from workdomain.kernel import Message
from workdomain.planning.work_item import Priority


class Board(Message):
    """What is to do, being done, blocked and done?"""

    project: UUID | None = None
    """Only the cards of this project."""
    person: UUID | None = None
    """Only the open cards that this person has."""
    ended_days: Annotated[int, Field(ge=0, le=3660)] = 14
    """For how many days cards that are done or cancelled stay on the board."""


class Card(Message):
    """A card on the board."""

    column: State
    id: UUID
    title: str
    key: str | None
    """What the item's source calls it."""
    project_key: str | None
    priority: Priority
    assignees: tuple[str, ...]
    due: date | None
    overdue: bool
    remaining_h: float | None
    reason: str | None
    """Why it is blocked, or was cancelled."""
    days: int
    """For how many whole days it has been in its column."""
    state: str | None = None
    """Where it stands in its project's workflow; null without one."""
    place: int | None = None
    """The number of that state in the workflow, to lay out columns by."""


COLUMNS = list(State)


def read(reader: Reader, params: Board, _page: Page) -> Iterable[Card]:
    """Read the cards, the most pressing of each column first."""
    rows = reader.rows(ItemRow, lambda c: list(_wanted(reader, params, c)))
    people = people_called(reader, (id for row in rows for id in row.assignees))
    projects = projects_called(reader, (row.project for row in rows))
    states = _states(reader, params)
    today, now = reader.moment.today, reader.moment.now
    cards = [
        Card(
            column=row.state,
            id=row.id,
            title=row.title,
            key=row.key,
            project_key=row.project and projects.get(row.project),
            priority=row.priority,
            assignees=tuple(people.get(UUID(id), id) for id in row.assignees),
            due=row.due,
            overdue=row.due is not None and row.due < today and row.state in OPEN_STATES,
            remaining_h=row.remaining_h,
            reason=row.reason,
            days=max(0, (now - row.since).days),
            **states.get(row.id, {}),
        )
        for row in rows
    ]
    return sorted(cards, key=lambda card: order(params, card))


def _states(reader: Reader, params: Board) -> dict[UUID, dict[str, Any]]:
    """Tell where each card that has a workflow stands in it."""
    c = reader.table(ItemRow).c
    cards = reader.select(ItemRow, c.id).where(*_wanted(reader, params, c))
    flows = reader.rows(FlowRow, lambda f: [f.item.in_(cards)])
    used = {flow.workflow for flow in flows}
    drawn = reader.rows(StateRow, lambda s: [s.workflow.in_(used)]) if used else []
    numbers = {(state.workflow, state.version, state.name): state.place for state in drawn}
    return {
        flow.item: {
            "state": flow.state,
            "place": numbers.get((flow.workflow, flow.version, flow.state)),
        }
        for flow in flows
    }


def _wanted(reader: Reader, params: Board, c: Any) -> Iterable[Any]:
    since = reader.moment.now - timedelta(days=params.ended_days)
    yield or_(c.state.in_(OPEN_STATES), c.since >= since)
    if params.project is not None:
        yield c.project == params.project
    if params.person is not None:
        share = reader.table(ShareRow)
        yield c.id.in_(reader.select(ShareRow, share.c.item).where(share.c.person == params.person))


def order(_params: Board, card: Card) -> Order:
    """Sort by column and the state in it, then the most urgent, then the first due."""
    due = card.due or date.max
    return (
        COLUMNS.index(card.column),
        card.place or 0,
        card.state or "",
        RANK[card.priority],
        due.isoformat(),
        str(card.id),
    )


board = View(name="board", params=Board, row=Card, key=("id",), read=read, order=order)
