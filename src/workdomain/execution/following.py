"""Who watches a work item, and is told what happens to it.

Whoever added it, has it, answers for it or chose to watch it does, until they say that they do not
want to; from then on they are told only what is meant for them, until they watch it again.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import assert_never, get_args
from uuid import UUID

from workdomain.kernel import Command, Context, Decider, Event, Look, OfKinds
from workdomain.people.person import must_be_known
from workdomain.planning.specification import OwnerNamed
from workdomain.planning.work_item import (
    WorkItemAdded,
    WorkItemAssigned,
    WorkItemUnassigned,
)
from workdomain.values import OPERATOR


class WatchWorkItem(Command):
    """Have a person told what happens to the work, whether or not they have it."""

    person: UUID


class UnwatchWorkItem(Command):
    """Have a person told no longer what happens to the work, even if they have it."""

    person: UUID


class WatcherAdded(Event, topic="work-item.watcher-added.v1", says="made {person} a watcher of it"):
    """Someone wants to be told what happens to it."""

    person: UUID


class WatcherRemoved(
    Event, topic="work-item.watcher-removed.v1", says="made {person} a watcher of it no longer"
):
    """Someone does not want to be told what happens to it."""

    person: UUID


FollowingCommand = WatchWorkItem | UnwatchWorkItem
FollowingEvent = (
    WorkItemAdded
    | WorkItemAssigned
    | WorkItemUnassigned
    | OwnerNamed
    | WatcherAdded
    | WatcherRemoved
)


@dataclass(frozen=True)
class Following:
    """Who has to do with a work item, and who wants to be told of it or does not."""

    author: UUID | None = None
    """Who added it, if it is a person."""
    owner: UUID | None = None
    """Who answers for it."""
    assignees: tuple[UUID, ...] = ()
    chosen: frozenset[UUID] = frozenset()
    left: frozenset[UUID] = frozenset()

    @cached_property
    def watchers(self) -> frozenset[UUID]:
        """All who are told what happens to it."""
        others = {who for who in (self.author, self.owner) if who is not None}
        return self.chosen.union(self.assignees, others) - self.left


def decide(
    following: Following, command: FollowingCommand, _context: Context
) -> list[FollowingEvent]:
    """Say what happens; an empty list means that nothing changes."""
    match command:
        case WatchWorkItem(person=person):
            return [] if person in following.chosen else [WatcherAdded(person=person)]
        case UnwatchWorkItem(person=person):
            return [WatcherRemoved(person=person)] if person in following.watchers else []
        case _:
            assert_never(command)


def evolve(following: Following, event: FollowingEvent, context: Context) -> Following:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case WorkItemAdded(assignees=assignees):
            author = None if context.by == OPERATOR else context.by
            return Following(
                author, following.owner, assignees, following.chosen, following.left
            )  # `replace` takes five times as long, for every item that is added
        case OwnerNamed(owner=owner):
            return replace(following, owner=owner)
        case WorkItemAssigned(person=person):
            return replace(following, assignees=(*following.assignees, person))
        case WorkItemUnassigned(person=person):
            others = tuple(other for other in following.assignees if other != person)
            return replace(following, assignees=others)
        case WatcherAdded(person=person):
            chosen, left = following.chosen | {person}, following.left - {person}
            return replace(following, chosen=chosen, left=left)
        case WatcherRemoved(person=person):
            chosen, left = following.chosen - {person}, following.left | {person}
            return replace(following, chosen=chosen, left=left)
        case _:
            assert_never(event)


def guard(_id: UUID, _following: Following, command: WatchWorkItem, look: Look) -> None:
    """Tell only people who are known."""
    must_be_known(command.person, look)


following = Decider(
    name="following",
    initial=Following(),
    decide=decide,
    evolve=evolve,
    commands=get_args(FollowingCommand),
    events=get_args(FollowingEvent),
    guard=OfKinds(guard, None, WatchWorkItem),
)
