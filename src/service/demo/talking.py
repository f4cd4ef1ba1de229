"""What the demo's people tell each other: what blocks them, what was decided, what they read.

Its dice are its own, so that the rest of the story stays the same whatever is said.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random

from service.demo.words import BLOCKER_KINDS, BLOCKERS, CHOICES, OUTSIDERS, PAGES, RESOLUTIONS
from service.demo.world import Job, Staff, World
from workdomain.execution.attachments import AttachLink
from workdomain.execution.blockers import AcknowledgeBlocker, RaiseBlocker, ResolveBlocker
from workdomain.execution.blocking import BlockerKind
from workdomain.execution.decisions import RecordDecision
from workdomain.execution.following import UnwatchWorkItem, WatchWorkItem
from workdomain.execution.inbox import ChooseDigest, MuteItem, ReadUpTo, Reason, Rhythm
from workdomain.execution.task_life import BlockWorkItem, UnblockWorkItem

MONDAY, WEDNESDAY, THURSDAY = 0, 2, 3


def stuck(world: World, person: Staff, job: Job, reason: str, when: datetime, at: datetime) -> None:
    """Tell what blocks a piece of work: in short, or with who could help by when."""
    dice = Random(f"stuck {job.id} {world.today}")  # noqa: S311 - chance, not secrecy
    if dice.random() < 0.35:
        world.tell(when, job, BlockWorkItem(reason=reason), person, at)
        return
    kind = BlockerKind(BLOCKER_KINDS[reason])
    _raise(world, person, job, kind, reason, when, at, dice)
    if dice.random() < 0.2:
        later = _at(11.0, world.workday(1))
        more = "And the person who knows this is on leave"
        _raise(world, person, job, BlockerKind.RESOURCE, more, later, later, dice)


def _raise(
    world: World,
    person: Staff,
    job: Job,
    kind: BlockerKind,
    reason: str,
    when: datetime,
    at: datetime,
    dice: Random,
) -> None:
    outside = kind in (BlockerKind.CLIENT, BlockerKind.EXTERNAL)
    others = [each for each in world.people() if each is not person and each not in job.owners]
    helper = None if outside else dice.choice(others)
    blocker = world.office.id("blocker")
    job.blockers.append((blocker, helper))
    command = RaiseBlocker(
        blocker=blocker,
        kind=kind,
        reason=reason,
        needed_from=helper and helper.id,
        needed_from_outside=dice.choice(OUTSIDERS) if outside else None,
        needed_by=world.workday(dice.choice((1, 2, 3, 5, 8))) if dice.random() < 0.8 else None,
    )
    world.tell(when, job, command, person, at)
    if helper is not None and dice.random() < 0.7:
        noted = _at(12.0, world.workday(1))
        world.tell(noted, job, AcknowledgeBlocker(blocker=blocker), helper)


def free(world: World, person: Staff, job: Job, when: datetime) -> None:
    """Tell that a piece of work can go on."""
    if not job.blockers:
        world.tell(when, job, UnblockWorkItem(), person)
    for blocker, helper in job.blockers:
        dice = Random(f"free {blocker}")  # noqa: S311
        resolve = ResolveBlocker(blocker=blocker, resolution=dice.choice(RESOLUTIONS))
        world.tell(when, job, resolve, helper or person)
    job.blockers.clear()


def converse(world: World) -> None:
    """Decide, show and watch, now and then; read what came."""
    weekday = world.today.weekday()
    dice = Random(f"talk {world.first} {world.today}")  # noqa: S311
    if world.today == world.first:
        _choose_digests(world)
    if dice.random() < 0.2:
        _get_stuck(world, dice)
    if weekday == WEDNESDAY:
        _decide(world, dice)
    if weekday == THURSDAY:
        _show(world, dice)
    for person in world.people():
        if person.minutes_on(world.today) and dice.random() < 0.3:
            _read(world, person, 9.0 + dice.random())


def _going_on(world: World) -> list[Job]:
    return [job for job in world.jobs if job.state == "doing" and job.project and job.owners]


def _get_stuck(world: World, dice: Random) -> None:
    """Find, in the evening, that some work cannot go on the next day."""
    if jobs := _going_on(world):
        job = dice.choice(jobs)
        job.state, job.free_again = "blocked", world.workday(dice.choice((2, 3, 5, 8, 13)))
        when = _at(17.8, world.today)
        stuck(world, job.owners[0], job, dice.choice(BLOCKERS), when, when)


def _decide(world: World, dice: Random) -> None:
    """Record a decision, and sometimes think better of it two weeks later."""
    if not (jobs := _going_on(world)) or dice.random() < 0.3:
        return
    job, (what, why, *others) = dice.choice(jobs), dice.choice(CHOICES)
    decision = world.office.id("decision")
    lead = job.project.lead if job.project else job.owners[0]
    deciders = tuple(dict.fromkeys((lead.id, job.owners[0].id)))
    command = RecordDecision(
        decision=decision, what=what, why=why, decided_by=deciders, alternatives=tuple(others)
    )
    world.tell(_at(14.5, world.today), job, command, lead)
    if dice.random() < 0.3:
        anew = RecordDecision(
            decision=world.office.id("decision"),
            what=others[0],
            why="It turned out to be simpler than we thought",
            alternatives=(what,),
            supersedes=decision,
        )
        day = world.workday(10)
        world.on(day, partial(_think_better, world, job, anew, lead))


def _think_better(world: World, job: Job, anew: RecordDecision, lead: Staff) -> None:
    world.tell(_at(11.5, world.today), job, anew, lead)


def _show(world: World, dice: Random) -> None:
    """Attach a link; let somebody who is curious watch, and somebody who is not stop watching."""
    if not (jobs := _going_on(world)):
        return
    job, (title, url) = dice.choice(jobs), dice.choice(PAGES)
    link = AttachLink(link=world.office.id("link"), title=title, url=url)
    when = _at(15.0, world.today)
    world.tell(when, job, link, job.owners[0])
    curious = dice.choice(world.people())
    if curious not in job.owners:
        world.tell(when, job, WatchWorkItem(person=curious.id), curious)
    elif dice.random() < 0.5:
        world.tell(when, job, UnwatchWorkItem(person=curious.id), curious)
        world.office.hand_in(when, curious.id, MuteItem(item=job.id), curious.id)


def _at(hour: float, day: date) -> datetime:
    return datetime.combine(day, time(), UTC) + timedelta(hours=hour)


def _choose_digests(world: World) -> None:
    """Let two people be told once a day, or once a week, of what they merely watch."""
    first, second = [person for person in world.people() if not person.who.leads][:2]
    for person, rhythm in ((first, Rhythm.DAILY), (second, Rhythm.WEEKLY)):
        choose = ChooseDigest(rhythm=rhythm, reason=Reason.WATCHING, hour=7, weekday=MONDAY)
        world.office.hand_in(_at(9.0, world.today), person.id, choose, person.id)


def _read(world: World, person: Staff, hour: float) -> None:
    """Read all that had come by yesterday evening."""
    position = world.office.position()
    if position:
        when = _at(hour, world.today)
        world.office.hand_in(when, person.id, ReadUpTo(position=position), person.id)
