"""The desk: where the commands of one transaction are decided, one after another.

Everything here happens while the log's write lock is held, so that a decision sees all that was
decided before it, on whatever machine, and nothing can come between it and its events.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from workdomain.kernel import Ask, C, Command, Context, Decider, E, Event, Policy, Refused, S
from workdomain.store.log import Head, NewEvent, Stored, StoredReceipt, Transaction, stream_name
from workdomain.store.messages import Registry, as_json
from workdomain.values import named_id

Known = tuple[int, Any]
"""A stream's version and its state."""
DEEPEST = 8


class AnotherCommand(Refused):
    """A command id (idempotency key) stands for one command; it cannot be used for another."""


class StaleVersion(Refused):
    """Someone has changed this since you read it; look again, then decide."""


class GoesInCircles(Refused):
    """Policies ask one another without end."""


class Receipt(NamedTuple):
    """What became of a command."""

    stream: str
    version: int
    """The version its stream is at."""
    position: int
    """The log position a view must have reached to show what the command did."""
    events: int
    """How many events it wrote to its stream; 0 when it changed nothing."""
    repeated: bool = False
    """Whether this is the answer to an earlier asking of the same command."""


@dataclass(slots=True, eq=False)
class Ticket:
    """A command that waits, and in the end its answer."""

    decider: Decider[Any, Any, Any]
    id: UUID
    command: Command
    context: Context
    command_id: UUID
    stream: str
    is_new: bool = False
    """Whether the command id was made just now, so that nobody can have asked it before."""
    expected: int | None = None
    """The version its stream must be at; None for whatever it is at."""
    answer: Receipt | Exception | None = None

    def fingerprint(self) -> bytes:
        """Tell this command from another with the same id: who asks what, of which stream."""
        name = f"{self.stream} {type(self.command).__name__} ".encode()
        said = b"%b%b%b" % (name, self.context.by.bytes, as_json(self.command))
        return sha256(said).digest()[:16]

    def result(self) -> Receipt:
        """Give the receipt, or raise what stood against it."""
        if isinstance(self.answer, Receipt):
            return self.answer
        raise self.answer or RuntimeError("This command was not carried out yet")


class Asked(Protocol):
    """What gets a receipt of its own: a command, or a request of many."""

    command_id: UUID
    stream: str
    answer: Receipt | Exception | None

    def fingerprint(self) -> bytes:
        """Tell it from another with the same id."""
        ...


Settled = tuple[Asked, int, int, int]
"""Who gets a receipt, with the version its stream is at, and how many events there are up to its
last one, in all and of its own."""


class Cache:
    """The states of the streams used last, each with its version.

    An entry is current as long as nobody else has written to the log; `distrust` says that someone
    has, and every older entry is then brought up to date before it is used again.
    """

    def __init__(self, most: int = 100_000) -> None:
        """Hold the states of at most so many streams."""
        self._entries: OrderedDict[str, tuple[int, Known]] = OrderedDict()
        self._most, self._epoch = most, 0

    def distrust(self) -> None:
        """Take note that streams may have grown without us."""
        self._epoch += 1

    def get(self, stream: str) -> Known | None:
        """Return what is known of a stream, perhaps no longer all of it."""
        entry = self._entries.get(stream)
        return entry and entry[1]

    def current(self, stream: str) -> Known | None:
        """Return what is known of a stream if that is all there is."""
        entry = self._entries.get(stream)
        return entry[1] if entry is not None and entry[0] == self._epoch else None

    def put(self, known: Iterable[tuple[str, Known]]) -> None:
        """Remember these, and forget those that were not used for longest."""
        for stream, entry in known:
            self._entries[stream] = (self._epoch, entry)
            self._entries.move_to_end(stream)
        while len(self._entries) > self._most:
            self._entries.popitem(last=False)


class Rules:
    """The deciders and policies, by name and by what they listen to."""

    def __init__(
        self,
        deciders: Sequence[Decider[Any, Any, Any]],
        policies: Sequence[Policy[Any, Any]],
        registry: Registry,
    ) -> None:
        """Index them once."""
        self.registry = registry
        self.deciders = {decider.name: decider for decider in deciders}
        self.decider_of = {command: d for d in deciders for command in d.commands}
        self.reactions: defaultdict[type[Event], list[Policy[Any, Any]]] = defaultdict(list)
        for policy in policies:
            for event in policy.reads:
                self.reactions[event].append(policy)


