"""Whether a step in the life of work keeps to the rules of good order, by what is open elsewhere.

A step that goes against a rule becomes another command, which tells it; the life of the work item
then decides (`task_life.py`). Work that lives in another system keeps to that system's rules.

A look at the parts of work costs one stream for each, and happens once: when it is completed.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date
from itertools import islice
from uuid import UUID

from workdomain.execution.blockers import Blockers, blockers
from workdomain.execution.good_order import (
    FEW,
    Breach,
    CompleteAgainstRules,
    ParentIsClosed,
    ReopenForPart,
    ReopenUnderClosed,
    Standing,
    StartAgainstRules,
    breach,
)
from workdomain.execution.task_life import (
    CLOSED,
    OPEN,
    CompleteWorkItem,
    Life,
    ReopenWorkItem,
    StartWorkItem,
    State,
    life,
)
from workdomain.kernel import Command, Context, Look
from workdomain.planning.dependency import End
from workdomain.planning.gate import gate
from workdomain.planning.network import Links, held_back, network
from workdomain.planning.project import rules_in_force
from workdomain.planning.work_item import plan
from workdomain.processes.rules import Reopening, Rules

STEPS = (StartWorkItem, CompleteWorkItem, ReopenWorkItem)


InForce = Callable[[UUID | None, date, Look], Rules]


def in_order(
    id: UUID, command: Command, context: Context, look: Look, in_force: InForce = rules_in_force
) -> Command:
    """Complete a step with what stands against it; `look` shows the parts of work items."""
    if not isinstance(command, STEPS):
        return command
    planned, links, state = look(plan, id), look(network, id), look(life, id).state
    if planned.source is not None or not planned.title:
        return command

    def rules() -> Rules:
        return in_force(planned.project, context.at.astimezone(UTC).date(), look)

    match command:
        case StartWorkItem() if state is State.TODO and (links.predecessors or links.parent):
            breaches = _too_early(id, rules(), look, End.START)
            return StartAgainstRules(breaches=tuple(breaches)) if breaches else command
        case CompleteWorkItem() if state in OPEN:
            blocking = look(blockers, id)
            if not (links.predecessors or links.parent or links.parts or blocking.open):
                return command
            breaches = _unfinished(id, links, blocking, rules(), look)
            # Work that is completed without having been begun begins just then, too.
            ends = (End.FINISH,) if has_begun(look(life, id)) else (End.START, End.FINISH)
            breaches += _too_early(id, rules(), look, *ends)
            return CompleteAgainstRules(breaches=tuple(breaches)) if breaches else command
        case ReopenWorkItem() if state in CLOSED and links.parent is not None:
            return _reopened(command, links.parent, rules(), look)
        case _:
            return command


def _unfinished(
    id: UUID, links: Links, blocking: Blockers, rules: Rules, look: Look
) -> list[Breach]:
    """Find the open parts and blockers of work that is to be completed."""
    parts = islice(_open_parts(id, links, look), FEW + 1)
    reasons = [blocker.reason for blocker in blocking.open.values()]
    return [
        *breach(Standing.PARTS, rules.open_parts, [look(plan, part).title for part in parts]),
        *breach(Standing.BLOCKERS, rules.open_blockers, reasons),
    ]


def _open_parts(id: UUID, links: Links, look: Look) -> Iterator[UUID]:
    for part in links.parts:
        if look(life, part).state in OPEN and look(network, part).parent == id:
            yield part


def _too_early(id: UUID, rules: Rules, look: Look, *ends: End) -> list[Breach]:
    """Find the predecessors that do not let these ends of work come yet."""

    def is_over(other: UUID, end: End) -> bool:
        there = look(life, other)
        if end is End.START:
            return has_begun(there)
        finished = there.state is State.DONE and not look(gate, other).holds_back
        return finished or there.state is State.CANCELLED

    found = dict.fromkeys(each for end in ends for each in held_back(id, end, look, is_over))
    titles = [look(plan, each).title for each in found]
    return breach(Standing.PREDECESSORS, rules.open_predecessors, titles)


def has_begun(life: Life) -> bool:
    """Tell whether work was begun, even if it is blocked now; what was put back was not."""
    return (life.before if life.state is State.BLOCKED else life.state) is not State.TODO


def _closed_from(here: UUID | None, look: Look) -> list[UUID]:
    """List the closed items from this one upwards, up to the first one that is open."""
    above: list[UUID] = []
    while here is not None and look(life, here).state in CLOSED and here not in above:
        if look(plan, here).source is not None:
            break
        above.append(here)
        here = look(network, here).parent
    return above


def reopened_by(
    id: UUID, part: UUID, context: Context, look: Look, in_force: InForce = rules_in_force
) -> ReopenForPart | None:
    """Say how a closed item goes on when an open part comes to it. Raises ParentIsClosed."""
    if look(life, id).state not in CLOSED or look(life, part).state not in OPEN:
        return None
    planned, above = look(plan, part), _closed_from(id, look)
    if planned.source is not None or not above:
        return None
    rules = in_force(planned.project, context.at.astimezone(UTC).date(), look)
    if rules.reopening is Reopening.LEAVE:
        return None
    if rules.reopening is Reopening.REFUSE:
        raise ParentIsClosed(
            f"{look(plan, id).title} is closed: reopen it before it gets an open part"
        )
    return ReopenForPart(reason="An open part came to it", part=part, above=tuple(above[1:]))


def _reopened(command: ReopenWorkItem, parent: UUID, rules: Rules, look: Look) -> Command:
    """Reopen the closed items above it too, up to the first one that is open."""
    above = _closed_from(parent, look)
    if not above or rules.reopening is Reopening.LEAVE:
        return command
    refused = rules.reopening is Reopening.REFUSE
    return ReopenUnderClosed(
        reason=command.reason,
        reopening=() if refused else tuple(above),
        forbidden_by=look(plan, parent).title if refused else None,
    )
