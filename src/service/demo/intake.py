"""What colleagues and customers ask for in the demo, how it is weighed, and what they are told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from random import Random
from uuid import UUID

from service.demo.company import ENGINEERING, OPERATIONS, PRODUCT
from service.demo.goals import APP, PORTAL, SAFE, goal_id
from service.demo.world import DAY, Staff, World
from workdomain.execution.task_life import CompleteWorkItem, StartWorkItem
from workdomain.identification.request_words import (
    AcceptAsProject,
    AcceptAsWorkItem,
    DeclineRequest,
    DeferRequest,
    EstimateRequest,
    MergeRequest,
    ReopenRequest,
    ScoreCostOfDelay,
    SizeRequest,
    SubmitRequest,
    ValueRequest,
)
from workdomain.kernel import Command

Said = tuple[int, str, str]
"""After how many days from Monday to Friday a request is answered, how, and with which words."""


@dataclass(frozen=True)
class Asked:
    """Something that somebody asks for."""

    week: int
    title: str
    who: str
    """A colleague, or somebody outside."""
    client: str | None = None
    weeks: int | None = None
    """In how many weeks it is needed."""
    because: str | None = None
    cost: tuple[int | None, int | None, int | None] | None = None
    """User and business value, time criticality, risk or opportunity."""
    size: int | None = None
    value: float | None = None
    hours: float | None = None
    said: tuple[Said, ...] = ()
    serves: str | None = None
    """The goal that it serves."""


REQUESTS = (
    Asked(0, "Invoices as PDF in the portal", "Petra Baumann", "Baumann AG", 9,
          "Their auditors come in spring", (8, 8, 3), 5, 9000, 60, ((4, "accept", ENGINEERING),),
          serves=PORTAL),
    Asked(1, "A darker button for sending orders", "Kofi Mensah", None, None, None,
          (2, 1, 1), 1, 200, 2, ((3, "accept", PRODUCT),),
          serves=PORTAL),
    Asked(2, "Orders by fax", "Luca Ferrari", "Ferrari & Figli", None, None,
          (1, 1, 1), 8, 300, 80, ((6, "decline", "Two customers of 400 would use it"),)),
    Asked(3, "Download all invoices of a year", "Petra Baumann", "Baumann AG", 12,
          "Their auditors come in spring", None, None, None, None,
          ((5, "merge", "Invoices as PDF in the portal"),)),
    Asked(4, "Single sign-on for large customers", "Haruto Ōta", "Ōta Seiki", 26,
          "Their new policy begins then", (13, 5, 8), 13, 40000, 240,
          ((5, "defer", "12: First the portal itself"),),
          serves=PORTAL),
    Asked(5, "A second line to the office", "Marcus Okafor", None, None, None,
          (3, 5, 13), 3, 5000, 16, ((2, "accept", OPERATIONS),)),
    Asked(6, "Chat with support in the app", "Mei Chen", None, None, None,
          (8, 3, 5), 13, 12000, 200, ((10, "defer", "30: After the launch of the app"),),
          serves=APP),
    Asked(8, "Show stock of the warehouse in the portal", "Petra Baumann", "Baumann AG", None, None,
          (13, 5, 3), 8, 25000, 120, ((7, "accept", ENGINEERING),),
          serves=PORTAL),
    Asked(9, "Bring the dog to the office", "Diego Fernández", None, None, None, None, None, None,
          None, ((3, "decline", "A colleague is allergic"),)),
    Asked(10, "Warn when a certificate expires", "Hinewai Parata", None, 6,
          "Two expired this year", (5, 13, 8), 2, 3000, 8, ((1, "accept", OPERATIONS),),
          serves=SAFE),
    Asked(12, "Customs papers for Norway", "Sven Hansen", "Hansen Ltd", 10,
          "They begin to sell there", (8, 8, 2), 5, 15000, 70,
          ((6, "decline", "No customer but one sells there"), (25, "reopen", "Two more ask for it"),
           (28, "accept", ENGINEERING))),
    Asked(14, "A partner programme", "Ana Sousa", None, None, None, (13, 3, 13), 20, 60000, 400,
          ((5, "project", "PART"),)),
    Asked(15, "Login with the company account", "Sven Hansen", "Hansen Ltd", None, None, None, None,
          None, None, ((4, "merge", "Single sign-on for large customers"),)),
    Asked(17, "Backup of the phone system", "Sofia Rossi", None, 8, "Its maker ends support",
          (2, 8, 13), 3, 2000, 20, ((8, "accept", OPERATIONS),)),
    Asked(19, "Prices with and without tax", "Luca Ferrari", "Ferrari & Figli", None, None,
          (5, 2, 1), 2, 1500, 10),
    Asked(20, "Portal in Arabic", "ليلى حداد", None, None, None, (8, 3, 8), 8, 18000, None),
    Asked(21, "Order by voice", "Mei Chen", None, None, None, (3, 1, 5), 20, 2000, 300),
    Asked(22, "Export of orders to their ERP system", "Haruto Ōta", "Ōta Seiki", 10,
          "They change the system in summer", (13, 8, 3), 5, 22000, 90,
          serves=PORTAL),
    Asked(23, "A shelf for the test phones", "Tomasz Wójcik"),
    Asked(24, "Reminder before a delivery", "Petra Baumann", "Baumann AG", 4, None,
          (5, 5, None), 3, 4000, 24),
)  # fmt: skip


def requests_come_in(world: World) -> None:
    """Let people ask for what they ask for in this week; it is weighed the day after."""
    for asked in REQUESTS:
        if asked.week == world.week:
            _submit(world, asked)


def _submit(world: World, asked: Asked) -> None:
    id, ana, known = _id(world, asked.title), world.lead_of(PRODUCT), world.staff.get(asked.who)
    urgent = None if asked.weeks is None else world.today + timedelta(weeks=asked.weeks)
    command = SubmitRequest(
        title=asked.title,
        asked_by=known and known.id,
        asked_by_name=None if known else asked.who,
        client=asked.client,
        urgent_by=urgent,
        urgent_because=asked.because if urgent else None,
        serves=asked.serves and goal_id(world, asked.serves),
    )
    _tell(world, id, command, known or ana)
    world.on(world.workday(1), _weigh, world, asked)
    for days, how, words in asked.said:
        world.on(world.workday(days + 1), ANSWERS[how], world, asked, words)


def _weigh(world: World, asked: Asked) -> None:
    """Let the leads of product and engineering say what it is worth, and what it takes."""
    id, ana, priya = _id(world, asked.title), world.lead_of(PRODUCT), world.lead_of(ENGINEERING)
    if asked.cost is not None:
        worth, urgency, risk = asked.cost
        cost = ScoreCostOfDelay(
            user_business_value=worth, time_criticality=urgency, risk_opportunity=risk
        )
        _tell(world, id, cost, ana)
    if asked.size is not None:
        _tell(world, id, SizeRequest(job_size=asked.size), priya)
    if asked.value is not None:
        _tell(world, id, ValueRequest(value=asked.value), ana)
    if asked.hours is not None:
        _tell(world, id, EstimateRequest(effort_h=asked.hours), priya)


def _accept(world: World, asked: Asked, team: str) -> None:
    """Give it to somebody of a team, who sees to it within weeks."""
    dice, item = _dice(world, asked), world.office.id("item")
    who = dice.choice(world.here(team))
    accept = AcceptAsWorkItem(item=item, assignees=(who.id,))
    _tell(world, _id(world, asked.title), accept, world.lead_of(PRODUCT))
    starts = world.workday(dice.randint(1, 6))
    world.on(starts, _tell, world, item, StartWorkItem(), who)
    ends = world.workday(dice.randint(3, 15), starts)
    world.on(ends, _tell, world, item, CompleteWorkItem(), who)


def _project(world: World, asked: Asked, key: str) -> None:
    accept = AcceptAsProject(project=world.office.id("project"), key=key)
    _tell(world, _id(world, asked.title), accept, world.lead_of(PRODUCT))


def _answer(world: World, asked: Asked, words: str, make: Callable[[World, str], Command]) -> None:
    _tell(world, _id(world, asked.title), make(world, words), world.lead_of(PRODUCT))


def _defer(world: World, words: str) -> Command:
    weeks, _, reason = words.partition(": ")
    return DeferRequest(until=world.today + timedelta(weeks=int(weeks)), reason=reason)


ANSWERS: Mapping[str, Callable[[World, Asked, str], None]] = {
    "accept": _accept,
    "project": _project,
    "defer": partial(_answer, make=_defer),
    "decline": partial(_answer, make=lambda _, words: DeclineRequest(reason=words)),
    "reopen": partial(_answer, make=lambda _, words: ReopenRequest(reason=words)),
    "merge": partial(_answer, make=lambda world, words: MergeRequest(into=_id(world, words))),
}


def _id(world: World, title: str) -> UUID:
    """Find the request of this title: its id is made when it is named first."""
    return world.named(f"request {title}")


def _dice(world: World, asked: Asked) -> Random:
    """Throw dice of their own, so that the rest of the story stays as it is."""
    return Random(f"intake {world.first} {asked.title}")  # noqa: S311 - chance, not secrecy


def _tell(world: World, id: UUID, command: Command, by: Staff) -> None:
    """Do it in the course of the morning, one thing after another."""
    dice = Random(f"intake {world.today} {id} {command!r}")  # noqa: S311
    early = {"SubmitRequest": 8, "AcceptAsWorkItem": 11}.get(type(command).__name__, 10)
    when = datetime.combine(world.today, time(early, tzinfo=UTC)) + dice.random() * DAY / 48
    world.office.hand_in(when, id, command, by.id)
