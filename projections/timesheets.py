"""Timesheets: which weeks are handed in, what waits for approval, since when and for whom."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from projections.figures import DAY, in_hours
from projections.models.delegations import DelegationRow
from projections.models.entries import EntryRow
from projections.models.people import ReportingRow
from projections.models.sheets import LineRow, ReturnedRow, SheetRow
from projections.models.timekeeping import TimeApproverRow
from projections.my_week import WeekState, state_of
from projections.names import people_called
from projections.places import places_at
from projections.reader import Reader
from projections.view import Order, Page, View
from projections.window import Lately
from workdomain.execution.sheet_words import LineState
from workdomain.execution.week import monday, week_id
from workdomain.kernel import Message


class Timesheets(Lately):
    """Which weeks wait for whom, and how far is each?

    If no days are given, whatever waits for approval is told beside the last weeks, however old.
    """

    person: UUID | None = None
    """Only weeks of this person."""
    approver: UUID | None = None
    """Only weeks of those who report to this person, or to somebody they stand in for today, and
    those with time that waits for one of these as the approver of its project."""
    state: WeekState | None = None
    """Only weeks that have come so far."""


class Timesheet(Message):
    """A week of a person, with what is in it."""

    sheet: UUID
    person: UUID
    name: str
    monday: date
    """The week's first day."""
    state: WeekState
    complete: bool
    """Whether somebody said that nothing more is to come."""
    draft_h: float
    submitted_h: float
    approved_h: float
    """Hours agreed to, billed ones included."""
    invoiced_h: float
    waiting_since: datetime | None
    """When what waits longest was handed in; null when nothing waits."""
    approver: str | None
    """Whom the person reports to; null if it is nobody."""
    reminded: int
    """How often somebody was reminded of it."""


Week = tuple[UUID, date]


@dataclass(frozen=True)
class _Known:
    """What all weeks are told from."""

    entries: Mapping[Week, Mapping[UUID, int]]
    """Minutes by entry."""
    lines: Mapping[UUID, LineRow]
    returned: Collection[UUID]
    complete: Collection[Week]
    leads: Mapping[UUID, UUID | None]
    names: Mapping[UUID, str]
    reminded: Mapping[Week, int]


def read(reader: Reader, params: Timesheets, _page: Page) -> list[Timesheet]:
    """Tell every week of the window that has time in it, or was declared complete."""
    first, last = params.days(reader.moment.today)
    leads = leads_at(reader)
    among = None if params.person is None else {params.person}
    if params.approver is not None:
        for_whom = _stands_in_for(reader, params.approver)
        theirs = {person for person, lead in leads.items() if lead in for_whom}
        theirs |= _waiting_for(reader, for_whom)
        theirs.discard(params.approver)  # nobody approves their own time
        among = theirs if among is None else among & theirs
    known = _known(reader, monday(first), last, among, leads, old=params.says_nothing)
    weeks = {*known.entries, *known.complete, *known.reminded}
    told = [_timesheet(week, known) for week in weeks]
    wanted = [row for row in told if params.state in (None, row.state)]
    return sorted(wanted, key=lambda row: order(params, row))


def _stands_in_for(reader: Reader, approver: UUID) -> set[UUID]:
    """Name everybody in whose place somebody approves today, and themselves."""
    today = reader.moment.today
    rows = reader.rows(
        DelegationRow, lambda c: [c.deputy == approver, c.first <= today, c.last >= today]
    )
    return {approver, *(row.approver for row in rows)}


def _waiting_for(reader: Reader, approvers: set[UUID]) -> set[UUID]:
    """Find whose time on the projects that one of them approves waits."""
    own = [row.project for row in reader.rows(TimeApproverRow) if row.approver in approvers]
    if not own:
        return set()
    waiting = reader.rows(LineRow, lambda c: [c.state == LineState.SUBMITTED])
    places = places_at(reader)
    return {row.person for row in waiting if row.item and places[row.item].project in own}


def leads_at(reader: Reader) -> dict[UUID, UUID | None]:
    """Tell whom everybody reports to on the day of the moment."""
    today = reader.moment.today
    rows = reader.rows(ReportingRow, lambda c: [c.valid_from <= today])
    return {row.person: row.lead for row in sorted(rows, key=lambda row: row.valid_from)}


