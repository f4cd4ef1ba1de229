"""What an objective is: the outcome that is wanted, whose it is, of which level, and in which time.

This is the first of the parts an objective is put together from in `objective.py`.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, assert_never, get_args
from uuid import UUID

from workdomain.identification.cadence import Cadence, Rhythm
from workdomain.identification.goal_words import Commitment, Level, ProgressDriver
from workdomain.kernel import Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.people.person import must_be_known
from workdomain.values import Day, Line, Text

WEEKLY = Cadence(rhythm=Rhythm.WEEKLY)


class AddObjective(Command):
    """Put down an outcome that is wanted, as a draft."""

    title: Annotated[Line, Personal()]
    description: Annotated[Text, Personal()] = ""
    owner: UUID | None = None
    """Who answers for it."""
    reviewer: UUID | None = None
    """Who looks at its check-ins."""
    level: Level = Level.TEAM
    team: Line | None = None
    """The department or team whose it is."""
    first: Day
    """The first day of its period."""
    last: Day
    """The last day of its period."""
    aligned_to: UUID | None = None
    """The objective that this one serves."""
    driver: ProgressDriver = ProgressDriver.KEY_RESULTS
    commitment: Commitment = Commitment.COMMITTED
    cadence: Cadence = WEEKLY
    """How often somebody checks in."""


class RetitleObjective(Command):
    """Give it another title."""

    title: Annotated[Line, Personal()]


class DescribeObjective(Command):
    """Say in full what is wanted; this replaces what was said before."""

    description: Annotated[Text, Personal()]


class HandOverObjective(Command):
    """Let somebody else answer for it; null leaves it without an owner."""

    owner: UUID | None


class SetReviewer(Command):
    """Say who looks at its check-ins; null is nobody."""

    reviewer: UUID | None


class SetObjectiveLevel(Command):
    """Say whose outcome it is."""

    level: Level
    team: Line | None = None
    """The department or team; null is not said."""


class PlanObjectivePeriod(Command):
    """Set its first and its last day."""

    first: Day
    last: Day


class SetProgressDriver(Command):
    """Say what its progress is computed from."""

    driver: ProgressDriver


class SetCommitment(Command):
    """Say whether it is promised, or reached for."""

    commitment: Commitment


class ObjectiveAdded(
    Event,
    topic="objective.added.v1",
    says="added the {level} objective {title}, {first} to {last}[, owned by {owner}]"
    "[, serving {aligned_to}]",
):
    """There is a new objective, a draft."""

    title: Annotated[str, Personal()]
    description: Annotated[str, Personal()] = ""
    owner: UUID | None = None
    reviewer: UUID | None = None
    level: Level = Level.TEAM
    team: str | None = None
    first: date
    last: date
    aligned_to: UUID | None = None
    driver: ProgressDriver = ProgressDriver.KEY_RESULTS
    commitment: Commitment = Commitment.COMMITTED
    cadence: Cadence = WEEKLY


class ObjectiveRetitled(Event, topic="objective.retitled.v1", says="changed the title to {title}"):
    """It has another title."""

    title: Annotated[str, Personal()]


class ObjectiveDescribed(
    Event,
    topic="objective.described.v1",
    says="[described it: {description}|removed its description]",
):
    """What is wanted was said anew."""

    description: Annotated[str, Personal()]


class ObjectiveHandedOver(
    Event, topic="objective.handed-over.v1", says="[handed it over to {owner}|took its owner away]"
):
    """Somebody else answers for it, or nobody."""

    owner: UUID | None


class ReviewerSet(
    Event,
    topic="objective.reviewer-set.v1",
    says="[made {reviewer} its reviewer|took its reviewer away]",
):
    """Somebody else looks at its check-ins, or nobody."""

    reviewer: UUID | None


class ObjectiveLevelSet(
    Event, topic="objective.level-set.v1", says="made it a {level} objective[ of {team}]"
):
    """It is the outcome of somebody else."""

    level: Level
    team: str | None = None


class ObjectivePeriodPlanned(
    Event, topic="objective.period-planned.v1", says="planned it for {first} to {last}"
):
    """It runs from one day to another."""

    first: date
    last: date


class ProgressDriverSet(
    Event, topic="objective.driver-set.v1", says="made {driver} drive its progress"
):
    """Its progress is computed from something else."""

    driver: ProgressDriver


class CommitmentSet(Event, topic="objective.commitment-set.v1", says="made it {commitment}"):
    """It is promised, or reached for."""

    commitment: Commitment


ProfileCommand = (
    AddObjective
    | RetitleObjective
    | DescribeObjective
    | HandOverObjective
    | SetReviewer
    | SetObjectiveLevel
    | PlanObjectivePeriod
    | SetProgressDriver
    | SetCommitment
)
ProfileEvent = (
    ObjectiveAdded
    | ObjectiveRetitled
    | ObjectiveDescribed
    | ObjectiveHandedOver
    | ReviewerSet
    | ObjectiveLevelSet
    | ObjectivePeriodPlanned
    | ProgressDriverSet
    | CommitmentSet
)


class NoSuchObjective(Refused):
    """The objective a command is about was added before."""


class ObjectiveExists(Refused):
    """An objective is added once."""


class ObjectiveEndsBeforeItStarts(Refused):
    """An objective ends on its first day or later."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an objective itself; one that is not there yet has no title."""

    title: str = ""
    description: str = ""
    owner: UUID | None = None
    reviewer: UUID | None = None
    level: Level = Level.TEAM
    team: str | None = None
    first: date = date.min
    last: date = date.max
    driver: ProgressDriver = ProgressDriver.KEY_RESULTS
    commitment: Commitment = Commitment.COMMITTED


