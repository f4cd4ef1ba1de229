from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.identification.studio import (
    ABOVE,
    ADDED,
    CLIENTS,
    DEFECTS,
    LEASE,
    MORE_CLIENTS,
    MOVE,
    OPEN_DAY,
    PEOPLE,
    active,
    closed,
    draft,
    measure,
    published,
    told,
)
from tests.scenario import ANA, BEN, ITSELF, given
from workdomain.identification.alignment import ObjectiveAligned
from workdomain.identification.cadence import Cadence, Rhythm
from workdomain.identification.key_result import Citation, NoSuchKeyResult, ValueDoesNotFit
from workdomain.identification.key_result_words import (
    AddKeyResult,
    ArchiveKeyResult,
    BaselineSet,
    ChecklistItemTicked,
    ChecklistItemUnticked,
    FeedKeyResult,
    HandOverKeyResult,
    KeyResultAdded,
    KeyResultArchived,
    KeyResultFed,
    KeyResultHandedOver,
    KeyResultRemeasured,
    KeyResultRenamed,
    KeyResultRestored,
    KeyResultValueSet,
    KeyResultWeighed,
    RemeasureKeyResult,
    RenameKeyResult,
    RestoreKeyResult,
    SetBaseline,
    SetKeyResultValue,
    SetTarget,
    TargetSet,
    TickChecklistItem,
    UntickChecklistItem,
    WeighKeyResult,
)
from workdomain.identification.key_results import (
    MOST,
    KeyResultExists,
    MeasureDoesNotFit,
    NoSuchChecklistItem,
    TooManyKeyResults,
)
from workdomain.identification.measures import Aggregation, KeyResultKind, Measure, Unit, UnitKind
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import ObjectiveIsClosed
from workdomain.identification.profile import NoSuchObjective
from workdomain.kernel import Command
from workdomain.people.person import NoSuchPerson

NEW, TOP = UUID(int=0x66), UUID(int=0x81)
CITES = Citation(view="progress", params='{"project": "MOON"}', field="remaining_h", as_of=7)
SUM = measure(KeyResultKind.REACH, None, 100, aggregation=Aggregation.SUM)
GREATER = {
    ABOVE: given(objective, ADDED, KeyResultAdded(key_result=TOP, name="All", measure=SUM)),
}
SERVING = ObjectiveAligned(aligned_to=ABOVE)


def test_a_key_result_is_added_with_all_that_is_known_of_it():
    command = AddKeyResult(
        key_result=NEW,
        name="Revenue",
        kind=KeyResultKind.INCREASE,
        baseline=Decimal("1000.10"),
        target=Decimal("2500.20"),
        unit=UnitKind.MONEY,
        currency="EUR",
        precision=2,
        weight=2,
        owner=BEN,
        feeds=TOP,
        cites=CITES,
    )
    euros = Unit(kind=UnitKind.MONEY, currency="EUR", precision=2)
    added = KeyResultAdded(
        key_result=NEW,
        name="Revenue",
        measure=measure(KeyResultKind.INCREASE, "1000.10", "2500.20", unit=euros),
        weight=2,
        owner=BEN,
        feeds=TOP,
        cites=CITES,
    )
    for there in (draft, active):
        there(SERVING, seeing=GREATER).when(command).then(added)
        there(SERVING, added, seeing=GREATER).when(command).then()
    other = command.model_copy(update={"name": "Costs"})
    draft(SERVING, added, seeing=GREATER).when(other).refused(KeyResultExists, "Revenue was added")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"kind": "increase", "target": 3}, "needs a baseline"),
        ({"kind": "reach"}, "needs a target"),
        ({"kind": "checklist"}, "needs items"),
        ({"kind": "reach", "target": 1, "unit": "money"}, "money has a currency"),
        ({"kind": "reach", "target": 1, "unit": "money", "currency": "XYZ"}, "ISO 4217"),
        ({"kind": "reach", "target": "NaN"}, "finite"),
        ({"kind": "reach", "target": 1, "precision": 7}, "less than or equal to 6"),
    ],
)
def test_what_cannot_be_measured_is_no_command(fields: dict[str, Any], why: str):
    with pytest.raises(ValidationError, match=why):
        AddKeyResult.model_validate({"key_result": NEW, "name": "X", **fields})


def test_an_objective_has_at_most_a_hundred_key_results():
    full = [
        KeyResultAdded(key_result=UUID(int=1000 + n), name=f"{n}", measure=MOVE)
        for n in range(MOST)
    ]
    one_more = AddKeyResult(key_result=NEW, name="X", kind=KeyResultKind.BOOLEAN)
    given(objective, ADDED, *full).when(one_more).refused(TooManyKeyResults)


