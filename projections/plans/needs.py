"""What work needs of whoever does it, as rows tell it: `skill SQL (3)`, `role tester`."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

NEED = re.compile(r"(skill|role|equipment) (.+?)(?: \((\d)\))?")


class Wanted(NamedTuple):
    """What somebody has to be able to, all of it."""

    skills: tuple[tuple[str, int], ...] = ()
    roles: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()

    def is_met(self, skills: Sequence[tuple[str, int]], role: str | None) -> bool:
        """Tell whether somebody with these skills, in this role, can do it."""
        levels = dict(skills)
        able = all(levels.get(name, 0) >= level for name, level in self.skills)
        return able and all(role is not None and role.casefold() == one for one in self.roles)


def wanted_of(needs: Iterable[str]) -> Wanted:
    """Read needs as they are shown; skills without a level are needed at any."""
    found: dict[str, list[tuple[str, int]]] = {"skill": [], "role": [], "equipment": []}
    for need in needs:
        if told := NEED.fullmatch(need):
            found[told[1]].append((told[2].casefold(), int(told[3] or 1)))
    return Wanted(
        tuple(found["skill"]),
        tuple(name for name, _ in found["role"]),
        tuple(name for name, _ in found["equipment"]),
    )
