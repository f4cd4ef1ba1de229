"""How work gets onto the list in the demo: phases by the leads, tickets and ad hoc work by all."""

from datetime import datetime, timedelta
from math import ceil

from service.demo.company import ENGINEERING, OPERATIONS, PRODUCT
from service.demo.plan import AD_HOC, PROJECTS, SYSTEMS, TICKETS, Phase, Plan
from service.demo.specifying import specify
from service.demo.world import DAY, Job, Staff, Venture, World
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import AddDependency
from workdomain.planning.project import AddProject
from workdomain.planning.work_item import AddWorkItem, Priority

AHEAD = 3
"""Weeks before a phase begins that its work is put on the list."""


def begin_projects(world: World) -> None:
    """Set up the projects whose first phase is near."""
    for plan in PROJECTS:
        if plan.key not in world.ventures and plan.begins - AHEAD <= world.week:
            _add_project(world, plan)


def _add_project(world: World, plan: Plan) -> None:
    lead = world.lead_of(plan.lead)
    ends = None if plan.ends is None else world.day(plan.ends, 4)
    venture = Venture(world.office.id("project"), plan, lead, ends)
    world.ventures[plan.key] = venture
    command = AddProject(
        name=plan.name,
        key=plan.key,
        starts=world.day(plan.begins),
        ends=ends,
        budget_h=plan.budget_h,
    )
    world.office.hand_in(world.at(8.4, 0.1), venture.id, command, lead.id)


def plan_phases(world: World) -> None:
    """Put the work of the phases that are near on the list."""
    for venture in world.ventures.values():
        for phase in venture.plan.phases:
            if phase.title not in venture.planned and phase.begins - AHEAD <= world.week:
                venture.planned.add(phase.title)
                _plan_phase(world, venture, phase)


def _plan_phase(world: World, venture: Venture, phase: Phase) -> None:
    when, begins = world.at(10.5, 1.0), world.day(phase.begins)
    heading = Job(world.office.id("item"), phase.title, venture.plan.lead, venture)
    heading.start, heading.due = begins, begins + timedelta(weeks=phase.weeks) - 3 * DAY
    heading.owners, heading.state = [venture.lead], "heading"
    put(world, heading, venture.lead, when, kind="phase")
    world.jobs.append(heading)
    before: list[Job] = []
    lines = phase.lines()
    for number, (title, team, hours) in enumerate(lines):
        when += timedelta(minutes=world.rng.randint(1, 4))
        job = new_job(world, title, team, hours, venture)
        job.heading = heading
        job.start = world.workday(5 * phase.weeks * number // (len(lines) + 1), begins)
        job.due = world.workday(ceil(hours / 6) + 3, job.start)
        if world.chance(0.93):
            job.owners = choose(world, team, 2 if hours > 50 and world.chance(0.4) else 1)
        put(world, job, venture.lead, when, kind="task")
        if before and world.chance(0.55):
            _let_wait(world, job, world.rng.choice(before[-3:]), when + timedelta(seconds=40))
        before.append(job)
    specify(world, venture, heading, before, when)


def _let_wait(world: World, job: Job, other: Job, when: datetime) -> None:
    job.waits_for.append(other)
    lag = world.rng.choice((0, 0, 0, 1, 2))
    by = job.project.lead if job.project else job.owners[0]
    world.tell(when, job, AddDependency(predecessor=other.id, lag_days=lag), by)


def new_job(
    world: World, title: str, team: str, hours: float, venture: Venture | None = None
) -> Job:
    """Think of a piece of work; how much it really is shows later, how much it seems to be now."""
    job = Job(world.office.id("item"), title, team, venture)
    job.left_h = max(0.5, hours * world.rng.lognormvariate(0.0, 0.3))
    if world.chance(0.9):
        job.estimate = guess(world, hours)
        job.told_h = job.estimate.expected
    world.jobs.append(job)
    return job


def guess(world: World, hours: float) -> Estimate:
    """Estimate with one number, or with three."""
    if hours < 8 or world.chance(0.5):
        return Estimate.single(hours)
    low, high = world.rng.uniform(0.6, 0.9), world.rng.uniform(1.2, 2.0)
    return Estimate(
        optimistic=float(round(low * hours)),
        most_likely=hours,
        pessimistic=float(round(high * hours)),
    )


def choose(world: World, team: str, number: int = 1) -> list[Staff]:
    """Choose who gets it: whoever has room, but rather those who are always asked."""
    found: list[Staff] = []
    there = world.here(team)
    while there and len(found) < number:
        rooms = [sum(p.minutes) / 2400 for p in there]
        weights = [
            p.who.popularity**2 * room / (1 + world.backlog_h(p) / room / 40)
            for p, room in zip(there, rooms, strict=True)
        ]
        found += world.rng.choices(there, weights)
        there = [person for person in there if person not in found]
    return found


def put(world: World, job: Job, by: Staff, when: datetime, kind: str | None = None) -> None:
    """Put it on the list."""
    command = AddWorkItem(
        title=job.title,
        kind=kind,
        project=job.project and job.project.id,
        parent=job.heading and job.heading.id,
        priority=Priority.HIGH if job.urgent else Priority.NORMAL,
        estimate=job.estimate,
        start=job.start,
        due=job.due,
        assignees=tuple(person.id for person in job.owners),
    )
    world.tell(when, job, command, by)


def tickets(world: World) -> None:
    """Let something break, now and then."""
    run = world.ventures["OPS"]
    while world.chance(0.5):
        title = world.rng.choice(TICKETS).format(system=world.rng.choice(SYSTEMS))
        job = new_job(world, title, OPERATIONS, world.rng.choice((1, 2, 2, 3, 4, 6, 10)), run)
        job.urgent = world.chance(0.25)
        if world.chance(0.8):
            job.start, days = world.today, world.rng.choice((1, 2, 3, 5, 8))
            job.due = world.workday(days)
        if world.chance(0.75):
            job.owners = choose(world, OPERATIONS)
        put(world, job, world.rng.choice(world.people()), world.at(12.0, 6.0), kind="ticket")


def ad_hoc(world: World) -> None:
    """Let something come up that belongs to no project."""
    if world.chance(0.35):
        team = world.rng.choice((PRODUCT, PRODUCT, ENGINEERING, OPERATIONS))
        job = new_job(world, world.rng.choice(AD_HOC), team, world.rng.choice((1, 2, 3, 4, 6, 8)))
        job.owners = choose(world, team)
        if world.chance(0.6):
            job.due = world.workday(world.rng.randint(2, 10))
        asks = job.owners[0] if world.chance(0.6) else world.rng.choice(world.people())
        put(world, job, asks, world.at(12.5, 6.0))
