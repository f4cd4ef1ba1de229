"""A day at work in the demo: what people take up, how far they get, and what gets in the way."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from service.demo.talking import free, stuck
from service.demo.timesheets import log
from service.demo.words import BLOCKERS, COMMENTS, OTHER_WORK, REOPENINGS
from service.demo.world import Job, Staff, World
from workdomain.execution.discussion import Comment, EditComment, RemoveComment
from workdomain.execution.task_life import (
    CompleteWorkItem,
    EstimateWorkItem,
    PutBackWorkItem,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
)
from workdomain.planning.estimate import Estimate
from workdomain.planning.work_item import (
    AssignWorkItem,
    PlanWorkItemDates,
    UnassignWorkItem,
)

AT_ONCE = 3
"""Pieces of work that somebody has begun at a time, at most."""
QUARTER = 15
A_MOMENT = timedelta(minutes=1)


def work_a_day(world: World, person: Staff) -> None:
    """Spend a person's day."""
    minutes = person.minutes_on(world.today)
    if not minutes:
        return
    _unblock(world, person)
    other = _other_work(world, person, minutes)
    jobs = _take_up(world, person)
    if not jobs:
        _help_out(world, person)
        log(world, person, None, minutes, world.rng.choice(OTHER_WORK))
        return
    if other:
        log(world, person, None, other, world.rng.choice(OTHER_WORK))
    left = minutes - other
    if world.backlog_h(person) > 90 and world.chance(0.3):
        left += world.rng.choice((60, 90, 120))
    for number, job in enumerate(jobs):
        if left >= QUARTER:
            share = left if number == len(jobs) - 1 else _part(world, left)
            left -= _work_on(world, person, job, share)


def _other_work(world: World, person: Staff, minutes: int) -> int:
    """Tell how much of the day goes into mail and meetings."""
    share = 0.35 if person.who.leads else 0.15
    share *= 1.4 if world.today.weekday() == 0 else 1.0
    chosen = int(minutes * share * world.rng.uniform(0.6, 1.4)) // QUARTER * QUARTER
    return chosen if world.chance(0.85) else 0


