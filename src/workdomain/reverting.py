"""Takes back what a command or a request of many did, by commands that make up for it.

What is wanted is the state that the history of each stream leads to without the reverted events.
The commands that make up for them are asked like any others; if what they lead to is not what is
wanted, something that came later depends on it, and nothing is done.

Reading happens before the write lock is taken; under it, it is only seen to that nothing came
between (docs/decisions/0018).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple, cast
from uuid import UUID

from workdomain.desk import Desk, Draft, Rules, Settled, Ticket
from workdomain.kernel import CannotRevert, Context, Refused, Undo, cannot_be_reverted
from workdomain.processes.revert import Note, NoteReverted, Reverts, revert
from workdomain.store.log import Log, Stored, StoredReceipt, stream_name
from workdomain.store.messages import Recorded
from workdomain.together import Bundle, numbered

PAGE = 200
SHOWN = 5
IDS = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

What = UUID | int
"""A command's or a request's id, a correlation id, or the log position of an event."""


class NothingToRevert(Refused):
    """Only what was done, and changed something, can be reverted."""


class InTheWay(CannotRevert):
    """What was done is taken back as long as nothing that came later depends on it."""

    def __init__(self, message: str, why: str, events: Sequence[Recorded]) -> None:
        """Keep what came later, for those who tell it in words, and the message without it."""
        super().__init__(message)
        self.why, self.events = why, events


class LookAgainError(Exception):
    """Something came between reading and deciding."""


class Found(NamedTuple):
    """What a request did."""

    id: UUID
    events: Sequence[Recorded]


class Finder:
    """Finds the events of a request in the log, up to one position."""

    def __init__(self, log: Log, decode: Callable[[Stored], Recorded], upto: int) -> None:
        """Look in this log."""
        self._log, self._decode, self._upto = log, decode, upto

    def find(self, what: What, positions: Iterable[int] | None) -> Found:
        """Find what is meant, with all that followed from it. Raises NothingToRevert."""
        id = self._command_at(what) if isinstance(what, int) else what
        receipt = self._log.receipt(id)
        events = self.of(receipt) if receipt else self._correlated(id, positions)
        if receipt is None and not events:
            raise NothingToRevert(
                f"There is no command, request or correlation {id}; a history tells those there are"
            )
        if not events:
            raise NothingToRevert("It changed nothing, so there is nothing to take back")
        return Found(id, events)

    def _command_at(self, position: int) -> UUID:
        """Tell which command led to the event at a position: the one somebody gave."""
        recorded = self._log.at([position])
        if not recorded:
            raise NothingToRevert(f"There is no event at position {position}")
        context = self._decode(recorded[0]).context
        ids = (context.command_id, context.causation_id, context.correlation_id)
        known = self._log.receipts(id for id in ids if id is not None)
        for id in ids:
            if id in known:
                return id
        raise NothingToRevert(f"No command is known that led to the event at position {position}")

    def of(self, receipt: StoredReceipt) -> Sequence[Recorded]:
        """Read the events that a receipt is for, and those that followed from them."""
        if receipt.events == 0:
            return []
        kind, _, _ = receipt.stream.partition("/")
        if kind in REQUESTS:
            first = receipt.position - receipt.events
            return [self._decode(each) for each in self._log.scan(first, receipt.position)]
        return _following(receipt.command_id, self._back_from(receipt))

    def _back_from(self, receipt: StoredReceipt) -> list[Recorded]:
        """Read back to where a command can have begun: what follows from others is among it."""
        found: list[Recorded] = []
        last = receipt.position
        while last > 0:
            for stored in reversed(self._log.read(max(0, last - PAGE), PAGE, last)):
                recorded = self._decode(stored)
                context = recorded.context
                own = context.command_id == receipt.command_id or context.causation_id is not None
                if not own:
                    return found[::-1]
                found.append(recorded)
            last -= PAGE
        return found[::-1]

    def _correlated(self, id: UUID, positions: Iterable[int] | None) -> list[Recorded]:
        """Find what has something in common; without an index, by looking through the log."""
        if positions is None:
            said = str(id).encode()
            stored: Iterable[Stored] = (
                each for each in self._log.scan(0, self._upto) if said in each.state
            )
        else:
            stored = self._log.at(list(positions))
        decoded = map(self._decode, stored)
        return [each for each in decoded if each.context.correlation_id == id]


REQUESTS = ("bulk", revert.name)
"""What the receipts of requests call their streams: their events lie side by side."""


def _following(command: UUID, events: Iterable[Recorded]) -> list[Recorded]:
    """Pick the events of a command, and those that policies made follow from them."""
    own, found = {command}, []
    for recorded in events:
        context = recorded.context
        if context.command_id in own or context.causation_id in own:
            found.append(recorded)
            if context.command_id is not None:
                own.add(context.command_id)
    return found


class Touched(NamedTuple):
    """A stream that events are taken out of."""

    undo: Undo[Any, Any]
    id: UUID
    wanted: Any
    """The state that its history leads to without them."""
    left: Sequence[Recorded]
    """What is left of the history."""
    first: int
    """The position of the first of them."""

    @property
    def whole(self) -> bool:
        """Whether nothing at all is left of it without them."""
        return not self.left

    def is_right(self, now: Any) -> bool:
        """Tell whether a state is as wanted, or as good as that."""
        same = self.undo.counts(now) == self.undo.counts(self.wanted)
        return bool(same or (self.whole and self.undo.gone(now)))

    def later(self) -> list[Recorded]:
        """List what happened since that could depend on them: if any of it does, what counts."""
        state, found, counting = self.undo.decider.initial, [], []
        for each in self.left:
            before, state = state, self.undo.decider.evolve(state, each.event, each.context)
            if each.position > self.first:
                found.append(each)
                if self.undo.counts(before) != self.undo.counts(state):
                    counting.append(each)
        return counting or found


class Reading:
    """All that a revert is decided by, as it was at one position of the log."""

    def __init__(
        self,
        log: Log,
        rules: Rules,
        undos: Mapping[str, Undo[Any, Any]],
        what: What,
        positions: Iterable[int] | None,
    ) -> None:
        """Read it. Raises NothingToRevert."""
        self._log, self._rules, self._undos = log, rules, undos
        self.upto = log.head().position
        self._finder = Finder(log, rules.registry.decode, self.upto)
        self.found = self._finder.find(what, positions)
        self.dropped = {each.position for each in self.found.events}
        self.already = False
        self.watched: set[str] = set()
        self._follow_reverts()
        self.touched = self._touch()
        self.named = frozenset[bytes]()
        self.elsewhere = self._name_elsewhere()

    def must_be_before(self, context: Context) -> None:
        """Raise CannotRevert unless all of it happened by then."""
        latest = max(each.context.at for each in self.found.events)
        if context.at < latest:
            raise CannotRevert(f"It happened at {latest.isoformat()}: revert it then or later")

    def _follow_reverts(self) -> None:
        """Drop, with the events, the reverts of them that were reverted: together they are nought.

        What was reverted in part before does not count twice either.
        """
        contexts = [each.context for each in self.found.events]
        together = {each.correlation_id for each in contexts}
        above = together if len(together) == 1 else set()
        ids = {self.found.id, *(c.command_id for c in contexts), *above} - {None}
        known: set[Any] = set()
        while fresh := ids - known:
            known |= fresh
            streams = {stream_name(revert.name, id): id for id in fresh if id is not None}
            self.watched |= streams.keys()
            for id, state in self._reverts(streams):
                self.already |= state.reverted and id in {self.found.id, *above}
                for receipt in self._log.receipts(state.by).values():
                    events = self._finder.of(receipt)
                    self.dropped |= {each.position for each in events}
                    ids |= {each.context.command_id for each in events} | {receipt.command_id}

    def _reverts(self, streams: Mapping[str, UUID]) -> list[tuple[UUID, Reverts]]:
        states: dict[str, Reverts] = {}
        for stored in self._log.streams(dict.fromkeys(streams, 0), self.upto):
            event, context = self._rules.registry.decode(stored)[4:]
            before = states.get(stored.stream, revert.initial)
            states[stored.stream] = revert.evolve(before, event, context)
        return [(streams[stream], state) for stream, state in states.items()]

    def _touch(self) -> dict[str, Touched]:
        first: dict[str, int] = {}
        for recorded in self.found.events:
            first.setdefault(recorded.stream, recorded.position)
        self.watched |= first.keys()
        histories: defaultdict[str, list[Recorded]] = defaultdict(list)
        for stored in self._log.streams(dict.fromkeys(first, 0), self.upto):
            histories[stored.stream].append(self._rules.registry.decode(stored))
        return {stream: self._without(stream, histories[stream], first[stream]) for stream in first}

    def _without(self, stream: str, history: Sequence[Recorded], first: int) -> Touched:
        name, _, id = stream.partition("/")
        decider = self._rules.deciders[name]
        undo = self._undos.get(name) or Undo(decider, cannot_be_reverted)
        left = [each for each in history if each.position not in self.dropped]
        wanted = decider.replay((each.event, each.context) for each in left)
        return Touched(undo, UUID(id), wanted, left, first)

    def _name_elsewhere(self) -> list[Recorded]:
        """Find what happened elsewhere to things that would not be there at all."""
        whole = {s: t for s, t in self.touched.items() if t.whole and not s.startswith(revert.name)}
        self.named = frozenset(str(each.id).encode() for each in whole.values())
        if not self.named:
            return []
        others = (
            each
            for each in self._log.scan(self.found.events[0].position, self.upto)
            if each.stream not in whole and each.position not in self.dropped
        )
        return [self._rules.registry.decode(each) for each in others if names(each, self.named)]

    def still_holds(self, news: Iterable[Stored]) -> bool:
        """Tell whether it would be read like this again, after these were recorded."""
        return not any(
            each.stream in self.watched or (self.named and names(each, self.named)) for each in news
        )

    def notes(self) -> tuple[Note, ...]:
        """Say what is reverted of what, for the histories of those things."""
        of: defaultdict[tuple[str, UUID], list[int]] = defaultdict(list)
        for recorded in self.found.events:
            kind, _, id = recorded.stream.partition("/")
            whose = getattr(recorded.event, "person", None) if kind == "week" else None
            of[kind, whose or UUID(id)].append(recorded.position)
        return tuple(Note(kind=k, subject=s, reverted=tuple(of[k, s])) for k, s in of)


def names(stored: Stored, ids: frozenset[bytes]) -> bool:
    """Tell whether an event's fields hold one of these ids."""
    data, _, _ = stored.state.rpartition(b',"by":')
    return any(id in ids for id in IDS.findall(data))