CHANGES: list[tuple[Command, Any]] = [
    (
        RenameKeyResult(key_result=CLIENTS, name="Customers"),
        KeyResultRenamed(key_result=CLIENTS, name="Customers"),
    ),
    (
        RemeasureKeyResult(key_result=CLIENTS, kind=KeyResultKind.REACH, target=Decimal(9)),
        KeyResultRemeasured(key_result=CLIENTS, measure=measure(KeyResultKind.REACH, None, 9)),
    ),
    (
        SetTarget(key_result=CLIENTS, target=Decimal("20.5")),
        TargetSet(key_result=CLIENTS, target=Decimal("20.5")),
    ),
    (
        SetBaseline(key_result=CLIENTS, baseline=Decimal(12), cites=CITES),
        BaselineSet(key_result=CLIENTS, baseline=Decimal(12), cites=CITES),
    ),
    (
        WeighKeyResult(key_result=CLIENTS, weight=3),
        KeyResultWeighed(key_result=CLIENTS, weight=3),
    ),
    (
        HandOverKeyResult(key_result=CLIENTS, owner=BEN),
        KeyResultHandedOver(key_result=CLIENTS, owner=BEN),
    ),
    (
        SetKeyResultValue(key_result=CLIENTS, value=Decimal(11)),
        KeyResultValueSet(key_result=CLIENTS, value=Decimal(11)),
    ),
    (
        TickChecklistItem(key_result=LEASE, text="Sign"),
        ChecklistItemTicked(key_result=LEASE, text="Sign"),
    ),
    (
        ArchiveKeyResult(key_result=CLIENTS, reason="Vague"),
        KeyResultArchived(key_result=CLIENTS, reason="Vague"),
    ),
]


@pytest.mark.parametrize(("command", "event"), CHANGES)
def test_each_thing_about_it_changes_by_itself_and_asking_again_changes_nothing(
    command: Command, event: Any
):
    for there in (draft, active):
        there().when(command).then(event)
        there(event).when(command).then()


@pytest.mark.parametrize("command", [command for command, _ in CHANGES])
def test_nothing_changes_of_a_key_result_that_is_not_there(command: Any):
    missing = command.model_copy(update={"key_result": NEW})
    active().when(missing).refused(NoSuchKeyResult, str(NEW))
    active(closed()).when(command).refused(ObjectiveIsClosed)
    given(objective, seeing=PEOPLE).when(command).refused(NoSuchObjective)


@pytest.mark.parametrize("command", [command for command, _ in CHANGES[:-2]])
def test_an_archived_key_result_is_restored_before_it_changes(command: Command):
    gone = KeyResultArchived(key_result=CLIENTS, reason="Vague")
    active(gone).when(command).refused(NoSuchKeyResult, "Clients is archived: restore it first")


def test_an_archived_key_result_is_restored():
    gone = KeyResultArchived(key_result=CLIENTS, reason="Vague")
    command, event = RestoreKeyResult(key_result=CLIENTS), KeyResultRestored(key_result=CLIENTS)
    active(gone).when(command).then(event)
    active(gone, event).when(command).then()
    active().when(RestoreKeyResult(key_result=NEW)).refused(NoSuchKeyResult)


def test_a_key_result_is_in_the_hands_of_people_who_are_known():
    stranger = UUID(int=404)
    active().when(HandOverKeyResult(key_result=CLIENTS, owner=stranger)).refused(NoSuchPerson)
    command = AddKeyResult(key_result=NEW, name="X", kind=KeyResultKind.BOOLEAN, owner=stranger)
    active().when(command).refused(NoSuchPerson)
    active().when(HandOverKeyResult(key_result=CLIENTS, owner=None)).then()


def test_a_target_or_baseline_that_does_not_fit_the_kind_is_refused():
    low = SetTarget(key_result=CLIENTS, target=Decimal(5))
    active().when(low).refused(MeasureDoesNotFit, "is a decrease")
    count = SetTarget(key_result=OPEN_DAY, target=Decimal(5))
    active().when(count).refused(MeasureDoesNotFit, "remeasure-key-result")
    high = SetBaseline(key_result=CLIENTS, baseline=Decimal(25))
    active().when(high).refused(MeasureDoesNotFit)


@pytest.mark.parametrize(
    ("key_result", "value", "why"),
    [
        (LEASE, 1, "tick its items"),
        (OPEN_DAY, 2, "whole number from 0 to 1"),
        (OPEN_DAY, "0.5", "whole number"),
    ],
)
def test_a_value_that_a_key_result_cannot_have_is_refused(key_result: UUID, value: Any, why: str):
    command = SetKeyResultValue(key_result=key_result, value=Decimal(value))
    active().when(command).refused(ValueDoesNotFit, why)


def test_a_value_that_is_made_of_others_is_not_told():
    world = given(objective, seeing=GREATER).world()
    with pytest.raises(ValueDoesNotFit, match="All is made of"):
        world.ask(objective, ABOVE, SetKeyResultValue(key_result=TOP, value=Decimal(1)))


