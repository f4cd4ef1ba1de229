from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.identification.studio import (
    CHECK,
    CLIENTS,
    DEFECTS,
    FRIDAY,
    LEASE,
    NEXT_FRIDAY,
    OPEN_DAY,
    active,
    closed,
    draft,
    published,
    told,
)
from tests.scenario import ANA, BEN, ITSELF, NOON, given
from workdomain.identification.check_in_words import (
    AcknowledgeCheckIn,
    CheckIn,
    CheckInAcknowledged,
    CheckInCorrected,
    CheckInDiscarded,
    CheckInDrafted,
    CheckInPublished,
    CheckInScheduled,
    CorrectCheckIn,
    DiscardCheckIn,
    DraftCheckIn,
    PublishCheckIn,
    ScheduleCheckIn,
    Told,
)
from workdomain.identification.check_ins import (
    CheckInExists,
    CheckInIsNotPublished,
    CheckInIsPublished,
    NoSuchCheckIn,
    NotTheCheckInsAuthor,
    NotTheReviewer,
    Stage,
)
from workdomain.identification.goal_words import Status
from workdomain.identification.key_result import NoSuchKeyResult, ValueDoesNotFit
from workdomain.identification.key_result_words import (
    ChecklistItemTicked,
    KeyResultArchived,
    KeyResultValueSet,
    SetKeyResultValue,
    TargetSet,
)
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import (
    ActivateObjective,
    ObjectiveIsClosed,
    ObjectiveIsNotActive,
)
from workdomain.identification.profile import NoSuchObjective, ReviewerSet
from workdomain.kernel import Command, Context, Event

BY_BEN = NOON._replace(by=BEN)
TELL: dict[str, Any] = {
    "check_in": CHECK,
    "values": (told(12), told(3, DEFECTS)),
    "status": Status.BEHIND,
    "confidence": 6,
    "note": "Slow",
}
PUBLISHED = published(told(12), told(3, DEFECTS), status=Status.BEHIND, confidence=6, note="Slow")
DRAFTED = CheckInDrafted(**TELL)


def days_later(days: int, by: UUID = ANA) -> Context:
    return NOON._replace(at=NOON.at + timedelta(days=days), by=by)


def current(*past: Event, key_result: UUID = CLIENTS) -> Decimal | None:
    return active(*past).world().look(objective, ITSELF).results[key_result].current


def stage(*past: Event) -> Stage:
    return active(*past).world().look(objective, ITSELF).check_ins.said[CHECK].stage


def test_a_check_in_tells_values_and_takes_a_snapshot_of_all_targets():
    active().when(CheckIn(**TELL)).then(PUBLISHED)
    assert current(PUBLISHED) == 12


def test_the_snapshot_keeps_the_target_of_its_time():
    harder = TargetSet(key_result=CLIENTS, target=Decimal(40))
    (event,) = active(harder).world().ask(objective, ITSELF, CheckIn(**TELL))
    assert isinstance(event, CheckInPublished)
    assert [each.measure.target for each in event.snapshot] == [40, 5, None, None]
    (later,) = active(PUBLISHED, harder).world().ask(objective, ITSELF, CheckIn(check_in=ITSELF))
    assert isinstance(later, CheckInPublished)
    assert PUBLISHED.snapshot[0].measure.target == 20
    assert later.snapshot[0].measure.target == 40


def test_an_archived_key_result_is_neither_told_nor_in_the_snapshot():
    gone = KeyResultArchived(key_result=CLIENTS, reason="Vague")
    active(gone).when(CheckIn(**TELL)).refused(NoSuchKeyResult, "Clients is archived")
    (event,) = active(gone).world().ask(objective, ITSELF, CheckIn(check_in=CHECK))
    assert isinstance(event, CheckInPublished)
    assert [each.name for each in event.snapshot] == ["Defects", "Lease", "Open day"]


