"""How what was said of a person is taken back."""

from typing import Any, assert_never
from uuid import UUID, uuid5

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.people.dated import in_force, steps
from workdomain.people.person import (
    AddSkill,
    AvailabilitySet,
    CancelLeave,
    LeaveCancelled,
    LeaveRecorded,
    MovedToTeam,
    MoveToTeam,
    Person,
    PersonAdded,
    PersonEvent,
    PersonRenamed,
    RecordLeave,
    RemoveSkill,
    RenamePerson,
    SetAvailability,
    SetWorkingHours,
    SkillAdded,
    SkillRemoved,
    WorkingHoursSet,
    lead_on,
    person,
    role_on,
    zone_on,
)
from workdomain.people.place import (
    UTC_FROM_MONDAY,
    EmploymentSet,
    ReportingLineSet,
    RoleSet,
    SetEmployment,
    SetReportingLine,
    SetRole,
    SetTimeZone,
    SetWorkCalendar,
    TimeZoneSet,
    WorkCalendarSet,
)

ALL_OF_IT = 100
"""Per cent of their hours that someone is there for who never said otherwise."""


def commands(event: PersonEvent, now: Person, wanted: Person) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case PersonAdded():
            raise CannotRevert(
                f"{now.name} is known and stays so: others may name them; let them take no work"
            )
        case PersonRenamed():
            return [RenamePerson(name=wanted.name)]
        case MovedToTeam():
            return [MoveToTeam(team=wanted.team)]
        case WorkingHoursSet(valid_from=day):
            before = in_force(wanted.hours, day)
            if before is None:
                raise CannotRevert(
                    f"No working hours of {now.name} were known before {day}: set the right ones"
                )
            return [SetWorkingHours(minutes=before, valid_from=day)]
        case AvailabilitySet(valid_from=day):
            percent = in_force(wanted.availability, day)
            percent = ALL_OF_IT if percent is None else percent
            return [SetAvailability(percent=percent, valid_from=day)]
        case LeaveRecorded(leave=leave):
            return [CancelLeave(leave=leave, reason="Reverted")]
        case LeaveCancelled(leave=leave):
            return [_again(leave, now)] if leave in now.leaves else []
        case SkillAdded(skill=skill) | SkillRemoved(skill=skill):
            level = wanted.skills.get(skill)
            return [
                RemoveSkill(skill=skill) if level is None else AddSkill(skill=skill, level=level)
            ]
        case RoleSet(valid_from=day):
            return [SetRole(role=role_on(wanted, day), valid_from=day)]
        case ReportingLineSet(valid_from=day):
            return [SetReportingLine(lead=lead_on(wanted, day), valid_from=day)]
        case WorkCalendarSet(valid_from=day):
            calendar = in_force(wanted.place.calendars, day)
            return [SetWorkCalendar(calendar=calendar, valid_from=day)]
        case TimeZoneSet(valid_from=day):
            zone, first = zone_on(wanted, day)
            return [SetTimeZone(zone=zone, first_weekday=first, valid_from=day)]
        case EmploymentSet():
            began, ends = wanted.place.employed
            return [SetEmployment(first=began, last=ends)]
        case _:
            assert_never(event)


def _again(leave: UUID, now: Person) -> RecordLeave:
    """Record a leave that was cancelled under a new id, as its own is used up."""
    was = now.leaves[leave]
    return RecordLeave(
        leave=uuid5(leave, f"again {len(now.leaves)}"),
        first=was.first,
        last=was.last,
        minutes_per_day=was.minutes_per_day,
        kind=was.kind,
        note=was.note,
    )


def counts(who: Person) -> Any:
    """Compare what holds on each day, and the leaves that are taken, under whatever ids."""
    leaves = sorted(
        (leave.first, leave.last, leave.minutes_per_day or 0, leave.kind, leave.note)
        for id, leave in who.leaves.items()
        if id not in who.cancelled
    )
    hours, availability = steps(who.hours), steps(who.availability, ALL_OF_IT)
    place = who.place
    dated = (
        steps(place.roles),
        steps(place.leads),
        steps(place.zones, UTC_FROM_MONDAY),
        steps(place.calendars),
        place.employed,
    )
    return who.name, who.team, hours, availability, leaves, dict(who.skills), dated


person_undo: Undo[Person, PersonEvent] = Undo(person, commands, counts)