def _part(world: World, minutes: int) -> int:
    return max(QUARTER, int(minutes * world.rng.uniform(0.4, 0.75)) // QUARTER * QUARTER)


def _take_up(world: World, person: Staff) -> list[Job]:
    """Choose the work of the day, one or two pieces; what was begun comes first."""
    mine = [job for job in world.open_jobs(person) if job.state != "blocked"]
    ready = [job for job in mine if job.state == "doing" or job.may_start(world.today)]
    today = world.today
    if not ready and world.chance(0.42):  # rather begin too early than do nothing
        soon = world.workday(10)
        ready = [
            job for job in mine if (job.start is None or job.start <= soon) and not job.waits(today)
        ]
    far = world.day(99)
    soonest = {job: job.due or (today if job.left_h < 4 else far) for job in ready}
    ready.sort(key=lambda job: (not job.urgent, job.state != "doing", soonest[job]))
    begun = sum(job.state == "doing" for job in ready)
    chosen = ready[: world.rng.choice((1, 2, 2))]
    for job in chosen:
        if job.state == "todo":
            if begun >= AT_ONCE and not job.urgent:
                chosen = [each for each in chosen if each.state == "doing"]
                break
            begun += 1
            job.state = "doing"
            world.tell(world.at(9.3), job, StartWorkItem(), person)
    return chosen


def _help_out(world: World, person: Staff) -> None:
    """Take something off the list of a colleague who has too much."""
    team = [each for each in world.here(person.who.team) if each is not person]
    other = max(team, key=world.backlog_h)
    waiting = [job for job in world.open_jobs(other) if job.state == "todo" and not job.spent_h]
    if waiting and world.backlog_h(other) > 40 and world.chance(0.4):
        job = world.rng.choice(waiting)
        # They may have taken it themselves this morning: first things first.
        when = max(world.at(11.0, 1.0), job.touched + A_MOMENT)
        world.tell(when, job, UnassignWorkItem(person=other.id), other)
        if person not in job.owners:
            world.tell(when, job, AssignWorkItem(person=person.id), other)
        job.owners = [each for each in job.owners if each not in (other, person)] + [person]


def _work_on(world: World, person: Staff, job: Job, minutes: int) -> int:
    """Work on it for so many minutes at most; returns how many it were."""
    needed = int(job.left_h * person.who.pace * 60) // QUARTER * QUARTER + QUARTER
    minutes = min(minutes, needed)
    log(world, person, job, minutes, "")
    job.spent_h += minutes / 60
    job.left_h -= minutes / 60 / person.who.pace
    if job.left_h <= 0:
        _complete(world, person, job)
    elif world.chance(0.036):
        _block(world, person, job)
    else:
        if person is job.owners[0]:
            _tell_how_far(world, person, job)
        if len(job.owners) == 1 and world.chance(0.012):
            job.state = "todo"
            world.tell(world.at(17.2, 0.1), job, PutBackWorkItem(), person)
    if world.chance(0.1):
        _comment(world, person, job)
    return minutes


def _complete(world: World, person: Staff, job: Job) -> None:
    """Finish it; some forget to say so until the next morning."""
    job.state, job.finished = "done", world.today
    at, when = world.at(16.9, 0.3), None
    if world.chance(0.08):
        when = world.at(9.2, 0.5, world.workday(world.rng.choice((1, 1, 2))))
    job.closed_at = when or at
    world.tell(when or at, job, CompleteWorkItem(), person, at)
    if world.chance(0.05):
        world.on(world.workday(world.rng.randint(3, 15)), partial(_reopen, world, person, job))


def _reopen(world: World, person: Staff, job: Job) -> None:
    if job.state != "done" or (job.project and job.project.closed):
        return
    job.state, job.left_h = "todo", world.rng.uniform(2.0, 9.0)
    if job.heading and job.heading.state == "done":
        job.heading.state = "heading"  # which is reopened with it
    when = world.at(8.5, 0.2)
    reason = world.rng.choice(REOPENINGS)
    asks = job.project.lead if job.project else person
    world.tell(when, job, ReopenWorkItem(reason=reason), asks)
    job.told_h = None
    if job.due:
        job.due = world.workday(5)
        command = PlanWorkItemDates(start=job.start, due=max(job.due, job.start or job.due))
        world.tell(when, job, command, asks)


def _block(world: World, person: Staff, job: Job) -> None:
    """Get stuck; some say so days later."""
    job.state = "blocked"
    job.free_again = world.workday(world.rng.choice((2, 3, 4, 5, 8, 12, 25)))
    at, when = world.at(16.5, 0.5), None
    if world.chance(0.15):
        when = world.at(8.6, 0.1, world.workday(1))
    stuck(world, person, job, world.rng.choice(BLOCKERS), when or at, at)


def _unblock(world: World, person: Staff) -> None:
    for job in world.open_jobs(person):
        if job.state == "blocked" and job.free_again <= world.today:
            job.state = "doing"
            free(world, person, job, world.at(9.0, 0.2))


def _tell_how_far(world: World, person: Staff, job: Job) -> None:
    """Say what remains: on Fridays mostly, and when it turns out to be much more."""
    remains = round(2 * max(0.5, job.left_h * world.rng.uniform(0.75, 1.1))) / 2
    more = job.estimate is not None and job.spent_h + remains > 1.25 * job.estimate.expected
    if not world.chance(0.55 if world.today.weekday() == 4 else 0.12 if more else 0.03):
        return
    when = world.at(16.0, 0.2)
    if job.estimate is None or more:
        job.estimate = Estimate.single(round(2 * (job.spent_h + remains)) / 2)
        world.tell(when, job, EstimateWorkItem(estimate=job.estimate), person)
    job.told_h = min(remains, job.estimate.expected)
    world.tell(when, job, SetRemainingWork(hours=job.told_h), person)


def _comment(world: World, person: Staff, job: Job) -> None:
    others = [each for each in world.people() if each is not person]
    other = world.rng.choice(others)
    comment, when = world.office.id("comment"), world.at(14.0, 4.0)
    words = world.rng.choice(COMMENTS)
    text = words.format(other=other.who.name.split()[0])
    meant = (other.id,) if "{other}" in words else ()
    said = Comment(comment=comment, text=text, mentions=meant)
    world.tell(max(when, job.touched), job, said, person)
    if world.chance(0.08):
        _think_again(world, person, job, comment, text)


def _think_again(world: World, person: Staff, job: Job, comment: UUID, text: str) -> None:
    when = max(world.at(9.6, 0.6, world.workday(1)), job.touched)
    again = EditComment(comment=comment, text=f"{text} (Edit: settled.)")
    gone = RemoveComment(comment=comment)
    world.tell(when, job, again if world.chance(0.7) else gone, person)
