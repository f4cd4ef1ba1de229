"""`Work`, the front door of the embedded library."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from workdomain.catalog import BETWEEN_STREAMS, DECIDERS, POLICIES, UNDOS
from workdomain.desk import Cache, Desk, Receipt, Rules, Ticket
from workdomain.finding import What
from workdomain.garbage import uncollected
from workdomain.kernel import Command, Context, Decider, Policy, Refused, S, Undo
from workdomain.reverting import LookAgainError, Reading, Reverting
from workdomain.store.log import Busy, Conflict, Glance, Log, StoreUnavailable, stream_name
from workdomain.store.messages import Recorded, Registry, as_json
from workdomain.store.opening import open_log
from workdomain.together import BULK, MOST_TOGETHER, Bundle, Outcome, TooManyTogether, numbered
from workdomain.values import new_id

Clock = Callable[[], datetime]
Serve = Callable[[Desk], None]
T = TypeVar("T")

MOST_AT_ONCE = 4_000
"""Commands committed in one transaction at the most; it keeps other writers waiting for so long."""
TRIES = 3
LOOKS = 5
"""How often a revert is read anew, when others came between."""
AHEAD = timedelta(minutes=5)
"""How far a clock of someone else may be ahead of the store's."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class NotYetHappened(Refused):
    """What is recorded has happened: its moment is neither in the future nor before 1970."""


class UnknownCommand(Refused):
    """A command belongs to one of the deciders in the catalog."""


def utc_now() -> datetime:
    """Tell the time of this machine."""
    return datetime.now(UTC)


