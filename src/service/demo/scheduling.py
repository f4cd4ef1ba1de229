"""The leads have the work of their projects planned: once anew, later keeping what still holds.

It takes no number from others, as their dice go by them, and what was planned is asked for by an id
that follows from the run: a demo that was interrupted is told again word by word.
"""

from collections.abc import Mapping

from projections.plans.asked import Manner
from service.demo.world import World

PLANNED: Mapping[int, Manner] = {16: Manner.ANEW, 21: Manner.KEEP, 24: Manner.KEEP}
"""The weeks on whose Monday they do."""
MORNING = 7


def plan_ahead(world: World) -> None:
    """Have each project planned that is under way, and the plan published."""
    manner = PLANNED.get(world.week)
    if manner is None:
        return
    for key, venture in world.ventures.items():
        works = any(job.open and job.project is venture for job in world.jobs)
        if works and not venture.closed and (manner is Manner.ANEW or key in world.scheduled):
            world.scheduled.add(key)
            name = f"plan of {key} in week {world.week}"
            world.office.plan(world.moment(MORNING), name, venture.id, manner, venture.lead.id)
