"""How the demo's company comes to work by a process: reviews of the app, strict, then lighter.

Its people go on with their plain commands; what they complete waits for approval, and each morning
those who are waited for look through it.
"""

from datetime import date
from random import Random
from uuid import UUID

from service.demo.world import DAY, Job, Staff, Venture, World
from workdomain.execution.delegation import DelegateApprovals, delegation
from workdomain.execution.flow import Pending
from workdomain.execution.steps import Approve, Reject, WithdrawApproval
from workdomain.execution.task_life import CompleteWorkItem
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command
from workdomain.planning.adoption import AdoptProcess
from workdomain.processes.process import (
    AddProcess,
    Cadence,
    ChangeProcess,
    Direction,
    Expected,
    Unit,
)
from workdomain.processes.rules import Rules, Strictness
from workdomain.processes.workflow import AllowMove, DefineState, DraftWorkflow, PublishWorkflow
from workdomain.processes.workflow_parts import Category, Quorum, Role

KEY = "MOB"
"""The project that works by it."""
APPROVERS = ("Priya Raman", "Tomasz Wójcik", "Mei Chen")
LENIENT = Rules(
    open_parts=Strictness.WARN, open_blockers=Strictness.WARN, open_predecessors=Strictness.WARN
)
BEHIND = 14 * DAY
"""How far the approvers are behind in the end, so that somebody waits for them."""
REASONS = (
    "It does not work on the old phones yet.",
    "The texts are not the agreed ones.",
    "Please add a test for the empty list.",
    "It asks for the password twice.",
)


def agree_on_reviews(world: World) -> None:
    """Draft a workflow with a review, and let the app keep to it from next Monday on."""
    lead, monday = world.ventures[KEY].lead, world.day(world.week + 1)
    flow, process = world.office.id("workflow"), world.office.id("process")
    world.processes = {"workflow": flow, "process": process}
    _all(world, flow, lead, 14.0, *_draft(world, Quorum.NUMBER, 2))
    add = AddProcess(
        name="App, reviewed",
        workflow=flow,
        cadences=(Cadence(what="Look back on reviews", every=2, unit=Unit.WEEK),),
        rules=LENIENT,
    )
    _all(world, process, lead, 15.0, add)
    reason = "Too much came back from the customers"
    expected = Expected(
        metric="reopened items", direction=Direction.DOWN, by=50, unit="percent", until=_by(world)
    )
    adopt = AdoptProcess(process=process, from_day=monday, reason=reason, expected=expected)
    _all(world, world.ventures[KEY].id, lead, 15.5, adopt)


def make_reviews_lighter(world: World) -> None:
    """Let one approval do, since work waits too long for the second one."""
    lead, monday = world.ventures[KEY].lead, world.day(world.week + 1)
    flow, process = world.processes["workflow"], world.processes["process"]
    gate = _hand_in(world, Quorum.ANY, None)
    _all(world, flow, lead, 14.0, gate, PublishWorkflow(reason="One approval is enough"))
    change = ChangeProcess(
        workflow=flow,
        cadences=(Cadence(what="Look back on reviews", every=1, unit=Unit.MONTH),),
        rules=LENIENT,
        from_day=monday,
        reason="Work waits too long for its second approval",
        expected=Expected(
            metric="cycle time", direction=Direction.DOWN, by=1, unit="days", until=_by(world)
        ),
    )
    _all(world, process, lead, 15.0, change)


def hand_approvals_on(world: World) -> None:
    """Let whoever of the team is there most approve for the lead, for three weeks."""
    lead, last = world.ventures[KEY].lead, world.day(world.week + 2, 4)
    days = [world.today + number * DAY for number in range((last - world.today).days + 1)]
    others = [each for each in world.here(lead.who.team) if each.who.name not in APPROVERS]
    deputy = max(others, key=lambda each: sum(map(each.minutes_on, days)))
    command = DelegateApprovals(person=deputy.id, first=world.today, last=last)
    _all(world, lead.id, lead, 9.0, command)