def test_a_checklist_tells_its_ticks_by_itself():
    ticked = ChecklistItemTicked(key_result=LEASE, text="Sign")
    (event,) = active(ticked).world().ask(objective, ITSELF, CheckIn(check_in=CHECK))
    assert isinstance(event, CheckInPublished)
    assert event.values == (Told(key_result=LEASE, value=Decimal(1)),)
    assert current(ticked, event, key_result=LEASE) == 1
    again = ChecklistItemTicked(key_result=LEASE, text="Move")
    assert current(ticked, event, again, key_result=LEASE) == 2


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ((told(1, UUID(int=404)),), NoSuchKeyResult),
        ((told(1, LEASE),), ValueDoesNotFit),
        ((told(2, OPEN_DAY),), ValueDoesNotFit),
        ((told(1), told(2)), ValueDoesNotFit),
    ],
)
def test_only_values_that_key_results_can_have_are_told(values: tuple[Told, ...], rule: Any):
    for command in (CheckIn, DraftCheckIn):
        active().when(command(check_in=CHECK, values=values)).refused(rule)
    better = CorrectCheckIn(check_in=CHECK, values=values, reason="Typing mistake")
    active(PUBLISHED).when(better).refused(rule)


@pytest.mark.parametrize("confidence", [-1, 11])
def test_confidence_goes_from_0_to_10(confidence: int):
    with pytest.raises(ValidationError):
        CheckIn(check_in=CHECK, confidence=confidence)


def test_what_was_published_is_not_changed():
    active(PUBLISHED).when(CheckIn(**TELL)).then()
    other = CheckIn(**{**TELL, "note": "Fast"})
    active(PUBLISHED).when(other).refused(CheckInExists, "use another id")
    active(PUBLISHED).when(CheckIn(**TELL), BY_BEN).refused(CheckInExists)
    active(PUBLISHED).when(DraftCheckIn(**TELL)).refused(CheckInExists)
    active(PUBLISHED).when(DiscardCheckIn(check_in=CHECK)).refused(CheckInIsPublished)
    later = ScheduleCheckIn(check_in=CHECK, day=FRIDAY)
    active(PUBLISHED).when(later).refused(CheckInIsPublished)
    active(PUBLISHED).when(PublishCheckIn(check_in=CHECK)).then()


def test_a_check_in_takes_an_objective_that_is_active():
    draft().when(CheckIn(**TELL)).refused(ObjectiveIsNotActive, "activate it first")
    draft(DRAFTED).when(PublishCheckIn(check_in=CHECK)).refused(ObjectiveIsNotActive)
    active(closed()).when(CheckIn(**TELL)).refused(ObjectiveIsClosed)
    given(objective).when(CheckIn(**TELL)).refused(NoSuchObjective)


def test_a_draft_counts_for_nothing_until_it_is_published():
    draft().when(DraftCheckIn(**TELL)).then(DRAFTED)
    active(DRAFTED).when(DraftCheckIn(**TELL)).then()
    assert (current(DRAFTED), stage(DRAFTED)) == (None, Stage.DRAFT)
    active(DRAFTED).when(PublishCheckIn(check_in=CHECK)).then(PUBLISHED)
    active(DRAFTED).when(CheckIn(**TELL)).then(PUBLISHED)


def test_a_draft_is_told_anew_by_its_author_alone():
    less = DraftCheckIn(check_in=CHECK)
    active(DRAFTED).when(less).then(CheckInDrafted(check_in=CHECK))
    for command in (
        less,
        PublishCheckIn(check_in=CHECK),
        DiscardCheckIn(check_in=CHECK),
        ScheduleCheckIn(check_in=CHECK, day=FRIDAY),
        CheckIn(**TELL),
    ):
        active(DRAFTED).when(command, BY_BEN).refused(NotTheCheckInsAuthor)


