"""Many commands as one request: one event stream each, one correlation id, one receipt for all.

They are decided one after another in one transaction, each seeing what those before it did. Either
all are done or none is; or each is done that can be, and the others have their refusals.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID, uuid5

from workdomain.desk import Desk, Draft, Receipt, Settled, Ticket, repeated
from workdomain.kernel import Command, Context, Refused
from workdomain.store.log import Log, NewEvent, Stored
from workdomain.store.messages import Recorded, Registry

MOST_TOGETHER = 10_000
"""Commands of one request at the most; it keeps other writers waiting for so long."""
BULK = "bulk"
"""What the receipts of requests of many commands call their streams, which hold no events."""
SHOWN = 5
"""Refusals that a message tells of."""


class Refusal(NamedTuple):
    """What stands against a command of a request."""

    number: int
    """Its place, from 0."""
    id: UUID
    """What it was asked of."""
    why: Refused


class TooManyTogether(Refused):
    """A request has so many commands at the most that others need not wait for long."""


class NothingDone(Refused):
    """Of commands that are to be done all or not at all, each has to be accepted."""

    def __init__(self, message: str, refusals: Sequence[Refusal]) -> None:
        """Keep what stands against each."""
        super().__init__(message)
        self.refusals = refusals


class WasRefused(Refused):
    """A request is carried out once: what it could not do then is asked in a new one."""


class Done(NamedTuple):
    """What became of one command of a request."""

    id: UUID
    """What it was asked of."""
    command: Command
    command_id: UUID
    answer: Receipt | Refused
    events: Sequence[Recorded]
    """What a preview expects to happen, with all that follows; their positions are 0."""
    follows: bool = False
    """Whether nobody gave it: a revert takes back by it what a policy had done."""


class Outcome(NamedTuple):
    """What became of a request."""

    id: UUID
    """What it is reverted by, and what its commands have in common if nothing else was given."""
    receipt: Receipt | None
    """Of the whole; None when nothing is done. A preview's is as of the log's end."""
    done: Sequence[Done]

    @property
    def refused(self) -> int:
        """How many of its commands were refused."""
        return sum(isinstance(each.answer, Refused) for each in self.done)

    @property
    def events(self) -> list[Recorded]:
        """All that a preview expects to happen, in its order."""
        return [event for each in self.done for event in each.events]


class Bundle:
    """The commands of a request, that wait, and in the end its answer."""

    def __init__(
        self,
        tickets: Sequence[Ticket],
        stream: str,
        command_id: UUID,
        *,
        is_new: bool,
        all_or_nothing: bool,
        said: bytes | None = None,
    ) -> None:
        """Wait to be carried out; `stream` tells in its receipt what sort of request it is.

        `said` is what was asked for in other words than the commands it comes to by now.
        """
        self.tickets, self.stream, self.command_id = tickets, stream, command_id
        self.is_new, self.all_or_nothing, self.said = is_new, all_or_nothing, said
        self.answer: Receipt | Exception | None = None
        self.led_to: dict[UUID, Sequence[NewEvent]] = {}
        """What each accepted command leads to, by its id."""
        self.following: set[UUID] = set()
        """Ids of commands that nobody gave."""

    def fingerprint(self) -> bytes:
        """Tell this request from another with the same id: all that is asked, and how."""
        asked = sha256(f"{self.stream} {self.all_or_nothing}".encode())
        for said in [self.said] if self.said else [each.fingerprint() for each in self.tickets]:
            asked.update(said)
        return asked.digest()[:16]

    def again(self, log: Log, command: Command) -> Outcome | None:
        """Find what one command for many did, if this was asked before. Raises AnotherCommand."""
        receipt = None if self.is_new else log.receipt(self.command_id)
        if receipt is None:
            return None
        answer = repeated(self, receipt)
        if isinstance(answer, Refused):
            raise answer
        ids = [uuid5(self.command_id, str(number)) for number in range(MOST_TOGETHER)]
        found = log.receipts(ids)
        done = [
            Done(
                UUID(found[id].stream.partition("/")[2]),
                command,
                id,
                Receipt(*found[id][2:], repeated=True),
                (),
            )
            for id in ids
            if id in found
        ]
        return Outcome(self.command_id, answer, done)

    def serve(self, desk: Desk) -> None:
        """Decide them all."""
        if not self.is_new and self._was_done(desk):
            return
        desk.load({ticket.stream: ticket.decider for ticket in self.tickets})
        draft = Draft(desk)
        done = list(self._accepted(draft))
        refusals = self.refusals()
        if refusals and self.all_or_nothing:
            self.answer = NothingDone(_summary(len(self.tickets), refusals), refusals)
            for ticket, version, _, own in done:  # a preview tells them beside the refusals
                ticket.answer = Receipt(ticket.stream, version, 0, own)
        elif done:
            whole = (self, len(done), len(draft.events), len(draft.events))
            desk.settle(draft, [*done, whole])

    def _was_done(self, desk: Desk) -> bool:
        """Answer as the first time, if this was asked before."""
        receipt = desk.receipts([self.command_id]).get(self.command_id)
        if receipt is None:
            return False
        self.answer = repeated(self, receipt)
        if isinstance(self.answer, Receipt):
            earlier = desk.receipts(ticket.command_id for ticket in self.tickets)
            for ticket in self.tickets:
                found = earlier.get(ticket.command_id)
                ticket.answer = repeated(ticket, found) if found else _was_refused(ticket)
        return True

    def _accepted(self, draft: Draft) -> Iterator[Settled]:
        """Carry out each on top of those before it; note refusals."""
        for ticket in self.tickets:
            try:
                yield self.attempt(ticket, draft)
            except Refused as refusal:
                ticket.answer = refusal

    def attempt(self, ticket: Ticket, draft: Draft) -> Settled:
        """Carry out one on top of a draft. Raises Refused."""
        own_draft, own = draft.attempt(ticket)
        ticket.answer = None
        self.led_to[ticket.command_id] = own_draft.events
        return ticket, draft.of(ticket.stream, ticket.decider)[0], len(draft.events), own

    def refusals(self) -> list[Refusal]:
        """List what stands against which."""
        return [
            Refusal(number, ticket.id, ticket.answer)
            for number, ticket in enumerate(self.tickets)
            if isinstance(ticket.answer, Refused)
        ]

    def outcome(self, registry: Registry, *, preview: bool = False) -> Outcome:
        """Tell what became of it. Raises what stood against the whole."""
        if isinstance(self.answer, Exception) and not (
            preview and isinstance(self.answer, NothingDone)
        ):
            raise self.answer
        receipt = self.answer if isinstance(self.answer, Receipt) else None
        done = [self._done(ticket, registry, preview) for ticket in self.tickets]
        return Outcome(self.command_id, receipt, done)

    def _done(self, ticket: Ticket, registry: Registry, preview: bool) -> Done:
        told = self.led_to.get(ticket.command_id, ()) if preview else ()
        events = [registry.decode(Stored(0, *event, 0)) for event in told]
        answer = ticket.answer
        if not isinstance(answer, Refused):
            answer = ticket.result()
        id = ticket.command_id
        return Done(ticket.id, ticket.command, id, answer, events, id in self.following)


def numbered(request: UUID, context: Context, number: int) -> Context:
    """Name one command of a request, and say what it has in common with the others."""
    return Context(
        context.by,
        context.at,
        uuid5(request, str(number)),
        context.correlation_id or request,
        context.causation_id,
    )


def _was_refused(ticket: Ticket) -> WasRefused:
    name = type(ticket.command).__name__
    return WasRefused(
        f"{name} was refused when this was asked the first time: ask it under a new id"
    )


def _summary(number: int, refusals: Sequence[Refusal]) -> str:
    shown = "; ".join(f"{each.number + 1}: {each.why}" for each in refusals[:SHOWN])
    more = f"; and {len(refusals) - SHOWN} more" if len(refusals) > SHOWN else ""
    return f"{len(refusals)} of {number} commands are refused, so none is done ({shown}{more})"
