"""What the gate of a phase, and whatever a phase waits for, holds back."""

from tests.execution.test_closing import COMPLETE, HOUSE, ROOF, START, TOWN, Site
from workdomain.execution.good_order import PredecessorsAreOpen
from workdomain.planning.gate import PassGate, SetGate
from workdomain.planning.network import AddDependency
from workdomain.planning.shape import Shape
from workdomain.planning.specification import ShapeWorkItem


def test_work_waits_for_what_its_phase_waits_for_and_that_for_its_gate():
    site = Site()
    site.do(HOUSE, AddDependency(predecessor=TOWN))
    site.refuses(ROOF, START, PredecessorsAreOpen)
    site.do(TOWN, ShapeWorkItem(shape=Shape.PHASE), SetGate(criteria="Dry"), COMPLETE)
    site.refuses(ROOF, START, PredecessorsAreOpen)
    site.do(TOWN, PassGate(reason="Dry"))
    site.do(ROOF, START)