def test_a_draft_is_scheduled_and_published_later():
    command = ScheduleCheckIn(check_in=CHECK, day=FRIDAY)
    scheduled = CheckInScheduled(check_in=CHECK, day=FRIDAY)
    active(DRAFTED).when(command).then(scheduled)
    active(DRAFTED, scheduled).when(command).then()
    other = ScheduleCheckIn(check_in=CHECK, day=NEXT_FRIDAY)
    active(DRAFTED, scheduled).when(other).then(CheckInScheduled(check_in=CHECK, day=NEXT_FRIDAY))
    active().when(command).refused(NoSuchCheckIn)
    assert stage(DRAFTED, scheduled) is Stage.SCHEDULED
    (event,) = (
        active(DRAFTED, scheduled)
        .world()
        .ask(objective, ITSELF, PublishCheckIn(check_in=CHECK), days_later(4))
    )
    assert isinstance(event, CheckInPublished)
    assert (event.timing, event.next_due) == ("on_time", NEXT_FRIDAY)


def test_a_draft_is_thrown_away():
    gone = CheckInDiscarded(check_in=CHECK)
    active(DRAFTED).when(DiscardCheckIn(check_in=CHECK)).then(gone)
    active(DRAFTED, gone).when(DiscardCheckIn(check_in=CHECK)).then()
    active(DRAFTED, gone).when(PublishCheckIn(check_in=CHECK)).refused(NoSuchCheckIn)
    active().when(DiscardCheckIn(check_in=CHECK)).refused(NoSuchCheckIn)
    active(DRAFTED, gone).when(CheckIn(**TELL)).refused(CheckInExists)


def test_the_reviewer_acknowledges_and_nobody_else():
    command = AcknowledgeCheckIn(check_in=CHECK, note="Thanks")
    thanks = CheckInAcknowledged(check_in=CHECK, note="Thanks")
    active(PUBLISHED).when(command, BY_BEN).then(thanks)
    active(PUBLISHED, thanks).when(command, BY_BEN).then()
    assert stage(PUBLISHED, thanks) is Stage.ACKNOWLEDGED
    active(PUBLISHED, closed()).when(command, BY_BEN).then(thanks)
    active(PUBLISHED).when(command).refused(NotTheReviewer, "Only the reviewer")
    active(PUBLISHED, ReviewerSet(reviewer=ANA)).when(command).refused(
        NotTheReviewer, "of their own"
    )
    active(PUBLISHED, ReviewerSet(reviewer=None)).when(command).refused(
        NotTheReviewer, "set one first"
    )
    active(DRAFTED).when(command, BY_BEN).refused(CheckInIsNotPublished)
    active().when(command, BY_BEN).refused(NoSuchCheckIn)


BETTER = CorrectCheckIn(check_in=CHECK, reason="Typing mistake", values=(told(21),))
CORRECTED = CheckInCorrected(
    check_in=CHECK, reason="Typing mistake", values=(told(21),), published_at=NOON.at
)


def test_a_correction_is_a_fact_of_its_own_that_says_what_was_wrong():
    active(PUBLISHED).when(BETTER).then(CORRECTED)
    active(PUBLISHED, CORRECTED).when(BETTER).then()
    assert current(PUBLISHED, CORRECTED) == 21
    all_of_it = CorrectCheckIn(
        check_in=CHECK,
        reason="All wrong",
        values=(told(12), told(4, DEFECTS)),
        status=Status.ON_TRACK,
        confidence=0,
        note="",
    )
    active(PUBLISHED).when(all_of_it).then(
        CheckInCorrected(
            check_in=CHECK,
            reason="All wrong",
            values=(told(4, DEFECTS),),
            status=Status.ON_TRACK,
            confidence=0,
            note="",
            published_at=NOON.at,
        )
    )
    active(PUBLISHED).when(CorrectCheckIn(check_in=CHECK, reason="Nothing")).then()


def test_only_what_was_published_is_corrected():
    active().when(BETTER).refused(NoSuchCheckIn)
    active(DRAFTED).when(BETTER).refused(CheckInIsNotPublished, "draft it anew")
    active(DRAFTED, CheckInDiscarded(check_in=CHECK)).when(BETTER).refused(NoSuchCheckIn)
    active(PUBLISHED, closed()).when(BETTER).refused(ObjectiveIsClosed)


