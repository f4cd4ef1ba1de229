"""Whose time the demo's company keeps for which work: asked for, given, waiting, given back.

It throws no dice, so that the rest of the half-year is as it would be without it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from service.demo.company import ENGINEERING, PRODUCT
from service.demo.selling import PHASE
from service.demo.world import World
from workdomain.execution.allocation_words import (
    AllocateTime,
    Clash,
    EndAllocation,
    RejectAllocation,
    RequestAllocation,
)
from workdomain.kernel import Command

MORNING = time(8, 50)


def allot(world: World) -> None:
    """Do what the day asks for, if it asks for anything."""
    if scene := SCENES.get((world.week, world.today.weekday())):
        scene(world)


def _tell(world: World, name: str, command: Command, team: str = ENGINEERING) -> None:
    when = datetime.combine(world.today, MORNING, UTC)
    world.office.hand_in(when, world.named(name), command, world.lead_of(team).id)


def _ask(world: World, name: str, project: str, weeks: int, **told: Any) -> None:
    """Ask for time from next Monday on, for so many weeks."""
    first = world.day(world.week + 1)
    last = first + timedelta(weeks=weeks, days=-3)
    common = {"project": world.ventures[project].id, "first": first, "last": last}
    _tell(world, name, RequestAllocation.model_validate({**common, **told}))


def _engineers(world: World) -> None:
    """Keep half of two engineers for the portal, and look for one who knows Python."""
    marcus, tomasz = world.staff["Marcus Okafor"], world.staff["Tomasz Wójcik"]
    _ask(world, "half of Marcus", "NEW", 10, person=marcus.id, percent=50)
    _ask(world, "Tomasz for the portal", "NEW", 10, person=tomasz.id, hours_per_day=5)
    for name in ("half of Marcus", "Tomasz for the portal"):
        _tell(world, name, AllocateTime())
    _ask(world, "somebody for the app", "MOB", 6, skill="Python", level=2, hours=60)


def _app(world: World) -> None:
    """Find that there is no room for the app, and let it wait."""
    marcus = world.staff["Marcus Okafor"]
    _ask(world, "Marcus for the app", "MOB", 3, person=marcus.id, hours_per_day=5)
    _tell(world, "Marcus for the app", AllocateTime(clash=Clash.WAIT))


def _room(world: World) -> None:
    """End one early; there is room now for what waited."""
    _tell(world, "half of Marcus", EndAllocation(last=world.day(world.week, 4)))
    _tell(world, "Marcus for the app", AllocateTime(clash=Clash.OVERTIME))


def _second_phase(world: World) -> None:
    """Keep time for a deal that is not won yet."""
    work = {"first": _later(world, 2), "last": _later(world, 10), "hours": 120}
    common = {"project": world.ventures["NEW"].id, "tentative": True, **work}
    request = RequestAllocation.model_validate(
        {**common, "team": PRODUCT, "deal": world.named(PHASE)}
    )
    _tell(world, "product for the second phase", request, PRODUCT)
    ana = world.staff["Ana Sousa"].id
    _tell(world, "product for the second phase", AllocateTime(person=ana), PRODUCT)
    lead = {**common, "person": world.staff["Marcus Okafor"].id, "hours": 300, "tentative": False}
    _tell(world, "Marcus for the second phase", RequestAllocation.model_validate(lead), PRODUCT)
    over = AllocateTime(clash=Clash.OVERTIME)
    _tell(world, "Marcus for the second phase", over, PRODUCT)


def _later(world: World, weeks: int) -> date:
    return world.day(world.week + weeks, 0)


def _nobody(world: World) -> None:
    _ask(world, "a lawyer", "NEW", 2, skill="Law", hours=10)
    _tell(world, "a lawyer", RejectAllocation(reason="Nobody here knows the law: buy it"))


SCENES: dict[tuple[int, int], Callable[[World], None]] = {
    (4, 1): _engineers,
    (8, 1): _app,
    (9, 3): _room,
    (15, 2): _nobody,
    (22, 1): _second_phase,
}
"""By week from 0 and weekday from Monday, 0."""
