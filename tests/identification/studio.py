"""The objective of a small studio that tests of goals tell of."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.scenario import ANA, BEN, MONDAY, Given, given
from workdomain.identification.check_in_words import CheckInPublished, Snapshot, Told
from workdomain.identification.key_result_words import KeyResultAdded
from workdomain.identification.measures import KeyResultKind, Measure
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import ObjectiveActivated, ObjectiveClosed
from workdomain.identification.profile import ObjectiveAdded
from workdomain.kernel import Event
from workdomain.people.person import PersonAdded, person

LAST = date(2026, 3, 31)
FRIDAY = MONDAY + timedelta(days=4)
NEXT_FRIDAY = FRIDAY + timedelta(days=7)
CLIENTS, DEFECTS, LEASE, OPEN_DAY = (UUID(int=0x62 + n) for n in range(4))
CHECK = UUID(int=0x70)
ABOVE = UUID(int=0x80)
PEOPLE = {ANA: given(person, PersonAdded(name="Ana")), BEN: given(person, PersonAdded(name="Ben"))}


def measure(kind: KeyResultKind, baseline: Any = None, target: Any = None, **more: Any) -> Measure:
    return Measure(kind=kind, baseline=baseline, target=target, **more)


ADDED = ObjectiveAdded(title="Grow", owner=ANA, reviewer=BEN, first=MONDAY, last=LAST)
ACTIVE = ObjectiveActivated(next_due=FRIDAY)
MORE_CLIENTS = measure(KeyResultKind.INCREASE, 10, 20)
FEW_DEFECTS = measure(KeyResultKind.STAY_BELOW, None, 5)
MOVE = measure(KeyResultKind.CHECKLIST, items=("Sign", "Move"))
RESULTS: tuple[Event, ...] = (
    KeyResultAdded(key_result=CLIENTS, name="Clients", measure=MORE_CLIENTS),
    KeyResultAdded(key_result=DEFECTS, name="Defects", measure=FEW_DEFECTS),
    KeyResultAdded(key_result=LEASE, name="Lease", measure=MOVE),
    KeyResultAdded(
        key_result=OPEN_DAY, name="Open day", measure=measure(KeyResultKind.BOOLEAN), weight=0
    ),
)
SNAPSHOT = tuple(
    Snapshot(key_result=e.key_result, name=e.name, measure=e.measure, weight=e.weight)
    for e in RESULTS
    if isinstance(e, KeyResultAdded)
)
TICKS = Told(key_result=LEASE, value=Decimal(0))


def told(value: Any, key_result: UUID = CLIENTS) -> Told:
    return Told(key_result=key_result, value=Decimal(value))


def published(*values: Told, check_in: UUID = CHECK, **more: Any) -> CheckInPublished:
    """A check-in on the first Monday of the objective, which is in time for Friday's."""
    usual: dict[str, Any] = {
        "snapshot": SNAPSHOT,
        "due": FRIDAY,
        "timing": "early",
        "next_due": FRIDAY,
    }
    return CheckInPublished(check_in=check_in, values=(*values, TICKS), **{**usual, **more})


def closed(outcome: str = "partial", **more: Any) -> ObjectiveClosed:
    return ObjectiveClosed.model_validate({"outcome": outcome, **more})


def draft(*past: Event, seeing: dict[UUID, Given] | None = None) -> Given:
    return given(objective, ADDED, *RESULTS, *past, seeing={**PEOPLE, **(seeing or {})})


def active(*past: Event, seeing: dict[UUID, Given] | None = None) -> Given:
    return draft(ACTIVE, *past, seeing=seeing)
