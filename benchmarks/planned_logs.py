"""How soon a plan is there of the work that a workspace's log tells of, beside its Monte Carlo."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import process_time
from uuid import UUID

from benchmarks.company import Asked, Clock
from benchmarks.figures import Bar, Figure, in_turns
from benchmarks.logs import projector
from benchmarks.portfolios import CALENDARS, MONDAY, WEEKDAYS, Portfolio
from projections.plans.asked import Planning
from projections.plans.making import Made, made
from projections.views import Views
from workdomain.kernel import Context
from workdomain.people.person import AddPerson, RecordLeave, SetWorkingHours
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import AddDependency
from workdomain.planning.project import AddMember, AddProject
from workdomain.planning.work_item import AddWorkItem
from workdomain.scheduling.forecast.forecast import forecast
from workdomain.values import OPERATOR, named_id
from workdomain.work import Work

SPACE = UUID("a0b1c2d3-0000-4000-8000-5ca1ab1e0001")
TEAM = 6
"""Members of a project: anyone of them may do any of its work."""
AT_ONCE = 10_000
SAMPLES = 1_000
BEGINS = datetime.combine(MONDAY, datetime.min.time(), UTC)
MOST_SECONDS = 1.0
"""CPU seconds that may pass from opening the file to the plan."""


def from_the_log(plan: Portfolio, path: Path) -> Iterator[Figure]:
    """Plan what a log tells: with its read models as they lie beside it, and without any."""
    clock = Clock(BEGINS)
    with Work.open(path, clock=clock) as work:
        _fill(work, plan)
        events = work.log.head().position
        with Views(work) as views:
            views.projector.catch_up()
    found: list[Made] = []

    def kept() -> float:
        began = process_time()
        with Work.open(path, clock=clock, create=False) as work, Views(work) as views:
            with views.reader() as reader:
                found.append(made(reader, Planning()))
            return process_time() - began

    def anew() -> float:
        began = process_time()
        with Work.open(path, clock=clock, create=False) as work:
            again = projector(work, path.with_name("anew.db"))
            again.catch_up()
            again.shelf.close()
            return process_time() - began

    def chances() -> float:
        began = process_time()
        forecast(found[-1].problem, found[-1].plan, samples=SAMPLES)
        return process_time() - began

    kept()  # what has to be compiled is compiled
    planned, run, folded = in_turns(3, kept, chances, anew)
    placed = len(found[-1].plan.placed) - len(found[-1].situation.left_out)
    assert placed == len(plan.jobs), "every work item has its place"
    what = f"{len(plan.jobs):,} tasks x {len(plan.people)} people out of a log of {events:,} events"
    yield Figure(
        f"first feasible plan of {what}, from opening the file, read models kept beside it",
        f"{planned:.2f} CPU-s",
        f"{MOST_SECONDS:g} CPU-s; Monte Carlo of this plan, {SAMPLES:,} samples: {run:.2f} CPU-s",
        planned / MOST_SECONDS,
        Bar("at most", 1),
    )
    yield Figure(
        "the same with all read models folded anew from the first event on",
        f"{folded + planned:.2f} CPU-s",
        f"with read models that are kept: {planned:.2f} CPU-s",
        (folded + planned) / planned,
    )


def _fill(work: Work, plan: Portfolio) -> None:
    """Ask for everything that makes the portfolio."""
    asked = _asked(plan)
    while some := list(islice(asked, AT_ONCE)):
        for answer in work.do_all(some):
            if isinstance(answer, Exception):
                raise answer


def _asked(plan: Portfolio) -> Iterator[Asked]:
    now = Context(OPERATOR, BEGINS)
    for number, who in enumerate(plan.people):
        id_ = _id(who.id)
        yield id_, AddPerson(name=f"Person {number}"), now
        week = CALENDARS[who.calendar]
        minutes = [_minutes(week.get(day, ())) for day in WEEKDAYS]
        yield id_, SetWorkingHours(minutes=(*minutes, 0, 0), valid_from=MONDAY), now
        for first, last in who.leave:
            leave = RecordLeave(leave=_id(f"{who.id}{first}"), first=first, last=last)
            yield id_, leave, now
    for number, name in enumerate(dict.fromkeys(job.project for job in plan.jobs)):
        yield _id(name), AddProject(name=f"Project {number}", key=f"P{number}"), now
        for member in range(TEAM):
            who = plan.people[(number * TEAM + member) % len(plan.people)]
            yield _id(name), AddMember(person=_id(who.id)), now
    for job in plan.jobs:
        estimate = Estimate(
            optimistic=job.hours / 2, most_likely=job.hours, pessimistic=job.hours * 2
        )
        add = AddWorkItem(title=f"Task {job.id}", project=_id(job.project), estimate=estimate)
        yield _id(job.id), add, now
        for other in job.after:
            yield _id(job.id), AddDependency(predecessor=_id(other)), now


def _minutes(hours: tuple[str, ...]) -> int:
    return sum(60 * (int(each[6:8]) - int(each[:2])) for each in hours)


def _id(name: str) -> UUID:
    return named_id(SPACE, name)
