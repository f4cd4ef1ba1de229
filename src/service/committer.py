"""Commits what many requests ask for together: they wait on the event loop, one thread writes."""

import asyncio
from collections import deque
from collections.abc import Sequence
from queue import SimpleQueue
from threading import Thread
from time import perf_counter

from service.problems import unavailable
from workdomain.desk import Receipt, Ticket
from workdomain.work import MOST_AT_ONCE, Work

SHARE = 0.5
"""Of the time the last batch took: so long the next one gathers at most ..."""
LONGEST = 0.01
"""... and seconds, whatever kept the last batch so long."""
QUICK = 0.005
"""Seconds that a lone commit may keep the event loop from all else; if one takes longer ..."""
SLOW_FOR = 1.0
"""... none does so for so many."""

Asked = tuple[Ticket, "asyncio.Future[None]"]


class Committer:
    """Hands batches, never single requests, to the one thread that writes.

    A hop between threads costs more than all else a request does, so it is shared: all who ask
    while a batch is being committed are the next batch, and so are those who were just answered
    and ask again within a moment (docs/decisions/0009).
    """

    def __init__(self, work: Work, most_waiting: int) -> None:
        """Write to this workspace, once started."""
        self._work, self._most = work, most_waiting
        self._loop: asyncio.AbstractEventLoop
        self._waiting: deque[Asked] = deque()
        self._busy, self._expected = False, 0
        """How many were about when the last batch was answered: no more are likely to come."""
        self._slow_until = 0.0
        self._gathering: asyncio.TimerHandle | None = None
        self._wanted: SimpleQueue[bool] = SimpleQueue()
        self._thread = Thread(target=self._write, name="committer", daemon=True)

    def start(self) -> None:
        """Belong to the event loop that runs, and begin to write."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def do(self, ticket: Ticket) -> Receipt:
        """Carry out a command; returns when it is durable. Raises what stood against it."""
        if len(self._waiting) >= self._most:
            raise unavailable(f"{self._most} commands are waiting already; ask again in a moment")
        done = self._loop.create_future()
        self._waiting.append((ticket, done))
        if not self._busy:
            self._busy = True
            self._loop.call_soon(self._start)  # whoever came in with it is heard first
        elif self._gathering and len(self._waiting) >= self._expected:
            self._gathering.cancel()
            self._begin()
        await done
        return ticket.result()

    def _write(self) -> None:
        """Commit batch after batch, in a thread of its own."""
        waiting = self._waiting
        while self._wanted.get():
            batch = [waiting.popleft() for _ in range(min(len(waiting), MOST_AT_ONCE))]
            tickets = [ticket for ticket, _ in batch]
            began = perf_counter()
            try:
                self._work.carry_out(tickets)
            except Exception as error:  # nothing was committed, and nobody may wait for ever
                for ticket in tickets:
                    ticket.answer = error
            self._loop.call_soon_threadsafe(self._answer, batch, perf_counter() - began)

    def _start(self) -> None:
        if len(self._waiting) > 1 or self._loop.time() < self._slow_until or not self._at_once():
            self._begin()

    def _at_once(self) -> bool:
        """Commit one command here and now: two hops between threads would take longer."""
        ticket, _ = self._waiting[0]
        began = perf_counter()
        try:
            if not self._work.carry_out_at_once([ticket]):
                return False
        except Exception as error:
            ticket.answer = error
        took = perf_counter() - began
        if took > QUICK:
            self._slow_until = self._loop.time() + SLOW_FOR
        self._answer([self._waiting.popleft()], took)
        return True

    def _begin(self) -> None:
        self._busy, self._gathering = True, None
        self._wanted.put(True)

    def _answer(self, batch: Sequence[Asked], took: float) -> None:
        self._expected = len(batch) + len(self._waiting)
        for _, done in batch:
            if not done.done():  # whoever asked may have given up
                done.set_result(None)
        if self._waiting:
            self._gathering = self._loop.call_later(min(took * SHARE, LONGEST), self._begin)
        else:
            self._busy = False

    async def close(self) -> None:
        """Commit what still waits, then end the thread."""
        while self._busy:
            await asyncio.sleep(0.01)
        self._wanted.put(False)
        self._thread.join()
