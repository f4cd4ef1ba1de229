"""What differs between two plans, and for whom."""

from collections.abc import Mapping
from typing import NamedTuple

from workdomain.scheduling.plan.generate import Placed, Plan


class Moved(NamedTuple):
    """A task that is at another time, or with other people."""

    task: str
    before: Placed
    after: Placed

    @property
    def people_changed(self) -> bool:
        """Whether somebody else does it."""
        return set(self.before.people) != set(self.after.people)

    @property
    def minutes(self) -> int:
        """How much later it finishes, by the clock."""
        return self.after.finish - self.before.finish


class Changes(NamedTuple):
    """What somebody has to be told."""

    moved: tuple[Moved, ...]
    came: tuple[str, ...]
    """Tasks that the old plan did not have."""
    went: tuple[str, ...]
    """Tasks that the new plan does not have."""
    people_changed: int
    finish: Mapping[str | None, int]
    """How much later each project is done, and at None the whole, in minutes of the clock."""


def changes(old: Plan, new: Plan, projects: Mapping[str, str] | None = None) -> Changes:
    """Compare two plans; what is the same in both is left out."""
    both = [id_ for id_ in new.placed if id_ in old.placed]
    moved = tuple(
        Moved(id_, old.placed[id_], new.placed[id_])
        for id_ in both
        if _where(old.placed[id_]) != _where(new.placed[id_])
    )
    before, after = finishes(old, projects or {}), finishes(new, projects or {})
    return Changes(
        moved,
        tuple(id_ for id_ in new.placed if id_ not in old.placed),
        tuple(id_ for id_ in old.placed if id_ not in new.placed),
        sum(each.people_changed for each in moved),
        {key: after[key] - before[key] for key in before if key in after},
    )


def _where(placed: Placed) -> tuple[object, ...]:
    return placed.start, placed.finish, frozenset(placed.people), placed.spans


def finishes(plan: Plan, projects: Mapping[str, str]) -> dict[str | None, int]:
    """Tell when each project is done, and at None the whole."""
    found: dict[str | None, int] = {}
    for id_, placed in plan.placed.items():
        for key in {projects.get(id_), None}:
            found[key] = max(found.get(key, placed.finish), placed.finish)
    return found