class Desk:
    """Decides the commands of one transaction, and collects what they lead to."""

    def __init__(self, transaction: Transaction, rules: Rules, cache: Cache, head: Head) -> None:
        """Sit down at a transaction whose log ends at `head`."""
        self.rules, self.cache = rules, cache
        self.known: dict[str, Known] = {}
        self.events: list[NewEvent] = []
        self._transaction, self._head = transaction, head
        self._settled: list[Settled] = []
        self._twins: list[tuple[Ticket, Ticket]] = []
        """Tickets whose command waits in the same transaction already, each with the first."""

    def serve(self, tickets: Sequence[Ticket]) -> None:
        """Decide each; a refusal of one leaves the others as they are."""
        asked = [ticket.command_id for ticket in tickets if not ticket.is_new]
        earlier = self._transaction.receipts(asked) if asked else {}
        self.load({ticket.stream: ticket.decider for ticket in tickets})
        firsts: dict[UUID, Ticket] = {}
        for ticket in tickets:
            first = firsts.setdefault(ticket.command_id, ticket)
            if earlier and (receipt := earlier.get(ticket.command_id)):
                ticket.answer = repeated(ticket, receipt)
            elif first is ticket:
                self._decide(ticket)
            else:
                self._twins.append((ticket, first))

    def _decide(self, ticket: Ticket) -> None:
        draft, stream, decider = Draft(self), ticket.stream, ticket.decider
        try:
            if ticket.expected is not None:
                must_be_at(ticket.expected, self.of(stream, decider)[0])
            own = draft.carry_out(decider, ticket.id, stream, ticket.command, ticket.context)
        except Exception as error:  # whatever it is, it is the answer to this one command
            ticket.answer = error
            return
        if own:
            self.known.update(draft.known)
            self.events += draft.events
        self._settled.append((ticket, self.known[stream][0], len(self.events), own))

    def receipts(self, command_ids: Iterable[UUID]) -> dict[UUID, StoredReceipt]:
        """Find the receipts of commands that were done in earlier transactions."""
        return self._transaction.receipts(command_ids)

    def since(self, position: int) -> list[Stored]:
        """Read what was recorded after a position."""
        return self._transaction.since(position) if position < self._head.position else []

    def histories(self, streams: Iterable[str]) -> list[Stored]:
        """Read all of these streams, as they were before this transaction."""
        return [*self._transaction.newer(dict.fromkeys(streams, 0))]

    def settle(self, draft: "Draft", done: Iterable[Settled]) -> None:
        """Take over what a draft leads to, with those who get a receipt for it."""
        before = len(self.events)
        self._settled += [(asked, v, before + so_far, own) for asked, v, so_far, own in done]
        self.known.update(draft.known)
        self.events += draft.events

    def foretell(self) -> None:
        """Answer as `close` would, without writing anything."""
        for asked, version, _, own in self._settled:
            asked.answer = Receipt(asked.stream, version, self._head.position, own)
        self._answer_twins()

    def close(self, now: int) -> int:
        """Append what happened, with the receipts; return the log's last position.

        The answers hold once the transaction does.
        """
        last = self._head.position
        if self.events:
            last = self._transaction.append(self.events, max(now, self._head.recorded_at))
        before, receipts = last - len(self.events), []
        for asked, version, so_far, own in self._settled:
            position = before + so_far if so_far else self._head.position
            answer = asked.answer = Receipt(asked.stream, version, position, own)
            receipts.append(StoredReceipt(asked.command_id, asked.fingerprint(), *answer[:4]))
        if receipts:
            self._transaction.keep(receipts)
        self._answer_twins()
        return last

    def _answer_twins(self) -> None:
        """Answer those whose command waited already as they would be in a later transaction."""
        for ticket, first in self._twins:
            if ticket.fingerprint() != first.fingerprint():
                ticket.answer = AnotherCommand(_other(ticket))
            elif isinstance(first.answer, Receipt):
                ticket.answer = first.answer._replace(repeated=True)
            else:
                ticket.answer = first.answer

    def of(self, stream: str, decider: Decider[Any, Any, Any]) -> Known:
        """Return a stream's version and state as of now, in this transaction."""
        if (known := self.known.get(stream)) is not None:
            return known
        if (known := self.cache.current(stream)) is not None:
            self.known[stream] = known
            return known
        self.load({stream: decider})
        return self.known[stream]

    def load(self, wanted: Mapping[str, Decider[Any, Any, Any]]) -> None:
        """Bring what is known of these streams up to date: one query for all of them."""
        decode = self.rules.registry.decode
        missing = {
            stream: self.cache.get(stream) or (0, decider.initial)
            for stream, decider in wanted.items()
            if stream not in self.known and self.cache.current(stream) is None
        }
        if not missing:
            return
        for stored in self._transaction.newer({s: version for s, (version, _) in missing.items()}):
            recorded, (_, state) = decode(stored), missing[stored.stream]
            state = wanted[stored.stream].evolve(state, recorded.event, recorded.context)
            missing[stored.stream] = (stored.version, state)
        self.known.update(missing)


