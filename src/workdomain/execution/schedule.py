"""A schedule: plans of when work is done and by whom, in versions, of which one holds.

proposed -PublishSchedule-> published -PublishSchedule of a later one-> superseded
proposed -WithdrawProposal-> withdrawn             published -RetireSchedule-> retired

A version never changes. It names the log position of what it knew, so that its inputs can be read
again; to compare two plans is to compare two moments. When a version is published, the work items
take over its days, but for those that somebody set by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.execution.equipment import NoSuchEquipment, equipment
from workdomain.execution.equipment_words import KeepForPlan, PlannedUse
from workdomain.execution.schedule_words import (
    Bar,
    ProposalWithdrawn,
    ProposeSchedule,
    PublishSchedule,
    RetireSchedule,
    ScheduleCommand,
    ScheduleEvent,
    ScheduleProposed,
    SchedulePublished,
    ScheduleRetired,
    WithdrawProposal,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Ask, Context, Decider, Look, Policy, Refused
from workdomain.planning.project import NoSuchProject, project
from workdomain.planning.set_by import ScheduleWorkItem
from workdomain.planning.work_item import NoSuchWorkItem


class NoSuchSchedule(Refused):
    """A version is proposed before anything else is said of a schedule."""


class NoSuchProposal(Refused):
    """Only a version that is proposed, and was not put away, is published or withdrawn."""


class OldProposal(Refused):
    """A version is not published once a later one was: propose it anew, on what is known now."""


class OtherScope(Refused):
    """All versions of a schedule are of the same work: another scope is another schedule."""


class NotPublished(Refused):
    """Only a plan that holds can be retired."""


class Standing(StrEnum):
    """What has become of a version."""

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    RETIRED = "retired"


class Version(NamedTuple):
    """A plan, and what has become of it."""

    proposed: ScheduleProposed
    standing: Standing = Standing.PROPOSED


@dataclass(frozen=True, slots=True)
class Schedule:
    """All versions there are, by their numbers; without one there is no schedule."""

    versions: Mapping[int, Version] = field(default_factory=dict)

    @property
    def latest(self) -> ScheduleProposed | None:
        """The version that was proposed last."""
        return self.versions[max(self.versions)].proposed if self.versions else None

    @property
    def published(self) -> int | None:
        """The number of the version that holds."""
        standing = (n for n, one in self.versions.items() if one.standing is Standing.PUBLISHED)
        return next(standing, None)


def decide(it: Schedule, command: ScheduleCommand, _context: Context) -> list[ScheduleEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case ProposeSchedule():
            return _proposed(it, command)
        case PublishSchedule(version=version):
            return _published(it, version)
        case WithdrawProposal(version=version, reason=reason):
            if _version(it, version).standing is Standing.WITHDRAWN:
                return []
            _must_be_proposed(it, version)
            return [ProposalWithdrawn(version=version, reason=reason)]
        case RetireSchedule(reason=reason):
            if it.published is None:
                raise NotPublished("No version of this schedule holds: there is none to retire")
            return [ScheduleRetired(reason=reason)]
        case _:
            assert_never(command)


def _proposed(it: Schedule, command: ProposeSchedule) -> list[ScheduleEvent]:
    latest = it.latest
    if latest is not None and latest.project != command.project:
        raise OtherScope(f"{latest.name} is of other work: use another id for another scope")
    version = 1 if latest is None else latest.version + 1
    event = ScheduleProposed(version=version, **dict(command))
    same = latest is not None and event.model_copy(update={"version": latest.version}) == latest
    return [] if same else [event]


def _published(it: Schedule, asked: int | None) -> list[ScheduleEvent]:
    if it.latest is None:
        raise NoSuchSchedule("There is no schedule with this id yet: propose a version first")
    version = _meant(it, asked)
    holding = it.published
    if version == holding:
        return []
    _must_be_proposed(it, version)
    later = [n for n, one in it.versions.items() if n > version and one.standing in HELD]
    if later:
        raise OldProposal(
            f"Version {later[0]} was published after version {version} was proposed: propose anew"
        )
    return [SchedulePublished(version=version, supersedes=holding)]


def _meant(it: Schedule, asked: int | None) -> int:
    """Tell which version is to be published: the latest that is proposed, if none is named."""
    open_ones = [n for n, one in it.versions.items() if one.standing is Standing.PROPOSED]
    return asked or max(open_ones, default=max(it.versions))


HELD = (Standing.PUBLISHED, Standing.SUPERSEDED, Standing.RETIRED)


def _version(it: Schedule, version: int) -> Version:
    if not it.versions:
        raise NoSuchSchedule("There is no schedule with this id yet: propose a version first")
    if version not in it.versions:
        raise NoSuchProposal(f"There is no version {version}; the last is {max(it.versions)}")
    return it.versions[version]


def _must_be_proposed(it: Schedule, version: int) -> None:
    standing = _version(it, version).standing
    if standing is not Standing.PROPOSED:
        raise NoSuchProposal(f"Version {version} is {standing}: propose a new one")


def evolve(it: Schedule, event: ScheduleEvent, _context: Context) -> Schedule:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case ScheduleProposed(version=version):
            return replace(it, versions={**it.versions, version: Version(event)})
        case SchedulePublished(version=version):
            return _stands(_ended(it, Standing.SUPERSEDED), version, Standing.PUBLISHED)
        case ProposalWithdrawn(version=version):
            return _stands(it, version, Standing.WITHDRAWN)
        case ScheduleRetired():
            return _ended(it, Standing.RETIRED)
        case _:
            assert_never(event)


def _stands(it: Schedule, version: int, standing: Standing) -> Schedule:
    if version not in it.versions:
        return it
    now = it.versions[version]._replace(standing=standing)
    return replace(it, versions={**it.versions, version: now})


def _ended(it: Schedule, standing: Standing) -> Schedule:
    return it if it.published is None else _stands(it, it.published, standing)


def guard(_id: UUID, _it: Schedule, command: ScheduleCommand, look: Look) -> None:
    """Plan only work and projects that are known."""
    if not isinstance(command, ProposeSchedule):
        return
    if command.project is not None and not look(project, command.project).name:
        raise NoSuchProject(f"There is no project {command.project}: add it first")
    for bar in command.bars:
        if not look(work_item, bar.item).plan.title:
            raise NoSuchWorkItem(f"There is no work item {bar.item}: add it first")
    for used in {use.equipment for bar in command.bars for use in bar.uses}:
        if not look(equipment, used).name:
            raise NoSuchEquipment(f"There is no equipment {used}: add it first")


def requires(id: UUID, it: Schedule, command: ScheduleCommand) -> list[Ask]:
    """Keep the equipment that a plan uses, or it is not published; let go of what it had."""
    if not isinstance(command, PublishSchedule | RetireSchedule):
        return []
    had = {} if it.published is None else uses_of(it.versions[it.published].proposed)
    takes = dict[UUID, tuple[PlannedUse, ...]]()
    if isinstance(command, PublishSchedule):
        takes = uses_of(it.versions[_meant(it, command.version)].proposed)
    return [
        Ask(equipment.name, used, KeepForPlan(schedule=id, uses=takes.get(used, ())))
        for used in dict.fromkeys((*had, *takes))
    ]


def uses_of(proposed: ScheduleProposed) -> dict[UUID, tuple[PlannedUse, ...]]:
    """Tell when a plan uses which equipment."""
    found: dict[UUID, list[PlannedUse]] = {}
    for bar in proposed.bars:
        for use in bar.uses:
            told = PlannedUse(item=bar.item, begin=use.start, end=use.finish)
            found.setdefault(use.equipment, []).append(told)
    return {equipment: tuple(uses) for equipment, uses in found.items()}


schedule = Decider(
    name="schedule",
    initial=Schedule(),
    decide=decide,
    evolve=evolve,
    commands=get_args(ScheduleCommand),
    events=get_args(ScheduleEvent),
    guard=guard,
    requires=requires,
)


def react(id: UUID, it: Schedule, event: SchedulePublished, _context: Context) -> list[Ask]:
    """Ask all work of the plan that holds to take over its days; what is pinned stays."""
    bars = it.versions[event.version].proposed.bars
    return [Ask(work_item.name, bar.item, days_of(bar, id)) for bar in bars if not bar.pinned]


def days_of(bar: Bar, schedule: UUID) -> ScheduleWorkItem:
    """Say a bar in days (UTC); one that ends at midnight ends on the day before."""
    due = _day(bar.finish)
    if bar.milestone:
        return ScheduleWorkItem(schedule=schedule, start=None, due=due)
    start = bar.start.astimezone(UTC).date()
    return ScheduleWorkItem(schedule=schedule, start=start, due=max(start, due))


A_MOMENT = timedelta(microseconds=1)


def _day(moment: datetime) -> date:
    """Tell the day (UTC) that a moment ends; midnight is the end of the day before."""
    return (moment - A_MOMENT).astimezone(UTC).date()


published_days: Policy[Schedule, SchedulePublished] = Policy(
    name="published-days", decider=schedule, reads=(SchedulePublished,), react=react
)