def _known(
    reader: Reader,
    first: date,
    last: date,
    among: set[UUID] | None,
    leads: Mapping[UUID, UUID | None],
    *,
    old: bool,
) -> _Known:
    found = _rows(reader, first, last, among)
    if old and (waiting := _waiting_before(reader, first, among)):
        whose, begin = {person for person, _ in waiting}, min(begins for _, begins in waiting)
        earlier = _rows(reader, begin, first - DAY, whose)
        found = found.plus(earlier.of(waiting))
    entries = defaultdict[Week, dict[UUID, int]](dict)
    for row in found.entries:
        entries[row.person, monday(row.day)][row.entry] = row.minutes
    people = {person for person, _ in entries} | {row.person for row in found.sheets}
    return _Known(
        entries,
        {row.entry: row for row in found.lines},
        {row.entry for row in reader.rows(ReturnedRow)},
        {(row.person, row.monday) for row in found.sheets if row.complete},
        leads,
        people_called(reader, people | {leads.get(person) for person in people}),
        {(row.person, row.monday): row.reminded for row in found.sheets if row.reminded},
    )


class _Rows(NamedTuple):
    entries: list[EntryRow]
    lines: list[LineRow]
    sheets: list[SheetRow]

    def of(self, weeks: Collection[Week]) -> "_Rows":
        """Leave out all other weeks."""
        return _Rows(
            [row for row in self.entries if (row.person, monday(row.day)) in weeks],
            [row for row in self.lines if (row.person, monday(row.day)) in weeks],
            [row for row in self.sheets if (row.person, row.monday) in weeks],
        )

    def plus(self, others: "_Rows") -> "_Rows":
        """Put others beside them."""
        return _Rows(
            self.entries + others.entries, self.lines + others.lines, self.sheets + others.sheets
        )


def _rows(reader: Reader, first: date, last: date, among: set[UUID] | None) -> _Rows:
    def asked(c: Any) -> list[Any]:
        days = [c.day >= first, c.day <= last]
        return days if among is None else [*days, c.person.in_(among)]

    sheets = reader.rows(SheetRow, lambda c: [c.monday >= first, c.monday <= last])
    own = [row for row in sheets if among is None or row.person in among]
    return _Rows([*reader.rows(EntryRow, asked)], [*reader.rows(LineRow, asked)], own)


def _waiting_before(reader: Reader, first: date, among: set[UUID] | None) -> set[Week]:
    """Find the weeks before a day in which something waits for approval."""
    rows = reader.rows(LineRow, lambda c: [c.state == LineState.SUBMITTED, c.day < first])
    return {(row.person, monday(row.day)) for row in rows if among is None or row.person in among}


def _timesheet(week: Week, known: _Known) -> Timesheet:
    person, begins = week
    entries = known.entries.get(week, {})
    lines = {entry: known.lines[entry] for entry in entries if entry in known.lines}
    drafts = entries.keys() - lines.keys()
    waiting = [line for line in lines.values() if line.state is LineState.SUBMITTED]
    lead = known.leads.get(person)
    return Timesheet(
        sheet=week_id(person, begins),
        person=person,
        name=known.names.get(person, str(person)),
        monday=begins,
        state=state_of(entries, lines, returned=not drafts.isdisjoint(known.returned)),
        complete=week in known.complete,
        draft_h=in_hours(sum(entries[entry] for entry in drafts)),
        submitted_h=in_hours(sum(line.minutes for line in waiting)),
        approved_h=in_hours(sum(line.approved or 0 for line in lines.values())),
        invoiced_h=in_hours(
            sum(line.approved or 0 for line in lines.values() if line.invoice is not None)
        ),
        waiting_since=min((line.since for line in waiting), default=None),
        approver=None if lead is None else known.names.get(lead, str(lead)),
        reminded=known.reminded.get(week, 0),
    )


def order(_params: Timesheets, row: Timesheet) -> Order:
    """Sort by what waits longest, then by week and name."""
    waits = row.waiting_since
    since = (1, "") if waits is None else (0, waits.isoformat())
    return (*since, row.monday.isoformat(), row.name.casefold(), str(row.sheet))


timesheets = View(
    name="timesheets",
    params=Timesheets,
    row=Timesheet,
    key=("sheet",),
    read=read,
    order=order,
)
