"""Customers who move to the new portal, one after another: each a project made from one template.

The template gets better as they go; and for whoever joins the company there is one as well.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from service.demo.company import ENGINEERING, OPERATIONS, PRODUCT
from service.demo.world import DAY, Staff, World
from workdomain.execution.task_life import CompleteWorkItem, StartWorkItem
from workdomain.kernel import Command
from workdomain.planning.estimate import Estimate
from workdomain.planning.from_template import AddProjectFromTemplate, AddWorkItemFromTemplate
from workdomain.planning.making import dates_of, item_id
from workdomain.planning.shape import Shape
from workdomain.planning.step import After, Anchor, Cast, Contents, Step
from workdomain.planning.template import (
    AddTemplate,
    Makes,
    PublishTemplate,
)
from workdomain.planning.template_draft import (
    PutTemplateRole,
    PutTemplateSteps,
    TitleTemplate,
)
from workdomain.planning.template_rules import predecessors_first
from workdomain.planning.work_item import PlanWorkItemDates

MOVES = "Move a customer to the portal"
JOINS = "Somebody new joins"


def _step(id: str, title: str, role: str, day: int, *after: str, **more: object) -> Step:
    return Step.model_validate(
        {
            "step": id,
            "title": title,
            "role": role,
            "offset_days": day,
            "after": [After(step=each) for each in after],
            "kind": "task",
            **more,
        }
    )


PREPARE = Step(step="prepare", title="Prepare", kind="phase", shape=Shape.PHASE)
STEPS = (
    PREPARE,
    _step("call", "Call the customer", "contact", 0, parent="prepare",
          estimate=Estimate.single(1), checklist=("Who signs in?", "Which orders are open?")),
    _step("data", "Check the customer's data", "engineer", 1, "call", parent="prepare",
          duration_days=3, estimate=Estimate(optimistic=2, most_likely=4, pessimistic=9)),
    _step("account", "Set up the accounts", "support", 4, "data", parent="prepare",
          estimate=Estimate.single(2), labels=("portal",)),
    _step("train", "Train the customer's people", "contact", 6, "account",
          estimate=Estimate.single(3)),
    _step("live", "The customer is live", "contact", 8, "train", kind="milestone",
          shape=Shape.MILESTONE, definition_of_done="A first order came in through the portal"),
)  # fmt: skip
LATER = (
    _step("rehearse", "Rehearse with the customer's own orders", "engineer", 5, "account",
          estimate=Estimate.single(3)),
    _step("train", "Train the customer's people", "contact", 7, "rehearse",
          estimate=Estimate.single(3)),
    _step("live", "The customer is live", "contact", 9, "train", kind="milestone",
          shape=Shape.MILESTONE, definition_of_done="A first order came in through the portal"),
    _step("ask", "Ask how it is going", "contact", 18, "live", estimate=Estimate.single(1)),
)  # fmt: skip
WELCOME = (
    Step(step="desk", title="Get desk, laptop and keys", role="support", offset_days=-3,
         checklist=("Desk", "Laptop", "Keys", "Badge")),
    Step(step="plan", title="Plan the first two weeks", role="lead", offset_days=-1),
    Step(step="talk", title="Talk about how it went", role="lead", counts_from=Anchor.END,
         offset_days=0, after=(After(step="plan"),)),
)  # fmt: skip

CUSTOMERS = {4: ("Hansen Ltd", "HAN"), 9: ("Ferrari & Figli", "FER"), 13: ("Ōta Seiki", "OTA"),
             17: ("Baumann AG", "BAU"), 21: ("Nakuru Tea", "NAK")}  # fmt: skip
"""By the week in which they move."""
BETTER_IN_WEEK = 16
SAID = ("contact", "Talks to the customer"), ("engineer", ""), ("support", "")


def care_for_customers(world: World) -> None:
    """Do on a Monday what is due in its week; whose dice they are is nobody else's."""
    lead = world.lead_of(PRODUCT)
    if world.week == 1:
        _publish(world, lead, MOVES, Makes.PROJECT, STEPS, SAID)
        roles = (("lead", "Whoever they work for"), ("support", ""))
        _publish(world, lead, JOINS, Makes.WORK_ITEM, WELCOME, roles)
        when = _at(world.today, 10, 20)
        titled = TitleTemplate(title="Welcome a colleague", labels=("people",))
        world.office.hand_in(when, _template(world, JOINS), titled, lead.id)
        published = PublishTemplate(note="Labelled, so that we find it")
        world.office.hand_in(when, _template(world, JOINS), published, lead.id)
    if world.week == BETTER_IN_WEEK:
        when, id = _at(world.today, 14), _template(world, MOVES)
        note = "Rehearsed first: the orders of Ōta Seiki were not what we thought"
        for command in (PutTemplateSteps(steps=LATER), PublishTemplate(note=note)):
            world.office.hand_in(when, id, command, lead.id)
    if customer := CUSTOMERS.get(world.week):
        _move(world, lead, *customer)
    for person in world.staff.values():
        if person.who.joins_in_week == world.week + 1:
            _welcome(world, person)


