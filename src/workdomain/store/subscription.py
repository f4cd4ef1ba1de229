"""Live subscriptions: a condition wakes those in this process, a look finds what others wrote."""

from collections.abc import Callable
from threading import Condition
from time import monotonic

from workdomain.store.log import StoreUnavailable


class Signal:
    """Wakes the subscriptions of one open log as soon as it is known to have grown."""

    def __init__(self) -> None:
        """Start without knowing anything."""
        self.changed = Condition()
        self.position = 0
        self.closed = False

    def tell(self, position: int) -> None:
        """Say that the log has reached a position."""
        with self.changed:
            if position > self.position:
                self.position = position
                self.changed.notify_all()

    def keep(self, position: int) -> None:
        """Take note that the log has reached a position, and wake nobody until `pass_on`."""
        with self.changed:
            self.position = max(position, self.position)

    def pass_on(self) -> None:
        """Wake those who wait, for what was kept."""
        with self.changed:
            self.changed.notify_all()

    def close(self) -> None:
        """End every subscription."""
        with self.changed:
            self.closed = True
            self.changed.notify_all()


class LiveSubscription:
    """Waits for the signal, and looks for itself every `interval` seconds.

    A look is one step to the end of the primary key: no dearer than asking SQLite whether the file
    changed, and it needs no connection of its own. While the database cannot be reached there is
    simply no news; the looks go on, so the subscription heals with the database.
    """

    def __init__(self, signal: Signal, look: Callable[[], int], interval: float) -> None:
        """Read the log's last position with `look`."""
        self._signal = signal
        self._look = look
        self._interval = interval
        self._closed = False

    def wait(self, position: int, timeout: float) -> int:
        """Return the log's last position as soon as it is greater than `position`, or on time-out.

        Raises StoreUnavailable when this subscription or its log is closed.
        """
        deadline = monotonic() + timeout
        while True:
            last = self._known()
            if last <= position:
                last = self._looked()
            remaining = deadline - monotonic()
            if last > position or remaining <= 0:
                return last
            with self._signal.changed:
                self._signal.changed.wait_for(
                    lambda: self._ended or self._signal.position > position,
                    min(remaining, self._interval),
                )

    def close(self) -> None:
        """Stop; a `wait` under way raises StoreUnavailable at once."""
        with self._signal.changed:
            self._closed = True
            self._signal.changed.notify_all()

    @property
    def _ended(self) -> bool:
        return self._closed or self._signal.closed

    def _known(self) -> int:
        if self._ended:
            raise StoreUnavailable("The subscription is closed")
        return self._signal.position

    def _looked(self) -> int:
        try:
            self._signal.tell(self._look())
        except StoreUnavailable:
            return self._known()
        return self._known()
