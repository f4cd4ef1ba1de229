"""How a gate is taken back, and what was decided about it."""

from typing import Any, assert_never

from workdomain.kernel import Command, Undo
from workdomain.planning.gate import (
    FailGate,
    Gate,
    GateEvent,
    GateFailed,
    GatePassed,
    GateSet,
    PassGate,
    SetGate,
    Verdict,
    gate,
)


def commands(event: GateEvent, now: Gate, wanted: Gate) -> list[Command]:
    """Say what makes up for an event; whoever reverts a verdict answers for the one before."""
    match event:
        case GateSet() | GatePassed() | GateFailed():
            return [*_opened(now, wanted), *_decided(wanted)]
        case _:
            assert_never(event)


def _opened(now: Gate, wanted: Gate) -> list[Command]:
    """Set the criteria it is to have; a gate that is decided about opens if it is set anew."""
    if now.criteria != wanted.criteria:
        return [SetGate(criteria=wanted.criteria)]
    if wanted.verdict is Verdict.OPEN:
        return [SetGate(criteria=None), SetGate(criteria=wanted.criteria)]
    return []


def _decided(wanted: Gate) -> list[Command]:
    reason = wanted.reason or ""
    match wanted.verdict:
        case Verdict.NONE | Verdict.OPEN:
            return []
        case Verdict.PASSED:
            return [PassGate(reason=reason)]
        case Verdict.FAILED:
            return [FailGate(reason=reason)]
        case _:
            assert_never(wanted.verdict)


def counts(it: Gate) -> Any:
    """Compare how it stands and why, whoever says so."""
    return it.verdict, it.criteria, it.reason


gate_undo: Undo[Gate, GateEvent] = Undo(gate, commands, counts)