def decide(profile: Profile, command: ProfileCommand, _context: Context) -> list[ProfileEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case AddObjective():
            if profile.title:
                raise ObjectiveExists(f"{profile.title} was added before: use another id")
            _must_be_in_order(command.first, command.last)
            return [ObjectiveAdded(**dict(command))]
        case RetitleObjective(title=title):
            return [] if title == profile.title else [ObjectiveRetitled(title=title)]
        case DescribeObjective(description=text):
            return [] if text == profile.description else [ObjectiveDescribed(description=text)]
        case HandOverObjective(owner=owner):
            return [] if owner == profile.owner else [ObjectiveHandedOver(owner=owner)]
        case SetReviewer(reviewer=reviewer):
            return [] if reviewer == profile.reviewer else [ReviewerSet(reviewer=reviewer)]
        case SetObjectiveLevel(level=level, team=team):
            same = (level, team) == (profile.level, profile.team)
            return [] if same else [ObjectiveLevelSet(level=level, team=team)]
        case PlanObjectivePeriod(first=first, last=last):
            _must_be_in_order(first, last)
            same = (first, last) == (profile.first, profile.last)
            return [] if same else [ObjectivePeriodPlanned(first=first, last=last)]
        case SetProgressDriver(driver=driver):
            return [] if driver is profile.driver else [ProgressDriverSet(driver=driver)]
        case SetCommitment(commitment=commitment):
            same = commitment is profile.commitment
            return [] if same else [CommitmentSet(commitment=commitment)]
        case _:
            assert_never(command)


def _must_be_in_order(first: date, last: date) -> None:
    if last < first:
        raise ObjectiveEndsBeforeItStarts(f"{last} is before {first}: swap them")


def evolve(profile: Profile, event: ProfileEvent, _context: Context) -> Profile:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case ObjectiveAdded():
            return Profile(
                event.title,
                event.description,
                event.owner,
                event.reviewer,
                event.level,
                event.team,
                event.first,
                event.last,
                event.driver,
                event.commitment,
            )
        case ObjectiveRetitled(title=title):
            return replace(profile, title=title)
        case ObjectiveDescribed(description=text):
            return replace(profile, description=text)
        case ObjectiveHandedOver(owner=owner):
            return replace(profile, owner=owner)
        case ReviewerSet(reviewer=reviewer):
            return replace(profile, reviewer=reviewer)
        case ObjectiveLevelSet(level=level, team=team):
            return replace(profile, level=level, team=team)
        case ObjectivePeriodPlanned(first=first, last=last):
            return replace(profile, first=first, last=last)
        case ProgressDriverSet(driver=driver):
            return replace(profile, driver=driver)
        case CommitmentSet(commitment=commitment):
            return replace(profile, commitment=commitment)
        case _:
            assert_never(event)


def guard(_id: UUID, _profile: Profile, command: Command, look: Look) -> None:
    """Let only people who are known own and review it."""
    match command:
        case AddObjective(owner=owner, reviewer=reviewer):
            for person in filter(None, (owner, reviewer)):
                must_be_known(person, look)
        case HandOverObjective(owner=UUID() as person) | SetReviewer(reviewer=UUID() as person):
            must_be_known(person, look)
        case _:
            pass


profile = Decider(
    name="profile",
    initial=Profile(),
    decide=decide,
    evolve=evolve,
    commands=get_args(ProfileCommand),
    events=get_args(ProfileEvent),
    guard=guard,
)
