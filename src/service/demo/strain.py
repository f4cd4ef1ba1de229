"""What the demo's people want to know of themselves: one team agreed to see how much it asks."""

from service.demo.company import ENGINEERING
from service.demo.world import World
from workdomain.people.strain_consent import Sharing, ShowStrain


def ask_for_strain(world: World) -> None:
    """Let everyone of the largest team see their own strain, and the team's average."""
    for person in world.here(ENGINEERING):
        command = ShowStrain(sharing=Sharing.ME_AND_TEAM)
        world.office.hand_in(world.moment(20.5), person.id, command, person.id)