class Draft:
    """What one command leads to, until all of it is accepted."""

    __slots__ = ("_desk", "_under", "events", "known")

    def __init__(self, desk: Desk, under: "Draft | None" = None) -> None:
        """Start from what the desk knows, or from another draft."""
        self._desk, self._under = desk, under or desk
        self.known: dict[str, Known] = {}
        self.events: list[NewEvent] = []

    def of(self, stream: str, decider: Decider[Any, Any, Any]) -> Known:
        """Return a stream's version and state as this draft sees it."""
        return self.known.get(stream) or self._under.of(stream, decider)

    def look(self, decider: Decider[S, Any, Any], id: UUID, /) -> S:
        """Show another stream to a guard."""
        stream = stream_name(decider.name, id)
        known = self.known.get(stream) or self._under.of(stream, decider)
        state: S = known[1]
        return state

    def attempt(self, ticket: Ticket) -> tuple["Draft", int]:
        """Carry out a command on top of this draft, and take over what it leads to.

        Returns that, with the number of its own events. Raises Refused, and nothing has changed.
        """
        draft = Draft(self._desk, self)
        own = draft.carry_out(
            ticket.decider, ticket.id, ticket.stream, ticket.command, ticket.context
        )
        self.known.update(draft.known)
        self.events += draft.events
        return draft, own

    def carry_out(
        self,
        decider: Decider[S, C, E],
        id: UUID,
        stream: str,
        command: C,
        context: Context,
        depth: int = 0,
    ) -> int:
        """Decide, and all that follows; returns the number of events of the command itself."""
        version, before = self.of(stream, decider)
        command = decider.inform(id, before, command, context, self.look)
        decider.guard(id, before, command, self.look)
        happened = decider.decide(before, command, context)
        if not happened:
            return 0
        rules, state, told = self._desk.rules, before, []
        for event in happened:
            version, state = version + 1, decider.evolve(state, event, context)
            topic, body = rules.registry.encode(event, context)
            self.events.append(NewEvent(stream, version, topic, body))
            if reactions := rules.reactions.get(type(event)):
                told.append((event, state, reactions))
        self.known[stream] = (version, state)
        if asks := decider.requires(id, before, command):
            self._fetch(asks)
            for ask in asks:
                self._ask(ask, context, depth)
        for event, then, reactions in told:
            for policy in reactions:
                self._follow(policy, policy.react(id, then, event, context), context, depth)
        return len(happened)

    def _fetch(self, asks: Sequence[Ask]) -> None:
        """Look up what is asked all at once: a whole project may be, and each is a query else."""
        if len(asks) > 1:
            deciders = self._desk.rules.deciders
            wanted = {stream_name(ask.decider, ask.id): deciders[ask.decider] for ask in asks}
            self._desk.load({s: of for s, of in wanted.items() if s not in self.known})

    def _ask(self, ask: Ask, context: Context, depth: int) -> None:
        if depth >= DEEPEST:
            raise GoesInCircles(f"{ask.decider} is asked in more than {DEEPEST} steps")
        decider = self._desk.rules.deciders[ask.decider]
        stream = stream_name(decider.name, ask.id)
        self.carry_out(decider, ask.id, stream, ask.command, context, depth + 1)

    def _follow(
        self, policy: Policy[Any, Any], asks: list[Ask], context: Context, depth: int
    ) -> None:
        """Do what a policy asks for; each refusal is its own affair."""
        caused_by = context.command_id
        for number, ask in enumerate(asks):
            try:
                if self._is_so_already(ask, context):
                    continue
                draft = Draft(self._desk, self)
                name = f"{policy.name}/{ask.id}/{number}"
                asked = Context(
                    context.by,
                    context.at,
                    command_id=caused_by and named_id(caused_by, name),
                    correlation_id=context.correlation_id or caused_by,
                    causation_id=caused_by,
                )
                draft._ask(ask, asked, depth)
            except Refused:
                continue  # the event that the policy reacts to has happened all the same
            self.known.update(draft.known)
            self.events += draft.events

    def _is_so_already(self, ask: Ask, context: Context) -> bool:
        """Tell whether it would change nothing: most of what policies ask for is seen to before."""
        decider = self._desk.rules.deciders[ask.decider]
        _, state = self.of(stream_name(decider.name, ask.id), decider)
        command = decider.inform(ask.id, state, ask.command, context, self.look)
        return not decider.decide(state, command, context)


def must_be_at(expected: int, version: int) -> None:
    """Raise StaleVersion unless a stream is at the version that was seen."""
    if expected != version:
        raise StaleVersion(f"You saw version {expected}, it is now at version {version}")


def repeated(asked: Asked, receipt: StoredReceipt) -> Receipt | Refused:
    """Answer a command that was answered before."""
    if receipt.fingerprint != asked.fingerprint():
        return AnotherCommand(_other(asked))
    return Receipt(receipt.stream, receipt.version, receipt.position, receipt.events, repeated=True)


def _other(asked: Asked) -> str:
    return f"{asked.command_id} was already used for another command; take a new id"
