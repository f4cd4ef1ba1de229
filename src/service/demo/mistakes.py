"""A mistake of the demo's half-year, and how it was taken back."""

from uuid import UUID

from service.demo.company import ENGINEERING
from service.demo.world import DAY, World
from workdomain.kernel import Command
from workdomain.planning.work_item import AssignWorkItem, UnassignWorkItem


def wrong_hand_over(world: World) -> None:
    """Give a colleague all that one engineer has, at one go; but what was chosen is everybody's.

    The team asks early the next day, and the lead takes it back before anyone begins.
    """
    lead, colleague = world.lead_of(ENGINEERING), world.staff["Tomasz Wójcik"]
    asked: list[tuple[UUID, Command]] = []
    for job in (each for each in world.jobs if each.open and each.team == ENGINEERING):
        if job.owners and colleague not in job.owners:
            asked += [(job.id, UnassignWorkItem(person=owner.id)) for owner in job.owners]
            asked.append((job.id, AssignWorkItem(person=colleague.id)))
    evening = world.at(17.9, 0.0)
    request = world.office.hand_in_together(evening, "hand-over", asked, lead.id)
    morning = world.at(7.2, 0.0, world.today + DAY)
    world.office.take_back(morning, request, "This was to be Diego's work only", lead.id)
