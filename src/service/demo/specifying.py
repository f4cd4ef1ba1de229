"""How the demo's leads specify work: phases with gates, milestones, and what is known of the work.

Chance comes from dice of each phase's own, so that the rest of the story is the same without this.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random
from uuid import UUID

from service.demo.company import ENGINEERING, OPERATIONS, PRODUCT
from service.demo.world import Job, Venture, World
from workdomain.execution.task_life import CompleteWorkItem
from workdomain.kernel import Command
from workdomain.planning.checklist import AddToChecklist, CheckOff
from workdomain.planning.dependency import DependencyKind
from workdomain.planning.gate import FailGate, PassGate, SetGate
from workdomain.planning.needs import AddNeed, NeedKind
from workdomain.planning.network import AddDependency
from workdomain.planning.shape import Shape
from workdomain.planning.specification import (
    AllowSplitting,
    DefineDone,
    LabelWorkItem,
    NameOwner,
    ShapeWorkItem,
    SizeWorkItem,
    StatePurpose,
)
from workdomain.planning.work_item import AddWorkItem

CHECKS = {
    PRODUCT: ("Ask two customers", "Write it up", "Show it to the team", "Agree on the next step"),
    ENGINEERING: ("Write the tests", "Have it reviewed", "Measure it", "Update the manual"),
    OPERATIONS: ("Announce it", "Make a copy first", "Do it", "See that all is well"),
}
DONE = {
    PRODUCT: "Two customers have seen it, and nobody has to ask what it means.",
    ENGINEERING: "Reviewed, tested, and running for the team.",
    OPERATIONS: "Nothing has raised an alarm for two days.",
}
NEEDS = {
    PRODUCT: (NeedKind.ROLE, "moderator", None),
    ENGINEERING: (NeedKind.SKILL, "testing", 3),
    OPERATIONS: (NeedKind.EQUIPMENT, "second set of servers", None),
}
LABELS = ("customer asked for it", "risky", "quick win", "legal")
PURPOSE = "So that what comes after stands on something: {title}."
CRITERIA = "All of its work is done, and the leads of the three teams have seen it."
PASSED, FAILED = "Seen by all three, nothing is missing", "Its day is over, and work is still open"
FORGIVEN = timedelta(days=10)
"""How long after its day a gate is failed for open work."""
POINTS = (1, 2, 3, 5, 8)


@dataclass(eq=False)
class Stage:
    """A phase with its milestone, and what is checked off so far."""

    venture: Venture
    heading: Job
    jobs: list[Job]
    milestone: UUID
    before: "Stage | None"
    dice: Random
    checks: dict[UUID, tuple[Job, list[UUID]]] = field(default_factory=dict)
    planned: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """When all of it was said."""
    is_failed: bool = False
    is_reached: bool = False


def specify(world: World, venture: Venture, heading: Job, jobs: list[Job], when: datetime) -> None:
    """Say of a phase that has just been planned what it is for, where it ends, and who answers."""
    dice = Random(str(heading.id))  # noqa: S311 - chance, not secrecy
    before = next((each for each in reversed(world.stages) if each.venture is venture), None)
    stage = Stage(venture, heading, jobs, world.office.id("item"), before, dice)
    world.stages.append(stage)
    begin = when + timedelta(minutes=5)
    clock = _Clock(world, venture, max(begin, before.planned) if before else begin)
    for command in (
        ShapeWorkItem(shape=Shape.PHASE),
        NameOwner(owner=venture.lead.id),
        StatePurpose(purpose=PURPOSE.format(title=heading.title)),
        SetGate(criteria=CRITERIA),
    ):
        clock.tell(heading.id, command)
    clock.tell(
        stage.milestone,
        AddWorkItem(
            title=f"Milestone: {heading.title}",
            shape=Shape.MILESTONE,
            project=venture.id,
            owner=venture.lead.id,
            due=heading.due,
        ),
    )
    ends_with = AddDependency(predecessor=heading.id, kind=DependencyKind.FF)
    clock.tell(stage.milestone, ends_with)
    if before is not None:
        soon_after = AddDependency(predecessor=before.milestone, lag_days=-2)
        clock.tell(stage.milestone, soon_after)
    for job in jobs:
        _specify_job(world, stage, job, clock)
    for job in jobs[:1]:
        clock.tell(job.id, AllowSplitting())
    stage.planned = clock.when


def _specify_job(world: World, stage: Stage, job: Job, clock: "_Clock") -> None:
    dice = stage.dice
    if job.owners and dice.random() < 0.8:
        clock.tell(job.id, NameOwner(owner=job.owners[0].id))
    if dice.random() < 0.6:
        clock.tell(job.id, DefineDone(definition_of_done=DONE[job.team]))
    if dice.random() < 0.3:
        clock.tell(job.id, LabelWorkItem(label=dice.choice(LABELS)))
    if dice.random() < 0.3:
        kind, name, level = NEEDS[job.team]
        clock.tell(job.id, AddNeed(kind=kind, name=name, level=level))
    if job.estimate is None or dice.random() < 0.2:
        clock.tell(job.id, SizeWorkItem(points=dice.choice(POINTS)))
    if dice.random() < 0.4:
        ids = []
        for text in CHECKS[job.team][: dice.randint(2, 4)]:
            ids.append(world.office.id("check"))
            clock.tell(job.id, AddToChecklist(check=ids[-1], text=text))
        stage.checks[job.id] = (job, ids)


def look_after(world: World) -> None:
    """Go through the phases on a Friday: check off, let work build on other work, judge gates."""
    for stage in world.stages:
        clock = _Clock(world, stage.venture, datetime.combine(world.today, time(17, 45), UTC))
        for job, ids in stage.checks.values():
            done = len(ids) if job.state == "done" else int(job.state == "doing")
            for check in ids[:done]:
                clock.tell(job.id, CheckOff(check=check))
            del ids[:done]
        if not stage.is_reached:
            _build_on(stage, clock)
            _judge(world, stage, clock)


def _build_on(stage: Stage, clock: "_Clock") -> None:
    """Let work that is still to do go along with work that was done before, now and then."""
    awaited = {other for job in stage.jobs for other in job.waits_for}
    free = [job for job in stage.jobs if not job.waits_for and job not in awaited]
    later = [job for job in free if job.state == "todo"]
    earlier = [job for job in stage.jobs if job.state == "done"]
    if later and earlier and stage.dice.random() < 0.3:
        job, other = later[0], earlier[0]
        job.waits_for.append(other)
        along = AddDependency(predecessor=other.id, kind=DependencyKind.SS, lag_minutes=120)
        clock.tell(job.id, along)


def _judge(world: World, stage: Stage, clock: "_Clock") -> None:
    """Pass the gate of a phase whose work is done, and reach its milestone; fail it when late."""
    heading = stage.heading
    if heading.state == "done" and (stage.before is None or stage.before.is_reached):
        stage.is_reached = True
        clock.tell(heading.id, PassGate(reason=PASSED))
        clock.tell(stage.milestone, CompleteWorkItem())
    elif heading.due and world.today > heading.due + FORGIVEN and not stage.is_failed:
        stage.is_failed = True
        clock.tell(heading.id, FailGate(reason=FAILED))


@dataclass
class _Clock:
    """Lets a lead say one thing after another."""

    world: World
    venture: Venture
    when: datetime

    def tell(self, item: UUID, command: Command) -> None:
        self.when += timedelta(seconds=20)
        self.world.office.hand_in(self.when, item, command, self.venture.lead.id)
