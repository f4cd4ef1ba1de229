"""What the service does by the clock: makes what is due, publishes, counts anew, raises alarms."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from projections.alarming import tell_alarms
from projections.publishing import publish_scheduled
from projections.reader import BeingRebuilt
from projections.recounting import recount_budgets
from projections.timekeeping_due import keep_time
from projections.views import Views
from projections.waiting import serve_waiting
from workdomain.execution.due_work import materialise_due
from workdomain.store.log import StoreError

logger = logging.getLogger(__name__)

InThread = Callable[..., Awaitable[None]]


class Ticking:
    """Looks for due work again and again, in the readers' threads; others may do so too."""

    def __init__(self, views: Views, every: float, in_thread: InThread) -> None:
        """Do so every so many seconds; 0 is never."""
        self._views, self._every, self._in_thread = views, every, in_thread
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to wait for the first time."""
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
            await asyncio.sleep(self._every)
            await self._in_thread(tick, self._views)


def tick(views: Views) -> None:
    """Do all of it once; trouble is told in the log of the process, and tried again later."""
    try:
        for outcome in materialise_due(views.work):
            if outcome.refused:
                logger.warning("%s is not made: %s", outcome.title, outcome.refused)
        for each in publish_scheduled(views):
            if each.refused:
                logger.warning("A check-in is not published: %s", each.refused)
        for budget in recount_budgets(views):
            logger.info("Counted anew: %s", budget)
        for served in serve_waiting(views):
            logger.info("Allocated what had waited: %s", served)
        for kept in keep_time(views):
            logger.info("Due by the policy of timesheets: %s", kept)
        for alarm in tell_alarms(views):
            logger.info("Looked for overbooking: %s", alarm)
    except BeingRebuilt as error:
        logger.info("Check-ins and budgets are seen to later: %s", error)
    except StoreError as error:
        logger.warning("What is due by the clock is left undone, trying again: %s", error)
    except Exception:
        logger.exception("What is due by the clock is left undone, trying again")
