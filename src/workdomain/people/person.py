"""A person who does work: how much time they have for it, and what they are good at.

Working hours and availability hold from a day on, so that the past keeps its own. A leave takes
whole days or some minutes of each of its days. Where they stand in the organisation: `place.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, get_args
from uuid import UUID

from pydantic import Field, StringConstraints

from workdomain.kernel import Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.people import place
from workdomain.people.dated import in_force
from workdomain.people.place import (
    Place,
    PlaceCommand,
    PlaceEvent,
    SetReportingLine,
    SetWorkCalendar,
    must_not_go_round,
    zone_of,
)
from workdomain.people.work_calendar import must_be_a_calendar
from workdomain.values import Day, Line, Minutes, Text

Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$")]
WeekMinutes = Annotated[
    tuple[Annotated[int, Field(ge=0, le=24 * 60)], ...], Field(min_length=7, max_length=7)
]
"""Minutes of work on each weekday, Monday first; 0 is a day off."""


class LeaveKind(StrEnum):
    """Why someone is away."""

    VACATION = "vacation"
    SICK = "sick"
    PARENTAL = "parental"
    HOLIDAY = "holiday"
    OTHER = "other"


class AddPerson(Command):
    """Make someone known to the workspace."""

    name: Annotated[Line, Personal(of="id")]
    email: Annotated[Email | None, Personal(of="id")] = None
    team: Annotated[Line | None, Personal(of="id")] = None


class RenamePerson(Command):
    """Call someone by another name."""

    name: Annotated[Line, Personal(of="id")]


class MoveToTeam(Command):
    """Put someone into a team; null takes them out of theirs."""

    team: Annotated[Line | None, Personal(of="id")]


class SetWorkingHours(Command):
    """Set how long someone works on each weekday, from a day on."""

    minutes: WeekMinutes
    valid_from: Day


class SetAvailability(Command):
    """Set how much of the working hours is there for planned work, from a day on."""

    percent: Annotated[int, Field(ge=0, le=100)]
    valid_from: Day


class RecordLeave(Command):
    """Record that someone is away, from the first to the last day, both included."""

    leave: UUID
    """Id of the new leave, chosen by whoever asks."""
    first: Day
    last: Day
    minutes_per_day: Minutes | None = None
    """Part of each day; null is the whole day."""
    kind: Annotated[LeaveKind, Personal(of="id")] = LeaveKind.VACATION
    note: Annotated[Text, Personal(of="id")] = ""


class CancelLeave(Command):
    """Take a leave back: the person is there after all."""

    leave: UUID
    reason: Annotated[Line, Personal(of="id")]


class AddSkill(Command):
    """Say what someone is good at, from 1 (has begun) to 5 (teaches it), anew if need be."""

    skill: Annotated[Line, Personal(of="id")]
    level: Annotated[int, Field(ge=1, le=5)]


class RemoveSkill(Command):
    """Take back that someone has a skill."""

    skill: Annotated[Line, Personal(of="id")]


class PersonAdded(Event, topic="person.added.v1", says="added {name}[ to the team {team}]"):
    """There is someone new."""

    name: Annotated[str, Personal(of="id")]
    email: Annotated[str | None, Personal(of="id")] = None
    team: Annotated[str | None, Personal(of="id")] = None


class PersonRenamed(Event, topic="person.renamed.v1", says="changed the name to {name}"):
    """They have another name."""

    name: Annotated[str, Personal(of="id")]


class MovedToTeam(
    Event,
    topic="person.moved-to-team.v1",
    says="[moved them to the team {team}|took them out of their team]",
):
    """They work in another team, or in none."""

    team: Annotated[str | None, Personal(of="id")]


class WorkingHoursSet(
    Event,
    topic="person.working-hours-set.v1",
    says="set the working hours to {minutes} from {valid_from} on",
):
    """Their working week changes on a day."""

    minutes: tuple[int, ...]
    valid_from: date


class AvailabilitySet(
    Event,
    topic="person.availability-set.v1",
    says="set the availability to {percent} % from {valid_from} on",
):
    """The share of their hours that can be planned changes on a day."""

    percent: int
    valid_from: date


class LeaveRecorded(
    Event,
    topic="person.leave-recorded.v1",
    says="recorded leave from {first} to {last} ({kind}[, {minutes_per_day} a day])",
):
    """They are away for some days, or for a part of each."""

    leave: UUID
    first: date
    last: date
    minutes_per_day: int | None = None
    kind: Annotated[str, Personal(of="id")]
    note: Annotated[str, Personal(of="id")] = ""


class LeaveCancelled(Event, topic="person.leave-cancelled.v1", says="cancelled a leave: {reason}"):
    """They are there after all."""

    leave: UUID
    reason: Annotated[str, Personal(of="id")]


class SkillAdded(Event, topic="person.skill-added.v1", says="put {skill} at level {level} of 5"):
    """They have a skill, or have it at another level."""

    skill: Annotated[str, Personal(of="id")]
    level: int


class SkillRemoved(Event, topic="person.skill-removed.v1", says="removed the skill {skill}"):
    """They do not have that skill."""

    skill: Annotated[str, Personal(of="id")]


PersonCommand = (
    AddPerson
    | RenamePerson
    | MoveToTeam
    | SetWorkingHours
    | SetAvailability
    | RecordLeave
    | CancelLeave
    | AddSkill
    | RemoveSkill
    | PlaceCommand
)
PersonEvent = (
    PersonAdded
    | PersonRenamed
    | MovedToTeam
    | WorkingHoursSet
    | AvailabilitySet
    | LeaveRecorded
    | LeaveCancelled
    | SkillAdded
    | SkillRemoved
    | PlaceEvent
)


class NoSuchPerson(Refused):
    """Whoever a command is about was added to the workspace before."""


class PersonExists(Refused):
    """A person is added once."""


class LeaveEndsBeforeItBegins(Refused):
    """A leave ends on its first day or later."""


class LeavesOverlap(Refused):
    """A person is on one leave at a time."""


class LeaveExists(Refused):
    """The id of a leave is used once."""


class NoSuchLeave(Refused):
    """Only a leave that was recorded can be cancelled."""


@dataclass(frozen=True, slots=True)
class Person:
    """What a decision needs to know of a person; nobody there yet has no name."""

    name: str = ""
    team: str | None = None
    hours: Mapping[date, tuple[int, ...]] = field(default_factory=dict)
    availability: Mapping[date, int] = field(default_factory=dict)
    leaves: Mapping[UUID, LeaveRecorded] = field(default_factory=dict)
    cancelled: frozenset[UUID] = frozenset()
    """Which of the leaves are not taken after all."""
    skills: Mapping[str, int] = field(default_factory=dict)
    place: Place = field(default_factory=Place)


def decide(person: Person, command: PersonCommand, _context: Context) -> list[PersonEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    if isinstance(command, AddPerson):
        if person.name:
            raise PersonExists(f"{person.name} was added before; use another id for someone else")
    elif not person.name:
        raise NoSuchPerson("There is nobody with this id yet: add the person first")
    match command:
        case AddPerson(name=name, email=email, team=team):
            return [PersonAdded(name=name, email=email, team=team)]
        case RenamePerson(name=name):
            return [] if name == person.name else [PersonRenamed(name=name)]
        case MoveToTeam(team=team):
            return [] if team == person.team else [MovedToTeam(team=team)]
        case SetWorkingHours(minutes=minutes, valid_from=day):
            same = person.hours.get(day) == minutes
            return [] if same else [WorkingHoursSet(minutes=minutes, valid_from=day)]
        case SetAvailability(percent=percent, valid_from=day):
            same = person.availability.get(day) == percent
            return [] if same else [AvailabilitySet(percent=percent, valid_from=day)]
        case RecordLeave():
            return _record(person, command)
        case CancelLeave(leave=leave, reason=reason):
            if leave not in person.leaves:
                raise NoSuchLeave(f"{person.name} has no leave {leave}")
            gone = leave in person.cancelled
            return [] if gone else [LeaveCancelled(leave=leave, reason=reason)]
        case AddSkill(skill=skill, level=level):
            same = person.skills.get(skill) == level
            return [] if same else [SkillAdded(skill=skill, level=level)]
        case RemoveSkill(skill=skill):
            return [SkillRemoved(skill=skill)] if skill in person.skills else []
        case _:
            return [*place.decide(person.place, command)]


def _record(person: Person, command: RecordLeave) -> list[PersonEvent]:
    recorded = LeaveRecorded(
        leave=command.leave,
        first=command.first,
        last=command.last,
        minutes_per_day=command.minutes_per_day,
        kind=command.kind,
        note=command.note,
    )
    if command.leave in person.leaves:
        if person.leaves[command.leave] == recorded and command.leave not in person.cancelled:
            return []
        raise LeaveExists(f"Leave {command.leave} was recorded before; cancel it and use a new id")
    if command.last < command.first:
        raise LeaveEndsBeforeItBegins(f"{command.last} is before {command.first}")
    for id, leave in person.leaves.items():
        overlap = leave.first <= command.last and command.first <= leave.last
        if overlap and id not in person.cancelled:
            raise LeavesOverlap(f"{person.name} is already away {leave.first} to {leave.last}")
    return [recorded]


def evolve(person: Person, event: PersonEvent, _context: Context) -> Person:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case PersonAdded(name=name, team=team):
            return Person(name=name, team=team)
        case PersonRenamed(name=name):
            return replace(person, name=name)
        case MovedToTeam(team=team):
            return replace(person, team=team)
        case WorkingHoursSet(minutes=minutes, valid_from=day):
            return replace(person, hours={**person.hours, day: minutes})
        case AvailabilitySet(percent=percent, valid_from=day):
            return replace(person, availability={**person.availability, day: percent})
        case LeaveRecorded(leave=leave):
            return replace(person, leaves={**person.leaves, leave: event})
        case LeaveCancelled(leave=leave):
            return replace(person, cancelled=person.cancelled | {leave})
        case SkillAdded(skill=skill, level=level):
            return replace(person, skills={**person.skills, skill: level})
        case SkillRemoved(skill=gone):
            return replace(person, skills={s: n for s, n in person.skills.items() if s != gone})
        case _:
            return replace(person, place=place.evolve(person.place, event))


def guard(id: UUID, known: Person, command: PersonCommand, look: Look) -> None:
    """Report to somebody who is known, and not in a circle; be on a calendar that is there."""
    if isinstance(command, SetWorkCalendar) and command.calendar is not None:
        must_be_a_calendar(command.calendar, look)
    if isinstance(command, SetReportingLine) and command.lead is not None:
        must_be_known(command.lead, look)
        leads, day = known.place, command.valid_from
        must_not_go_round(id, leads, command.lead, day, lambda who: look(person, who).place)


person = Decider(
    name="person",
    initial=Person(),
    decide=decide,
    evolve=evolve,
    commands=get_args(PersonCommand),
    events=get_args(PersonEvent),
    guard=guard,
)


def must_be_known(who: UUID, look: Look) -> None:
    """Raise NoSuchPerson unless this person was added."""
    if not look(person, who).name:
        raise NoSuchPerson(f"There is no person {who}: add the person first")


def role_on(known: Person, day: date) -> str | None:
    """Tell someone's role in the organisation on a day; None if they have none."""
    return in_force(known.place.roles, day)


def lead_on(known: Person, day: date) -> UUID | None:
    """Tell whom someone reports to on a day; None if it is nobody."""
    return in_force(known.place.leads, day)


def zone_on(known: Person, day: date) -> tuple[str, int]:
    """Tell the time zone and the first weekday (0 is Monday) of a day; UTC and 0 if unsaid."""
    return zone_of(known.place, day)
