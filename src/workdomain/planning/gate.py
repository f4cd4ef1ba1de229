"""The gate at the end of a phase: a decision whether what was to be reached has been reached.

no gate -SetGate-> open -PassGate-> passed        passed -FailGate-> failed
                   open -FailGate-> failed        failed -PassGate-> passed

Each verdict has a reason, and can be changed; other criteria open the gate again. Whatever waits
for the phase to be finished waits for its gate to be passed as well.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NamedTuple, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command, Context, Decider, Event, Look, OfKinds, Personal, Refused
from workdomain.planning.shape import Shape
from workdomain.planning.specification import ShapeWorkItem, specification
from workdomain.values import Line, Text


class Verdict(StrEnum):
    """How it stands with the gate of a phase."""

    NONE = "none"
    """There is none."""
    OPEN = "open"
    """Nobody has decided."""
    PASSED = "passed"
    FAILED = "failed"


class SetGate(Command):
    """Say what has to be true for a phase to be left through its gate; null takes the gate away."""

    criteria: Annotated[Text, Field(min_length=1), Personal()] | None


class PassGate(Command):
    """Decide that the phase has reached what it was to reach."""

    reason: Annotated[Line, Personal()]


class FailGate(Command):
    """Decide that the phase has not reached what it was to reach."""

    reason: Annotated[Line, Personal()]


class GateSet(
    Event,
    topic="work-item.gate-set.v1",
    says="[put a gate at its end: {criteria}|took its gate away]",
):
    """The phase ends at a gate, which is open to a verdict; or it has none any more."""

    criteria: Annotated[str, Personal()] | None


class GatePassed(Event, topic="work-item.gate-passed.v1", says="passed its gate: {reason}"):
    """What waits for the phase may begin."""

    reason: Annotated[str, Personal()]


class GateFailed(Event, topic="work-item.gate-failed.v1", says="failed its gate: {reason}"):
    """What waits for the phase waits on."""

    reason: Annotated[str, Personal()]


GateCommand = SetGate | PassGate | FailGate
GateEvent = GateSet | GatePassed | GateFailed


class OnlyAPhaseHasAGate(Refused):
    """A gate is the end of a phase."""


class NoGate(Refused):
    """A gate is passed or failed where there is one."""


class Gate(NamedTuple):
    """What a phase has to have reached, and what was decided about it, by whom and when."""

    verdict: Verdict = Verdict.NONE
    criteria: str | None = None
    reason: str | None = None
    by: UUID | None = None
    at: datetime | None = None

    @property
    def holds_back(self) -> bool:
        """Whether what waits for the phase has to wait on, however finished the phase is."""
        return self.verdict in (Verdict.OPEN, Verdict.FAILED)


NO_GATE = Gate()


def decide(gate: Gate, command: GateCommand, _context: Context) -> list[GateEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case SetGate(criteria=criteria):
            return [] if criteria == gate.criteria else [GateSet(criteria=criteria)]
        case PassGate(reason=reason):
            same = _stands(gate, Verdict.PASSED, reason)
            return [] if same else [GatePassed(reason=reason)]
        case FailGate(reason=reason):
            same = _stands(gate, Verdict.FAILED, reason)
            return [] if same else [GateFailed(reason=reason)]
        case _:
            assert_never(command)


def _stands(gate: Gate, verdict: Verdict, reason: str) -> bool:
    if gate.verdict is Verdict.NONE:
        raise NoGate("There is no gate here: set one, with what has to be true to pass it")
    return (gate.verdict, gate.reason) == (verdict, reason)


def evolve(gate: Gate, event: GateEvent, context: Context) -> Gate:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case GateSet(criteria=criteria):
            return NO_GATE if criteria is None else Gate(Verdict.OPEN, criteria)
        case GatePassed(reason=reason):
            return Gate(Verdict.PASSED, gate.criteria, reason, context.by, context.at)
        case GateFailed(reason=reason):
            return Gate(Verdict.FAILED, gate.criteria, reason, context.by, context.at)
        case _:
            assert_never(event)


def guard(id: UUID, gate: Gate, command: Command, look: Look) -> None:
    """Let only phases end at a gate."""
    match command:
        case SetGate(criteria=str()):
            shape = look(specification, id).shape
            if shape is not Shape.PHASE:
                raise OnlyAPhaseHasAGate(f"This is a {shape}: make it a phase first")
        case ShapeWorkItem(shape=Shape.TASK | Shape.MILESTONE as shape) if gate.criteria:
            raise OnlyAPhaseHasAGate(f"A {shape} ends at no gate: take the gate away first")
        case _:
            pass


gate = Decider(
    name="gate",
    initial=NO_GATE,
    decide=decide,
    evolve=evolve,
    commands=get_args(GateCommand),
    events=get_args(GateEvent),
    guard=OfKinds(guard, None, SetGate, ShapeWorkItem),
)
