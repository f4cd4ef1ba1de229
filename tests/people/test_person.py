from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.scenario import MONDAY, given
from workdomain.people.person import (
    AddPerson,
    AddSkill,
    AvailabilitySet,
    CancelLeave,
    LeaveCancelled,
    LeaveEndsBeforeItBegins,
    LeaveExists,
    LeaveKind,
    LeaveRecorded,
    LeavesOverlap,
    MovedToTeam,
    MoveToTeam,
    NoSuchLeave,
    NoSuchPerson,
    PersonAdded,
    PersonExists,
    PersonRenamed,
    RecordLeave,
    RemoveSkill,
    RenamePerson,
    SetAvailability,
    SetWorkingHours,
    SkillAdded,
    SkillRemoved,
    WorkingHoursSet,
    person,
)

ANA = PersonAdded(name="Ana")
FULL_WEEK = (480, 480, 480, 480, 480, 0, 0)
LEAVE, OTHER_LEAVE = UUID(int=50), UUID(int=51)
A_WEEK_OFF: dict[str, Any] = {
    "leave": LEAVE,
    "first": MONDAY,
    "last": MONDAY + timedelta(days=4),
    "kind": "vacation",
}
AWAY = (ANA, LeaveRecorded(**A_WEEK_OFF))
BACK = (*AWAY, LeaveCancelled(leave=LEAVE, reason="The flight was cancelled"))


def test_a_person_is_added_with_what_is_known_of_them():
    told = {"name": "Ana", "email": "ana@example.org", "team": "Design"}
    given(person).when(AddPerson(**told)).then(PersonAdded(**told))


def test_a_person_is_added_once():
    given(person, ANA).when(AddPerson(name="Ana")).refused(PersonExists, "Ana was added before")


def test_nothing_is_said_of_a_person_who_was_not_added():
    given(person).when(RenamePerson(name="Anna")).refused(NoSuchPerson)


@pytest.mark.parametrize("email", ["ana", "a b@example.org", "ana@\x00", "@", "a@b@c"])
def test_an_email_address_has_something_on_both_sides_of_its_at_sign(email: str):
    with pytest.raises(ValidationError):
        AddPerson(name="Ana", email=email)


def test_a_person_takes_another_name():
    given(person, ANA).when(RenamePerson(name="Anna")).then(PersonRenamed(name="Anna"))


def test_taking_the_same_name_changes_nothing():
    given(person, ANA).when(RenamePerson(name=" Ana ")).then()


def test_the_last_name_taken_is_the_one_that_holds():
    renamed = (ANA, PersonRenamed(name="Anna"))
    given(person, *renamed).when(RenamePerson(name="Ana")).then(PersonRenamed(name="Ana"))


@pytest.mark.parametrize("team", ["Build", None])
def test_a_person_moves_to_another_team_or_to_none(team: str | None):
    in_design = PersonAdded(name="Ana", team="Design")
    given(person, in_design).when(MoveToTeam(team=team)).then(MovedToTeam(team=team))


def test_moving_to_the_team_one_is_in_changes_nothing():
    moved = (ANA, MovedToTeam(team="Design"))
    given(person, *moved).when(MoveToTeam(team="Design")).then()


def test_working_hours_hold_from_a_day_on():
    asked = SetWorkingHours(minutes=FULL_WEEK, valid_from=MONDAY)
    given(person, ANA).when(asked).then(WorkingHoursSet(minutes=FULL_WEEK, valid_from=MONDAY))


def test_the_same_hours_from_the_same_day_change_nothing():
    at_work = (ANA, WorkingHoursSet(minutes=FULL_WEEK, valid_from=MONDAY))
    given(person, *at_work).when(SetWorkingHours(minutes=FULL_WEEK, valid_from=MONDAY)).then()


@pytest.mark.parametrize(
    "minutes", [(480,) * 6, (480,) * 8, (1441, *FULL_WEEK[1:]), (-1, *FULL_WEEK[1:])]
)
def test_a_week_has_seven_days_of_at_most_24_hours(minutes: tuple[int, ...]):
    with pytest.raises(ValidationError):
        SetWorkingHours(minutes=minutes, valid_from=MONDAY)


def test_availability_holds_from_a_day_on():
    asked = SetAvailability(percent=80, valid_from=MONDAY)
    given(person, ANA).when(asked).then(AvailabilitySet(percent=80, valid_from=MONDAY))


