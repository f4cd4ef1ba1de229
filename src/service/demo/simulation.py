"""Six months of a small company, through ordinary commands, day after day.

The same seed and last day give the same log, byte for byte: chance comes from one generator, ids
follow from the run, and the store's clock shows the simulated moment.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID, uuid5

from service.demo.absences import plan_absences
from service.demo.agreeing import agree
from service.demo.allotting import allot
from service.demo.company import COLLEAGUES, Colleague
from service.demo.customers import care_for_customers
from service.demo.equipping import equip
from service.demo.goals import live_with_goals
from service.demo.holidays import agree_on_holidays
from service.demo.intake import requests_come_in
from service.demo.managing import look_through
from service.demo.office import DEMO, Office, SetClock, numbered
from service.demo.overbooking import look_for_overbooking
from service.demo.planning import ad_hoc, begin_projects, plan_phases, tickets
from service.demo.reviews import review
from service.demo.rhythms import keep_rhythm
from service.demo.scheduling import plan_ahead
from service.demo.selling import sell
from service.demo.specifying import look_after
from service.demo.story import STORY
from service.demo.strain import ask_for_strain
from service.demo.talking import converse
from service.demo.working import work_a_day
from service.demo.world import DAY, Staff, World
from workdomain.people.person import AddPerson, AddSkill, SetAvailability, SetWorkingHours
from workdomain.values import OPERATOR
from workdomain.work import Work

DAYS = 182
DAYS_A_WEEK = 7
FRIDAY = 4


def run_of(seed: int, until: date) -> UUID:
    """Name a run of the demo; all its ids follow from this."""
    return uuid5(DEMO, f"{seed} {until}")


def first_person(run: UUID) -> UUID:
    """Tell the id of the first person of a run: the first of all its ids."""
    return numbered(run, "person", 1)


def first_day(until: date) -> date:
    """Tell the Monday that a half-year up to this day begins on."""
    first = until - timedelta(days=DAYS - 1)
    return first - timedelta(days=first.weekday())


def last_moment(until: date) -> datetime:
    """Tell when the demo ends: what is asked then sees all of it."""
    return datetime.combine(until, time(20), UTC)


def simulate(
    work: Work,
    clock: SetClock,
    seed: int,
    until: date,
    progress: Callable[[float], None] = lambda _part: None,
) -> int:
    """Play the half-year that ends on a day; returns how many commands that took."""
    first = first_day(until)
    office = Office(work, clock, run_of(seed, until))
    world = World(office, Random(seed), first, until)  # noqa: S311 - chance, not secrecy
    _hire(world)
    plan_absences(world)
    while world.today <= until:
        _live_a_day(world)
        if world.today == until:
            agree_on_holidays(world)
        office.work_until(min(datetime.combine(world.today, time.max, UTC), last_moment(until)))
        world.today += DAY
        progress((world.today - first).days / DAYS)
    return office.done


def _live_a_day(world: World) -> None:
    weekday = world.today.weekday()
    if weekday > FRIDAY:
        return
    if weekday == 0:
        look_for_overbooking(world)
        begin_projects(world)
        look_through(world)
        plan_ahead(world)
    if weekday == 1:
        requests_come_in(world)
    live_with_goals(world)
    for act in world.later.pop(world.today, []):
        act()
    if scene := STORY.get((world.week, weekday)):
        scene(world)
    review(world)
    for person in world.people():
        work_a_day(world, person)
    if weekday == 0:
        plan_phases(world)
        care_for_customers(world)
    tickets(world)
    ad_hoc(world)
    converse(world)
    if weekday == FRIDAY:
        look_after(world)
    keep_rhythm(world)
    sell(world)
    allot(world)
    equip(world)
    if weekday == FRIDAY and (world.last - world.today).days < DAYS_A_WEEK:
        agree(world)
        ask_for_strain(world)


def _hire(world: World) -> None:
    """Add everybody on the day they join, with their hours, availability and skills."""
    for who in COLLEAGUES:
        person = Staff(world.office.id("person"), who, who.minutes)
        world.staff[who.name] = person
        _welcome(world, person, who)


def _welcome(world: World, person: Staff, who: Colleague) -> None:
    day = world.day(who.joins_in_week)
    when = world.at(8.2, 0.2, day)
    given, _, family = who.name.partition(" ")
    address = f"{given}.{family.split()[-1]}@kestrel.example".lower()
    commands = [
        AddPerson(name=who.name, team=who.team, email=address if address.isascii() else None),
        SetWorkingHours(minutes=who.minutes, valid_from=day),
        *(AddSkill(skill=skill, level=level) for skill, level in who.skills),
    ]
    if who.percent < 100:
        commands.append(SetAvailability(percent=who.percent, valid_from=day))
    by = OPERATOR if day == world.first else world.lead_of(who.team).id
    for command in commands:
        world.office.hand_in(when, person.id, command, by)
