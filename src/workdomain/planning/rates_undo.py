"""How rates are taken back: what held before holds again."""

from typing import Any

from workdomain.kernel import Command, Undo
from workdomain.planning.rate_words import EndRate, RateEvent, SetRate
from workdomain.planning.rates import Rates, rate


def commands(event: RateEvent, _now: Rates, wanted: Rates) -> list[Command]:
    """Say what makes up for an event: the rate of its day is as wanted, or ends there."""
    scope = dict(event)
    day = scope.pop("valid_from")
    scope = {name: scope[name] for name in ("kind", "person", "project", "client", "activity")}
    before = wanted.on(day)
    if before is None:
        return [EndRate(**scope, valid_from=day)]
    _, value = before
    return [SetRate(**scope, valid_from=day, per_h=value.per_h, currency=value.currency)]


def counts(it: Rates) -> Any:
    """Compare what holds from when on: to say the same again changes nothing, nor does no rate."""
    return tuple(it.stretches())


def gone(it: Rates) -> bool:
    """Tell whether there is no rate at all."""
    return not any(it.values.values())


rate_undo: Undo[Rates, RateEvent] = Undo(rate, commands, counts, gone)
