"""What comes again and again in the demo, what it may cost, and what it is held against.

It has dice of its own, so that the rest of the half-year is as it would be without it.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time
from decimal import Decimal
from random import Random
from uuid import UUID

from service.demo.company import ENGINEERING, OPERATIONS, PRODUCT
from service.demo.holidays import company_days, outing
from service.demo.world import DAY, Job, Staff, World
from workdomain.clients.client_words import AddClient
from workdomain.execution.baseline import TakeBaseline
from workdomain.execution.task_life import CompleteWorkItem
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.kernel import Command
from workdomain.planning.budget_words import AddBudget, BudgetPeriod, WhenOver
from workdomain.planning.estimate import Estimate
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.recurrence import item_of
from workdomain.planning.recurrence_words import (
    AddRecurrence,
    MaterialiseRecurrence,
    PauseRecurrence,
    SkipOccurrence,
)
from workdomain.planning.series import OnDayOff
from workdomain.values import OPERATOR

ROME = "Europe/Rome"
NINE, FOUR = time(9), time(16)
TRAINING = "training"
KINDS = {PRODUCT: "design", ENGINEERING: "development", OPERATIONS: "operations"}


def activity_of(person: Staff, job: Job | None) -> str:
    """Say what kind of work time is for."""
    return "meetings" if job is None else KINDS.get(job.team, KINDS[person.who.team])


def keep_rhythm(world: World) -> None:
    """Let a day bring what it always brings."""
    for recurrence in world.rhythms.values():
        when = _at(world.today, time(8, 30))
        world.office.hand_in(when, recurrence, MaterialiseRecurrence(), OPERATOR)
    if "backup" in world.rhythms and world.today.weekday() == 0 and world.week not in LEFT_OUT:
        _do(world, world.staff["Sofia Rossi"], "backup", world.today, 30)
    if "report" in world.rhythms and world.today == _last_workday(world.today):
        _do(world, world.staff["Ana Sousa"], "report", world.today, 120)
    if "news" in world.rhythms and world.today.weekday() == 4 and world.today != outing(world):
        _do(world, world.staff["Marcus Okafor"], "news", world.today, 15)
    first = world.today.replace(day=1)
    if "invoices" in world.rhythms and world.today == world.workday(0, first):
        _do(world, world.staff["Ana Sousa"], "invoices", first, 60)
    if world.today.weekday() == 3 and world.week > 2:
        _train(world)
    if scene := SCENES.get((world.week, world.today.weekday())):
        scene(world)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, UTC)


def _last_workday(day: date) -> date:
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return last - max(0, last.weekday() - 4) * DAY


def _begin(world: World) -> None:
    """Set up what comes each week and each month, the clients, and what may be spent."""
    ana, marcus = world.staff["Ana Sousa"], world.staff["Marcus Okafor"]
    client = world.named("Baumann AG")
    _tell(world, client, AddClient(name="Baumann AG"), ana)
    _tell(world, world.ventures["NEW"].id, SetProjectClient(client=client), ana)
    backup = AddRecurrence(
        title="Check that the backup can be restored",
        rule="FREQ=WEEKLY;BYDAY=MO",
        zone=ROME,
        first=datetime.combine(world.day(0), NINE),
        kind="check",
        project=world.ventures["OPS"].id,
        estimate=Estimate.single(0.5),
        assignees=(world.staff["Sofia Rossi"].id,),
        lead_days=3,
    )
    _recur(world, "backup", backup, marcus)
    report = AddRecurrence(
        title="Write the report of the month",
        rule="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        zone=ROME,
        first=datetime.combine(world.day(0), NINE),
        estimate=Estimate.single(2),
        assignees=(ana.id,),
        lead_days=7,
    )
    _recur(world, "report", report, ana)
    _begin_what_minds_days_off(world, ana, marcus)
    training = AddBudget(
        name="Training",
        activity=TRAINING,
        hours=16,
        period=BudgetPeriod.MONTHLY,
        over=WhenOver.REFUSE,
    )
    _tell(world, world.office.id("budget"), training, ana)
    portal = AddBudget(
        name="Portal, as offered to Baumann AG",
        project=world.ventures["NEW"].id,
        amount=Decimal(240_000),
        currency="EUR",
        rate_per_h=Decimal(85),
    )
    _tell(world, world.office.id("budget"), portal, ana)


def _begin_what_minds_days_off(world: World, ana: Staff, marcus: Staff) -> None:
    """Set up what is left out when the company is closed, and what moves off a weekend."""
    news = AddRecurrence(
        title="Tell everybody what has changed this week",
        rule="FREQ=WEEKLY;BYDAY=FR",
        zone=ROME,
        first=datetime.combine(world.day(0, 4), NINE),
        estimate=Estimate.single(0.25),
        assignees=(marcus.id,),
        calendar=company_days(world),
        on_day_off=OnDayOff.SKIP,
        lead_days=2,
    )
    invoices = AddRecurrence(
        title="Send the invoices of the month",
        rule="FREQ=MONTHLY;BYMONTHDAY=1",
        zone=ROME,
        first=datetime.combine(world.day(0), NINE),
        estimate=Estimate.single(1),
        assignees=(ana.id,),
        on_day_off=OnDayOff.NEXT,
        lead_days=4,
    )
    for name, command, by in (("news", news, marcus), ("invoices", invoices, ana)):
        world.rhythms[name] = world.office.id_of(f"recurrence {name}")
        _tell(world, world.rhythms[name], command, by)


def _recur(world: World, name: str, command: AddRecurrence, by: Staff) -> None:
    world.rhythms[name] = world.office.id("recurrence")
    _tell(world, world.rhythms[name], command, by)


def _tell(world: World, id: UUID, command: Command, by: Staff) -> None:
    world.office.hand_in(_at(world.today, time(15, 30)), id, command, by.id)


def _do(world: World, person: Staff, name: str, day: date, minutes: int) -> None:
    """Do what was due, on the first day that they are there, and write it down."""
    item = item_of(world.rhythms[name], datetime.combine(day, NINE))
    then = next(d for n in range(60) if person.minutes_on(d := world.workday(n, day)))
    if then > world.today:
        world.on(then, _done, world, person, item, minutes)
    else:
        _done(world, person, item, minutes)


def _done(world: World, person: Staff, item: UUID, minutes: int) -> None:
    _log(world, person, minutes, "operations" if minutes < 60 else "meetings", item)
    world.office.hand_in(_at(world.today, FOUR), item, CompleteWorkItem(), person.id)


def _log(
    world: World, person: Staff, minutes: int, activity: str, item: UUID | None = None
) -> None:
    command = LogTime(
        entry=world.office.id("entry"),
        person=person.id,
        day=world.today,
        minutes=minutes,
        item=item,
        activity=activity,
        billable=item is not None,
    )
    when = _at(world.today, FOUR)
    world.office.hand_in(when, week_id(person.id, world.today), command, person.id)


def _train(world: World) -> None:
    """Let somebody learn something, as long as the month's budget does."""
    dice = Random(f"training {world.today}")  # noqa: S311 - chance, not secrecy
    spent = world.trained.setdefault(f"{world.today:%Y-%m}", 0)
    person = dice.choice([p for p in world.people() if p.minutes_on(world.today)])
    minutes = dice.choice((120, 240, 240, 360))
    if spent + minutes <= 16 * 60:
        world.trained[f"{world.today:%Y-%m}"] += minutes
        _log(world, person, minutes, TRAINING)


