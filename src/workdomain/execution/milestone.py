"""A milestone is a point in time: nobody works on it, so there is no work to estimate."""

from workdomain.execution.task_life import EstimateWorkItem, Life, SetRemainingWork
from workdomain.kernel import Command
from workdomain.planning.shape import Shape
from workdomain.planning.specification import MilestoneTakesNoWork, ShapeWorkItem, Specification


def takes_no_work(spec: Specification, life: Life, command: Command) -> None:
    """Raise MilestoneTakesNoWork where a milestone would come to an estimate, or the reverse."""
    if spec.shape is Shape.MILESTONE:
        estimates = isinstance(command, EstimateWorkItem) and command.estimate is not None
        if estimates or isinstance(command, SetRemainingWork):
            raise MilestoneTakesNoWork("A milestone has no work to estimate: make it a task first")
    elif life.estimate is not None and isinstance(command, ShapeWorkItem):
        if command.shape is not Shape.MILESTONE:
            return
        raise MilestoneTakesNoWork("It is estimated: take its estimate back first")
