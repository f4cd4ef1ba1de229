"""Finds what a command or a request of many did: its events, with all that followed from them.

A receipt tells where they end. They lie side by side, as they were written together, so that they
are found without looking through the log.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from workdomain.kernel import Refused
from workdomain.processes.revert import revert
from workdomain.store.log import Log, Stored, StoredReceipt
from workdomain.store.messages import Recorded
from workdomain.together import BULK

MOST_REVERTED = 50_000
"""Events that are reverted at one go at the most; it keeps other writers waiting for so long."""
PAGE = 200
"""Events that are read back at a time."""
IDS = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
REQUESTS = (BULK, revert.name)
"""What the receipts of requests call their streams: their events lie side by side."""

What = UUID | int
"""A command's or a request's id, a correlation id, or the log position of an event."""


class NothingToRevert(Refused):
    """Only what was done, and changed something, can be reverted."""


class TooMuchToRevert(Refused):
    """What is reverted at one go is so much at the most that others need not wait for long."""


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
        if len(events) > MOST_REVERTED:
            raise TooMuchToRevert(f"More than {MOST_REVERTED} events: revert its commands in parts")
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
        correlated = (each for each in decoded if each.context.correlation_id == id)
        return list(islice(correlated, MOST_REVERTED + 1))


def _following(command: UUID, events: Iterable[Recorded]) -> list[Recorded]:
    """Pick the events of a command, and those that policies made follow from them."""
    own: set[UUID | None] = {command}
    found = []
    for recorded in events:
        context = recorded.context
        if context.command_id in own or context.causation_id in own:
            found.append(recorded)
            own |= {context.command_id} - {None}
    return found


def ids_in(state: bytes) -> set[bytes]:
    """List the ids in the fields of an event as it is stored, those of who did it left out."""
    data, _, _ = state.rpartition(b',"by":')
    return set(IDS.findall(data))
