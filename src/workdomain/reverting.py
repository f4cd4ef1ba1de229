"""Takes back what a command or a request of many did, by commands that make up for it.

What is wanted is the state that the history of each stream leads to without the reverted events.
The commands that make up for them are asked like any others; if what they lead to is not what is
wanted, something that came later depends on it, and nothing is done.

Reading happens before the write lock is taken; under it, it is only seen to that nothing came
between (docs/decisions/0018).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from pydantic import ValidationError

from workdomain.desk import Desk, Draft, Rules, Settled, Ticket
from workdomain.finding import Finder, Found, What, ids_in
from workdomain.kernel import (
    Ask,
    CannotRevert,
    Context,
    Refused,
    Undo,
    cannot_be_reverted,
    never_gone,
)
from workdomain.processes.revert import Note, NoteReverted, Reverts, revert
from workdomain.store.log import Log, NewEvent, Stored, stream_name
from workdomain.store.messages import Recorded
from workdomain.together import Bundle, numbered
from workdomain.touched import Touched, depending, in_the_way, wrong


class LookAgainError(Exception):
    """Something came between reading and deciding."""


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
        self._decode = rules.registry.decode
        self.upto = log.head().position
        self._finder = Finder(log, self._decode, self.upto)
        self.found = self._finder.find(what, positions)
        self.dropped = {each.position for each in self.found.events}
        self.already = False
        self.watched: set[str] = set()
        self._follow_reverts()
        self._led_by: frozenset[bytes] = frozenset()
        self._keep_what_is_led_to_again()
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
            event, context = self._decode(stored)[4:]
            before = states.get(stored.stream, revert.initial)
            states[stored.stream] = revert.evolve(before, event, context)
        return [(streams[stream], state) for stream, state in states.items()]

    def _keep_what_is_led_to_again(self) -> None:
        """Keep what a policy did if something that came later would have led to it as well."""
        own = {each.context.command_id for each in self.found.events} - {None}
        followed = [each for each in self.found.events if each.context.causation_id in own]
        if not followed:
            return
        self._led_by = frozenset(
            {id for each in followed for id in ids_in(self._rules.registry.encode(*each[4:])[1])}
        )
        leading = self._leading()
        histories = self._histories({each.stream for each in (*leading, *followed)})
        asks = [ask for each in leading for ask in self._asks(each, histories[each.stream])]
        kept = {
            each.position
            for each in followed
            for ask, later in asks
            if stream_name(ask.decider, ask.id) == each.stream
            and self._leads_to(ask, later, each, histories[each.stream])
        }
        self.dropped -= kept
        events = [each for each in self.found.events if each.position not in kept]
        self.found = Found(self.found.id, events)

    def _leading(self) -> list[Recorded]:
        """Find what came later that policies listen to, and that names what they did it to."""
        topics = {event.topic for event in self._rules.reactions}
        return [
            self._decode(each)
            for each in self._log.scan(self.found.events[0].position, self.upto)
            if each.topic in topics
            and each.position not in self.dropped
            and ids_in(each.state) & self._led_by
        ]

    def _asks(self, recorded: Recorded, history: Sequence[Recorded]) -> list[tuple[Ask, Recorded]]:
        """Tell what policies asked for after an event, had the dropped ones not been there."""
        name, _, id = recorded.stream.partition("/")
        state = self._replay(name, self._left(history, recorded.position))
        event, context = recorded.event, recorded.context
        return [
            (ask, recorded)
            for policy in self._rules.reactions[type(event)]
            for ask in policy.react(UUID(id), state, event, context)
        ]

    def _leads_to(
        self, ask: Ask, later: Recorded, followed: Recorded, history: Sequence[Recorded]
    ) -> bool:
        """Tell whether what was asked for later leads to an event that is not there by then."""
        decider = self._rules.deciders[ask.decider]
        state = self._replay(decider.name, self._left(history, later.position))
        try:
            happens = decider.decide(state, ask.command, later.context)
        except Refused:
            return False
        return followed.event in happens

    def _left(self, history: Iterable[Recorded], upto: int | None = None) -> list[Recorded]:
        last = self.upto if upto is None else upto
        return [e for e in history if e.position <= last and e.position not in self.dropped]

    def _replay(self, decider: str, history: Iterable[Recorded]) -> Any:
        return self._rules.deciders[decider].replay((e.event, e.context) for e in history)

    def _histories(self, streams: Iterable[str]) -> Mapping[str, list[Recorded]]:
        histories: defaultdict[str, list[Recorded]] = defaultdict(list)
        for stored in self._log.streams(dict.fromkeys(streams, 0), self.upto):
            histories[stored.stream].append(self._decode(stored))
        return histories

    def _touch(self) -> dict[str, Touched]:
        first: dict[str, int] = {}
        for recorded in self.found.events:
            first.setdefault(recorded.stream, recorded.position)
        self.watched |= first.keys()
        histories = self._histories(first)
        return {stream: self._without(stream, histories[stream], first[stream]) for stream in first}

    def beside(self, desk: Desk, draft: Draft, own: UUID) -> dict[str, Touched]:
        """Touch what the commands changed elsewhere too, where all is to be as it was.

        What policies do about it is not meant: it would have happened without them as well.
        """
        streams = {
            each.stream
            for each in map(self._as_told, draft.events)
            if each.stream not in self.touched
            and not each.stream.startswith(revert.name)
            and each.context.causation_id in (own, self.found.id)
        }
        histories: defaultdict[str, list[Recorded]] = defaultdict(list)
        for stored in desk.histories(streams):
            histories[stored.stream].append(self._decode(stored))
        first = self.found.events[0].position
        return {each: self._without(each, histories[each], first) for each in streams}

    def _as_told(self, new: NewEvent) -> Recorded:
        return self._decode(Stored(self.upto + 1, *new, 0))

    def _without(self, stream: str, history: Sequence[Recorded], first: int) -> Touched:
        name, _, id = stream.partition("/")
        decider = self._rules.deciders[name]
        undo = self._undos.get(name) or Undo(decider, cannot_be_reverted)
        left = self._left(history)
        wanted = self._replay(name, left)
        is_added = undo.gone is not never_gone
        headless = is_added and bool(left) and history[0].position in self.dropped
        return Touched(undo, UUID(id), wanted, left, first, headless)

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
        return [self._decode(each) for each in others if ids_in(each.state) & self.named]

    def still_holds(self, news: Iterable[Stored]) -> bool:
        """Tell whether it would be read like this again, after these were recorded."""
        named = self.named | self._led_by
        return not any(each.stream in self.watched or ids_in(each.state) & named for each in news)

    def notes(self) -> tuple[Note, ...]:
        """Say what is reverted of what, for the histories of those things."""
        of: defaultdict[tuple[str, UUID], list[int]] = defaultdict(list)
        for recorded in self.found.events:
            kind, _, id = recorded.stream.partition("/")
            whose = getattr(recorded.event, "person", None) if kind == "week" else None
            of[kind, whose or UUID(id)].append(recorded.position)
        return tuple(Note(kind=k, subject=s, reverted=tuple(of[k, s])) for k, s in of)


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
        desk.load({stream: each.undo.decider for stream, each in reading.touched.items()})
        noted = 0 if reading.already else draft.attempt(self._note())[1]
        if not noted:  # it was reverted before
            desk.settle(draft, [(self, draft.of(self.stream, revert)[0], 0, 0)])
            return
        done, refusals = self._make_up(draft)
        touched = {**reading.touched, **reading.beside(desk, draft, self.command_id)}
        later = [*reading.elsewhere, *depending(touched, draft, refusals)]
        if refusals or later or wrong(touched, draft):
            self.answer = in_the_way(later, list(dict.fromkeys(map(str, refusals.values()))))
        else:
            version, events = draft.of(self.stream, revert)[0], len(draft.events)
            desk.settle(draft, [*done, (self, version, events, events)])

    def _note(self) -> Ticket:
        command = NoteReverted(notes=self._reading.notes(), reason=self._reason)
        id, context = self._reading.found.id, self._context
        return Ticket(revert, id, command, context, self.command_id, self.stream)

    def _make_up(self, draft: Draft) -> tuple[list[Settled], dict[str, Refused]]:
        """Ask what makes up for each event; tell what was done, and what was refused by stream.

        What is refused is asked again after the others: a whole is not closed before its parts.
        """
        done: list[Settled] = []
        tickets: list[Ticket] = []
        self.tickets = tickets
        waiting = [*reversed(self._reading.found.events)]
        while True:
            refusals: dict[str, Refused] = {}
            left: list[Recorded] = []
            for recorded in waiting:
                if recorded.stream in refusals:
                    left.append(recorded)
                    continue
                try:
                    for ticket in self._tickets(draft, recorded, len(tickets)):
                        done.append(self.attempt(ticket, draft))
                        tickets.append(ticket)
                except Refused as refusal:
                    refusals[recorded.stream] = refusal
                    left.append(recorded)
            if not left or len(left) == len(waiting):
                return done, refusals
            waiting = left

    def _tickets(self, draft: Draft, recorded: Recorded, number: int) -> list[Ticket]:
        """Name the commands that make up for an event, if anything is left to make up for."""
        touched = self._reading.touched[recorded.stream]
        decider, (_, now) = touched.undo.decider, draft.of(recorded.stream, touched.undo.decider)
        if touched.is_right(now):
            return []
        try:
            commands = touched.undo.commands(recorded.event, now, touched.wanted)
        except ValidationError:  # nobody can ask for what is wanted, as of what is not there
            return []
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
