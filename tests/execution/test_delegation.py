"""A person hands their approvals to another one for some days."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.scenario import ANA, BEN, ITSELF, MONDAY, NOON, World, given
from workdomain.execution.delegation import (
    ApprovalsDelegated,
    DelegateApprovals,
    DelegatesToThemselves,
    DelegationCommand,
    DelegationEnded,
    DelegationEndsBeforeItBegins,
    DelegationEvent,
    DelegationsOverlap,
    EndDelegation,
    NotYourApprovals,
    delegation,
)
from workdomain.kernel import Context, Event, Refused
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.values import OPERATOR

FRIDAY = MONDAY + timedelta(days=4)
WEDNESDAY = MONDAY + timedelta(days=2)
TO_BEN = DelegateApprovals(person=BEN, first=MONDAY, last=FRIDAY)
WITH_BEN = ApprovalsDelegated(person=BEN, first=MONDAY, last=FRIDAY)
ENDED = DelegationEnded(from_day=WEDNESDAY, reason="Back early")


def asked(command: DelegationCommand, *past: DelegationEvent, by: UUID = ANA) -> list[Event]:
    """Ask it of Ana's delegations, which go by her own id."""
    world = World()
    for who, name in ((ANA, "Ana"), (BEN, "Ben")):
        world.put(person, who, PersonAdded(name=name))
    for event in past:
        world.put(delegation, ANA, event)
    return world.ask(delegation, ANA, command, Context(by, NOON.at))


def test_approvals_are_delegated_for_some_days():
    assert asked(TO_BEN) == [WITH_BEN]
    assert asked(TO_BEN, WITH_BEN) == []
    assert asked(TO_BEN, by=OPERATOR) == [WITH_BEN]
    later = FRIDAY + timedelta(days=1)
    again = DelegateApprovals(person=BEN, first=later, last=later)
    assert asked(again, WITH_BEN) == [ApprovalsDelegated(person=BEN, first=later, last=later)]


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (DelegateApprovals(person=BEN, first=FRIDAY, last=MONDAY), DelegationEndsBeforeItBegins),
        (DelegateApprovals(person=ANA, first=MONDAY, last=FRIDAY), DelegatesToThemselves),
        (DelegateApprovals(person=UUID(int=7), first=MONDAY, last=FRIDAY), NoSuchPerson),
        (DelegateApprovals(person=BEN, first=FRIDAY, last=FRIDAY), DelegationsOverlap),
    ],
)
def test_a_delegation_is_to_one_known_other_person_at_a_time(
    command: DelegateApprovals, rule: type[Refused]
):
    with pytest.raises(rule):
        asked(command, WITH_BEN)


def test_nobody_hands_on_the_approvals_of_somebody_else():
    with pytest.raises(NotYourApprovals):
        asked(TO_BEN, by=BEN)


def test_a_delegation_is_ended_early():
    end = EndDelegation(from_day=WEDNESDAY, reason="Back early")
    assert asked(end, WITH_BEN) == [ENDED]
    assert asked(end, WITH_BEN, ENDED) == []
    assert asked(end) == []


def test_it_holds_on_its_days():
    later = ApprovalsDelegated(
        person=BEN, first=FRIDAY + timedelta(days=7), last=FRIDAY + timedelta(days=9)
    )
    known = given(delegation, WITH_BEN, later, ENDED).world().look(delegation, ITSELF)
    days = [day for n in range(-1, 20) if known.on(day := MONDAY + timedelta(days=n))]
    assert days == [MONDAY, MONDAY + timedelta(days=1)], "an end ends all that was to come"