def test_only_items_of_the_checklist_are_ticked_and_the_ticks_are_its_value():
    no = TickChecklistItem(key_result=LEASE, text="Dance")
    active().when(no).refused(NoSuchChecklistItem, "it has Sign, Move")
    active().when(TickChecklistItem(key_result=CLIENTS, text="Sign")).refused(
        NoSuchChecklistItem, "not a checklist"
    )
    ticked = ChecklistItemTicked(key_result=LEASE, text="Sign")
    unticked = ChecklistItemUnticked(key_result=LEASE, text="Sign")
    untick = UntickChecklistItem(key_result=LEASE, text="Sign")
    active(ticked).when(untick).then(unticked)
    active().when(untick).then()
    for past, value in (((), 0), ((ticked,), 1), ((ticked, unticked), 0)):
        known = active(*past).world().look(objective, ITSELF).results[LEASE]
        assert known.current == value


def test_an_item_that_is_no_longer_on_the_checklist_does_not_count():
    ticked = ChecklistItemTicked(key_result=LEASE, text="Sign")
    less = KeyResultRemeasured(
        key_result=LEASE, measure=measure(KeyResultKind.CHECKLIST, items=("Move",))
    )
    assert active(ticked, less).world().look(objective, ITSELF).results[LEASE].current == 0


def test_it_feeds_a_key_result_of_the_objective_above():
    command = FeedKeyResult(key_result=CLIENTS, feeds=TOP)
    fed = KeyResultFed(key_result=CLIENTS, feeds=TOP)
    active(SERVING, seeing=GREATER).when(command).then(fed)
    active(SERVING, fed, seeing=GREATER).when(command).then()
    none = FeedKeyResult(key_result=CLIENTS, feeds=None)
    active(SERVING, fed, seeing=GREATER).when(none).then(
        KeyResultFed(key_result=CLIENTS, feeds=None)
    )
    active(seeing=GREATER).when(command).refused(NoSuchKeyResult, "align it")
    nothing = FeedKeyResult(key_result=CLIENTS, feeds=DEFECTS)
    active(SERVING, seeing=GREATER).when(nothing).refused(NoSuchKeyResult)


def test_a_citation_says_what_to_ask_again():
    assert str(CITES) == 'remaining_h of progress {"project": "MOON"} as of 7'
    moment = Citation.model_validate({**dict(CITES), "as_of": "2026-03-01T00:00:00Z"})
    assert str(moment).endswith("as of 2026-03-01T00:00:00+00:00")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"params": "[]"}, "no JSON object"),
        ({"row": "{"}, "is not JSON"),
        ({"as_of": "2026-03-01T00:00:00"}, "timezone"),
    ],
)
def test_a_citation_can_be_asked_again(given: dict[str, Any], why: str):
    with pytest.raises(ValidationError, match=why):
        Citation.model_validate({**dict(CITES), **given})


def test_the_latest_value_counts_whoever_told_it():
    later = KeyResultValueSet(key_result=CLIENTS, value=Decimal(15))
    for past, value in (
        ((published(told(12)),), 12),
        ((published(told(12)), later), 15),
        ((later, published(told(12))), 12),
    ):
        known = active(*past).world().look(objective, ITSELF).results[CLIENTS]
        assert known.current == value
        assert known.measure == MORE_CLIENTS


def test_what_is_told_of_a_time_before_it_was_added_is_taken_in():
    early = (
        KeyResultWeighed(key_result=NEW, weight=3),
        KeyResultValueSet(key_result=NEW, value=Decimal(1)),
        published(told(3, NEW)),
    )
    added = KeyResultAdded(key_result=NEW, name="X", measure=MOVE, owner=ANA)
    known = active(*early, added).world().look(objective, ITSELF).results[NEW]
    assert (known.weight, known.value, known.owner) == (1, None, ANA)


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (MORE_CLIENTS, "increase from 10 to 20"),
        (
            measure(
                KeyResultKind.REACH,
                None,
                1200,
                unit=Unit(kind=UnitKind.MONEY, currency="EUR"),
                aggregation=Aggregation.SUM,
            ),
            "reach 1,200.00 EUR, by sum",
        ),
        (measure(KeyResultKind.STAY_BELOW, 9, 5), "stay below 5 (was 9)"),
        (measure(KeyResultKind.STAY_BELOW, None, 5), "stay below 5"),
        (measure(KeyResultKind.BOOLEAN), "boolean"),
        (MOVE, "checklist: Sign, Move"),
    ],
)
def test_a_measure_is_written_as_people_say_it(measured: Measure, words: str):
    assert str(measured) == words


@pytest.mark.parametrize(
    ("cadence", "words"),
    [
        (Cadence(rhythm=Rhythm.WEEKLY), "weekly on Friday"),
        (Cadence(rhythm=Rhythm.WEEKLY, weekday=0), "weekly on Monday"),
        (Cadence(rhythm=Rhythm.MONTHLY), "monthly"),
        (Cadence(rhythm=Rhythm.DAYS, days=1), "daily"),
        (Cadence(rhythm=Rhythm.DAYS, days=10), "every 10 days"),
    ],
)
def test_a_cadence_is_written_as_people_say_it(cadence: Cadence, words: str):
    assert str(cadence) == words
