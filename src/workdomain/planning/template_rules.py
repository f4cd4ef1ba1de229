"""What the contents of a template must be like, so that work can be made from them for ever."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from workdomain.kernel import Refused
from workdomain.planning.shape import Shape
from workdomain.planning.step import Contents, Step

LONG = 20
"""How many steps of a circle a refusal shows."""


class NothingInIt(Refused):
    """A template that is published has at least one step."""


class UnknownStep(Refused):
    """A step is a part of, or waits for, a step of the same template."""


class UnknownRole(Refused):
    """A step is done by a role that the template has."""


class MilestoneStepTakesNoWork(Refused):
    """A milestone is a point in time: it has no estimate, and lasts one day."""


class StepsInACircle(Refused):
    """A step is not a part of itself and does not wait for itself, not even in a roundabout way."""


class StepWaitsForItsFamily(Refused):
    """A step does not wait for what it is a part of, nor for its own parts."""


def must_hold_together(name: str, contents: Contents) -> None:
    """Raise one of the rules above, unless these steps can become work items."""
    steps = {step.step: step for step in contents.steps}
    if not steps:
        raise NothingInIt(f"{name} has no steps yet: put some into the draft first")
    roles = {role.role for role in contents.roles}
    for step in contents.steps:
        for other in (step.parent, *(after.step for after in step.after)):
            if other is not None and other not in steps:
                raise UnknownStep(f"{step.step} is about {other}, which is not a step of {name}")
        for role in (step.role, step.owner):
            if role is not None and role not in roles:
                raise UnknownRole(f"{step.step} is for {role}, which is not a role of {name}")
        if step.shape is Shape.MILESTONE and (step.estimate or step.duration_days > 1):
            raise MilestoneStepTakesNoWork(
                f"{step.step} is a milestone: leave out its estimate and its duration"
            )
    parents_first(contents.steps)
    predecessors_first(contents.steps)
    for step in contents.steps:
        _must_not_wait_for_family(step, steps)


def parents_first(steps: Iterable[Step]) -> list[str]:
    """Order steps so that each comes after what it is a part of. Raises StepsInACircle."""
    return _sorted({s.step: [s.parent] if s.parent else [] for s in steps}, "A part of itself")


def predecessors_first(steps: Iterable[Step]) -> list[str]:
    """Order steps so that each comes after those it waits for. Raises StepsInACircle."""
    return _sorted({s.step: [a.step for a in s.after] for s in steps}, "Waiting for itself")


def _sorted(before: Mapping[str, list[str]], wrong: str) -> list[str]:
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError as error:
        circle = error.args[1][::-1]  # it is told from what comes first
        if len(circle) > LONG:
            circle[LONG // 2 : -LONG // 2] = ["..."]
        raise StepsInACircle(f"{wrong}: {' -> '.join(circle)}") from None


def _must_not_wait_for_family(step: Step, steps: Mapping[str, Step]) -> None:
    for after in step.after:
        if after.step in _above(step, steps) or step.step in _above(steps[after.step], steps):
            raise StepWaitsForItsFamily(f"{step.step} waits for its family: {after.step}")


def _above(step: Step, steps: Mapping[str, Step]) -> Iterator[str]:
    """Name what a step is a part of, from near to far."""
    while step.parent is not None:
        yield step.parent
        step = steps[step.parent]
