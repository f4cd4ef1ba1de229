"""Commits what many requests ask for together: they wait on the event loop, one thread writes."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
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
"""Seconds that lone commits may keep the event loop from all else; if they take longer ..."""
SLOW_FOR = 1.0
"""... none does so for so many."""
UNTOLD = 0.001
"""Seconds after a lone commit until others hear of it: its answer is on its way by then."""
OF_LATE = 1 / 4
"""Share of the last lone commit in what they take: a single one that had to wait says little."""

Asked = tuple[Ticket, "asyncio.Future[None]"]


class Committer:
    """Hands batches, never single requests, to the one thread that writes.

    A hop between threads costs more than all else a request does, so it is shared: all who ask
    while a batch is being committed are the next batch, and so are those who were just answered
    and ask again within a moment (docs/decisions/0009).
    """

    def __init__(
        self,
        work: Work,
        most_waiting: int,
        *,
        is_alone: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        """Write to this workspace, once started.

        `is_alone` tells whether nobody else has come in at the same time, as far as that is known;
        the clock tells what commits take.
        """
        self._work, self._most, self._is_alone, self._clock = work, most_waiting, is_alone, clock
        self._loop: asyncio.AbstractEventLoop
        self._waiting: deque[Asked] = deque()
        self._busy, self._expected = False, 0
        """How many were about when the last batch was answered: no more are likely to come."""
        self._takes, self._slow_until = 0.0, 0.0
        self._gathering: asyncio.TimerHandle | None = None
        self._untold = False
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
        if not self._busy and self._is_alone() and self._at_once(ticket):
            return ticket.result()
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
            began = self._clock()
            try:
                self._work.carry_out(tickets)
            except Exception as error:  # nothing was committed, and nobody may wait for ever
                for ticket in tickets:
                    ticket.answer = error
            self._loop.call_soon_threadsafe(self._answer, batch, self._clock() - began)

    def _start(self) -> None:
        if len(self._waiting) == 1 and self._at_once(self._waiting[0][0]):
            self._answer([self._waiting.popleft()], 0)
        else:
            self._begin()

    def _at_once(self, ticket: Ticket) -> bool:
        """Commit one command here and now: two hops between threads would take longer."""
        if self._loop.time() < self._slow_until:
            return False
        began = self._clock()
        try:
            if not self._work.carry_out_at_once([ticket]):
                return False
        except Exception as error:
            ticket.answer = error
        took = self._clock() - began
        if not self._untold:
            self._untold = True
            self._loop.call_later(UNTOLD, self._pass_on)
        self._takes += (took - self._takes) * OF_LATE
        if self._takes > QUICK:
            self._takes, self._slow_until = 0.0, self._loop.time() + SLOW_FOR
        return True

    def _pass_on(self) -> None:
        self._untold = False
        self._work.log.pass_on()

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
