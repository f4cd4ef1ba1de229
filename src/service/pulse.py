"""The pulse: tells this process that the log has grown, whoever made it grow."""

import asyncio
import logging
from collections.abc import Callable
from threading import Event, Thread

from workdomain.store.log import Log, StoreError

REST = 0.05
"""Seconds between two beats at least, so that a busy log does not keep us busy with news."""
PATIENCE = 1.0

Listener = Callable[[int], None]

logger = logging.getLogger(__name__)


class Pulse:
    """One thread that waits for news of the log, and those that want to hear of it."""

    def __init__(self, log: Log) -> None:
        """Watch this log, once started."""
        self._log = log
        self.position = 0
        self._listeners: list[Listener] = []
        self._stop = Event()
        self._thread = Thread(target=self._beat, name="pulse", daemon=True)

    def tell(self, listener: Listener) -> None:
        """Call this in the pulse's thread with the new position, in the order of asking."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin to watch."""
        self._subscription = self._log.subscribe()
        self._thread.start()

    def stop(self) -> None:
        """End; nobody is told any more."""
        self._stop.set()
        self._subscription.close()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stop.is_set():
            try:
                position = self._subscription.wait(self.position, PATIENCE)
                if position > self.position:
                    for listener in self._listeners:
                        listener(position)
                    self.position = position
                    self._stop.wait(REST)
            except StoreError as error:
                if not self._stop.is_set():
                    logger.warning("No news of the log now, trying again: %s", error)
                    self._stop.wait(PATIENCE)


class Waiting:
    """Lets coroutines wait until the log has grown."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._loop: asyncio.AbstractEventLoop
        self._changed = asyncio.Event()
        self._position = 0

    def start(self) -> None:
        """Belong to the event loop that runs."""
        self._loop = asyncio.get_running_loop()

    def grown(self, position: int) -> None:
        """Wake those who wait; called from any thread."""
        self._loop.call_soon_threadsafe(self._wake, position)

    def wake(self) -> None:
        """Wake those who wait, without news."""
        self._wake(self._position)

    def _wake(self, position: int) -> None:
        self._position = max(position, self._position)
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait(self, position: int, timeout: float) -> bool:
        """Wait until the log is past this position; False when the time is up, or when woken."""
        if self._position > position:
            return True
        try:
            async with asyncio.timeout(timeout):
                await self._changed.wait()
        except TimeoutError:
            return False
        return self._position > position