def _nobody_is_there(world: World) -> None:
    marcus, backup = world.staff["Marcus Okafor"], world.rhythms["backup"]
    skipped = datetime.combine(world.day(8), NINE)
    _tell(world, backup, SkipOccurrence(occurrence=skipped, reason="The server is moving"), marcus)


def _it_rests(world: World) -> None:
    first, last = world.day(14), world.day(15, 6)
    pause = PauseRecurrence(first=first, last=last, reason="The backups are being set up anew")
    _tell(world, world.rhythms["backup"], pause, world.staff["Marcus Okafor"])


def _take_baseline(name: str, note: str, world: World) -> None:
    command = TakeBaseline(name=name, project=world.ventures["NEW"].id, note=note)
    _tell(world, world.office.id("baseline"), command, world.staff["Ana Sousa"])


def _agree(world: World) -> None:
    _take_baseline("Portal, as agreed", "What Baumann AG has seen and said yes to.", world)


def _agree_again(world: World) -> None:
    _take_baseline("Portal, with the extension", "After the meeting about the end date.", world)


LEFT_OUT = {0, 8, 14, 15}
"""Weeks without a check of the backup: before it was set up, skipped, or in the pause."""
SCENES = {
    (0, 1): _begin,
    (4, 2): _agree,
    (6, 3): _nobody_is_there,
    (13, 1): _it_rests,
    (16, 3): _agree_again,
}
"""By week from 0 and weekday from Monday, 0."""
