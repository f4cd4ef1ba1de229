"""How time is kept here: the policy of timesheets, periods that are closed, approvers of projects.

open -ClosePeriod-> closed, with days of grace -LockPeriod-> locked -ReopenPeriod-> open

One stream for the workspace. What is locked is not logged, changed, handed in or given back any
more; what was wrong in it is corrected in an open period, by time that names what it corrects. A
lock is a fact of its own, and not worked out from a date: an hour that is told late, with whatever
moment, meets it all the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from typing import Annotated, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command, Context, Decider, Event, Look, Message, Personal, Refused
from workdomain.people.person import must_be_known
from workdomain.planning.project import NoSuchProject, project
from workdomain.values import Day, Line

TIMEKEEPING = UUID("3c9b5d5e-0f2a-5c37-9a57-8a4ab1d0c6e2")
"""The one stream; another id would lose the policy."""

Days = Annotated[int, Field(ge=1, le=366)]


class TimePolicy(Message):
    """What holds for timesheets; null is that nothing does."""

    in_sequence: bool = False
    """Whether a week is handed in after those before it only."""
    own_days_back: Annotated[int, Field(ge=0, le=3_660)] | None = None
    """How many days later one's own time is logged, changed or removed at the latest."""
    others_days_back: Annotated[int, Field(ge=0, le=3_660)] | None = None
    """How many days later somebody else's time is."""
    approve_after_weeks: Annotated[int, Field(ge=1, le=52)] | None = None
    """After how many weeks of waiting time counts as approved, if nobody said no."""
    remind_after_days: Days | None = None
    """How many days after its end somebody is reminded of a week that is not handed in."""
    escalate_after_days: Days | None = None
    """How many days time waits for approval before the approver's own lead is told."""

    def __str__(self) -> str:
        """Write it as histories do: `in sequence, own time within 14 days`."""
        parts = [
            "in sequence" if self.in_sequence else None,
            _told("own time within {} days", self.own_days_back),
            _told("others' time within {} days", self.others_days_back),
            _told("approved after {} weeks", self.approve_after_weeks),
            _told("reminded after {} days", self.remind_after_days),
            _told("escalated after {} days", self.escalate_after_days),
        ]
        return ", ".join(part for part in parts if part) or "none"


def _told(words: str, number: int | None) -> str | None:
    return None if number is None else words.format(number)


NO_POLICY = TimePolicy()


class SetTimePolicy(TimePolicy, Command):
    """Say what holds for timesheets from now on; this replaces what held before."""


class ClosePeriod(Command):
    """Close everything up to a day."""

    last: Day
    """The last day that is closed."""
    grace_days: Annotated[int, Field(ge=0, le=62)] = 0
    """Days from today in which time up to that day may still be set right; then it is locked."""


class LockPeriod(Command):
    """Lock what is closed, once its days of grace are over; the clock sees to it by itself."""


class ReopenPeriod(Command):
    """Open closed days again."""

    reason: Annotated[Line, Personal()]
    last: Day | None = None
    """The last day that stays closed and locked; null opens everything."""


class SetProjectTimeApprover(Command):
    """Say who approves time on a project, beside those whom people report to; null is nobody."""

    project: UUID
    approver: UUID | None


class TimePolicySet(
    Event, topic="timekeeping.policy-set.v1", says="set the policy of timesheets: {policy}"
):
    """Something else holds for timesheets."""

    policy: TimePolicy


class PeriodClosed(
    Event,
    topic="timekeeping.period-closed.v1",
    says="closed time up to {last}, to lock it on {locks_on}",
):
    """Time up to a day is closed."""

    last: date
    locks_on: date


class PeriodLocked(Event, topic="timekeeping.period-locked.v1", says="locked time up to {last}"):
    """Time up to a day is not changed any more."""

    last: date


class PeriodReopened(
    Event,
    topic="timekeeping.period-reopened.v1",
    says="opened time[ after {last}] again: {reason}",
):
    """Time can be set right again."""

    last: date | None
    reason: Annotated[str, Personal()]


class ProjectTimeApproverSet(
    Event,
    topic="timekeeping.approver-set.v1",
    says="[let {approver} approve time on {project}|let nobody in particular approve time on "
    "{project}]",
):
    """Somebody else approves time on a project."""

    project: UUID
    approver: UUID | None


TimekeepingCommand = (
    SetTimePolicy | ClosePeriod | LockPeriod | ReopenPeriod | SetProjectTimeApprover
)
TimekeepingEvent = (
    TimePolicySet | PeriodClosed | PeriodLocked | PeriodReopened | ProjectTimeApproverSet
)


class NoSuchPlace(Refused):
    """There is one policy of timesheets, with an id of its own."""


class ClosedAlready(Refused):
    """A period is closed once; what lies before it is closed with it."""


class StillToCome(Refused):
    """Days that have not come are not closed: everybody would be kept from telling their time."""


class NothingToLock(Refused):
    """What is closed is locked when its days of grace are over."""


class NotClosed(Refused):
    """Only what is closed is opened again."""


class PeriodIsLocked(Refused):
    """Time of a locked period is corrected in an open one."""


class TooLate(Refused):
    """Time is logged, changed and removed within the days that the policy gives."""