def _template(world: World, name: str) -> UUID:
    return item_id(world.lead_of(PRODUCT).id, name)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def _publish(
    world: World,
    lead: Staff,
    name: str,
    makes: Makes,
    steps: tuple[Step, ...],
    roles: tuple[tuple[str, str], ...],
) -> None:
    commands: list[Command] = [
        AddTemplate(name=name, makes=makes),
        *(PutTemplateRole(role=role, description=said) for role, said in roles),
        PutTemplateSteps(steps=steps),
        PublishTemplate(),
    ]
    for command in commands:
        world.office.hand_in(_at(world.today, 10), _template(world, name), command, lead.id)


def _welcome(world: World, person: Staff) -> None:
    """Get ready for somebody who joins next week."""
    lead, joins = world.lead_of(person.who.team), world.day(person.who.joins_in_week)
    support = world.here(OPERATIONS)[0]
    command = AddWorkItemFromTemplate(
        template=_template(world, JOINS),
        title=f"Welcome {person.who.name}",
        starts=joins,
        ends=joins + timedelta(days=25),
        people=(Cast(role="lead", person=lead.id), Cast(role="support", person=support.id)),
    )
    id = item_id(person.id, "welcome")
    world.office.hand_in(_at(world.today, 11), id, command, lead.id)
    for step, by, day in ("desk", support, joins - 3 * DAY), ("plan", lead, joins):
        world.office.hand_in(_at(day, 15), item_id(id, step), CompleteWorkItem(), by.id)


def _move(world: World, lead: Staff, name: str, key: str) -> None:
    """Make the project, and live it: days move, and whatever waits for them moves along."""
    dice = Random(f"{world.first} {key}")  # noqa: S311 - chance, not secrecy
    id, starts = item_id(lead.id, key), world.today + DAY
    cast = {
        "contact": dice.choice(world.here(PRODUCT)),
        "engineer": dice.choice(world.here(ENGINEERING)),
        "support": dice.choice(world.here(OPERATIONS)),
    }
    command = AddProjectFromTemplate(
        name=f"{name} moves to the portal",
        key=key,
        template=_template(world, MOVES),
        starts=starts,
        budget_h=24,
        people=tuple(Cast(role=role, person=who.id) for role, who in cast.items()),
    )
    world.office.hand_in(_at(world.today, 15), id, command, lead.id)
    steps = {step.step: step for step in (*STEPS, *(LATER if world.week > BETTER_IN_WEEK else ()))}
    _live(world, dice, id, Contents(steps=tuple(steps.values())), starts, cast)


def _live(
    world: World,
    dice: Random,
    id: UUID,
    contents: Contents,
    starts: date,
    cast: dict[str, Staff],
) -> None:
    dates = dates_of(contents, {Anchor.START: starts}, ())
    steps = {step.step: step for step in contents.steps}
    done: dict[str, date] = {}
    for name in predecessors_first(contents.steps):
        step, (start, due) = steps[name], dates.get(name, (None, None))
        if start is None or due is None or step.role is None:
            continue
        by, item = cast[step.role].id, item_id(id, name)
        begins = max((done[after.step] for after in step.after), default=start)
        begins = max(begins, start)
        late = dice.choice((0, 0, 0, 0, 1, 2, 4))
        ends = world.workday(late, max(due, begins))
        if ends != due:
            first = None if step.shape is Shape.MILESTONE else begins
            planned = PlanWorkItemDates(start=first, due=ends)
            world.office.hand_in(_at(min(due, begins), 9), item, planned, by)
        hour = 10 + len(done)  # whatever it waits for is done by then
        if step.shape is not Shape.MILESTONE:
            world.office.hand_in(_at(begins, hour, 10), item, StartWorkItem(), by)
        world.office.hand_in(_at(ends, hour, 50), item, CompleteWorkItem(), by)
        done[name] = ends
    for phase in {step.parent for step in steps.values() if step.parent}:
        last = max(done[step.step] for step in steps.values() if step.parent == phase)
        world.office.hand_in(
            _at(last, 20), item_id(id, phase), CompleteWorkItem(), cast["contact"].id
        )