def test_a_correction_does_not_undo_what_was_told_since():
    later = published(told(15), check_in=UUID(int=0x71))
    by_hand = KeyResultValueSet(key_result=CLIENTS, value=Decimal(16))
    assert current(PUBLISHED, later, CORRECTED) == 15
    assert current(PUBLISHED, by_hand, CORRECTED) == 16


def test_a_correction_adds_a_value_that_was_forgotten():
    forgotten = CorrectCheckIn(check_in=CHECK, reason="Forgotten", values=(told(21),))
    without = published(told(3, DEFECTS))
    world = active(without).world()
    world.ask(objective, ITSELF, forgotten, days_later(1))
    known = world.look(objective, ITSELF)
    assert known.results[CLIENTS].current == 21
    assert known.results[CLIENTS].told_at == NOON.at
    assert [reading.value for reading in known.results[CLIENTS].readings] == [21]
    assert known.check_ins.said[CHECK].values == (*without.values, told(21))


@pytest.mark.parametrize(("days", "value"), [(-1, 21), (0, 5), (1, 5)])
def test_a_forgotten_value_is_current_if_nothing_newer_was_told(days: int, value: int):
    world = draft().world()
    set_value = SetKeyResultValue(key_result=CLIENTS, value=Decimal(5))
    steps: list[tuple[int, Command]] = [
        (0, CheckIn(check_in=CHECK)),
        (days, set_value),
        (2, CorrectCheckIn(check_in=CHECK, reason="Forgotten", values=(told(21),))),
    ]
    world.ask(objective, ITSELF, ActivateObjective(), days_later(-2))
    for when, command in sorted(steps[:2], key=lambda step: step[0]) + steps[2:]:
        world.ask(objective, ITSELF, command, days_later(when))
    assert world.look(objective, ITSELF).results[CLIENTS].current == value


def test_what_is_told_late_is_taken_in():
    assert current(CORRECTED, PUBLISHED) == 12
    assert stage(CheckInAcknowledged(check_in=CHECK), PUBLISHED) is Stage.PUBLISHED
    unknown = CheckInCorrected(check_in=CHECK, reason="?", values=(told(1, UUID(int=404)),))
    assert current(PUBLISHED, unknown) == 12


@pytest.mark.parametrize(
    ("days", "timing", "next_due"),
    [
        (0, "early", date(2026, 3, 6)),
        (1, "on_time", date(2026, 3, 13)),
        (4, "on_time", date(2026, 3, 13)),
        (7, "on_time", date(2026, 3, 13)),
        (8, "outdated", date(2026, 3, 13)),
        (12, "outdated", date(2026, 3, 20)),
    ],
)
def test_a_significantly_early_check_in_does_not_move_the_due_date(
    days: int, timing: str, next_due: date
):
    world = active().world()
    (event,) = world.ask(objective, ITSELF, CheckIn(check_in=CHECK), days_later(days))
    assert isinstance(event, CheckInPublished)
    assert (event.due, event.timing, event.next_due) == (FRIDAY, timing, next_due)


def test_a_check_in_tells_where_key_results_are_expected_to_end():
    tell = {**TELL, "projected": (told(18),)}
    event = PUBLISHED.model_copy(update={"projected": (told(18),)})
    active().when(CheckIn(**tell)).then(event)
    active(event).when(CheckIn(**tell)).then()
    drafted = CheckInDrafted(**tell)
    active(drafted).when(PublishCheckIn(check_in=CHECK)).then(event)
    assert current(event) == 12


def test_what_is_expected_is_a_value_that_the_key_result_can_have():
    half = {**TELL, "projected": (told("0.5", OPEN_DAY),)}
    active().when(CheckIn(**half)).refused(ValueDoesNotFit, "takes a whole number from 0 to 1")