class Work:
    """All the work of one workspace: a log that commands grow and everything else reads.

    Safe to use from several threads: commands that wait at the same time are committed together.
    """

    def __init__(
        self,
        log: Log,
        clock: Clock = utc_now,
        deciders: Sequence[Decider[Any, Any, Any]] = DECIDERS,
        policies: Sequence[Policy[Any, Any]] = POLICIES,
        target: str = ":memory:",
        undos: Sequence[Undo[Any, Any]] = UNDOS,
    ) -> None:
        """Serve a log; `open` is the usual way in."""
        self.log, self.clock = log, clock
        self.target = target
        """Where the log lies; what is made of it lies beside."""
        self.registry = Registry(deciders)
        self.rules = Rules(deciders, policies, self.registry)
        self._undos = {undo.decider.name: undo for undo in undos}
        self._cache, self._seen = Cache(), -1
        self._waiting: deque[Ticket] = deque()
        self._writing = Lock()

    @classmethod
    def open(cls, target: str | Path, *, clock: Clock = utc_now, create: bool = True) -> Self:
        """Open a file, `"postgresql://..."` or `":memory:"`, and make it if it is not there.

        Raises StoreError, which says what to do, when there is something else in that place.
        """
        return cls(open_log(target, create=create), clock, target=str(target))

    def now(self) -> datetime:
        """Tell the time by the store's clock."""
        return self.clock()

    def do(
        self, id: UUID, command: Command, context: Context, *, expected: int | None = None
    ) -> Receipt:
        """Carry out a command on the thing with this id, durably.

        Raises Refused when a rule says no, and StoreUnavailable when nothing could be stored.
        With `expected`, refuses unless the thing is at just that version (0: does not exist yet).
        """
        ticket = self.ticket(id, command, context, expected=expected)
        self._waiting.append(ticket)
        with self._writing:  # whoever comes first serves all who wait
            if ticket.answer is None:
                waiting = [self._waiting.popleft() for _ in range(len(self._waiting))]
                self._carry_out(waiting)
        return ticket.result()

    def do_all(self, asked: Iterable[tuple[UUID, Command, Context]]) -> list[Receipt | Exception]:
        """Carry out many commands in few transactions; each has an answer of its own, in order.

        They are taken as they come, MOST_AT_ONCE at a time: what came before is done already,
        should whoever gives them fail.
        """
        answers: list[Receipt | Exception] = []
        with uncollected():
            for some in chunks(asked, MOST_AT_ONCE):
                tickets = [self._ticket_or_refusal(*each) for each in some]
                self.carry_out([ticket for ticket in tickets if isinstance(ticket, Ticket)])
                answers += [
                    cast("Receipt | Exception", t.answer) if isinstance(t, Ticket) else t
                    for t in tickets
                ]
        return answers

    def carry_out(self, tickets: Sequence[Ticket]) -> None:
        """Answer each of these tickets, committing as many together as may be."""
        with self._writing:
            self._carry_out(tickets)

    def carry_out_at_once(self, tickets: Sequence[Ticket]) -> bool:
        """Answer these few tickets, unless that means to wait for whoever else is writing.

        False tells that it does: nothing has happened then. Whoever subscribes to the log hears of
        it by `Log.pass_on`, which is to be called when the answer is on its way.
        """
        if not self._writing.acquire(blocking=False):
            return False
        try:
            return self._commit(partial(Desk.serve, tickets=tickets), tickets, wait=False)
        finally:
            self._writing.release()

    def ticket(
        self, id: UUID, command: Command, context: Context, *, expected: int | None = None
    ) -> Ticket:
        """Make a command ready to be carried out; refuses what nobody may ask from outside."""
        decider = self.rules.decider_of.get(type(command))
        if decider is None or type(command) in BETWEEN_STREAMS:
            raise UnknownCommand(f"No decider takes {type(command).__name__}")
        self._must_have_happened(context)
        is_new = context.command_id is None
        command_id = context.command_id or new_id()
        if is_new:
            context = context.with_command(command_id)
        stream = stream_name(decider.name, id)
        return Ticket(decider, id, command, context, command_id, stream, is_new, expected)

    def _must_have_happened(self, context: Context) -> None:
        if not EARLIEST <= context.at <= self.clock() + AHEAD:
            raise NotYetHappened(f"{context.at.isoformat()} is not a moment of the past")

    def _ticket_or_refusal(self, id: UUID, command: Command, context: Context) -> Ticket | Refused:
        try:
            return self.ticket(id, command, context)
        except Refused as refusal:
            return refusal

    def do_together(
        self,
        asked: Iterable[tuple[UUID, Command]],
        context: Context,
        *,
        all_or_nothing: bool = True,
        preview: bool = False,
    ) -> Outcome:
        """Carry out many commands as one request, in one transaction, durably.

        The context's command id is that of the request. All are done or, when one is refused, none
        is, and NothingDone is raised; or, if not `all_or_nothing`, each that can be. A preview
        decides just so, tells the refusals and the events that would come, and writes nothing.
        """
        bundle = self._bundle(context, all_or_nothing)
        return self._do_bundle(bundle, asked, context, preview)

    def do_to_many(
        self,
        select: Callable[[], Iterable[UUID]],
        command: Command,
        context: Context,
        *,
        said: bytes,
        all_or_nothing: bool = True,
        preview: bool = False,
    ) -> Outcome:
        """Carry out one command on everything that `select` finds, as one request.

        `said` tells one selection from another. Asked again, what was found the first time counts,
        whatever would be found by now.
        """
        bundle = self._bundle(context, all_or_nothing, context.by.bytes + said + as_json(command))
        if (earlier := bundle.again(self.log, command)) is not None:
            return earlier
        return self._do_bundle(bundle, ((id, command) for id in select()), context, preview)

    def _bundle(self, context: Context, all_or_nothing: bool, said: bytes | None = None) -> Bundle:
        request = context.command_id or new_id()
        is_new, stream = context.command_id is None, stream_name(BULK, request)
        return Bundle([], stream, request, is_new=is_new, all_or_nothing=all_or_nothing, said=said)

    def _do_bundle(
        self,
        bundle: Bundle,
        asked: Iterable[tuple[UUID, Command]],
        context: Context,
        preview: bool,
    ) -> Outcome:
        commands = list(islice(asked, MOST_TOGETHER + 1))
        if len(commands) > MOST_TOGETHER:
            raise TooManyTogether(f"More than {MOST_TOGETHER} commands: ask for them in parts")
        with uncollected():
            bundle.tickets = [
                self.ticket(id, command, numbered(bundle.command_id, context, number))
                for number, (id, command) in enumerate(commands)
            ]
            self._decide_bundle(bundle, preview)
            return bundle.outcome(self.registry, preview=preview)

    def revert(
        self,
        what: What,
        context: Context,
        *,
        reason: str | None = None,
        preview: bool = False,
        positions: Iterable[int] | None = None,
    ) -> Outcome:
        """Take back, durably, what a command or a request of many did, and all that followed.

        `what` is its id, a correlation id, or the log position of one of its events. It is made up
        for by commands of its own; InTheWay says why that cannot be, NothingToRevert that there is
        nothing. `positions` are those of the events with a correlation id, for who has an index;
        without, the log is looked through. What was reverted before stays so, and nothing happens.
        """
        self._must_have_happened(context)
        request = context.command_id or new_id()
        with uncollected():
            for _ in range(LOOKS):
                reading = Reading(self.log, self.rules, self._undos, what, positions)
                reading.must_be_before(context)
                reverting = Reverting(reading, context, request, reason)
                try:
                    self._decide_bundle(reverting, preview)
                except LookAgainError:
                    continue
                return reverting.outcome(self.registry, preview=preview)
        raise StoreUnavailable("Others keep working on the very same things; try again in a moment")

    def _decide_bundle(self, bundle: Bundle, preview: bool) -> None:
        if preview:
            glance = Glance(self.log)
            desk = Desk(glance, self.rules, Cache(), glance.head())
            bundle.serve(desk)
            desk.foretell()
        else:
            with self._writing:
                self._commit(bundle.serve, [bundle])

    def _carry_out(self, tickets: Sequence[Ticket]) -> None:
        for start in range(0, len(tickets), MOST_AT_ONCE):
            some = tickets[start : start + MOST_AT_ONCE]
            self._commit(partial(Desk.serve, tickets=some), some)

    def _commit(self, serve: Serve, asked: Sequence[Ticket | Bundle], *, wait: bool = True) -> bool:
        """Commit in one transaction; try again when it is not known whether it was committed.

        Trying again is safe: what was committed is found by its receipts. False if it would have
        to wait for others, and is not to.
        """
        for tries_left in reversed(range(TRIES)):
            try:
                self._try(serve, wait)
            except (Conflict, StoreUnavailable) as error:
                if isinstance(error, Busy) and not wait:
                    return False
                self._seen = -1
                for each in asked:
                    each.is_new = False  # it may have been committed after all
                if tries_left == 0:
                    for each in asked:
                        each.answer = error
            else:
                break
        return True

    def _try(self, serve: Serve, wait: bool) -> None:
        with self.log.transaction(wait=wait) as transaction:
            head = transaction.head()
            if head.position != self._seen:
                self._cache.distrust()
            desk = Desk(transaction, self.rules, self._cache, head)
            serve(desk)
            last = desk.close(microseconds(self.clock()))
        self._seen = last
        self._cache.put(desk.known.items())

    def state(self, decider: Decider[S, Any, Any], id: UUID) -> S:
        """Return the state of one thing as of now; the decider's initial state if it never was."""
        stream = stream_name(decider.name, id)
        version, state = self._cache.get(stream) or (0, decider.initial)
        for stored in self.log.streams({stream: version}):
            recorded = self.registry.decode(stored)
            state = decider.evolve(state, recorded.event, recorded.context)
        return cast("S", state)

    def history(self, decider: Decider[Any, Any, Any], id: UUID) -> list[Recorded]:
        """Read one stream, oldest event first; empty when nothing has happened yet."""
        stored = self.log.streams({stream_name(decider.name, id): 0})
        return [self.registry.decode(each) for each in stored]

    def events(self, after: int = 0, upto: int | None = None) -> Iterator[Recorded]:
        """Read the whole log, in the order of recording."""
        return map(self.registry.decode, self.log.scan(after, upto))

    def close(self) -> None:
        """Give the database back."""
        self.log.close()

    def __enter__(self) -> Self:
        """Use as a context manager, so that the database is given back."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut into lists of at most `size`, each made when it is asked for."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some


def microseconds(moment: datetime) -> int:
    """Count the microseconds since 1970 (UTC), exactly."""
    return (moment - EARLIEST) // timedelta(microseconds=1)
