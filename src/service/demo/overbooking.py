"""Every Monday the demo's clock looks who is overbooked, as `tick` does in a real workspace.

It looks at what the simulation remembers, not at the log: a demo that was interrupted is told again
from its beginning, word by word. And it takes no number from others, as their dice go by them.
"""

from collections import defaultdict
from datetime import date
from uuid import UUID

from projections.alarms import found
from projections.capacities import Task
from service.demo.world import Job, Staff, World
from workdomain.kernel import Context
from workdomain.scheduling.alarm import TellOverbooking, overbooking
from workdomain.scheduling.calendar import Calendar, Leave
from workdomain.scheduling.load import Demand
from workdomain.values import OPERATOR


def look_for_overbooking(world: World) -> None:
    """Tell whose alarms arose, changed and cleared by this morning."""
    when = world.moment(6)
    tasks = _tasks(world)
    asked = []
    for person in world.people():
        if person.who.joins_in_week == world.week:
            continue  # they are welcomed later in the morning
        now = found(tasks[person.id], _calendar(world, person), world.today)
        command, context = TellOverbooking(found=now), Context(OPERATOR, when)
        known = world.alarms.get(person.id, overbooking.initial)
        if news := overbooking.decide(known, command, context):
            for event in news:
                known = overbooking.evolve(known, event, context)
            world.alarms[person.id] = known
            asked.append((person.id, command))
    if asked:
        world.office.hand_in_together(when, f"overbooking {world.today}", asked, OPERATOR)


def _tasks(world: World) -> dict[UUID, list[Task]]:
    tasks = defaultdict[UUID, list[Task]](list)
    for job in world.jobs:
        if job.open:
            for who in job.owners:
                minutes = None if (hours := _told_h(job)) is None else hours * 60
                demand = Demand(job.id, minutes, job.start, job.due, len(job.owners))
                tasks[who.id].append(Task(demand, job.project.id if job.project else None))
    return tasks


def _told_h(job: Job) -> float | None:
    """Tell what is said to remain; nothing is known before it was estimated."""
    if job.told_h is not None:
        return job.told_h
    return None if job.estimate is None else job.estimate.expected


def _calendar(world: World, person: Staff) -> Calendar:
    return Calendar(
        hours=((world.first, person.minutes),),
        availability=((date.min, float(person.who.percent)),),
        leaves=tuple(Leave(day, day, minutes) for day, minutes in person.away.items()),
    )
