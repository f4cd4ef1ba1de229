"""Mondays of the demo's leads: looking through what is late, nobody's, or not worth doing."""

from datetime import datetime, timedelta

from service.demo.planning import choose
from service.demo.words import CANCELLATIONS
from service.demo.world import Job, Staff, Venture, World
from workdomain.execution.discussion import Comment
from workdomain.execution.task_life import CancelWorkItem, CompleteWorkItem
from workdomain.planning.project import CloseProject, PlanProjectDates
from workdomain.planning.work_item import (
    AssignWorkItem,
    PlanWorkItemDates,
    PrioritiseWorkItem,
    Priority,
    UnassignWorkItem,
)

HOURS_A_DAY = 4
"""What a lead counts on, of one person for one piece of work."""


def look_through(world: World) -> None:
    """Go through all that is open, once a week."""
    for job in [each for each in world.jobs if each.open]:
        lead = job.project.lead if job.project else world.lead_of(job.team)
        if not lead.minutes_on(world.today):
            continue
        when = world.at(8.6, 0.5)
        if not job.owners and world.chance(0.7):
            _give(world, lead, job, when)
        elif job.due and (world.today - job.due).days > 3 and world.chance(0.7):
            _put_off(world, lead, job, when)
        elif job.state == "todo" and not job.spent_h and world.chance(0.006):
            job.state, job.closed_at = "cancelled", when
            reason = world.rng.choice(CANCELLATIONS)
            world.tell(when, job, CancelWorkItem(reason=reason), lead)
        elif world.chance(0.01):
            _hand_over(world, lead, job, when)
    for venture in world.ventures.values():
        _see_to(world, venture)


def _give(world: World, lead: Staff, job: Job, when: datetime) -> None:
    job.owners = choose(world, job.team)
    world.tell(when, job, AssignWorkItem(person=job.owners[0].id), lead)


def _put_off(world: World, lead: Staff, job: Job, when: datetime) -> None:
    """Give it another week or two, and say why or make it urgent."""
    days = world.rng.randint(2, 7) + int(job.left_h / HOURS_A_DAY)
    job.due = max(world.workday(days), job.start or world.today)
    world.tell(when, job, PlanWorkItemDates(start=job.start, due=job.due), lead)
    if not job.urgent and world.chance(0.4):
        job.urgent = True
        world.tell(when, job, PrioritiseWorkItem(priority=Priority.HIGH), lead)
    elif world.chance(0.4):
        text = f"Moved to {job.due:%d %B}; please tell me if that does not work either."
        world.tell(when, job, Comment(comment=world.office.id("comment"), text=text), lead)


def _hand_over(world: World, lead: Staff, job: Job, when: datetime) -> None:
    """Take it from one person and give it to another of the team."""
    (new,) = choose(world, job.team)
    if job.state == "todo" and new not in job.owners:
        for old in job.owners:
            world.tell(when, job, UnassignWorkItem(person=old.id), lead)
        job.owners = [new]
        world.tell(when, job, AssignWorkItem(person=new.id), lead)


def _finish(world: World, heading: Job, parts: list[Job], when: datetime) -> None:
    """Complete a phase, unless a part of it is open, or not yet known to be done."""
    if not any(part.open or part.closed_at >= when for part in parts) and heading.project:
        heading.state = "done"
        world.tell(when, heading, CompleteWorkItem(), heading.project.lead)


def _see_to(world: World, venture: Venture) -> None:
    """Complete phases whose work is done; move the end when it cannot be kept, or close."""
    jobs = [job for job in world.jobs if job.project is venture]
    when, lead = world.at(16.3, 0.3), venture.lead
    for heading in (job for job in jobs if job.state == "heading"):
        parts = [job for job in jobs if job.heading is heading]
        if not any(part.open for part in parts) and world.week > 0:
            # Later in the day, as a part may be reopened in the morning.
            world.on(world.today, _finish, world, heading, parts, when)
        elif heading.due and (world.today - heading.due).days > 3 and world.chance(0.6):
            heading.due = max([world.workday(5), *(part.due for part in parts if part.due)])
            dates = PlanWorkItemDates(start=heading.start, due=heading.due)
            world.tell(when, heading, dates, lead)
    if venture.ends is None or venture.closed:
        return
    all_planned = len(venture.planned) == len(venture.plan.phases)
    if all_planned and not any(job.open or job.state == "heading" for job in jobs):
        venture.closed = True
        close = CloseProject(reason="All done; thank you, everybody")
        world.office.hand_in(when + timedelta(hours=1), venture.id, close, lead.id)
    elif venture.ends < world.today:
        venture.ends = world.workday(14)
        command = PlanProjectDates(starts=world.day(venture.plan.begins), ends=venture.ends)
        world.office.hand_in(when, venture.id, command, lead.id)