@dataclass(frozen=True, slots=True)
class Timekeeping:
    """What holds for time here."""

    policy: TimePolicy = NO_POLICY
    closed: date | None = None
    waiting: Mapping[date, date] = field(default_factory=dict)
    """When days that are closed are locked, by the last of them; without those that are."""
    locked: date | None = None
    """The last day that is locked."""
    approvers: Mapping[UUID, UUID] = field(default_factory=dict)
    """By project."""
    reminds_since: date | None = None
    """Since when anybody is reminded; null when nobody is."""

    @property
    def binds(self) -> bool:
        """Whether anything stands against logging time on some day."""
        policy = self.policy
        limits = (self.locked, policy.own_days_back, policy.others_days_back)
        return limits != (None, None, None)

    @property
    def locks_on(self) -> date | None:
        """The next day on which something is locked."""
        return min(self.waiting.values(), default=None)

    def to_lock(self, today: date) -> date | None:
        """Tell up to which day the days of grace are over by now."""
        return max((last for last, on in self.waiting.items() if on <= today), default=None)


def decide(
    it: Timekeeping, command: TimekeepingCommand, context: Context
) -> list[TimekeepingEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    today = context.at.astimezone(UTC).date()
    match command:
        case SetTimePolicy():
            policy = TimePolicy(**dict(command))
            return [] if policy == it.policy else [TimePolicySet(policy=policy)]
        case ClosePeriod(last=last, grace_days=grace):
            if it.closed is not None and last <= it.closed:
                raise ClosedAlready(f"Time up to {it.closed} is closed already")
            if last > today:
                raise StillToCome(
                    f"{last} is still to come: close time up to {today} at the latest"
                )
            closed = PeriodClosed(last=last, locks_on=today + timedelta(days=grace))
            return [closed] if grace else [closed, PeriodLocked(last=last)]
        case LockPeriod():
            if not it.waiting:
                return []
            if (due := it.to_lock(today)) is None:
                raise NothingToLock(f"Time up to {it.closed} may be set right until {it.locks_on}")
            return [PeriodLocked(last=due)]
        case ReopenPeriod(last=last, reason=reason):
            if it.closed is None or (last is not None and last >= it.closed):
                raise NotClosed(f"Time is closed up to {it.closed or 'no day at all'}")
            return [PeriodReopened(last=last, reason=reason)]
        case SetProjectTimeApprover(project=project, approver=approver):
            same = it.approvers.get(project) == approver
            return [] if same else [ProjectTimeApproverSet(project=project, approver=approver)]
        case _:
            assert_never(command)


def evolve(it: Timekeeping, event: TimekeepingEvent, context: Context) -> Timekeeping:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case TimePolicySet(policy=policy):
            since = it.reminds_since or context.at.astimezone(UTC).date()
            reminds = None if policy.remind_after_days is None else since
            return replace(it, policy=policy, reminds_since=reminds)
        case PeriodClosed(last=last, locks_on=locks_on):
            return replace(it, closed=last, waiting={**it.waiting, last: locks_on})
        case PeriodLocked(last=last):
            later = {day: on for day, on in it.waiting.items() if day > last}
            return replace(it, waiting=later, locked=last)
        case PeriodReopened(last=date() as last):
            locked = it.locked and min(it.locked, last)
            return replace(it, closed=last, waiting=_up_to(last, it, locked), locked=locked)
        case PeriodReopened():
            return replace(it, closed=None, waiting={}, locked=None)
        case ProjectTimeApproverSet(project=project, approver=approver):
            others = {id: who for id, who in it.approvers.items() if id != project}
            return replace(
                it, approvers=others if approver is None else {**others, project: approver}
            )
        case _:
            assert_never(event)


def _up_to(last: date, it: Timekeeping, locked: date | None) -> dict[date, date]:
    """Keep, of what waits to be locked, the days up to one; each stretch as long as it had."""
    kept = {day: on for day, on in it.waiting.items() if day <= last}
    cut = [on for day, on in sorted(it.waiting.items()) if day > last]
    if cut and last not in kept and locked != last:
        kept[last] = cut[0]
    return kept


def guard(id: UUID, _it: Timekeeping, command: TimekeepingCommand, look: Look) -> None:
    """Keep the one policy in its place; let known people approve time on known projects."""
    if id != TIMEKEEPING:
        raise NoSuchPlace(f"There is one policy of timesheets: say default instead of {id}")
    if isinstance(command, SetProjectTimeApprover):
        if not look(project, command.project).name:
            raise NoSuchProject(f"There is no project {command.project}: add it first")
        if command.approver is not None:
            must_be_known(command.approver, look)


timekeeping = Decider(
    name="timekeeping",
    initial=Timekeeping(),
    decide=decide,
    evolve=evolve,
    commands=get_args(TimekeepingCommand),
    events=get_args(TimekeepingEvent),
    guard=guard,
    only=TIMEKEEPING,
)


# -- what it says of time --------------------------------------------------------------------------


def must_not_be_locked(it: Timekeeping, days: Iterable[date]) -> None:
    """Raise PeriodIsLocked if one of these days is."""
    if it.locked is None:
        return
    for day in days:
        if day <= it.locked:
            raise PeriodIsLocked(
                f"Time up to {it.locked} is locked, and {day} with it: log a correction in an "
                "open period, or have it reopened"
            )


def must_be_in_time(
    it: Timekeeping, days: Iterable[date], whose: UUID | None, context: Context
) -> None:
    """Raise TooLate if one of these days is longer ago than the policy gives."""
    own = whose is None or whose == context.by
    most = it.policy.own_days_back if own else it.policy.others_days_back
    if most is None:
        return
    earliest = context.at.astimezone(UTC).date() - timedelta(days=most)
    for day in days:
        if day < earliest:
            raise TooLate(f"{day} is more than {most} days ago: {EARLIER[own]}")


EARLIER = {
    True: "have whoever approves your time log it",
    False: "the policy of timesheets would have to change",
}
