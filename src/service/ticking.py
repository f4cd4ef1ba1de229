"""What the service does by the clock: makes the work that time alone has made due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from workdomain.execution.due_work import materialise_due
from workdomain.store.log import StoreError
from workdomain.work import Work

logger = logging.getLogger(__name__)

InThread = Callable[..., Awaitable[None]]


class Ticking:
    """Looks for due work again and again, in the readers' threads; others may do so too."""

    def __init__(self, work: Work, every: float, in_thread: InThread) -> None:
        """Do so every so many seconds; 0 is never."""
        self._work, self._every, self._in_thread = work, every, in_thread
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, at once."""
        if self._every > 0:
            self._task = asyncio.get_running_loop().create_task(self._go_on())

    async def stop(self) -> None:
        """End; what is under way comes to its end."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _go_on(self) -> None:
        while True:
            await self._in_thread(tick, self._work)
            await asyncio.sleep(self._every)


def tick(work: Work) -> None:
    """Make what is due, once; trouble is told in the log of the process, and tried again later."""
    try:
        for outcome in materialise_due(work):
            if outcome.refused:
                logger.warning("Recurring work %s: %s", outcome.recurrence, outcome.refused)
    except StoreError as error:
        logger.warning("No due work was made, trying again: %s", error)
    except Exception:
        logger.exception("No due work was made, trying again")
