"""How what was agreed on retainers is taken back."""

from typing import Any, assert_never

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.planning.retainer import (
    ContinueRetainer,
    EndRetainer,
    Retainer,
    RetainerAdded,
    RetainerContinued,
    RetainerEnded,
    RetainerEvent,
    RetainerTermsSet,
    SetRetainerTerms,
    retainer,
)


def commands(event: RetainerEvent, _now: Retainer, wanted: Retainer) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case RetainerAdded(name=name):
            raise CannotRevert(f"{name} was agreed on with a client: end it instead")
        case RetainerTermsSet(valid_from=month):
            terms = wanted.terms_in(month)
            if terms is None:
                return []
            return [SetRetainerTerms(valid_from=month, **dict(terms))]
        case RetainerEnded() | RetainerContinued():
            last = wanted.last
            return [ContinueRetainer() if last is None else EndRetainer(last=last)]
        case _:
            assert_never(event)


def counts(it: Retainer) -> Any:
    """Compare what holds from when on: to agree on the same again changes nothing."""
    return it.client, it.name, it.first, it.last, it.project, it.stretches()


retainer_undo: Undo[Retainer, RetainerEvent] = Undo(retainer, commands, counts)