def in_the_way(events: Sequence[Recorded], refusals: Sequence[str] = ()) -> InTheWay:
    """Say what is in the way: refusals, and later events that depend on it."""
    why = list(refusals[:SHOWN])
    if events:
        why.append("of what came later")
    words = (
        f"It cannot be taken back, because {'; '.join(why) or 'it does not lead to where it was'}"
    )
    if not events:
        return InTheWay(words, words, ())
    told = ", ".join(f"{e.event.topic} at position {e.position}" for e in events[:SHOWN])
    more = f" and {len(events) - SHOWN} more" if len(events) > SHOWN else ""
    return InTheWay(f"{words}: {told}{more}; revert that first", f"{words}; revert first:", events)


class Reverting(Bundle):
    """A revert that waits, and in the end its answer; its commands are found while it is decided.

    It is done as a whole or not at all.
    """

    def __init__(
        self, reading: Reading, context: Context, command_id: UUID, reason: str | None
    ) -> None:
        """Wait to be carried out."""
        stream = stream_name(revert.name, reading.found.id)
        is_new = context.command_id is None
        super().__init__([], stream, command_id, is_new=is_new, all_or_nothing=True)
        self._reading, self._reason = reading, reason
        self._own = {each.context.command_id for each in reading.found.events} - {None}
        self._context = Context(
            context.by,
            context.at,
            command_id,
            context.correlation_id or command_id,
            reading.found.id,
        )

    def fingerprint(self) -> bytes:
        """Tell this request from another with the same id: who reverts what, and why."""
        said = f"{self.stream} {self._context.by} {self._reason}"
        return sha256(said.encode()).digest()[:16]

    def serve(self, desk: Desk) -> None:
        """Make up for each event, the last one first, and see whether all is as wanted then."""
        if not self.is_new and self._was_done(desk):
            return
        reading, draft = self._reading, Draft(desk)
        if not reading.still_holds(desk.since(reading.upto)):
            raise LookAgainError
        noted = 0 if reading.already else draft.attempt(self._note())[1]
        if not noted:  # it was reverted before
            desk.settle(draft, [(self, draft.of(self.stream, revert)[0], 0, 0)])
            return
        done, refusals = self._make_up(draft)
        later = [*reading.elsewhere, *self._depending(draft, refusals)]
        if refusals or later or self._wrong(draft):
            self.answer = in_the_way(later, list(dict.fromkeys(map(str, refusals.values()))))
        else:
            version, events = draft.of(self.stream, revert)[0], len(draft.events)
            desk.settle(draft, [*done, (self, version, events, events)])

    def _note(self) -> Ticket:
        command = NoteReverted(notes=self._reading.notes(), reason=self._reason)
        id, context = self._reading.found.id, self._context
        return Ticket(revert, id, command, context, self.command_id, self.stream)

    def _make_up(self, draft: Draft) -> tuple[list[Settled], dict[str, Refused]]:
        """Ask what makes up for each event; tell what was done, and what was refused by stream."""
        done: list[Settled] = []
        refusals: dict[str, Refused] = {}
        tickets: list[Ticket] = []
        self.tickets = tickets
        for recorded in reversed(self._reading.found.events):
            stream = recorded.stream
            if stream in refusals:
                continue
            try:
                for ticket in self._tickets(draft, recorded, len(tickets)):
                    done.append(self.attempt(ticket, draft))
                    tickets.append(ticket)
            except Refused as refusal:
                refusals[stream] = refusal
        return done, refusals

    def _tickets(self, draft: Draft, recorded: Recorded, number: int) -> list[Ticket]:
        """Name the commands that make up for an event, if anything is left to make up for."""
        touched = self._reading.touched[recorded.stream]
        decider, (_, now) = touched.undo.decider, draft.of(recorded.stream, touched.undo.decider)
        if touched.is_right(now):
            return []
        commands = touched.undo.commands(recorded.event, now, touched.wanted)
        context, by_policy = self._context, recorded.context.causation_id in self._own
        if by_policy:  # what makes up for what a policy did follows from the revert as well
            context = context._replace(causation_id=self.command_id)
        tickets: list[Ticket] = []
        for command in commands:
            asked = numbered(self.command_id, context, number + len(tickets))
            id = cast("UUID", asked.command_id)
            tickets.append(Ticket(decider, touched.id, command, asked, id, recorded.stream))
            if by_policy:
                self.following.add(id)
        return tickets

    def _depending(self, draft: Draft, refusals: Mapping[str, Refused]) -> list[Recorded]:
        """List what happened since, where what all led to is not what is wanted."""
        later = []
        for stream, touched in self._reading.touched.items():
            refused = refusals.get(stream)
            now = draft.of(stream, touched.undo.decider)[1]
            if not isinstance(refused, CannotRevert) and (refused or not touched.is_right(now)):
                later += touched.later()
        return later

    def _wrong(self, draft: Draft) -> bool:
        """Tell whether anything is not as wanted, with nothing that would say why."""
        return not all(
            touched.is_right(draft.of(stream, touched.undo.decider)[1])
            for stream, touched in self._reading.touched.items()
        )
