"""Work in progress: which items of a project are in a state of its workflow, and how many may be.

Each state of each project has a stream of its own, whose id follows from both: whoever moves work
into the state asks that stream, so that two who take the last free place at once meet there. It
counts whether or not there is a limit, so that a limit set tomorrow knows what is there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never, get_args
from uuid import UUID, uuid5

from workdomain.kernel import Command, Context, Decider, Event, Message, Refused
from workdomain.processes.rules import Strictness

COUNTS = UUID("5d0b5a0e-2b53-5f0e-9a3c-6f4f5a0b8c11")
"""The namespace of counts; another one would begin all of them anew."""


def wip_id(project: UUID, workflow: UUID, state: str) -> UUID:
    """Name the stream that counts the work of a project in a state."""
    return uuid5(COUNTS, f"{project} {workflow} {state}")


class Limits(Message):
    """How much may be in a state; null is not limited."""

    most: int | None = None
    most_each: int | None = None
    """For one person."""
    on_breach: Strictness = Strictness.WARN


UNLIMITED = Limits()


class CountIn(Command):
    """Count a work item that comes into the state; asked for by the item."""

    work: UUID
    people: tuple[UUID, ...]
    within: UUID
    """The project."""
    workflow: UUID
    state: str
    limits: Limits


class CountOut(Command):
    """Count a work item no longer, as it leaves the state; asked for by the item."""

    work: UUID


class CountFor(Command):
    """Count a work item for one more person, who has it too; asked for by the item."""

    work: UUID
    person: UUID


class CountNotFor(Command):
    """Count a work item for one person less; asked for by the item."""

    work: UUID
    person: UUID


class CountedIn(Event, topic="wip.counted-in.v1", says="counted {work} in {state}"):
    """A work item came into the state."""

    work: UUID
    people: tuple[UUID, ...]
    within: UUID
    workflow: UUID
    state: str
    limits: Limits


class CountedOut(Event, topic="wip.counted-out.v1", says="counted {work} there no longer"):
    """A work item left the state."""

    work: UUID


class CountedFor(Event, topic="wip.counted-for.v1", says="counted {work} for {someone}"):
    """One more person has a work item that is in the state."""

    work: UUID
    someone: UUID


class CountedNotFor(
    Event, topic="wip.counted-not-for.v1", says="counted {work} for {someone} no longer"
):
    """One person less has a work item that is in the state."""

    work: UUID
    someone: UUID


class WipLimitBreached(
    Event,
    topic="wip.limit-breached.v1",
    says="brought {item} into {state}, where {count} are now[ with {person}], {most} at most",
):
    """More is in the state than may be there, all in all or with one person."""

    item: UUID
    project: UUID
    state: str
    count: int
    most: int
    person: UUID | None = None


WipCommand = CountIn | CountOut | CountFor | CountNotFor
WipEvent = CountedIn | CountedOut | CountedFor | CountedNotFor | WipLimitBreached


class WipLimitReached(Refused):
    """No more work is in a state than its limit allows, where the limit refuses more."""


@dataclass(frozen=True, slots=True)
class Wip:
    """What is in a state, each with whose it is; and how much may be."""

    items: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    project: UUID | None = None
    workflow: UUID | None = None
    state: str = ""
    limits: Limits = UNLIMITED
    """As they were when something came in last."""

    def with_person(self, person: UUID) -> int:
        """Count what one person has there."""
        return sum(person in people for people in self.items.values())


def decide(wip: Wip, command: WipCommand, context: Context) -> list[WipEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rule above."""
    match command:
        case CountIn(work=work):
            if work in wip.items:
                return []
            counted = CountedIn(
                work=work,
                people=command.people,
                within=command.within,
                workflow=command.workflow,
                state=command.state,
                limits=command.limits,
            )
            then = evolve(wip, counted, context)
            return [counted, *_breaches(then, work, command.people, everything=True)]
        case CountOut(work=work):
            return [CountedOut(work=work)] if work in wip.items else []
        case CountFor(work=work, person=person):
            if work not in wip.items or person in wip.items[work]:
                return []
            given = CountedFor(work=work, someone=person)
            then = evolve(wip, given, context)
            return [given, *_breaches(then, work, (person,), everything=False)]
        case CountNotFor(work=work, person=person):
            has_it = person in wip.items.get(work, ())
            return [CountedNotFor(work=work, someone=person)] if has_it else []
        case _:
            assert_never(command)


def _breaches(
    wip: Wip, item: UUID, people: tuple[UUID, ...], *, everything: bool
) -> list[WipLimitBreached]:
    """Tell which limits this goes over. Raises WipLimitReached where they refuse."""
    found = list(_over(wip, people, everything=everything))
    if not found or wip.project is None or wip.limits.on_breach is Strictness.ALLOW:
        return []
    if wip.limits.on_breach is Strictness.REFUSE:
        count, most, person = found[0]
        whose = f" for person {person}" if person else ""
        raise WipLimitReached(
            f"{wip.state} would hold {count} work items{whose}, and {most} at most are allowed:"
            " finish or put back some of them first"
        )
    return [
        WipLimitBreached(
            item=item, project=wip.project, state=wip.state, count=count, most=most, person=person
        )
        for count, most, person in found
    ]


def _over(
    wip: Wip, people: tuple[UUID, ...], *, everything: bool
) -> Iterator[tuple[int, int, UUID | None]]:
    most, most_each = wip.limits.most, wip.limits.most_each
    if everything and most is not None and len(wip.items) > most:
        yield len(wip.items), most, None
    if most_each is not None:
        for person in people:
            if (count := wip.with_person(person)) > most_each:
                yield count, most_each, person


def evolve(wip: Wip, event: WipEvent, _context: Context) -> Wip:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case CountedIn(work=work, people=people, within=project, workflow=flow, state=state):
            items = {**wip.items, work: frozenset(people)}
            return Wip(items, project, flow, state, event.limits)
        case CountedOut(work=gone):
            return replace(wip, items={id: who for id, who in wip.items.items() if id != gone})
        case CountedFor(work=work, someone=person):
            people_now = wip.items.get(work, frozenset()) | {person}
            return replace(wip, items={**wip.items, work: people_now})
        case CountedNotFor(work=work, someone=person):
            people_now = wip.items.get(work, frozenset()) - {person}
            return replace(wip, items={**wip.items, work: people_now})
        case WipLimitBreached():
            return wip
        case _:
            assert_never(event)


wip = Decider(
    name="wip",
    initial=Wip(),
    decide=decide,
    evolve=evolve,
    commands=get_args(WipCommand),
    events=get_args(WipEvent),
)
