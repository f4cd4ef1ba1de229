"""The list of all recurring work, so that whoever looks for what is due finds it: one stream."""

from typing import assert_never
from uuid import UUID

from workdomain.kernel import Command, Context, Decider, Event

RECURRENCES = UUID("8a1f6c1e-53a0-5d5a-9b6d-6f0b5a1c7e02")
"""The one stream there is."""


class ListRecurrence(Command):
    """Put recurring work on the list; asked for when it is set up."""

    recurrence: UUID


class RecurrenceListed(
    Event, topic="recurrence-list.listed.v1", says="put {recurrence} on the list of recurring work"
):
    """There is one more."""

    recurrence: UUID


Listed = frozenset[UUID]


def decide(listed: Listed, command: ListRecurrence, _context: Context) -> list[RecurrenceListed]:
    """Say what happens; an empty list means that nothing changes."""
    match command:
        case ListRecurrence(recurrence=id):
            return [] if id in listed else [RecurrenceListed(recurrence=id)]
        case _:
            assert_never(command)


def evolve(listed: Listed, event: RecurrenceListed, _context: Context) -> Listed:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case RecurrenceListed(recurrence=id):
            return listed | {id}
        case _:
            assert_never(event)


recurrence_list: Decider[Listed, ListRecurrence, RecurrenceListed] = Decider(
    name="recurrence-list",
    initial=frozenset(),
    decide=decide,
    evolve=evolve,
    commands=(ListRecurrence,),
    events=(RecurrenceListed,),
)
