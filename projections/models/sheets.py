"""Sheets as rows: what became of the time of a week, line by line."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple, assert_never
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.sheet import sheet
from workdomain.execution.sheet_words import (
    LineState,
    Reminder,
    SheetEvent,
    TimeApproved,
    TimeCredited,
    TimeInvoiced,
    TimeRejected,
    TimeReminded,
    TimeReopened,
    WeekDeclaredComplete,
    WeekRecalled,
    WeekSubmitted,
)
from workdomain.planning.rate_words import Chosen
from workdomain.store.messages import Recorded


class SheetRow(NamedTuple):
    """A week that something was handed in of, or that was declared complete."""

    sheet: UUID
    person: UUID
    monday: date
    complete: bool
    reminded: int
    """How often somebody was reminded of it."""
    to_hand_in: bool
    """Whether one of these was to hand it in, and nothing was given back since."""


class LineRow(NamedTuple):
    """A time entry that waits, is agreed to or is billed; the others are drafts."""

    entry: UUID
    sheet: UUID
    person: UUID
    day: date
    state: LineState
    item: UUID | None
    activity: str | None
    billable: bool
    """Whether a client may be asked to pay for it."""
    minutes: int
    """As logged."""
    approved: int | None
    """Minutes that count."""
    note: str
    """Why these are others than were logged."""
    since: datetime
    """When it came into this state."""
    by: UUID
    """Who brought it there."""
    invoice: str | None
    bill_per_h: str | None
    """Frozen when it was approved; a decimal, written out."""
    bill_currency: str | None
    bill_rule: str | None
    cost_per_h: str | None
    cost_currency: str | None
    cost_rule: str | None


class ReturnedRow(NamedTuple):
    """A draft that was handed in before, and given back."""

    entry: UUID
    sheet: UUID
    reason: str
    by: UUID
    at: datetime


class Shown(NamedTuple):
    """What is shown of a sheet."""

    person: UUID | None = None
    monday: date | None = None
    complete: bool = False
    reminded: int = 0
    to_hand_in: bool = False
    lines: Mapping[UUID, LineRow] = MappingProxyType({})
    returned: Mapping[UUID, ReturnedRow] = MappingProxyType({})


def _money(chosen: Chosen | None) -> tuple[str | None, str | None, str | None]:
    if chosen is None:
        return None, None, None
    return str(chosen.per_h), chosen.currency, chosen.rule.value


def evolve(shown: Shown, recorded: Recorded) -> Shown:
    """Take in what became of time.

    What is said to have happened before it can have (approved, and only then handed in) is left
    out of what was true.
    """
    event: SheetEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    context, id = recorded.context, UUID(recorded.stream.partition("/")[2])
    lines, returned = dict(shown.lines), dict(shown.returned)
    match event:
        case WeekSubmitted(person=person, monday=monday, lines=told):
            for each in told:
                returned.pop(each.entry, None)
                lines[each.entry] = LineRow(
                    each.entry, id, person, each.day, LineState.SUBMITTED, each.item, each.activity,
                    each.billable, each.minutes, None, "", context.at, context.by, None,
                    *([None] * 6),
                )  # fmt: skip
            shown = shown._replace(person=person, monday=monday)
        case WeekDeclaredComplete(person=person, monday=monday):
            return shown._replace(person=person, monday=monday, complete=True)
        case TimeReminded(person=person, monday=monday, of=of):
            return shown._replace(
                person=person,
                monday=monday,
                reminded=shown.reminded + 1,
                to_hand_in=shown.to_hand_in or of is Reminder.SUBMIT,
            )
        case WeekRecalled(entries=entries):
            shown = shown._replace(to_hand_in=False)
            for entry in entries:
                lines.pop(entry, None)
        case TimeRejected(entries=entries, reason=why) | TimeReopened(entries=entries, reason=why):
            shown = shown._replace(to_hand_in=False)
            for entry in entries:
                lines.pop(entry, None)
                returned[entry] = ReturnedRow(entry, id, why, context.by, context.at)
        case TimeApproved(lines=agreed):
            for one in agreed:
                if one.entry not in lines:
                    continue
                bill, cost = _money(one.rated.bill), _money(one.rated.cost)
                lines[one.entry] = lines[one.entry]._replace(
                    state=LineState.APPROVED, approved=one.minutes, note=one.note,
                    since=context.at, by=context.by,
                    bill_per_h=bill[0], bill_currency=bill[1], bill_rule=bill[2],
                    cost_per_h=cost[0], cost_currency=cost[1], cost_rule=cost[2],
                )  # fmt: skip
        case TimeInvoiced(entries=entries, invoice=invoice):
            for entry in lines.keys() & set(entries):
                lines[entry] = lines[entry]._replace(
                    state=LineState.INVOICED, invoice=invoice, since=context.at, by=context.by
                )
        case TimeCredited(entries=entries):
            for entry in lines.keys() & set(entries):
                lines[entry] = lines[entry]._replace(
                    state=LineState.APPROVED, invoice=None, since=context.at, by=context.by
                )
        case _:
            assert_never(event)
    return shown._replace(lines=lines, returned=returned)


def rows(id: UUID, shown: Shown) -> Iterable[SheetRow | LineRow | ReturnedRow]:
    """Show a sheet and its lines."""
    if shown.person is None or shown.monday is None:
        return
    yield SheetRow(id, shown.person, shown.monday, shown.complete, shown.reminded, shown.to_hand_in)
    yield from shown.lines.values()
    yield from shown.returned.values()


sheets = ReadModel(
    name="sheets",
    version=5,
    reads=(sheet,),
    initial=Shown(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(SheetRow, "sheet", key=(), indexes=(("person", "monday"),)),
        TableOf(
            LineRow,
            "line",
            key=("entry",),
            indexes=(("entry",), ("person", "day"), ("state", "sheet"), ("invoice",)),
        ),
        TableOf(ReturnedRow, "returned", key=("entry",), indexes=(("entry",), ("sheet",))),
    ),
)