def review(world: World) -> None:
    """Look through what waits for approval this morning."""
    if not world.processes:
        return
    dice = Random(f"reviews {world.today} {world.ventures[KEY].id}")  # noqa: S311 - chance, not secrecy
    for job in _finished(world, world.ventures[KEY]):
        pending = world.office.look(work_item, job.id).flow.pending
        if pending and job.state == "done":
            if world.today <= world.last - BEHIND:
                _decide(world, dice, job, pending)
        elif pending:  # it was taken up again before anybody had looked at it
            asked_by = _person(world, pending.by)
            again = WithdrawApproval(reason="There is more to do after all")
            world.tell(world.moment(8.9), job, again, asked_by)


def _finished(world: World, venture: Venture) -> list[Job]:
    return [job for job in world.jobs if job.project is venture and job.finished < world.today]


def _decide(world: World, dice: Random, job: Job, pending: Pending) -> None:
    """Let as many approve as it takes, if they are there; or let one say what is missing."""
    silent = [id for id in pending.asked.approvers if id not in pending.approved]
    there = [who for id in silent if (who := _speaker(world, id, pending.by))]
    needed = pending.asked.needed - len(pending.approved)
    if there and needed == pending.asked.needed == 2 and dice.random() < 0.25:
        needed = 1  # the second one looks at it tomorrow
    if there and dice.random() < 0.2:
        _reject(world, dice, job, pending, there)
        return
    for number, who in enumerate(there[:needed]):
        world.tell(world.moment(10.5 + number / 2), job, Approve(), who)


def _reject(world: World, dice: Random, job: Job, pending: Pending, there: list[Staff]) -> None:
    """Let all who are there say no, and have it handed in again if that was enough."""
    reason = dice.choice(REASONS)
    for number, who in enumerate(there):
        no = len(pending.rejected) + number
        if len(pending.asked.approvers) - no >= pending.asked.needed:
            world.tell(world.moment(10.5 + number / 2), job, Reject(reason=reason), who)
    left = len(pending.asked.approvers) - len(pending.rejected) - len(there)
    if left < pending.asked.needed:
        world.tell(world.moment(15.6), job, CompleteWorkItem(), _person(world, pending.by))


def _speaker(world: World, approver: UUID, asked_by: UUID) -> Staff | None:
    """Find who speaks for an approver today: their deputy, themselves, or nobody."""
    deputy = world.office.look(delegation, approver).on(world.today)
    for id in (deputy, approver):
        if id is not None and id != asked_by and _person(world, id).minutes_on(world.today):
            return _person(world, id)
    return None


def _person(world: World, id: UUID) -> Staff:
    return next(each for each in world.staff.values() if each.id == id)


def _by(world: World) -> date:
    """Choose a date to measure by."""
    return world.day(world.week + 8, 4)


def _draft(world: World, quorum: Quorum, number: int | None) -> list[Command]:
    started = DefineState(state="In progress", category=Category.STARTED, most=5, most_each=2)
    return [
        DraftWorkflow(name="Reviewed"),
        DefineState(state="To do", category=Category.UNSTARTED),
        started,
        DefineState(state="In review", category=Category.STARTED),
        DefineState(state="Done", category=Category.DONE),
        DefineState(state="Dropped", category=Category.CANCELLED),
        AllowMove(move="begin", from_states=("To do",), to="In progress"),
        AllowMove(move="lay aside", from_states=("In progress",), to="To do"),
        _hand_in(world, quorum, number),
        AllowMove(
            move="close without work",
            from_states=("To do",),
            to="Done",
            people=(world.ventures[KEY].lead.id,),
        ),
        AllowMove(move="drop", to="Dropped"),
        AllowMove(move="take up again", from_states=("Done", "Dropped"), to="To do"),
        PublishWorkflow(reason="Agreed in the team"),
    ]


def _hand_in(world: World, quorum: Quorum, number: int | None) -> AllowMove:
    return AllowMove(
        move="hand in",
        from_states=("In progress",),
        to="In review",
        roles=(Role.ASSIGNEE,),
        people=(world.ventures[KEY].lead.id,),
        approvers=tuple(world.staff[name].id for name in APPROVERS),
        quorum=quorum,
        number=number,
        on_approve="Done",
        on_reject="In progress",
    )


def _all(world: World, id: UUID, by: Staff, hour: float, *commands: Command) -> None:
    for command in commands:
        world.office.hand_in(world.moment(hour), id, command, by.id)
