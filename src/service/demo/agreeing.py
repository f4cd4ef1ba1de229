"""What the demo's people agree on at the end of their half-year.

Whom they report to, what an hour is worth, and the time of the first weeks, which is handed in,
approved and billed. Nothing before it changes by it.
"""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from service.demo.company import OPERATIONS, PRODUCT
from service.demo.world import Staff, World
from workdomain.execution.leave import ApproveLeave, RequestLeave
from workdomain.execution.leave_account import SetLeaveAllowance
from workdomain.execution.sheet_words import (
    Approval,
    ApproveTime,
    DeclareWeekComplete,
    InvoiceTime,
    RejectTime,
    SubmitWeek,
)
from workdomain.execution.timekeeping import (
    TIMEKEEPING,
    ClosePeriod,
    SetProjectTimeApprover,
    SetTimePolicy,
)
from workdomain.execution.timer_words import StartTimer, StopTimer
from workdomain.execution.week import Entry, week, week_id
from workdomain.kernel import Command
from workdomain.people.place import SetReportingLine
from workdomain.people.team import SetTeam, team_id
from workdomain.planning.rate_words import RateKind, SetRate, rate_id
from workdomain.values import OPERATOR

WEEKS = 6
"""How many weeks are handed in, of those that nobody corrects any more."""
BILLED = 4
"""Those of them that are billed."""
CUT = 15
"""Minutes."""


def agree(world: World) -> None:
    """Catch up on all that was left undone in half a year."""
    leads = [person for person in world.people() if person.who.leads]
    _report(world, leads)
    _set_rates(world)
    for number in range(WEEKS):
        for person in world.people():
            _go_through(world, number, person, _approver(world, person, leads))
    _close_the_books(world)
    _count(world)
    _go_away(world, leads)
    for each in leads:
        department = "Customers" if each.who.team == PRODUCT else "Technology"
        named = SetTeam(name=each.who.team, lead=each.id, department=department)
        world.office.hand_in(world.moment(19.2), team_id(each.who.team), named, OPERATOR)


def _go_away(world: World, leads: list[Staff]) -> None:
    """Grant everyone leave for the year, and let two ask for some of it in summer."""
    head = leads[0]
    for person in world.people():
        granted = SetLeaveAllowance(year=world.last.year, hours=sum(person.minutes) * 5 / 60)
        _say(world, 20.7, person.id, granted, head)
    asking = [person for person in world.people() if not person.who.leads][:2]
    for number, person in enumerate(asking):
        first = world.day(40 + number)
        asked = RequestLeave(person=person.id, first=first, last=first + timedelta(days=11))
        name = f"summer leave {number}"
        _say(world, 20.8, world.named(name), asked, person)
        if number == 0:
            _say(world, 20.9, world.named(name), ApproveLeave(), world.lead_of(person.who.team))


def _count(world: World) -> None:
    """Let one stop the timer, and another one forget it."""
    first, second = world.people()[2], world.people()[3]
    _say(world, 13.0, first.id, StartTimer(activity="meetings", note="Prices"), first)
    _say(world, 13.5, first.id, StopTimer(), first)
    _say(world, 14.0, second.id, StartTimer(activity="meetings", note="Call back"), second)


def _close_the_books(world: World) -> None:
    """Say what holds for time from now on, and close the weeks that were gone through."""
    lead = world.lead_of(OPERATIONS)
    told: list[Command] = [
        SetTimePolicy(own_days_back=31, approve_after_weeks=4),
        SetProjectTimeApprover(project=world.ventures["NEW"].id, approver=lead.id),
        ClosePeriod(last=world.day(WEEKS - 1, 6), grace_days=10),
    ]
    for command in told:
        _say(world, 20.6, TIMEKEEPING, command, lead)


def _approver(world: World, person: Staff, leads: list[Staff]) -> Staff:
    """Find who someone reports to; the first lead reports to nobody, and the next one stands in."""
    if not person.who.leads:
        return world.lead_of(person.who.team)
    return leads[0] if person is not leads[0] else leads[1]


def _report(world: World, leads: list[Staff]) -> None:
    for person in world.people():
        if person is not leads[0]:
            lead = _approver(world, person, leads).id
            command = SetReportingLine(lead=lead, valid_from=world.first)
            world.office.hand_in(world.moment(19), person.id, command, OPERATOR)


def _set_rates(world: World) -> None:
    new = world.ventures["NEW"].id
    later = world.first + timedelta(weeks=14)
    told: list[tuple[str, RateKind, dict[str, object]]] = [
        ("92", RateKind.BILL, {}),
        ("96", RateKind.BILL, {"valid_from": later}),
        ("118.50", RateKind.BILL, {"project": new}),
        ("51", RateKind.COST, {}),
    ]
    told += [("38.25", RateKind.COST, {"person": each.id}) for each in world.here(OPERATIONS)]
    for per_h, kind, scope in told:
        more = {"kind": kind, "currency": "EUR", "valid_from": world.first, **scope}
        command = SetRate.model_validate({"per_h": Decimal(per_h), **more})
        world.office.hand_in(world.moment(19.1), rate_id(command.scope), command, OPERATOR)


def _go_through(world: World, number: int, person: Staff, approver: Staff) -> None:
    """Hand in a week, approve most of it, and bill what was done on work items."""
    monday = world.day(number)
    id = week_id(person.id, monday)
    found = world.office.look(week, id).entries
    entries = {entry: it for entry, it in found.items() if it is not None}
    if not entries:
        complete = DeclareWeekComplete(person=person.id, day=monday)
        _say(world, 20.0, id, complete, person)
        return
    _say(world, 20.0, id, SubmitWeek(), person)
    back, lines = _judged(number, entries)
    if back:
        given = RejectTime(reason="On which work item was this?", entries=back)
        _say(world, 20.2, id, given, approver)
    _say(world, 20.3, id, ApproveTime(lines=lines), approver)
    billed = tuple(line.entry for line in lines if entries[line.entry].item is not None)
    if number < BILLED and billed:
        invoice = InvoiceTime(entries=billed, invoice=f"{monday:%Y-%m}-{number + 1:02}")
        _say(world, 20.4, id, invoice, world.lead_of(OPERATIONS))


def _judged(
    number: int, entries: dict[UUID, Entry]
) -> tuple[tuple[UUID, ...], tuple[Approval, ...]]:
    """Choose what is given back, and how much of the rest is agreed to."""
    ids = list(entries)
    back = (ids[0],) if number == WEEKS - 1 and entries[ids[0]].item is None else ()
    lines = [Approval(entry=entry) for entry in ids if entry not in back]
    if number == 1 and lines and entries[lines[0].entry].minutes > CUT:
        less = entries[lines[0].entry].minutes - CUT
        lines[0] = Approval(entry=lines[0].entry, minutes=less, note="Less the break")
    return back, tuple(lines)


def _say(world: World, hour: float, id: UUID, command: Command, by: Staff) -> None:
    world.office.hand_in(world.moment(hour), id, command, by.id)