def test_the_same_availability_from_the_same_day_changes_nothing():
    part_time = (ANA, AvailabilitySet(percent=80, valid_from=MONDAY))
    given(person, *part_time).when(SetAvailability(percent=80, valid_from=MONDAY)).then()


def test_a_leave_is_recorded():
    given(person, ANA).when(RecordLeave(**A_WEEK_OFF)).then(LeaveRecorded(**A_WEEK_OFF))


def test_a_leave_may_take_a_part_of_a_day():
    hour = RecordLeave(leave=LEAVE, first=MONDAY, last=MONDAY, minutes_per_day=60, note="Dentist")
    given(person, ANA).when(hour).then(
        LeaveRecorded(
            leave=LEAVE,
            first=MONDAY,
            last=MONDAY,
            minutes_per_day=60,
            kind=LeaveKind.VACATION,
            note="Dentist",
        )
    )


def test_a_leave_does_not_end_before_it_begins():
    backwards = {**A_WEEK_OFF, "last": MONDAY - timedelta(days=1)}
    given(person, ANA).when(RecordLeave(**backwards)).refused(LeaveEndsBeforeItBegins, "2026-03-01")


@pytest.mark.parametrize(("first", "last"), [(-3, 0), (1, 2), (4, 9), (-1, 9)])
def test_leaves_of_a_person_do_not_overlap(first: int, last: int):
    days = {"first": MONDAY + timedelta(days=first), "last": MONDAY + timedelta(days=last)}
    more = RecordLeave(leave=OTHER_LEAVE, **days)
    given(person, *AWAY).when(more).refused(LeavesOverlap, "2026-03-02 to 2026-03-06")


@pytest.mark.parametrize(("first", "last"), [(-3, -1), (5, 5)])
def test_leaves_may_lie_side_by_side(first: int, last: int):
    days = {"first": MONDAY + timedelta(days=first), "last": MONDAY + timedelta(days=last)}
    more = RecordLeave(leave=OTHER_LEAVE, **days)
    recorded = LeaveRecorded(leave=OTHER_LEAVE, kind="vacation", **days)
    given(person, *AWAY).when(more).then(recorded)


def test_recording_the_same_leave_again_changes_nothing():
    given(person, *AWAY).when(RecordLeave(**A_WEEK_OFF)).then()


def test_the_id_of_a_leave_stands_for_one_leave():
    given(person, *AWAY).when(RecordLeave(**{**A_WEEK_OFF, "kind": "sick"})).refused(LeaveExists)
    given(person, *BACK).when(RecordLeave(**A_WEEK_OFF)).refused(LeaveExists)


def test_a_leave_is_cancelled():
    asked = CancelLeave(leave=LEAVE, reason="The flight was cancelled")
    given(person, *AWAY).when(asked).then(BACK[-1])


def test_a_leave_that_was_not_recorded_is_not_cancelled():
    given(person, ANA).when(CancelLeave(leave=LEAVE, reason="Rain")).refused(NoSuchLeave)


def test_cancelling_a_leave_again_changes_nothing():
    given(person, *BACK).when(CancelLeave(leave=LEAVE, reason="Rain")).then()


def test_a_cancelled_leave_leaves_room_for_another():
    again = {**A_WEEK_OFF, "leave": OTHER_LEAVE}
    given(person, *BACK).when(RecordLeave(**again)).then(LeaveRecorded(**again))


def test_a_skill_is_added_and_put_at_another_level():
    carves = (ANA, SkillAdded(skill="Carving", level=2))
    given(person, ANA).when(AddSkill(skill="Carving", level=2)).then(carves[-1])
    better = SkillAdded(skill="Carving", level=3)
    given(person, *carves).when(AddSkill(skill="Carving", level=3)).then(better)
    given(person, *carves).when(AddSkill(skill="Carving", level=2)).then()


def test_a_skill_is_removed():
    carves = (ANA, SkillAdded(skill="Carving", level=2))
    unlearnt = (*carves, SkillRemoved(skill="Carving"))
    given(person, *carves).when(RemoveSkill(skill="Carving")).then(unlearnt[-1])
    given(person, *unlearnt).when(RemoveSkill(skill="Carving")).then()


def test_a_day_far_away_is_a_typing_mistake():
    with pytest.raises(ValidationError):
        SetAvailability(percent=80, valid_from=date(2626, 3, 2))
