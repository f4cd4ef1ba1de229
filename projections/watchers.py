"""Watchers: who is told what happens to a work item, and why; read from the item's own stream."""

from enum import StrEnum
from uuid import UUID

from projections.names import people_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.following import Following, following
from workdomain.execution.work_item import work_item
from workdomain.kernel import Message
from workdomain.store.log import stream_name
from workdomain.store.messages import Recorded


class Watchers(Message):
    """Who is told what happens to a work item, and who does not want to be?"""

    item: UUID
    """The work item."""


class Why(StrEnum):
    """What somebody has to do with it; the first that applies."""

    CHOSE = "chose to"
    OWNER = "answers for it"
    ASSIGNEE = "has it"
    AUTHOR = "added it"
    LEFT = "left"


class Watcher(Message):
    """Somebody who is told, or who does not want to be."""

    person: UUID
    name: str
    why: Why
    watches: bool
    """Whether they are told; not if they left."""


def read(reader: Reader, params: Watchers, _page: Page) -> list[Watcher]:
    """Fold what is known of one item at the moment."""
    known = _known(reader, params.item)
    watchers = known.watchers
    names = people_called(reader, watchers | known.left)
    rows = [
        Watcher(
            person=person,
            name=names.get(person, str(person)),
            why=_why(known, person),
            watches=person in watchers,
        )
        for person in watchers | known.left
    ]
    return sorted(rows, key=lambda row: order(params, row))


def _known(reader: Reader, item: UUID) -> Following:
    """Fold what was known of it by then, or what was true, in the order of its happening."""
    log, registry, moment = reader.work.log, reader.work.registry, reader.moment
    stored = log.streams({stream_name(work_item.name, item): 0}, moment.position)
    told: list[Recorded] = [registry.decode(each) for each in stored]
    if moment.valid_at is not None:
        told = [each for each in told if each.context.at <= moment.valid_at]
        told.sort(key=lambda each: (each.context.at, each.position))
    about = [each for each in told if type(each.event) in following.events]
    return following.replay((each.event, each.context) for each in about)


def _why(known: Following, person: UUID) -> Why:
    reasons = {
        Why.LEFT: person in known.left,
        Why.CHOSE: person in known.chosen,
        Why.OWNER: person == known.owner,
        Why.ASSIGNEE: person in known.assignees,
    }
    return next((why for why, applies in reasons.items() if applies), Why.AUTHOR)


def order(_params: Watchers, row: Watcher) -> Order:
    """Sort by name, those who left last."""
    return (not row.watches, row.name.casefold(), str(row.person))


watchers = View(
    name="watchers",
    params=Watchers,
    row=Watcher,
    key=("person",),
    read=read,
    order=order,
)
